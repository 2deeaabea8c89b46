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
    let array = with_job(vec![]);
    let planned = array.run(&[&line[..], &["--dry-run"]].concat());
    assert_eq!((planned.code, planned.stdout.lines().count()), (Some(0), 2), "{planned:?}");
    assert!(planned.stdout.lines().nth(1).unwrap().contains("\"dest_file_name\":\"d\""));
    assert!(!array.called().contains(&"fs_file_clone".to_owned()));
}

#[test]
fn an_interrupt_ends_the_wait_and_names_the_job() {
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
    ran.failed(1, "lsmcli: interrupted: the job J goes on, 1 % are done\n");
    assert!(ran.stderr.ends_with("hint: wait for it with: lsmcli job-wait --job J\n"), "{ran:?}");
    // The plug-in was left in good order, and the job is not lost.
    assert_eq!(array.all_calls().last().unwrap().0, "plugin_unregister");
    assert!(array.run(&["job-list", "-t,"]).stdout.starts_with("J,volume-create,"));
}

#[test]
fn what_is_told_after_an_interrupt_can_be_typed() {
    let (asked, is_asked) = mpsc::channel();
    let array = Array::new(move |method, _| match method {
        "pools" => Ok(json!([pool("p")])),
        "job_status" => {
            asked.send(()).unwrap();
            state(1, 1, &Value::Null)
        }
        _ => Ok(json!(["-J 1", null])),
    });
    let folder = array.folder().join(".config/lsmcli");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.toml"), "[array.lab]\nuri = \"test://\"\n").unwrap();
    for (option, value) in [("-u", "test://"), ("--array", "lab")] {
        let mut command = array.command(&[&[option, value], &CREATE[..]].concat());
        command.env_remove("LSMCLI_URI");
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        let child = command.spawn().unwrap();
        is_asked.recv().unwrap();
        kill_process(Pid::from_child(&child), Signal::INT).unwrap();
        let ran: crate::array::Ran = child.wait_with_output().unwrap().into();
        let line = format!(": lsmcli {option} {value} job-wait '--job=-J 1'\n");
        assert!(ran.stderr.ends_with(&line), "{ran:?}");
        while is_asked.try_recv().is_ok() {}
    }
}

#[test]
fn a_second_interrupt_does_not_wait_for_the_array() {
    let (asked, is_asked) = mpsc::channel();
    let (leave, may_leave) = mpsc::channel::<()>();
    let array = Array::new(move |method, _| match method {
        "pools" => Ok(json!([pool("p")])),
        "job_status" => {
            asked.send(()).unwrap();
            may_leave.recv().unwrap();
            state(1, 1, &Value::Null)
        }
        _ => Ok(json!(["J", null])),
    });
    let mut child = array.command(&CREATE).spawn().unwrap();
    is_asked.recv().unwrap();
    let pid = Pid::from_child(&child);
    // Signals that are not taken yet become one; so they are sent until the end.
    let status = loop {
        kill_process(pid, Signal::INT).unwrap();
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
    };
    assert_eq!(status.code(), Some(1));
    drop(leave);
}

#[test]
fn the_long_name_of_b() {
    let array = with_job(vec![]);
    array.run(&[&["--async"], &CREATE[..]].concat()).ended(7, "J\n");
    // Not to be abbreviated, as no name that came later.
    array.run(&[&CREATE[..], &["--asyn"]].concat()).failed(2, "did you mean --async");
}

#[test]
fn waiting_ends_in_time() {
    let array = with_job((0..1000).map(|_| state(1, 3, &Value::Null)).collect());
    array.run(&[&CREATE[..], &["--job-timeout", "0"]].concat()).ended(7, "J\n");
    array.run(&[&CREATE[..], &["--job-timeout", "5ms"]].concat()).ended(7, "J\n");
    array.run(&["job-wait", "--job", "J", "--job-timeout=0"]).ended(7, "J\n");
    array.run(&["job-wait", "--job", "J", "--job-timeout=x"]).failed(2, "--job-timeout");
}

