// SPDX-License-Identifier: MIT OR Apache-2.0
//! One run of the program.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::fd::AsFd;
use std::path::Path;

use crate::command::{self, Status};
use crate::connection::{self, Inherited};
use crate::error::Failure;
use crate::help;
use crate::interrupt;
use crate::parse::{self, Invocation, Parsed};
use crate::render::Format;
use crate::table::{Command, commands};
use crate::terminal;

/// Does what the arguments ask for, the first of which is the name of the program, and gives the
/// exit code.
pub fn run(mut arguments: impl Iterator<Item = OsString>) -> u8 {
    // First of all, before another file gets its number.
    let inherited = connection::inherited_socket();
    interrupt::end_silently();
    let path = arguments.next().unwrap_or_else(|| "lsmcli".into());
    let path = path.to_string_lossy().into_owned();
    let program =
        Path::new(&path).file_name().map_or_else(|| path.clone(), |n| n.to_string_lossy().into());
    let mut out = match io::stdout().as_fd().try_clone_to_owned() {
        Ok(stdout) => BufWriter::with_capacity(1 << 16, File::from(stdout)),
        Err(error) => return report(&Failure::Output(error), &program, false),
    };
    let mut as_json = false;
    let answer = dispatch(arguments, &path, inherited, &mut out, &mut as_json);
    // What was printed before a failure comes first.
    let flushed = out.flush().map_err(Failure::Output);
    match answer.and_then(|code| flushed.map(|()| code)) {
        Ok(code) => code,
        Err(failure) => report(&failure, &program, as_json),
    }
}

fn dispatch(
    arguments: impl Iterator<Item = OsString>,
    path: &str,
    inherited: Option<Inherited>,
    out: &mut dyn Write,
    as_json: &mut bool,
) -> Result<u8, Failure> {
    let words = words(arguments)?;
    *as_json = asks_for_json(&words);
    match parse::parse(&words)? {
        Parsed::Run(invocation) => {
            warn_of_old_forms(&invocation);
            let status = command::execute(&invocation, inherited, out)?;
            return Ok(match status {
                Status::Done | Status::Declined => 0,
                Status::Unfinished => 7,
            });
        }
        Parsed::Help(command) => out.write_all(help_page(command).as_bytes())?,
        Parsed::Version => writeln!(out, "{}", version(path))?,
        Parsed::NoArguments => {
            out.write_all(help::program_usage(terminal::columns()).as_bytes())?;
            return Ok(1);
        }
    }
    Ok(0)
}

/// The help page of a command or of the program, for this screen.
pub(crate) fn help_page(command: Option<&Command>) -> String {
    match command {
        None => help::program_help(terminal::columns()),
        Some(command) => help::command_help(command, terminal::columns()),
    }
}

/// The line that tells the version of the program, which was called by this path.
pub(crate) fn version(path: &str) -> String {
    format!("{path} {}", env!("CARGO_PKG_VERSION"))
}

/// Whether these words ask for JSON, even if they make no sense otherwise.
fn asks_for_json(words: &[String]) -> bool {
    let is_json = |name: &str| Format::named(name).is_some_and(Format::is_json);
    let follows =
        |pair: &[String]| matches!(pair[0].as_str(), "-o" | "--output") && is_json(&pair[1]);
    let attached = |word: &String| {
        let long = word.strip_prefix("--output=");
        let short = word.strip_prefix("-o").map(|name| name.strip_prefix('=').unwrap_or(name));
        long.or(short).is_some_and(is_json)
    };
    words.windows(2).any(follows) || words.iter().any(attached)
}

fn words(arguments: impl Iterator<Item = OsString>) -> Result<Vec<String>, Failure> {
    arguments
        .enumerate()
        .map(|(index, word)| {
            word.into_string().map_err(|word| {
                let text = format!("argument {} is not valid UTF-8: {word:?}", index + 1);
                Failure::usage(None, text)
            })
        })
        .collect()
}

/// Old forms work silently, unless somebody wants to find them.
fn warn_of_old_forms(invocation: &Invocation) {
    let wanted = std::env::var_os("LSMCLI_WARN_LEGACY");
    if wanted.is_some_and(|wanted| !wanted.is_empty() && wanted != "0") {
        for form in &invocation.old_forms {
            eprintln!("lsmcli: warning: old syntax: {form}");
        }
    }
}

/// Tells on stderr what went wrong, and gives the exit code. `program` is the name that the lines
/// begin with; with `as_json` there is one line, an object.
pub(crate) fn report(failure: &Failure, program: &str, as_json: bool) -> u8 {
    if as_json {
        // There is nowhere to tell that stderr is closed.
        let _ = io::stderr().write_all(failure.json().as_bytes());
        return failure.exit_code();
    }
    if let Failure::CannotStart(text) = failure {
        // Where developers have always read it.
        let _ = writeln!(io::stdout(), "{text}");
        return failure.exit_code();
    }
    let mut message = String::new();
    if let Failure::Usage(usage) = failure {
        let command = commands().find(|command| Some(command.name) == usage.command);
        let width = terminal::columns();
        message = command.map_or_else(
            || help::program_usage(width),
            |command| help::command_usage(command, width),
        );
    }
    message.push_str(&failure.message(program));
    // There is nowhere to tell that stderr is closed.
    let _ = io::stderr().write_all(message.as_bytes());
    failure.exit_code()
}
