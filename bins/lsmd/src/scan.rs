// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which plug-ins there are and what they want.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use crate::log::Log;
use crate::options::Options;
use crate::settings::{self, ConfigError};

/// A plug-in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plugin {
    /// Its name, that of its socket.
    pub name: OsString,
    /// Its program.
    pub path: PathBuf,
    /// Whether its configuration asks for root.
    pub wants_root: bool,
}

/// Looks through the plug-in folder and reads the configuration of each plug-in. What is odd is
/// logged. A configuration that cannot be used is left to `broken`: it says what the plug-in
/// wants in spite of it, or gives up.
///
/// # Errors
///
/// Those of `broken`.
pub fn scan(
    options: &Options,
    root_allowed: bool,
    log: &Log,
    broken: &dyn Fn(&OsStr, ConfigError) -> Result<bool, ConfigError>,
) -> Result<Vec<Plugin>, ConfigError> {
    let folder = options.plugin_dir.display();
    log.info(format_args!("looking for plug-ins in {folder}"));
    let discovery = lsm_launch::discover(&options.plugin_dir);
    for unreadable in &discovery.unreadable {
        let (path, error) = (unreadable.path.display(), &unreadable.error);
        log.warning(format_args!("no plug-ins are found in {path}: {error}"));
    }
    for duplicate in &discovery.duplicates {
        let (refused, kept) = (duplicate.refused.display(), duplicate.kept.display());
        let name = duplicate.name.display();
        log.warning(format_args!("plug-in {name} is {kept}; {refused} is left out"));
    }
    let mut plugins = Vec::new();
    for found in discovery.plugins {
        let (name, path) = (found.name.display(), found.path.display());
        let mut odd = |message| log.warning(format_args!("{message}"));
        let wants_root = settings::wants_root(&options.conf_dir, &found.name, &mut odd)
            .or_else(|error| broken(&found.name, error))?;
        log.info(format_args!("plug-in {name}: {path}"));
        if !found.executable {
            log.warning(format_args!("plug-in {name} cannot be executed: {path}"));
        }
        if wants_root && !root_allowed {
            log.warning(format_args!("plug-in {name} wants root, but lsmd.conf does not allow it"));
        }
        plugins.push(Plugin { name: found.name, path: found.path, wants_root });
    }
    Ok(plugins)
}
