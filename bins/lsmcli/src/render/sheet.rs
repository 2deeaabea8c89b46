// SPDX-License-Identifier: MIT OR Apache-2.0
//! Rows of values in the formats for programs, written as they come; none of them is kept.

use std::io::{self, Write};

use super::{Format, Plain, yaml};
use crate::parse::Globals;

/// The version of the documents; it rises when something changes that programs rely on.
pub const VERSION: u32 = 1;

/// A document of rows of one type.
pub(crate) struct Sheet<'s> {
    format: Format,
    keys: &'s [String],
    rows: usize,
    /// Whether numbers that a 64-bit float cannot hold exactly are texts in JSON: many readers
    /// make floats of all numbers.
    within_floats: bool,
    out: &'s mut dyn Write,
}

impl<'s> Sheet<'s> {
    /// Begins a document.
    pub(super) fn begin(
        kind: &str,
        keys: &'s [String],
        globals: &Globals,
        out: &'s mut dyn Write,
    ) -> io::Result<Self> {
        let format = globals.output.unwrap_or(Format::Json);
        let header = !globals.no_headers;
        match format {
            Format::Json => {
                write!(out, "{{\"version\":{VERSION},\"type\":")?;
                json_text(kind, out)?;
                out.write_all(b",\"items\":[")?;
            }
            Format::Yaml => write!(out, "version: {VERSION}\ntype: {kind}\nitems:")?,
            Format::Csv if header => line(keys.iter().map(String::as_str), CSV, out)?,
            Format::Tsv if header => line(keys.iter().map(String::as_str), TSV, out)?,
            _ => {}
        }
        Ok(Self { format, keys, rows: 0, within_floats: globals.json_strings, out })
    }

    /// Writes a row, one value for each key.
    pub(super) fn row(&mut self, row: &[Plain<'_>]) -> io::Result<()> {
        let is_first = self.rows == 0;
        self.rows += 1;
        let told = || self.keys.iter().zip(row).filter(|(_, value)| **value != Plain::Absent);
        match self.format {
            Format::Json => {
                self.out.write_all(if is_first { b"\n" } else { b",\n" })?;
                json_object(told(), self.within_floats, self.out)
            }
            Format::Jsonl => {
                json_object(told(), self.within_floats, self.out)?;
                self.out.write_all(b"\n")
            }
            Format::Yaml => {
                if is_first {
                    self.out.write_all(b"\n")?;
                }
                yaml::item(told(), self.out)
            }
            Format::Csv => csv_line(row, self.out),
            _ => tsv_line(row, self.out),
        }
    }

    /// Ends the document.
    pub(super) fn end(self) -> io::Result<()> {
        match (self.format, self.rows) {
            (Format::Json, 0) => self.out.write_all(b"]}\n"),
            (Format::Json, _) => self.out.write_all(b"\n]}\n"),
            (Format::Yaml, 0) => self.out.write_all(b" []\n"),
            _ => Ok(()),
        }
    }
}

fn json_object<'r>(
    fields: impl Iterator<Item = (&'r String, &'r Plain<'r>)>,
    within_floats: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    for (index, (key, value)) in fields.enumerate() {
        out.write_all(if index == 0 { b"{" } else { b"," })?;
        json_text(key, out)?;
        out.write_all(b":")?;
        json(value, within_floats, out)?;
    }
    out.write_all(b"}")
}

fn json(value: &Plain<'_>, within_floats: bool, out: &mut dyn Write) -> io::Result<()> {
    const LARGEST: u128 = 1 << 53;
    match value {
        Plain::Integer(number) if within_floats && number.unsigned_abs() > LARGEST => {
            write!(out, "\"{number}\"")
        }
        Plain::Absent | Plain::Null => out.write_all(b"null"),
        Plain::Bool(value) => write!(out, "{value}"),
        Plain::Integer(number) => write!(out, "{number}"),
        Plain::Text(text) => json_text(text, out),
        Plain::List(list) => {
            out.write_all(b"[")?;
            for (index, value) in list.iter().enumerate() {
                if index > 0 {
                    out.write_all(b",")?;
                }
                json(value, within_floats, out)?;
            }
            out.write_all(b"]")
        }
    }
}

/// A JSON string.
fn json_text(text: &str, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(out, text).map_err(io::Error::from)
}

fn csv_line(row: &[Plain<'_>], out: &mut dyn Write) -> io::Result<()> {
    // Many readers skip a line without letters, as if it were no row.
    if let [cell] = row
        && cell.cell().is_empty()
    {
        return out.write_all(b"\"\"\r\n");
    }
    let cells: Vec<_> = row.iter().map(Plain::cell).collect();
    line(cells.iter().map(|cell| &**cell), CSV, out)
}

fn tsv_line(row: &[Plain<'_>], out: &mut dyn Write) -> io::Result<()> {
    let cells: Vec<_> = row.iter().map(Plain::cell).collect();
    line(cells.iter().map(|cell| &**cell), TSV, out)
}

/// How a cell is written, and what stands between cells and behind a line.
type Cell = (fn(&str, &mut String), &'static str, &'static str);

fn line<'c>(
    cells: impl Iterator<Item = &'c str>,
    (write, between, behind): Cell,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut line = String::new();
    for (index, cell) in cells.enumerate() {
        if index > 0 {
            line.push_str(between);
        }
        write(cell, &mut line);
    }
    line.push_str(behind);
    out.write_all(line.as_bytes())
}

const CSV: Cell = (csv_text, ",", "\r\n");
const TSV: Cell = (tsv_text, "\t", "\n");

/// RFC 4180, 2.5 to 2.7.
fn csv_text(text: &str, line: &mut String) {
    if !text.contains([',', '"', '\r', '\n']) {
        line.push_str(text);
        return;
    }
    line.push('"');
    line.push_str(&text.replace('"', "\"\""));
    line.push('"');
}

fn tsv_text(text: &str, line: &mut String) {
    for letter in text.chars() {
        match letter {
            '\t' => line.push_str("\\t"),
            '\n' => line.push_str("\\n"),
            '\r' => line.push_str("\\r"),
            '\\' => line.push_str("\\\\"),
            letter => line.push(letter),
        }
    }
}
