// SPDX-License-Identifier: MIT OR Apache-2.0
//! The report: one page that needs nothing but itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::Results;
use super::chart::{Axis, Series, Style, bytes, draw, escape, short};
use super::summary::{cpu, cpu_of_floor, medians, of_floor, verdicts};
use crate::cell::Row;
use crate::stacks::STACKS;
use crate::statistics::float;
use crate::{faults, stacks};

const STYLE: &str = include_str!("report.css");

/// What a chart shows of a row.
type Value = fn(&Row) -> f64;

/// The four charts of 2015, then what was missing there.
static CHARTS: [(Axis, Value); 6] = [
    (Axis { title: "messages/s", logarithmic: true }, |row| row.messages_per_second),
    (Axis { title: "MiB/s", logarithmic: true }, |row| row.mib_per_second),
    (Axis { title: "average delay, ms", logarithmic: true }, |row| row.delay_ms.average),
    (Axis { title: "received, per cent", logarithmic: false }, |row| row.percent),
    (Axis { title: "p99 delay, ms", logarithmic: true }, |row| row.delay_ms.p99),
    (Axis { title: "CPU of sender, bus and receiver, µs/message", logarithmic: true }, cpu),
];

/// The whole page.
pub(super) fn page(results: &Results) -> String {
    let medians = medians(&results.rows);
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>D-Bus signalling, measured</title><style>{STYLE}</style></head><body>\
         <h1>D-Bus signalling, measured</h1>{}",
        machine(results)
    );
    html += &list("Verdicts", &verdicts(&results.rows));
    html += &charts(&medians);
    html += &faults_table(&results.faults);
    html += &tables(&medians);
    html += &list("Runs that did not start", &results.failures);
    html += HOW;
    html + "</body></html>\n"
}

const HOW: &str = "<h2>How it is measured</h2>\
<p>Every run has a fresh private bus with the limits of a system bus, a server, a driver and its \
clients as processes of their own. The driver calls <code>SpamSignal(count, size)</code>, the \
server emits so many signals <code>Spam(stamp, size, payload)</code>. A rate is what one client \
received, divided by the time from the stamp of its first signal to the arrival of its last; a \
delay is the time from stamp to handler, so it holds whatever queued in between. MiB/s counts \
payload only. CPU time is that of all threads of a process, from the scheduler, for each message; \
it hardly depends on what else the machine does, wall-clock rates do. Runs are interleaved in \
random order; of repetitions medians are shown, of losses the worst. A floor sends messages that \
were marshalled once and validates nothing, so that no conforming stack can be faster.</p>";

fn machine(results: &Results) -> String {
    let machine = &results.machine;
    let versions: Vec<String> =
        machine.versions.iter().map(|(name, version)| format!("{name} {version}")).collect();
    let absent: Vec<String> =
        results.absent.iter().map(|(name, why)| format!("{name} ({why})")).collect();
    let mut rows = vec![
        ("system", format!("{}, kernel {}", machine.system, machine.kernel)),
        (
            "machine",
            format!(
                "{}, {} cores, {} MiB of memory",
                machine.processor, machine.cores, machine.memory_mib
            ),
        ),
        ("load", format!("{:.2} before, {:.2} after", machine.load_before, machine.load_after)),
        ("versions", versions.join(", ")),
        ("command", results.command.clone()),
        ("order", format!("seed {}", results.seed)),
        ("took", format!("{:.0} s", results.seconds)),
    ];
    if !absent.is_empty() {
        rows.push(("not on this host", absent.join(", ")));
    }
    let cells: String = rows
        .iter()
        .map(|(key, value)| format!("<tr><th>{key}</th><td>{}</td></tr>", escape(value)))
        .collect();
    format!("<table class=\"machine\">{cells}</table>")
}

fn list(title: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let items: String = lines.iter().map(|line| format!("<li>{}</li>", escape(line))).collect();
    format!("<details open><summary><h2>{title}</h2></summary><ul>{items}</ul></details>")
}

