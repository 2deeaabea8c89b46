// SPDX-License-Identifier: MIT OR Apache-2.0
//! A table for a person who looks: it fits the screen, and states have colours.

use std::io::{self, IsTerminal, Write};

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::{Property, Rows, Shown, Style, Value};
use crate::error::Failure;
use crate::parse::{Globals, When};
use crate::terminal;

/// A column is not made narrower than this.
const NARROW: usize = 6;

const BETWEEN: &str = "  ";

/// What a screen can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Screen {
    /// Cells in a line; `None` is no bound.
    pub(super) columns: Option<usize>,
    pub(super) color: bool,
}

impl Screen {
    /// What is behind standard output, when a person looks or colours are wanted all the same.
    pub(super) fn of_output(globals: &Globals) -> Option<Self> {
        let is_terminal = io::stdout().is_terminal();
        let color = match globals.color {
            When::Always => true,
            When::Never => false,
            When::Auto => is_terminal && !forbids_color(),
        };
        let columns = is_terminal.then(terminal::columns);
        (is_terminal || color).then_some(Self { columns, color })
    }
}

fn forbids_color() -> bool {
    let is_set = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    is_set || std::env::var_os("TERM").is_none_or(|terminal| terminal == "dumb")
}

/// Writes the table; nothing at all when there are no records.
pub(super) fn write<R: Shown>(
    rows: &(impl Rows<R> + ?Sized),
    properties: &[&Property<R>],
    header: bool,
    style: Style,
    screen: Screen,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut widths: Vec<usize> =
        properties.iter().map(|p| if header { p.heading.width() } else { 0 }).collect();
    let mut is_empty = true;
    rows.walk(&mut |record| {
        is_empty = false;
        for (property, width) in properties.iter().zip(&mut widths) {
            *width = (*width).max((property.value)(record).one_line(style).width());
        }
        Ok(())
    })?;
    if is_empty {
        return Ok(());
    }
    if let Some(columns) = screen.columns {
        let between = BETWEEN.len() * widths.len().saturating_sub(1);
        fit(&mut widths, columns.saturating_sub(between));
    }
    if header {
        let headings = properties.iter().map(|p| (p.heading.to_owned(), false, "1"));
        line(headings, &widths, screen.color, out)?;
    }
    rows.walk(&mut |record| {
        let cells = properties.iter().map(|property| {
            let value = (property.value)(record);
            let is_number = matches!(value, Value::Integer(_) | Value::Count(_) | Value::Size(_));
            let text = value.one_line(style);
            let color = if property.key == "status" { color(&text) } else { "" };
            (text, is_number, color)
        });
        line(cells, &widths, screen.color, out)
    })
}

/// Takes cells from the widest columns until all of them have together no more than `columns`,
/// as far as that goes.
pub(super) fn fit(widths: &mut [usize], columns: usize) {
    let mut over = widths.iter().sum::<usize>().saturating_sub(columns);
    while over > 0 {
        let Some(widest) = widths.iter_mut().max().filter(|widest| **widest > NARROW) else {
            return;
        };
        *widest -= 1;
        over -= 1;
    }
}

fn line(
    cells: impl Iterator<Item = (String, bool, &'static str)>,
    widths: &[usize],
    color: bool,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let mut line = String::new();
    for (index, ((text, is_number, code), width)) in cells.zip(widths).enumerate() {
        if index > 0 {
            line.push_str(BETWEEN);
        }
        let text = cut(&text, *width);
        let blanks = " ".repeat(width.saturating_sub(text.width()));
        if is_number {
            line.push_str(&blanks);
        }
        match color && !code.is_empty() {
            true => line.push_str(&format!("\x1b[{code}m{text}\x1b[0m")),
            false => line.push_str(&text),
        }
        if !is_number && index + 1 < widths.len() {
            line.push_str(&blanks);
        }
    }
    writeln!(out, "{line}")?;
    Ok(())
}

/// The text, or its beginning and an ellipsis.
fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut used = 1;
    for letter in text.chars() {
        used += letter.width().unwrap_or_default();
        if used > width {
            break;
        }
        cut.push(letter);
    }
    cut + "…"
}

/// Green is good, red is bad, yellow is something to look at.
fn color(status: &str) -> &'static str {
    const BAD: [&str; 4] = ["Error", "Predictive failure", "Removed", "Stopped"];
    if status.split(',').any(|word| BAD.contains(&word)) {
        "31"
    } else if status == "OK" {
        "32"
    } else if status.is_empty() || status == "Unknown" {
        ""
    } else {
        "33"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_widest_columns_give_way() {
        let mut widths = [10, 30, 8];
        fit(&mut widths, 36);
        assert_eq!(widths.iter().sum::<usize>(), 36);
        assert_eq!((widths[0], widths[2]), (10, 8));
        let mut widths = [10, 30, 8];
        fit(&mut widths, 3);
        assert_eq!(widths, [NARROW; 3]);
        let mut widths = [3, 4];
        fit(&mut widths, 80);
        assert_eq!(widths, [3, 4]);
    }

    #[test]
    fn cells_are_cut_by_what_the_screen_shows() {
        assert_eq!(cut("abcdef", 6), "abcdef");
        assert_eq!(cut("abcdefg", 6), "abcde…");
        assert_eq!(cut("日本語", 6), "日本語");
        assert_eq!(cut("日本語文", 6), "日本…");
    }

    #[test]
    fn colours_of_states() {
        for (status, code) in [
            ("OK", "32"),
            ("OK,Degraded", "33"),
            ("Degraded,Error", "31"),
            ("Unknown", ""),
            ("", ""),
        ] {
            assert_eq!(color(status), code, "{status}");
        }
    }
}
