// SPDX-License-Identifier: MIT OR Apache-2.0
//! The catalogue of a folder: what the files alone do not tell. SQLite, kept beside them.
//!
//! Each change is lasting once it is committed (rollback journal, `synchronous = FULL`).
//!
//! The size of a volume is not in it: that is the size of its file. Nor is the loop device of a
//! volume: that the kernel knows.

use std::path::Path;
use std::time::Duration;

use lsm_core::{AdminState, Error, ErrorKind, Provisioning, Result};
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row, Transaction, TransactionBehavior};
use uuid::Uuid;

use crate::failure;

/// Marks the file as ours: "lsmL".
const APPLICATION: i32 = 0x6c73_6d4c;
const SCHEMA_VERSION: i32 = 1;

const SCHEMA: &str = "
    CREATE TABLE identity (
        system_id TEXT NOT NULL,
        pool_id TEXT NOT NULL,
        -- Name of this host where it is not that of the host itself.
        initiator TEXT
    );
    CREATE TABLE volumes (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        vpd83 TEXT NOT NULL UNIQUE,
        provisioning INTEGER NOT NULL,
        admin_state INTEGER NOT NULL
    );
    -- Files that belong to no volume: not yet, or no longer. Whoever comes across one that nobody
    -- works on removes it.
    CREATE TABLE unowned_files (
        id TEXT PRIMARY KEY
    );
    CREATE TABLE access_groups (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL UNIQUE
    );
    CREATE TABLE initiators (
        id TEXT PRIMARY KEY,
        init_type INTEGER NOT NULL,
        access_group TEXT NOT NULL REFERENCES access_groups ON DELETE CASCADE
    );
    CREATE INDEX initiators_by_group ON initiators (access_group);
    CREATE TABLE grants (
        access_group TEXT NOT NULL REFERENCES access_groups ON DELETE RESTRICT,
        volume TEXT NOT NULL REFERENCES volumes ON DELETE RESTRICT,
        PRIMARY KEY (access_group, volume)
    );
    CREATE INDEX grants_by_volume ON grants (volume);
";

/// The open catalogue.
#[derive(Debug)]
pub(crate) struct Catalogue {
    connection: Connection,
}

/// Who the folder is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) system: Uuid,
    pub(crate) pool: Uuid,
    pub(crate) initiator: Option<String>,
}

/// A volume, but for its size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct VolumeEntry {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) vpd83: String,
    pub(crate) provisioning: Provisioning,
    pub(crate) admin_state: AdminState,
}

/// The catalogue's answer, as the error of this crate.
pub(crate) trait Answer<T> {
    fn answer(self) -> Result<T>;
}

impl<T> Answer<T> for rusqlite::Result<T> {
    fn answer(self) -> Result<T> {
        self.map_err(failure::of_catalogue)
    }
}

impl Catalogue {
    /// Opens the catalogue at `path`, an absolute path without symbolic links. Call it with the
    /// folder locked.
    ///
    /// # Errors
    /// `POOL_NOT_READY` when the file is damaged, `NO_SUPPORT` when it is none of ours or of a
    /// later version, `TIMEOUT` when it is busy.
    pub(crate) fn open(path: &Path, patience: Duration) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_NOFOLLOW;
        let connection = Connection::open_with_flags(path, flags).answer()?;
        let mut catalogue = Self { connection };
        catalogue.set_patience(patience)?;
        catalogue.set_up().answer()??;
        Ok(catalogue)
    }

    /// How long a call waits for other sessions.
    pub(crate) fn set_patience(&self, patience: Duration) -> Result<()> {
        // SQLite counts milliseconds in 31 bits.
        let longest = Duration::from_millis(i32::MAX as u64);
        self.connection.busy_timeout(patience.min(longest)).answer()
    }

    fn set_up(&mut self) -> rusqlite::Result<Result<()>> {
        let connection = &mut self.connection;
        // Not a write-ahead log: its index is mapped into memory, and a file system that is full,
        // as a pool of thin volumes may be, answers a write to such memory by killing the process.
        connection.query_row("PRAGMA journal_mode = PERSIST", [], |_| Ok(()))?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;

        let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
        match (number("application_id")?, number("user_version")?) {
            (APPLICATION, SCHEMA_VERSION) => return Ok(Ok(())),
            (0, 0) => {}
            (APPLICATION, version) => {
                return Ok(Err(Error::no_support(format!(
                    "the catalogue of the folder has version {version}, this plug-in knows only \
                     {SCHEMA_VERSION}"
                ))));
            }
            _ => {
                return Ok(Err(Error::no_support(
                    "the catalogue of the folder was made by another program",
                )));
            }
        }
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(SCHEMA)?;
        transaction.execute(
            "INSERT INTO identity (system_id, pool_id) VALUES (?1, ?2)",
            [Uuid::new_v4().to_string(), Uuid::new_v4().to_string()],
        )?;
        transaction.pragma_update(None, "application_id", APPLICATION)?;
        transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
        transaction.commit()?;
        Ok(Ok(()))
    }

    /// For reading.
    pub(crate) fn reader(&self) -> &Connection {
        &self.connection
    }

    /// For changing something. Nothing is changed until the transaction is committed.
    ///
    /// # Errors
    /// `TIMEOUT` when another session keeps changing for too long.
    pub(crate) fn change(&mut self) -> Result<Transaction<'_>> {
        self.connection.transaction_with_behavior(TransactionBehavior::Immediate).answer()
    }
}

/// Reads an identifier from column `index`.
pub(crate) fn uuid_at(row: &Row<'_>, index: usize) -> rusqlite::Result<Uuid> {
    let text = row.get_ref(index)?.as_str()?;
    Uuid::try_parse(text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(
            index,
            rusqlite::types::Type::Text,
            Box::new(error),
        )
    })
}

