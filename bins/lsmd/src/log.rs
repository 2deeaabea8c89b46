// SPDX-License-Identifier: MIT OR Apache-2.0
//! Messages: to standard output in the foreground, else to syslog.

use std::cell::RefCell;
use std::fmt;
use std::io::Write;

use crate::syslog::{Severity, Syslog};

/// The most bytes of a message.
const MESSAGE_MAX: usize = 2047;

/// Where messages go, and which.
#[derive(Debug)]
pub struct Log {
    verbose: bool,
    sink: RefCell<Sink>,
}

#[derive(Debug)]
enum Sink {
    Standard,
    Syslog(Syslog),
}

impl Log {
    /// To standard output, errors to standard error; informational messages only when
    /// `verbose`.
    pub fn foreground(verbose: bool) -> Self {
        Self { verbose, sink: RefCell::new(Sink::Standard) }
    }

    /// To syslog, which is opened with the first message; errors to standard error as well.
    pub fn background(verbose: bool) -> Self {
        Self { verbose, sink: RefCell::new(Sink::Syslog(Syslog::new("/dev/log"))) }
    }

    /// Why the daemon ends. Always shown.
    pub fn error(&self, message: fmt::Arguments<'_>) {
        let message = line(message);
        // Standard error, even in the foreground: whoever starts us by hand looks there. In the
        // background it leads to the null device from some point on.
        put(&mut std::io::stderr(), &message);
        if let Sink::Syslog(syslog) = &mut *self.sink.borrow_mut() {
            syslog.send(Severity::Error, &message);
        }
    }

    /// What should not be. Always shown.
    pub fn warning(&self, message: fmt::Arguments<'_>) {
        self.write(Severity::Warning, message);
    }

    /// What happens. Shown with `-v`.
    pub fn info(&self, message: fmt::Arguments<'_>) {
        if self.verbose {
            self.write(Severity::Informational, message);
        }
    }

    fn write(&self, severity: Severity, message: fmt::Arguments<'_>) {
        let message = line(message);
        match &mut *self.sink.borrow_mut() {
            Sink::Standard => put(&mut std::io::stdout(), &message),
            Sink::Syslog(syslog) => syslog.send(severity, &message),
        }
    }
}

fn put(sink: &mut dyn Write, message: &str) {
    // A reader that went away is no reason to stop serving.
    let _ = writeln!(sink, "{message}").and_then(|()| sink.flush());
}

/// One line of bounded length: names of files may hold anything, and must not look like
/// messages of ours.
fn line(message: fmt::Arguments<'_>) -> String {
    let mut line = String::new();
    for character in message.to_string().chars() {
        let before = line.len();
        if character.is_control() {
            line.extend(character.escape_default());
        } else {
            line.push(character);
        }
        if line.len() > MESSAGE_MAX {
            line.truncate(before);
            break;
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_line_of_bounded_length() {
        assert_eq!(line(format_args!("a\nb\u{1b}[1m é")), "a\\nb\\u{1b}[1m é");
        assert_eq!(line(format_args!("{}", "é".repeat(3000))).len(), 2046);
    }
}
