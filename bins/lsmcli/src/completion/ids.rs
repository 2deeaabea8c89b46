// SPDX-License-Identifier: MIT OR Apache-2.0
//! IDs of the array, where the user allows to ask for them by `LSMCLI_AUTO_COMPLETE_VALUE`, and
//! names that are known here.

use std::time::Duration;

use lsm_client::{Method, Session};
use lsm_core::{
    AccessGroup, Disk, Error, FileSystem, NfsExport, Pool, Record, System, TargetPort, Volume,
};

use super::expected::Position;
use super::{Candidate, whole};
use crate::config::{self, Arrays, Target};
use crate::connection::Connection;
use crate::journal::Journal;
use crate::parse::{self, Globals, Parsed};
use crate::table::Opt;

/// Whoever waits for a Tab key does not wait longer.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether and how IDs are asked for.
pub(crate) struct Ids {
    are_allowed: bool,
}

/// IDs with the names of what they stand for.
type Pairs = Result<Vec<(String, String)>, Error>;

/// A listing, and the options whose values are in it.
type Listing = (&'static [&'static str], fn(&mut Session) -> Pairs);

/// The listings that hold what an option names.
const LISTINGS: &[Listing] = &[
    (&["--vol", "--src-vol", "--dst-vol"], |session| {
        pairs::<Volume>(session, Method::volumes, |volume| (volume.id, volume.name))
    }),
    (&["--pool"], |session| pairs::<Pool>(session, Method::pools, |pool| (pool.id, pool.name))),
    (&["--sys"], |session| {
        pairs::<System>(session, Method::systems, |system| (system.id, system.name))
    }),
    (&["--ag"], |session| {
        pairs::<AccessGroup>(session, Method::access_groups, |group| (group.id, group.name))
    }),
    (&["--fs", "--src-fs"], |session| {
        pairs::<FileSystem>(session, Method::fs, |fs| (fs.id, fs.name))
    }),
    (&["--disk"], |session| pairs::<Disk>(session, Method::disks, |disk| (disk.id, disk.name))),
    (&["--export", "--nfs-export"], |session| {
        let by_path = |export: NfsExport| (export.id, export.export_path);
        pairs::<NfsExport>(session, Method::exports, by_path)
    }),
    (&["--tgt"], |session| {
        let by_address = |port: TargetPort| (port.id, port.service_address);
        pairs::<TargetPort>(session, Method::target_ports, by_address)
    }),
    (&["--snap", "--backing-snapshot"], |session| {
        let mut found = Vec::new();
        for fs in session.fs(None)? {
            let snapshots = session.fs_snapshots(&fs)?.into_iter();
            found.extend(snapshots.map(|snapshot| (snapshot.id, snapshot.name)));
        }
        Ok(found)
    }),
    (&["--init"], |session| {
        let groups = session.access_groups(None)?.into_iter();
        let ids = groups.flat_map(|group| {
            let name = group.name;
            group.init_ids.into_iter().map(move |id| (id, name.clone()))
        });
        Ok(ids.collect())
    }),
    (&["--auth-type"], |session| {
        Ok(session.export_auth()?.into_iter().map(|name| (name, String::new())).collect())
    }),
];

fn pairs<R: Record>(
    session: &mut Session,
    method: Method,
    pair: impl Fn(R) -> (String, String),
) -> Pairs {
    let listing = session.listing::<R>(method, None)?;
    listing.iter().map(|record| record.map(&pair)).collect()
}

impl Ids {
    /// As the environment says.
    pub(crate) fn new() -> Self {
        let wanted = std::env::var_os("LSMCLI_AUTO_COMPLETE_VALUE");
        Self { are_allowed: wanted.is_some_and(|wanted| !wanted.is_empty() && wanted != "0") }
    }

    /// None is asked for.
    #[cfg(test)]
    pub(super) fn none() -> Self {
        Self { are_allowed: false }
    }

    /// The values of an option that an array or the configuration knows. What goes wrong gives
    /// none: nobody reads an error behind a Tab key.
    pub(super) fn of(&self, option: &Opt, position: &Position, words: &[String]) -> Vec<Candidate> {
        let name = option.long.unwrap_or_default();
        match name {
            "--array" => {
                let arrays = Arrays::read().unwrap_or_default().arrays;
                arrays.into_iter().map(|array| whole(array.name, "")).collect()
            }
            "--job" => {
                let uri = globals(words).and_then(|globals| config::uri(&globals).ok().flatten());
                let jobs = Journal::of_user().jobs(&uri.unwrap_or_default()).into_iter();
                jobs.map(|entry| whole(entry.job, entry.command)).collect()
            }
            _ => {
                // Names that are given freely are no IDs.
                let is_free = position.command.is_some_and(|command| {
                    name == "--init" && command.name == "access-group-create"
                });
                let listing = LISTINGS.iter().find(|(names, _)| names.contains(&name));
                match listing {
                    Some((_, listing)) if self.are_allowed && !is_free => ask(words, *listing),
                    _ => Vec::new(),
                }
            }
        }
    }
}

fn ask(words: &[String], listing: fn(&mut Session) -> Pairs) -> Vec<Candidate> {
    let Some(target) = target(words) else { return Vec::new() };
    let mut connection = Connection::hasty(target, PATIENCE);
    let found = connection.session().ok().and_then(|session| listing(session).ok());
    let _ = connection.finish(&mut std::io::sink());
    found.unwrap_or_default().into_iter().map(|(id, name)| whole(id, name)).collect()
}

/// The array that the words before the cursor name.
fn target(words: &[String]) -> Option<Target> {
    let mut globals = globals(words)?;
    // Nothing is asked while a line is written.
    globals.prompt = false;
    config::target(&globals).ok().flatten()
}

/// The global options among unfinished words: those alone that name an array.
fn globals(words: &[String]) -> Option<Globals> {
    let mut line = Vec::new();
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        let names = ["-u", "--uri", "--array"];
        let attached = word.starts_with("-u") && word != "-u";
        if attached || names.iter().any(|name| word.starts_with(&format!("{name}="))) {
            line.push(word.clone());
        } else if names.contains(&word.as_str()) {
            line.extend([word.clone(), rest.next()?.clone()]);
        }
    }
    line.push("plugin-info".to_owned());
    match parse::parse(&line) {
        Ok(Parsed::Run(invocation)) => Some(invocation.globals),
        _ => None,
    }
}
