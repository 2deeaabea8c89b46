// SPDX-License-Identifier: MIT OR Apache-2.0
//! The Python package: importing, connecting, asking, and listing 120,000 volumes as objects
//! beside what the Rust client takes for the same records.
#![allow(clippy::unwrap_used)]

use std::process::Command;
use std::time::{Duration, Instant};

use lsm_benches::{heading, is_wanted, median, row};
use lsm_client::Session;
use lsm_test::House;

const NAME: &str = "Python";
const ROUNDS: usize = 11;
/// An interpreter that has the package, set by `cargo xtask bench`.
const PYTHON: &str = "LSM_BENCH_PYTHON";

fn main() {
    if !is_wanted(NAME) {
        return;
    }
    let Ok(python) = std::env::var(PYTHON) else {
        println!("\nThe Python package is left out: {PYTHON} names no interpreter");
        return;
    };
    let house = House::new();
    let state = house.path("state/many");
    let uri = format!("sim://?statefile={}&volumes=120000", state.display());
    let mut session = Session::connect(&uri, &house.directly()).unwrap();
    let times = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        assert_eq!(session.volumes(None).unwrap().len(), 120_000);
        start.elapsed()
    });
    let rust = median(times.collect());
    session.close().unwrap();

    heading("The Python package");
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/python/measure.py");
    let mut measure = Command::new(python);
    measure.args([script, &uri, &ROUNDS.to_string()]).env("LSM_PLUGIN_DIR", house.plugins());
    let output = measure.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    for line in String::from_utf8(output.stdout).unwrap().lines() {
        let [name, measured, floor_name, floor] =
            line.split('|').collect::<Vec<_>>().try_into().unwrap();
        let nanoseconds = |text: &str| Duration::from_nanos(text.parse().unwrap());
        row(name, nanoseconds(measured), floor_name, nanoseconds(floor));
        if name.starts_with("120,000") {
            row(name, nanoseconds(measured), "the Rust client", rust);
        }
    }
}
