// SPDX-License-Identifier: MIT OR Apache-2.0
//! The syntax of configuration files: that of libconfig, of which lsmd uses booleans and
//! integers. The rest is read, checked and left alone.

use std::collections::BTreeMap;
use std::fmt;

/// How deep groups, arrays and lists may lie in each other.
pub const MAX_DEPTH: usize = 64;

/// What a file sets, by name.
pub type Group = BTreeMap<String, Value>;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `true` or `false`, in letters of any case.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a point or an exponent.
    Float(f64),
    /// Text in double quotes; several in a row are one.
    Text(String),
    /// Scalars of one type: `[1, 2]`.
    Array(Vec<Value>),
    /// Values of any type: `(1, "a", { })`.
    List(Vec<Value>),
    /// Settings: `{ a = 1; }`.
    Group(Group),
}

/// A file that does not follow the syntax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub message: String,
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

impl std::error::Error for SyntaxError {}

type Result<T> = std::result::Result<T, SyntaxError>;

/// Reads a whole file.
///
/// # Errors
///
/// The first place that does not follow the syntax. `@include` is refused as well: what the
/// daemon is told is told in one file.
pub fn parse(text: &str) -> Result<Group> {
    let mut parser = Parser { rest: text, line: 1, depth: 0 };
    let settings = parser.settings()?;
    match parser.rest.chars().next() {
        None => Ok(settings),
        Some(character) => parser.unexpected(character),
    }
}

