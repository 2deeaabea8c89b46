// SPDX-License-Identifier: MIT OR Apache-2.0
//! Starting the plug-in for a connection.

use std::ffi::OsString;
use std::io;
use std::os::fd::BorrowedFd;

use lsm_core::ErrorKind;
use lsm_launch::{Identity, Launch};
use rustix::process::{Resource, Rlimit};

use crate::refusal::Refusal;
use crate::scan::Plugin;
use crate::{activation, notify};

/// The environment variable that tells a plug-in how many milliseconds to wait for the client to
/// register. Not set: without end.
pub const REGISTER_TIMEOUT: &str = "LSM_REGISTER_TIMEOUT_MS";

/// The environment variable that asks for plug-ins to run under valgrind.
pub const VALGRIND: &str = "LSM_VALGRIND";

/// The most descriptors that lsmd asks for; the limit on them all may be "none", which the
/// kernel does not grant.
const OPEN_FILES: u64 = 1 << 19;

/// How plug-ins are started.
#[derive(Debug)]
pub struct Launcher {
    valgrind: bool,
    open_files: Option<Rlimit>,
}

impl Launcher {
    /// Notes what the environment wants, and raises this process's limit on open files as far
    /// as it may. Plug-ins get the limit that lsmd had: programs that use select(2) rely on it.
    pub fn new() -> Self {
        let before = rustix::process::getrlimit(Resource::Nofile);
        let most = before.maximum.unwrap_or(OPEN_FILES).min(OPEN_FILES);
        let raised = before.current.is_some_and(|current| current < most)
            && rustix::process::setrlimit(
                Resource::Nofile,
                Rlimit { current: Some(most), maximum: before.maximum },
            )
            .is_ok();
        Self {
            valgrind: std::env::var_os(VALGRIND).is_some(),
            open_files: raised.then_some(before),
        }
    }

    /// Starts a plug-in on a connection and returns the number of its process.
    ///
    /// # Errors
    ///
    /// Those of [`Launch::start`].
    pub fn start(
        &self,
        plugin: &Plugin,
        connection: BorrowedFd<'_>,
        identity: Option<Identity>,
        register_timeout_ms: Option<u32>,
    ) -> io::Result<i32> {
        let timeout = register_timeout_ms.map(|milliseconds| milliseconds.to_string().into());
        let mut launch = Launch::new(&plugin.path)
            .identity(identity)
            .open_files(self.open_files)
            .variable(REGISTER_TIMEOUT, timeout);
        // Those are between the service manager and us.
        for name in activation::VARIABLES.into_iter().chain([notify::VARIABLE]) {
            launch = launch.variable(name, None);
        }
        if self.valgrind {
            launch = launch.wrapper("/usr/bin/valgrind", valgrind_options());
        }
        let child = launch.start(connection)?;
        i32::try_from(child.id()).map_err(io::Error::other)
    }
}

impl Default for Launcher {
    fn default() -> Self {
        Self::new()
    }
}

fn valgrind_options() -> Vec<OsString> {
    let mut file = OsString::from("--log-file=");
    // valgrind puts its own process number in for %p.
    file.push(std::env::temp_dir().join(format!("leaking_{}-%p", std::process::id())));
    vec!["--leak-check=full".into(), "--show-reachable=no".into(), file]
}

/// What a client is told when its plug-in did not start.
pub fn refusal(plugin: &Plugin, error: &io::Error) -> Refusal {
    let name = plugin.name.display();
    // ENOENT is also what a script says whose interpreter is missing; then the plug-in exists.
    let gone = error.kind() == io::ErrorKind::NotFound && !plugin.path.exists();
    let kind = if gone { ErrorKind::PLUGIN_NOT_EXIST } else { ErrorKind::PLUGIN_IPC_FAIL };
    Refusal { kind, message: format!("Plug-in {name} cannot be started: {error}") }
}
