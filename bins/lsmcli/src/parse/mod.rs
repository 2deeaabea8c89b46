// SPDX-License-Identifier: MIT OR Apache-2.0
//! From the words of a command line to what is to be done.
//!
//! The present grammar is tried first: global options, a command word, its options. Only where it
//! finds no command, old forms are looked for and rewritten into it.

mod arguments;
mod globals;
mod legacy;
mod scan;
mod scope;
mod suggest;
mod value;

use crate::error::Failure;
use crate::table::{Command, Form, GONE_VALUES, Now, Opt, RENAMED_COMMANDS, Word};
use crate::words;

pub use arguments::Arguments;
pub use globals::{Globals, Sources, When};
pub use value::Value;
pub(crate) use value::spelled_out;

use scan::{End, Scan};
use scope::Scope;
pub(crate) use suggest::nearest;

/// What a command line asks for.
#[derive(Debug)]
pub enum Parsed {
    /// A command.
    Run(Box<Invocation>),
    /// Help for a command or for the program.
    Help(Option<&'static Command>),
    /// The version.
    Version,
    /// Nothing: there are no words.
    NoArguments,
}

/// A command and everything said about it.
#[derive(Debug, Clone)]
pub struct Invocation {
    /// The command.
    pub command: &'static Command,
    /// The values of the global options.
    pub globals: Globals,
    /// The command's own options.
    pub arguments: Arguments,
    /// Old forms that were met, each with the present one.
    pub old_forms: Vec<String>,
}

/// Understands the words that follow the name of the program.
///
/// # Errors
/// [`Failure::Usage`] or [`Failure::Client`], exit code 2, when they make no sense.
pub fn parse(words: &[String]) -> Result<Parsed, Failure> {
    if words.is_empty() {
        return Ok(Parsed::NoArguments);
    }
    let mut old_forms = Vec::new();
    match present(words, &mut old_forms)? {
        Present::Found(parsed) => Ok(parsed),
        Present::NoCommand(failure) => match legacy::rewrite(words, &mut old_forms)? {
            Some(rewritten) => match present(&rewritten, &mut old_forms)? {
                Present::Found(parsed) => Ok(parsed),
                Present::NoCommand(failure) => Err(failure),
            },
            None => Err(failure),
        },
    }
}

/// What the present grammar makes of the words.
enum Present {
    Found(Parsed),
    /// There is no command in command position.
    NoCommand(Failure),
}

fn present(words: &[String], old_forms: &mut Vec<String>) -> Result<Present, Failure> {
    let mut before = Scan::new(words, Scope::program());
    match before.run()? {
        End::Help => Ok(Present::Found(Parsed::Help(None))),
        End::Version => Ok(Present::Found(Parsed::Version)),
        End::Words => Err(Failure::usage(None, "no command given; see lsmcli -h")),
        End::Unknown(word) => Ok(Present::NoCommand(unknown_option(word, &Scope::program()))),
        End::Word(position) => {
            let word = words[position].as_str();
            let Some(meaning) = command_word(word, old_forms)? else {
                return Ok(Present::NoCommand(unknown_command(word)));
            };
            let rest = &words[position + 1..];
            with_command(&before, meaning, rest, old_forms).map(Present::Found)
        }
    }
}

/// The command that a word stands for, old words included.
fn command_word(word: &str, old_forms: &mut Vec<String>) -> Result<Option<Word>, Failure> {
    if let Some(meaning) = Word::find(word) {
        return Ok(Some(meaning));
    }
    let Some(renamed) = RENAMED_COMMANDS.iter().find(|renamed| renamed.old == word) else {
        return Ok(None);
    };
    match renamed.now {
        Now::Command(name, _) => {
            old_forms.push(format!("{word} is now {name}"));
            Ok(Word::find(name))
        }
        Now::Gone(instead) => Err(Failure::client(format!("{word}: {instead}"))),
    }
}

fn with_command(
    before: &Scan<'_>,
    meaning: Word,
    words: &[String],
    old_forms: &mut Vec<String>,
) -> Result<Parsed, Failure> {
    let (command, list_type) = match meaning {
        Word::Command(command) => (command, None),
        Word::List(list) => match Word::find("list") {
            Some(Word::Command(command)) => (command, Some(list)),
            _ => return Err(Failure::client("there is no list command")),
        },
    };
    let scope = Scope::command(command);
    let mut after = Scan::new(words, scope);
    if let (Some(list), Some(option)) = (list_type, command.option("--type")) {
        after.given.push((option, Value::ListType(list)));
    }
    match after.run()? {
        End::Help => return Ok(Parsed::Help(Some(command))),
        End::Version => return Ok(Parsed::Version),
        End::Words | End::Word(_) | End::Unknown(_) => {}
    }
    let problems: Vec<String> =
        [missing(command, &after), unrecognised(&scope, &after)].into_iter().flatten().collect();
    if !problems.is_empty() {
        return Err(Failure::usage(Some(command.name), problems.join("; ")));
    }
    after.check_initiator_types()?;
    old_forms.append(&mut after.old_forms);
    let globals = Globals::new(&before.given, &after.given);
    let arguments = Arguments::new(command, after.given);
    let old_forms = std::mem::take(old_forms);
    Ok(Parsed::Run(Box::new(Invocation { command, globals, arguments, old_forms })))
}

/// The options that the command demands and that were not given.
fn missing(command: &'static Command, scan: &Scan<'_>) -> Option<String> {
    let missing: Vec<String> = command
        .all_options()
        .filter(|option| option.required && !scan.given.iter().any(|(given, _)| given == option))
        .map(|option| option.name())
        .collect();
    let missing = (!missing.is_empty()).then(|| missing.join(", "))?;
    Some(format!("the following arguments are required: {missing}"))
}

/// The words that stand for nothing.
fn unrecognised(scope: &Scope, scan: &Scan<'_>) -> Option<String> {
    let first = scan.unrecognised.first()?;
    let words = words::without_secrets(&scan.unrecognised);
    Some(match nearest(first, scope.long_names()) {
        Some(near) => format!("unrecognized arguments: {words} (did you mean {near}?)"),
        None => format!("unrecognized arguments: {words}"),
    })
}

fn unknown_command(word: &str) -> Failure {
    let text = match nearest(word, Word::all().map(|(name, _)| name)) {
        Some(near) => format!("there is no command {word:?}; did you mean {near}?"),
        None => format!("there is no command {word:?}; see lsmcli -h"),
    };
    Failure::usage(None, text)
}

fn unknown_option(word: &str, scope: &Scope) -> Failure {
    let near = nearest(word, scope.long_names());
    let word = words::without_secrets(&[word.to_owned()]);
    let text = match near {
        Some(near) => format!("unrecognized arguments: {word} (did you mean {near}?)"),
        None => format!("unrecognized arguments: {word}"),
    };
    Failure::usage(None, text)
}

/// The explanation for a value that was given up.
fn gone_value(command: Option<&str>, option: Option<&str>, value: &str) -> Option<Failure> {
    let gone = GONE_VALUES.iter().find(|gone| {
        command == Some(gone.command)
            && option == Some(gone.option)
            && gone.value.eq_ignore_ascii_case(value)
    })?;
    Some(Failure::client(format!("{} {}: {}", gone.option, gone.value, gone.instead)))
}

impl Invocation {
    /// The same with other global options.
    pub(crate) fn with(&self, globals: Globals) -> Self {
        Self { globals, ..self.clone() }
    }

    /// The invocation spelled out: command, its options, then the global ones, each with its long
    /// name where it has one, then operands. Two command lines that mean the same have the same spelling.
    pub fn spelled_out(&self) -> Vec<String> {
        let mut words = vec![self.command.name.to_owned()];
        words.extend(self.arguments.spelled_out(false));
        words.extend(self.globals.spelled_out());
        let operands = self.arguments.spelled_out(true);
        // A command line takes all that follows its first word.
        let takes_all = |option: &Opt| option.value == Some(Form::CommandLine);
        let checked = match self.command.options.iter().any(takes_all) {
            true => operands.len().min(1),
            false => operands.len(),
        };
        if operands[..checked].iter().any(|word| word.starts_with('-') && word != "-") {
            words.push("--".to_owned());
        }
        words.extend(operands);
        words
    }
}
