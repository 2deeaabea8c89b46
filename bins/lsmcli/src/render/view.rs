// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which properties of which records are shown, and in which order.

use std::cmp::Ordering;

use super::filter::Filter;
use super::{Plain, Property, Rows, Shown, Value, Visit};
use crate::error::Failure;
use crate::parse::{Globals, nearest};

/// A property that was asked for: its names, or the numbers behind them.
pub(super) struct Field<R: 'static> {
    /// What it is called in documents.
    pub(super) key: String,
    pub(super) property: &'static Property<R>,
    raw: bool,
}

impl<R> Clone for Field<R> {
    fn clone(&self) -> Self {
        Self { key: self.key.clone(), property: self.property, raw: self.raw }
    }
}

impl<R: Shown> Field<R> {
    fn names(property: &'static Property<R>) -> Self {
        Self { key: property.key.to_owned(), property, raw: false }
    }

    fn raw(property: &'static Property<R>) -> Self {
        Self { key: format!("{}_raw", property.key), property, raw: true }
    }

    /// All fields; without the names where only numbers are wanted.
    pub(super) fn all(only_numbers: bool) -> Vec<Self> {
        let of_property = |property: &'static Property<R>| {
            let names = (!only_numbers || !property.numbered).then(|| Self::names(property));
            names.into_iter().chain(property.numbered.then(|| Self::raw(property)))
        };
        R::PROPERTIES.iter().flat_map(of_property).collect()
    }

    /// The field of this name in any letter case: a key of documents, or a heading, in which `_`
    /// may stand for blanks.
    pub(super) fn find(name: &str) -> Result<Self, Failure> {
        let name = name.replace(' ', "_");
        let name = name.as_str();
        let heading = as_name;
        let find = |name: &str| {
            let by_key = R::PROPERTIES.iter().find(|p| p.key.eq_ignore_ascii_case(name));
            by_key.or_else(|| {
                R::PROPERTIES.iter().find(|p| heading(p.heading).eq_ignore_ascii_case(name))
            })
        };
        if let Some(property) = find(name) {
            return Ok(Self::names(property));
        }
        match name.strip_suffix("_raw").and_then(find) {
            Some(property) if property.numbered => Ok(Self::raw(property)),
            _ => {
                let keys: Vec<&str> = R::PROPERTIES.iter().map(|p| p.key).collect();
                let headings: Vec<String> =
                    R::PROPERTIES.iter().map(|p| heading(p.heading)).collect();
                let known = keys.iter().copied().chain(headings.iter().map(String::as_str));
                let near = nearest(&name.to_ascii_lowercase(), known);
                let near = near.map(|near| format!("did you mean {near}? ")).unwrap_or_default();
                Err(Failure::client(format!(
                    "there is no column {name:?} of a {}; {near}there are {}",
                    R::TYPE,
                    keys.join(", ")
                )))
            }
        }
    }

    pub(super) fn value<'r>(&self, record: &'r R) -> Value<'r> {
        (self.property.value)(record)
    }

    pub(super) fn plain<'r>(&self, record: &'r R) -> Plain<'r> {
        let value = self.value(record);
        match self.property.names {
            _ if self.raw => Plain::raw(&value),
            Some(names) => Plain::named(&names(record)),
            None => Plain::named(&value),
        }
    }
}

/// Properties that were named, and whether they come behind the usual ones.
pub(crate) type Chosen<R> = (bool, Vec<&'static Property<R>>);

/// What `--columns`, `--sort`, `--filter` and `--limit` ask for.
pub(super) struct View<R: 'static> {
    /// The properties asked for; `None` leaves them to the format.
    columns: Option<Vec<Field<R>>>,
    /// Whether they come behind the usual ones.
    more: bool,
    /// By what to sort, and whether downwards.
    sort: Vec<(Field<R>, bool)>,
    filter: Option<Filter<R>>,
    /// How many records are shown at most.
    limit: Option<u64>,
}

impl<R: Shown> View<R> {
    /// What the options ask for.
    ///
    /// # Errors
    /// When a name or the filter makes no sense for these records.
    pub(super) fn new(globals: &Globals) -> Result<Self, Failure> {
        let (more, columns) = match globals.columns.as_deref() {
            Some(columns) => match columns.strip_prefix('+') {
                Some(columns) => (true, Some(columns)),
                None => (false, Some(columns)),
            },
            None => (false, None),
        };
        let columns = match columns {
            Some(columns) => {
                Some(names(columns).map(Field::find).collect::<Result<Vec<_>, Failure>>()?)
            }
            None => None,
        };
        let sort = names(globals.sort.as_deref().unwrap_or_default()).map(order);
        let sort = sort.collect::<Result<Vec<_>, Failure>>()?;
        let filter = globals.filter.as_deref().map(Filter::parse).transpose()?;
        Ok(Self { columns, more, sort, filter, limit: globals.limit })
    }

    /// The properties that were named.
    pub(super) fn chosen(self) -> Option<Chosen<R>> {
        let columns = self.columns?.into_iter().map(|field| field.property).collect();
        Some((self.more, columns))
    }

    /// Whether nothing is asked for.
    pub(super) fn is_usual(&self) -> bool {
        self.columns.is_none()
            && self.sort.is_empty()
            && self.filter.is_none()
            && self.limit.is_none()
    }

