// SPDX-License-Identifier: MIT OR Apache-2.0
//! Walks over words and collects options.

use lsm_core::{InitiatorId, InitiatorType};

use super::scope::{Resolved, Scope};
use super::value::Value;
use super::{gone_value, suggest};
use crate::error::Failure;
use crate::render::Format;
use crate::table::{Command, Form, Means, Opt, Synonym};

/// A walk over the words before or after the command.
#[derive(Debug)]
pub(super) struct Scan<'w> {
    words: &'w [String],
    position: usize,
    scope: Scope,
    /// After `--` nothing is an option.
    only_words: bool,
    /// Options met, in their order.
    pub(super) given: Vec<(&'static Opt, Value)>,
    /// Words after the command that stand for nothing.
    pub(super) unrecognised: Vec<String>,
    /// Old option names met.
    pub(super) old_forms: Vec<String>,
    initiator_types: Vec<String>,
}

/// Why a walk ended.
pub(super) enum End<'w> {
    /// `-h`.
    Help,
    /// `-v`.
    Version,
    /// A word that is no option, before the command.
    Word(usize),
    /// An option that nobody knows, before the command.
    Unknown(&'w str),
    /// All words were seen.
    Words,
}

impl<'w> Scan<'w> {
    pub(super) fn new(words: &'w [String], scope: Scope) -> Self {
        Self {
            words,
            position: 0,
            scope,
            only_words: false,
            given: Vec::new(),
            unrecognised: Vec::new(),
            old_forms: Vec::new(),
            initiator_types: Vec::new(),
        }
    }