struct Parser<'a> {
    rest: &'a str,
    line: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn fail<T>(&self, message: impl Into<String>) -> Result<T> {
        Err(SyntaxError { line: self.line, message: message.into() })
    }

    fn unexpected<T>(&self, character: char) -> Result<T> {
        match character {
            '@' => self.fail("@include is not supported"),
            _ => self.fail(format!("unexpected {character:?}")),
        }
    }

    /// Takes so many bytes, which end between two characters.
    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(length);
        self.line += taken.bytes().filter(|&byte| byte == b'\n').count();
        self.rest = rest;
        taken
    }

    fn take_while(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|character| !belongs(character)).unwrap_or(self.rest.len());
        self.take(end)
    }

    fn skip_blanks_and_comments(&mut self) -> Result<()> {
        loop {
            self.take_while(|character| matches!(character, ' ' | '\t' | '\n' | '\r' | '\x0c'));
            if self.rest.starts_with('#') || self.rest.starts_with("//") {
                self.take_while(|character| character != '\n');
            } else if self.rest.starts_with("/*") {
                match self.rest[2..].find("*/") {
                    Some(end) => self.take(2 + end + 2),
                    None => return self.fail("comment without end"),
                };
            } else {
                return Ok(());
            }
        }
    }

    /// The next character that means something, left where it is.
    fn peek(&mut self) -> Result<Option<char>> {
        self.skip_blanks_and_comments()?;
        Ok(self.rest.chars().next())
    }

    /// Takes one of these characters when it is next.
    fn accept(&mut self, wanted: &[char]) -> Result<bool> {
        let next = self.peek()?.filter(|next| wanted.contains(next));
        if let Some(character) = next {
            self.take(character.len_utf8());
        }
        Ok(next.is_some())
    }

    /// `name = value;` again and again, as far as it goes.
    fn settings(&mut self) -> Result<Group> {
        let mut settings = Group::new();
        while let Some('A'..='Z' | 'a'..='z' | '*') = self.peek()? {
            let name = self.take_while(|character| {
                character.is_ascii_alphanumeric() || matches!(character, '-' | '_' | '*')
            });
            if settings.contains_key(name) {
                return self.fail(format!("{name} is set twice"));
            }
            if !self.accept(&['=', ':'])? {
                return self.fail(format!("'=' or ':' expected after {name}"));
            }
            let value = self.value()?;
            settings.insert(name.to_owned(), value);
            self.accept(&[';', ','])?;
        }
        Ok(settings)
    }

    fn value(&mut self) -> Result<Value> {
        match self.peek()? {
            None => self.fail("value expected before the end of the file"),
            Some('{') => self.nested('}', |parser| Ok(Value::Group(parser.settings()?))),
            Some('(') => {
                self.nested(')', |parser| Ok(Value::List(parser.elements(')', Self::value)?)))
            }
            Some('[') => self.nested(']', Self::array),
            Some(_) => self.scalar(),
        }
    }

    fn nested(
        &mut self,
        close: char,
        inside: impl FnOnce(&mut Self) -> Result<Value>,
    ) -> Result<Value> {
        if self.depth == MAX_DEPTH {
            return self.fail(format!("more than {MAX_DEPTH} levels deep"));
        }
        self.depth += 1;
        self.take(1);
        let value = inside(self)?;
        self.depth -= 1;
        if self.accept(&[close])? {
            return Ok(value);
        }
        match self.rest.chars().next() {
            None => self.fail(format!("{close:?} expected before the end of the file")),
            Some(character) => self.unexpected(character),
        }
    }

    /// Values with commas between them; one after the last is fine.
    fn elements(
        &mut self,
        close: char,
        element: impl Fn(&mut Self) -> Result<Value>,
    ) -> Result<Vec<Value>> {
        let mut elements = Vec::new();
        while self.peek()?.is_some_and(|next| next != close) {
            elements.push(element(self)?);
            if !self.accept(&[','])? {
                break;
            }
        }
        Ok(elements)
    }

    fn array(&mut self) -> Result<Value> {
        let elements = self.elements(']', Self::scalar)?;
        let kind = |value| std::mem::discriminant::<Value>(value);
        if elements.iter().any(|element| kind(element) != kind(&elements[0])) {
            return self.fail("an array holds values of one type");
        }
        Ok(Value::Array(elements))
    }

    fn scalar(&mut self) -> Result<Value> {
        match self.peek()? {
            Some('"') => self.text(),
            Some('0'..='9' | '+' | '-' | '.') => self.number(),
            Some(character) if character.is_ascii_alphabetic() => {
                let word = self.take_while(|character| character.is_ascii_alphanumeric());
                match word.to_ascii_lowercase().as_str() {
                    "true" => Ok(Value::Boolean(true)),
                    "false" => Ok(Value::Boolean(false)),
                    _ => self.fail(format!("{word:?} is no value; text goes in double quotes")),
                }
            }
            Some(character) => self.unexpected(character),
            None => self.fail("value expected before the end of the file"),
        }
    }

    fn text(&mut self) -> Result<Value> {
        let mut text = String::new();
        while self.accept(&['"'])? {
            loop {
                text.push_str(self.take_while(|character| !matches!(character, '"' | '\\')));
                match self.rest.as_bytes().first() {
                    None => return self.fail("text without closing quote"),
                    Some(b'"') => break,
                    Some(_) => text.push(self.escape()?),
                }
            }
            self.take(1);
        }
        Ok(Value::Text(text))
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Result<char> {
        self.take(1);
        let Some(character) = self.rest.chars().next() else {
            return self.fail("text without closing quote");
        };
        self.take(character.len_utf8());
        Ok(match character {
            'a' => '\x07',
            'b' => '\x08',
            'f' => '\x0c',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'v' => '\x0b',
            'x' => {
                let digits = self.rest.get(..2).and_then(|text| u8::from_str_radix(text, 16).ok());
                match digits {
                    Some(byte) => {
                        self.take(2);
                        char::from(byte)
                    }
                    None => return self.fail("two hexadecimal digits expected after \\x"),
                }
            }
            other => other,
        })
    }

    fn number(&mut self) -> Result<Value> {
        let signed = usize::from(self.rest.starts_with(['+', '-']));
        let mut after_exponent = false;
        let hexadecimal =
            self.rest[signed..].get(..2).is_some_and(|it| it.eq_ignore_ascii_case("0x"));
        let end = self.rest[signed..].find(|character: char| {
            let sign = after_exponent && matches!(character, '+' | '-');
            after_exponent = !hexadecimal && matches!(character, 'e' | 'E');
            !(character.is_ascii_alphanumeric() || character == '.' || sign)
        });
        let word = self.take(end.map_or(self.rest.len(), |end| end + signed));
        match whole(word).or_else(|| fraction(word)) {
            Some(value) => Ok(value),
            None => self.fail(format!("{word:?} is no number, or out of range")),
        }
    }
}

/// `12`, `-12L`, `0x1F`, `0b11`, `0o17`.
fn whole(word: &str) -> Option<Value> {
    // The suffix asked old versions of libconfig for 64 bits.
    let word = word.strip_suffix("LL").or(word.strip_suffix('L')).unwrap_or(word);
    let (negative, digits) = match word.as_bytes().first()? {
        b'-' => (true, &word[1..]),
        b'+' => (false, &word[1..]),
        _ => (false, word),
    };
    let radix = match digits.get(..2) {
        Some("0x" | "0X") => 16,
        Some("0b" | "0B") => 2,
        Some("0o" | "0O" | "0q" | "0Q") => 8,
        _ => 10,
    };
    let digits = if radix == 10 { digits } else { &digits[2..] };
    if !digits.starts_with(|first: char| first.is_digit(radix)) {
        return None;
    }
    let number = i128::from(u64::from_str_radix(digits, radix).ok()?);
    let number = if negative { -number } else { number };
    i64::try_from(number).ok().map(Value::Integer)
}

fn fraction(word: &str) -> Option<Value> {
    let plain = word.bytes().all(|byte| b"0123456789+-.eE".contains(&byte));
    let marked = word.contains(['.', 'e', 'E']);
    if plain && marked { word.parse().ok().map(Value::Float) } else { None }
}

#[cfg(test)]
#[path = "libconfig_tests.rs"]
mod tests;