#[test]
fn a_job_is_waited_for_later() {
    let array = with_job(vec![
        state(1, 0, &Value::Null),
        state(2, 100, &volume("v1", "n")),
        state(3, 7, &Value::Null),
        state(1, 9, &Value::Null),
    ]);
    array.run(&["job-wait", "--job", "J", "-t,"]).printed(ROW);
    assert_eq!(array.called(), ["job_status", "job_status", "job_free"]);
    array.run(&["job-wait", "--job", "J"]).failed(2, "job-wait: the job J failed");
    array.run(&["job-wait", "-b", "--job", "J"]).ended(7, "9\n");
    array.run(&["job-wait", "--job", "J"]).failed(4, "NOT_FOUND_JOB(202)");
}

#[test]
fn jobs_that_were_left_are_listed() {
    let array = Array::new(|method, parameters| match method {
        "pools" => Ok(json!([pool("p")])),
        "job_status" => match parameters["job_id"].as_str().unwrap() {
            "n" => state(1, 25, &Value::Null),
            "done" => state(2, 100, &Value::Null),
            "bad" => state(3, 40, &Value::Null),
            _ => error(202, "no such job"),
        },
        "job_free" => Ok(Value::Null),
        _ => Ok(json!([parameters["volume_name"], null])),
    });
    array.run(&["job-list"]).printed("");
    for name in ["n", "done", "bad", "gone"] {
        let mut line = [&["-b", "-u", "test://me:secret@"], &CREATE[..]].concat();
        line[6] = name;
        array.run(&line).ended(7, &format!("{name}\n"));
    }
    let listed = || {
        let ran = array.run(&["-u", "test://me@", "job-list", "-t,"]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let row = |line: &str| {
            let cells: Vec<_> = line.split(',').map(str::trim).collect();
            assert_eq!(cells[1], "volume-create");
            format!("{} {} {}", cells[0], cells[3], cells[4])
        };
        ran.stdout.lines().map(row).collect::<std::collections::BTreeSet<_>>()
    };
    let expected = ["bad Error 40", "done Complete 100", "n Inprogress 25"];
    assert_eq!(listed(), expected.map(str::to_owned).into());
    array.run(&["-u", "test://me@", "job-status", "--job", "done"]).printed("");
    array.run(&["-u", "test://me@", "job-wait", "--job", "bad"]).failed(2, "failed");
    array.run(&["-u", "test://me@", "job-status", "--job", "bad"]).failed(2, "failed");
    assert_eq!(listed(), ["n Inprogress 25".to_owned()].into());
    // The jobs of another array are not mixed in, and no password is written down.
    array.run(&["job-list"]).printed("");
    let journal = array.folder().join(".local/state/lsmcli/jobs");
    for file in std::fs::read_dir(journal).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        assert!(text.contains("uri=test://me@\n") && !text.contains("secret"), "{text}");
    }
}

#[test]
fn a_job_that_is_waited_for_is_in_the_journal_only_so_long() {
    let array = with_job(vec![state(1, 0, &Value::Null), state(2, 100, &volume("v1", "n"))]);
    array.run(&CREATE).printed(ROW);
    let journal = array.folder().join(".local/state/lsmcli/jobs");
    assert_eq!(std::fs::read_dir(journal).unwrap().count(), 0);
}

#[test]
fn no_journal_is_no_obstacle() {
    let array = with_job(vec![]);
    let mut command = array.command(&[&["-b"], &CREATE[..]].concat());
    command.env("XDG_STATE_HOME", "/dev/null");
    crate::array::Ran::from(command.output().unwrap()).ended(7, "J\n");
    let mut command = array.command(&["job-list"]);
    command.env("HOME", "");
    crate::array::Ran::from(command.output().unwrap()).printed("");
}
