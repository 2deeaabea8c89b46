// SPDX-License-Identifier: MIT OR Apache-2.0
//! The jobs that were started from here and left to the array: one small file each in the user's
//! state folder, `$XDG_STATE_HOME/lsmcli/jobs` or `~/.local/state/lsmcli/jobs`. No array can list
//! its jobs.
//!
//! The journal is a convenience: where it cannot be written, commands work without it.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::config::state_folder;
use crate::words::without_password;

/// A job in the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The array, without a password.
    pub(crate) uri: String,
    /// ID of the job.
    pub(crate) job: String,
    /// The command that started it.
    pub(crate) command: String,
    /// When, in seconds since 1970-01-01 UTC.
    pub(crate) started: u64,
}

/// The journal of this user.
pub(crate) struct Journal {
    folder: Option<PathBuf>,
}

impl Journal {
    /// The journal in the user's state folder; an empty one without a home.
    pub(crate) fn of_user() -> Self {
        Self { folder: state_folder().map(|state| state.join("jobs")) }
    }

    /// Notes that `command` has started `job` on the array.
    pub(crate) fn note(&self, uri: &str, job: &str, command: &str) {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let entry = Entry {
            uri: without_password(uri),
            job: job.to_owned(),
            command: command.to_owned(),
            started: now.as_secs(),
        };
        if let Some(folder) = &self.folder {
            // See the head of this file.
            let _ = write(folder, &entry, now.as_nanos());
        }
    }

    /// Takes a job of an array out of the journal.
    pub(crate) fn forget(&self, uri: &str, job: &str) {
        let uri = without_password(uri);
        for (path, entry) in self.files() {
            if entry.uri == uri && entry.job == job {
                let _ = fs::remove_file(path);
            }
        }
    }

    /// The jobs of an array, oldest first.
    pub(crate) fn jobs(&self, uri: &str) -> Vec<Entry> {
        let uri = without_password(uri);
        let mut jobs: Vec<Entry> =
            self.files().map(|(_, entry)| entry).filter(|entry| entry.uri == uri).collect();
        jobs.sort_by(|a, b| (a.started, &a.job).cmp(&(b.started, &b.job)));
        jobs
    }

    fn files(&self) -> impl Iterator<Item = (PathBuf, Entry)> {
        let files = self.folder.as_ref().and_then(|folder| fs::read_dir(folder).ok());
        files.into_iter().flatten().flatten().filter_map(|file| {
            let path = file.path();
            let entry = read(&fs::read_to_string(&path).ok()?)?;
            Some((path, entry))
        })
    }
}

fn write(folder: &Path, entry: &Entry, unique: u128) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let name = format!("{unique}-{}", std::process::id());
    let mut file =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(folder.join(name))?;
    let Entry { uri, job, command, started } = entry;
    let text = format!("started={started}\ncommand={command}\nuri={uri}\njob={job}\n");
    file.write_all(text.as_bytes())
}

/// `None` for what is no entry, or one that is being written.
fn read(text: &str) -> Option<Entry> {
    let value = |name: &str| {
        let mut lines = text.lines().filter_map(|line| line.split_once('='));
        lines.find(|(found, _)| *found == name).map(|(_, value)| value.to_owned())
    };
    text.ends_with('\n').then_some(())?;
    Some(Entry {
        uri: value("uri")?,
        job: value("job")?,
        command: value("command")?,
        started: value("started")?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_are_kept_by_array_until_they_are_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let journal = Journal { folder: Some(folder.path().join("a/b")) };
        assert_eq!(journal.jobs("x://"), []);
        journal.note("x://me:secret@", "J1", "volume-create");
        journal.note("x://me@", "J2", "fs-create");
        journal.note("y://", "J1", "fs-delete");
        fs::write(folder.path().join("a/b/junk"), "job=J3\nuri=x://me@").unwrap();
        let jobs = journal.jobs("x://me@");
        assert_eq!(jobs.iter().map(|entry| entry.job.as_str()).collect::<Vec<_>>(), ["J1", "J2"]);
        assert_eq!(jobs[0].uri, "x://me@");
        journal.forget("x://me@", "J1");
        assert_eq!(journal.jobs("x://me:other@").len(), 1);
        assert_eq!(journal.jobs("y://").len(), 1);
        let nowhere = Journal { folder: None };
        nowhere.note("x://", "J", "c");
        assert_eq!(nowhere.jobs("x://"), []);
    }
}
