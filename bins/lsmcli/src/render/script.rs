// SPDX-License-Identifier: MIT OR Apache-2.0
//! One line per property, a rule around every record.

use std::io::Write;

use super::{Layout, Property, Rows, Shown, pad, rule, width};
use crate::error::Failure;

pub(super) fn write<R: Shown>(
    rows: &(impl Rows<R> + ?Sized),
    properties: &[&Property<R>],
    layout: &Layout,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let headings = properties.iter().map(|property| width(property.heading));
    let mut frame = Frame::new(headings.max().unwrap_or_default(), layout);
    let mut is_empty = true;
    let mut scratch = String::new();
    rows.walk(&mut |record| {
        is_empty = false;
        for property in properties {
            // Of a list only the first element counts, as it always did; the others stick out.
            frame.fit((property.value)(record).width(0, layout.style, &mut scratch));
        }
        Ok(())
    })?;
    if is_empty {
        return Ok(());
    }
    let rule = frame.rule();
    let mut lines = String::new();
    rows.walk(&mut |record| {
        lines.clear();
        lines.push_str(&rule);
        for property in properties {
            let value = (property.value)(record);
            // A list without elements leaves no line.
            for number in 0..value.lines() {
                let heading = if number == 0 { property.heading } else { "" };
                frame.line(heading, &mut lines, |line| value.write(number, layout.style, line));
            }
        }
        out.write_all(lines.as_bytes())?;
        Ok(())
    })?;
    out.write_all(rule.as_bytes())?;
    Ok(())
}

/// Writes pairs of heading and text as if they were one record.
///
/// # Errors
/// When the lines cannot be written.
pub fn pairs(pairs: &[(&str, &str)], layout: &Layout, out: &mut dyn Write) -> Result<(), Failure> {
    let headings = pairs.iter().map(|(heading, _)| width(heading));
    let mut frame = Frame::new(headings.max().unwrap_or_default(), layout);
    for (_, text) in pairs {
        frame.fit(width(text));
    }
    let mut lines = frame.rule();
    for (heading, text) in pairs {
        frame.line(heading, &mut lines, |line| line.push_str(text));
    }
    lines.push_str(&frame.rule());
    out.write_all(lines.as_bytes())?;
    Ok(())
}

/// The widths of headings and values.
struct Frame<'l> {
    heading: usize,
    value: usize,
    padded: bool,
    separator: &'l str,
}

impl<'l> Frame<'l> {
    fn new(heading: usize, layout: &'l Layout) -> Self {
        Self {
            heading: heading.max(1),
            value: 1,
            padded: layout.padded,
            separator: &layout.separator,
        }
    }

    /// Makes room for a value.
    fn fit(&mut self, width: usize) {
        self.value = self.value.max(width);
    }

    fn rule(&self) -> String {
        rule(self.heading + width(self.separator) + self.value)
    }

    fn line(&self, heading: &str, lines: &mut String, write: impl FnOnce(&mut String)) {
        let start = lines.len();
        lines.push_str(heading);
        if self.padded {
            pad(lines, start, self.heading);
        }
        lines.push_str(self.separator);
        let start = lines.len();
        write(lines);
        if self.padded {
            pad(lines, start, self.value);
        }
        lines.push('\n');
    }
}
