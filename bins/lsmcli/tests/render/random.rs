// SPDX-License-Identifier: MIT OR Apache-2.0
//! Random records and layouts.

use lsmcli::render::{Fit, Layout, Style, Units};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::described::{Described, UNSIGNED, enumerations};

/// Texts that some format takes for something else.
const ODD: &[&str] = &[
    "null",
    "Null",
    "~",
    "true",
    "No",
    "on",
    "y",
    "0",
    "-1",
    "007",
    "0x1F",
    "0b1",
    "1e3",
    "1_000",
    "12:30:45",
    "2031-05-06",
    ".inf",
    ".NaN",
    "+1",
    "1.5",
    "---",
    "...",
    "- a",
    "? a",
    "a: b",
    "a:",
    "a #b",
    "#",
    "&a",
    "*a",
    "!t",
    "!!str",
    "|",
    ">",
    "%x",
    "@",
    "`",
    "\"",
    "'",
    "\"\"",
    "=",
    "<<",
    "[]",
    "{}",
    "{a",
    ",",
    ";",
    "a;b",
    "\\",
    "\\n",
    "\\t",
    "\r",
    "\n",
    "\r\n",
    "\t",
    "\0",
    "\u{1b}[31m",
    "\u{7f}",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{2029}",
    "\u{feff}",
    "\u{fffe}",
    "\u{ffff}",
    "\u{10ffff}",
    " a",
    "a ",
    "a\t",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-zA-Z0-9_]{0,12}",
        1 => Just(String::new()),
        1 => "[ |,;%\t\n-]{0,4}",
        1 => "\\PC{0,8}",
        1 => any::<String>(),
        1 => "[äß€語🦀\u{301}]{1,6}",
        1 => proptest::sample::select(ODD).prop_map(str::to_owned),
        1 => (proptest::sample::select(ODD), "\\PC{0,3}").prop_map(|(odd, more)| more + odd),
    ]
}

fn size() -> impl Strategy<Value = i64> {
    prop_oneof![
        Just(-1),
        0..2048_i64,
        Just(1_048_575),
        (0..62_u32, -2..3_i64).prop_map(|(bit, more)| ((1_i64 << bit) + more).max(0)),
        0..i64::MAX,
    ]
}

/// A random value for a kind of property.
fn value(kind: &str) -> BoxedStrategy<Value> {
    let kind = kind.trim_end_matches(['?', '-']);
    match kind {
        "text" => text().prop_map(|text| json!(text)).boxed(),
        "texts" => proptest::collection::vec(text(), 0..4).prop_map(|list| json!(list)).boxed(),
        "size" | "count" => size().prop_map(|size| json!(size)).boxed(),
        "sizes" => proptest::collection::vec(size(), 0..4).prop_map(|list| json!(list)).boxed(),
        "time" => (0..i64::MAX).prop_map(|time| json!(time)).boxed(),
        "percentage" => (-2..101_i32).prop_map(|percentage| json!(percentage)).boxed(),
        "rpm" => prop_oneof![-3..4_i32, 5400..15001_i32].prop_map(|rpm| json!(rpm)).boxed(),
        "RAID type list" => {
            let list = proptest::collection::vec(value("RAID type"), 0..4);
            list.prop_map(|list| json!(list)).boxed()
        }
        name => {
            let enumeration = enumerations().remove(name).expect(name);
            let known: Vec<i64> = enumeration.values.iter().map(|(number, _)| *number).collect();
            if enumeration.flags {
                let set = proptest::sample::subsequence(known.clone(), 0..=known.len());
                (set, prop_oneof![3 => Just(0), 1 => 1..1_i64 << 20])
                    .prop_map(|(set, other)| json!(set.iter().sum::<i64>() | other))
                    .boxed()
            } else {
                let least = if UNSIGNED.contains(&name) { 0 } else { -5 };
                prop_oneof![3 => proptest::sample::select(known), 1 => least..100_i64]
                    .prop_map(|number| json!(number))
                    .boxed()
            }
        }
    }
}

/// A random record: an object with the keys of the wire.
pub(crate) fn record(described: &'static [Described]) -> impl Strategy<Value = Value> {
    let mut fields: Vec<BoxedStrategy<Option<(String, Value)>>> = Vec::new();
    for (_, key, kind) in described {
        if key.is_empty() {
            continue;
        }
        let present = value(kind).prop_map(move |value| Some(((*key).to_owned(), value)));
        fields.push(match kind.chars().next_back() {
            Some('?') => prop_oneof![
                4 => present,
                1 => Just(Some(((*key).to_owned(), Value::Null))),
            ]
            .boxed(),
            Some('-') => prop_oneof![4 => present, 1 => Just(None)].boxed(),
            _ => present.boxed(),
        });
    }
    fields.prop_map(|fields| Value::Object(fields.into_iter().flatten().collect()))
}

pub(crate) fn layout() -> impl Strategy<Value = Layout> {
    let separator = prop_oneof![Just(" | ".to_owned()), "[,;| ]{0,3}", "\\PC{0,3}"];
    (separator, any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(separator, header, script, human, numbers)| Layout {
            separator,
            header,
            script,
            padded: true,
            style: Style {
                units: if human { Units::Iec } else { Units::Bytes },
                numbers,
                ..Style::default()
            },
            fit: Fit::Unasked,
        },
    )
}
