// SPDX-License-Identifier: MIT OR Apache-2.0
//! Usage and help, made from the table.

use std::fmt::Write;

use crate::table::{self, Command, Form, Opt, Word, commands};

/// Where the second column of a help page begins.
const COLUMN: usize = 28;

/// The usage of the program, broken into lines of at most `width` characters.
pub fn program_usage(width: usize) -> String {
    let mut parts: Vec<String> = global_options().map(part).collect();
    parts.push("COMMAND".to_owned());
    parts.push("...".to_owned());
    wrapped("usage: lsmcli", &parts, width)
}

/// The usage of a command.
pub fn command_usage(command: &Command, width: usize) -> String {
    let mut parts: Vec<String> = command.all_options().map(part).collect();
    parts.push("[global options]".to_owned());
    wrapped(&format!("usage: lsmcli {}", command.name), &parts, width)
}

/// The help page of the program.
pub fn program_help(width: usize) -> String {
    let mut page = program_usage(width);
    page.push_str("\nManages storage arrays, RAID cards and network-attached storage.\n");
    page.push_str("\ncommands:\n");
    for command in commands() {
        entry(&mut page, command.name, command.summary, width);
    }
    page.push_str("\noptions, before or after the command:\n");
    options(&mut page, global_options(), width);
    page.push_str("\nshort commands:\n");
    for (alias, meaning) in Word::aliases() {
        let meaning = match meaning {
            Word::Command(command) => command.name.to_owned(),
            Word::List(list) => format!("list --type {}", list.name.to_lowercase()),
        };
        entry(&mut page, alias, &meaning, width);
    }
    page.push_str("\nlsmcli COMMAND -h tells more about a command.\n");
    page
}

/// The help page of a command.
pub fn command_help(command: &Command, width: usize) -> String {
    let mut page = command_usage(command, width);
    page.push('\n');
    page.push_str(&filled("", 0, command.summary.split(' '), width));
    for title in ["operands", "required options", "optional options"] {
        let group: Vec<&Opt> =
            command.all_options().filter(|option| group_of(option) == title).collect();
        if !group.is_empty() {
            let _ = writeln!(page, "\n{title}:");
            options(&mut page, group.into_iter(), width);
        }
    }
    if !command.aliases.is_empty() {
        let _ = writeln!(page, "\nshort: {}", command.aliases.join(", "));
    }
    if !command.capabilities.is_empty() {
        let names: Vec<String> =
            command.capabilities.iter().map(|capability| capability.to_string()).collect();
        page.push('\n');
        page.push_str(&wrapped("capabilities:", &names, width));
    }
    let more = "lsmcli -h tells about the global options, such as -u, -o and --dry-run.";
    page.push('\n');
    page.push_str(&filled("", 0, more.split(' '), width));
    page
}

fn global_options() -> impl Iterator<Item = &'static Opt> {
    table::global_options().filter(|option| !option.hidden)
}

fn options<'t>(page: &mut String, options: impl Iterator<Item = &'t Opt>, width: usize) {
    for option in options {
        entry(page, &names(option), &meaning(option), width);
    }
}

/// The title above an option on the help page of its command.
fn group_of(option: &Opt) -> &'static str {
    match (option.is_operand(), option.required) {
        (true, _) => "operands",
        (false, true) => "required options",
        (false, false) => "optional options",
    }
}

/// Both names of an option with its value.
pub(crate) fn names(option: &Opt) -> String {
    let mut names = match (option.short, option.long) {
        (Some(short), Some(long)) => format!("-{short}, {long}"),
        _ => option.name(),
    };
    if let Some(value) = metavar(option) {
        let _ = write!(names, " {value}");
    }
    names
}

/// What an option means, with its choices and its default.
pub(crate) fn meaning(option: &Opt) -> String {
    let mut meaning = option.meaning.to_owned();
    if let Some(Form::Choice(_) | Form::ListType) = option.value {
        let choices = option.value.map(Form::choices).unwrap_or_default();
        let _ = write!(meaning, ": {}", choices.join(", "));
    }
    if option.repeatable && !option.is_operand() {
        meaning.push_str("; may be repeated");
    }
    if let Some(default) = option.default {
        let _ = write!(meaning, " (default {default})");
    }
    meaning
}

/// An option in a usage line: `--name <NAME>`, in brackets unless it is required.
pub(crate) fn part(option: &Opt) -> String {
    let mut text = option.short.map_or_else(|| option.name(), |short| format!("-{short}"));
    if let Some(value) = metavar(option) {
        let _ = write!(text, " {value}");
    }
    match (option.required, option.repeatable) {
        (true, true) if option.is_operand() => format!("{text} ..."),
        (true, false) => text,
        (true, true) => format!("{text} [{text} ...]"),
        (false, false) => format!("[{text}]"),
        (false, true) => format!("[{text} ...]"),
    }
}

/// What stands for the value of an option; `None` for a switch, and for an operand, whose name
/// that is.
fn metavar(option: &Opt) -> Option<String> {
    option.value.filter(|_| !option.is_operand())?;
    Some(match option.metavar {
        Some(metavar) => metavar.to_owned(),
        None => option.name().trim_start_matches('-').replace('-', "_").to_uppercase(),
    })
}

/// `start`, then the parts, wrapped; later lines begin below the first part.
fn wrapped(start: &str, parts: &[String], width: usize) -> String {
    filled(&format!("{start} "), start.len() + 1, parts.iter().map(String::as_str), width)
}

/// A name and what it means, side by side, the meaning wrapped.
fn entry(page: &mut String, name: &str, meaning: &str, width: usize) {
    let mut start = format!("  {name}");
    if start.len() + 2 > COLUMN {
        page.push_str(&start);
        page.push('\n');
        start.clear();
    }
    let start = format!("{start:COLUMN$}");
    page.push_str(&filled(&start, COLUMN, meaning.split(' '), width));
}

/// `start`, then the parts with blanks between them, on lines of at most `width` characters (but
/// no less than 20 behind the indent), all but the first indented.
fn filled<'t>(
    start: &str,
    indent: usize,
    parts: impl Iterator<Item = &'t str>,
    width: usize,
) -> String {
    let mut text = start.to_owned();
    let mut length = start.len();
    let mut blank = "";
    for part in parts {
        if !blank.is_empty() && length + 1 + part.len() > width.max(indent + 20) {
            text.push('\n');
            text.push_str(&" ".repeat(indent));
            length = indent;
            blank = "";
        }
        text.push_str(blank);
        text.push_str(part);
        length += blank.len() + part.len();
        blank = " ";
    }
    text.push('\n');
    text
}
