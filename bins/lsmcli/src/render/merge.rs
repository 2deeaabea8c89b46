// SPDX-License-Identifier: MIT OR Apache-2.0
//! Documents of several arrays as one.

use super::Format;

/// One document with the rows of all, each of which was written in this format for the same
/// command. Empty ones do not count.
pub(crate) fn merge(format: Format, header: bool, documents: &[String]) -> String {
    let documents: Vec<&str> =
        documents.iter().map(String::as_str).filter(|document| !document.is_empty()).collect();
    let Some(first) = documents.first() else { return String::new() };
    let (begin, end, between) = match format {
        Format::Json => ("\"items\":[", "]}\n", ",\n"),
        Format::Yaml => ("\nitems:", "", ""),
        Format::Csv | Format::Tsv if header => ("\n", "", ""),
        _ => return documents.concat(),
    };
    let (head, _) = first.split_once(begin).unwrap_or((first, ""));
    let rows = documents.iter().filter_map(|document| {
        let (_, rows) = document.split_once(begin)?;
        let rows = rows.strip_suffix(end)?;
        match format {
            Format::Json => Some(rows.trim_matches('\n')).filter(|rows| !rows.is_empty()),
            Format::Yaml => Some(rows).filter(|rows| *rows != " []\n"),
            _ => Some(rows),
        }
    });
    let rows: Vec<&str> = rows.collect();
    let rows = match (format, rows.is_empty()) {
        (Format::Json, false) => format!("\n{}\n", rows.join(between)),
        (Format::Yaml, false) => rows
            .iter()
            .map(|rows| rows.trim_start_matches('\n'))
            .fold("\n".to_owned(), |all, rows| all + rows),
        (Format::Yaml, true) => " []\n".to_owned(),
        _ => rows.concat(),
    };
    format!("{head}{begin}{rows}{end}")
}
