// SPDX-License-Identifier: MIT OR Apache-2.0
//! What every array must do, whatever stands behind it.
//!
//! [`examine`] connects to an array and calls every method that the capabilities of each of its
//! systems offer: in useful orders, with good arguments and with bad ones. It compares what comes
//! back with the rules of the interface: what is made is listed and found by every search key,
//! asking for the state that already holds is `NO_STATE_CHANGE`, a missing object is named by its
//! `NOT_FOUND_` number, what is not offered answers `NO_SUPPORT`. The [`Report`] is a matrix of
//! methods and systems, with a sentence for everything that did not hold.
//!
//! What the run makes carries a [name of its own](Settings::prefix), is removed at the end, and is
//! the only thing that it ever changes or removes. What an earlier run left behind when it was
//! killed is removed first.

mod leftovers;
mod report;
mod run;
mod story;

use lsm_client::{ConnectOptions, Session};
use lsm_core::{Result, System};

pub use report::{Column, Report, Standing};
use run::Run;

/// How to examine an array.
#[derive(Clone)]
pub struct Settings {
    /// How to connect.
    pub connect: ConnectOptions,
    /// What the names of all objects begin with that the run makes: letters, digits and `_`, as
    /// the strictest arrays want it.
    pub prefix: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self { connect: ConnectOptions::default(), prefix: "lsm_conformance_".to_owned() }
    }
}

/// Examines every system of the array that `uri` names.
///
/// # Errors
/// Whatever keeps the run from beginning: no way to the plug-in, wrong password, no system listed.
/// What does not hold later on is part of the report.
pub fn examine(uri: &str, settings: &Settings) -> Result<Report> {
    let systems = Session::connect(uri, &settings.connect)?.systems()?;
    let mut columns = Vec::with_capacity(systems.len());
    for system in systems {
        columns.push(examine_system(uri, settings, system)?);
    }
    Ok(Report { columns })
}

/// Examines one system over a session of its own.
fn examine_system(uri: &str, settings: &Settings, system: System) -> Result<Column> {
    let mut session = Session::connect(uri, &settings.connect)?;
    let capabilities = session.capabilities(&system)?;
    let mut run = Run::new(session, system, capabilities, &settings.prefix);
    leftovers::remove(&mut run);
    let before = story::listings::identifiers(&mut run);
    story::all(&mut run);
    leftovers::remove(&mut run);
    story::listings::stay_the_same(&mut run, uri, &settings.connect, &before);
    Ok(run.finish())
}
