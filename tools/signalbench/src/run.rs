// SPDX-License-Identifier: MIT OR Apache-2.0
//! The whole measurement.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::bus::Kind;
use crate::cell::{self, Cell};
use crate::cli::{Options, Preset, all_pairs};
use crate::faults::{self, Fault, Trial};
use crate::machine::{Machine, load};
use crate::output::{self, Progress, Results, table};
use crate::plan::{Pair, Sweep, shuffle};
use crate::presets;
use crate::stacks::{STACKS, Toolbox, toolbox};

/// A run that is cut short loses no more than this.
const SAVE: Duration = Duration::from_secs(60);

/// Something to be done in its turn.
enum Step {
    Measure(Cell),
    Fault(Trial),
}

/// Measures what the options say, and writes the report.
///
/// # Errors
/// When nothing can be measured, or the report cannot be written.
pub(crate) fn run(options: &Options) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let pairs = match &options.stacks {
        Some(pairs) => pairs.clone(),
        None => all_pairs()?,
    };
    let mut needed: Vec<_> = pairs.iter().flat_map(|pair| [pair.0, pair.1]).collect();
    needed.dedup();
    let tools = toolbox(folder.path(), &needed);
    let (pairs, mut absent) = present(&pairs, &tools);
    let buses = buses(options, &mut absent)?;
    for (name, why) in &absent {
        eprintln!("{name} is not on this host: {why}");
    }
    let steps = steps(options, &pairs, &buses);
    if steps.is_empty() {
        bail!("Nothing of this can be measured here");
    }
    // Before hours of work, not after.
    std::fs::create_dir_all(&options.output)
        .with_context(|| format!("Cannot make {}", options.output.display()))?;

    let mut results = Results {
        command: command(),
        seed: options.seed,
        machine: Machine::look(),
        absent,
        ..Results::default()
    };
    let began = Instant::now();
    perform(&steps, &tools, &mut results, &options.output)?;
    results.machine.load_after = load();
    results.seconds = began.elapsed().as_secs_f64();
    output::write(&results, &options.output)
}

/// How we were called, without where we lie.
fn command() -> String {
    let arguments = std::env::args().skip(1);
    std::iter::once("signalbench".to_owned()).chain(arguments).collect::<Vec<_>>().join(" ")
}

fn perform(steps: &[Step], tools: &Toolbox, results: &mut Results, folder: &Path) -> Result<()> {
    let mut saved = Instant::now();
    let mut progress = Progress::new(steps.len());
    let mut heading = "";
    for step in steps {
        let (line, wanted) = match step {
            Step::Measure(cell) => match cell::measure(cell, tools) {
                Ok(row) => {
                    let line = table::line(&row);
                    results.rows.push(row);
                    (line, table::HEADING)
                }
                Err(error) => {
                    let what = format!("{} {}", cell.bus.name(), cell.stack());
                    results.failures.push(format!("{what} {}: {error:#}", cell.payload));
                    (format!("{what}: {error:#}"), heading)
                }
            },
            Step::Fault(trial) => match faults::play(trial, tools) {
                Ok(row) => {
                    let line = table::fault_line(&row);
                    results.faults.push(row);
                    (line, table::FAULT_HEADING)
                }
                Err(error) => {
                    let what = format!("{} {}", trial.bus.name(), trial.fault.name());
                    let stack = cell::pair(trial.pair.0, trial.pair.1);
                    results.failures.push(format!("{what} {stack}: {error:#}"));
                    (format!("{what} {stack}: {error:#}"), heading)
                }
            },
        };
        progress.clear();
        if wanted != heading {
            heading = wanted;
            output::print(heading)?;
        }
        output::print(&line)?;
        progress.step();
        if saved.elapsed() > SAVE {
            output::save(results, folder)?;
            saved = Instant::now();
        }
    }
    Ok(())
}

fn present(pairs: &[Pair], tools: &Toolbox) -> (Vec<Pair>, Vec<(String, String)>) {
    let mut absent: Vec<(String, String)> = Vec::new();
    let mut found = Vec::new();
    for &(server, client) in pairs {
        match [server, client].into_iter().find_map(|stack| Some((stack, tools.missing(stack)?))) {
            Some((stack, why)) => absent.push((stack.name.to_owned(), why.to_owned())),
            None => found.push((server, client)),
        }
    }
    absent.dedup();
    (found, absent)
}

fn buses(options: &Options, absent: &mut Vec<(String, String)>) -> Result<Vec<Kind>> {
    if let Some(asked) = &options.buses {
        if let Some(why) = asked.iter().find_map(|kind| kind.missing()) {
            bail!("{why}");
        }
        return Ok(asked.clone());
    }
    let mut found = Vec::new();
    for kind in Kind::BUSES {
        match kind.missing() {
            Some(why) => absent.push((kind.name().to_owned(), why)),
            None => found.push(kind),
        }
    }
    Ok(found)
}

fn steps(options: &Options, pairs: &[Pair], buses: &[Kind]) -> Vec<Step> {
    let (mut cells, mut trials) = match options.preset {
        Preset::Options => (cells(options, pairs, buses), trials(options, pairs, buses)),
        Preset::Report => (presets::cells(pairs, buses), presets::trials(pairs, buses)),
    };
    shuffle(&mut cells, options.seed);
    // Passes stay apart, so that a change of the machine's load hits whole passes.
    cells.sort_by_key(|cell| cell.pass);
    shuffle(&mut trials, options.seed);
    trials.sort_by_key(|trial| Fault::ALL.iter().position(|fault| *fault == trial.fault));
    cells.into_iter().map(Step::Measure).chain(trials.into_iter().map(Step::Fault)).collect()
}

fn cells(options: &Options, pairs: &[Pair], buses: &[Kind]) -> Vec<Cell> {
    let sweep = Sweep {
        payloads: options.payloads.clone(),
        counts: options.counts.clone(),
        clients: options.clients.clone(),
        pairs: pairs.to_vec(),
        buses: buses.to_vec(),
        slow_clients: options.slow_clients,
        slow: options.slow,
        most_bytes: options.most_bytes,
        first: 1,
        repeat: options.repeat,
    };
    sweep.cells()
}

fn trials(options: &Options, pairs: &[Pair], buses: &[Kind]) -> Vec<Trial> {
    let mut trials = Vec::new();
    for &fault in &options.faults {
        for &bus in buses {
            for &pair in pairs.iter().filter(|pair| pair.0.on_bus && pair.1.on_bus) {
                trials.push(Trial {
                    fault,
                    bus,
                    pair,
                    payload: options.fault_payload,
                    count: options.fault_count,
                    pause: options.fault_pause,
                });
            }
        }
    }
    trials
}

/// Says which stacks and buses this host has.
///
/// # Errors
/// When nobody reads it.
pub(crate) fn list(_: &Options) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let all: Vec<_> = STACKS.iter().collect();
    let tools = toolbox(folder.path(), &all);
    for stack in STACKS {
        let missing = tools.missing(stack).map(|why| format!(" (not on this host: {why})"));
        output::print(&format!(
            "{:<12} {}{}",
            stack.name,
            stack.about,
            missing.unwrap_or_default()
        ))?;
    }
    for kind in Kind::BUSES {
        let missing = kind.missing().map_or_else(String::new, |why| format!(" (not here: {why})"));
        output::print(&format!("{:<12} a bus{missing}", kind.name()))?;
    }
    Ok(())
}
