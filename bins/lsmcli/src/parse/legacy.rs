// SPDX-License-Identifier: MIT OR Apache-2.0
//! Command lines without a command word: an option is the command (`--delete-volume ID`,
//! `-l POOLS`, `--capabilities --sys ID`), or the options stand before the command word. They are
//! rewritten into the present grammar, which then checks them like all others.

use super::scope::{Resolved, Scope};
use crate::error::Failure;
use crate::render::Format;
use crate::table::{Means, Now, OPTION_COMMANDS, OptionCommand, Then, Word};

/// Old switches; every other option that is not global has a value.
const SWITCHES: &[&str] = &["-o", "--optional", "--all"];

/// The command found among the options.
#[derive(Debug)]
struct Found<'w> {
    /// As it was written.
    name: &'w str,
    what: What,
    /// What `=` attached to it.
    attached: Option<&'w str>,
    /// The next word, which is its value unless the option that wants it stands elsewhere.
    next: Option<&'w str>,
}

#[derive(Debug, Clone, Copy)]
enum What {
    Old(&'static OptionCommand),
    /// A present command or alias, as option or as word.
    Present(&'static str),
}

/// An option that goes with the command.
#[derive(Debug)]
struct Other<'w> {
    name: &'w str,
    value: Option<&'w str>,
}

#[derive(Debug, Default)]
struct Pieces<'w> {
    /// Global options before and after the command, values attached.
    globals: [Vec<String>; 2],
    command: Option<Found<'w>>,
    others: Vec<Other<'w>>,
    /// Words that belong to nothing.
    strays: Vec<&'w str>,
}

/// The words in the present grammar; `None` when no command hides in them.
pub(super) fn rewrite(
    words: &[String],
    old_forms: &mut Vec<String>,
) -> Result<Option<Vec<String>>, Failure> {
    let mut pieces = Pieces::default();
    let mut words = words.iter().map(String::as_str).peekable();
    while let Some(word) = words.next() {
        let mut next = || words.next_if(|next| !next.starts_with('-'));
        if word.starts_with("--") && word.len() > 2 {
            pieces.long(word, &mut next)?;
        } else if word.starts_with('-') && word.len() > 1 && word != "--" {
            pieces.bundle(word, &mut next)?;
        } else if let Some((name, _)) = Word::all().find(|(name, _)| *name == word) {
            pieces.command(word, What::Present(name), None, None)?;
        } else {
            pieces.strays.push(word);
        }
    }
    match pieces.command.take() {
        Some(command) => pieces.assemble(&command, old_forms).map(Some),
        None => Ok(None),
    }
}

/// Takes the next word when it can be a value.
type Next<'n, 'w> = &'n mut dyn FnMut() -> Option<&'w str>;

