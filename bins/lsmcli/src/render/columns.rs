// SPDX-License-Identifier: MIT OR Apache-2.0
//! One line per record (more where a property is a list), one column per property.

use std::io::Write;

use super::{Layout, Property, Rows, Shown, pad, rule, width};
use crate::error::Failure;

pub(super) fn write<R: Shown>(
    rows: &(impl Rows<R> + ?Sized),
    columns: &[&Property<R>],
    layout: &Layout,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let Some(mut widths) = measure(rows, columns, layout)? else { return Ok(()) };
    if !layout.padded {
        widths.fill(0);
    }
    if layout.header {
        let headings = columns.iter().map(|column| column.heading);
        let mut line = String::new();
        for (index, (heading, width)) in headings.zip(&widths).enumerate() {
            separate(index, layout, &mut line);
            cell(&mut line, *width, |line| line.push_str(heading));
        }
        let length = width(&line);
        line.push('\n');
        line.push_str(&rule(length));
        out.write_all(line.as_bytes())?;
    }
    let mut line = String::new();
    rows.walk(&mut |record| {
        let height = columns.iter().map(|column| (column.value)(record).lines()).max();
        for number in 0..height.unwrap_or_default().max(1) {
            line.clear();
            for (index, (column, width)) in columns.iter().zip(&widths).enumerate() {
                let value = (column.value)(record);
                separate(index, layout, &mut line);
                cell(&mut line, *width, |line| value.write(number, layout.style, line));
            }
            line.push('\n');
            out.write_all(line.as_bytes())?;
        }
        Ok(())
    })
}

/// The width of every column, at least 1; `None` when there are no records.
fn measure<R: Shown>(
    rows: &(impl Rows<R> + ?Sized),
    columns: &[&Property<R>],
    layout: &Layout,
) -> Result<Option<Vec<usize>>, Failure> {
    let heading = |column: &&Property<R>| if layout.header { width(column.heading) } else { 1 };
    let mut widths: Vec<usize> = columns.iter().map(heading).collect();
    let mut is_empty = true;
    let mut scratch = String::new();
    rows.walk(&mut |record| {
        is_empty = false;
        for (column, width) in columns.iter().zip(&mut widths) {
            let value = (column.value)(record);
            for line in 0..value.lines() {
                *width = (*width).max(value.width(line, layout.style, &mut scratch));
            }
        }
        Ok(())
    })?;
    Ok((!is_empty).then_some(widths))
}

/// Adds what stands before a cell.
fn separate(index: usize, layout: &Layout, line: &mut String) {
    if index > 0 {
        line.push_str(&layout.separator);
    }
}

/// Adds a cell, padded to its width.
fn cell(line: &mut String, width: usize, write: impl FnOnce(&mut String)) {
    let start = line.len();
    write(line);
    pad(line, start, width);
}
