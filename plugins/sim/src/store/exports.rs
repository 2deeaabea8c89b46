// SPDX-License-Identifier: MIT OR Apache-2.0
//! NFS exports.

use lsm_core::{AnonymousId, NfsExport, Result, Search};
use rusqlite::{Connection, Params};

use super::column::Columns;
use super::ids::{EXPORT, FILE_SYSTEM};
use super::{Store, Stored, file_systems, names};

/// The columns of an export, in the order in which [`list`] reads them.
macro_rules! export_query {
    ($rest:literal) => {
        concat!(
            "SELECT id, fs_id, exp_path, auth_type, anon_uid, anon_gid, options FROM exps ",
            $rest
        )
    };
}

/// What is asked of a new export; nothing of it is checked.
#[derive(Debug, Clone, Copy)]
pub struct NewExport<'a> {
    /// Path, or `None` for one of the array's choice.
    pub path: Option<&'a str>,
    /// Hosts whose root user stays root.
    pub root: &'a [String],
    /// Hosts with read and write access.
    pub rw: &'a [String],
    /// Hosts with read access.
    pub ro: &'a [String],
    /// User number for anonymous access.
    pub anon_uid: AnonymousId,
    /// Group number for anonymous access.
    pub anon_gid: AnonymousId,
    /// Authentication type.
    pub auth_type: Option<&'a str>,
    /// Further options.
    pub options: Option<&'a str>,
}

impl Store {
    /// Gives `push` every export, in the order of the numbers; at least those that `search` is
    /// for.
    ///
    /// # Errors
    /// Those of `push`.
    pub fn exports(
        &mut self,
        search: Option<&Search>,
        push: &mut dyn FnMut(&NfsExport) -> Result<()>,
    ) -> Result<()> {
        self.read(|array| match search.filter(|search| search.key == "id") {
            None => list(array, export_query!("ORDER BY id"), [], push),
            Some(search) => match EXPORT.parse(&search.value) {
                Some(number) => list(array, export_query!("WHERE id = ?1"), [number], push),
                None => Ok(()),
            },
        })
    }

    /// Exports a file system.
    ///
    /// # Errors
    /// `NOT_FOUND_FS`, `NAME_CONFLICT` for a path in use.
    pub fn export_fs(&mut self, fs: &str, export: &NewExport<'_>) -> Result<NfsExport> {
        self.write(|array| {
            let fs = file_systems::find(array, fs)?;
            let path = match export.path {
                Some(path) => path.to_owned(),
                None => free_path(array)?,
            };
            names::EXPORTS.check_free(array, &path)?;
            array
                .prepare_cached(
                    "INSERT INTO exps (id, fs_id, exp_path, auth_type, anon_uid, anon_gid, options)
                     VALUES ((SELECT coalesce(max(id), 0) + 1 FROM exps), ?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute((
                    fs.number,
                    path,
                    export.auth_type.unwrap_or_default(),
                    export.anon_uid.0,
                    export.anon_gid.0,
                    export.options.unwrap_or_default(),
                ))?;
            let number = array.last_insert_rowid();
            for (sql, hosts) in [
                ("INSERT INTO exp_root_hosts (host, exp_id) VALUES (?1, ?2)", export.root),
                ("INSERT INTO exp_rw_hosts (host, exp_id) VALUES (?1, ?2)", export.rw),
                ("INSERT INTO exp_ro_hosts (host, exp_id) VALUES (?1, ?2)", export.ro),
            ] {
                let mut insert = array.prepare_cached(sql)?;
                for host in hosts {
                    insert.execute((host, number))?;
                }
            }
            record(array, number)
        })
    }

    /// Takes an export away.
    ///
    /// # Errors
    /// `NOT_FOUND_NFS_EXPORT`.
    pub fn export_remove(&mut self, export: &str) -> Result<()> {
        self.write(|array| {
            let removed = array
                .prepare_cached("DELETE FROM exps WHERE id = ?1")?
                .execute([EXPORT.number(export)?])?;
            if removed == 0 {
                return Err(EXPORT.missing(export).into());
            }
            Ok(())
        })
    }
}

/// A path that no export has.
fn free_path(array: &Connection) -> Stored<String> {
    let mut query = array.prepare_cached("SELECT '/nfs_exp_' || lower(hex(randomblob(4)))")?;
    loop {
        let path: String = query.query_row([], |row| row.get(0))?;
        if !names::EXPORTS.is_taken(array, &path)? {
            return Ok(path);
        }
    }
}

fn record(array: &Connection, number: i64) -> Stored<NfsExport> {
    let mut found = None;
    list(array, export_query!("WHERE id = ?1"), [number], &mut |export| {
        found = Some(export.clone());
        Ok(())
    })?;
    found.ok_or_else(|| EXPORT.missing(&EXPORT.id(number)).into())
}

fn list(
    array: &Connection,
    sql: &str,
    parameters: impl Params,
    push: &mut dyn FnMut(&NfsExport) -> Result<()>,
) -> Stored<()> {
    let mut query = array.prepare_cached(sql)?;
    let mut rows = query.query(parameters)?;
    while let Some(row) = rows.next()? {
        let number = row.integer(0)?;
        push(&NfsExport {
            id: EXPORT.id(number),
            fs_id: FILE_SYSTEM.id(row.integer(1)?),
            export_path: row.text(2)?,
            auth: Some(row.text(3)?),
            root: hosts(array, "SELECT host FROM exp_root_hosts WHERE exp_id = ?1", number)?,
            rw: hosts(array, "SELECT host FROM exp_rw_hosts WHERE exp_id = ?1", number)?,
            ro: hosts(array, "SELECT host FROM exp_ro_hosts WHERE exp_id = ?1", number)?,
            anonuid: AnonymousId(row.optional_integer(4)?.unwrap_or(AnonymousId::NA.0)),
            anongid: AnonymousId(row.optional_integer(5)?.unwrap_or(AnonymousId::NA.0)),
            options: Some(row.text(6)?),
            plugin_data: None,
        })?;
    }
    Ok(())
}

/// Hosts in byte order. `#` stands between hosts, so that one that holds it becomes several.
fn hosts(array: &Connection, sql: &str, export: i64) -> Stored<Vec<String>> {
    let mut query = array.prepare_cached(sql)?;
    let mut rows = query.query([export])?;
    let mut hosts = Vec::new();
    while let Some(row) = rows.next()? {
        hosts.extend(row.text(0)?.split('#').map(str::to_owned));
    }
    hosts.sort_unstable();
    Ok(hosts)
}
