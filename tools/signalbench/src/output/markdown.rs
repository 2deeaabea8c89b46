// SPDX-License-Identifier: MIT OR Apache-2.0
//! The report in short, for whoever reads text.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::Results;
use super::chart::{bytes, short};
use super::summary::{cpu, cpu_of_floor, medians, of_floor, situation};
use crate::cell::Row;
use crate::stacks::Stack;
use crate::statistics::float;

/// The page in short.
pub(super) fn page(results: &Results) -> String {
    let machine = &results.machine;
    let mut text = format!(
        "<!-- SPDX-License-Identifier: MIT OR Apache-2.0 -->\n# D-Bus signalling, measured\n\n\
         All figures, with charts: [report.html](report.html), [results.csv](results.csv), \
         [faults.csv](faults.csv).\n\n\
         * Machine: {}, {} cores, {} MiB of memory; {}, kernel {}\n\
         * Load: {:.2} before, {:.2} after\n* Versions: {}\n* Command: `{}`, {:.0} s \
         (`cargo run --release -p signalbench -- …`)\n",
        machine.processor,
        machine.cores,
        machine.memory_mib,
        machine.system,
        machine.kernel,
        machine.load_before,
        machine.load_after,
        machine
            .versions
            .iter()
            .map(|(name, version)| format!("{name} {version}"))
            .collect::<Vec<_>>()
            .join(", "),
        results.command,
        results.seconds,
    );
    for (name, why) in &results.absent {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "* Not on this host: {name} ({why})");
    }
    text += &rates(&medians(&results.rows));
    text += &faults(results);
    text
}

fn is_ours(stack: &str) -> bool {
    let server = stack.split(':').next().unwrap_or(stack);
    Stack::named(server).is_ok_and(|stack| stack.cooperates)
}

/// For each bus and length of run: the floor, ours and the best of the others.
fn rates(medians: &[Row]) -> String {
    let single = |row: &&Row| row.clients == 1 && row.slow_clients == 0 && row.bus != "none";
    let mut places: BTreeMap<(&str, u64), BTreeSet<u64>> = BTreeMap::new();
    for row in medians.iter().filter(single) {
        places.entry((&row.bus, row.many)).or_default().insert(row.payload);
    }
    let mut text = String::new();
    for ((bus, many), payloads) in places {
        let _ = write!(
            text,
            "\n## {bus}, {many} in a row\n\n\
             Messages/s (share of the floor; CPU of sender, bus and receiver for each message, \
             and how many times that of the floor; p99 delay)\n\n\
             | payload | floor | ours, opted in | ours, to a plain receiver \
             | best of the others | lost signals |\n\
             |---|---|---|---|---|---|\n"
        );
        for payload in payloads {
            let here: Vec<&Row> = medians
                .iter()
                .filter(single)
                .filter(|row| (row.bus.as_str(), row.many, row.payload) == (bus, many, payload))
                .collect();
            let best = |wanted: &dyn Fn(&Row) -> bool| {
                here.iter()
                    .copied()
                    .filter(|row| wanted(row) && is_whole(row))
                    .max_by(|a, b| a.messages_per_second.total_cmp(&b.messages_per_second))
                    .map_or_else(|| "–".to_owned(), |row| figure(row, medians))
            };
            let lost: Vec<&str> =
                here.iter().filter(|row| !is_whole(row)).map(|row| row.stack.as_str()).collect();
            let _ = writeln!(
                text,
                "| {} | {} | {} | {} | {} | {} |",
                bytes(float(payload)),
                best(&|row| row.stack == "floor"),
                best(&|row| row.stack == "lsm"),
                best(&|row| row.stack == "lsm:floor"),
                best(&|row| !row.floor && !is_ours(&row.stack)),
                if lost.is_empty() { "nobody".to_owned() } else { lost.join(", ") },
            );
        }
    }
    text
}

fn is_whole(row: &Row) -> bool {
    row.percent >= 100.0 && row.outcome == "ok"
}

