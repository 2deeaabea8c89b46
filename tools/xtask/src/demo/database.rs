// SPDX-License-Identifier: MIT OR Apache-2.0
//! A real SQLite database that lies on a volume and never stops changing.
//!
//! The file of a volume has a fixed size, larger than the database in it; SQLite goes by the size
//! in its own header. The journal is kept in memory, so that nothing lies beside the volume.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::JoinHandle;

use anyhow::{Context, Result, anyhow, ensure};
use rusqlite::Connection;

/// A database on a volume.
pub(crate) struct Database {
    volume: PathBuf,
}

impl Database {
    /// Writes an empty database onto a volume, as `mkfs` writes a file system.
    pub(crate) fn format(volume: &Path) -> Result<Self> {
        let image = tempfile::NamedTempFile::new()?;
        let database = Connection::open(image.path())?;
        database
            .execute_batch("CREATE TABLE log (line INTEGER PRIMARY KEY, text TEXT NOT NULL);")?;
        drop(database);
        let mut target = OpenOptions::new().write(true).open(volume)?;
        let size = target.metadata()?.len();
        std::io::copy(&mut File::open(image.path())?, &mut target)?;
        target.sync_all()?;
        ensure!(target.metadata()?.len() == size, "the volume has changed its size");
        Ok(Self { volume: volume.to_owned() })
    }

    /// Starts a writer that commits row after row until it is told otherwise.
    pub(crate) fn start_writer(&self) -> Writer {
        let shared = Arc::new(Shared::default());
        let (volume, state) = (self.volume.clone(), Arc::clone(&shared));
        let thread = std::thread::spawn(move || state.write(&volume));
        Writer { shared, thread: Some(thread) }
    }
}

/// What the writer is to do.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Order {
    #[default]
    Write,
    Rest,
    /// Stop once more rows than this are committed.
    StopBeyond(u64),
}

#[derive(Debug, Default)]
struct State {
    order: Order,
    /// Rows committed so far.
    committed: u64,
    /// The writer has understood that it is to rest.
    resting: bool,
    /// The writer is no more.
    ended: bool,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared {
    fn write(&self, volume: &Path) -> Result<()> {
        let written = self.write_rows(volume);
        self.lock()?.ended = true;
        self.changed.notify_all();
        written
    }

    fn write_rows(&self, volume: &Path) -> Result<()> {
        let database = Connection::open(volume)?;
        database.execute_batch("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = FULL;")?;
        let mut insert = database.prepare("INSERT INTO log (text) VALUES (?1)")?;
        loop {
            let mut state = self.lock()?;
            while state.order == Order::Rest {
                state.resting = true;
                self.changed.notify_all();
                state = self.changed.wait(state).map_err(|_| broken())?;
            }
            state.resting = false;
            if matches!(state.order, Order::StopBeyond(rows) if state.committed > rows) {
                return Ok(());
            }
            let next = state.committed + 1;
            drop(state);
            insert.execute([format!("row {next} of a database that does not stop")])?;
            self.lock()?.committed = next;
            self.changed.notify_all();
        }
    }

    fn lock(&self) -> Result<std::sync::MutexGuard<'_, State>> {
        self.state.lock().map_err(|_| broken())
    }
}

fn broken() -> anyhow::Error {
    anyhow!("the writer broke down")
}

/// A thread that writes.
pub(crate) struct Writer {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<Result<()>>>,
}

impl Writer {
    /// Lets the writer finish its transaction and rest; gives the rows committed then.
    pub(crate) fn quiesce(&self) -> Result<u64> {
        // A backup of nothing would prove nothing.
        let mut state = self.wait(|state| state.committed >= 100)?;
        state.order = Order::Rest;
        drop(state);
        Ok(self.wait(|state| state.resting)?.committed)
    }

    /// Lets the writer go on.
    pub(crate) fn release(&self) {
        if let Ok(mut state) = self.shared.lock() {
            state.order = Order::Write;
        }
        self.shared.changed.notify_all();
    }

    /// Ends the writer once it has committed more than `rows`; gives the rows committed in all.
    pub(crate) fn stop_beyond(mut self, rows: u64) -> Result<u64> {
        self.shared.lock()?.order = Order::StopBeyond(rows);
        self.shared.changed.notify_all();
        let thread = self.thread.take().context("the writer is gone")?;
        thread.join().map_err(|_| broken())??;
        Ok(self.shared.lock()?.committed)
    }

    fn wait(&self, ready: impl Fn(&State) -> bool) -> Result<std::sync::MutexGuard<'_, State>> {
        let waiting = |state: &mut State| !ready(state) && !state.ended;
        let state = self.shared.lock()?;
        let state = self.shared.changed.wait_while(state, waiting).map_err(|_| broken())?;
        ensure!(ready(&state), "the writer ended too early");
        Ok(state)
    }
}

/// The backup, read from where the host sees it.
pub(crate) struct Backup {
    file: PathBuf,
}

impl Backup {
    /// Copies the bytes of the device or file `source`.
    pub(crate) fn read(source: &Path, file: &Path) -> Result<Self> {
        let mut target = File::create(file)?;
        std::io::copy(&mut File::open(source)?, &mut target)
            .with_context(|| format!("cannot read {}", source.display()))?;
        target.flush()?;
        Ok(Self { file: file.to_owned() })
    }

    /// Opens the database in it, checks it, and gives the number of its rows.
    pub(crate) fn check(&self) -> Result<u64> {
        let database = Connection::open(&self.file)?;
        let check: String = database.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        ensure!(check == "ok", "the backup is damaged: {check}");
        let (rows, last): (i64, i64) =
            database.query_row("SELECT count(*), max(line) FROM log", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        ensure!(rows == last, "the backup has {rows} rows, but the last one is {last}");
        Ok(rows.try_into()?)
    }
}
