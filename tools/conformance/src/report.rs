// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a run found, and how it is printed.

use std::collections::BTreeMap;
use std::fmt;

use lsm_client::Method;
use serde_json::{Value, json};

/// How a method stands on a system.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Whether the capabilities offer it.
    pub offered: bool,
    /// How many expectations held.
    pub held: u32,
    /// A sentence for each that did not.
    pub failures: Vec<String>,
    /// Why something could not be tried here.
    pub skipped: Vec<String>,
}

impl Standing {
    /// The word for the matrix.
    fn word(&self) -> String {
        let tried = self.held as usize + self.failures.len();
        match (self.failures.is_empty(), self.offered, tried) {
            (false, ..) => format!("FAIL {}/{tried}", self.failures.len()),
            (true, true, 0) => "skipped".to_owned(),
            (true, true, _) => format!("ok {tried}"),
            (true, false, 0) => "-".to_owned(),
            (true, false, _) => "- ok".to_owned(),
        }
    }
}

/// What was found on one system.
#[derive(Debug, Clone)]
pub struct Column {
    /// Identifier of the system.
    pub system_id: String,
    /// Every method, in the order of the protocol's table.
    pub methods: Vec<(Method, Standing)>,
}

/// What was found on an array.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// One column for every system.
    pub columns: Vec<Column>,
}

impl Report {
    /// Everything that did not hold, a line each; empty when all is well.
    pub fn failures(&self) -> Vec<String> {
        self.lines(|standing| &standing.failures)
    }

    /// Everything that could not be tried, a line each.
    pub fn skipped(&self) -> Vec<String> {
        self.lines(|standing| &standing.skipped)
    }

    fn lines(&self, which: impl Fn(&Standing) -> &Vec<String>) -> Vec<String> {
        let mut lines = Vec::new();
        for column in &self.columns {
            for (method, standing) in &column.methods {
                let of_method = which(standing);
                lines.extend(
                    of_method.iter().map(|what| format!("{}: {method}: {what}", column.system_id)),
                );
            }
        }
        lines
    }

    /// Takes the columns of another array beside its own.
    pub fn join(&mut self, other: Self) {
        self.columns.extend(other.columns);
    }

    /// The report for programs: an object for every system, with an object for every method.
    pub fn to_json(&self) -> Value {
        let systems = self.columns.iter().map(|column| {
            let methods: BTreeMap<_, _> = column
                .methods
                .iter()
                .map(|(method, standing)| {
                    let standing = json!({
                        "offered": standing.offered,
                        "held": standing.held,
                        "failures": standing.failures,
                        "skipped": standing.skipped,
                    });
                    (method.name(), standing)
                })
                .collect();
            json!({ "system_id": column.system_id, "methods": methods })
        });
        Value::Array(systems.collect())
    }
}

/// The matrix, then a line for everything that failed or was skipped.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Method::ALL.iter().map(|method| method.name().len());
        let first = names.max().unwrap_or_default();
        let widths: Vec<_> = self.columns.iter().map(Column::width).collect();
        let heads = self.columns.iter().map(|column| column.system_id.clone());
        writeln!(f, "{}", line("method", first, heads.zip(&widths)))?;
        for (row, method) in Method::ALL.iter().enumerate() {
            let words = self.columns.iter().map(|column| {
                column.methods.get(row).map(|(_, standing)| standing.word()).unwrap_or_default()
            });
            writeln!(f, "{}", line(method.name(), first, words.zip(&widths)))?;
        }
        for (title, lines) in [("failed", self.failures()), ("skipped", self.skipped())] {
            for line in lines {
                writeln!(f, "{title}: {line}")?;
            }
        }
        Ok(())
    }
}

/// A line of the matrix, without blanks at its end.
fn line<'a>(name: &str, first: usize, cells: impl Iterator<Item = (String, &'a usize)>) -> String {
    let mut line = format!("{name:first$}");
    for (cell, width) in cells {
        line.push_str(&format!("  {cell:width$}"));
    }
    line.truncate(line.trim_end().len());
    line
}

impl Column {
    fn width(&self) -> usize {
        let words = self.methods.iter().map(|(_, standing)| standing.word().len());
        words.max().unwrap_or_default().max(self.system_id.chars().count())
    }
}
