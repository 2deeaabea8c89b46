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
pub(crate) mod show;
pub(crate) mod tree;
pub(crate) mod volume;
pub(crate) mod watch;

mod all;
mod capability;
mod changes;
mod context;
mod dry_run;
mod question;
mod result;
mod several;
mod size;

use std::io::{self, Write};

use crate::config;
use crate::connection::{Connection, Inherited};
use crate::error::Failure;
use crate::parse::{Globals, Invocation};
use crate::render::{self, Format, Layout};
use crate::table::Output;

pub(crate) use context::Context;

/// How a run that did not fail ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Everything is done.
    Done,
    /// The user said no, and nothing was changed.
    Declined,
    /// A job goes on.
    Unfinished,
}

/// Commands whose answers are made for people.
const PEOPLE_ONLY: [&str; 1] = ["completion"];

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
    if globals.of_array.is_none() {
        warn_of_layouts(globals);
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
    check_format(invocation)?;
    result::told(invocation, out, |out| several::perform(invocation, connection, out))
}

/// Runs a command for one object.
fn run_one(
    invocation: &Invocation,
    connection: &mut Connection,
    out: &mut dyn Write,
) -> Result<Status, Failure> {
    let layout = Layout::new(&invocation.globals);
    connection.looker().follow(&invocation.globals);
    let mut context = Context { invocation, layout, connection, out, records: None };
    let answer = (invocation.command.run)(&mut context);
    let planned = connection.looker().take_planned();
    match planned.is_empty() {
        false => dry_run::tell(&planned, out),
        true => answer,
    }
}

/// Tells which options do not matter in a format for programs.
fn warn_of_layouts(globals: &Globals) {
    let Some(format) = globals.for_programs() else { return };
    for (option, is_given) in [
        ("-t/--terse", globals.terse.is_some()),
        ("-s/--script", globals.script),
        ("-H/--human", globals.human),
        ("--header", globals.header),
        ("--units", globals.units.is_some()),
        ("--precision", globals.precision.is_some()),
        ("--no-pad", globals.no_pad),
        ("--fit", globals.fit),
    ] {
        if is_given {
            let name = format.name();
            // There is nowhere to tell that stderr is closed.
            let _ =
                writeln!(io::stderr(), "lsmcli: warning: {option} does not matter with -o {name}");
        }
    }
}

/// Checks before anything is done that the command can answer in the format and the view that
/// are asked for.
fn check_format(invocation: &Invocation) -> Result<(), Failure> {
    let Invocation { command, globals, arguments, .. } = invocation;
    if globals.for_programs().is_some() && PEOPLE_ONLY.contains(&command.name) {
        let name = globals.output.map_or("", Format::name);
        return Err(Failure::client(format!("{} cannot answer with -o {name}", command.name)));
    }
    let is_table = matches!(globals.output, None | Some(Format::Table | Format::Wide));
    let is_for_scripts = !is_table || globals.output.is_none() && globals.script;
    if globals.fit
        && globals.for_programs().is_none()
        && (is_for_scripts || globals.terse.is_some() || globals.no_pad)
    {
        return Err(Failure::client(
            "--fit is for tables; it does not go with -s, -t, --no-pad, -o script or -o terse",
        ));
    }
    if globals.dry_run && !command.needs_connection && command.output == Output::Nothing {
        let text = format!("{} makes no call that --dry-run could show", command.name);
        return Err(Failure::client(text));
    }
    if globals.confirm.is_some() && !command.may_ask() {
        return Err(Failure::client(format!("--confirm: {} does not ask anything", command.name)));
    }
    let is_choice = globals.sort.is_some() || globals.filter.is_some() || globals.limit.is_some();
    if is_choice && !command.is_listing() {
        let name = command.name;
        let text = format!("--sort, --filter and --limit are for listings, not for {name}");
        return Err(Failure::client(text));
    }
    if globals.columns.is_none() && globals.sort.is_none() && globals.filter.is_none() {
        return Ok(());
    }
    match command.output {
        Output::One(class) | Output::Many(class) => render::check(class, globals),
        Output::ByType => match arguments.list_type("--type").and_then(|list| list.record) {
            Some(class) => render::check(class, globals),
            None => Ok(()),
        },
        _ => Ok(()),
    }
}
