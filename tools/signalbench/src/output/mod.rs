// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is shown while measuring and written afterwards.

mod chart;
mod csv;
mod html;
mod markdown;
mod progress;
mod summary;
pub(crate) mod table;

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use crate::machine::Machine;
use crate::{cell, faults};

pub(crate) use progress::Progress;

/// Everything that one run found.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Results {
    /// How it was called.
    pub(crate) command: String,
    /// Which random order the runs had.
    pub(crate) seed: u64,
    /// How long it took altogether.
    pub(crate) seconds: f64,
    pub(crate) machine: Machine,
    /// Stacks and buses that this host does not have, and why.
    pub(crate) absent: Vec<(String, String)>,
    /// Runs that did not start.
    pub(crate) failures: Vec<String>,
    pub(crate) rows: Vec<cell::Row>,
    pub(crate) faults: Vec<faults::Row>,
}

/// Prints a line for whoever reads along.
///
/// # Errors
/// When nobody does any more.
pub(crate) fn print(line: &str) -> Result<()> {
    writeln!(std::io::stdout(), "{line}").map_err(Into::into)
}

/// Saves what was found so far, from which `signalbench report` can make the rest.
///
/// # Errors
/// When the file cannot be written.
pub(crate) fn save(results: &Results, folder: &Path) -> Result<()> {
    let mut json = serde_json::to_string_pretty(results)?;
    json.push('\n');
    put(folder, "results.json", &json)
}

fn put(folder: &Path, name: &str, text: &str) -> Result<()> {
    let path = folder.join(name);
    std::fs::write(&path, text).with_context(|| format!("Cannot write {}", path.display()))
}

/// Writes JSON, CSV, HTML and Markdown into `folder`.
///
/// # Errors
/// When a file cannot be written.
pub(crate) fn write(results: &Results, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("Cannot make {}", folder.display()))?;
    save(results, folder)?;
    for (name, text) in [
        ("results.csv", csv::rows(&results.rows)),
        ("faults.csv", csv::faults(&results.faults)),
        ("report.html", html::page(results)),
        ("report.md", markdown::page(results)),
    ] {
        put(folder, name, &text)?;
    }
    for verdict in summary::verdicts(&results.rows) {
        print(&verdict)?;
    }
    print(&format!("The report is {}", folder.join("report.html").display()))
}

/// Reads saved results and writes their report anew.
///
/// # Errors
/// When the file cannot be read or the report not be written.
pub(crate) fn write_again(file: &Path, folder: &Path) -> Result<()> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("Cannot read {}", file.display()))?;
    let results: Results = serde_json::from_str(&text)
        .with_context(|| format!("{} holds no results of signalbench", file.display()))?;
    write(&results, folder)
}
