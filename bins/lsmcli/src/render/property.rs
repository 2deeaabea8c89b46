// SPDX-License-Identifier: MIT OR Apache-2.0
//! Properties of records: what is shown, under which heading, in which layout.

use super::Value;

/// A property of records of type `R`.
#[derive(Debug)]
pub struct Property<R: 'static> {
    /// What stands above it or beside it.
    pub heading: &'static str,
    /// Its key on the wire, or a word of ours where it is computed.
    pub key: &'static str,
    /// Whether it has a column; otherwise only the script layout shows it.
    pub column: bool,
    /// Whether its values are names that stand for numbers.
    pub numbered: bool,
    /// What documents say instead of `value`, where the text under the heading makes no sense
    /// under the key.
    pub names: Option<for<'r> fn(&'r R) -> Value<'r>>,
    /// Its value.
    pub value: for<'r> fn(&'r R) -> Value<'r>,
}

/// A record that can be shown.
pub trait Shown: Sized + Clone + 'static {
    /// What documents call a record of this type.
    const TYPE: &'static str;

    /// Its properties, in the order in which they are shown.
    const PROPERTIES: &'static [Property<Self>];
}

/// A property that all layouts show.
pub(super) const fn column<R>(
    heading: &'static str,
    key: &'static str,
    value: for<'r> fn(&'r R) -> Value<'r>,
) -> Property<R> {
    Property { heading, key, column: true, numbered: false, names: None, value }
}

/// A property that only the script layout shows.
pub(super) const fn script<R>(
    heading: &'static str,
    key: &'static str,
    value: for<'r> fn(&'r R) -> Value<'r>,
) -> Property<R> {
    Property { heading, key, column: false, numbered: false, names: None, value }
}

/// The same for values that are names of numbers.
pub(super) const fn numbered<R>(mut property: Property<R>) -> Property<R> {
    property.numbered = true;
    property
}

/// The same with other names in documents.
pub(super) const fn named<R>(
    mut property: Property<R>,
    names: for<'r> fn(&'r R) -> Value<'r>,
) -> Property<R> {
    property.names = Some(names);
    property
}
