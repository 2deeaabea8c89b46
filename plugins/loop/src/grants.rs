// SPDX-License-Identifier: MIT OR Apache-2.0
//! The part of the catalogue that says who may reach what: access groups, their initiators, and
//! the volumes that are granted to them.

use lsm_core::{AdminState, Error, ErrorKind, InitiatorId, InitiatorType, Result};
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use crate::catalogue::{Answer, exists, ids, uuid_at};

/// An access group with its members in the order in which they joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GroupEntry {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) initiators: Vec<String>,
    pub(crate) init_type: InitiatorType,
}

/// All access groups, in the order in which they were made.
pub(crate) fn groups(connection: &Connection) -> Result<Vec<GroupEntry>> {
    entries(connection, "SELECT id, name FROM access_groups ORDER BY rowid", [])
}

/// The access group with this identifier.
///
/// # Errors
/// `NOT_FOUND_ACCESS_GROUP`.
pub(crate) fn group(connection: &Connection, id: &str) -> Result<GroupEntry> {
    entries(connection, "SELECT id, name FROM access_groups WHERE id = ?1", [id])?.pop().ok_or_else(
        || {
            Error::new(
                ErrorKind::NOT_FOUND_ACCESS_GROUP,
                format!("there is no access group with the id {id}"),
            )
        },
    )
}

/// The access groups that a volume is granted to, in the order of granting.
pub(crate) fn groups_of_volume(connection: &Connection, volume: Uuid) -> Result<Vec<GroupEntry>> {
    entries(
        connection,
        "SELECT id, name FROM access_groups JOIN grants ON access_group = id
         WHERE volume = ?1 ORDER BY grants.rowid",
        [volume.to_string()],
    )
}

