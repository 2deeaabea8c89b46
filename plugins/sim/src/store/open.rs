// SPDX-License-Identifier: MIT OR Apache-2.0
//! From a path to a session with a file that has all it needs.
//!
//! The usual case, a file that is complete, costs three statements and writes nothing. The two
//! others happen once in the life of a file: an empty one is filled, and one that a program with
//! fewer additions made is completed; each is one transaction.

use std::collections::HashSet;
use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use lsm_core::{Error, ErrorKind, Result};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

use super::failure::Failure;
use super::{Store, Stored, inventory, schema};
use crate::settings::Settings;

/// Statements that stay prepared; every call together needs fewer.
const PREPARED: usize = 128;

/// What is in a file.
enum Content {
    /// Nothing yet.
    Nothing,
    /// An array that lacks additions or is not in WAL mode.
    Incomplete,
    /// An array.
    Complete,
}

impl Store {
    /// Opens the array in the state file of `settings`; makes it when there is none.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` when the file is no simulated array, `PLUGIN_BUG` when the path cannot
    /// be opened or created, `TIMEOUT` when others keep the file locked.
    pub fn open(settings: &Settings) -> Result<Self> {
        let path = &settings.state_file;
        let deadline = Instant::now().checked_add(settings.timeout);
        loop {
            if make_if_missing(path).map_err(|error| unusable(path, &error))? == 0 {
                initialise(path, settings, deadline)?;
            }
            let mut connection = connect(path, settings.timeout)?;
            // A session that only looked has nothing to move out of the log, and must not take
            // the lock for it: others may be opening.
            connection
                .set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
                .map_err(Failure::from)?;
            match examine(&connection).map_err(|failure| unfit(path, failure))? {
                Content::Complete => {}
                Content::Incomplete => {
                    complete(&mut connection).map_err(|failure| unfit(path, failure))?;
                }
                // Somebody else is filling it, or was killed while doing so.
                Content::Nothing => {
                    drop(connection);
                    initialise(path, settings, deadline)?;
                    continue;
                }
            }
            connection.set_prepared_statement_cache_capacity(PREPARED);
            connection.pragma_update(None, "synchronous", "FULL").map_err(Failure::from)?;
            return Ok(Self {
                connection,
                job_duration: settings.job_duration,
                crash: None,
                changed: false,
            });
        }
    }
}

/// A wait that SQLite can count.
pub(super) fn lock_wait(timeout: Duration) -> Duration {
    timeout.min(Duration::from_millis(i32::MAX as u64))
}

/// The size of the file in bytes; 0 for one that is made here.
fn make_if_missing(path: &Path) -> io::Result<u64> {
    match path.metadata() {
        Ok(metadata) if metadata.is_file() => Ok(metadata.len()),
        Ok(_) => Err(io::Error::other("it is not a regular file")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            match OpenOptions::new().write(true).create_new(true).mode(0o666).open(path) {
                // Sessions of all users share the array, whatever the umask of the first one.
                Ok(file) => file.set_permissions(PermissionsExt::from_mode(0o666)).map(|()| 0),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(0),
                Err(error) => Err(error),
            }
        }
        Err(error) => Err(error),
    }
}

fn connect(path: &Path, timeout: Duration) -> Result<Connection> {
    // Not as a URI: a path is taken as it is.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection =
        Connection::open_with_flags(path, flags).map_err(|error| unusable(path, &error))?;
    connection.busy_timeout(lock_wait(timeout)).map_err(Failure::from)?;
    if connection.is_readonly("main").map_err(Failure::from)? {
        return Err(unusable(path, &"no permission to write it"));
    }
    Ok(connection)
}

/// Looks at what is in a file, without changing it.
fn examine(connection: &Connection) -> Stored<Content> {
    let names = names(connection)?;
    if names.is_empty() {
        return Ok(Content::Nothing);
    }
    if let Some(table) = schema::TABLES.iter().find(|table| !names.contains(table.name)) {
        return Err(foreign(format!("it has no table {}", table.name)).into());
    }
    let signed = connection
        .prepare("SELECT 1 FROM systems WHERE version = ?1")?
        .exists([schema::SIGNATURE])?;
    if !signed {
        return Err(foreign(format!("its version is not {}", schema::SIGNATURE)).into());
    }
    let complete = schema::additions().all(|part| names.contains(part.name));
    Ok(if complete && is_wal(connection)? { Content::Complete } else { Content::Incomplete })
}

