// SPDX-License-Identifier: MIT OR Apache-2.0
//! How much memory a long listing takes.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::array::{Array, error, volume};

const VOLUMES: usize = 120_000;
const LEFT: usize = 5000;

/// The most memory that a process has had so far, in bytes.
fn peak(process: u32) -> usize {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
}

/// Rows leave one by one: beside the message there is room for a few of them, not for all.
#[test]
fn a_long_listing_is_not_kept() {
    let volumes: Vec<Value> =
        (0..VOLUMES).map(|number| volume(&format!("VOL_{number:08}"), "data")).collect();
    let message = json!({"id": 1, "result": &volumes}).to_string().len();
    let mut answer = Some(Value::from(volumes));
    let array = Array::new(move |method, _| match (method, answer.take()) {
        ("volumes", Some(volumes)) => Ok(volumes),
        _ => error(153, "not offered"),
    });
    let mut command = array.command(&["list", "--type", "volumes", "-o", "jsonl"]);
    let mut lsmcli = command.stdout(Stdio::piped()).spawn().unwrap();
    let mut stdout = BufReader::new(lsmcli.stdout.take().unwrap());
    // All but the last rows, of which more are left than a pipe and the buffers hold: lsmcli is
    // still there.
    let mut line = String::new();
    for _ in 0..VOLUMES - LEFT {
        line.clear();
        stdout.read_line(&mut line).unwrap();
    }
    assert!(line.len() * LEFT > 512 << 10);
    let peak = peak(lsmcli.id());
    let mut rest = Vec::new();
    stdout.read_to_end(&mut rest).unwrap();
    assert!(lsmcli.wait().unwrap().success());
    assert_eq!(rest.iter().filter(|byte| **byte == b'\n').count(), LEFT);
    assert!(peak < message + (12 << 20), "{peak} bytes for a message of {message}");
}
