// SPDX-License-Identifier: MIT OR Apache-2.0
//! `tree`: systems, their pools, what lies in these, and who may use it.

use std::io::Write;

use lsm_client::{Method, Session};
use lsm_core::{
    AccessGroup, Error, ErrorKind, FileSystem, NfsExport, Pool, Record, System, UNKNOWN_SIZE,
    Volume,
};

use super::{Context, Status};
use crate::error::Failure;
use crate::parse::Globals;
use crate::render::{self, Chosen, Node, Style, Thing, Units, Value};

/// A node and what stands below it.
struct Branch {
    node: Node,
    below: Vec<Branch>,
}

pub(crate) fn tree(context: &mut Context<'_>) -> Result<Status, Failure> {
    let globals = &context.invocation.globals;
    let drawing = if is_drawn(globals) { Some(Drawing::new(globals)?) } else { None };
    let array = Array::read(context.session()?)?;
    let mut nodes = Vec::new();
    for system in context.session()?.systems()? {
        let system = array.system(system);
        match &drawing {
            Some(drawing) => drawing.draw(&system, "", "", context.out)?,
            None => system.flatten(&mut nodes),
        }
    }
    if drawing.is_some() {
        return Ok(Status::Done);
    }
    context.show(&nodes[..])
}

/// Whether the tree is drawn; otherwise its nodes are shown as other records are.
fn is_drawn(globals: &Globals) -> bool {
    globals.output.is_none() && globals.terse.is_none() && !globals.script && !globals.fit
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

    fn system(&self, system: System) -> Branch {
        let id = system.id.clone();
        let mut branch = Branch::new(None, Thing::System(system));
        let pools = self.pools.iter().filter(|pool| pool.system_id == id);
        let groups = self.groups.iter().filter(|(group, _)| group.system_id == id);
        let groups = groups.filter(|(_, volumes)| volumes.is_empty()).map(|(group, _)| group);
        branch.below = pools.map(|pool| self.pool(&branch.node, pool)).collect();
        let groups = groups.map(|group| branch.leaf(Thing::AccessGroup(group.clone())));
        let mut groups: Vec<Branch> = groups.collect();
        branch.below.append(&mut groups);
        branch
    }

    fn pool(&self, system: &Node, pool: &Pool) -> Branch {
        let mut branch = Branch::new(Some(system), Thing::Pool(pool.clone()));
        let volumes = self.volumes.iter().filter(|volume| volume.pool_id == pool.id);
        let file_systems = self.file_systems.iter().filter(|fs| fs.pool_id == pool.id);
        branch.below = volumes
            .map(|volume| self.volume(&branch.node, volume))
            .chain(file_systems.map(|fs| self.file_system(&branch.node, fs)))
            .collect();
        branch
    }

    fn volume(&self, pool: &Node, volume: &Volume) -> Branch {
        let mut branch = Branch::new(Some(pool), Thing::Volume(volume.clone()));
        let groups = self.groups.iter().filter(|(_, volumes)| volumes.contains(&volume.id));
        branch.below =
            groups.map(|(group, _)| branch.leaf(Thing::AccessGroup(group.clone()))).collect();
        branch
    }

    fn file_system(&self, pool: &Node, fs: &FileSystem) -> Branch {
        let mut branch = Branch::new(Some(pool), Thing::FileSystem(fs.clone()));
        let exports = self.exports.iter().filter(|export| export.fs_id == fs.id);
        branch.below = exports.map(|export| branch.leaf(Thing::Export(export.clone()))).collect();
        branch
    }
}

/// A listing; nothing where the array has no such thing.
fn offered<R: Record>(session: &mut Session, method: Method) -> Result<Vec<R>, Error> {
    match session.listing::<R>(method, None) {
        Err(error) if error.kind == ErrorKind::NO_SUPPORT => Ok(Vec::new()),
        listing => listing?.to_vec(),
    }
}

impl Branch {
    fn new(parent: Option<&Node>, thing: Thing) -> Self {
        let path = match parent {
            Some(parent) => format!("{}/{}", parent.path, thing.id()),
            None => thing.id().to_owned(),
        };
        let parent_id = parent.map(|parent| parent.thing.id().to_owned());
        Self { node: Node { path, parent_id, thing }, below: Vec::new() }
    }

    /// A branch below this, with nothing below itself.
    fn leaf(&self, thing: Thing) -> Self {
        Self::new(Some(&self.node), thing)
    }

    /// Adds the node and those below it.
    fn flatten(self, nodes: &mut Vec<Node>) {
        nodes.push(self.node);
        for branch in self.below {
            branch.flatten(nodes);
        }
    }
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

/// How the tree is drawn.
struct Drawing {
    lines: Lines,
    style: Style,
    /// What stands on a line instead of the usual things, or behind them.
    columns: Option<Chosen<Node>>,
}

impl Drawing {
    fn new(globals: &Globals) -> Result<Self, Failure> {
        if globals.sort.is_some() || globals.filter.is_some() || globals.limit.is_some() {
            return Err(Failure::client(
                "tree: --sort, --filter and --limit are for rows; give -o table or another format",
            ));
        }
        // A tree is for people.
        let units = globals.units.unwrap_or(Units::Iec);
        let style = Style { units, ..Style::new(globals) };
        Ok(Self { lines: Lines::of_locale(), style, columns: render::chosen(globals)? })
    }

    /// Draws a line and what is below it. `start` stands before this line, `indent` before those
    /// below.
    fn draw(
        &self,
        branch: &Branch,
        start: &str,
        indent: &str,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        writeln!(out, "{start}{}", self.text(&branch.node).replace(char::is_control, "\u{fffd}"))?;
        for (index, below) in branch.below.iter().enumerate() {
            let (start, trunk) = match index + 1 == branch.below.len() {
                true => (self.lines.last, "    "),
                false => (self.lines.branch, self.lines.trunk),
            };
            let (start, indent) = (format!("{indent}{start}"), format!("{indent}{trunk}"));
            self.draw(below, &start, &indent, out)?;
        }
        Ok(())
    }

    fn text(&self, node: &Node) -> String {
        let Some((more, columns)) = &self.columns else { return self.usual(&node.thing) };
        let cells = columns.iter().map(|column| (column.value)(node).one_line(self.style));
        let cells = cells.filter(|cell| !cell.is_empty());
        match more {
            true => [self.usual(&node.thing)].into_iter().chain(cells).collect::<Vec<_>>(),
            false => cells.collect(),
        }
        .join(", ")
    }

    /// ID, name, and what matters most.
    fn usual(&self, thing: &Thing) -> String {
        let usual = format!("{}  {}", thing.id(), thing.name());
        match thing {
            Thing::System(system) => {
                let status = Value::Bits(system.status.0.into(), &system.status);
                format!("{usual}, {}", status.one_line(self.style))
            }
            Thing::Pool(pool) => {
                let (free, total) = (self.size(pool.free_space), self.size(pool.total_space));
                format!("{usual}, {free} of {total} free")
            }
            Thing::Volume(volume) => format!("{usual}, {}", self.size(volume.size_bytes())),
            Thing::FileSystem(fs) => format!("{usual}, {}", self.size(fs.total_space)),
            Thing::Export(_) => usual,
            Thing::AccessGroup(group) => format!("{usual}, {}", group.init_ids.join(", ")),
        }
    }

    fn size(&self, bytes: u64) -> String {
        match bytes {
            UNKNOWN_SIZE => "unknown size".to_owned(),
            bytes => Value::Size(bytes).one_line(self.style),
        }
    }
}
