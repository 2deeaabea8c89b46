// SPDX-License-Identifier: MIT OR Apache-2.0
//! `--fit`: the table of the columns layout, in which nothing is lost when the screen is narrow:
//! what is too long for its column goes on below.

use std::io::Write;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::screen::fit;
use super::{Layout, Property, Rows, Shown, Style, Value, rule};
use crate::error::Failure;
use crate::parse::Globals;
use crate::terminal;

/// How wide a table may become.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Fit {
    /// As wide as it is in the layouts that scripts know.
    #[default]
    Unasked,
    /// As wide as its cells are on a screen.
    Unbounded,
    /// No wider than a line of so many cells.
    Within(usize),
}

impl Fit {
    /// What the global options ask for, on this screen.
    pub(super) fn new(globals: &Globals) -> Self {
        match terminal::known_columns() {
            _ if !globals.fit => Self::Unasked,
            Some(columns) => Self::Within(columns),
            None => Self::Unbounded,
        }
    }
}

/// A column: its width, and whether it holds numbers.
#[derive(Clone, Copy)]
struct Column {
    width: usize,
    is_number: bool,
}

/// Writes the table; nothing at all when there are no records.
pub(super) fn write<R: Shown>(
    rows: &(impl Rows<R> + ?Sized),
    properties: &[&Property<R>],
    layout: &Layout,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let heading = |property: &&Property<R>| match layout.header {
        true => property.heading.width(),
        false => 1,
    };
    let mut widths: Vec<usize> = properties.iter().map(heading).collect();
    let mut are_numbers = vec![false; properties.len()];
    let mut is_empty = true;
    rows.walk(&mut |record| {
        is_empty = false;
        for (index, property) in properties.iter().enumerate() {
            let value = (property.value)(record);
            are_numbers[index] |= is_number(&value, layout.style);
            for line in lines(&value, layout.style) {
                widths[index] = widths[index].max(line.width());
            }
        }
        Ok(())
    })?;
    if is_empty {
        return Ok(());
    }
    let between = layout.separator.width() * widths.len().saturating_sub(1);
    if let Fit::Within(columns) = layout.fit {
        fit(&mut widths, columns.saturating_sub(between));
    }
    let columns: Vec<Column> = widths
        .iter()
        .zip(are_numbers)
        .map(|(width, is_number)| Column { width: *width, is_number })
        .collect();
    if layout.header {
        let headings = properties.iter().map(|property| vec![property.heading.to_owned()]);
        row(headings, &columns, layout, out)?;
        out.write_all(rule(widths.iter().sum::<usize>() + between).as_bytes())?;
    }
    rows.walk(&mut |record| {
        let cells =
            properties.iter().map(|property| lines(&(property.value)(record), layout.style));
        row(cells, &columns, layout, out)
    })
}

/// Whether it is shown as digits, with a unit at most.
fn is_number(value: &Value<'_>, style: Style) -> bool {
    match value {
        Value::Integer(_) | Value::Count(_) | Value::Size(_) | Value::Sizes(_) => true,
        Value::Number(..) | Value::Bits(..) | Value::RaidTypes(_) | Value::Time(_) => style.numbers,
        _ => false,
    }
}

/// The lines of a cell, without anything that moves the cursor.
fn lines(value: &Value<'_>, style: Style) -> Vec<String> {
    let line = |number| {
        let mut text = String::new();
        value.write(number, style, &mut text);
        text.replace(char::is_control, "\u{fffd}")
    };
    (0..value.lines()).map(line).collect()
}

fn row(
    cells: impl Iterator<Item = Vec<String>>,
    columns: &[Column],
    layout: &Layout,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let wrapped = |(lines, column): (Vec<String>, &Column)| -> Vec<String> {
        lines.iter().flat_map(|line| wrap(line, column.width)).map(str::to_owned).collect()
    };
    let cells: Vec<Vec<String>> = cells.zip(columns).map(wrapped).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or_default().max(1);
    let mut line = String::new();
    for number in 0..height {
        line.clear();
        for (index, (cell, column)) in cells.iter().zip(columns).enumerate() {
            if index > 0 {
                line.push_str(&layout.separator);
            }
            let text = cell.get(number).map_or("", String::as_str);
            let blanks = " ".repeat(column.width.saturating_sub(text.width()));
            match column.is_number {
                true => line.extend([blanks.as_str(), text]),
                false => line.extend([text, blanks.as_str()]),
            }
        }
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// The text in pieces that are no wider than this, broken at blanks and behind commas where there
/// are some.
fn wrap(text: &str, width: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while rest.width() > width {
        let end = longest(rest, width);
        let (piece, behind) = match break_before(rest, end) {
            Some((piece, behind)) => (&rest[..piece], &rest[behind..]),
            None => rest.split_at(end),
        };
        pieces.push(piece);
        rest = behind;
    }
    if !rest.is_empty() || pieces.is_empty() {
        pieces.push(rest);
    }
    pieces
}

/// Where the part of the text ends that is no wider than this; at least one character. What has
/// no width stays with the character before it.
fn longest(text: &str, width: usize) -> usize {
    let mut used = 0;
    let too_wide = text.char_indices().find(|(at, letter)| {
        used += letter.width().unwrap_or_default();
        used > width && *at > 0
    });
    too_wide.map_or(text.len(), |(at, _)| at)
}

/// The last place up to `end` where the text may be broken: the end of one piece, and the
/// beginning of the next one.
fn break_before(text: &str, end: usize) -> Option<(usize, usize)> {
    let fits = |place: &(usize, usize)| place.0 > 0 && place.0 <= end;
    let places = text.match_indices([' ', ',']).map(|(at, letter)| match letter {
        " " => (at, at + 1),
        _ => (at + 1, at + 1),
    });
    places.take_while(|place| place.0 <= end).filter(fits).last()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn texts_are_broken_where_it_hurts_least() {
        assert_eq!(wrap("", 6), [""]);
        assert_eq!(wrap("abcdef", 6), ["abcdef"]);
        assert_eq!(wrap("abcdefgh", 6), ["abcdef", "gh"]);
        assert_eq!(wrap("ab cdef gh", 7), ["ab cdef", "gh"]);
        assert_eq!(wrap("ab cdef gh", 6), ["ab", "cdef", "gh"]);
        assert_eq!(wrap("OK,Degraded", 8), ["OK,", "Degraded"]);
        assert_eq!(wrap("日本語文", 6), ["日本語", "文"]);
        // An accent of its own stays with its letter.
        assert_eq!(wrap("aaaaae\u{301}bbb", 6), ["aaaaae\u{301}", "bbb"]);
    }

    proptest! {
        #[test]
        fn pieces_fit_and_nothing_is_lost(text in "\\PC{0,40}", width in 2..12_usize) {
            // A sign that makes the one before it wider.
            prop_assume!(!text.contains('\u{fe0f}'));
            let pieces = wrap(&text, width);
            let without_blanks = |text: &str| text.replace(' ', "");
            prop_assert_eq!(without_blanks(&pieces.concat()), without_blanks(&text));
            for piece in pieces {
                prop_assert!(piece.width() <= width.max(2), "{:?}", piece);
            }
        }
    }
}
