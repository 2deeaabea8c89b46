// SPDX-License-Identifier: MIT OR Apache-2.0
//! The values of the options of a command.

use std::time::Duration;

use lsm_core::{InitiatorId, LedStatus};

use super::value::{Value, duration, spelled_out};
use crate::table::{Choice, Command, Form, ListType, Opt};

/// The options of a command that were given. Of an option that does not repeat the last one
/// counts. Asking for an option that the command does not have gives nothing.
#[derive(Debug, Clone)]
pub struct Arguments {
    command: &'static Command,
    given: Vec<(&'static Opt, Value)>,
}

impl Arguments {
    pub(super) fn new(command: &'static Command, mut given: Vec<(&'static Opt, Value)>) -> Self {
        given.retain(|(option, _)| command.all_options().any(|own| own == *option));
        Self { command, given }
    }

    fn all(&self, long: &str) -> impl DoubleEndedIterator<Item = &Value> {
        debug_assert!(self.command.option(long).is_some(), "{long} of {}", self.command.name);
        let named = self.given.iter().filter(move |(option, _)| option.is_named(long));
        named.map(|(_, value)| value)
    }

    /// Every value of an option, when the command has it.
    pub(crate) fn values(&self, name: &str) -> Vec<&Value> {
        self.given.iter().filter(|(option, _)| option.is_named(name)).map(|(_, v)| v).collect()
    }

    /// Gives an option this value and no other.
    pub(crate) fn replace(&mut self, name: &str, value: Value) {
        let Some(option) = self.command.option(name) else { return };
        self.remove(name);
        self.given.push((option, value));
    }

    /// Takes an option away.
    pub(crate) fn remove(&mut self, name: &str) {
        self.given.retain(|(option, _)| !option.is_named(name));
    }

    /// The text of an option, when it was given.
    pub fn text(&self, long: &str) -> Option<&str> {
        self.all(long).next_back().and_then(as_text)
    }

    /// The text of an option of which an empty one counts as none.
    pub fn filled(&self, long: &str) -> Option<&str> {
        self.text(long).filter(|text| !text.is_empty())
    }

    /// The text of an option that the parser has demanded.
    pub fn required(&self, long: &str) -> &str {
        self.text(long).unwrap_or_default()
    }

    /// Every text of an option that repeats.
    pub fn texts(&self, long: &str) -> Vec<String> {
        self.all(long).filter_map(as_text).map(str::to_owned).collect()
    }

    /// The number of an option, when it was given.
    pub fn number(&self, long: &str) -> Option<u64> {
        self.numbers(long).pop()
    }

    /// Whether a switch was given.
    pub fn switch(&self, long: &str) -> bool {
        self.all(long).next().is_some()
    }

    /// Every number of an option that repeats.
    pub fn numbers(&self, long: &str) -> Vec<u64> {
        let number = |value: &Value| match value {
            Value::Number(number) => Some(*number),
            _ => None,
        };
        self.all(long).filter_map(number).collect()
    }

    /// The states of lights of an option.
    pub fn led(&self, long: &str) -> Option<LedStatus> {
        match self.all(long).last() {
            Some(Value::Led(state)) => Some(*state),
            _ => None,
        }
    }

    /// The initiator of an option.
    pub fn initiator(&self, long: &str) -> Option<&InitiatorId> {
        self.initiators(long).pop()
    }

    /// Every initiator of an option that repeats.
    pub fn initiators(&self, long: &str) -> Vec<&InitiatorId> {
        let all = self.all(long);
        all.filter_map(|value| match value {
            Value::Initiator(initiator) => Some(initiator),
            _ => None,
        })
        .collect()
    }

    /// The word chosen for an option, or its default.
    pub fn choice(&self, long: &str) -> Option<&'static Choice> {
        if let Some(Value::Choice(choice)) = self.all(long).next_back() {
            return Some(choice);
        }
        let option = self.command.option(long)?;
        match option.value {
            Some(Form::Choice(choices)) => {
                choices.iter().find(|choice| Some(choice.name) == option.default)
            }
            _ => None,
        }
    }

    /// The length of time of an option, or its default.
    pub fn duration(&self, long: &str) -> Option<Duration> {
        if let Some(Value::Duration(duration)) = self.all(long).next_back() {
            return Some(*duration);
        }
        self.command.option(long)?.default.and_then(|default| duration(default).ok())
    }

    /// The list type of an option.
    pub fn list_type(&self, long: &str) -> Option<&'static ListType> {
        self.all(long).next_back().and_then(|value| match value {
            Value::ListType(list) => Some(*list),
            _ => None,
        })
    }

    /// The options of the command that filter a list and were given a value, in the order of the
    /// table, with the value.
    pub fn filters(&self) -> Vec<(&'static Opt, &str)> {
        self.command
            .all_options()
            .filter(|option| option.search_key.is_some())
            .filter_map(|option| Some((option, self.filled(option.long?)?)))
            .collect()
    }

    /// The options spelled out, or the operands.
    pub(super) fn spelled_out(&self, operands: bool) -> Vec<String> {
        let mut words = Vec::new();
        for option in self.command.all_options().filter(|option| option.is_operand() == operands) {
            let values = self.given.iter().filter(|(given, _)| *given == option);
            let skip = if option.repeatable { 0 } else { values.clone().count().saturating_sub(1) };
            for (_, value) in values.skip(skip) {
                match (option.is_operand(), value.spelled_out()) {
                    (true, value) => words.extend(value),
                    (false, value) => words.extend(spelled_out(&option.name(), value)),
                }
            }
        }
        words
    }
}

fn as_text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}
