// SPDX-License-Identifier: MIT OR Apache-2.0
//! A C program that lists 120,000 volumes, beside a Rust program that does the same.
#![allow(clippy::unwrap_used)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use lsm_benches::{heading, is_wanted, median, row};
use lsm_client::{ConnectOptions, Session};
use lsm_test::House;

const NAME: &str = "lsm_volume_list of 120,000, and freeing them";
const ROUNDS: &str = "11";
/// Makes this program the Rust client.
const URI: &str = "LSM_BENCH_LIST_URI";

fn main() {
    if let Ok(uri) = std::env::var(URI) {
        return list(&uri);
    }
    if !is_wanted(NAME) {
        return;
    }
    let house = House::new();
    let state = house.path("state/many");
    let uri = format!("sim://?statefile={}&volumes=120000", state.display());
    // The array is made once; it is not what is measured.
    Session::connect(&uri, &house.directly()).unwrap().close().unwrap();

    heading("The C library");
    let mut c = Command::new(c_program(&house));
    let mut rust = Command::new(std::env::current_exe().unwrap());
    rust.env(URI, &uri);
    let run = |command: &mut Command| {
        let output = command.env("LSM_PLUGIN_DIR", house.plugins()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        let (time, memory) = text.trim().split_once(' ').unwrap();
        (Duration::from_nanos(time.parse().unwrap()), memory.parse::<u64>().unwrap())
    };
    let (c_time, c_memory) = run(c.arg(&uri).arg(ROUNDS));
    let (rust_time, rust_memory) = run(&mut rust);
    row(NAME, c_time, "the Rust client", rust_time);
    println!("{:<46} {:>7} KiB {:>7} KiB", "most memory held", c_memory, rust_memory);
}

/// What the C program does, by the Rust client.
fn list(uri: &str) {
    let mut session = Session::connect(uri, &ConnectOptions::default()).unwrap();
    let rounds: u32 = ROUNDS.parse().unwrap();
    let times = (0..rounds).map(|_| {
        let start = Instant::now();
        assert_eq!(session.volumes(None).unwrap().len(), 120_000);
        start.elapsed()
    });
    let middle = median(times.collect());
    println!("{} {}", middle.as_nanos(), lsm_benches::most_memory());
    session.close().unwrap();
}

/// Compiles the C program with the library as it is shipped.
fn c_program(house: &House) -> PathBuf {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--quiet", "--package", "lsm-c", "--lib", "--profile", "c"]);
    assert!(build.current_dir(workspace).status().unwrap().success());
    // target/release/deps/THIS
    let this = std::env::current_exe().unwrap();
    let archive = this.ancestors().nth(3).unwrap().join("c/libstoragemgmt.a");
    let program = house.path("list");
    let mut cc = Command::new("cc");
    cc.arg("-O2").arg("-I").arg(workspace.join("bindings/c/include")).arg("-o").arg(&program);
    cc.arg(workspace.join("benches/c/list.c")).arg(archive);
    assert!(cc.args(["-lgcc_s", "-lpthread", "-lm", "-ldl"]).status().unwrap().success());
    program
}
