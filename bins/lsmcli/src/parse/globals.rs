// SPDX-License-Identifier: MIT OR Apache-2.0
//! The values of the global options.

use std::time::Duration;

use super::value::{Value, spelled_out};
use crate::render::{Format, Units};
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
    /// `--array`: the array, by its name in the configuration.
    pub array: Option<String>,
    /// `--all`: every array of the configuration.
    pub all: bool,
    /// `--password-file` and the like: where the password is.
    pub password: Sources,
    /// `--job-timeout`: how long to wait for a job.
    pub job_timeout: Option<Duration>,
    /// `--progress`: when to show how far a job is.
    pub progress: When,
    /// `-o`: how results are written.
    pub output: Option<Format>,
    /// `--columns`: the properties to show, in this order.
    pub columns: Option<String>,
    /// `--sort`: the properties to sort by.
    pub sort: Option<String>,
    /// `--filter`: which records to show.
    pub filter: Option<String>,
    /// `--limit`: how many records to show at most.
    pub limit: Option<u64>,
    /// `--verbose-result`: say so when a command that prints nothing is done.
    pub verbose_result: bool,
    /// `--color`: whether states have colours in the wide table.
    pub color: When,
    /// `--dry-run`: show the change instead of making it.
    pub dry_run: bool,
    /// `--debug`: tell the calls on stderr.
    pub debug: bool,
    /// `--trace`: tell what is sent and received on stderr.
    pub trace: bool,
    /// `--units`: the units of sizes.
    pub units: Option<Units>,
    /// `--precision`: the decimals of sizes with units.
    pub precision: Option<u8>,
    /// `--json-strings`: numbers that a float cannot hold are texts in JSON.
    pub json_strings: bool,
    /// `--fit`: tables fit the screen.
    pub fit: bool,
    /// `--no-pad`: no blanks that fill up cells.
    pub no_pad: bool,
    /// `--confirm`: the ID or the name of what may be lost.
    pub confirm: Option<String>,
    /// `--on-abort-exit`: the exit code when the user says no.
    pub abort_code: Option<u8>,
    /// `--no-headers`: no headings above columns.
    pub no_headers: bool,
    /// The array whose records these are, where those of several stand side by side.
    pub of_array: Option<String>,
}

/// Places of a secret.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    /// A file.
    pub file: Option<String>,
    /// The number of a descriptor.
    pub descriptor: Option<u64>,
    /// A line for the shell.
    pub command: Option<String>,
}