    fn with_usual(&self, usual: Vec<Field<R>>) -> Vec<Field<R>> {
        match &self.columns {
            None => usual,
            Some(columns) if self.more => {
                let more = columns.iter().filter(|c| usual.iter().all(|u| u.key != c.key));
                usual.iter().chain(more).cloned().collect()
            }
            Some(columns) => columns.clone(),
        }
    }

    /// The properties for layouts; `all` of them where none are named, or those with a column.
    pub(super) fn properties(&self, all: bool) -> Vec<&'static Property<R>> {
        let usual = R::PROPERTIES.iter().filter(|property| all || property.column);
        let fields = self.with_usual(usual.map(Field::names).collect());
        fields.into_iter().map(|field| field.property).collect()
    }

    /// The fields of documents; without the names where only numbers are wanted.
    pub(super) fn fields(&self, only_numbers: bool) -> Vec<Field<R>> {
        self.with_usual(Field::all(only_numbers))
    }

    /// Shows the records that are left over by the filter, sorted, up to the limit. Without an
    /// order no record behind the limit is read.
    pub(super) fn walk_while(
        &self,
        rows: &(impl Rows<R> + ?Sized),
        visit: &mut Visit<'_, R>,
    ) -> Result<(), Failure> {
        let mut left = self.limit.unwrap_or(u64::MAX);
        if left == 0 {
            return Ok(());
        }
        let mut counted = |record: &R| {
            left -= 1;
            Ok(visit(record)? && left > 0)
        };
        let filtered = |visit: &mut Visit<'_, R>| {
            rows.walk_while(&mut |record| match &self.filter {
                Some(filter) if !filter.matches(record)? => Ok(true),
                _ => visit(record),
            })
        };
        if self.sort.is_empty() {
            return filtered(&mut counted);
        }
        let mut records = Vec::new();
        filtered(&mut |record| {
            records.push(record.clone());
            Ok(true)
        })?;
        records.sort_by(|one, two| self.order(one, two));
        records[..].walk_while(&mut counted)
    }

    fn order(&self, one: &R, two: &R) -> Ordering {
        let by = self.sort.iter().map(|(field, downwards)| {
            let order = compare(&field.plain(one), &field.plain(two));
            if *downwards { order.reverse() } else { order }
        });
        by.fold(Ordering::Equal, Ordering::then)
    }
}

/// Records as a view shows them.
pub(super) struct Viewed<'v, R: 'static, T: ?Sized> {
    pub(super) rows: &'v T,
    pub(super) view: &'v View<R>,
}

impl<R: Shown, T: Rows<R> + ?Sized> Rows<R> for Viewed<'_, R, T> {
    fn walk_while(&self, visit: &mut Visit<'_, R>) -> Result<(), Failure> {
        self.view.walk_while(self.rows, visit)
    }
}

/// A heading as options know it.
pub(super) fn as_name(heading: &str) -> String {
    heading.to_ascii_lowercase().replace(' ', "_")
}

pub(super) fn names(list: &str) -> impl Iterator<Item = &str> {
    list.split(',').map(str::trim).filter(|name| !name.is_empty())
}

/// A property to sort by, and whether downwards: `KEY`, `-KEY`, `KEY:asc` or `KEY:desc`.
fn order<R: Shown>(text: &str) -> Result<(Field<R>, bool), Failure> {
    let (name, direction) = match text.rsplit_once(':') {
        Some((name, direction)) => (name.trim_end(), Some(direction.trim_start())),
        None => (text, None),
    };
    let (name, has_dash) = match name.strip_prefix('-') {
        Some(name) => (name, true),
        None => (name, false),
    };
    let downwards = match direction.map(str::to_ascii_lowercase).as_deref() {
        None => has_dash,
        Some(_) if has_dash => {
            let text = format!("--sort {text}: give either - or a direction behind a colon");
            return Err(Failure::client(text));
        }
        Some("asc") => false,
        Some("desc") => true,
        Some(_) => {
            let text = format!("--sort {text}: behind the colon stands asc or desc");
            return Err(Failure::client(text));
        }
    };
    Ok((Field::find(name)?, downwards))
}

/// Numbers by their size, texts letter by letter; what is not there comes first.
pub(super) fn compare(one: &Plain<'_>, two: &Plain<'_>) -> Ordering {
    let rank = |value: &Plain<'_>| match value {
        Plain::Absent | Plain::Null => 0,
        Plain::Bool(_) => 1,
        Plain::Integer(_) => 2,
        Plain::Text(_) => 3,
        Plain::List(_) => 4,
    };
    match (one, two) {
        (Plain::Bool(one), Plain::Bool(two)) => one.cmp(two),
        (Plain::Integer(one), Plain::Integer(two)) => one.cmp(two),
        (Plain::Text(one), Plain::Text(two)) => one.cmp(two),
        (Plain::List(one), Plain::List(two)) => {
            let elements = one.iter().zip(two).map(|(one, two)| compare(one, two));
            elements.fold(Ordering::Equal, Ordering::then).then(one.len().cmp(&two.len()))
        }
        _ => rank(one).cmp(&rank(two)),
    }
}
