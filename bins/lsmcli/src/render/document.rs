// SPDX-License-Identifier: MIT OR Apache-2.0
//! Records in the format and the view that the global options ask for.

use std::io::Write;

use lsm_core::{
    AccessGroup, Battery, Disk, FileSystem, FsSnapshot, NfsExport, Pool, System, TargetPort, Volume,
};

use super::screen::{self, Screen};
use super::sheet::{Sheet, VERSION};
use super::view::{Chosen, View, Viewed};
use super::{
    CacheOfVolume, Fit, Format, Job, Layout, MembersOfPool, Node, Plain, Plugin,
    RaidChoicesOfSystem, RaidOfVolume, Rows, Shown, lay_out, show,
};
use crate::error::Failure;
use crate::parse::Globals;

/// Writes records as the options ask for. In formats for programs they are written as they are
/// read, unless they must be sorted.
///
/// # Errors
/// When a column or the filter makes no sense for these records, when a record cannot be read or
/// the lines cannot be written.
pub fn document<R: Shown>(
    rows: &(impl Rows<R> + ?Sized),
    globals: &Globals,
    layout: &Layout,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let view = View::<R>::new(globals)?;
    let format = globals.output.unwrap_or(Format::Table);
    if !format.is_for_programs() {
        if view.is_usual() && format != Format::Wide {
            return show(rows, layout, out);
        }
        let all = layout.script || format == Format::Wide;
        let properties = view.properties(all);
        let rows = Viewed { rows, view: &view };
        if format == Format::Wide
            && layout.fit == Fit::Unasked
            && let Some(screen) = Screen::of_output(globals)
        {
            return screen::write(&rows, &properties, layout.header, layout.style, screen, out);
        }
        return lay_out(&rows, &properties, layout, out);
    }
    let fields = view.fields(globals.numbers);
    let mut keys: Vec<String> = fields.iter().map(|field| field.key.clone()).collect();
    let array = globals.of_array.as_deref();
    if array.is_some() {
        keys.insert(0, "array".to_owned());
    }
    let mut sheet = Sheet::begin(R::TYPE, &keys, globals, out)?;
    Viewed { rows, view: &view }.walk(&mut |record| {
        let array = array.map(Plain::text);
        let values = fields.iter().map(|field| field.plain(record));
        let row: Vec<Plain<'_>> = array.into_iter().chain(values).collect();
        Ok(sheet.row(&row)?)
    })?;
    sheet.end()?;
    Ok(())
}

/// Writes an answer that is no record, as rows of these keys, in a format for programs.
///
/// # Errors
/// When it cannot be written.
pub fn single(
    kind: &str,
    keys: &[&str],
    rows: &[Vec<Plain<'_>>],
    globals: &Globals,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let array = globals.of_array.as_deref();
    let keys = array.map(|_| "array").into_iter().chain(keys.iter().copied());
    let keys: Vec<String> = keys.map(str::to_owned).collect();
    let mut sheet = Sheet::begin(kind, &keys, globals, out)?;
    for row in rows {
        let row: Vec<Plain<'_>> =
            array.map(Plain::text).into_iter().chain(row.iter().cloned()).collect();
        sheet.row(&row)?;
    }
    sheet.end()?;
    Ok(())
}

/// Says that a command which gives nothing is done.
///
/// # Errors
/// When it cannot be written.
pub fn success(globals: &Globals, out: &mut dyn Write) -> Result<(), Failure> {
    let header = !globals.no_headers;
    match globals.for_programs() {
        Some(Format::Json | Format::Jsonl) => {
            writeln!(out, "{{\"version\":{VERSION},\"result\":\"ok\"}}")?;
        }
        Some(Format::Yaml) => write!(out, "version: {VERSION}\nresult: ok\n")?,
        Some(Format::Csv) if header => out.write_all(b"result\r\nok\r\n")?,
        Some(Format::Csv) => out.write_all(b"ok\r\n")?,
        Some(Format::Tsv) if header => out.write_all(b"result\nok\n")?,
        _ => writeln!(out, "ok")?,
    }
    Ok(())
}

/// The properties that `--columns` names, and whether they come behind the usual ones; `None`
/// where it is not given.
pub(crate) fn chosen<R: Shown>(globals: &Globals) -> Result<Option<Chosen<R>>, Failure> {
    Ok(View::new(globals)?.chosen())
}

/// Checks the columns and the filter that are asked for against a class of records, before
/// anything is done.
///
/// # Errors
/// When a name or the filter makes no sense.
pub fn check(class: &str, globals: &Globals) -> Result<(), Failure> {
    fn view<R: Shown>(globals: &Globals) -> Result<(), Failure> {
        View::<R>::new(globals).map(drop)
    }
    match class {
        "System" => view::<System>(globals),
        "Pool" => view::<Pool>(globals),
        "Volume" => view::<Volume>(globals),
        "Disk" => view::<Disk>(globals),
        "AccessGroup" => view::<AccessGroup>(globals),
        "FileSystem" => view::<FileSystem>(globals),
        "FsSnapshot" => view::<FsSnapshot>(globals),
        "NfsExport" => view::<NfsExport>(globals),
        "TargetPort" => view::<TargetPort>(globals),
        "Battery" => view::<Battery>(globals),
        "Plugin" => view::<Plugin>(globals),
        "Job" => view::<Job>(globals),
        "Volume RAID info" => view::<RaidOfVolume>(globals),
        "Pool member info" => view::<MembersOfPool>(globals),
        "RAID create capability" => view::<RaidChoicesOfSystem>(globals),
        "Tree node" => view::<Node>(globals),
        "Volume cache info" => view::<CacheOfVolume>(globals),
        _ => Ok(()),
    }
}
