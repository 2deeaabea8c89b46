// SPDX-License-Identifier: MIT OR Apache-2.0
//! `tree`: systems, their pools, what lies in these, and who may use it.

use std::io::Write;

use lsm_client::{Method, Session};
use lsm_core::{
    AccessGroup, Error, ErrorKind, FileSystem, NfsExport, Pool, Record, UNKNOWN_SIZE, Volume, size,
};

use super::{Context, Status};
use crate::error::Failure;

/// A line and what stands below it.
struct Branch {
    text: String,
    below: Vec<Branch>,
}

pub(crate) fn tree(context: &mut Context<'_>) -> Result<Status, Failure> {
    let array = Array::read(context.session()?)?;
    let lines = Lines::of_locale();
    let systems = context.session()?.systems()?;
    for system in systems {
        let text = format!("{}  {}, {}", system.id, system.name, system.status);
        let pools = array.pools.iter().filter(|pool| pool.system_id == system.id);
        let groups = array.groups.iter().filter(|(group, _)| group.system_id == system.id);
        let below = pools
            .map(|pool| array.pool(pool))
            .chain(groups.filter(|(_, volumes)| volumes.is_empty()).map(|(group, _)| leaf(group)))
            .collect();
        Branch { text, below }.write("", "", &lines, context.out)?;
    }
    Ok(Status::Done)
}

/// What an array holds, as far as it can say.
struct Array {
    pools: Vec<Pool>,
    volumes: Vec<Volume>,
    file_systems: Vec<FileSystem>,
    exports: Vec<NfsExport>,
    /// Every access group, with the IDs of the volumes it may use.
    groups: Vec<(AccessGroup, Vec<String>)>,
}

impl Array {
    fn read(session: &mut Session) -> Result<Self, Error> {
        let mut groups = Vec::new();
        for group in offered::<AccessGroup>(session, Method::access_groups)? {
            let volumes = match session.volumes_accessible_by_access_group(&group) {
                Err(error) if error.kind == ErrorKind::NO_SUPPORT => Vec::new(),
                volumes => volumes?,
            };
            groups.push((group, volumes.into_iter().map(|volume| volume.id).collect()));
        }
        Ok(Self {
            pools: session.pools(None)?,
            volumes: offered(session, Method::volumes)?,
            file_systems: offered(session, Method::fs)?,
            exports: offered(session, Method::exports)?,
            groups,
        })
    }

    fn pool(&self, pool: &Pool) -> Branch {
        let (free, total) = (bytes(pool.free_space), bytes(pool.total_space));
        let text = format!("{}  {}, {free} of {total} free", pool.id, pool.name);
        let volumes = self.volumes.iter().filter(|volume| volume.pool_id == pool.id);
        let file_systems = self.file_systems.iter().filter(|fs| fs.pool_id == pool.id);
        let below = volumes
            .map(|volume| self.volume(volume))
            .chain(file_systems.map(|fs| self.file_system(fs)))
            .collect();
        Branch { text, below }
    }

    fn volume(&self, volume: &Volume) -> Branch {
        let groups = self.groups.iter().filter(|(_, volumes)| volumes.contains(&volume.id));
        Branch {
            text: format!("{}  {}, {}", volume.id, volume.name, bytes(volume.size_bytes())),
            below: groups.map(|(group, _)| leaf(group)).collect(),
        }
    }

    fn file_system(&self, fs: &FileSystem) -> Branch {
        let exports = self.exports.iter().filter(|export| export.fs_id == fs.id);
        let export = |export: &NfsExport| Branch {
            text: format!("{}  {}", export.id, export.export_path),
            below: Vec::new(),
        };
        Branch {
            text: format!("{}  {}, {}", fs.id, fs.name, bytes(fs.total_space)),
            below: exports.map(export).collect(),
        }
    }
}

/// A listing; nothing where the array has no such thing.
fn offered<R: Record>(session: &mut Session, method: Method) -> Result<Vec<R>, Error> {
    match session.listing::<R>(method, None) {
        Err(error) if error.kind == ErrorKind::NO_SUPPORT => Ok(Vec::new()),
        listing => listing?.to_vec(),
    }
}

fn leaf(group: &AccessGroup) -> Branch {
    let text = format!("{}  {}, {}", group.id, group.name, group.init_ids.join(", "));
    Branch { text, below: Vec::new() }
}

fn bytes(bytes: u64) -> String {
    if bytes == UNKNOWN_SIZE { "unknown size".to_owned() } else { size::human(bytes) }
}

/// What the branches are drawn with.
struct Lines {
    branch: &'static str,
    last: &'static str,
    trunk: &'static str,
}

impl Lines {
    /// Drawn with lines where the locale has them.
    fn of_locale() -> Self {
        let set = |name: &&str| std::env::var(name).is_ok_and(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find(set);
        let locale = locale.and_then(|name| std::env::var(name).ok()).unwrap_or_default();
        let locale = locale.to_ascii_uppercase();
        match locale.contains("UTF-8") || locale.contains("UTF8") {
            true => Self { branch: "├── ", last: "└── ", trunk: "│   " },
            false => Self { branch: "|-- ", last: "`-- ", trunk: "|   " },
        }
    }
}

impl Branch {
    /// Writes the line and what is below it. `start` stands before this line, `indent` before
    /// those below.
    fn write(
        &self,
        start: &str,
        indent: &str,
        lines: &Lines,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        writeln!(out, "{start}{}", self.text)?;
        for (index, branch) in self.below.iter().enumerate() {
            let (start, trunk) = match index + 1 == self.below.len() {
                true => (lines.last, "    "),
                false => (lines.branch, lines.trunk),
            };
            let (start, indent) = (format!("{indent}{start}"), format!("{indent}{trunk}"));
            branch.write(&start, &indent, lines, out)?;
        }
        Ok(())
    }
}