impl<'w> Pieces<'w> {
    fn long(&mut self, word: &'w str, next: Next<'_, 'w>) -> Result<(), Failure> {
        let (name, attached) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (word, None),
        };
        if SWITCHES.contains(&name) && attached.is_none() {
            // One of these is a global option today, but was none of all commands then.
            self.others.push(Other { name, value: None });
            return Ok(());
        }
        match Scope::program().long(name) {
            Resolved::Unknown => {}
            Resolved::Option(option) if option.value.is_some() && attached.is_none() => {
                self.global(name, next());
                return Ok(());
            }
            _ => {
                self.global(name, attached);
                return Ok(());
            }
        }
        if let Some(old) = OPTION_COMMANDS.iter().find(|old| old.old == name) {
            let wants_next = old.value_is.is_some() && attached.is_none();
            let next = if wants_next { next() } else { None };
            return self.command(name, What::Old(old), attached, next);
        }
        let word_of_option = name.strip_prefix("--");
        if let Some((present, _)) = Word::all().find(|(word, _)| word_of_option == Some(word)) {
            return self.command(name, What::Present(present), attached, None);
        }
        let value = match attached {
            None => next(),
            attached => attached,
        };
        self.others.push(Other { name, value });
        Ok(())
    }

    fn bundle(&mut self, word: &'w str, next: Next<'_, 'w>) -> Result<(), Failure> {
        if word == "-o" {
            match next() {
                Some(format) if Format::named(format).is_some() => self.global(word, Some(format)),
                other => {
                    self.others.push(Other { name: word, value: None });
                    self.strays.extend(other);
                }
            }
            return Ok(());
        }
        for (at, letter) in word.char_indices().skip(1) {
            let rest = &word[at + letter.len_utf8()..];
            let attached = (!rest.is_empty()).then(|| rest.strip_prefix('=').unwrap_or(rest));
            let name = format!("-{letter}");
            match Scope::program().short(letter) {
                Resolved::Option(option) if option.value.is_some() => {
                    self.global(&name, attached.or_else(next));
                    return Ok(());
                }
                Resolved::Option(_) => self.global(&name, None),
                _ => {
                    let Some(old) = OPTION_COMMANDS.iter().find(|old| old.short == Some(letter))
                    else {
                        self.others.push(Other { name: word, value: None });
                        return Ok(());
                    };
                    let next = if attached.is_none() { next() } else { None };
                    return self.command(old.old, What::Old(old), attached, next);
                }
            }
        }
        Ok(())
    }

    fn global(&mut self, name: &str, value: Option<&str>) {
        self.globals[usize::from(self.command.is_some())].push(joined(name, value));
    }

    fn command(
        &mut self,
        name: &'w str,
        what: What,
        attached: Option<&'w str>,
        next: Option<&'w str>,
    ) -> Result<(), Failure> {
        if let Some(first) = &self.command {
            let text = format!("two commands at once: {} and {name}", first.name);
            return Err(Failure::usage(None, text));
        }
        self.command = Some(Found { name, what, attached, next });
        Ok(())
    }

    /// Puts the pieces together in the order of the present grammar.
    fn assemble(
        mut self,
        found: &Found<'w>,
        old_forms: &mut Vec<String>,
    ) -> Result<Vec<String>, Failure> {
        let (name, main, rows) = match found.what {
            What::Present(name) => (name, None, &[][..]),
            What::Old(old) => match old.now {
                Now::Command(name, main) => (name, main, old.options),
                Now::Gone(instead) => {
                    return Err(Failure::client(format!("{}: {instead}", found.name)));
                }
            },
        };
        let mut options = Vec::new();
        let mut main_is_given = false;
        for Other { name: written, value } in self.others {
            let mut name_now = written;
            match rows.iter().find(|row| row.old == written).map(|row| &row.then) {
                Some(Then::Is(now)) => name_now = now,
                Some(Then::Ignored) => continue,
                Some(Then::Gone(instead)) => {
                    return Err(Failure::client(format!("{written}: {instead}")));
                }
                None => {}
            }
            main_is_given |= main.is_some() && long_name(name, name_now) == main;
            options.push(joined(name_now, value));
        }
        let value = match (found.attached, found.next) {
            (None, Some(next)) if main_is_given => {
                self.strays.insert(0, next);
                None
            }
            (attached, next) => attached.or(next),
        };
        match (main, value) {
            (Some(main), Some(value)) => options.insert(0, joined(main, Some(value))),
            (None, Some(_)) => {
                return Err(Failure::usage(None, format!("{} takes no value", found.name)));
            }
            _ => {}
        }
        // In old forms words never were more objects.
        if let Some(Word::Command(command)) = Word::find(name)
            && command.repeats().is_some()
            && let Some(stray) = self.strays.first()
        {
            let text = format!("unrecognized arguments: {stray}");
            return Err(Failure::usage(Some(command.name), text));
        }
        if found.name != name {
            old_forms.push(format!("{} is now {name}", found.name));
        }
        let [mut words, after] = self.globals;
        words.push(name.to_owned());
        words.append(&mut options);
        words.extend(after);
        words.extend(self.strays.into_iter().map(str::to_owned));
        Ok(words)
    }
}

/// `name=value` keeps a value together with its option whatever it looks like.
fn joined(name: &str, value: Option<&str>) -> String {
    match value {
        Some(value) => format!("{name}={value}"),
        None => name.to_owned(),
    }
}

/// The full name of an option of `command`, whatever name of it was written.
fn long_name(command: &str, written: &str) -> Option<&'static str> {
    let scope = match Word::find(command)? {
        Word::Command(command) => Scope::command(command),
        Word::List(_) => return None,
    };
    match scope.long(written) {
        Resolved::Option(option) => option.long,
        Resolved::Synonym(synonym) => match synonym.means {
            Means::Option(long) => Some(long),
            _ => None,
        },
        _ => None,
    }
}