fn figure(row: &Row, medians: &[Row]) -> String {
    let mut text = short(row.messages_per_second);
    if !row.floor && !is_ours(&row.stack) {
        text = format!("{} {text}", row.stack);
    }
    let mut details = Vec::new();
    let floor = |other: &&Row| other.stack == "floor" && situation(other) == situation(row);
    if row.stack != "floor" && medians.iter().any(|other| floor(&other)) {
        let rate = of_floor(row, medians).unwrap_or_default() * 100.0;
        let times = cpu_of_floor(row, medians).unwrap_or_default();
        details.push(format!("{rate:.0} %"));
        details.push(format!("{} µs, {times:.2} times", short(cpu(row))));
    } else {
        details.push(format!("{} µs", short(cpu(row))));
    }
    details.push(format!("{} ms", short(row.delay_ms.p99)));
    let _ = write!(text, " ({})", details.join("; "));
    text
}

/// For each fault and bus: what became of ours, and of the others.
fn faults(results: &Results) -> String {
    if results.faults.is_empty() {
        return String::new();
    }
    let mut text = String::from(
        "\n## Faults\n\nWho lost what when one client suffers and another one is fast. \
         N stands for numbers that differ.\n\n| fault | bus | ours | others |\n|---|---|---|---|\n",
    );
    for fault in crate::faults::Fault::ALL {
        let of_fault = results.faults.iter().filter(|row| row.fault == fault.name());
        let buses: BTreeSet<&str> = of_fault.clone().map(|row| row.bus.as_str()).collect();
        for bus in buses {
            let verdicts = |ours: bool| {
                let mut found: BTreeMap<String, Vec<&str>> = BTreeMap::new();
                for row in of_fault.clone().filter(|row| row.bus == bus) {
                    if is_ours(&row.stack) == ours {
                        found.entry(without_numbers(&row.verdict)).or_default().push(&row.stack);
                    }
                }
                let texts = found
                    .into_iter()
                    .map(|(verdict, stacks)| format!("{}: {verdict}", stacks.join(", ")));
                texts.collect::<Vec<_>>().join("<br>")
            };
            let _ = writeln!(
                text,
                "| {} | {bus} | {} | {} |",
                fault.name(),
                verdicts(true),
                verdicts(false)
            );
        }
    }
    text
}

fn without_numbers(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        if !character.is_ascii_digit() {
            // The point of a number belongs to it.
            if !(character == '.' && out.ends_with('N')) {
                out.push(character);
            }
        } else if !out.ends_with('N') {
            out.push('N');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faults;

    #[test]
    fn verdicts_that_differ_in_numbers_only_are_one() {
        assert_eq!(without_numbers("missed 12, held up 9.5 s"), "missed N, held up N s");
    }

    #[test]
    fn ours_and_the_best_of_the_others_stand_beside_the_floor() {
        let row = |stack: &str, rate: f64| Row {
            bus: "busd".to_owned(),
            stack: stack.to_owned(),
            floor: stack == "floor",
            payload: 2048,
            many: 10_000,
            clients: 1,
            percent: 100.0,
            messages_per_second: rate,
            cpu_bus_us: 2.0,
            outcome: "ok".to_owned(),
            ..Row::default()
        };
        let fault = |stack: &str, verdict: &str| faults::Row {
            bus: "busd".to_owned(),
            stack: stack.to_owned(),
            fault: "sleep".to_owned(),
            verdict: verdict.to_owned(),
            ..faults::Row::default()
        };
        let results = Results {
            rows: vec![
                row("floor", 2000.0),
                row("zbus", 900.0),
                row("gdbus", 100.0),
                row("lsm", 1900.0),
            ],
            faults: vec![
                fault("lsm", "nothing lost"),
                fault("zbus", "missed 5"),
                fault("gdbus", "missed 6"),
            ],
            ..Results::default()
        };
        let text = page(&results);
        assert!(
            text.contains(
                "| 2K | 2 k (2 µs; 0 ms) | 1.9 k (95 %; 2 µs, 1.00 times; 0 ms) | – | zbus 900 (45 %; 2 µs, 1.00 times; 0 ms) | nobody |"
            ),
            "{text}"
        );
        assert!(
            text.contains("| sleep | busd | lsm: nothing lost | zbus, gdbus: missed N |"),
            "{text}"
        );
    }
}
