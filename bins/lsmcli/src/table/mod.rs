// SPDX-License-Identifier: MIT OR Apache-2.0
//! The one table: every command, option, alias, list type and old spelling. The parser, the
//! usage lines and the help pages read it; nothing about the command line is said elsewhere.

mod additions;
mod commands;
mod environment;
mod examples;
mod globals;
mod legacy;
mod lists;
mod options;

use lsm_client::Method;
use lsm_core::Capability;
use lsm_wire::Effect;

pub use additions::{ASKED_ON_DEMAND, NEW_COMMANDS, NEW_GLOBAL_OPTIONS, NEW_OPTIONS, REPEATED};
pub use commands::COMMANDS;
pub use environment::{EXIT_CODES, FILES, VARIABLES};
pub use examples::{EXAMPLES, Example};
pub use globals::GLOBAL_OPTIONS;
pub use legacy::{
    GONE_VALUES, GoneValue, Means, Now, OPTION_COMMANDS, OldWord, OptionCommand, RENAMED_COMMANDS,
    Row, SYNONYMS, Synonym, Then, Where,
};
pub use lists::{FilterBy, LIST_TYPES, ListType};
pub use options::{Choice, Form, Opt};

use crate::command::{Context, Status};
use crate::error::Failure;

/// One command.
#[derive(Debug)]
pub struct Command {
    /// The word that names it.
    pub name: &'static str,
    /// Short words for it.
    pub aliases: &'static [&'static str],
    /// One sentence for the list of commands.
    pub summary: &'static str,
    /// Whether it talks to a plug-in; the others look at this host.
    pub needs_connection: bool,
    /// Its own options, in the order in which help shows them.
    pub options: &'static [Opt],
    /// The question asked before it does something that costs data.
    pub confirmation: Option<Loss>,
    /// Options that name an object by its ID, in the order in which they are looked up.
    pub lookups: &'static [Lookup],
    /// The methods it calls, in their order.
    pub calls: &'static [&'static str],
    /// What the system must be able to do.
    pub capabilities: &'static [Capability],
    /// What a job of this command makes; `None` when it never becomes a job.
    pub job: Option<Made>,
    /// What it prints.
    pub output: Output,
    /// What it does.
    pub(crate) run: fn(&mut Context<'_>) -> Result<Status, Failure>,
}

/// How certain it is that a command costs data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// Data will be lost.
    Will,
    /// Data may be lost.
    May,
}

/// An option whose value is the ID of an object that must exist.
#[derive(Debug, PartialEq, Eq)]
pub struct Lookup {
    /// The option.
    pub option: &'static str,
    /// What the error calls the object.
    pub label: &'static str,
    /// The listing in which it is looked for.
    pub method: &'static str,
}

/// What a finished job hands over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// No record.
    Nothing,
    /// A record of this class.
    Record(&'static str),
}

/// What a command prints when it succeeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Output {
    /// Nothing.
    Nothing,
    /// One line of its own form.
    Line,
    /// One record of this class.
    One(&'static str),
    /// Any number of records of this class.
    Many(&'static str),
    /// Any number of records of the type asked for.
    ByType,
    /// The record that a job made, or how far the job is.
    RecordOrPercentage,
}

/// Every command, in the order in which help shows them.
pub fn commands() -> impl Iterator<Item = &'static Command> {
    COMMANDS.iter().chain(NEW_COMMANDS).copied()
}

/// Every global option, in the order in which help shows them.
pub fn global_options() -> impl Iterator<Item = &'static Opt> + Clone {
    GLOBAL_OPTIONS.iter().chain(NEW_GLOBAL_OPTIONS)
}

impl Command {
    /// The options of this command, those that came later at the end.
    pub fn all_options(&self) -> impl Iterator<Item = &'static Opt> + Clone + use<> {
        self.options.iter().chain(self.new_options())
    }

    /// The options that it got after 1.10.3, if it is older.
    pub fn new_options(&self) -> &'static [Opt] {
        let found = NEW_OPTIONS.iter().find(|(command, _)| *command == self.name);
        found.map_or(&[], |(_, options)| options)
    }

    /// The option of this command with this exact long name, or the operand that stands there as
    /// this.
    pub fn option(&self, name: &str) -> Option<&'static Opt> {
        self.all_options().find(|option| option.is_named(name))
    }

    /// The option that names the first of the objects, when it takes several.
    pub fn repeats(&self) -> Option<&'static str> {
        let found = REPEATED.iter().find(|(command, _)| *command == self.name);
        found.map(|(_, option)| *option)
    }

    /// Whether it shows any number of records.
    pub fn is_listing(&self) -> bool {
        matches!(self.output, Output::ByType | Output::Many(_))
    }

    /// Whether it changes nothing on any array.
    pub fn only_reads(&self) -> bool {
        let calls = |calls: &[&str]| {
            calls.iter().all(|call| {
                Method::from_name(call).is_some_and(|method| method.info().effect == Effect::Reads)
            })
        };
        // The methods of `list` stand with its types.
        self.output == Output::ByType || (!self.calls.is_empty() && calls(self.calls))
    }

    /// Whether there may be a question before it does something.
    pub fn may_ask(&self) -> bool {
        self.confirmation.is_some() || ASKED_ON_DEMAND.contains(&self.name)
    }

    /// The look-up that `option` stands for.
    pub(crate) fn lookup(&self, option: &str) -> Option<&'static Lookup> {
        self.lookups.iter().find(|lookup| lookup.option == option)
    }
}

/// What a command word stands for.
#[derive(Debug, Clone, Copy)]
pub enum Word {
    /// A command.
    Command(&'static Command),
    /// `list` of one type.
    List(&'static ListType),
}

impl Word {
    /// The command with this name or alias.
    pub fn find(word: &str) -> Option<Self> {
        Self::all().find(|(name, _)| *name == word).map(|(_, meaning)| meaning)
    }

    /// Every word that can stand in the place of the command, with its meaning.
    pub fn all() -> impl Iterator<Item = (&'static str, Self)> {
        let names = commands().map(|command| (command.name, Self::Command(command)));
        names.chain(Self::aliases())
    }

    /// Every alias, with its meaning.
    pub fn aliases() -> impl Iterator<Item = (&'static str, Self)> {
        let commands = commands().flat_map(|command| {
            command.aliases.iter().map(move |&alias| (alias, Self::Command(command)))
        });
        let lists =
            LIST_TYPES.iter().filter_map(|list| list.alias.map(|alias| (alias, Self::List(list))));
        commands.chain(lists)
    }
}

const VOLUME: Lookup = Lookup { option: "--vol", label: "Volume", method: "volumes" };
const POOL: Lookup = Lookup { option: "--pool", label: "Pool", method: "pools" };
const SYSTEM: Lookup = Lookup { option: "--sys", label: "System", method: "systems" };
const ACCESS_GROUP: Lookup =
    Lookup { option: "--ag", label: "Access Group", method: "access_groups" };
const FILE_SYSTEM: Lookup = Lookup { option: "--fs", label: "File System", method: "fs" };
const SNAPSHOT: Lookup = Lookup { option: "--snap", label: "Snapshot", method: "fs_snapshots" };
const BACKING_SNAPSHOT: Lookup =
    Lookup { option: "--backing-snapshot", label: "Snapshot", method: "fs_snapshots" };
