// SPDX-License-Identifier: MIT OR Apache-2.0
//! Records as they were shown, and what has changed since.

use crate::error::Failure;
use crate::render::{Rows, Shown, Style};

/// Records as texts.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Records {
    /// What stands above the columns.
    pub(super) headings: Vec<&'static str>,
    /// The columns of every record; the first one tells which it is.
    pub(super) rows: Vec<Vec<String>>,
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
    /// Keeps records.
    pub(super) fn keep<R: Shown>(
        &mut self,
        rows: &(impl Rows<R> + ?Sized),
        style: Style,
    ) -> Result<(), Failure> {
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

    /// What has changed from `before` to this: what is gone first, then the others in their order.
    pub(super) fn changes_since<'r>(&'r self, before: &'r Self) -> Vec<Change<'r>> {
        let find = |records: &'r Self, id: &str| {
            records.rows.iter().find(|row| row.first().is_some_and(|first| first == id))
        };
        let mut changes = Vec::new();
        for row in before.rows.iter().filter(|row| !row.is_empty()) {
            if find(self, &row[0]).is_none() {
                changes.push(Change::Removed(row));
            }
        }
        for row in self.rows.iter().filter(|row| !row.is_empty()) {
            match find(before, &row[0]) {
                None => changes.push(Change::Added(row)),
                Some(old) if old == row => {}
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
            are_shown: false,
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
