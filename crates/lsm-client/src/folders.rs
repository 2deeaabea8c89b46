// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where sockets and plug-in programs are looked for.

use std::path::{Path, PathBuf};

/// Folder of the daemon's sockets unless `LSM_UDS_PATH` names another.
const DEFAULT_SOCKETS: &str = "/var/run/lsm/ipc";

/// Folders of installed plug-ins.
const SYSTEM_FOLDERS: [&str; 4] =
    ["/usr/local/bin", "/usr/bin", "/usr/local/libexec/lsm", "/usr/libexec/lsm"];

/// The folder that `LSM_UDS_PATH` asks for, used as it is.
pub(crate) fn wanted_sockets() -> Option<PathBuf> {
    std::env::var_os("LSM_UDS_PATH").map(PathBuf::from)
}

/// The folder of the daemon's sockets: `LSM_UDS_PATH`, else `/var/run/lsm/ipc`.
pub fn socket_folder() -> PathBuf {
    wanted_sockets().unwrap_or_else(|| DEFAULT_SOCKETS.into())
}

/// Where plug-in programs are looked for when they are started without a daemon: `given` alone
/// when there is one, else `LSM_PLUGIN_DIR`, the folder of the running program, and the system's
/// folders.
pub fn plugin_folders(given: Option<&Path>) -> Vec<PathBuf> {
    if let Some(given) = given {
        return vec![given.to_owned()];
    }
    let wanted = std::env::var_os("LSM_PLUGIN_DIR").filter(|folder| !folder.is_empty());
    let own = std::env::current_exe().ok().and_then(|exe| exe.parent().map(Path::to_owned));
    let mut folders: Vec<PathBuf> = Vec::new();
    for folder in
        wanted.map(PathBuf::from).into_iter().chain(own).chain(SYSTEM_FOLDERS.map(PathBuf::from))
    {
        if !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders
}

/// The folders as a message names them.
pub(crate) fn listed(folders: &[PathBuf]) -> String {
    folders.iter().map(|folder| folder.display().to_string()).collect::<Vec<_>>().join(", ")
}
