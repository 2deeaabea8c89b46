// SPDX-License-Identifier: MIT OR Apache-2.0
//! Access groups and their members.

use lsm_core::{AccessGroup, Error, ErrorKind, InitiatorType, Result};
use rusqlite::{Connection, Params};

use super::column::Columns;
use super::ids::ACCESS_GROUP;
use super::volumes::unchanged;
use super::{Store, Stored, names, systems};

impl Store {
    /// Gives `push` every access group, in the order of the names; members in byte order.
    ///
    /// # Errors
    /// Those of `push`.
    pub fn access_groups(
        &mut self,
        push: &mut dyn FnMut(&AccessGroup) -> Result<()>,
    ) -> Result<()> {
        self.read(|array| {
            let sql = "SELECT a.id, a.name, i.id, i.init_type FROM ags a \
                       LEFT JOIN inits i ON i.owner_ag_id = a.id ORDER BY a.name, a.id, i.id";
            list(array, sql, [], push)
        })
    }

    /// Makes an access group with one member. Neither the initiator nor its type is looked at.
    ///
    /// # Errors
    /// `NOT_FOUND_SYSTEM`, `NAME_CONFLICT`, `EXISTS_INITIATOR`.
    pub fn access_group_create(
        &mut self,
        name: &str,
        init_id: &str,
        init_type: InitiatorType,
        system: &str,
    ) -> Result<AccessGroup> {
        self.write(|array| {
            systems::check(array, system)?;
            names::ACCESS_GROUPS.check_free(array, name)?;
            if owner(array, init_id)?.is_some() {
                return Err(in_use(init_id));
            }
            array
                .prepare_cached(
                    "INSERT INTO ags (id, name)
                     VALUES ((SELECT coalesce(max(id), 0) + 1 FROM ags), ?1)",
                )?
                .execute([name])?;
            let group = array.last_insert_rowid();
            join(array, group, init_id, init_type)?;
            record(array, group)
        })
    }

    /// Deletes an access group.
    ///
    /// # Errors
    /// `NOT_FOUND_ACCESS_GROUP`, `IS_MASKED`.
    pub fn access_group_delete(&mut self, group: &str) -> Result<()> {
        self.write(|array| {
            let number = find(array, group)?;
            let masked = array
                .prepare_cached("SELECT 1 FROM vol_masks WHERE ag_id = ?1")?
                .exists([number])?;
            if masked {
                let message = format!("{group} is granted a volume");
                return Err(Error::new(ErrorKind::IS_MASKED, message).into());
            }
            array.prepare_cached("DELETE FROM ags WHERE id = ?1")?.execute([number])?;
            Ok(())
        })
    }

    /// Adds a member.
    ///
    /// # Errors
    /// `NOT_FOUND_ACCESS_GROUP`, `NO_STATE_CHANGE`, `NO_SUPPORT` for a type other than WWPN and
    /// iSCSI, `EXISTS_INITIATOR`.
    pub fn access_group_initiator_add(
        &mut self,
        group: &str,
        init_id: &str,
        init_type: InitiatorType,
    ) -> Result<AccessGroup> {
        self.write(|array| {
            let number = find(array, group)?;
            let owner = owner(array, init_id)?;
            if owner == Some(number) {
                return Err(unchanged("the initiator is a member already"));
            }
            if !matches!(init_type, InitiatorType::WWPN | InitiatorType::ISCSI_IQN) {
                let message = format!("initiators of the type {init_type} cannot be added");
                return Err(Error::no_support(message).into());
            }
            if owner.is_some() {
                return Err(in_use(init_id));
            }
            join(array, number, init_id, init_type)?;
            record(array, number)
        })
    }

