// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which plug-ins there are.

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

/// Finds all plug-ins along the route of `options` and asks each what it is. One that does not
/// answer is named with its error and does not disturb the others. Sorted by name.
///
/// # Errors
/// `DAEMON_NOT_RUNNING` when there is no daemon, and no plug-in to be started without one.
pub fn discover(options: &ConnectOptions) -> Result<Vec<Discovered>> {
    let mut found = match &options.route {
        Route::Auto => match sockets(options, &socket_folder()) {
            found if found.iter().any(|plugin| plugin.info.is_ok()) => found,
            found if wanted_sockets().is_some() => found,
            _ => programs(options, None),
        },
        Route::Daemon(folder) => sockets(options, &folder.clone().unwrap_or_else(socket_folder)),
        Route::Direct(folder) => programs(options, folder.as_deref()),
        Route::Program(_) | Route::Socket(_) => {
            let info = Session::open("", options)?.plugin_info();
            vec![Discovered { name: String::new(), info }]
        }
    };
    if found.is_empty() {
        let tried = listed(&plugin_folders(None));
        return Err(Error::new(
            ErrorKind::DAEMON_NOT_RUNNING,
            format!(
                "no plug-in found: nobody listens in {}, and there is no program in {tried}",
                socket_folder().display()
            ),
        ));
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// The plug-ins behind the sockets of a folder.
fn sockets(options: &ConnectOptions, folder: &std::path::Path) -> Vec<Discovered> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter(|entry| is_socket(&entry.path()))
        .map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let options =
                ConnectOptions { route: Route::Daemon(Some(folder.to_owned())), ..options.clone() };
            let info = Session::open(&name, &options).and_then(|mut session| session.plugin_info());
            Discovered { name, info }
        })
        .collect()
}

/// The plug-in programs that can be started.
fn programs(options: &ConnectOptions, folder: Option<&std::path::Path>) -> Vec<Discovered> {
    let mut found: Vec<Discovered> = Vec::new();
    for folder in plugin_folders(folder) {
        for plugin in lsm_launch::discover(&folder).plugins {
            let name = plugin.name.to_string_lossy().into_owned();
            if found.iter().any(|other| other.name == name) {
                continue;
            }
            let info = route::start(&plugin.path)
                .and_then(|opened: Opened| Session::over(opened, options).plugin_info());
            found.push(Discovered { name, info });
        }
    }
    found
}
