// SPDX-License-Identifier: MIT OR Apache-2.0
//! Match rules: which messages a receiver wants.

use std::fmt;
use std::str::FromStr;

use crate::message::{Kind, Message, names};
use crate::{Error, Result};

/// A match rule as `org.freedesktop.DBus.AddMatch` takes it. What is not set matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// The kind of message: a call, a reply, an error or a signal.
    pub kind: Option<Kind>,
    /// The bus name of the sender, unique or well-known.
    pub sender: Option<String>,
    /// The interface of the member.
    pub interface: Option<String>,
    /// The method or signal.
    pub member: Option<String>,
    /// The object that emits or is called.
    pub path: Option<String>,
    /// That object, or one above it.
    pub path_namespace: Option<String>,
    /// To whom the message goes: a unique name.
    pub destination: Option<String>,
    /// What arguments of the body have to be: number of the argument, up to 63, and test.
    pub arguments: Vec<(u8, Argument)>,
    /// Whether messages to others are wanted, too.
    pub eavesdrop: Option<bool>,
}

/// A test of one argument of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Argument {
    /// A string that is this one.
    Is(String),
    /// A string or an object path that is this one; or one of both ends in `/` and the other one
    /// begins with it.
    Path(String),
    /// A string that is this bus name, or begins with it and a dot. Of argument 0 only.
    Namespace(String),
}

impl Rule {
    /// Signals of this interface.
    pub fn interface(interface: &str) -> Self {
        Self { kind: Some(Kind::Signal), interface: Some(interface.into()), ..Self::default() }
    }

    /// Whether the rule wants this message, by all that the message itself tells: a well-known
    /// name as sender counts as met, since messages carry unique names.
    pub fn matches(&self, message: &Message<'_>) -> bool {
        self.matches_header(message) && (self.arguments.is_empty() || self.matches_body(message))
    }

    /// Whether the rule may want messages with the header of this one; see
    /// [`Message::header_id`]. If the rule has no [`Self::arguments`], it does want them.
    pub fn matches_header(&self, message: &Message<'_>) -> bool {
        let is = |wanted: &Option<String>, found: Option<&str>| {
            wanted.as_deref().is_none_or(|wanted| found == Some(wanted))
        };
        let sender = match self.sender.as_deref() {
            Some(name) if name.starts_with(':') => message.sender() == Some(name),
            // The bus itself is the only sender whose well-known name is in its messages.
            Some(name) => {
                message.sender().is_none_or(|found| found.starts_with(':') || found == name)
            }
            None => true,
        };
        self.kind.is_none_or(|kind| kind == message.kind())
            && is(&self.interface, message.interface())
            && is(&self.member, message.member())
            && is(&self.path, message.path())
            && is(&self.destination, message.destination())
            && self.path_namespace.as_deref().is_none_or(|namespace| {
                message.path().is_some_and(|path| is_below(path, namespace, '/'))
            })
            && sender
    }

    fn matches_body(&self, message: &Message<'_>) -> bool {
        let last = self.arguments.iter().map(|(number, _)| *number).max().unwrap_or(0);
        let mut body = message.body();
        for number in 0..=last {
            let (text, is_path) = match body.rest().as_bytes().first() {
                Some(b's') => (body.string().ok(), false),
                Some(b'o') => (body.object_path().ok(), true),
                Some(_) => (body.skip().ok().and(None), false),
                None => (None, false),
            };
            let tests = self.arguments.iter().filter(|(of, _)| *of == number);
            for (_, test) in tests {
                if !text.is_some_and(|text| test.holds(text, is_path)) {
                    return false;
                }
            }
        }
        true
    }

