// SPDX-License-Identifier: MIT OR Apache-2.0
//! `show`: one object with all its properties, and what it has to do with.

use lsm_client::Method;
use lsm_core::{
    AccessGroup, Disk, Error, ErrorKind, FileSystem, NfsExport, Pool, Record, Search, System,
    Volume,
};

use super::context::find;
use super::{Context, Status};
use crate::error::Failure;
use crate::parse::Globals;
use crate::render::{
    self, CacheOfVolume, Detail, Layout, MembersOfPool, Plain, RaidOfVolume, Shown, Style,
};

/// What stands for the object.
const ID: &str = "<ID>";

pub(crate) fn show(context: &mut Context<'_>) -> Result<Status, Failure> {
    let kind = context.arguments().choice("<KIND>").map_or("", |kind| kind.name);
    let globals = context.invocation.globals.clone();
    let mut report = Report::new(&globals);
    match kind {
        "volume" => volume(context, &mut report)?,
        "pool" => pool(context, &mut report)?,
        "system" => system(context, &mut report)?,
        "access-group" => access_group(context, &mut report)?,
        "fs" => file_system(context, &mut report)?,
        "export" => {
            let export: NfsExport = context.named(ID, Method::exports)?;
            report.object(&export)?;
            let fs: Option<FileSystem> = find(context.session()?, Method::fs, &export.fs_id)?;
            report.beside("file system", fs.as_ref())?;
        }
        _ => {
            let disk: Disk = context.named(ID, Method::disks)?;
            report.object(&disk)?;
            let system: Option<System> =
                find(context.session()?, Method::systems, &disk.system_id)?;
            report.beside("system", system.as_ref())?;
        }
    }
    let frame = report.layout(true);
    let Report { kind, details, text, .. } = report;
    let details = render::choose(details, &globals)?;
    if globals.for_programs().is_some() {
        let keys: Vec<&str> = details.iter().map(|detail| detail.key.as_str()).collect();
        let row = details.iter().map(|detail| detail.value.clone()).collect();
        return context.answer(&format!("{kind}_details"), &keys, &[row], "");
    }
    if globals.columns.as_ref().is_some_and(|columns| !columns.starts_with('+')) {
        let pairs = details.iter().map(|detail| (detail.heading.as_str(), detail.text.as_str()));
        render::pairs(&pairs.collect::<Vec<_>>(), &frame, context.out)?;
        return Ok(Status::Done);
    }
    context.out.write_all(&text)?;
    Ok(Status::Done)
}

fn volume(context: &mut Context<'_>, report: &mut Report<'_>) -> Result<(), Failure> {
    let volume: Volume = context.named(ID, Method::volumes)?;
    report.object(&volume)?;
    let session = context.session()?;
    let pool: Option<Pool> = find(session, Method::pools, &volume.pool_id)?;
    report.beside("pool", pool.as_ref())?;
    let raid = offered(session.volume_raid_info(&volume))?;
    let raid = raid.map(|raid| RaidOfVolume { volume_id: volume.id.clone(), raid });
    report.more("RAID", raid.as_ref())?;
    let cache = offered(session.volume_cache_info(&volume))?;
    let cache = cache.map(|cache| CacheOfVolume { volume_id: volume.id.clone(), cache });
    report.more("cache", cache.as_ref())?;
    let groups = offered(session.access_groups_granted_to_volume(&volume))?;
    report.list("access groups", "access_group_ids", groups.as_deref())?;
    report.dependants(offered(session.volume_child_dependency(&volume))?);
    Ok(())
}

fn pool(context: &mut Context<'_>, report: &mut Report<'_>) -> Result<(), Failure> {
    let pool: Pool = context.named(ID, Method::pools)?;
    report.object(&pool)?;
    let session = context.session()?;
    let members = offered(session.pool_member_info(&pool))?;
    let members = members.map(|members| MembersOfPool { pool_id: pool.id.clone(), members });
    report.more("members", members.as_ref())?;
    let in_pool = Search::new("pool_id", pool.id);
    let volumes = offered(session.volumes(Some(&in_pool)))?;
    report.list("volumes", "volume_ids", volumes.as_deref())?;
    let file_systems = offered(session.fs(Some(&in_pool)))?;
    report.list("file systems", "fs_ids", file_systems.as_deref())
}

fn system(context: &mut Context<'_>, report: &mut Report<'_>) -> Result<(), Failure> {
    let system: System = context.named(ID, Method::systems)?;
    report.object(&system)?;
    let session = context.session()?;
    let on_system = Search::new("system_id", system.id);
    let pools = session.pools(Some(&on_system))?;
    report.list("pools", "pool_ids", Some(&pools))?;
    let ports = offered(session.target_ports(Some(&on_system)))?;
    report.list("target ports", "target_port_ids", ports.as_deref())?;
    let batteries = offered(session.batteries(Some(&on_system)))?;
    report.list("batteries", "battery_ids", batteries.as_deref())
}