/// Who the folder is.
pub(crate) fn identity(connection: &Connection) -> Result<Identity> {
    connection
        .query_row("SELECT system_id, pool_id, initiator FROM identity", [], |row| {
            Ok(Identity {
                system: uuid_at(row, 0)?,
                pool: uuid_at(row, 1)?,
                initiator: row.get(2)?,
            })
        })
        .answer()
}

/// Gives the host a name of its own for this folder.
pub(crate) fn set_initiator(connection: &Connection, initiator: &str) -> Result<()> {
    connection.execute("UPDATE identity SET initiator = ?1", [initiator]).answer()?;
    Ok(())
}

const VOLUME: &str = "SELECT id, name, vpd83, provisioning, admin_state FROM volumes";

fn volume_entry(row: &Row<'_>) -> rusqlite::Result<VolumeEntry> {
    Ok(VolumeEntry {
        id: uuid_at(row, 0)?,
        name: row.get(1)?,
        vpd83: row.get(2)?,
        provisioning: Provisioning(row.get(3)?),
        admin_state: AdminState(row.get(4)?),
    })
}

/// Calls `each` for every volume, in the order in which they were made.
pub(crate) fn each_volume(
    connection: &Connection,
    mut each: impl FnMut(VolumeEntry) -> Result<()>,
) -> Result<()> {
    let mut statement = connection.prepare_cached(&format!("{VOLUME} ORDER BY rowid")).answer()?;
    let mut rows = statement.query([]).answer()?;
    while let Some(row) = rows.next().answer()? {
        each(volume_entry(row).answer()?)?;
    }
    Ok(())
}

/// The volume with this identifier, spelt as it is.
///
/// # Errors
/// `NOT_FOUND_VOLUME`.
pub(crate) fn volume(connection: &Connection, id: &str) -> Result<VolumeEntry> {
    connection
        .prepare_cached(&format!("{VOLUME} WHERE id = ?1"))
        .and_then(|mut statement| statement.query_row([id], volume_entry).optional())
        .answer()?
        .ok_or_else(|| not_found_volume(id))
}

/// The error for a volume that is not there.
pub(crate) fn not_found_volume(id: impl std::fmt::Display) -> Error {
    Error::new(ErrorKind::NOT_FOUND_VOLUME, format!("there is no volume with the id {id}"))
}

/// Refuses a name that a volume has.
///
/// # Errors
/// `NAME_CONFLICT`.
pub(crate) fn refuse_taken_volume_name(connection: &Connection, name: &str) -> Result<()> {
    if exists(connection, "SELECT 1 FROM volumes WHERE name = ?1", [name])? {
        return Err(Error::new(
            ErrorKind::NAME_CONFLICT,
            format!("there is a volume named {name:?} already"),
        ));
    }
    Ok(())
}

/// Whether a query has a result.
pub(crate) fn exists(
    connection: &Connection,
    query: &str,
    parameters: impl rusqlite::Params,
) -> Result<bool> {
    connection.prepare_cached(query).and_then(|mut statement| statement.exists(parameters)).answer()
}

/// Adds a volume; its file belongs to it from now on.
///
/// # Errors
/// `NAME_CONFLICT`.
pub(crate) fn add_volume(connection: &Connection, volume: &VolumeEntry) -> Result<()> {
    refuse_taken_volume_name(connection, &volume.name)?;
    connection
        .execute(
            "INSERT INTO volumes (id, name, vpd83, provisioning, admin_state)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            rusqlite::params![
                volume.id.to_string(),
                volume.name,
                volume.vpd83,
                volume.provisioning.0,
                volume.admin_state.0
            ],
        )
        .answer()?;
    forget_file(connection, volume.id)
}

/// Takes a volume out; its file belongs to nobody from now on.
pub(crate) fn remove_volume(connection: &Connection, volume: Uuid) -> Result<()> {
    connection.execute("DELETE FROM volumes WHERE id = ?1", [volume.to_string()]).answer()?;
    note_file(connection, volume)
}

/// Sets whether hosts can reach a volume.
pub(crate) fn set_admin_state(
    connection: &Connection,
    volume: Uuid,
    admin_state: AdminState,
) -> Result<()> {
    connection
        .execute(
            "UPDATE volumes SET admin_state = ?2 WHERE id = ?1",
            rusqlite::params![volume.to_string(), admin_state.0],
        )
        .answer()?;
    Ok(())
}

/// Notes a file that belongs to no volume.
pub(crate) fn note_file(connection: &Connection, file: Uuid) -> Result<()> {
    connection
        .execute("INSERT INTO unowned_files (id) VALUES (?1)", [file.to_string()])
        .answer()?;
    Ok(())
}

/// Strikes a file out of those that belong to no volume.
pub(crate) fn forget_file(connection: &Connection, file: Uuid) -> Result<()> {
    connection.execute("DELETE FROM unowned_files WHERE id = ?1", [file.to_string()]).answer()?;
    Ok(())
}

/// Whether a file belongs to no volume.
pub(crate) fn is_unowned(connection: &Connection, file: Uuid) -> Result<bool> {
    exists(connection, "SELECT 1 FROM unowned_files WHERE id = ?1", [file.to_string()])
}

/// The files that belong to no volume.
pub(crate) fn unowned_files(connection: &Connection) -> Result<Vec<Uuid>> {
    ids(connection, "SELECT id FROM unowned_files", [])
}

/// The identifiers that a query gives.
pub(crate) fn ids(
    connection: &Connection,
    query: &str,
    parameters: impl rusqlite::Params,
) -> Result<Vec<Uuid>> {
    connection
        .prepare_cached(query)
        .and_then(|mut statement| statement.query_map(parameters, |row| uuid_at(row, 0))?.collect())
        .answer()
}
