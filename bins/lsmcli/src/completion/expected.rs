// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is expected behind the words of an unfinished command line. Mistakes before it are passed
//! over: whoever is still writing may yet mend them.

use super::everywhere;
use crate::table::{Command, Form, Opt, Word};

/// What is expected.
#[derive(Debug, Clone, Copy)]
pub(super) enum Expected {
    /// The word of a command.
    Command,
    /// The value of an option.
    Value(&'static Opt),
    /// An operand, or an option.
    Operand(&'static Opt),
    /// An option.
    Options,
}

/// The place behind some words.
#[derive(Debug)]
pub(super) struct Position {
    pub(super) expected: Expected,
    pub(super) command: Option<&'static Command>,
    /// Options and operands before it.
    pub(super) given: Vec<&'static Opt>,
}

impl Position {
    /// The place behind `words`.
    pub(super) fn after(words: &[String]) -> Self {
        let mut position = Self { expected: Expected::Command, command: None, given: Vec::new() };
        for word in words {
            position.pass(word);
        }
        position
    }

    /// The options that can stand here, given ones included.
    pub(super) fn options(&self) -> Vec<&'static Opt> {
        let own = self.command.into_iter().flat_map(Command::all_options);
        own.chain(everywhere()).collect()
    }

    fn pass(&mut self, word: &str) {
        match self.expected {
            Expected::Value(option) => self.take(option),
            _ if word.starts_with('-') && word != "-" => self.pass_option(word),
            Expected::Command => match Word::find(word) {
                Some(Word::Command(command)) => self.enter(command),
                Some(Word::List(_)) => {
                    if let Some(Word::Command(list)) = Word::find("list") {
                        self.enter(list);
                        self.given.extend(list.option("--type"));
                    }
                }
                None => {}
            },
            // A command that is an operand takes the rest of the line.
            Expected::Operand(operand) if operand.value == Some(Form::CommandLine) => {
                self.command = None;
                self.expected = Expected::Command;
                self.pass(word);
            }
            Expected::Operand(operand) => self.take(operand),
            Expected::Options => {}
        }
    }

    fn pass_option(&mut self, word: &str) {
        let (name, is_whole) = match word.split_once('=') {
            Some((name, _)) => (name, true),
            None => (word, false),
        };
        let mut letters = name.chars().skip(1);
        let letter = letters.next();
        let found = self.options().into_iter().find(|option| match name.starts_with("--") {
            true => option.long == Some(name),
            false => option.short.is_some() && option.short == letter,
        });
        let Some(option) = found else { return };
        let has_value = is_whole || (!name.starts_with("--") && letters.next().is_some());
        match option.value {
            Some(_) if !has_value => self.expected = Expected::Value(option),
            _ => self.take(option),
        }
    }

    fn enter(&mut self, command: &'static Command) {
        self.command = Some(command);
        self.expect_next();
    }

    fn take(&mut self, option: &'static Opt) {
        self.given.push(option);
        self.expect_next();
    }

    fn expect_next(&mut self) {
        let Some(command) = self.command else {
            self.expected = Expected::Command;
            return;
        };
        let is_missing =
            |option: &Opt| option.required && !option.is_operand() && !self.given.contains(&option);
        if command.all_options().any(is_missing) {
            self.expected = Expected::Options;
            return;
        }
        let mut operands = command.all_options().filter(|option| option.is_operand());
        let next = operands.find(|operand| operand.repeatable || !self.given.contains(operand));
        self.expected = next.map_or(Expected::Options, Expected::Operand);
    }
}