    pub(super) fn run(&mut self) -> Result<End<'w>, Failure> {
        let before_command = self.scope.command.is_none();
        while let Some(word) = self.words.get(self.position) {
            if !self.only_words && word == "--" {
                self.only_words = true;
                self.position += 1;
                continue;
            }
            let is_option = self.scope.is_option(word) || self.scope.is_old_option(word);
            if self.only_words || !is_option {
                if before_command {
                    return Ok(End::Word(self.position));
                }
                self.position += 1;
                match self.next_operand() {
                    Some(operand) => self.operand(operand, word)?,
                    None => self.unrecognised.push(word.clone()),
                }
                continue;
            }
            self.position += 1;
            let met = self.given.len();
            let known = match word.starts_with("--") {
                true => self.long(word)?,
                false => self.bundle(word)?,
            };
            if !known {
                if before_command {
                    return Ok(End::Unknown(word));
                }
                self.unrecognised.push(word.clone());
            }
            for (option, _) in &self.given[met..] {
                match option.short {
                    Some('h') => return Ok(End::Help),
                    Some('v') => return Ok(End::Version),
                    _ => {}
                }
            }
        }
        Ok(End::Words)
    }

    /// `--name`, `--name=value`; false when nobody knows the name.
    fn long(&mut self, word: &str) -> Result<bool, Failure> {
        let (name, attached) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (word, None),
        };
        match self.scope.long(name) {
            Resolved::Option(option) => self.option(option, attached)?,
            Resolved::Synonym(synonym) => self.synonym(synonym, attached)?,
            Resolved::Ambiguous(names) => {
                let text = format!("ambiguous option: {name} could match {}", names.join(", "));
                return Err(self.usage(text));
            }
            Resolved::Unknown => return Ok(false),
        }
        Ok(true)
    }

    /// `-x`, `-xVALUE`, `-x=VALUE`, `-xyzVALUE`; false when nobody knows what it is.
    fn bundle(&mut self, word: &str) -> Result<bool, Failure> {
        let mut rest = word[1..].chars();
        let mut met = Vec::new();
        while let Some(letter) = rest.next() {
            let meaning = match letter {
                'o' if rest.as_str().is_empty() && !self.is_format_next() => {
                    self.scope.old_short(letter)
                }
                _ => self.scope.short(letter),
            };
            match meaning {
                Resolved::Option(option) if option.value.is_some() => {
                    let attached = rest.as_str();
                    let attached = attached.strip_prefix('=').unwrap_or(attached);
                    let attached = (!rest.as_str().is_empty()).then_some(attached);
                    self.given.append(&mut met);
                    self.option(option, attached)?;
                    return Ok(true);
                }
                Resolved::Option(option) => met.push((option, Value::Switch)),
                Resolved::Synonym(synonym) if word.chars().count() == 2 => {
                    self.synonym(synonym, None)?;
                    return Ok(true);
                }
                // Before the command it may be the letter of an old option-command.
                _ if met.is_empty() || self.scope.command.is_none() => return Ok(false),
                _ => {
                    let text = format!("{word}: there is no option -{letter}");
                    return Err(self.usage(text));
                }
            }
        }
        self.given.append(&mut met);
        Ok(true)
    }

    /// Whether `-o` is followed by the name of a format, if only a wrong one. In `list` it is an
    /// old switch when no word follows; before the command it may be one that went with an old
    /// option-command, and the word behind it the command.
    fn is_format_next(&self) -> bool {
        let next = self.words.get(self.position);
        match self.scope.command {
            Some(command) if command.name == "list" => {
                next.is_some_and(|word| !word.starts_with('-'))
            }
            Some(_) => true,
            None => next.is_some_and(|word| Format::named(word).is_some()),
        }
    }

    fn option(&mut self, option: &'static Opt, attached: Option<&str>) -> Result<(), Failure> {
        let Some(form) = option.value else {
            if attached.is_some() {
                let text = format!("argument {}: it takes no value", names(option));
                return Err(self.usage(text));
            }
            self.given.push((option, Value::Switch));
            return Ok(());
        };
        let attached = attached.or_else(|| self.negative_size(form));
        let text = self.value(&names(option), attached)?;
        let value = self.read(option, form, &text)?;
        self.given.push((option, value));
        Ok(())
    }

    /// The next word if it is a size with a minus sign, where a size is wanted: nothing else it
    /// could be, and it stands for a change.
    fn negative_size(&mut self, form: Form) -> Option<&'w str> {
        let word = self.words.get(self.position)?;
        let is_size = word.strip_prefix('-')?.starts_with(|first: char| first.is_ascii_digit());
        if form != Form::Size || !is_size {
            return None;
        }
        self.position += 1;
        Some(word)
    }

    /// Reads a value; where several objects may be named, a dash stands for those that standard
    /// input names, whatever their form.
    fn read(&self, option: &'static Opt, form: Form, text: &str) -> Result<Value, Failure> {
        let names_several = || {
            let several = self.scope.command.and_then(Command::repeats);
            several.is_some_and(|several| option.is_named(several) || option.is_named("<MORE>"))
        };
        if text == "-" && names_several() {
            return Ok(Value::Text(text.to_owned()));
        }
        Value::read(form, text).map_err(|what| self.bad_value(option, text, &what))
    }

    /// The operand that the next word belongs to.
    fn next_operand(&self) -> Option<&'static Opt> {
        let is_given = |operand: &Opt| self.given.iter().any(|(given, _)| *given == operand);
        let mut operands = self.scope.command?.all_options().filter(|option| option.is_operand());
        operands.find(|operand| operand.repeatable || !is_given(operand))
    }

    /// Takes a word as the value of an operand; with [`Form::CommandLine`] takes all that follow
    /// as well, except the command's own options.
    fn operand(&mut self, operand: &'static Opt, word: &str) -> Result<(), Failure> {
        let form = operand.value.unwrap_or(Form::Text);
        let value = self.read(operand, form, word)?;
        self.given.push((operand, value));
        if form != Form::CommandLine {
            return Ok(());
        }
        while let Some(word) = self.words.get(self.position) {
            self.position += 1;
            let name = word.split('=').next().unwrap_or_default();
            let own = self.scope.command.and_then(|command| command.option(name));
            match own.filter(|option| !option.is_operand()) {
                Some(_) => {
                    self.long(word)?;
                }
                None => self.given.push((operand, Value::Text(word.clone()))),
            }
        }
        Ok(())
    }

    fn bad_value(&self, option: &Opt, value: &str, what: &str) -> Failure {
        if let Some(failure) = gone_value(self.scope.command_name(), option.long, value) {
            return failure;
        }
        let mut text = format!("argument {}: {what}", names(option));
        if let Some(Form::Choice(_) | Form::ListType) = option.value {
            let choices = option.value.map(Form::choices).unwrap_or_default();
            let near = |value: &str| suggest::nearest(value, choices.iter().copied());
            let upper = near(&value.to_ascii_uppercase());
            if let Some(near) = upper.or_else(|| near(&value.to_ascii_lowercase())) {
                text.push_str(&format!("; did you mean {near}?"));
            }
        }
        self.usage(text)
    }

    fn synonym(
        &mut self,
        synonym: &'static Synonym,
        attached: Option<&str>,
    ) -> Result<(), Failure> {
        match synonym.means {
            Means::Option(long) => {
                let Some(option) = self.scope.command.and_then(|command| command.option(long))
                else {
                    return Err(self.usage(format!("there is no option {long}")));
                };
                self.old_forms.push(format!("{} is now {long}", synonym.old));
                self.option(option, attached)
            }
            Means::InitiatorType => {
                self.old_forms.push(format!("{} is not needed", synonym.old));
                let kind = self.value(synonym.old, attached)?;
                self.initiator_types.push(kind);
                Ok(())
            }
            Means::Access => {
                self.old_forms.push(format!("{} is not needed", synonym.old));
                let access = self.value(synonym.old, attached)?;
                match access.to_ascii_uppercase().as_str() {
                    "RW" => Ok(()),
                    "RO" => Err(Failure::client(format!(
                        "{} RO: volumes are always granted for reading and writing",
                        synonym.old
                    ))),
                    _ => Err(self.usage(format!("argument {}: choose RW", synonym.old))),
                }
            }
            Means::Nothing => {
                if attached.is_some() {
                    return Err(self.usage(format!("argument {}: it takes no value", synonym.old)));
                }
                self.old_forms.push(format!("{} is not needed", synonym.old));
                Ok(())
            }
        }
    }

    /// The value of an option: what is attached to it, or the next word.
    fn value(&mut self, name: &str, attached: Option<&str>) -> Result<String, Failure> {
        if let Some(value) = attached {
            return Ok(value.to_owned());
        }
        let mut next = self.words.get(self.position);
        if next.is_some_and(|word| word == "--") && !self.only_words {
            self.only_words = true;
            self.position += 1;
            next = self.words.get(self.position);
        }
        match next {
            Some(word) if self.only_words || !self.scope.is_option(word) => {
                self.position += 1;
                Ok(word.clone())
            }
            _ => Err(self.usage(format!("argument {name}: expected one argument"))),
        }
    }

    /// Compares the kinds of initiator that were told with the initiator itself.
    pub(super) fn check_initiator_types(&self) -> Result<(), Failure> {
        for told in &self.initiator_types {
            let kind = match told.to_ascii_uppercase().as_str() {
                "WWPN" => InitiatorType::WWPN,
                "ISCSI" => InitiatorType::ISCSI_IQN,
                _ => {
                    let text = format!("initiators of type {told:?} are gone; use WWPN or ISCSI");
                    return Err(Failure::client(text));
                }
            };
            let initiators = self.given.iter().filter_map(|(_, value)| match value {
                Value::Initiator(initiator) => Some(initiator),
                _ => None,
            });
            if let Some(other) =
                initiators.into_iter().find(|id| InitiatorId::init_type(id) != kind)
            {
                let text = format!("the initiator {other} is not of type {told}");
                return Err(Failure::client(text));
            }
        }
        Ok(())
    }

    fn usage(&self, text: impl Into<String>) -> Failure {
        Failure::usage(self.scope.command_name(), text)
    }
}

/// Both names of an option, for messages: `-u/--uri`.
fn names(option: &Opt) -> String {
    match (option.short, option.long) {
        (Some(short), Some(long)) => format!("-{short}/{long}"),
        _ => option.name(),
    }
}