/// One block of charts for each bus and length of run that was swept over payloads.
fn charts(medians: &[Row]) -> String {
    let mut blocks: BTreeMap<(String, u64), Vec<&Row>> = BTreeMap::new();
    for row in medians.iter().filter(|row| row.clients == 1 && row.slow_clients == 0) {
        blocks.entry((row.bus.clone(), row.many)).or_default().push(row);
    }
    let mut html = String::new();
    for ((bus, many), rows) in blocks {
        let payloads: BTreeSet<u64> = rows.iter().map(|row| row.payload).collect();
        if payloads.len() < 2 {
            continue;
        }
        let names = stacks_of(&rows);
        let place = if bus == "none" { "peer to peer".to_owned() } else { bus };
        let _ = write!(html, "<h2>{place}, {many} in a row</h2><p class=\"legend\">");
        for name in &names {
            let Style { colour, dashes, width } = style(name);
            let _ = write!(
                html,
                "<span><svg viewBox=\"0 0 30 8\"><line x1=\"0\" x2=\"30\" y1=\"4\" y2=\"4\" \
                 stroke=\"{colour}\" stroke-dasharray=\"{dashes}\" stroke-width=\"{width}\"/>\
                 </svg> {}</span>",
                escape(name)
            );
        }
        html += "</p><div class=\"charts\">";
        for (axis, value) in &CHARTS {
            let series: Vec<Series> = names
                .iter()
                .map(|name| Series {
                    name: name.clone(),
                    style: style(name),
                    points: rows
                        .iter()
                        .filter(|row| row.stack == *name)
                        .map(|row| (float(row.payload), value(row)))
                        .collect(),
                })
                .collect();
            html += &draw(axis, &series);
        }
        html += "</div>";
    }
    html
}

/// The stacks of these rows, in the order of the table of stacks.
fn stacks_of(rows: &[&Row]) -> Vec<String> {
    let mut names: Vec<String> = rows.iter().map(|row| row.stack.clone()).collect();
    names.sort_by_key(|name| (position(name), name.clone()));
    names.dedup();
    names
}

fn position(name: &str) -> usize {
    let server = name.split(':').next().unwrap_or(name);
    STACKS.iter().position(|stack| stack.name == server).unwrap_or(STACKS.len())
}

fn style(name: &str) -> Style {
    let Some(stack) = STACKS.get(position(name)) else { return Style::foreign(7) };
    // The place among those of its kind, so that no two look alike.
    let same =
        |other: &&stacks::Stack| (other.floor, other.cooperates) == (stack.floor, stack.cooperates);
    let place = STACKS.iter().take(position(name)).filter(same).count();
    let mixed = usize::from(name.contains(':'));
    if stack.floor {
        Style::floor(place)
    } else if stack.cooperates {
        Style::own(place + mixed)
    } else {
        Style::foreign(place + mixed * 5)
    }
}

fn faults_table(rows: &[faults::Row]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut rows: Vec<&faults::Row> = rows.iter().collect();
    rows.sort_by_key(|row| {
        let fault = faults::Fault::ALL.iter().position(|fault| fault.name() == row.fault);
        (fault, row.bus.clone(), position(&row.stack))
    });
    let mut html = String::from(
        "<h2>Faults</h2><div class=\"wide\"><table><thead><tr><th>fault</th><th>bus</th>\
         <th>stack</th><th>verdict</th><th>the sender's caller heard</th><th>slow client</th>\
         <th>fast client</th><th>longest delay of the fast one, ms</th><th>bus, MiB</th>\
         <th>sender, MiB</th><th>the stack told</th></tr></thead><tbody>",
    );
    for row in rows {
        let good = ["nothing lost", "slow client has the last state"];
        let class = if good.iter().any(|good| row.verdict.starts_with(good))
            && !row.verdict.contains("held up")
        {
            "good"
        } else {
            "bad"
        };
        let _ = write!(
            html,
            "<tr><th>{}</th><td>{}</td><td>{}</td><td class=\"{class}\">{}</td><td>{}</td>\
             <td>{} of {}, {}</td><td>{}, {}</td><td>{}</td><td>{:.0}</td><td>{:.0}</td>\
             <td>{}</td></tr>",
            row.fault,
            row.bus,
            escape(&row.stack),
            escape(&row.verdict),
            escape(&row.sender),
            row.slow_received,
            row.count,
            escape(&row.slow_state),
            row.fast_received,
            escape(&row.fast_state),
            short(row.fast_max_ms),
            row.memory_bus_mib,
            row.memory_sender_mib,
            escape(&row.told.join("; ")),
        );
    }
    html + "</tbody></table></div>"
}