impl Sources {
    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.file.is_none() && self.descriptor.is_none() && self.command.is_none()
    }
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
            force: switch("--force") || switch("--yes"),
            wait,
            header: switch("--header"),
            no_wait: switch("-b") || switch("--async"),
            script: switch("--script"),
            fork_plugin: text("--fork_plugin"),
            array: text("--array"),
            all: switch("--all"),
            password: Sources {
                file: text("--password-file"),
                descriptor: match find("--password-fd") {
                    Some(Value::Number(number)) => Some(number),
                    _ => None,
                },
                command: text("--password-command"),
            },
            job_timeout: match find("--job-timeout") {
                Some(Value::Duration(duration)) => Some(duration),
                _ => None,
            },
            progress: match find("--progress") {
                Some(Value::Choice(choice)) => When::named(choice.name),
                _ => When::default(),
            },
            output: match find("--output") {
                Some(Value::Choice(choice)) => Format::named(choice.name),
                _ => None,
            },
            columns: text("--columns"),
            sort: text("--sort"),
            filter: text("--filter"),
            limit: match find("--limit") {
                Some(Value::Number(limit)) => Some(limit),
                _ => None,
            },
            verbose_result: switch("--verbose-result"),
            color: match find("--color") {
                Some(Value::Choice(choice)) => When::named(choice.name),
                _ => When::default(),
            },
            dry_run: switch("--dry-run"),
            debug: switch("--debug"),
            trace: switch("--trace"),
            units: match find("--units") {
                Some(Value::Choice(choice)) => Some(Units::named(choice.name)),
                _ => None,
            },
            precision: match find("--precision") {
                // No float has more decimals that mean anything.
                Some(Value::Number(decimals)) => Some(u8::try_from(decimals).unwrap_or(20).min(20)),
                _ => None,
            },
            json_strings: switch("--json-strings"),
            fit: switch("--fit"),
            no_pad: switch("--no-pad"),
            confirm: text("--confirm"),
            abort_code: match find("--on-abort-exit") {
                Some(Value::Number(code)) => u8::try_from(code).ok(),
                _ => None,
            },
            no_headers: switch("--no-headers"),
            of_array: None,
        }
    }

    /// Takes from `outer` what is not said here.
    pub(crate) fn inherit(&mut self, outer: &Self) {
        let outer = outer.clone();
        *self = Self {
            uri: self.uri.take().or(outer.uri),
            prompt: self.prompt || outer.prompt,
            human: self.human || outer.human,
            terse: self.terse.take().or(outer.terse),
            numbers: self.numbers || outer.numbers,
            force: self.force || outer.force,
            wait: if self.wait == default_wait() { outer.wait } else { self.wait },
            header: self.header || outer.header,
            no_wait: self.no_wait || outer.no_wait,
            script: self.script || outer.script,
            fork_plugin: self.fork_plugin.take().or(outer.fork_plugin),
            array: self.array.take().or(outer.array),
            all: self.all || outer.all,
            password: match self.password.is_empty() {
                true => outer.password,
                false => std::mem::take(&mut self.password),
            },
            job_timeout: self.job_timeout.or(outer.job_timeout),
            progress: match self.progress {
                When::Auto => outer.progress,
                said => said,
            },
            output: self.output.or(outer.output),
            columns: self.columns.take().or(outer.columns),
            sort: self.sort.take().or(outer.sort),
            filter: self.filter.take().or(outer.filter),
            limit: self.limit.or(outer.limit),
            verbose_result: self.verbose_result || outer.verbose_result,
            color: match self.color {
                When::Auto => outer.color,
                said => said,
            },
            dry_run: self.dry_run || outer.dry_run,
            debug: self.debug || outer.debug,
            trace: self.trace || outer.trace,
            units: self.units.or(outer.units),
            precision: self.precision.or(outer.precision),
            json_strings: self.json_strings || outer.json_strings,
            fit: self.fit || outer.fit,
            no_pad: self.no_pad || outer.no_pad,
            confirm: self.confirm.take().or(outer.confirm),
            abort_code: self.abort_code.or(outer.abort_code),
            no_headers: self.no_headers || outer.no_headers,
            of_array: self.of_array.take().or(outer.of_array),
        };
    }

    /// The same without what names an array and the way into it.
    pub(crate) fn without_array(&self) -> Self {
        Self {
            uri: None,
            prompt: false,
            wait: default_wait(),
            fork_plugin: None,
            array: None,
            all: false,
            password: Sources::default(),
            ..self.clone()
        }
    }

    /// Whether another array, or another way to it, is asked for than by default.
    pub(crate) fn names_array(&self) -> bool {
        self.names_one_array() || self.all
    }

    /// Whether the command line names one certain array, or how to get into it.
    pub(crate) fn names_one_array(&self) -> bool {
        self.uri.is_some()
            || self.array.is_some()
            || self.prompt
            || !self.password.is_empty()
            || self.fork_plugin.is_some()
    }

    /// The patience of the plug-in in milliseconds, when it is not the usual one.
    pub(crate) fn wanted_wait(&self) -> Option<u32> {
        (self.wait != default_wait()).then_some(self.wait)
    }

    /// Whether the output is laid out for people.
    pub(crate) fn is_for_people(&self) -> bool {
        self.terse.is_none()
            && !self.script
            && matches!(self.output, None | Some(Format::Table | Format::Wide))
    }

    /// Whether errors are told as JSON.
    pub(crate) fn wants_json(&self) -> bool {
        self.output.is_some_and(Format::is_json)
    }

    /// The format for programs that is asked for.
    pub(crate) fn for_programs(&self) -> Option<Format> {
        self.output.filter(|format| format.is_for_programs())
    }

    pub(super) fn spelled_out(&self) -> Vec<String> {
        let mut words = Vec::new();
        let mut value = |name: &str, value: Option<String>| {
            if value.is_some() {
                words.extend(spelled_out(name, value));
            }
        };
        value("--uri", self.uri.clone());
        value("--terse", self.terse.clone());
        value("--wait", (self.wait != default_wait()).then(|| self.wait.to_string()));
        value("--fork_plugin", self.fork_plugin.clone());
        value("--array", self.array.clone());
        value("--password-file", self.password.file.clone());
        value("--password-fd", self.password.descriptor.map(|number| number.to_string()));
        value("--password-command", self.password.command.clone());
        value("--job-timeout", self.job_timeout.map(|time| format!("{}ms", time.as_millis())));
        let progress = (self.progress != When::Auto).then(|| self.progress.name().to_owned());
        value("--progress", progress);
        let color = (self.color != When::Auto).then(|| self.color.name().to_owned());
        value("--color", color);
        value("--output", self.output.map(|format| format.name().to_owned()));
        value("--columns", self.columns.clone());
        value("--sort", self.sort.clone());
        value("--units", self.units.map(|units| units.name().to_owned()));
        value("--precision", self.precision.map(|decimals| decimals.to_string()));
        value("--confirm", self.confirm.clone());
        value("--on-abort-exit", self.abort_code.map(|code| code.to_string()));
        value("--filter", self.filter.clone());
        value("--limit", self.limit.map(|limit| limit.to_string()));
        for (name, is_set) in [
            ("--prompt", self.prompt),
            ("--human", self.human),
            ("--enum", self.numbers),
            ("--force", self.force),
            ("--header", self.header),
            ("-b", self.no_wait),
            ("--script", self.script),
            ("--all", self.all),
            ("--json-strings", self.json_strings),
            ("--fit", self.fit),
            ("--no-pad", self.no_pad),
            ("--no-headers", self.no_headers),
            ("--verbose-result", self.verbose_result),
            ("--dry-run", self.dry_run),
            ("--debug", self.debug),
            ("--trace", self.trace),
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
