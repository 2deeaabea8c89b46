// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the commands do.

pub(crate) mod access_group;
pub(crate) mod completion;
pub(crate) mod doctor;
pub(crate) mod file_system;
pub(crate) mod general;
pub(crate) mod job;
pub(crate) mod list;
pub(crate) mod local;
pub(crate) mod raid;
pub(crate) mod script;
pub(crate) mod shell;
pub(crate) mod tree;
pub(crate) mod volume;
pub(crate) mod watch;

mod all;
mod changes;
mod context;

use std::io::Write;

use crate::config;
use crate::connection::{Connection, Inherited};
use crate::error::Failure;
use crate::parse::Invocation;
use crate::render::Layout;

pub(crate) use context::Context;

/// How a run that did not fail ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Everything is done, or the user said no.
    Done,
    /// A job goes on.
    Unfinished,
}

/// Runs a command.
pub(crate) fn execute(
    invocation: &Invocation,
    inherited: Option<Inherited>,
    out: &mut dyn Write,
) -> Result<Status, Failure> {
    let globals = &invocation.globals;
    if globals.wait == 0 {
        return Err(Failure::client("-w/--wait: the plug-in needs some time; give 1 or more"));
    }
    if globals.all {
        return all::execute_all(invocation, out);
    }
    let target = if invocation.command.needs_connection { config::target(globals)? } else { None };
    let mut connection = Connection::new(globals, target, inherited);
    let answer = perform(invocation, &mut connection, out);
    let finished = connection.finish(out);
    let status = answer?;
    finished.map(|()| status)
}

/// Runs a command over a connection.
fn perform(
    invocation: &Invocation,
    connection: &mut Connection,
    out: &mut dyn Write,
) -> Result<Status, Failure> {
    let layout = Layout::new(&invocation.globals);
    let mut context = Context { invocation, layout, connection, out, records: None };
    (invocation.command.run)(&mut context)
}
