// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is known of one object, from its own record and from others.

use super::view::{Field, as_name, names};
use super::{Plain, Shown, Style};
use crate::error::Failure;
use crate::parse::{Globals, nearest};

/// One thing that is known of an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Detail {
    /// What stands beside it for a person.
    pub(crate) heading: String,
    /// What documents call it.
    pub(crate) key: String,
    /// Its value for programs.
    pub(crate) value: Plain<'static>,
    /// Its value for a person.
    pub(crate) text: String,
}

impl Detail {
    /// What a record tells; with the names of numbers where properties can be chosen.
    pub(crate) fn of_record<R: Shown>(record: &R, globals: &Globals) -> Vec<Self> {
        let style = Style::new(globals);
        let fields = Field::<R>::all(globals.numbers && globals.columns.is_none());
        let detail = |field: Field<R>| {
            let is_raw = field.key != field.property.key;
            let style = Style { numbers: style.numbers || is_raw, ..style };
            Self {
                heading: if is_raw { field.key.clone() } else { field.property.heading.to_owned() },
                value: field.plain(record).owned(),
                text: field.value(record).one_line(style),
                key: field.key,
            }
        };
        fields.into_iter().map(detail).collect()
    }
}

/// Those that `--columns` names, by their keys or headings, in that order; all of them without
/// it, and where it begins with `+`.
///
/// # Errors
/// When there is no such detail.
pub(crate) fn choose(details: Vec<Detail>, globals: &Globals) -> Result<Vec<Detail>, Failure> {
    let Some(columns) = globals.columns.as_deref() else { return Ok(details) };
    let find = |name: &str| {
        let name = as_name(name);
        let by_key = details.iter().find(|detail| detail.key == name);
        let found = by_key.or_else(|| details.iter().find(|d| as_name(&d.heading) == name));
        found.cloned().ok_or_else(|| {
            let keys: Vec<&str> = details.iter().map(|detail| detail.key.as_str()).collect();
            let near = nearest(&name, keys.iter().copied());
            let near = near.map(|near| format!("did you mean {near}? ")).unwrap_or_default();
            let keys = keys.join(", ");
            Failure::client(format!("nothing is known as {name:?}; {near}there are {keys}"))
        })
    };
    let wanted = names(columns.strip_prefix('+').unwrap_or(columns)).map(find);
    let wanted = wanted.collect::<Result<Vec<Detail>, Failure>>()?;
    Ok(if columns.starts_with('+') { details } else { wanted })
}