fn entries(
    connection: &Connection,
    query: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<GroupEntry>> {
    let mut statement = connection.prepare_cached(query).answer()?;
    let rows =
        statement.query_map(parameters, |row| Ok((uuid_at(row, 0)?, row.get(1)?))).answer()?;
    let mut groups = Vec::new();
    for row in rows {
        let (id, name) = row.answer()?;
        let (initiators, init_type) = initiators(connection, id)?;
        groups.push(GroupEntry { id, name, initiators, init_type });
    }
    Ok(groups)
}

fn initiators(connection: &Connection, group: Uuid) -> Result<(Vec<String>, InitiatorType)> {
    let mut statement = connection
        .prepare_cached(
            "SELECT id, init_type FROM initiators WHERE access_group = ?1 ORDER BY rowid",
        )
        .answer()?;
    let mut rows = statement.query([group.to_string()]).answer()?;
    let mut initiators = Vec::new();
    let mut common = InitiatorType::UNKNOWN;
    while let Some(row) = rows.next().answer()? {
        initiators.push(row.get(0).answer()?);
        let init_type = InitiatorType(row.get(1).answer()?);
        common = match common {
            InitiatorType::UNKNOWN => init_type,
            same if same == init_type => same,
            _ => InitiatorType::ISCSI_WWPN_MIXED,
        };
    }
    Ok((initiators, common))
}

/// The volumes granted to a group, in the order of granting.
pub(crate) fn volumes_of_group(connection: &Connection, group: Uuid) -> Result<Vec<Uuid>> {
    ids(
        connection,
        "SELECT volume FROM grants WHERE access_group = ?1 ORDER BY rowid",
        [group.to_string()],
    )
}

/// The volumes that the host `initiator` can reach: enabled, and granted to its group.
pub(crate) fn reachable_volumes(connection: &Connection, initiator: &str) -> Result<Vec<Uuid>> {
    ids(
        connection,
        "SELECT grants.volume FROM initiators
         JOIN grants ON grants.access_group = initiators.access_group
         JOIN volumes ON volumes.id = grants.volume
         WHERE initiators.id = ?1 AND volumes.admin_state = ?2 ORDER BY grants.rowid",
        rusqlite::params![initiator, AdminState::ENABLED.0],
    )
}

/// Whether any volume is granted to any group.
pub(crate) fn any(connection: &Connection) -> Result<bool> {
    exists(connection, "SELECT 1 FROM grants", [])
}

/// Makes a group; its first member joins by [`add_initiator`].
///
/// # Errors
/// `NAME_CONFLICT`.
pub(crate) fn add_group(connection: &Connection, id: Uuid, name: &str) -> Result<()> {
    if exists(connection, "SELECT 1 FROM access_groups WHERE name = ?1", [name])? {
        return Err(Error::new(
            ErrorKind::NAME_CONFLICT,
            format!("there is an access group named {name:?} already"),
        ));
    }
    connection
        .execute(
            "INSERT INTO access_groups (id, name) VALUES (?1, ?2)",
            [id.to_string().as_str(), name],
        )
        .answer()?;
    Ok(())
}

/// Removes a group and its members.
pub(crate) fn remove_group(connection: &Connection, id: Uuid) -> Result<()> {
    connection.execute("DELETE FROM access_groups WHERE id = ?1", [id.to_string()]).answer()?;
    Ok(())
}

/// Lets an initiator join a group.
///
/// # Errors
/// `EXISTS_INITIATOR` when it belongs to another group, `NO_STATE_CHANGE` when it belongs to this
/// one.
pub(crate) fn add_initiator(
    connection: &Connection,
    group: Uuid,
    initiator: &InitiatorId,
) -> Result<()> {
    let name = initiator.to_string();
    if let Some(owner) = group_of_initiator(connection, &name)? {
        return Err(if owner == group {
            Error::new(
                ErrorKind::NO_STATE_CHANGE,
                format!("{name} is a member of the access group already"),
            )
        } else {
            Error::new(
                ErrorKind::EXISTS_INITIATOR,
                format!("{name} is a member of another access group"),
            )
        });
    }
    connection
        .execute(
            "INSERT INTO initiators (id, init_type, access_group) VALUES (?1, ?2, ?3)",
            rusqlite::params![name, initiator.init_type().0, group.to_string()],
        )
        .answer()?;
    Ok(())
}

fn group_of_initiator(connection: &Connection, initiator: &str) -> Result<Option<Uuid>> {
    connection
        .prepare_cached("SELECT access_group FROM initiators WHERE id = ?1")
        .and_then(|mut statement| {
            statement.query_row([initiator], |row| uuid_at(row, 0)).optional()
        })
        .answer()
}

/// Lets an initiator leave its group.
pub(crate) fn remove_initiator(connection: &Connection, initiator: &str) -> Result<()> {
    connection.execute("DELETE FROM initiators WHERE id = ?1", [initiator]).answer()?;
    Ok(())
}

/// Whether a volume is granted to a group.
pub(crate) fn is_granted(connection: &Connection, group: Uuid, volume: Uuid) -> Result<bool> {
    exists(
        connection,
        "SELECT 1 FROM grants WHERE access_group = ?1 AND volume = ?2",
        [group.to_string(), volume.to_string()],
    )
}

/// Whether a volume is granted to any group.
pub(crate) fn is_masked(connection: &Connection, volume: Uuid) -> Result<bool> {
    exists(connection, "SELECT 1 FROM grants WHERE volume = ?1", [volume.to_string()])
}

/// Grants a volume to a group.
pub(crate) fn add(connection: &Connection, group: Uuid, volume: Uuid) -> Result<()> {
    connection
        .execute(
            "INSERT INTO grants (access_group, volume) VALUES (?1, ?2)",
            [group.to_string(), volume.to_string()],
        )
        .answer()?;
    Ok(())
}

/// Takes a grant back.
pub(crate) fn remove(connection: &Connection, group: Uuid, volume: Uuid) -> Result<()> {
    connection
        .execute(
            "DELETE FROM grants WHERE access_group = ?1 AND volume = ?2",
            [group.to_string(), volume.to_string()],
        )
        .answer()?;
    Ok(())
}

/// Takes all grants of a volume back.
pub(crate) fn remove_all(connection: &Connection, volume: Uuid) -> Result<()> {
    connection.execute("DELETE FROM grants WHERE volume = ?1", [volume.to_string()]).answer()?;
    Ok(())
}
