// SPDX-License-Identifier: MIT OR Apache-2.0
//! The ways to a plug-in.

use std::ffi::OsStr;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::fs::FileTypeExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use lsm_core::{Error, ErrorKind, Result};
use rustix::fs::Access;
use rustix::io::Errno;
use rustix::net::sockopt::{Timeout, set_socket_timeout};
use rustix::net::{AddressFamily, SocketAddrUnix, SocketFlags, SocketType, socketpair};

use crate::folders::{self, listed, plugin_folders, socket_folder};
use crate::plugin_process::PluginProcess;

/// How a session reaches its plug-in.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub enum Route {
    /// Through the daemon. When none listens and `LSM_UDS_PATH` is not set, as
    /// [`Direct`](Self::Direct).
    #[default]
    Auto,
    /// Through the daemon whose sockets lie in this folder, or in the usual one.
    Daemon(Option<PathBuf>),
    /// By starting the plug-in from this folder, or from the first of
    /// [`plugin_folders`] that has it.
    Direct(Option<PathBuf>),
    /// By starting this very program.
    Program(PathBuf),
    /// Over a socket that is already connected to a plug-in.
    Socket(Arc<OwnedFd>),
}

/// A way that is open, for callers that speak the protocol themselves.
#[derive(Debug)]
pub struct Opened {
    pub(crate) socket: OwnedFd,
    /// The plug-in, when we started it ourselves.
    pub(crate) process: Option<PluginProcess>,
}

impl Opened {
    /// The connected socket, and the process of the plug-in when it was started for it. The process
    /// must be dropped after the socket.
    pub fn into_parts(self) -> (OwnedFd, Option<PluginProcess>) {
        (self.socket, self.process)
    }
}

/// Opens the way to the plug-in `name`. `timeout` bounds the wait for a daemon that is busy.
///
/// # Errors
/// `DAEMON_NOT_RUNNING`, `PLUGIN_NOT_EXIST`, `PLUGIN_SOCKET_PERMISSION`, `PLUGIN_IPC_FAIL`,
/// `TIMEOUT`: there is no way to the plug-in; the message tells what was tried.
pub fn open(route: &Route, name: &str, timeout: Option<Duration>) -> Result<Opened> {
    match route {
        Route::Auto if folders::wanted_sockets().is_some() => {
            through_daemon(&socket_folder(), name, timeout)
        }
        Route::Auto => match through_daemon(&socket_folder(), name, timeout) {
            Err(error) if error.kind == ErrorKind::DAEMON_NOT_RUNNING => {
                direct(name, None).map_err(|direct| neither(&error, &direct))
            }
            answer => answer,
        },
        Route::Daemon(folder) => {
            through_daemon(&folder.clone().unwrap_or_else(socket_folder), name, timeout)
        }
        Route::Direct(folder) => direct(name, folder.as_deref()),
        Route::Program(program) => start(program),
        Route::Socket(socket) => {
            let socket = socket.try_clone().map_err(|error| ipc_failure("the socket", error))?;
            Ok(Opened { socket, process: None })
        }
    }
}

/// Neither a daemon nor a program: with no plug-in at all, it is the daemon that is missing.
fn neither(daemon: &Error, direct: &Error) -> Error {
    let mut folders = plugin_folders(None).into_iter();
    let no_plugin_at_all = direct.kind == ErrorKind::PLUGIN_NOT_EXIST
        && folders.all(|folder| lsm_launch::discover(&folder).plugins.is_empty());
    let kind = if no_plugin_at_all { daemon.kind } else { direct.kind };
    Error::new(kind, format!("{}; {}", daemon.message, direct.message))
}

/// Connects to the daemon's socket of the plug-in.
fn through_daemon(folder: &Path, name: &str, timeout: Option<Duration>) -> Result<Opened> {
    let path = folder.join(name);
    if !is_socket(&path) {
        return Err(if daemon_listens(folder) {
            Error::new(
                ErrorKind::PLUGIN_NOT_EXIST,
                format!("there is no plug-in {name:?}: no socket {}", path.display()),
            )
        } else {
            no_daemon(folder)
        });
    }
    if rustix::fs::access(&path, Access::READ_OK | Access::WRITE_OK).is_err() {
        return Err(Error::new(
            ErrorKind::PLUGIN_SOCKET_PERMISSION,
            format!("you may not read and write the socket {}", path.display()),
        ));
    }
    match connect(&path, timeout) {
        Ok(socket) => Ok(Opened { socket, process: None }),
        Err(Errno::CONNREFUSED) if !daemon_listens(folder) => {
            Err(no_daemon(folder).with_source(io::Error::from(Errno::CONNREFUSED)))
        }
        Err(Errno::AGAIN) => Err(Error::new(
            ErrorKind::TIMEOUT,
            format!("lsmd did not take the connection to {} in time", path.display()),
        )),
        Err(error) => Err(ipc_failure(&path.display().to_string(), error.into())),
    }
}

fn no_daemon(folder: &Path) -> Error {
    Error::new(
        ErrorKind::DAEMON_NOT_RUNNING,
        format!("lsmd is not running: nobody listens on a socket in {}", folder.display()),
    )
}

fn ipc_failure(what: &str, error: io::Error) -> Error {
    Error::new(ErrorKind::PLUGIN_IPC_FAIL, format!("cannot use {what}: {error}")).with_source(error)
}

pub(crate) fn is_socket(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|metadata| metadata.file_type().is_socket())
}

/// Whether any socket in the folder has somebody behind it.
fn daemon_listens(folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut sockets = entries.map(|entry| entry.path()).filter(|path| is_socket(path));
    sockets.any(|path| connect(&path, None).is_ok())
}

/// Connects to a listening socket; waits `timeout` at most while its backlog is full.
pub(crate) fn connect(path: &Path, timeout: Option<Duration>) -> rustix::io::Result<OwnedFd> {
    let address = SocketAddrUnix::new(path)?;
    let socket = rustix::net::socket_with(
        AddressFamily::UNIX,
        SocketType::STREAM,
        SocketFlags::CLOEXEC,
        None,
    )?;
    if let Some(timeout) = timeout {
        // None at all would mean for ever to the kernel.
        let timeout = timeout.max(Duration::from_micros(1));
        set_socket_timeout(&socket, Timeout::Send, Some(timeout))?;
    }
    loop {
        match rustix::net::connect(&socket, &address) {
            Err(Errno::INTR) => {}
            answer => return answer.map(|()| socket),
        }
    }
}

/// Starts the plug-in from a folder.
fn direct(name: &str, folder: Option<&Path>) -> Result<Opened> {
    let folders = plugin_folders(folder);
    match lsm_launch::find(OsStr::new(name), &folders).plugin {
        Some(found) => start(&found.path),
        None => Err(Error::new(
            ErrorKind::PLUGIN_NOT_EXIST,
            format!("there is no program {name}{} in {}", lsm_launch::SUFFIX, listed(&folders)),
        )),
    }
}

/// Starts a program on one end of a fresh pair of sockets.
pub(crate) fn start(program: &Path) -> Result<Opened> {
    let failed = |error: io::Error| {
        Error::new(
            ErrorKind::PLUGIN_IPC_FAIL,
            format!("the plug-in {} cannot be started: {error}", program.display()),
        )
        .with_source(error)
    };
    let (ours, theirs) =
        socketpair(AddressFamily::UNIX, SocketType::STREAM, SocketFlags::CLOEXEC, None)
            .map_err(|error| failed(error.into()))?;
    let child = lsm_launch::start(program, theirs, None).map_err(failed)?;
    Ok(Opened { socket: ours, process: Some(PluginProcess::new(child)) })
}