fn names(connection: &Connection) -> Stored<HashSet<String>> {
    let mut query = connection.prepare("SELECT name FROM sqlite_schema")?;
    let names = query.query_map([], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}

fn is_wal(connection: &Connection) -> Stored<bool> {
    let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
    Ok(mode == "wal")
}

/// Adds what an array lacks. Its rows stay as they are.
fn complete(connection: &mut Connection) -> Stored<()> {
    use_wal(connection);
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    add_missing(&transaction)?;
    Ok(transaction.commit()?)
}

fn add_missing(connection: &Connection) -> Stored<()> {
    // Under the lock: another session may have been quicker.
    let names = names(connection)?;
    let mut missing = schema::additions().filter(|part| !names.contains(part.name)).peekable();
    if missing.peek().is_none() {
        return Ok(());
    }
    for part in missing {
        connection.execute_batch(part.sql)?;
    }
    Ok(connection.execute_batch(schema::COUNT_USAGE)?)
}

/// Switches to WAL mode where that is possible now: others may be reading in the old mode, or the
/// file system may lack shared memory. Without it all works, only not side by side.
fn use_wal(connection: &Connection) {
    let _ = connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()));
}

/// Fills an empty file. Of several sessions that find one, the first does it and the others wait.
fn initialise(path: &Path, settings: &Settings, deadline: Option<Instant>) -> Result<()> {
    let lock = lock(path, deadline)?;
    if lock.metadata().map_err(|error| unusable(path, &error))?.len() == 0 {
        remove_leftovers(path);
    }
    let mut connection = connect(path, settings.timeout)?;
    fill(&mut connection, settings.volumes).map_err(|failure| unfit(path, failure))?;
    use_wal(&connection);
    // The lock is let go of last: closing any descriptor of the file drops SQLite's own locks.
    drop(connection);
    drop(lock);
    Ok(())
}

fn fill(connection: &mut Connection, volumes: u32) -> Stored<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
    if !transaction.prepare("SELECT 1 FROM sqlite_schema")?.exists([])? {
        for table in schema::TABLES {
            transaction.execute_batch(table.sql)?;
        }
        inventory::fill(&transaction, volumes)?;
        add_missing(&transaction)?;
    }
    Ok(transaction.commit()?)
}

fn lock(path: &Path, deadline: Option<Instant>) -> Result<File> {
    let file = File::options()
        .read(true)
        .write(true)
        .open(path)
        .map_err(|error| unusable(path, &error))?;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if deadline.is_none_or(|end| Instant::now() < end) => {
                std::thread::sleep(Duration::from_millis(1));
            }
            Err(TryLockError::WouldBlock) => {
                let message = format!("another session is still filling {}", path.display());
                return Err(Error::new(ErrorKind::TIMEOUT, message));
            }
            Err(TryLockError::Error(error)) => return Err(unusable(path, &error)),
        }
    }
}

/// Removes what belonged to an earlier file of this name: an array is reset by deleting its file,
/// and a log must not be taken for that of another database.
fn remove_leftovers(path: &Path) {
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    for suffix in ["-wal", "-shm", "-journal"] {
        let mut leftover = path.clone().into_os_string();
        leftover.push(suffix);
        let _ = std::fs::remove_file(PathBuf::from(leftover));
    }
}

/// That the file is none of ours.
fn foreign(why: impl std::fmt::Display) -> Error {
    Error::invalid(format!("this is no simulated array that can be read: {why}"))
}

fn unfit(path: &Path, failure: Failure) -> Error {
    let error = if failure.is_foreign() {
        foreign("it is no SQLite database, or a damaged one")
    } else {
        Error::from(failure)
    };
    Error { message: format!("{}: {}", path.display(), error.message), ..error }
}

fn unusable(path: &Path, why: &dyn std::fmt::Display) -> Error {
    Error::plugin_bug(format!("the state file {} cannot be opened: {why}", path.display()))
}
