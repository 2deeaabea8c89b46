// SPDX-License-Identifier: MIT OR Apache-2.0
//! The options that count in one place, and what a name stands for among them.

use crate::table::{Command, GLOBAL_OPTIONS, NEW_GLOBAL_OPTIONS, Opt, SYNONYMS, Synonym, Where};

/// The options that are known before the command, or after it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scope {
    pub(super) command: Option<&'static Command>,
}

/// What a name stands for.
#[derive(Debug)]
pub(super) enum Resolved {
    Option(&'static Opt),
    Synonym(&'static Synonym),
    /// A prefix of all these.
    Ambiguous(Vec<&'static str>),
    Unknown,
}

impl Scope {
    pub(super) fn program() -> Self {
        Self { command: None }
    }

    pub(super) fn command(command: &'static Command) -> Self {
        Self { command: Some(command) }
    }

    /// The name of the command, for messages.
    pub(super) fn command_name(&self) -> Option<&'static str> {
        self.command.map(|command| command.name)
    }

    /// The options whose names may be abbreviated.
    fn old_options(&self) -> impl Iterator<Item = &'static Opt> + use<> {
        self.command.map_or(&[][..], |command| command.options).iter().chain(GLOBAL_OPTIONS)
    }

    fn options(&self) -> impl Iterator<Item = &'static Opt> + use<> {
        let new = self.command.map_or(&[][..], |command| command.new_options());
        self.old_options().chain(new).chain(NEW_GLOBAL_OPTIONS)
    }

    /// The long names of all options.
    pub(super) fn long_names(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.options().filter(|option| !option.hidden).filter_map(|option| option.long)
    }

    fn synonyms(&self) -> impl Iterator<Item = &'static Synonym> {
        SYNONYMS.iter().filter(|synonym| match (self.command, &synonym.place) {
            (None, _) => false,
            (Some(command), Where::With(option)) => command.option(option).is_some(),
            (Some(command), Where::In(commands)) => commands.contains(&command.name),
        })
    }

    /// What a long name, or the beginning of one, stands for. Today's names come first, so that a
    /// synonym never makes an abbreviation ambiguous that works today.
    pub(super) fn long(&self, name: &str) -> Resolved {
        if let Some(option) = self.options().find(|option| option.long == Some(name)) {
            return Resolved::Option(option);
        }
        let mut starting = self
            .old_options()
            .filter(|option| option.long.is_some_and(|long| long.starts_with(name)));
        let first = starting.next();
        let others: Vec<_> = starting.filter_map(|option| option.long).collect();
        if let (Some(option), true) = (first, others.is_empty()) {
            return Resolved::Option(option);
        }
        if let Some(synonym) = self.synonyms().find(|synonym| synonym.old == name) {
            return Resolved::Synonym(synonym);
        }
        if let Some(long) = first.and_then(|option| option.long) {
            return Resolved::Ambiguous([&[long], &others[..]].concat());
        }
        let mut starting = self.synonyms().filter(|synonym| synonym.old.starts_with(name));
        match (starting.next(), starting.next()) {
            (Some(synonym), None) => Resolved::Synonym(synonym),
            (Some(one), Some(two)) => Resolved::Ambiguous(vec![one.old, two.old]),
            (None, _) => Resolved::Unknown,
        }
    }

    /// What a letter stands for.
    pub(super) fn short(&self, letter: char) -> Resolved {
        if let Some(option) = self.options().find(|option| option.short == Some(letter)) {
            return Resolved::Option(option);
        }
        self.old_short(letter)
    }

    /// What a letter stood for that is an option of another kind today.
    pub(super) fn old_short(&self, letter: char) -> Resolved {
        let name = ['-', letter];
        match self.synonyms().find(|synonym| synonym.old.chars().eq(name)) {
            Some(synonym) => Resolved::Synonym(synonym),
            None => Resolved::Unknown,
        }
    }

    /// Whether a word stands for an option here, or looks as if it were to. A lone dash, negative
    /// numbers and texts with blanks do not, unless they begin with an option of today.
    pub(super) fn is_option(&self, word: &str) -> bool {
        if !word.starts_with('-') || word == "-" {
            return false;
        }
        let today = matches!(self.meaning(word), Resolved::Option(_) | Resolved::Ambiguous(_));
        today || !(is_negative_number(word) || word.contains(' '))
    }

    /// Whether a word is an old option, with or without its value.
    pub(super) fn is_old_option(&self, word: &str) -> bool {
        matches!(self.meaning(word), Resolved::Synonym(_))
    }

    fn meaning(&self, word: &str) -> Resolved {
        if word.starts_with("--") {
            return self.long(word.split('=').next().unwrap_or(word));
        }
        let mut letters = word.chars().skip(1);
        // What came later does not make an option of a value that was none.
        letters.next().map_or(Resolved::Unknown, |letter| match letter {
            'o' if word.contains(' ') => self.old_short(letter),
            letter => self.short(letter),
        })
    }
}

/// `-5`, `-.5`, `-1.5`.
fn is_negative_number(word: &str) -> bool {
    let Some(number) = word.strip_prefix('-') else { return false };
    let (whole, fraction) = number.split_once('.').unwrap_or(("", number));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    digits(whole) && !fraction.is_empty() && digits(fraction)
}
