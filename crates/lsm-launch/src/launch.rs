// SPDX-License-Identifier: MIT OR Apache-2.0
//! Starting a plug-in on a connected socket.

use std::ffi::{CString, OsStr, OsString};
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::Child;

use rustix::process::Rlimit;

use crate::syscall;

/// The user and group a program runs as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity {
    /// The user's number.
    pub uid: u32,
    /// The group's number; the supplementary groups are this one alone.
    pub gid: u32,
}

/// A plug-in about to be started.
///
/// The program gets its base name as argument 0, the number of the socket's descriptor as
/// argument 1, the environment of this process with the changes asked for, descriptors 0, 1, 2
/// and the socket, and every signal at its default and unblocked. Every other descriptor is
/// closed.
#[derive(Debug)]
pub struct Launch {
    program: PathBuf,
    wrapper: Option<(PathBuf, Vec<OsString>)>,
    identity: Option<Identity>,
    environment: Vec<(OsString, Option<OsString>)>,
    open_files: Option<Rlimit>,
}

impl Launch {
    /// Prepares to start a program. A path without a slash means the working directory, never
    /// a search.
    pub fn new(program: &Path) -> Self {
        Self {
            program: program.to_owned(),
            wrapper: None,
            identity: None,
            environment: Vec::new(),
            open_files: None,
        }
    }

    /// Runs it as another user. Only root can.
    #[must_use]
    pub fn identity(mut self, identity: Option<Identity>) -> Self {
        self.identity = identity;
        self
    }

    /// Sets (`Some`) or removes (`None`) a variable of its environment.
    #[must_use]
    pub fn variable(mut self, name: impl Into<OsString>, value: Option<OsString>) -> Self {
        self.environment.push((name.into(), value));
        self
    }

    /// Sets its limit on open files.
    #[must_use]
    pub fn open_files(mut self, limit: Option<Rlimit>) -> Self {
        self.open_files = limit;
        self
    }

    /// Starts `wrapper` instead, with `arguments`, then the path of the program and the number
    /// of the descriptor (valgrind and its like).
    #[must_use]
    pub fn wrapper(mut self, wrapper: impl Into<PathBuf>, arguments: Vec<OsString>) -> Self {
        self.wrapper = Some((wrapper.into(), arguments));
        self
    }

    /// Starts the program with this end of a connection.
    ///
    /// The socket stays open here; close it, or the peer will not see the plug-in end.
    ///
    /// # Errors
    ///
    /// What fork or exec said, for instance `NotFound`, `PermissionDenied`, or ENOEXEC for a
    /// file that is no program; also a failure to become the other user. Nothing runs then.
    pub fn start(&self, socket: BorrowedFd<'_>) -> io::Result<Child> {
        let descriptor = OsString::from(socket.as_raw_fd().to_string());
        let (image, arguments) = match &self.wrapper {
            None => {
                let base = self.program.file_name().unwrap_or(self.program.as_os_str());
                (&self.program, vec![base.to_owned(), descriptor])
            }
            Some((wrapper, options)) => {
                let mut arguments = vec![wrapper.clone().into_os_string()];
                arguments.extend(options.iter().cloned());
                arguments.extend([self.program.clone().into_os_string(), descriptor]);
                (wrapper, arguments)
            }
        };
        let image = syscall::Image {
            program: c_string(image.as_os_str())?,
            arguments: arguments.iter().map(|text| c_string(text)).collect::<io::Result<_>>()?,
            environment: self.environment()?,
            identity: self.identity,
            open_files: self.open_files,
        };
        syscall::spawn(image, socket)
    }

    /// `NAME=value` of this process, with the changes.
    fn environment(&self) -> io::Result<Vec<CString>> {
        let changed = |name: &OsStr| self.environment.iter().any(|(other, _)| other == name);
        let kept = std::env::vars_os().filter(|(name, _)| !changed(name));
        let set = self
            .environment
            .iter()
            .filter_map(|(name, value)| value.as_ref().map(|value| (name.clone(), value.clone())));
        kept.chain(set)
            .map(|(mut entry, value)| {
                entry.push("=");
                entry.push(value);
                c_string(&entry)
            })
            .collect()
    }
}

/// Starts a plug-in with this end of a connection, which is closed here in any case.
///
/// # Errors
///
/// Those of [`Launch::start`].
pub fn start(program: &Path, socket: OwnedFd, identity: Option<Identity>) -> io::Result<Child> {
    let started = Launch::new(program).identity(identity).start(socket.as_fd());
    drop(socket);
    started
}

fn c_string(text: &OsStr) -> io::Result<CString> {
    Ok(CString::new(text.as_bytes())?)
}
