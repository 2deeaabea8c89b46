// SPDX-License-Identifier: MIT OR Apache-2.0
//! Values of properties, and how each is written.

use std::fmt::{Display, Write};

use jiff::Timestamp;
use jiff::tz::TimeZone;
use lsm_core::{RaidType, UNKNOWN_SIZE};

use super::{Units, width};
use crate::parse::Globals;

/// How values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// The units of sizes.
    pub units: Units,
    /// The decimals of sizes with units.
    pub decimals: u8,
    /// Numbers instead of names and dates.
    pub numbers: bool,
}

impl Style {
    /// The style that the global options ask for.
    pub(crate) fn new(globals: &Globals) -> Self {
        let usual = Self::default();
        let units = if globals.human { Units::Iec } else { usual.units };
        Self {
            units: globals.units.unwrap_or(units),
            decimals: globals.precision.unwrap_or(usual.decimals),
            numbers: globals.numbers,
        }
    }
}

impl Default for Style {
    fn default() -> Self {
        Self { units: Units::Bytes, decimals: 2, numbers: false }
    }
}

/// The value of a property, borrowed from its record.
#[derive(Clone, Copy)]
pub enum Value<'r> {
    /// A text, as it is.
    Text(&'r str),
    /// No value where there could be one.
    Null,
    /// A number.
    Integer(i64),
    /// A count; [`UNKNOWN_SIZE`] is -1.
    Count(u64),
    /// A size in bytes; [`UNKNOWN_SIZE`] is -1.
    Size(u64),
    /// A number with a name.
    Number(i64, &'r dyn Display),
    /// A number of which some values have names instead.
    Measure(i64, &'r dyn Display),
    /// Bits with names.
    Bits(u64, &'r dyn Display),
    /// What the plug-in does not tell; this text stands for it, and nothing where numbers are
    /// wanted.
    Untold(&'static str),
    /// Seconds since 1970-01-01 UTC.
    Time(u64),
    /// A list of texts.
    Texts(&'r [String]),
    /// A list of RAID levels.
    RaidTypes(&'r [RaidType]),
    /// A list of sizes in bytes.
    Sizes(&'r [u64]),
}

impl<'r> Value<'r> {
    /// A text that may be missing.
    pub fn text(text: Option<&'r str>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }

    /// How many lines it takes: as many as a list has elements, one for everything else.
    pub fn lines(&self) -> usize {
        match self {
            Self::Texts(list) => list.len(),
            Self::RaidTypes(list) => list.len(),
            Self::Sizes(list) => list.len(),
            _ => 1,
        }
    }

    /// Adds line number `line` of the value to `out`; nothing behind the last line.
    pub fn write(&self, line: usize, style: Style, out: &mut String) {
        if line >= self.lines() {
            return;
        }
        match *self {
            Self::Text(text) => out.push_str(text),
            Self::Null => out.push_str("None"),
            Self::Integer(number) => put(out, number),
            Self::Count(UNKNOWN_SIZE) => out.push_str("-1"),
            Self::Count(number) => put(out, number),
            Self::Size(bytes) => write_size(bytes, style, out),
            Self::Number(number, name) | Self::Measure(number, name) => {
                write_number(number, name, style, out);
            }
            Self::Bits(bits, _) if style.numbers => put(out, bits),
            Self::Bits(_, names) => put(out, names),
            Self::Untold(text) if !style.numbers => out.push_str(text),
            Self::Untold(_) => {}
            Self::Time(seconds) => write_time(seconds, style, out),
            Self::Texts(list) => out.push_str(&list[line]),
            Self::RaidTypes(list) => {
                write_number(i64::from(list[line].0), &list[line], style, out);
            }
            Self::Sizes(list) => write_size(list[line], style, out),
        }
    }

    /// The value on one line, without anything that moves the cursor of a terminal.
    pub(crate) fn one_line(&self, style: Style) -> String {
        let mut text = String::new();
        for line in 0..self.lines() {
            text.push_str(if line == 0 { "" } else { "," });
            self.write(line, style, &mut text);
        }
        text.replace(char::is_control, "\u{fffd}")
    }

    /// The width of line number `line`; `scratch` is overwritten.
    pub(super) fn width(&self, line: usize, style: Style, scratch: &mut String) -> usize {
        match self {
            Self::Text(text) if line == 0 => width(text),
            _ => {
                scratch.clear();
                self.write(line, style, scratch);
                width(scratch)
            }
        }
    }
}

fn put(out: &mut String, what: impl Display) {
    // A String takes everything.
    let _ = write!(out, "{what}");
}

fn write_number(number: i64, name: &dyn Display, style: Style, out: &mut String) {
    if style.numbers { put(out, number) } else { put(out, name) }
}

fn write_size(bytes: u64, style: Style, out: &mut String) {
    match (bytes, style.units) {
        (UNKNOWN_SIZE, Units::Bytes) => out.push_str("-1"),
        (UNKNOWN_SIZE, _) => put(out, format_args!("-{:.*} B", style.decimals.into(), 1.0)),
        (bytes, units) => units.write(bytes, style.decimals, out),
    }
}

/// Local time; a number that no calendar holds stays a number.
fn write_time(seconds: u64, style: Style, out: &mut String) {
    let timestamp = i64::try_from(seconds).ok().and_then(|s| Timestamp::from_second(s).ok());
    match timestamp {
        Some(timestamp) if !style.numbers => {
            let local = TimeZone::system().to_datetime(timestamp);
            put(out, local.strftime("%Y-%m-%d %H:%M:%S"));
        }
        _ => put(out, seconds),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: Value<'_>, style: Style) -> String {
        let mut out = String::new();
        value.write(0, style, &mut out);
        out
    }

    #[test]
    fn special_values() {
        let plain = Style::default();
        let human = Style { units: Units::Iec, ..plain };
        let numbers = Style { numbers: true, ..plain };
        assert_eq!(written(Value::text(None), plain), "None");
        assert_eq!(written(Value::Count(UNKNOWN_SIZE), human), "-1");
        assert_eq!(written(Value::Size(UNKNOWN_SIZE), plain), "-1");
        assert_eq!(written(Value::Size(UNKNOWN_SIZE), human), "-1.00 B");
        assert_eq!(written(Value::Size(1_048_575), human), "1024.00 KiB");
        assert_eq!(written(Value::Untold("No Support"), plain), "No Support");
        assert_eq!(written(Value::Untold("No Support"), numbers), "");
        assert_eq!(written(Value::Time(u64::MAX), plain), u64::MAX.to_string());
        assert_eq!(written(Value::Time(1), numbers), "1");
    }
}
