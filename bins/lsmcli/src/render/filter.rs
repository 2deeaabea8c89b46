// SPDX-License-Identifier: MIT OR Apache-2.0
//! The expressions of `--filter`: comparisons, joined with `and`, `or`, `not` and parentheses.

use std::cmp::Ordering;

use lsm_core::size;

use super::view::{Field, compare};
use super::{Plain, Shown, Value};
use crate::error::Failure;

/// An expression.
pub(super) enum Filter<R: 'static> {
    Compare { field: Field<R>, operator: Operator, wanted: String },
    Not(Box<Self>),
    And(Box<Self>, Box<Self>),
    Or(Box<Self>, Box<Self>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
}

/// Longer ones first.
const OPERATORS: [(&str, Operator); 8] = [
    ("==", Operator::Equal),
    ("!=", Operator::NotEqual),
    ("<=", Operator::LessOrEqual),
    (">=", Operator::GreaterOrEqual),
    ("=", Operator::Equal),
    ("<", Operator::Less),
    (">", Operator::Greater),
    ("~", Operator::Contains),
];

/// How deep parentheses and `not` may lie within each other.
const DEPTH: usize = 64;

/// How many words and signs an expression may have; joined ones nest as well.
const LONGEST: usize = 2048;

impl<R: Shown> Filter<R> {
    /// Reads an expression.
    pub(super) fn parse(text: &str) -> Result<Self, Failure> {
        let tokens = tokens(text)?;
        if tokens.len() > LONGEST {
            return Err(wrong("it is too long"));
        }
        let mut reader = Reader { tokens: &tokens, depth: 0 };
        let filter = reader.or()?;
        match reader.tokens.first() {
            None => Ok(filter),
            Some(token) => Err(wrong(format!("{} is not expected", token.name()))),
        }
    }

    /// Whether a record is wanted.
    pub(super) fn matches(&self, record: &R) -> Result<bool, Failure> {
        Ok(match self {
            Self::Not(inner) => !inner.matches(record)?,
            Self::And(one, two) => one.matches(record)? && two.matches(record)?,
            Self::Or(one, two) => one.matches(record)? || two.matches(record)?,
            Self::Compare { field, operator, wanted } => {
                let is_size = matches!(field.value(record), Value::Size(_));
                holds(&field.plain(record), is_size, *operator, wanted)
                    .ok_or_else(|| wrong(format!("{}: {wanted:?} is no number", field.key)))?
            }
        })
    }
}

/// `None` when a number is compared with something else.
fn holds(value: &Plain<'_>, is_size: bool, operator: Operator, wanted: &str) -> Option<bool> {
    let by_order = |order: Ordering| match operator {
        Operator::Equal => order.is_eq(),
        Operator::NotEqual => order.is_ne(),
        Operator::Less => order.is_lt(),
        Operator::LessOrEqual => order.is_le(),
        Operator::Greater => order.is_gt(),
        Operator::GreaterOrEqual => order.is_ge(),
        Operator::Contains => false,
    };
    Some(match (value, operator) {
        (Plain::Absent | Plain::Null, _) => match wanted {
            "null" => operator == Operator::Equal,
            _ => operator == Operator::NotEqual,
        },
        (Plain::List(list), Operator::NotEqual) => {
            !list.iter().any(|value| holds(value, is_size, Operator::Equal, wanted) == Some(true))
        }
        (Plain::List(list), _) => {
            list.iter().any(|value| holds(value, is_size, operator, wanted) == Some(true))
        }
        (value, Operator::Contains) => value.cell().to_lowercase().contains(&wanted.to_lowercase()),
        (Plain::Integer(number), _) => {
            let bytes = is_size.then(|| size::parse(wanted).ok()).flatten().map(i128::from);
            by_order(number.cmp(&bytes.or_else(|| wanted.parse().ok())?))
        }
        (Plain::Text(text), Operator::Equal | Operator::NotEqual) => {
            // Names are known in any letter case.
            by_order(match text.eq_ignore_ascii_case(wanted) {
                true => Ordering::Equal,
                false => Ordering::Less,
            })
        }
        (value, _) => by_order(compare(value, &Plain::text(wanted))),
    })
}