    /// Sets what one key of a rule says.
    fn set(&mut self, key: &str, value: String) -> std::result::Result<(), &'static str> {
        let bytes = value.as_bytes();
        let place = match key {
            "type" => {
                let kind = KINDS.iter().find(|(name, _)| *name == value).map(|(_, kind)| *kind);
                return once(&mut self.kind, kind.ok_or("there is no such type of message")?);
            }
            "eavesdrop" => {
                let wanted = value.parse().map_err(|_| "eavesdrop is either true or false")?;
                return once(&mut self.eavesdrop, wanted);
            }
            "sender" if names::is_bus(bytes) => &mut self.sender,
            "destination" if names::is_bus(bytes) => &mut self.destination,
            "interface" if names::is_interface(bytes) => &mut self.interface,
            "member" if names::is_member(bytes) => &mut self.member,
            "path" if names::is_path(bytes) => &mut self.path,
            "path_namespace" if names::is_path(bytes) => &mut self.path_namespace,
            "sender" | "destination" | "interface" | "member" | "path" | "path_namespace" => {
                return Err("a name or path in it does not keep to its rules");
            }
            _ => return self.set_argument(key, value),
        };
        once(place, value)?;
        if self.path.is_some() && self.path_namespace.is_some() {
            return Err("path and path_namespace exclude each other");
        }
        Ok(())
    }

    fn set_argument(&mut self, key: &str, value: String) -> std::result::Result<(), &'static str> {
        const UNKNOWN: &str = "there is no such key";
        let rest = key.strip_prefix("arg").ok_or(UNKNOWN)?;
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let (number, suffix) = rest.split_at(digits);
        let number = number.parse().ok().filter(|number| *number < 64).ok_or(UNKNOWN)?;
        let test = match suffix {
            "" => Argument::Is(value),
            "path" => Argument::Path(value),
            "namespace" if number == 0 => Argument::Namespace(value),
            _ => return Err(UNKNOWN),
        };
        if self.arguments.iter().any(|(of, _)| *of == number) {
            return Err("an argument has two tests");
        }
        self.arguments.push((number, test));
        Ok(())
    }
}

const KINDS: [(&str, Kind); 4] = [
    ("method_call", Kind::Call),
    ("method_return", Kind::Return),
    ("error", Kind::Error),
    ("signal", Kind::Signal),
];

impl Argument {
    fn holds(&self, text: &str, is_path: bool) -> bool {
        match self {
            Self::Is(wanted) => !is_path && text == wanted,
            Self::Path(wanted) => {
                text == wanted
                    || (wanted.ends_with('/') && text.starts_with(&**wanted))
                    || (text.ends_with('/') && wanted.starts_with(text))
            }
            Self::Namespace(wanted) => !is_path && is_below(text, wanted, '.'),
        }
    }
}

/// Whether `name` is `above`, or is below it by whole elements.
fn is_below(name: &str, above: &str, separator: char) -> bool {
    // Everything is below the root, whose name ends with the separator itself.
    let above = above.strip_suffix('/').unwrap_or(above);
    name.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with(separator))
}

fn once<T>(place: &mut Option<T>, value: T) -> std::result::Result<(), &'static str> {
    if place.is_some() {
        return Err("a key is given twice");
    }
    *place = Some(value);
    Ok(())
}

impl FromStr for Rule {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let invalid = |why| Error::Invalid { what: "match rule", value: text.into(), why };
        let mut rule = Self::default();
        let mut rest = text;
        while !rest.trim_start().is_empty() {
            let (key, behind) = rest.split_once('=').ok_or(invalid("a key has no value"))?;
            let (value, behind) =
                unquote(behind).ok_or(invalid("an apostrophe has no counterpart"))?;
            rule.set(key.trim(), value).map_err(invalid)?;
            rest = behind;
        }
        Ok(rule)
    }
}

/// Reads a value up to the comma behind it; gives what follows that. In apostrophes everything
/// stands for itself; outside of them, `\'` is an apostrophe.
fn unquote(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut quoted = false;
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\'' => quoted = !quoted,
            ',' if !quoted => return Some((value, text.get(at + 1..)?)),
            '\\' if !quoted && letters.next_if(|(_, next)| *next == '\'').is_some() => {
                value.push('\'');
            }
            letter => value.push(letter),
        }
    }
    if quoted { None } else { Some((value, "")) }
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = KINDS.iter().find(|(_, kind)| Some(*kind) == self.kind);
        let eavesdrop = self.eavesdrop.map(|wanted| wanted.to_string());
        let mut keys = vec![
            ("type".to_owned(), kind.map(|(name, _)| *name)),
            ("sender".to_owned(), self.sender.as_deref()),
            ("interface".to_owned(), self.interface.as_deref()),
            ("member".to_owned(), self.member.as_deref()),
            ("path".to_owned(), self.path.as_deref()),
            ("path_namespace".to_owned(), self.path_namespace.as_deref()),
            ("destination".to_owned(), self.destination.as_deref()),
        ];
        keys.extend(self.arguments.iter().map(|(number, test)| match test {
            Argument::Is(value) => (format!("arg{number}"), Some(&**value)),
            Argument::Path(value) => (format!("arg{number}path"), Some(&**value)),
            Argument::Namespace(value) => (format!("arg{number}namespace"), Some(&**value)),
        }));
        keys.push(("eavesdrop".to_owned(), eavesdrop.as_deref()));
        let mut separator = "";
        for (key, value) in keys {
            let Some(value) = value else { continue };
            write!(formatter, "{separator}{key}='{}'", value.replace('\'', r"'\''"))?;
            separator = ",";
        }
        Ok(())
    }
}
