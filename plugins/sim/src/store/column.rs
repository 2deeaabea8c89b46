// SPDX-License-Identifier: MIT OR Apache-2.0
//! Columns read as any writer of the file may have left them.
//!
//! SQLite lets every row choose the type of a value, and the file is shared with other programs:
//! a number may be stored as text, and what is not there as null or as an empty text.

use rusqlite::Row;
use rusqlite::types::ValueRef;

use super::Stored;

/// The columns of a row.
pub(super) trait Columns {
    /// A number; 0 when there is none.
    fn integer(&self, column: usize) -> Stored<i64> {
        Ok(self.optional_integer(column)?.unwrap_or(0))
    }

    /// A number, or nothing.
    fn optional_integer(&self, column: usize) -> Stored<Option<i64>>;

    /// A fractional number; 0 when there is none.
    fn real(&self, column: usize) -> Stored<f64>;

    /// Puts the text of a column in place of what `text` holds; empty when there is none.
    fn text_into(&self, column: usize, text: &mut String) -> Stored<()>;

    /// A text; empty when there is none.
    fn text(&self, column: usize) -> Stored<String> {
        let mut text = String::new();
        self.text_into(column, &mut text)?;
        Ok(text)
    }

    /// A number in the range of `T`; 0 when it is outside of it.
    fn number<T: TryFrom<i64> + Default>(&self, column: usize) -> Stored<T> {
        Ok(T::try_from(self.integer(column)?).unwrap_or_default())
    }
}

fn as_text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

impl Columns for Row<'_> {
    fn optional_integer(&self, column: usize) -> Stored<Option<i64>> {
        Ok(match self.get_ref(column)? {
            ValueRef::Integer(number) => Some(number),
            ValueRef::Real(number) => Some(number as i64),
            ValueRef::Text(text) => as_text(text).trim().parse().ok(),
            ValueRef::Null | ValueRef::Blob(_) => None,
        })
    }

    fn real(&self, column: usize) -> Stored<f64> {
        Ok(match self.get_ref(column)? {
            ValueRef::Integer(number) => number as f64,
            ValueRef::Real(number) => number,
            ValueRef::Text(text) => as_text(text).trim().parse().unwrap_or_default(),
            ValueRef::Null | ValueRef::Blob(_) => 0.0,
        })
    }

    fn text_into(&self, column: usize, text: &mut String) -> Stored<()> {
        text.clear();
        match self.get_ref(column)? {
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => text.push_str(&as_text(bytes)),
            ValueRef::Integer(number) => text.push_str(&number.to_string()),
            ValueRef::Real(number) => text.push_str(&number.to_string()),
            ValueRef::Null => {}
        }
        Ok(())
    }
}
