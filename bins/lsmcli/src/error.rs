// SPDX-License-Identifier: MIT OR Apache-2.0
//! How a run can fail, how that looks on stderr, and the exit code.

use std::collections::VecDeque;
use std::fmt::{self, Write as _};
use std::io;

use lsm_core::ErrorKind;

/// Why a run failed.
#[derive(Debug)]
pub enum Failure {
    /// The arguments make no sense: usage, then one line.
    Usage(Usage),
    /// A check on this side failed: one line.
    Client(String),
    /// The library, the daemon or the plug-in refused.
    Library {
        /// What it answered.
        error: lsm_core::Error,
        /// What can be done about it.
        hint: Option<String>,
    },
    /// What was to be printed could not be printed.
    Output(io::Error),
    /// The program of `--fork_plugin` could not be started.
    CannotStart(String),
    /// Something failed and was told already; the exit code.
    Told(u8),
    /// The user stopped it; what goes on all the same.
    Interrupted(Option<String>),
    /// One of several steps failed.
    Partly {
        /// Why.
        failure: Box<Failure>,
        /// What was done before, and what was not.
        steps: Steps,
    },
}

/// How far a command got that does the same for several objects.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Steps {
    done: Vec<String>,
    left_out: Vec<String>,
    /// The one that is at work first.
    left: VecDeque<String>,
}

impl Steps {
    /// Nothing is done yet of these objects.
    pub(crate) fn new(objects: impl IntoIterator<Item = String>) -> Self {
        Self { left: objects.into_iter().collect(), ..Self::default() }
    }

    /// The next object is done, or its job has begun.
    pub(crate) fn did(&mut self) {
        self.done.extend(self.left.pop_front());
    }

    /// The next object stays as it is, because the user said no.
    pub(crate) fn left_out(&mut self) {
        self.left_out.extend(self.left.pop_front());
    }

    /// What became of which objects.
    fn groups(&self) -> [(&'static str, Vec<&str>); 4] {
        let mut left = self.left.iter().map(String::as_str);
        let stopped_at = left.next().into_iter().collect();
        [
            ("done", self.done.iter().map(String::as_str).collect()),
            ("declined", self.left_out.iter().map(String::as_str).collect()),
            ("stopped_at", stopped_at),
            ("not_tried", left.collect()),
        ]
    }
}

impl fmt::Display for Steps {
    /// `done: a, b; stopped at: c; not tried: d`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut between = "";
        for (what, objects) in self.groups() {
            if !objects.is_empty() {
                write!(f, "{between}{}: {}", what.replace('_', " "), objects.join(", "))?;
                between = "; ";
            }
        }
        Ok(())
    }
}

/// A wrong argument.
#[derive(Debug)]
pub struct Usage {
    /// The command it belongs to, when that was understood.
    pub command: Option<&'static str>,
    /// What is wrong; names the option.
    pub text: String,
}

impl Failure {
    /// A wrong argument of the program or of a command.
    pub(crate) fn usage(command: Option<&'static str>, text: impl Into<String>) -> Self {
        Self::Usage(Usage { command, text: text.into() })
    }

    /// A failed check on this side.
    pub(crate) fn client(text: impl Into<String>) -> Self {
        Self::Client(text.into())
    }

    /// The exit code that scripts know it by.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => 1,
            Self::Interrupted(_) => 1,
            Self::Usage(_) | Self::Client(_) | Self::Output(_) => 2,
            Self::Library { error, .. } if error.kind == ErrorKind::PERMISSION_DENIED => 13,
            Self::Library { .. } => 4,
            Self::CannotStart(_) => 8,
            Self::Told(code) => *code,
            Self::Partly { failure, .. } => failure.exit_code(),
        }
    }

    /// Whether the user stopped it.
    pub(crate) fn is_interrupt(&self) -> bool {
        match self {
            Self::Interrupted(_) => true,
            Self::Partly { failure, .. } => failure.is_interrupt(),
            _ => false,
        }
    }

    /// The same of a command that had done some steps before.
    pub(crate) fn after(self, steps: Steps) -> Self {
        match self {
            // The reader has gone, or nothing has begun.
            Self::Output(_) | Self::CannotStart(_) => self,
            failure => Self::Partly { failure: Box::new(failure), steps },
        }
    }

    /// The lines for stderr; empty where silence is the custom. `program` is the name that the
    /// lines begin with.
    pub fn message(&self, program: &str) -> String {
        match self {
            Self::Usage(Usage { command: Some(command), text }) => {
                format!("{program} {command}: error: {text}\n")
            }
            Self::Usage(Usage { command: None, text }) | Self::Client(text) => {
                format!("{program}: error: {text}\n")
            }
            Self::Library { error, hint } => library_message(error, hint.as_deref()),
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => String::new(),
            Self::Output(error) => format!("{program}: error: cannot write the output: {error}\n"),
            Self::Interrupted(Some(text)) => format!("{program}: interrupted: {text}\n"),
            Self::CannotStart(_) | Self::Told(_) | Self::Interrupted(None) => String::new(),
            Self::Partly { failure, steps } => {
                format!("{}{program}: {steps}\n", failure.message(program))
            }
        }
    }
}

