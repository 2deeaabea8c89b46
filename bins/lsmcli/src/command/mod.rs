// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the commands do.

pub(crate) mod access_group;
pub(crate) mod file_system;
pub(crate) mod general;
pub(crate) mod job;
pub(crate) mod list;
pub(crate) mod local;
pub(crate) mod raid;
pub(crate) mod volume;

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
    let target = if invocation.command.needs_connection { config::target(globals)? } else { None };
    let mut context = Context {
        invocation,
        layout: Layout::new(globals),
        connection: Connection::new(globals, target, inherited),
        out,
    };
    let answer = (invocation.command.run)(&mut context);
    let Context { connection, out, .. } = context;
    let finished = connection.finish(out);
    let status = answer?;
    finished.map(|()| status)
}
