// SPDX-License-Identifier: MIT OR Apache-2.0
//! The naive renderer.

use lsmcli::render::{Layout, Style, Units};
use serde_json::Value;

use crate::described::{Described, enumerations};

fn human(bytes: i64) -> String {
    let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    let mut power = 0;
    while power < 6 && bytes >= 1024_i64.pow(power + 1) {
        power += 1;
    }
    format!("{:.2} {}", bytes as f64 / 1024_f64.powi(power as i32), units[power as usize])
}

fn sized(bytes: i64, style: Style) -> String {
    if style.units == Units::Iec { human(bytes) } else { bytes.to_string() }
}

fn named(name: &str, number: i64, style: Style) -> String {
    let enumeration = &enumerations()[name];
    if style.numbers {
        return number.to_string();
    }
    if enumeration.flags {
        let names: Vec<&str> = enumeration
            .values
            .iter()
            .filter(|(bit, _)| number & bit != 0)
            .map(|(_, text)| text.as_str())
            .collect();
        return match (names.is_empty(), number) {
            (true, 0) => String::new(),
            (true, _) => format!("Unknown({number:#x})"),
            _ => names.join(","),
        };
    }
    match enumeration.values.iter().find(|(known, _)| *known == number) {
        Some((_, text)) => text.clone(),
        None if name == "System mode" => String::new(),
        None => format!("Unknown({number})"),
    }
}

/// The lines of a property; for a list one per element.
fn lines((_, key, kind): &Described, record: &Value, style: Style) -> Vec<String> {
    let value = record.get(*key);
    let kind = kind.trim_end_matches(['?', '-']);
    let not_offered = |text: &str| vec![if style.numbers { "" } else { text }.to_owned()];
    let number = value.and_then(Value::as_i64);
    let list = || value.unwrap().as_array().unwrap().iter();
    vec![match (kind, number) {
        ("text", _) => match value {
            None => String::new(),
            Some(Value::Null) => "None".to_owned(),
            Some(text) => text.as_str().unwrap().to_owned(),
        },
        ("texts", _) => return list().map(|text| text.as_str().unwrap().to_owned()).collect(),
        ("no paths", _) => return Vec::new(),
        ("size", Some(bytes)) => sized(bytes, style),
        ("sizes", _) => return list().map(|size| sized(size.as_i64().unwrap(), style)).collect(),
        ("count", Some(count)) => count.to_string(),
        ("product", _) => {
            let factor = |key: &str| record[key].as_i64().unwrap();
            let (block_size, blocks) = (factor("block_size"), factor("num_of_blocks"));
            let unknown = (block_size < 0 && blocks != 0) || (blocks < 0 && block_size != 0);
            sized(if unknown { -1 } else { block_size * blocks }, style)
        }
        ("time", Some(seconds)) => seconds.to_string(),
        ("percentage", None | Some(-2)) => String::new(),
        ("percentage", Some(percentage)) => percentage.to_string(),
        ("rpm" | "Link type", None | Some(-2)) => return not_offered("No Support"),
        ("rpm", Some(rpm)) => match rpm {
            _ if style.numbers => rpm.to_string(),
            0 => "Non-Rotating Medium".to_owned(),
            1 => "Rotating Medium Unknown Speed".to_owned(),
            -1 => "Unknown".to_owned(),
            _ => rpm.to_string(),
        },
        ("System mode", None | Some(-2)) => String::new(),
        ("RAID type list", _) => {
            return list()
                .map(|number| named("RAID type", number.as_i64().unwrap(), style))
                .collect();
        }
        (name, number) => named(name, number.unwrap(), style),
    }]
}

fn chars(text: &str) -> usize {
    text.chars().count()
}

fn padded(text: &str, width: usize) -> String {
    text.to_owned() + &" ".repeat(width - chars(text).min(width))
}

pub(crate) fn model(described: &[Described], records: &[Value], layout: &Layout) -> String {
    if records.is_empty() {
        return String::new();
    }
    if layout.script {
        return script_model(described, records, layout);
    }
    let columns: Vec<&Described> =
        described.iter().filter(|(heading, ..)| !heading.starts_with('*')).collect();
    let mut rows: Vec<Vec<String>> = Vec::new();
    if layout.header {
        rows.push(columns.iter().map(|(heading, ..)| (*heading).to_owned()).collect());
    }
    for record in records {
        let cells: Vec<Vec<String>> =
            columns.iter().map(|column| lines(column, record, layout.style)).collect();
        let height = cells.iter().map(Vec::len).max().unwrap().max(1);
        for line in 0..height {
            rows.push(cells.iter().map(|c| c.get(line).cloned().unwrap_or_default()).collect());
        }
    }
    let widths: Vec<usize> = (0..columns.len())
        .map(|column| rows.iter().map(|row| chars(&row[column])).max().unwrap().max(1))
        .collect();
    let mut text = String::new();
    for (index, row) in rows.iter().enumerate() {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| padded(cell, *width)).collect();
        let line = cells.join(&layout.separator);
        text += &line;
        text += "\n";
        if layout.header && index == 0 {
            text += &"-".repeat(chars(&line));
            text += "\n";
        }
    }
    text
}

fn script_model(described: &[Described], records: &[Value], layout: &Layout) -> String {
    let plain = |heading: &str| heading.trim_start_matches('*').to_owned();
    let headings = described.iter().map(|(heading, ..)| chars(&plain(heading))).max().unwrap();
    let cells = |record: &Value| -> Vec<(String, Vec<String>)> {
        described
            .iter()
            .map(|property| (plain(property.0), lines(property, record, layout.style)))
            .collect()
    };
    let values = records
        .iter()
        .flat_map(cells)
        .filter_map(|(_, lines)| lines.first().map(|line| chars(line)))
        .max()
        .unwrap_or(1)
        .max(1);
    let rule = "-".repeat(headings + chars(&layout.separator) + values) + "\n";
    let mut text = rule.clone();
    for record in records {
        for (heading, lines) in cells(record) {
            for (index, line) in lines.iter().enumerate() {
                let heading = if index == 0 { heading.as_str() } else { "" };
                text += &padded(heading, headings);
                text += &layout.separator;
                text += &padded(line, values);
                text += "\n";
            }
        }
        text += &rule;
    }
    text
}