impl Failure {
    /// The failure as a JSON object on one line; empty where silence is the custom.
    pub fn json(&self) -> String {
        match self.object() {
            Some(error) => format!("{}\n", serde_json::json!({ "error": error })),
            None => String::new(),
        }
    }

    fn object(&self) -> Option<serde_json::Map<String, serde_json::Value>> {
        let (name, code, text, hint): (&str, _, String, Option<&str>) = match self {
            Self::Usage(Usage { text, .. }) => ("USAGE", None, text.clone(), None),
            Self::Client(text) => ("CHECK_FAILED", None, text.clone(), None),
            Self::Library { error, hint } => {
                let name = error.kind.name().unwrap_or("UNKNOWN_ERROR_NUMBER");
                (name, Some(error.kind.0), error.message.clone(), hint.as_deref())
            }
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                return None;
            }
            Self::Output(error) => ("OUTPUT", None, error.to_string(), None),
            Self::CannotStart(text) => ("CANNOT_START", None, text.clone(), None),
            Self::Interrupted(text) => {
                ("INTERRUPTED", None, text.clone().unwrap_or_default(), None)
            }
            Self::Told(_) => return None,
            Self::Partly { failure, steps } => {
                let mut error = failure.object()?;
                error.extend(
                    steps.groups().map(|(what, objects)| (what.to_owned(), objects.into())),
                );
                return Some(error);
            }
        };
        let mut error = serde_json::Map::new();
        if let Some(code) = code {
            error.insert("code".to_owned(), code.into());
        }
        error.insert("name".to_owned(), name.into());
        error.insert("message".to_owned(), text.into());
        if let Self::Library { error: told, .. } = self
            && let Some(data) = told.detail.as_deref().filter(|data| !data.is_empty())
        {
            error.insert("data".to_owned(), data.into());
        }
        if let Some(hint) = hint {
            error.insert("hint".to_owned(), hint.into());
        }
        error.insert("exit_code".to_owned(), self.exit_code().into());
        Some(error)
    }
}

/// `NAME(number): text `, with a blank before the newline, or `NAME(number): text Data: data`;
/// what can be done about it on a line of its own.
fn library_message(error: &lsm_core::Error, hint: Option<&str>) -> String {
    let mut message = format!("{error} ");
    if let Some(data) = error.detail.as_deref().filter(|data| !data.is_empty()) {
        // A String takes everything.
        let _ = write!(message, "Data: {data}");
    }
    message.push('\n');
    if let Some(hint) = hint {
        let _ = writeln!(message, "hint: {hint}");
    }
    message
}

impl From<lsm_core::Error> for Failure {
    fn from(error: lsm_core::Error) -> Self {
        let hint = error.hint().map(str::to_owned);
        Self::Library { error, hint }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lsm_core::Error;

    #[test]
    fn the_shapes_that_scripts_read() {
        let error = Error::new(ErrorKind::NOT_FOUND_JOB, "no such job");
        assert_eq!(Failure::from(error).message("lsmcli"), "NOT_FOUND_JOB(202): no such job \n");
        let error = Error::new(ErrorKind(9999), "x").with_detail("more");
        let failure = Failure::from(error);
        assert_eq!(failure.message("lsmcli"), "UNKNOWN_ERROR_NUMBER(9999): x Data: more\n");
        assert_eq!(failure.exit_code(), 4);
        let error = Error::new(ErrorKind::PERMISSION_DENIED, "x").with_detail("");
        let failure = Failure::from(error);
        assert_eq!(failure.message("lsmcli"), "PERMISSION_DENIED(13): x \n");
        assert_eq!(failure.exit_code(), 13);
        let failure = Failure::client("no such thing");
        assert_eq!(failure.message("prog"), "prog: error: no such thing\n");
        assert_eq!(failure.exit_code(), 2);
        let failure = Failure::usage(Some("list"), "what?");
        assert_eq!(failure.message("prog"), "prog list: error: what?\n");
    }

    #[test]
    fn a_closed_pipe_is_silent() {
        let failure = Failure::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert_eq!((failure.message("lsmcli").as_str(), failure.exit_code()), ("", 1));
        let failure = Failure::from(io::Error::from(io::ErrorKind::StorageFull));
        assert!(failure.message("lsmcli").contains("cannot write"));
        assert_eq!(failure.exit_code(), 2);
    }
}
