// SPDX-License-Identifier: MIT OR Apache-2.0
//! A small sweep over every stack and bus that this host has.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn signalbench(arguments: &[&str], output: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_signalbench"))
        .args(arguments)
        .arg("--output")
        .arg(output)
        .output()
        .unwrap()
}

fn results(folder: &Path) -> Value {
    let text = std::fs::read_to_string(folder.join("results.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn array<'a>(results: &'a Value, key: &str) -> &'a [Value] {
    results[key].as_array().unwrap()
}

#[test]
fn every_stack_delivers_everything_on_every_bus_and_the_files_say_so() {
    let folder = tempfile::tempdir().unwrap();
    // Small, and large enough for the other way of writing.
    let output = signalbench(
        &["run", "--payloads", "32,9000", "--counts", "40", "--seed", "7"],
        folder.path(),
    );
    let words = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{words}{}", String::from_utf8_lossy(&output.stderr));

    let results = results(folder.path());
    assert_eq!(array(&results, "failures"), [] as [Value; 0]);
    let rows = array(&results, "rows");
    assert!(!rows.is_empty());
    for row in rows {
        assert_eq!(row["outcome"], "ok", "{row}");
        assert_eq!((&row["sent"], &row["received"]), (&40.into(), &40.into()), "{row}");
        assert_eq!(row["percent"], 100.0, "{row}");
        let delays = &row["delay_ms"];
        let delay = |key: &str| delays[key].as_f64().unwrap();
        assert!(delay("p50") <= delay("p99") && delay("p99") <= delay("max"), "{row}");
        assert!(row["messages_per_second"].as_f64().unwrap() > 0.0, "{row}");
        assert!(row["memory_sender_mib"].as_f64().unwrap() > 0.0, "{row}");
    }
    // What is in this program itself runs on whatever bus there is, each size once.
    let absent = array(&results, "absent");
    let is_absent = |name: &str| absent.iter().any(|pair| pair[0] == name);
    for bus in ["dbus-daemon", "dbus-broker", "busd"] {
        for stack in ["floor", "zbus", "libdbus"] {
            let found = rows.iter().filter(|row| row["bus"] == bus && row["stack"] == stack);
            assert_eq!(found.count(), if is_absent(bus) { 0 } else { 2 }, "{bus} {stack}");
        }
    }
    for stack in ["socket", "relay"] {
        let found = rows.iter().filter(|row| row["bus"] == "none" && row["stack"] == stack);
        assert_eq!(found.count(), 2, "{stack}");
    }

    let csv = std::fs::read_to_string(folder.path().join("results.csv")).unwrap();
    let mut lines = csv.lines();
    let columns = lines.next().unwrap().split(',').count();
    assert_eq!(lines.clone().count(), rows.len());
    assert!(lines.all(|line| line.split(',').count() == columns));
    let html = std::fs::read_to_string(folder.path().join("report.html")).unwrap();
    assert!(html.contains("<h2>Verdicts</h2>") && html.contains("messages/s"));
    assert!(!html.contains("http:") && !html.contains("<script"));
    assert_eq!(words.matches("in a row: ").count() % 2, 0);
    assert!(words.contains("lost signals: nobody"));

    // The report can be had again from what was saved.
    let again = tempfile::tempdir().unwrap();
    let saved = folder.path().join("results.json");
    let output = signalbench(&["report", &saved.display().to_string()], again.path());
    assert!(output.status.success());
    assert_eq!(std::fs::read_to_string(again.path().join("report.html")).unwrap(), html);
}

#[test]
fn several_clients_all_get_everything_also_beside_a_slow_one() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = "run --payloads 100 --counts 50 --clients 1,3 --slow-clients 1 --slow-us 50 \
                     --stacks floor,zbus --repeat 2";
    let output = signalbench(&arguments.split_whitespace().collect::<Vec<_>>(), folder.path());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let results = results(folder.path());
    let rows = array(&results, "rows");
    assert_eq!(rows.len() % 8, 0);
    for row in rows {
        assert_eq!(row["received"], row["clients"].as_u64().unwrap() * 50, "{row}");
        assert_eq!(row["slow_percent"], 100.0, "{row}");
    }
}

#[test]
fn faults_tell_who_got_what() {
    let folder = tempfile::tempdir().unwrap();
    let arguments = "faults --faults kill,sleep,three-senders --fault-count 30 --fault-pause 1 \
                     --fault-payload 100 --stacks floor";
    let output = signalbench(&arguments.split_whitespace().collect::<Vec<_>>(), folder.path());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let results = results(folder.path());
    for row in array(&results, "faults") {
        // So few fit into every buffer: nobody loses anything, whatever happens to the other.
        assert_eq!(row["fast_received"], 30, "{row}");
        assert_eq!(row["fast_state"], "saw the end", "{row}");
        assert_eq!(row["verdict"], "nothing lost", "{row}");
        let killed = row["fault"] == "kill";
        assert_eq!(row["slow_state"], if killed { "killed" } else { "saw the end" }, "{row}");
    }
    let csv = std::fs::read_to_string(folder.path().join("faults.csv")).unwrap();
    assert_eq!(csv.lines().count(), 1 + array(&results, "faults").len());
}

#[test]
fn what_cannot_be_measured_is_said() {
    let folder = tempfile::tempdir().unwrap();
    // A socket has no bus, and the floor nothing else.
    let output = signalbench(&["run", "--stacks", "floor:socket"], folder.path());
    assert!(!output.status.success());
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(words.contains("Nothing of this can be measured here"), "{words}");
}
