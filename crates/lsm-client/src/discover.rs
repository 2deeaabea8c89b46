// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which plug-ins there are.

use std::path::Path;
use std::time::Duration;

use lsm_core::{Error, ErrorKind, Result};

use crate::folders::{listed, plugin_folders, socket_folder, wanted_sockets};
use crate::route::{self, Opened, is_socket};
use crate::{ConnectOptions, Route, Session};

/// A plug-in that was found.
#[derive(Debug)]
pub struct Discovered {
    /// Its name: the scheme of its URIs.
    pub name: String,
    /// Its description and version, or why it does not answer.
    pub info: Result<(String, String)>,
}

/// How long a plug-in may take to say what it is, where the options set no time: one that is
/// silent must not keep the others from being found.
const PATIENCE: Duration = Duration::from_secs(10);

/// Finds all plug-ins along the route of `options` and asks each what it is. One that does not
/// answer is named with its error and does not disturb the others. Sorted by name.
///
/// # Errors
/// `DAEMON_NOT_RUNNING` when there is no daemon, and no plug-in to be started without one;
/// `PLUGIN_NOT_EXIST` when plug-ins were to be started directly and there is none.
pub fn discover(options: &ConnectOptions) -> Result<Vec<Discovered>> {
    let reply_timeout = options.reply_timeout.or(Some(PATIENCE));
    let options = &ConnectOptions { reply_timeout, ..options.clone() };
    let mut found = match &options.route {
        Route::Auto => match sockets(options, &socket_folder()) {
            Err(_) if wanted_sockets().is_none() => programs(options, None)
                .map_err(|direct| no_daemon(&socket_folder(), Some(&direct)))?,
            found => found?,
        },
        Route::Daemon(folder) => sockets(options, &folder.clone().unwrap_or_else(socket_folder))?,
        Route::Direct(folder) => programs(options, folder.as_deref())?,
        Route::Program(program) => {
            let base = program.file_name().unwrap_or_default().to_string_lossy();
            let name = base.strip_suffix(lsm_launch::SUFFIX).unwrap_or(&base);
            vec![ask(name, options)]
        }
        Route::Socket(_) => vec![ask("", options)],
    };
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// Asks the plug-in of this name, along the route of `options`.
fn ask(name: &str, options: &ConnectOptions) -> Discovered {
    let info = Session::open(name, options).and_then(|mut session| session.plugin_info());
    Discovered { name: name.to_owned(), info }
}

fn no_daemon(folder: &Path, direct: Option<&Error>) -> Error {
    let mut message = format!("no plug-in found: nobody listens in {}", folder.display());
    if let Some(direct) = direct {
        message = format!("{message}; {}", direct.message);
    }
    Error::new(ErrorKind::DAEMON_NOT_RUNNING, message)
}

/// The plug-ins behind the sockets of a folder; an error when nobody listens on any.
fn sockets(options: &ConnectOptions, folder: &Path) -> Result<Vec<Discovered>> {
    let route = Route::Daemon(Some(folder.to_owned()));
    let options = ConnectOptions { route, ..options.clone() };
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let found: Vec<Discovered> = entries
        .filter(|entry| is_socket(&entry.path()))
        .map(|entry| ask(&entry.file_name().to_string_lossy(), &options))
        .collect();
    let is_left_over = |plugin: &Discovered| matches!(&plugin.info, Err(error) if error.kind == ErrorKind::DAEMON_NOT_RUNNING);
    if found.iter().all(is_left_over) { Err(no_daemon(folder, None)) } else { Ok(found) }
}

/// The plug-in programs that can be started; an error when there is none.
fn programs(options: &ConnectOptions, folder: Option<&Path>) -> Result<Vec<Discovered>> {
    let folders = plugin_folders(folder);
    let mut found: Vec<Discovered> = Vec::new();
    for plugin in folders.iter().flat_map(|folder| lsm_launch::discover(folder).plugins) {
        let name = plugin.name.to_string_lossy().into_owned();
        if found.iter().any(|other| other.name == name) {
            continue;
        }
        let info = route::start(&plugin.path)
            .and_then(|opened: Opened| Session::over(opened, options).plugin_info());
        found.push(Discovered { name, info });
    }
    if found.is_empty() {
        let tried = listed(&folders);
        return Err(Error::new(
            ErrorKind::PLUGIN_NOT_EXIST,
            format!("there is no plug-in program in {tried}"),
        ));
    }
    Ok(found)
}
