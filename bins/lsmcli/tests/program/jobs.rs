// SPDX-License-Identifier: MIT OR Apache-2.0
//! Work that goes on after the answer.

use std::sync::mpsc;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::array::{Answer, Array, error, file_system, pool, snapshot, volume};

const CREATE: [&str; 8] = ["volume-create", "-t,", "--name", "n", "--size", "2MiB", "--pool", "p"];
const ROW: &str = "v1,n,50aa00bb11cc22dd,2097152,No,p,s, \n";

/// An array on which everything becomes the job `J`, whose states come one after the other.
fn with_job(states: Vec<Answer>) -> Array {
    let mut states = states.into_iter();
    Array::new(move |method, _| match method {
        "pools" => Ok(json!([pool("p")])),
        "volumes" => Ok(json!([volume("a", "a"), volume("b", "b")])),
        "fs" => Ok(json!([file_system("f")])),
        "job_status" => states.next().unwrap_or_else(|| error(202, "no such job")),
        "job_free" => Ok(Value::Null),
        "volume_replicate_range" | "volume_delete" | "fs_file_clone" => Ok(json!("J")),
        _ => Ok(json!(["J", null])),
    })
}

fn state(status: i32, percent: u8, item: &Value) -> Answer {
    Ok(json!([status, percent, item]))
}

#[test]
fn the_result_is_waited_for_and_the_job_forgotten() {
    let array = with_job(vec![
        state(1, 0, &Value::Null),
        state(1, 50, &Value::Null),
        state(2, 100, &volume("v1", "n")),
    ]);
    array.run(&CREATE).printed(ROW);
    let called = array.called();
    let expected = ["pools", "volume_create", "job_status", "job_status", "job_status", "job_free"];
    assert_eq!(called, expected);
}

#[test]
fn a_job_is_named_instead_of_waited_for() {
    let array = with_job(vec![]);
    array.run(&[&["-b"], &CREATE[..]].concat()).ended(7, "J\n");
    assert_eq!(array.called(), ["pools", "volume_create"]);
}

#[test]
fn what_is_done_at_once_is_no_job() {
    let array = Array::new(|method, _| match method {
        "pools" => Ok(json!([pool("p")])),
        _ => Ok(json!([null, volume("v1", "n")])),
    });
    array.run(&[&["-b"], &CREATE[..]].concat()).printed(ROW);
}

#[test]
fn a_failed_job_is_a_failure_of_the_command() {
    let array = with_job(vec![state(3, 40, &Value::Null)]);
    let ran = array.run(&CREATE);
    ran.failed(2, "volume-create");
    assert!(ran.stderr.starts_with("lsmcli: error: "), "{ran:?}");
    assert!(ran.stderr.contains("job J") && ran.stderr.contains("status 3"), "{ran:?}");
    assert!(!array.called().contains(&"job_free".to_owned()));

    let array = with_job(vec![error(350, "no room left")]);
    array.run(&CREATE).failed(4, "NOT_ENOUGH_SPACE(350): no room left \n");
}

#[test]
fn job_status_shows_how_far_it_is() {
    let array = with_job(vec![state(1, 25, &Value::Null)]);
    array.run(&["job-status", "--job", "J"]).ended(7, "25\n");
    assert_eq!(array.called(), ["job_status"]);
}

#[test]
fn job_status_shows_what_was_made_and_forgets_the_job() {
    let fs_row = "f,homes,1073741824,1048576,p,s\n";
    for (item, row) in [
        (volume("v1", "n"), ROW),
        (file_system("f"), fs_row),
        (snapshot("x", 0), "x,monday,1970-01-01 00:00:00\n"),
        (pool("p"), "p,pool,VOLUME,1099511627776,549755813888,OK, ,s\n"),
        (Value::Null, ""),
    ] {
        let array = with_job(vec![state(2, 100, &item)]);
        array.run(&["job-status", "--id", "J", "-t,"]).printed(row);
        assert_eq!(array.called(), ["job_status", "job_free"]);
        array.run(&["job-status", "--job", "J"]).failed(4, "NOT_FOUND_JOB(202)");
    }
}

#[test]
fn job_status_of_a_failed_job_says_so_and_forgets_it() {
    let array = with_job(vec![state(3, 90, &Value::Null)]);
    array.run(&["job-status", "--job", "J"]).failed(2, "status 3");
    assert_eq!(array.called(), ["job_status", "job_free"]);
}

#[test]
fn copying_ranges_is_waited_for_too() {
    let line = [
        "volume-replicate-range",
        "--src-vol",
        "a",
        "--dst-vol",
        "b",
        "--rep-type",
        "copy",
        "-f",
        "--src-start",
        "0",
        "--dst-start",
        "8",
        "--count",
        "8",
    ];
    let array = with_job(vec![state(1, 1, &Value::Null), state(2, 100, &Value::Null)]);
    array.run(&line).printed("");
    assert_eq!(array.called().last().map(String::as_str), Some("job_free"));
    let array = with_job(vec![]);
    array.run(&[&["-b"], &line[..]].concat()).ended(7, "J\n");
}

#[test]
fn files_are_cloned_in_pairs() {
    let line = ["file-clone", "--fs", "f", "--src", "a", "--dst", "b", "--src", "c", "--dst", "d"];
    let array = with_job(vec![]);
    array.run(&[&["-b"], &line[..]].concat()).ended(7, "J\nJ\n");
    let pairs: Vec<_> = array
        .calls()
        .into_iter()
        .filter(|(method, _)| method == "fs_file_clone")
        .map(|(_, parameters)| json!([parameters["src_file_name"], parameters["dest_file_name"]]))
        .collect();
    assert_eq!(pairs, [json!(["a", "b"]), json!(["c", "d"])]);
    array.run(&line[..line.len() - 2]).failed(2, "equally often");
}

#[test]
fn an_interrupt_ends_the_wait_silently() {
    let (asked, is_asked) = mpsc::channel();
    let array = Array::new(move |method, _| match method {
        "pools" => Ok(json!([pool("p")])),
        "job_status" => {
            asked.send(()).unwrap();
            state(1, 1, &Value::Null)
        }
        _ => Ok(json!(["J", null])),
    });
    let mut command = array.command(&CREATE);
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let child = command.spawn().unwrap();
    is_asked.recv().unwrap();
    kill_process(Pid::from_child(&child), Signal::INT).unwrap();
    let ran: crate::array::Ran = child.wait_with_output().unwrap().into();
    ran.failed(1, "");
    assert_eq!(ran.stderr, "");
}
