// SPDX-License-Identifier: MIT OR Apache-2.0
//! The values of the global options.

use std::time::Duration;

use super::value::Value;
use crate::table::{GLOBAL_OPTIONS, Opt};

/// The values of the global options. A switch counts wherever it stands; a value before the
/// command beats one after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Globals {
    /// `-u`: the array.
    pub uri: Option<String>,
    /// `-P`: ask for the password.
    pub prompt: bool,
    /// `-H`: sizes for people.
    pub human: bool,
    /// `-t`: the column separator.
    pub terse: Option<String>,
    /// `-e`: numbers instead of names.
    pub numbers: bool,
    /// `-f`: no confirmation.
    pub force: bool,
    /// `-w`: milliseconds that the plug-in may take to talk to the array.
    pub wait: u32,
    /// `--header`: keep the header with `-t`.
    pub header: bool,
    /// `-b`, `--async`: print the ID of a job instead of waiting for it.
    pub no_wait: bool,
    /// `-s`: one property per line.
    pub script: bool,
    /// `--fork_plugin`: the plug-in to start.
    pub fork_plugin: Option<String>,
    /// `--job-timeout`: how long to wait for a job.
    pub job_timeout: Option<Duration>,
    /// `--progress`: when to show how far a job is.
    pub progress: When,
}

/// When to do something that is meant for people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum When {
    /// On a terminal.
    #[default]
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

impl When {
    fn named(name: &str) -> Self {
        match name {
            "always" => Self::Always,
            "never" => Self::Never,
            _ => Self::Auto,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Always => "always",
            Self::Never => "never",
        }
    }
}

type Given = [(&'static Opt, Value)];

impl Globals {
    pub(super) fn new(before: &Given, after: &Given) -> Self {
        let find = |name: &str| {
            let last = |given: &'_ Given| {
                let found = given.iter().rev().find(|(option, _)| option.name() == name);
                found.map(|(_, value)| value.clone())
            };
            last(before).or_else(|| last(after))
        };
        let switch = |name: &str| find(name).is_some();
        let text = |name: &str| match find(name) {
            Some(Value::Text(text)) => Some(text),
            _ => None,
        };
        let wait = match find("--wait") {
            // More than seven weeks are as good as for ever.
            Some(Value::Number(wait)) => u32::try_from(wait).unwrap_or(u32::MAX),
            _ => default_wait(),
        };
        Self {
            uri: text("--uri"),
            prompt: switch("--prompt"),
            human: switch("--human"),
            terse: text("--terse"),
            numbers: switch("--enum"),
            force: switch("--force"),
            wait,
            header: switch("--header"),
            no_wait: switch("-b") || switch("--async"),
            script: switch("--script"),
            fork_plugin: text("--fork_plugin"),
            job_timeout: match find("--job-timeout") {
                Some(Value::Duration(duration)) => Some(duration),
                _ => None,
            },
            progress: match find("--progress") {
                Some(Value::Choice(choice)) => When::named(choice.name),
                _ => When::default(),
            },
        }
    }

    /// Whether the output is laid out for people.
    pub(crate) fn is_for_people(&self) -> bool {
        self.terse.is_none() && !self.script
    }

    pub(super) fn spelled_out(&self) -> Vec<String> {
        let mut words = Vec::new();
        let mut value = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                words.extend([name.to_owned(), value]);
            }
        };
        value("--uri", self.uri.clone());
        value("--terse", self.terse.clone());
        value("--wait", (self.wait != default_wait()).then(|| self.wait.to_string()));
        value("--fork_plugin", self.fork_plugin.clone());
        value("--job-timeout", self.job_timeout.map(|time| format!("{}ms", time.as_millis())));
        let progress = (self.progress != When::Auto).then(|| self.progress.name().to_owned());
        value("--progress", progress);
        for (name, is_set) in [
            ("--prompt", self.prompt),
            ("--human", self.human),
            ("--enum", self.numbers),
            ("--force", self.force),
            ("--header", self.header),
            ("-b", self.no_wait),
            ("--script", self.script),
        ] {
            if is_set {
                words.push(name.to_owned());
            }
        }
        words
    }
}

fn default_wait() -> u32 {
    let wait = GLOBAL_OPTIONS.iter().find(|option| option.long == Some("--wait"));
    wait.and_then(|option| option.default?.parse().ok()).unwrap_or(u32::MAX)
}
