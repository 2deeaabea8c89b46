// SPDX-License-Identifier: MIT OR Apache-2.0
//! Match rules: which messages a receiver wants.

use std::fmt;
use std::str::FromStr;

use crate::message::Message;
use crate::{Error, Result};

/// A match rule as `org.freedesktop.DBus.AddMatch` takes it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// The bus name of the sender, unique or well-known.
    pub sender: Option<String>,
    /// The interface of the signal.
    pub interface: Option<String>,
    /// The name of the signal.
    pub member: Option<String>,
    /// The object that emits.
    pub path: Option<String>,
    /// The object that emits, or one above it.
    pub path_namespace: Option<String>,
}

impl Rule {
    /// Signals of this interface.
    pub fn interface(interface: &str) -> Self {
        Self { interface: Some(interface.into()), ..Self::default() }
    }

    /// Whether the rule wants this message, by all that the message itself tells: a well-known
    /// name as sender counts as met, since messages carry unique names.
    pub fn matches(&self, _message: &Message<'_>) -> bool {
        false
    }
}

impl FromStr for Rule {
    type Err = Error;

    fn from_str(rule: &str) -> Result<Self> {
        Err(Error::Invalid { what: "match rule", value: rule.into(), why: "it cannot be read yet" })
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("type='signal'")
    }
}
