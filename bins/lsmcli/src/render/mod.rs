// SPDX-License-Identifier: MIT OR Apache-2.0
//! From records to lines: the column, terse and script layouts, byte for byte as scripts know
//! them.
//!
//! A renderer walks over the records twice, once for the widths and once for the lines, and keeps
//! none of them. All text of a row goes through one buffer.

mod columns;
mod details;
mod document;
mod filter;
mod fitted;
mod format;
mod merge;
mod node;
mod plain;
mod property;
mod records;
mod screen;
mod script;
mod sheet;
mod units;
mod value;
mod view;
mod yaml;

use std::io::Write;

use lsm_client::Listing;
use lsm_core::Record;

use crate::error::Failure;
use crate::parse::Globals;

pub use crate::local_disk::{LedSlot, LocalDisk};
pub(crate) use details::{Detail, choose};
pub(crate) use document::chosen;
pub use document::{check, document, single, success};
pub use fitted::Fit;
pub use format::Format;
pub(crate) use merge::merge;
pub use node::{Node, Thing};
pub use plain::Plain;
pub use property::{Property, Shown};
pub use records::{CacheOfVolume, Job, MembersOfPool, Plugin, RaidChoicesOfSystem, RaidOfVolume};
pub use script::pairs;
pub use sheet::VERSION;
pub use units::Units;
pub use value::{Style, Value};
pub(crate) use view::Chosen;

/// How records are laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// What stands between two columns.
    pub separator: String,
    /// Whether headings stand above the columns.
    pub header: bool,
    /// Whether blanks fill up cells to the width of their column.
    pub padded: bool,
    /// One property per line instead of one record.
    pub script: bool,
    /// How values are written.
    pub style: Style,
    /// Whether the columns fit the screen.
    pub fit: Fit,
}

impl Layout {
    /// The layout that the global options ask for.
    pub fn new(globals: &Globals) -> Self {
        let terse = terse_separator(globals);
        let between = globals.terse.as_deref().or(terse);
        Self {
            separator: between.unwrap_or(" | ").to_owned(),
            header: (terse.is_none() || globals.header) && !globals.no_headers,
            script: match globals.output {
                None => globals.script,
                Some(format) => format == Format::Script,
            },
            padded: !globals.no_pad,
            style: Style::new(globals),
            fit: Fit::new(globals),
        }
    }
}

/// The separator of terse output; an empty one is none.
pub(crate) fn terse_separator(globals: &Globals) -> Option<&str> {
    match globals.terse.as_deref().filter(|separator| !separator.is_empty()) {
        None if globals.output == Some(Format::Terse) => Some("\t"),
        given => given,
    }
}

/// What looks at a record, and says whether it wants to see the next one.
pub type Visit<'v, R> = dyn FnMut(&R) -> Result<bool, Failure> + 'v;

/// Records that can be walked through more than once.
pub trait Rows<R> {
    /// Shows the records to `visit` in their order, as long as it wants more.
    ///
    /// # Errors
    /// That of `visit`, or what kept a record from being read.
    fn walk_while(&self, visit: &mut Visit<'_, R>) -> Result<(), Failure>;

    /// Shows every record to `visit`, in their order.
    ///
    /// # Errors
    /// Those of [`Self::walk_while`].
    fn walk(&self, visit: &mut dyn FnMut(&R) -> Result<(), Failure>) -> Result<(), Failure> {
        self.walk_while(&mut |record| visit(record).map(|()| true))
    }
}

impl<R> Rows<R> for [R] {
    fn walk_while(&self, visit: &mut Visit<'_, R>) -> Result<(), Failure> {
        for record in self {
            if !visit(record)? {
                break;
            }
        }
        Ok(())
    }
}

impl<R: Record> Rows<R> for Listing<R> {
    fn walk_while(&self, visit: &mut Visit<'_, R>) -> Result<(), Failure> {
        for record in self {
            if !visit(&record?)? {
                break;
            }
        }
        Ok(())
    }
}

/// Writes records in the layout asked for; nothing at all when there are none.
///
/// # Errors
/// When a record cannot be read or the lines cannot be written.
pub fn show<R: Shown>(
    rows: &(impl Rows<R> + ?Sized),
    layout: &Layout,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let usual = R::PROPERTIES.iter().filter(|property| layout.script || property.column);
    lay_out(rows, &usual.collect::<Vec<_>>(), layout, out)
}

/// Writes these properties of records in the layout asked for.
fn lay_out<R: Shown>(
    rows: &(impl Rows<R> + ?Sized),
    properties: &[&Property<R>],
    layout: &Layout,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    match (layout.script, layout.fit) {
        (true, _) => script::write(rows, properties, layout, out),
        (false, Fit::Unasked) => columns::write(rows, properties, layout, out),
        (false, _) => fitted::write(rows, properties, layout, out),
    }
}

/// The width of a text: its characters, not its bytes and not the cells of a terminal.
fn width(text: &str) -> usize {
    text.chars().count()
}

/// Adds blanks to `line` until what was written behind `start` is `width` wide.
fn pad(line: &mut String, start: usize, width: usize) {
    let written = self::width(&line[start..]);
    line.extend(std::iter::repeat_n(' ', width.saturating_sub(written)));
}

/// A rule line.
fn rule(width: usize) -> String {
    "-".repeat(width) + "\n"
}
