// SPDX-License-Identifier: MIT OR Apache-2.0
//! NFS exports. The server has one for every host and path; hosts of one path whose options are the
//! same but for reading, writing and root make one export of the interface.

use std::collections::BTreeMap;

use lsm_core::{AnonymousId, Error, ErrorKind, NfsExport, Result};
use serde::{Deserialize, Serialize};

use crate::export_options::{Granted, Wanted};
use crate::failure::{Answer, NO_NFS_EXPORT};
use crate::plugin::Targetd;
use crate::rpc::{Nothing, Rpc};

/// The export of a path to a host, as the server tells it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct ExportRow {
    pub(crate) host: String,
    pub(crate) path: String,
    options: Vec<String>,
}

#[derive(Serialize)]
struct Add<'a> {
    host: &'a str,
    path: &'a str,
    export_path: Option<&'a str>,
    options: &'a [String],
}

#[derive(Serialize)]
struct Remove<'a> {
    host: &'a str,
    path: &'a str,
}

/// The answer to an addition, which says nothing new.
#[derive(Deserialize)]
struct Added {}

impl Rpc {
    pub(crate) fn nfs_export_list(&mut self) -> Answer<Vec<ExportRow>> {
        self.call("nfs_export_list", &Nothing {})
    }

    pub(crate) fn nfs_export_remove(&mut self, host: &str, path: &str) -> Answer<()> {
        self.call("nfs_export_remove", &Remove { host, path })
    }

    fn nfs_export_add(&mut self, host: &str, path: &str, options: &[String]) -> Answer<()> {
        let add = Add { host, path, export_path: None, options };
        self.call::<Added>("nfs_export_add", &add).map(|_| ())
    }

    fn auth_types(&mut self) -> Answer<Vec<String>> {
        self.call("nfs_export_auth_list", &Nothing {})
    }
}

/// The exports that these rows make; `fs_id` tells the file system that lies at a path.
fn exports<'a>(rows: &[ExportRow], fs_id: impl Fn(&str) -> Option<&'a str>) -> Vec<NfsExport> {
    let mut exports: BTreeMap<(String, String), NfsExport> = BTreeMap::new();
    for row in rows {
        // Others than targetd export from its host as well.
        let Some(fs_id) = fs_id(&row.path) else { continue };
        let granted = Granted::read(&row.options);
        let export =
            exports.entry((row.path.clone(), granted.others.clone())).or_insert_with(|| {
                NfsExport {
                    id: format!("{:x}", md5::compute(format!("{}{}", row.path, granted.others))),
                    fs_id: fs_id.to_owned(),
                    export_path: row.path.clone(),
                    auth: Some(granted.auth.clone()),
                    root: Vec::new(),
                    rw: Vec::new(),
                    ro: Vec::new(),
                    anonuid: granted.anonuid,
                    anongid: granted.anongid,
                    options: Some(granted.others.clone()),
                    plugin_data: None,
                }
            });
        if granted.root {
            export.root.push(row.host.clone());
        }
        if granted.write { &mut export.rw } else { &mut export.ro }.push(row.host.clone());
    }
    exports.into_values().collect()
}

/// What is asked of `export_fs`, but for the file system.
pub(crate) struct NewExport<'a> {
    pub(crate) export_path: Option<&'a str>,
    pub(crate) root: &'a [String],
    pub(crate) rw: &'a [String],
    pub(crate) ro: &'a [String],
    pub(crate) anonuid: AnonymousId,
    pub(crate) anongid: AnonymousId,
    pub(crate) auth: Option<&'a str>,
    pub(crate) options: Option<&'a str>,
}

/// What was done to the export to one host, so that it can be undone.
struct Change {
    host: String,
    before: Option<ExportRow>,
}

impl Targetd {
    pub(crate) fn export_auth_types(&mut self) -> Result<Vec<String>> {
        Ok(self.rpc.auth_types()?)
    }

    /// All exports of the server's file systems: two requests.
    pub(crate) fn all_exports(&mut self) -> Result<Vec<NfsExport>> {
        let file_systems = self.rpc.fs_list()?;
        let rows = self.rpc.nfs_export_list()?;
        let at: BTreeMap<&str, &str> =
            file_systems.iter().map(|fs| (&*fs.full_path, &*fs.uuid)).collect();
        Ok(exports(&rows, |path| at.get(path).copied()))
    }