fn access_group(context: &mut Context<'_>, report: &mut Report<'_>) -> Result<(), Failure> {
    let group: AccessGroup = context.named(ID, Method::access_groups)?;
    report.object(&group)?;
    let volumes = offered(context.session()?.volumes_accessible_by_access_group(&group))?;
    report.list("volumes", "volume_ids", volumes.as_deref())
}

fn file_system(context: &mut Context<'_>, report: &mut Report<'_>) -> Result<(), Failure> {
    let fs: FileSystem = context.named(ID, Method::fs)?;
    report.object(&fs)?;
    let session = context.session()?;
    let pool: Option<Pool> = find(session, Method::pools, &fs.pool_id)?;
    report.beside("pool", pool.as_ref())?;
    let snapshots = offered(session.fs_snapshots(&fs))?;
    report.list("snapshots", "snapshot_ids", snapshots.as_deref())?;
    let of_fs = Search::new("fs_id", fs.id.as_str());
    let exports = offered(session.exports(Some(&of_fs)))?;
    report.list("exports", "export_ids", exports.as_deref())?;
    report.dependants(offered(session.fs_child_dependency(&fs, Some(&[])))?);
    Ok(())
}

/// `None` where the array has no such thing.
fn offered<T>(answer: Result<T, Error>) -> Result<Option<T>, Error> {
    match answer {
        Err(error) if error.kind == ErrorKind::NO_SUPPORT => Ok(None),
        answer => answer.map(Some),
    }
}

/// What is known of an object: one by one, and as blocks of lines for people.
struct Report<'g> {
    globals: &'g Globals,
    kind: &'static str,
    details: Vec<Detail>,
    text: Vec<u8>,
}

impl<'g> Report<'g> {
    fn new(globals: &'g Globals) -> Self {
        Self { globals, kind: "", details: Vec::new(), text: Vec::new() }
    }

    fn layout(&self, script: bool) -> Layout {
        Layout {
            separator: " | ".to_owned(),
            header: true,
            padded: !self.globals.no_pad,
            script,
            style: Style::new(self.globals),
            fit: Layout::new(self.globals).fit,
        }
    }

    fn title(&mut self, title: &str) {
        self.text.extend_from_slice(format!("\n{title}:\n").as_bytes());
    }

    /// The object itself.
    fn object<R: Shown>(&mut self, record: &R) -> Result<(), Failure> {
        self.kind = R::TYPE;
        self.details = Detail::of_record(record, self.globals);
        let layout = self.layout(true);
        render::show(std::slice::from_ref(record), &layout, &mut self.text)
    }

    /// An object that programs can find by its ID.
    fn beside<R: Shown>(&mut self, title: &str, record: Option<&R>) -> Result<(), Failure> {
        let Some(record) = record else { return Ok(()) };
        self.title(title);
        let layout = self.layout(false);
        render::show(std::slice::from_ref(record), &layout, &mut self.text)
    }

    /// More properties of the object.
    fn more<R: Shown>(&mut self, title: &str, record: Option<&R>) -> Result<(), Failure> {
        let Some(record) = record else { return Ok(()) };
        self.beside(title, Some(record))?;
        let mut more = Detail::of_record(record, self.globals);
        more.retain(|detail| !matches!(detail.key.as_str(), "volume_id" | "pool_id"));
        self.details.append(&mut more);
        Ok(())
    }

    /// Objects that belong to it; programs get their IDs.
    fn list<R: Shown + Record>(
        &mut self,
        title: &str,
        key: &str,
        records: Option<&[R]>,
    ) -> Result<(), Failure> {
        let Some(records) = records else { return Ok(()) };
        let ids: Vec<&str> = records.iter().filter_map(|record| record.text("id")).collect();
        self.details.push(Detail {
            heading: title.to_owned(),
            key: key.to_owned(),
            value: Plain::List(ids.iter().map(|id| Plain::text((*id).to_owned())).collect()),
            text: ids.join(","),
        });
        self.title(title);
        if records.is_empty() {
            self.text.extend_from_slice(b"none\n");
        }
        let layout = self.layout(false);
        render::show(records, &layout, &mut self.text)
    }

    fn dependants(&mut self, has_dependants: Option<bool>) {
        let Some(has_dependants) = has_dependants else { return };
        let (title, text) = ("others depend on it", if has_dependants { "yes" } else { "no" });
        self.details.push(Detail {
            heading: title.to_owned(),
            key: "has_dependants".to_owned(),
            value: Plain::Bool(has_dependants),
            text: text.to_owned(),
        });
        self.title(title);
        self.text.extend_from_slice(format!("{text}\n").as_bytes());
    }
}
