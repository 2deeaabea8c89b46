// SPDX-License-Identifier: MIT OR Apache-2.0
//! Results for spreadsheets (RFC 4180).

use crate::{cell, faults};

/// A column: its name, and what is in it.
type Column<T> = (&'static str, fn(&T) -> String);

static ROW: &[Column<cell::Row>] = &[
    ("bus", |row| row.bus.clone()),
    ("stack", |row| row.stack.clone()),
    ("payload", |row| row.payload.to_string()),
    ("count", |row| row.count.to_string()),
    ("clients", |row| row.clients.to_string()),
    ("slow_clients", |row| row.slow_clients.to_string()),
    ("pass", |row| row.pass.to_string()),
    ("sent", |row| row.sent.to_string()),
    ("received", |row| row.received.to_string()),
    ("received_percent", |row| format!("{:.3}", row.percent)),
    ("slow_received_percent", |row| format!("{:.3}", row.slow_percent)),
    ("messages_per_second", |row| format!("{:.1}", row.messages_per_second)),
    ("mib_per_second", |row| format!("{:.3}", row.mib_per_second)),
    ("delay_average_ms", |row| format!("{:.4}", row.delay_ms.average)),
    ("delay_p50_ms", |row| format!("{:.4}", row.delay_ms.p50)),
    ("delay_p99_ms", |row| format!("{:.4}", row.delay_ms.p99)),
    ("delay_max_ms", |row| format!("{:.4}", row.delay_ms.max)),
    ("cpu_sender_us", |row| format!("{:.3}", row.cpu_sender_us)),
    ("cpu_bus_us", |row| format!("{:.3}", row.cpu_bus_us)),
    ("cpu_receiver_us", |row| format!("{:.3}", row.cpu_receiver_us)),
    ("memory_sender_mib", |row| format!("{:.1}", row.memory_sender_mib)),
    ("memory_bus_mib", |row| format!("{:.1}", row.memory_bus_mib)),
    ("memory_receiver_mib", |row| format!("{:.1}", row.memory_receiver_mib)),
    ("outcome", |row| row.outcome.clone()),
    ("told", |row| row.told.join("; ")),
];

static FAULT: &[Column<faults::Row>] = &[
    ("bus", |row| row.bus.clone()),
    ("stack", |row| row.stack.clone()),
    ("fault", |row| row.fault.clone()),
    ("payload", |row| row.payload.to_string()),
    ("count", |row| row.count.to_string()),
    ("sender", |row| row.sender.clone()),
    ("sender_thrown_off", |row| row.sender_thrown_off.to_string()),
    ("slow_received", |row| row.slow_received.to_string()),
    ("slow_state", |row| row.slow_state.clone()),
    ("fast_received", |row| row.fast_received.to_string()),
    ("fast_state", |row| row.fast_state.clone()),
    ("fast_max_ms", |row| format!("{:.3}", row.fast_max_ms)),
    ("memory_sender_mib", |row| format!("{:.1}", row.memory_sender_mib)),
    ("memory_bus_mib", |row| format!("{:.1}", row.memory_bus_mib)),
    ("told", |row| row.told.join("; ")),
    ("verdict", |row| row.verdict.clone()),
];

/// The measurements.
pub(super) fn rows(rows: &[cell::Row]) -> String {
    write(ROW, rows)
}

/// The faults.
pub(super) fn faults(rows: &[faults::Row]) -> String {
    write(FAULT, rows)
}

fn write<T>(columns: &[Column<T>], rows: &[T]) -> String {
    let mut out = line(columns.iter().map(|(name, _)| (*name).to_owned()));
    for row in rows {
        out += &line(columns.iter().map(|(_, value)| value(row)));
    }
    out
}

fn line(values: impl Iterator<Item = String>) -> String {
    let quoted: Vec<String> = values
        .map(|value| {
            if value.contains([',', '"', '\n', '\r']) {
                format!("\"{}\"", value.replace('"', "\"\""))
            } else {
                value
            }
        })
        .collect();
    quoted.join(",") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_has_every_column_and_odd_texts_are_quoted() {
        let row = cell::Row { outcome: "a \"b\", c".to_owned(), ..cell::Row::default() };
        let text = rows(&[row]);
        let mut lines = text.split_terminator("\r\n");
        assert_eq!(lines.next().unwrap().split(',').count(), ROW.len());
        assert!(lines.next().unwrap().ends_with(",\"a \"\"b\"\", c\","));
        assert_eq!(lines.next(), None);
        assert_eq!(faults(&[faults::Row::default()]).matches("\r\n").count(), 2);
    }
}