    /// Exports a file system. Hosts that it is exported to already get what is asked for now; when
    /// that fails for one of them, all have what they had before.
    pub(crate) fn export(&mut self, fs_id: &str, new: &NewExport<'_>) -> Result<NfsExport> {
        if new.export_path.is_some_and(|path| !path.is_empty()) {
            return Err(Error::invalid(
                "the array exports a file system under its own path; leave the export path out",
            ));
        }
        let wanted = Wanted::check(new)?;
        if let Some(unknown) = self.unknown_auth(new.auth)? {
            return Err(Error::invalid(format!("the array knows no authentication {unknown}")));
        }
        let path = self.rpc.find_fs(fs_id)?.full_path;
        let mut before = self.rpc.nfs_export_list()?;
        before.retain(|row| row.path == path);
        let others = before.iter().filter(|row| wanted.for_host(&row.host).is_none());
        let others: Vec<_> =
            others.map(|row| (row.host.as_str(), Granted::read(&row.options))).collect();
        wanted.check_beside(&others)?;

        let mut changes = Vec::new();
        let exported = self.change(&path, &wanted, &before, &mut changes).and_then(|()| {
            let mut after = self.rpc.nfs_export_list()?;
            after.retain(|row| row.path == path);
            wanted.check_done(after.iter().map(|row| (&*row.host, Granted::read(&row.options))))?;
            let host = |export: &NfsExport| {
                export.rw.iter().chain(&export.ro).any(|host| wanted.for_host(host).is_some())
            };
            exports(&after, |_| Some(fs_id)).into_iter().find(host).ok_or_else(|| {
                Error::plugin_bug("the array has exported the file system, and does not list it")
            })
        });
        if exported.is_err() {
            self.undo(&path, changes);
        }
        exported
    }

    fn unknown_auth<'a>(&mut self, auth: Option<&'a str>) -> Result<Option<&'a str>> {
        let Some(auth) = auth.filter(|auth| *auth != "sys" && !auth.is_empty()) else {
            return Ok(None);
        };
        let known = self.rpc.auth_types()?;
        Ok(auth.split(':').find(|word| !known.iter().any(|known| known == word)))
    }

    fn change(
        &mut self,
        path: &str,
        wanted: &Wanted,
        before: &[ExportRow],
        changes: &mut Vec<Change>,
    ) -> Result<()> {
        for host in wanted.hosts() {
            let old = before.iter().find(|row| row.host == host.name);
            if old.is_some_and(|old| wanted.is_granted(host, &Granted::read(&old.options))) {
                continue;
            }
            changes.push(Change { host: host.name.clone(), before: old.cloned() });
            // The server takes other options for what is exported already without a word, and without
            // doing anything.
            if old.is_some() {
                self.rpc.nfs_export_remove(&host.name, path)?;
            }
            self.rpc.nfs_export_add(&host.name, path, &wanted.options_for(host))?;
        }
        Ok(())
    }

    /// Puts back what was before. A failed addition may have left an export all the same.
    fn undo(&mut self, path: &str, changes: Vec<Change>) {
        for Change { host, before } in changes {
            let _ = self.rpc.nfs_export_remove(&host, path);
            if let Some(row) = before {
                let _ = self.rpc.nfs_export_add(&host, path, &row.options);
            }
        }
    }

    pub(crate) fn unexport(&mut self, export: &NfsExport) -> Result<()> {
        let missing = || {
            let message = format!("{} is not exported to these hosts", export.export_path);
            Error::new(ErrorKind::NOT_FOUND_NFS_EXPORT, message)
        };
        let mut removed = 0;
        for host in export.rw.iter().chain(&export.ro) {
            match self.rpc.nfs_export_remove(host, &export.export_path) {
                Ok(()) => removed += 1,
                Err(failure) if failure.is(NO_NFS_EXPORT) => {}
                Err(failure) => return Err(failure.into()),
            }
        }
        if removed == 0 { Err(missing()) } else { Ok(()) }
    }
}
