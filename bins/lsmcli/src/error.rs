// SPDX-License-Identifier: MIT OR Apache-2.0
//! How a run can fail, how that looks on stderr, and the exit code.

use std::fmt::Write as _;
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
        }
    }
}

impl Failure {
    /// The failure as a JSON object on one line; empty where silence is the custom.
    pub fn json(&self) -> String {
        let (name, code, text, hint): (&str, _, String, Option<&str>) = match self {
            Self::Usage(Usage { text, .. }) => ("USAGE", None, text.clone(), None),
            Self::Client(text) => ("CHECK_FAILED", None, text.clone(), None),
            Self::Library { error, hint } => {
                let name = error.kind.name().unwrap_or("UNKNOWN_ERROR_NUMBER");
                (name, Some(error.kind.0), error.message.clone(), hint.as_deref())
            }
            Self::Output(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                return String::new();
            }
            Self::Output(error) => ("OUTPUT", None, error.to_string(), None),
            Self::CannotStart(text) => ("CANNOT_START", None, text.clone(), None),
            Self::Interrupted(text) => {
                ("INTERRUPTED", None, text.clone().unwrap_or_default(), None)
            }
            Self::Told(_) => return String::new(),
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
        format!("{}\n", serde_json::json!({ "error": error }))
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
