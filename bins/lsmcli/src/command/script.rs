// SPDX-License-Identifier: MIT OR Apache-2.0
//! Several commands over one session: `batch`, and what `shell` shares with it.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};

use super::{Context, Status, execute, perform};
use crate::error::Failure;
use crate::parse::{self, Parsed};
use crate::{run, words};

/// Commands that read commands themselves.
const READERS: [&str; 2] = ["batch", "shell"];

pub(crate) fn batch(context: &mut Context<'_>) -> Result<Status, Failure> {
    let name = context.arguments().required("<FILE>");
    let keep_going = context.arguments().switch("--keep-going");
    if name == "-" {
        return context.run_lines(io::stdin().lock(), "standard input", keep_going);
    }
    let file = File::open(name).map_err(|error| Failure::client(format!("{name}: {error}")))?;
    context.run_lines(BufReader::new(file), name, keep_going)
}

impl Context<'_> {
    /// Runs every line. The first failure ends it, unless it is to keep going; then its exit
    /// code counts in the end.
    pub(super) fn run_lines(
        &mut self,
        lines: impl BufRead,
        name: &str,
        keep_going: bool,
    ) -> Result<Status, Failure> {
        let mut status = Status::Done;
        let mut failed = None;
        for (index, line) in lines.lines().enumerate() {
            let line = line.map_err(|error| Failure::client(format!("{name}: {error}")))?;
            let ran = self.run_line(&line);
            // Results come before the complaints of the next line.
            self.out.flush()?;
            match ran {
                Ok(Status::Done | Status::Declined) => {}
                Ok(Status::Unfinished) => status = Status::Unfinished,
                // Nobody reads any more.
                Err(failure @ Failure::Output(_)) => return Err(failure),
                Err(failure) => {
                    let code =
                        run::report(&failure, "lsmcli", self.invocation.globals.wants_json());
                    // There is nowhere to tell that stderr is closed.
                    let _ = writeln!(io::stderr(), "lsmcli: {name}: line {} failed", index + 1);
                    if !keep_going || failure.is_interrupt() {
                        return Err(Failure::Told(code));
                    }
                    failed.get_or_insert(code);
                }
            }
        }
        failed.map_or(Ok(status), |code| Err(Failure::Told(code)))
    }

    /// Runs one line: a command as it is written behind `lsmcli`, or with that word. It talks to
    /// the array of this session unless it names another, and takes over the global options that
    /// it does not give itself.
    pub(super) fn run_line(&mut self, line: &str) -> Result<Status, Failure> {
        let mut words = words::split(line).map_err(|what| Failure::usage(None, what))?;
        if words.first().is_some_and(|word| word == "lsmcli") {
            words.remove(0);
        }
        if words.is_empty() {
            return Ok(Status::Done);
        }
        let mut inner = match parse::parse(&words)? {
            Parsed::Run(inner) => inner,
            Parsed::Help(command) => return self.text(&run::help_page(command)),
            Parsed::Version => return self.line(run::version("lsmcli")),
            Parsed::NoArguments => return Ok(Status::Done),
        };
        if READERS.contains(&inner.command.name) {
            let text = format!("{} cannot be used here", inner.command.name);
            return Err(Failure::client(text));
        }
        let outer = &self.invocation.globals;
        if inner.globals.names_array() {
            inner.globals.inherit(&outer.without_array());
            return execute(&inner, None, self.out);
        }
        let is_own_session = inner.globals.wanted_wait().is_some();
        inner.globals.inherit(outer);
        if is_own_session {
            return execute(&inner, None, self.out);
        }
        let ran = perform(&inner, self.connection, self.out);
        if let Err(failure) = &ran {
            self.connection.recover(failure);
        }
        ran
    }

    fn text(&mut self, text: &str) -> Result<Status, Failure> {
        self.out.write_all(text.as_bytes())?;
        Ok(Status::Done)
    }
}
