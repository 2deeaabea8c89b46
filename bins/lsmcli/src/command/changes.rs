// SPDX-License-Identifier: MIT OR Apache-2.0
//! Records as they were shown, and what has changed since.

use std::collections::HashMap;

use crate::error::Failure;
use crate::parse::Globals;
use crate::render::{self, Format, Layout, Rows, Shown};

/// Records as texts.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Records {
    /// What stands above the columns.
    pub(super) headings: Vec<&'static str>,
    /// The columns of every record; the first one tells which it is.
    pub(super) rows: Vec<Vec<String>>,
    /// What documents call the records; empty when there were none.
    pub(super) kind: &'static str,
    /// Whether the records are shown as well.
    pub(super) are_shown: bool,
}

/// What became of a record.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Change<'r> {
    /// It is new.
    Added(&'r [String]),
    /// These columns changed: heading, before, now.
    Changed(&'r str, Vec<(&'static str, &'r str, &'r str)>),
    /// It is gone.
    Removed(&'r [String]),
}

impl Records {
    /// Keeps records: all columns, or the ID and a line of JSON where that is asked for.
    pub(super) fn keep<R: Shown>(
        &mut self,
        rows: &(impl Rows<R> + ?Sized),
        globals: &Globals,
        layout: &Layout,
    ) -> Result<(), Failure> {
        self.kind = R::TYPE;
        if globals.output == Some(Format::Jsonl) {
            return self.keep_items(rows, globals, layout);
        }
        let style = layout.style;
        let columns: Vec<_> = R::PROPERTIES.iter().filter(|property| property.column).collect();
        self.headings = columns.iter().map(|column| column.heading).collect();
        rows.walk(&mut |record| {
            let cell = |column: &&&crate::render::Property<R>| {
                let value = (column.value)(record);
                let mut text = String::new();
                for line in 0..value.lines() {
                    text.push_str(if line == 0 { "" } else { "," });
                    value.write(line, style, &mut text);
                }
                text
            };
            self.rows.push(columns.iter().map(|column| cell(&column)).collect());
            Ok(())
        })
    }

    fn keep_items<R: Shown>(
        &mut self,
        rows: &(impl Rows<R> + ?Sized),
        globals: &Globals,
        layout: &Layout,
    ) -> Result<(), Failure> {
        self.headings = vec!["ID", "item"];
        rows.walk(&mut |record| {
            let mut id = String::new();
            if let Some(first) = R::PROPERTIES.first() {
                (first.value)(record).write(0, layout.style, &mut id);
            }
            let mut line = Vec::new();
            render::document(std::slice::from_ref(record), globals, layout, &mut line)?;
            let item = String::from_utf8_lossy(&line).trim_end().to_owned();
            self.rows.push(vec![id, item]);
            Ok(())
        })
    }

    /// The rows by their IDs; of equal ones the first.
    fn by_id(&self) -> HashMap<&str, &[String]> {
        let rows = self.rows.iter().rev().filter_map(|row| Some((row.first()?.as_str(), &row[..])));
        rows.collect()
    }

    /// What has changed from `before` to this: what is gone first, then the others in their order.
    pub(super) fn changes_since<'r>(&'r self, before: &'r Self) -> Vec<Change<'r>> {
        let (old_rows, new_rows) = (before.by_id(), self.by_id());
        let mut changes = Vec::new();
        for row in before.rows.iter().filter(|row| !row.is_empty()) {
            if !new_rows.contains_key(row[0].as_str()) {
                changes.push(Change::Removed(row));
            }
        }
        for row in self.rows.iter().filter(|row| !row.is_empty()) {
            match old_rows.get(row[0].as_str()) {
                None => changes.push(Change::Added(row)),
                Some(old) if *old == &row[..] => {}
                Some(old) => {
                    let cells = self.headings.iter().zip(old.iter().zip(row));
                    let cells = cells.filter(|(_, (old, new))| old != new);
                    let cells = cells.map(|(heading, (old, new))| (*heading, &**old, &**new));
                    changes.push(Change::Changed(&row[0], cells.collect()));
                }
            }
        }
        changes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(rows: &[[&str; 3]]) -> Records {
        let row = |row: &[&str; 3]| row.map(str::to_owned).to_vec();
        Records {
            headings: vec!["ID", "Name", "Size"],
            rows: rows.iter().map(row).collect(),
            ..Records::default()
        }
    }

    #[test]
    fn what_has_changed() {
        let before = records(&[["a", "x", "1"], ["b", "y", "2"], ["c", "z", "3"]]);
        let now = records(&[["c", "z", "3"], ["a", "w", "9"], ["d", "v", "4"]]);
        assert_eq!(
            now.changes_since(&before),
            [
                Change::Removed(&before.rows[1]),
                Change::Changed("a", vec![("Name", "x", "w"), ("Size", "1", "9")]),
                Change::Added(&now.rows[2]),
            ]
        );
        assert_eq!(now.changes_since(&now), []);
        assert_eq!(now.changes_since(&Records::default()).len(), 3);
    }
}
