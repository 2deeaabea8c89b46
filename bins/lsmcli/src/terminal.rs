// SPDX-License-Identifier: MIT OR Apache-2.0
//! Talking with a person: one key, a password, the width of the screen.

use std::fs::{File, OpenOptions};
use std::io::{self, IsTerminal, Write};
use std::os::fd::{AsFd, BorrowedFd};

use rustix::io::Errno;
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};

use crate::error::Failure;

const INTERRUPT: u8 = 3;
const END_OF_INPUT: u8 = 4;
const BACKSPACE: u8 = 8;
const ERASE_LINE: u8 = 21;
const DELETE: u8 = 127;

/// Asks whether to go on after a warning. One key without Enter; everything but
/// `y` and `Y` means no, and says so.
///
/// # Errors
/// When standard input is no terminal: then `-f` is the only way to say yes.
pub(crate) fn confirm(warning: &str, out: &mut dyn Write) -> Result<bool, Failure> {
    let stdin = io::stdin();
    if !stdin.is_terminal() {
        return Err(Failure::client(
            "standard input is no terminal to ask on; give -f to go on without a question",
        ));
    }
    // Quiet first: keys that were pressed before the question are no answer to it.
    let quiet = Quiet::new(stdin.as_fd()).map_err(|error| unusable(&error))?;
    writeln!(out, "Warning: {warning}.")?;
    writeln!(out, "Press y to go on, any other key to stop.")?;
    out.flush()?;
    let key = read_byte(stdin.as_fd()).map_err(|error| unusable(&error))?;
    drop(quiet);
    if matches!(key, Some(b'y' | b'Y')) {
        return Ok(true);
    }
    writeln!(out, "Aborted, nothing was changed.")?;
    Ok(false)
}

/// Asks for a password on the terminal of this process, without showing it.
///
/// # Errors
/// When there is no terminal; [`Failure::Interrupted`] when the user gives up.
pub(crate) fn password() -> Result<String, Failure> {
    let mut terminal =
        OpenOptions::new().read(true).write(true).open("/dev/tty").map_err(|_| {
            Failure::client(
                "there is no terminal to ask for the password on; set LSMCLI_PASSWORD instead of \
             giving -P",
            )
        })?;
    let (typed, end) = read_password(&mut terminal).map_err(|error| unusable(&error))?;
    match end {
        End::Entered => {}
        End::Interrupted => return Err(Failure::Interrupted(None)),
        End::Nothing => return Err(Failure::client("no password was given")),
    }
    String::from_utf8(typed).map_err(|_| Failure::client("the password is not valid UTF-8"))
}

/// How the typing of a password ended.
enum End {
    Entered,
    Interrupted,
    Nothing,
}

fn read_password(terminal: &mut File) -> io::Result<(Vec<u8>, End)> {
    let input = terminal.try_clone()?;
    // Signals stay keys too, so that the terminal is put back in order whatever is pressed.
    let quiet = Quiet::new(input.as_fd())?;
    terminal.write_all(b"Password: ")?;
    let mut typed = Vec::new();
    let end = loop {
        match read_byte(input.as_fd())? {
            None => break End::Nothing,
            Some(b'\n' | b'\r') => break End::Entered,
            Some(INTERRUPT) => break End::Interrupted,
            Some(END_OF_INPUT) if typed.is_empty() => break End::Nothing,
            Some(END_OF_INPUT) => {}
            Some(BACKSPACE | DELETE) => {
                // A character may have several bytes; its first one ends the removal.
                while typed.pop().is_some_and(|byte: u8| byte & 0xc0 == 0x80) {}
            }
            Some(ERASE_LINE) => typed.clear(),
            Some(byte) => typed.push(byte),
        }
    };
    drop(quiet);
    terminal.write_all(b"\n")?;
    Ok((typed, end))
}

fn unusable(error: &io::Error) -> Failure {
    Failure::client(format!("the terminal cannot be used: {error}"))
}

/// Columns of the screen behind standard output, or what `COLUMNS` says.
pub(crate) fn columns() -> usize {
    columns_of(io::stdout())
}

/// Columns of the screen behind stderr, or what `COLUMNS` says.
pub(crate) fn error_columns() -> usize {
    columns_of(io::stderr())
}

fn columns_of(terminal: impl AsFd) -> usize {
    known_columns_of(terminal).unwrap_or(80)
}

/// Columns of the screen behind standard output, or what `COLUMNS` says; `None` where neither is
/// there.
pub(crate) fn known_columns() -> Option<usize> {
    known_columns_of(io::stdout())
}

fn known_columns_of(terminal: impl AsFd) -> Option<usize> {
    let wanted = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    wanted.filter(|columns| *columns > 0).or_else(|| {
        let size = tcgetwinsize(terminal).ok()?;
        Some(usize::from(size.ws_col)).filter(|columns| *columns > 0)
    })
}

fn read_byte(input: BorrowedFd<'_>) -> io::Result<Option<u8>> {
    let mut byte = [0];
    loop {
        match rustix::io::read(input, &mut byte) {
            Ok(0) => return Ok(None),
            Ok(_) => return Ok(Some(byte[0])),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// A terminal that shows nothing and hands over every key at once, until this is dropped.
struct Quiet<'t> {
    terminal: BorrowedFd<'t>,
    before: Termios,
}

impl<'t> Quiet<'t> {
    fn new(terminal: BorrowedFd<'t>) -> io::Result<Self> {
        let before = tcgetattr(terminal)?;
        let mut quiet = before.clone();
        quiet.local_modes -= LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
        tcsetattr(terminal, OptionalActions::Flush, &quiet)?;
        Ok(Self { terminal, before })
    }
}

impl Drop for Quiet<'_> {
    fn drop(&mut self) {
        let _ = tcsetattr(self.terminal, OptionalActions::Flush, &self.before);
    }
}
