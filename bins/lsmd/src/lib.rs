// SPDX-License-Identifier: MIT OR Apache-2.0
//! The parts of lsmd, the plug-in daemon.
//!
//! lsmd listens on one Unix socket for each plug-in program that it finds. For every connection
//! it starts the plug-in and hands it the socket; then it forgets both. It reads not a byte of
//! what client and plug-in say, so a session outlives it.
//!
//! One thread waits for everything at once ([`serve`]): connections, signals (as a file, not as
//! interruptions), and clients that were refused and have not left yet.
//!
//! | module | |
//! |---|---|
//! | [`options`], [`libconfig`], [`settings`] | what lsmd is told |
//! | [`daemon`], [`background`], [`privileges`] | how it comes up, and reloads |
//! | [`scan`], [`listener`], [`activation`], [`doors`] | which plug-ins, which sockets |
//! | [`serve`], [`launcher`], [`census`], [`refusal`] | a connection's way |
//! | [`log`], [`syslog`], [`notify`] | whom it tells |
//!
//! # Settings of `lsmd.conf`
//!
//! | name | default | |
//! |---|---|---|
//! | `allow-plugin-root-privilege` | `false` | keep root, and let plug-ins that want it run as root for clients that are root |
//! | `max-plugin-processes` | `4096` | plug-in processes at a time; 0: no limit |
//! | `max-plugin-processes-per-user` | `2048` | those for one user; 0: no limit |
//! | `register-timeout-ms` | `60000` | milliseconds a plug-in waits for the client to register; 0: without end |
//!
//! In `pluginconf.d/NAME.conf`: `require-root-privilege`, default `false`, the plug-in NAME
//! wants to run as root. All files are read again on SIGHUP.

pub mod activation;
pub mod background;
pub mod census;
pub mod daemon;
pub mod doors;
pub mod launcher;
pub mod libconfig;
pub mod listener;
pub mod log;
pub mod notify;
pub mod options;
pub mod privileges;
pub mod refusal;
pub mod scan;
pub mod serve;
pub mod settings;
pub mod syslog;

use std::process::ExitCode;

use daemon::{Daemon, Fatal};
use log::Log;
use options::Options;
use privileges::Machine;

/// Is the daemon until a signal ends it.
pub fn run(options: Options) -> ExitCode {
    let log = match options.foreground {
        true => Log::foreground(options.verbose),
        false => Log::background(options.verbose),
    };
    match start_and_serve(options, &log) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fatal) => {
            log.error(format_args!("{fatal}"));
            ExitCode::FAILURE
        }
    }
}

fn start_and_serve(options: Options, log: &Log) -> Result<(), Fatal> {
    let foreground = options.foreground;
    let mut daemon = Daemon::start(options, log, &Machine)?;
    if !foreground {
        // Only now: all that can go wrong so far is told to whoever started us.
        background::enter().map_err(|error| Fatal::new("no way into the background", error))?;
    }
    serve::serve(&mut daemon)
}

/// A folder for a test. Other tests of this process bind sockets, and with that change the umask
/// that a new folder gets its mode from.
#[cfg(test)]
fn fresh_folder() -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), PermissionsExt::from_mode(0o700)).unwrap();
    folder
}
