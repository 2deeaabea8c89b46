// SPDX-License-Identifier: MIT OR Apache-2.0
//! The nodes of `tree` as records.

use lsm_core::{AccessGroup, FileSystem, NfsExport, Pool, System, Volume};

use super::property::{Property, Shown, column, numbered, script};
use super::value::Value::{self, *};

/// A part of an array in its place.
#[derive(Debug, Clone)]
pub struct Node {
    /// The IDs from the system down to this, joined with `/`.
    pub path: String,
    /// The ID of what it belongs to; a system belongs to nothing.
    pub parent_id: Option<String>,
    /// What it is.
    pub thing: Thing,
}

/// What a node is.
#[derive(Debug, Clone)]
pub enum Thing {
    /// A system.
    System(System),
    /// A pool, below its system.
    Pool(Pool),
    /// A volume, below its pool.
    Volume(Volume),
    /// A file system, below its pool.
    FileSystem(FileSystem),
    /// An export, below its file system.
    Export(NfsExport),
    /// An access group, below every volume that it may use, or else below its system.
    AccessGroup(AccessGroup),
}

impl Thing {
    /// What `show` calls it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::System(_) => "system",
            Self::Pool(_) => "pool",
            Self::Volume(_) => "volume",
            Self::FileSystem(_) => "fs",
            Self::Export(_) => "export",
            Self::AccessGroup(_) => "access-group",
        }
    }

    /// Its ID.
    pub fn id(&self) -> &str {
        match self {
            Self::System(system) => &system.id,
            Self::Pool(pool) => &pool.id,
            Self::Volume(volume) => &volume.id,
            Self::FileSystem(fs) => &fs.id,
            Self::Export(export) => &export.id,
            Self::AccessGroup(group) => &group.id,
        }
    }

    /// Its name; the path of an export.
    pub fn name(&self) -> &str {
        match self {
            Self::System(system) => &system.name,
            Self::Pool(pool) => &pool.name,
            Self::Volume(volume) => &volume.name,
            Self::FileSystem(fs) => &fs.name,
            Self::Export(export) => &export.export_path,
            Self::AccessGroup(group) => &group.name,
        }
    }
}

/// Other things have no such property.
const NONE: Value<'_> = Untold("");

impl Shown for Node {
    const TYPE: &'static str = "tree_node";
    // The path comes first: it tells one node from every other, which an ID does not.
    const PROPERTIES: &'static [Property<Self>] = &[
        column("Path", "path", |n| Text(&n.path)),
        column("Kind", "kind", |n| Text(n.thing.kind())),
        script("ID", "id", |n| Text(n.thing.id())),
        column("Name", "name", |n| Text(n.thing.name())),
        script("Parent ID", "parent_id", |n| n.parent_id.as_deref().map_or(NONE, Text)),
        column("Size", "size_bytes", |n| match &n.thing {
            Thing::Pool(pool) => Size(pool.total_space),
            Thing::Volume(volume) => Size(volume.size_bytes()),
            Thing::FileSystem(fs) => Size(fs.total_space),
            _ => NONE,
        }),
        column("Free Space", "free_space", |n| match &n.thing {
            Thing::Pool(pool) => Size(pool.free_space),
            Thing::FileSystem(fs) => Size(fs.free_space),
            _ => NONE,
        }),
        numbered(column("Status", "status", |n| match &n.thing {
            Thing::System(system) => Bits(system.status.0.into(), &system.status),
            Thing::Pool(pool) => Bits(pool.status.0, &pool.status),
            _ => NONE,
        })),
        column("Initiator IDs", "init_ids", |n| match &n.thing {
            Thing::AccessGroup(group) => Texts(&group.init_ids),
            _ => NONE,
        }),
    ];
}