    /// Removes a member.
    ///
    /// # Errors
    /// `NOT_FOUND_ACCESS_GROUP`, `NO_STATE_CHANGE`, `LAST_INIT_IN_ACCESS_GROUP`.
    pub fn access_group_initiator_delete(
        &mut self,
        group: &str,
        init_id: &str,
    ) -> Result<AccessGroup> {
        self.write(|array| {
            let number = find(array, group)?;
            if owner(array, init_id)? != Some(number) {
                return Err(unchanged("the initiator is no member"));
            }
            let others = array
                .prepare_cached("SELECT 1 FROM inits WHERE owner_ag_id = ?1 AND id <> ?2")?
                .exists((number, init_id))?;
            if !others {
                let message = format!("{init_id} is the only member of {group}");
                return Err(Error::new(ErrorKind::LAST_INIT_IN_ACCESS_GROUP, message).into());
            }
            array.prepare_cached("DELETE FROM inits WHERE id = ?1")?.execute([init_id])?;
            record(array, number)
        })
    }
}

/// The number of the group with this identifier, or `NOT_FOUND_ACCESS_GROUP`.
fn find(array: &Connection, id: &str) -> Stored<i64> {
    let number = ACCESS_GROUP.number(id)?;
    check(array, number, id)?;
    Ok(number)
}

/// Refuses a group that does not exist with `NOT_FOUND_ACCESS_GROUP`.
pub(super) fn check(array: &Connection, number: i64, id: &str) -> Stored<()> {
    if !array.prepare_cached("SELECT 1 FROM ags WHERE id = ?1")?.exists([number])? {
        return Err(ACCESS_GROUP.missing(id).into());
    }
    Ok(())
}

/// The group that an initiator is a member of.
fn owner(array: &Connection, init_id: &str) -> Stored<Option<i64>> {
    let mut query = array.prepare_cached("SELECT owner_ag_id FROM inits WHERE id = ?1")?;
    let mut rows = query.query([init_id])?;
    rows.next()?.map(|row| row.integer(0)).transpose()
}

fn in_use(init_id: &str) -> super::Failure {
    let message = format!("the initiator {init_id:?} is a member of another group");
    Error::new(ErrorKind::EXISTS_INITIATOR, message).into()
}

fn join(array: &Connection, group: i64, init_id: &str, init_type: InitiatorType) -> Stored<()> {
    array
        .prepare_cached("INSERT INTO inits (id, init_type, owner_ag_id) VALUES (?1, ?2, ?3)")?
        .execute((init_id, init_type.0, group))?;
    Ok(())
}

/// The group with this number, its members in the order in which they joined.
fn record(array: &Connection, number: i64) -> Stored<AccessGroup> {
    let sql = "SELECT a.id, a.name, i.id, i.init_type FROM ags a \
               LEFT JOIN inits i ON i.owner_ag_id = a.id WHERE a.id = ?1 ORDER BY i.rowid";
    let mut found = None;
    list(array, sql, [number], &mut |group| {
        found = Some(group.clone());
        Ok(())
    })?;
    found.ok_or_else(|| ACCESS_GROUP.missing(&ACCESS_GROUP.id(number)).into())
}

/// Gives `push` the groups of a query for number, name, and a row for each member with its type.
pub(super) fn list(
    array: &Connection,
    sql: &str,
    parameters: impl Params,
    push: &mut dyn FnMut(&AccessGroup) -> Result<()>,
) -> Stored<()> {
    let system_id = systems::id(array)?;
    let mut query = array.prepare_cached(sql)?;
    let mut rows = query.query(parameters)?;
    let mut current: Option<AccessGroup> = None;
    while let Some(row) = rows.next()? {
        let id = ACCESS_GROUP.id(row.integer(0)?);
        if current.as_ref().is_none_or(|group| group.id != id) {
            if let Some(complete) = current.take() {
                push(&complete)?;
            }
            current = Some(AccessGroup {
                id,
                name: row.text(1)?,
                init_ids: Vec::new(),
                init_type: InitiatorType::UNKNOWN,
                system_id: system_id.clone(),
                plugin_data: None,
            });
        }
        if let (Some(group), Some(init_type)) = (&mut current, row.optional_integer(3)?) {
            let init_type = InitiatorType(i32::try_from(init_type).unwrap_or_default());
            group.init_type = match group.init_type {
                _ if group.init_ids.is_empty() => init_type,
                same if same == init_type => same,
                _ => InitiatorType::ISCSI_WWPN_MIXED,
            };
            group.init_ids.push(row.text(2)?);
        }
    }
    current.map_or(Ok(()), |complete| Ok(push(&complete)?))
}