/// A piece of an expression.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Open,
    Close,
    Operator(Operator),
    /// A word; `true` when it is quoted and so no keyword.
    Word(String, bool),
}

impl Token {
    fn name(&self) -> String {
        match self {
            Self::Open => "\"(\"".to_owned(),
            Self::Close => "\")\"".to_owned(),
            Self::Operator(operator) => {
                let name = OPERATORS.iter().rev().find(|(_, known)| known == operator);
                format!("{:?}", name.map_or("", |(name, _)| name))
            }
            Self::Word(word, _) => format!("{word:?}"),
        }
    }

    fn is_keyword(&self, keyword: &str) -> bool {
        matches!(self, Self::Word(word, false) if word.eq_ignore_ascii_case(keyword))
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, Failure> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if let Some((name, operator)) = OPERATORS.iter().find(|(name, _)| rest.starts_with(name)) {
            tokens.push(Token::Operator(*operator));
            rest = &rest[name.len()..];
        } else if let Some(behind) = rest.strip_prefix('(') {
            tokens.push(Token::Open);
            rest = behind;
        } else if let Some(behind) = rest.strip_prefix(')') {
            tokens.push(Token::Close);
            rest = behind;
        } else if first == '"' || first == '\'' {
            let Some((word, behind)) = rest[1..].split_once(first) else {
                return Err(wrong(format!("the quotation mark {first} is not closed")));
            };
            tokens.push(Token::Word(word.to_owned(), true));
            rest = behind;
        } else {
            let ends = |letter: char| letter.is_whitespace() || "()=<>~!\"'".contains(letter);
            let end = rest.find(ends).unwrap_or(rest.len());
            if end == 0 {
                return Err(wrong(format!("{first:?} is no operator")));
            }
            tokens.push(Token::Word(rest[..end].to_owned(), false));
            rest = &rest[end..];
        }
        rest = rest.trim_start();
    }
    Ok(tokens)
}

struct Reader<'t> {
    tokens: &'t [Token],
    depth: usize,
}

impl Reader<'_> {
    fn next(&mut self) -> Option<Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first.clone())
    }

    /// Takes this word when it comes next.
    fn takes(&mut self, keyword: &str) -> bool {
        let is_next = self.tokens.first().is_some_and(|token| token.is_keyword(keyword));
        if is_next {
            self.tokens = &self.tokens[1..];
        }
        is_next
    }

    fn or<R: Shown>(&mut self) -> Result<Filter<R>, Failure> {
        let mut filter = self.and()?;
        while self.takes("or") {
            filter = Filter::Or(Box::new(filter), Box::new(self.and()?));
        }
        Ok(filter)
    }

    fn and<R: Shown>(&mut self) -> Result<Filter<R>, Failure> {
        let mut filter = self.one()?;
        while self.takes("and") {
            filter = Filter::And(Box::new(filter), Box::new(self.one()?));
        }
        Ok(filter)
    }

    fn one<R: Shown>(&mut self) -> Result<Filter<R>, Failure> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(wrong("it is nested too deeply"));
        }
        let filter = self.inner()?;
        self.depth -= 1;
        Ok(filter)
    }

    fn inner<R: Shown>(&mut self) -> Result<Filter<R>, Failure> {
        if self.takes("not") {
            return Ok(Filter::Not(Box::new(self.one()?)));
        }
        match self.next() {
            Some(Token::Open) => {
                let filter = self.or()?;
                match self.next() {
                    Some(Token::Close) => Ok(filter),
                    _ => Err(wrong("a parenthesis is not closed")),
                }
            }
            Some(Token::Word(name, _)) => {
                let field = Field::find(&name)?;
                match (self.next(), self.next()) {
                    (Some(Token::Operator(operator)), Some(Token::Word(wanted, _))) => {
                        Ok(Filter::Compare { field, operator, wanted })
                    }
                    _ => Err(wrong(format!("write {name}=VALUE, or another comparison"))),
                }
            }
            Some(token) => Err(wrong(format!("{} is not expected", token.name()))),
            None => Err(wrong("a comparison is missing")),
        }
    }
}

fn wrong(what: impl std::fmt::Display) -> Failure {
    Failure::client(format!("--filter: {what}"))
}
