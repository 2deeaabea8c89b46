// SPDX-License-Identifier: MIT OR Apache-2.0
//! Medians over repetitions, ratios to the floor, and the verdicts.

use std::collections::BTreeMap;

use crate::cell::Row;
use crate::statistics::{Delays, median};

/// Rows that differ only in their repetition have the same one of these.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Situation {
    pub(super) bus: String,
    pub(super) clients: u64,
    pub(super) slow_clients: u64,
    pub(super) payload: u64,
    /// Signals in a row as asked for: how they are cut to fit differs between stacks.
    pub(super) many: u64,
}

/// The medians of all repetitions of one stack in one situation.
pub(super) fn medians(rows: &[Row]) -> Vec<Row> {
    let mut groups: BTreeMap<_, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        let key = (situation(row), row.stack.clone(), row.count);
        groups.entry(key).or_default().push(row);
    }
    groups.into_values().filter_map(|group| merge(&group)).collect()
}

/// The situation of a row.
pub(super) fn situation(row: &Row) -> Situation {
    Situation {
        bus: row.bus.clone(),
        clients: row.clients,
        slow_clients: row.slow_clients,
        payload: row.payload,
        many: row.many,
    }
}

fn merge(group: &[&Row]) -> Option<Row> {
    let first = *group.first()?;
    let middle =
        |value: fn(&Row) -> f64| median(group.iter().map(|row| value(row)).collect::<Vec<_>>());
    let most = |value: fn(&Row) -> f64| group.iter().map(|row| value(row)).fold(0.0, f64::max);
    let least = |value: fn(&Row) -> f64| group.iter().map(|row| value(row)).fold(100.0, f64::min);
    let bad = group.iter().find(|row| row.outcome != "ok");
    Some(Row {
        percent: least(|row| row.percent),
        slow_percent: least(|row| row.slow_percent),
        messages_per_second: middle(|row| row.messages_per_second),
        mib_per_second: middle(|row| row.mib_per_second),
        delay_ms: Delays {
            average: middle(|row| row.delay_ms.average),
            p50: middle(|row| row.delay_ms.p50),
            p99: middle(|row| row.delay_ms.p99),
            max: most(|row| row.delay_ms.max),
        },
        cpu_sender_us: middle(|row| row.cpu_sender_us),
        cpu_bus_us: middle(|row| row.cpu_bus_us),
        cpu_receiver_us: middle(|row| row.cpu_receiver_us),
        memory_sender_mib: most(|row| row.memory_sender_mib),
        memory_bus_mib: most(|row| row.memory_bus_mib),
        memory_receiver_mib: most(|row| row.memory_receiver_mib),
        outcome: bad.unwrap_or(&first).outcome.clone(),
        told: group.iter().flat_map(|row| row.told.clone()).collect(),
        ..first.clone()
    })
}

/// A row's rate in relation to that of the floor in the same situation: of the bus, the floor;
/// without a bus, the plain socket.
pub(super) fn of_floor(row: &Row, medians: &[Row]) -> Option<f64> {
    let floor = floor(row, medians)?;
    (floor.messages_per_second > 0.0).then(|| row.messages_per_second / floor.messages_per_second)
}

/// CPU time of all three per message, in relation to the floor: 1 is as cheap as possible.
pub(super) fn cpu_of_floor(row: &Row, medians: &[Row]) -> Option<f64> {
    let floor = cpu(floor(row, medians)?);
    (floor > 0.0).then(|| cpu(row) / floor)
}

/// CPU time of sender, bus and receiver for each message, in microseconds.
pub(super) fn cpu(row: &Row) -> f64 {
    row.cpu_sender_us + row.cpu_bus_us + row.cpu_receiver_us
}

fn floor<'a>(row: &Row, medians: &'a [Row]) -> Option<&'a Row> {
    let name = if row.bus == "none" { "socket" } else { "floor" };
    medians.iter().find(|other| other.stack == name && situation(other) == situation(row))
}

/// One line for each situation: who is fastest, how near to the floor, who lost signals.
pub(crate) fn verdicts(rows: &[Row]) -> Vec<String> {
    let medians = medians(rows);
    let mut groups: BTreeMap<Situation, Vec<&Row>> = BTreeMap::new();
    for row in &medians {
        groups.entry(situation(row)).or_default().push(row);
    }
    groups.iter().map(|(situation, rows)| verdict(situation, rows, &medians)).collect()
}

fn verdict(situation: &Situation, rows: &[&Row], medians: &[Row]) -> String {
    let clients = match (situation.clients, situation.slow_clients) {
        (1, 0) => String::new(),
        (fast, 0) => format!(", {fast} clients"),
        (fast, slow) => format!(", {fast} clients and {slow} slow"),
    };
    let place =
        format!("{}, {} B, {} in a row{clients}", situation.bus, situation.payload, situation.many);
    let whole = |row: &&&Row| row.percent >= 100.0 && row.outcome == "ok";
    let fastest = rows
        .iter()
        .filter(|row| !row.floor)
        .filter(whole)
        .max_by(|a, b| a.messages_per_second.total_cmp(&b.messages_per_second));
    let best = fastest.map_or_else(
        || "nobody but floors arrived whole".to_owned(),
        |row| {
            let share = of_floor(row, medians)
                .map_or_else(String::new, |ratio| format!(", {:.0} % of the floor", ratio * 100.0));
            format!("fastest {} ({:.0}/s{share})", row.stack, row.messages_per_second)
        },
    );
    let lost: Vec<String> = rows
        .iter()
        .filter(|row| !whole(row))
        .map(|row| format!("{} ({:.3} %, {})", row.stack, row.percent, row.outcome))
        .collect();
    let lost = if lost.is_empty() { "nobody".to_owned() } else { lost.join(", ") };
    format!("{place}: {best}; lost signals: {lost}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(stack: &str, rate: f64) -> Row {
        Row {
            bus: "busd".to_owned(),
            stack: stack.to_owned(),
            floor: stack == "floor",
            payload: 32,
            count: 10,
            many: 10,
            clients: 1,
            percent: 100.0,
            messages_per_second: rate,
            outcome: "ok".to_owned(),
            ..Row::default()
        }
    }

    #[test]
    fn repetitions_become_their_median_and_a_loss_is_never_averaged_away() {
        let lossy = Row { percent: 99.0, outcome: "hung up".to_owned(), ..row("zbus", 9.0) };
        let merged = medians(&[row("zbus", 1.0), row("zbus", 3.0), lossy, row("floor", 8.0)]);
        assert_eq!(merged.len(), 2);
        let zbus = merged.iter().find(|row| row.stack == "zbus").unwrap();
        assert_eq!((zbus.messages_per_second, zbus.percent), (3.0, 99.0));
        assert_eq!(zbus.outcome, "hung up");
        assert_eq!(of_floor(zbus, &merged), Some(3.0 / 8.0));
    }

    #[test]
    fn the_fastest_is_one_that_lost_nothing_and_no_floor() {
        let lossy = Row { percent: 60.0, ..row("sd-bus", 9.0) };
        let lines = verdicts(&[row("floor", 10.0), row("zbus", 5.0), row("gdbus", 4.0), lossy]);
        assert_eq!(
            lines,
            ["busd, 32 B, 10 in a row: fastest zbus (5/s, 50 % of the floor); \
              lost signals: sd-bus (60.000 %, ok)"]
        );
    }
}
