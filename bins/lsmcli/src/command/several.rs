// SPDX-License-Identifier: MIT OR Apache-2.0
//! One command for several objects: those of the option, those behind it, and those that standard
//! input names.

use std::io::{self, BufRead, Write};

use super::result::Heard;
use super::{Status, run_one};
use crate::connection::Connection;
use crate::error::{Failure, Steps};
use crate::parse::{Arguments, Globals, Invocation, Value};
use crate::render::{Format, merge};
use crate::table::Form;

/// Runs the command once for each object, in their order; the first failure ends it and tells what
/// was done before and what was not tried. In formats for programs there is one document.
pub(super) fn perform(
    invocation: &Invocation,
    connection: &mut Connection,
    out: &mut dyn Write,
) -> Result<Status, Failure> {
    let Some(option) = invocation.command.repeats() else {
        return run_one(invocation, connection, out);
    };
    let arguments = &invocation.arguments;
    let more = arguments.values("<MORE>");
    let is_dash = |value: &&Value| matches!(value, Value::Text(text) if text == "-");
    let first: Vec<&Value> = arguments.values(option).into_iter().next_back().into_iter().collect();
    if more.is_empty() && !first.iter().any(is_dash) {
        return run_one(invocation, connection, out);
    }
    let mut objects = Vec::new();
    for value in first.into_iter().chain(more) {
        match is_dash(&value) {
            true => objects.append(&mut named_on_input(invocation, option)?),
            false => objects.push(value.clone()),
        }
    }
    let count = objects.len();
    if invocation.globals.confirm.is_some() && count > 1 {
        let text = format!("--confirm: it is the name of one, not of {count}; give -f for all");
        return Err(Failure::client(text));
    }
    let format = invocation.globals.for_programs();
    // The ends of these documents are known only when all is printed.
    let is_kept = matches!(format, Some(Format::Json | Format::Yaml));
    let mut documents = Vec::new();
    let mut status = Status::Done;
    let mut answer = Ok(());
    let mut steps = Steps::new(objects.iter().filter_map(Value::spelled_out));
    let mut out = Heard::new(out);
    for object in objects {
        let globals = Globals {
            no_headers: invocation.globals.no_headers || format.is_some() && !out.is_silent(),
            ..invocation.globals.clone()
        };
        let arguments = arguments.with(option, object);
        let invocation = Invocation { arguments, globals, ..invocation.clone() };
        let ran = if is_kept {
            let mut printed = Vec::new();
            let ran = run_one(&invocation, connection, &mut printed);
            documents.push(String::from_utf8_lossy(&printed).into_owned());
            ran
        } else {
            run_one(&invocation, connection, &mut out)
        };
        match ran {
            Ok(Status::Done) => steps.did(),
            Ok(Status::Declined) => steps.left_out(),
            Ok(Status::Unfinished) => {
                steps.did();
                status = Status::Unfinished;
            }
            Err(failure) => {
                answer = Err(if count > 1 { failure.after(steps) } else { failure });
                break;
            }
        }
    }
    if let Some(format) = format.filter(|_| is_kept) {
        out.write_all(merge(format, true, &documents).as_bytes())?;
    }
    answer.map(|()| status)
}

/// The objects that standard input names, in the form that the option wants.
fn named_on_input(invocation: &Invocation, option: &str) -> Result<Vec<Value>, Failure> {
    let form = invocation.command.option(option).and_then(|option| option.value);
    let read = |line: String| {
        let value = Value::read(form.unwrap_or(Form::Text), &line);
        value.map_err(|what| Failure::client(format!("standard input: {option}: {what}")))
    };
    lines()?.into_iter().map(read).collect()
}

/// The lines of standard input that hold something.
pub(super) fn lines() -> Result<Vec<String>, Failure> {
    let mut lines = Vec::new();
    for line in io::stdin().lock().lines() {
        let line = line.map_err(|error| Failure::client(format!("standard input: {error}")))?;
        let line = line.trim();
        if !line.is_empty() {
            lines.push(line.to_owned());
        }
    }
    Ok(lines)
}

impl Arguments {
    /// The same for another object.
    fn with(&self, option: &str, object: Value) -> Self {
        let mut changed = self.clone();
        changed.replace(option, object);
        changed.remove("<MORE>");
        changed
    }
}