/// All figures, folded away.
fn tables(medians: &[Row]) -> String {
    let mut places: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in medians {
        places.entry(&row.bus).or_default().push(row);
    }
    let mut html = String::new();
    for (bus, mut rows) in places {
        rows.sort_by_key(|row| {
            (row.slow_clients, row.clients, row.many, row.payload, position(&row.stack))
        });
        let _ = write!(
            html,
            "<details><summary><h2>All figures: {}</h2></summary><div class=\"wide\"><table>\
             <thead><tr><th>payload</th><th>count</th><th>clients</th><th>stack</th>\
             <th>messages/s</th><th>of the floor</th><th>MiB/s</th><th>delay: average</th>\
             <th>p50</th><th>p99</th><th>max, ms</th><th>received</th><th>CPU: sender</th>\
             <th>bus</th><th>receiver, µs</th><th>times the floor</th><th>memory: sender</th>\
             <th>bus</th><th>receiver, MiB</th><th>outcome</th></tr></thead><tbody>",
            if bus == "none" { "peer to peer" } else { bus }
        );
        for row in rows {
            html += &figures(row, medians);
        }
        html += "</tbody></table></div></details>";
    }
    html
}

fn figures(row: &Row, medians: &[Row]) -> String {
    let clients = match row.slow_clients {
        0 => row.clients.to_string(),
        slow => format!("{} + {slow} slow", row.clients),
    };
    let ratio =
        of_floor(row, medians).map_or_else(String::new, |of| format!("{:.0} %", of * 100.0));
    let times = cpu_of_floor(row, medians).map_or_else(String::new, |of| format!("{of:.2}"));
    let received = if row.slow_clients == 0 {
        format!("{:.3} %", row.percent)
    } else {
        format!("{:.3} %, slow {:.3} %", row.percent, row.slow_percent)
    };
    let mut outcome = row.outcome.clone();
    if !row.told.is_empty() {
        let _ = write!(outcome, "; {}", row.told.join("; "));
    }
    let mut html = format!(
        "<tr><th>{}</th><td>{}</td><td>{clients}</td><td>{}</td>",
        bytes(float(row.payload)),
        row.count,
        escape(&row.stack)
    );
    let class = if row.percent >= 100.0 && row.outcome == "ok" { "good" } else { "bad" };
    for (class, value) in [
        ("", short(row.messages_per_second)),
        ("", ratio),
        ("", short(row.mib_per_second)),
        ("", short(row.delay_ms.average)),
        ("", short(row.delay_ms.p50)),
        ("", short(row.delay_ms.p99)),
        ("", short(row.delay_ms.max)),
        (class, received),
        ("", short(row.cpu_sender_us)),
        ("", short(row.cpu_bus_us)),
        ("", short(row.cpu_receiver_us)),
        ("", times),
        ("", short(row.memory_sender_mib)),
        ("", short(row.memory_bus_mib)),
        ("", short(row.memory_receiver_mib)),
        (class, outcome),
    ] {
        let _ = write!(html, "<td class=\"{class}\">{}</td>", escape(&value));
    }
    html + "</tr>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_stacks_look_alike() {
        let styles: Vec<Style> = STACKS.iter().map(|stack| style(stack.name)).collect();
        for (place, one) in styles.iter().enumerate() {
            assert!(!styles[..place].contains(one), "{}", STACKS[place].name);
        }
    }

    #[test]
    fn the_page_stands_alone_and_shows_every_row() {
        let row = |stack: &str, payload| Row {
            bus: "busd".to_owned(),
            stack: stack.to_owned(),
            payload,
            clients: 1,
            percent: 100.0,
            messages_per_second: 1000.0,
            outcome: "ok".to_owned(),
            ..Row::default()
        };
        let results = Results {
            rows: vec![row("zbus", 32), row("zbus", 64), row("floor", 32), row("floor", 64)],
            faults: vec![faults::Row { verdict: "<lost>".to_owned(), ..faults::Row::default() }],
            ..Results::default()
        };
        let html = page(&results);
        assert_eq!(html.matches("role=\"img\"").count(), CHARTS.len());
        assert_eq!(html.matches("<td>zbus</td>").count(), 2);
        assert!(html.contains("&lt;lost&gt;") && !html.contains("<lost>"));
        for outside in ["http:", "https:", "src=", "<link", "@import", "<script"] {
            assert!(!html.contains(outside), "{outside}");
        }
    }
}
