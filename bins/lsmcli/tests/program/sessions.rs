// SPDX-License-Identifier: MIT OR Apache-2.0
//! Several commands over one session, and one command again and again.

use std::io::Write;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::array::{Array, Ran, error, pool, volume};
use crate::pty::{Terminal, controlled, read_until};

fn array() -> Array {
    Array::new(|method, parameters| match method {
        "volumes" => Ok(json!([volume("a", "one")])),
        "pools" => Ok(json!([pool("p")])),
        "volume_create" => Ok(json!([null, volume("new", &text(&parameters["volume_name"]))])),
        "volume_enable" | "volume_delete" => Ok(Value::Null),
        "systems" => error(400, "gone"),
        _ => error(153, "not offered"),
    })
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

fn with_input(array: &Array, line: &[&str], input: &str) -> Ran {
    let mut command = array.command(line);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap().into()
}

fn registrations(array: &Array) -> usize {
    array.all_calls().iter().filter(|(method, _)| method == "plugin_register").count()
}

const ROW: &str = "a,one,50aa00bb11cc22dd,2097152,No,p,s, \n";

#[test]
fn a_batch_is_one_session() {
    let array = array();
    let lines =
        "# a remark\n\nlsmcli lv\nve --vol 'a'\nvc --name \"two words\" --size 2MiB --pool p\n";
    let row = "new,two words,50aa00bb11cc22dd,2097152,No,p,s, \n";
    with_input(&array, &["-t,", "batch", "-"], lines).printed(&format!("{ROW}{row}"));
    assert_eq!(registrations(&array), 1);
    assert_eq!(array.called(), ["volumes", "volumes", "volume_enable", "pools", "volume_create"]);
    // What a line says itself counts for it.
    with_input(&array, &["-t,", "batch", "-"], "lv -t;\n").printed(&ROW.replace(',', ";"));
    let file = array.folder().join("lines");
    std::fs::write(&file, "lv -t,").unwrap();
    array.run(&["batch", file.to_str().unwrap()]).printed(ROW);
    array.run(&["batch", "/nonexistent/file"]).failed(2, "/nonexistent/file");
}

#[test]
fn a_batch_stops_at_the_first_failure() {
    let array = array();
    let lines = "lv\nve --vol zz\nlv\n";
    let ran = with_input(&array, &["-t,", "batch", "-"], lines);
    ran.ended(2, ROW);
    let complaint = "lsmcli: error: Volume with ID zz was not found\n\
                     lsmcli: standard input: line 2 failed\n";
    assert_eq!(ran.stderr, complaint);
    let lines = "lt\nlv\n've\nbatch x\nve --vol zz\n";
    let ran = with_input(&array, &["-t,", "batch", "--keep-going", "-"], lines);
    ran.ended(4, ROW);
    assert!(ran.stderr.contains("NO_SUPPORT(153)") && ran.stderr.contains("line 1 failed"));
    assert!(ran.stderr.contains("the quote ' is not closed"), "{ran:?}");
    assert!(ran.stderr.contains("batch cannot be used here"), "{ran:?}");
    assert!(ran.stderr.contains("line 5 failed"), "{ran:?}");
}

#[test]
fn a_batch_goes_on_over_a_new_session_when_the_old_one_is_broken() {
    let array = array();
    let ran = with_input(&array, &["-t,", "batch", "--keep-going", "-"], "lv\nls\nlv\n");
    ran.ended(4, &format!("{ROW}{ROW}"));
    assert_eq!(registrations(&array), 2);
}

#[test]
fn a_batch_can_talk_to_another_array() {
    let array = array();
    array.add("other", |_, _| Ok(json!([volume("b", "two")])));
    let lines = "lv\nlv -u other://\nlv\n";
    let ran = with_input(&array, &["-t,", "batch", "-"], lines);
    ran.printed(&format!("{ROW}b,two,50aa00bb11cc22dd,2097152,No,p,s, \n{ROW}"));
}

#[test]
fn a_line_can_have_its_own_patience() {
    let array = array();
    let line = ["-t,", "-u", "test://x", "batch", "-"];
    // The array of the test serves one session at a time.
    with_input(&array, &line, "lv\n").printed(ROW);
    with_input(&array, &line, "lv -w 7\n").printed(ROW);
    let registered = array.all_calls().into_iter().filter(|(name, _)| name == "plugin_register");
    let told: Vec<_> = registered.map(|(_, sent)| json!([sent["uri"], sent["timeout"]])).collect();
    assert_eq!(told, [json!(["test://x", 30_000]), json!(["test://x", 7])]);
    with_input(&array, &["batch", "-"], "ls -w 0\n").failed(2, "-w/--wait");
}

#[test]
fn a_shell_that_nobody_sits_at_reads_lines() {
    let array = array();
    let ran = with_input(&array, &["shell", "-t,"], "ve --vol zz\nlv\n");
    ran.ended(2, ROW);
    assert_eq!(registrations(&array), 1);
}

#[test]
fn a_shell_with_history_and_completion() {
    let array = array();
    let mut terminal = Terminal::new();
    let mut command = array.command(&["shell", "-t,"]);
    command.env("TERM", "xterm").env("COLUMNS", "80");
    command.stdin(terminal.open()).stdout(terminal.open()).stderr(terminal.open());
    let mut child = command.spawn().unwrap();
    terminal.shows("lsmcli> ");
    terminal.types(b"lv\r");
    terminal.shows("a,one,50aa00bb11cc22dd,2097152,No,p,s, \r\n");
    terminal.shows("lsmcli> ");
    terminal.types(b"ve --vol zz\r");
    terminal.shows("Volume with ID zz was not found");
    terminal.shows("lsmcli> ");
    // Up twice is the first line; Tab ends a word.
    terminal.types(b"\x1b[A\x1b[A\r");
    terminal.shows("a,one,50aa00bb11cc22dd,2097152,No,p,s, \r\n");
    terminal.shows("lsmcli> ");
    terminal.types(b"volume-en\t");
    terminal.shows("volume-enable ");
    terminal.types(b"--vol a\r");
    terminal.shows("lsmcli> ");
    // Ctrl-C gives a line up, Ctrl-D ends the shell.
    terminal.types(b"x\x03");
    terminal.shows("lsmcli> ");
    terminal.types(&[4]);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(registrations(&array), 1);
    assert_eq!(array.called().last().unwrap(), "volume_enable");
    let history = std::fs::read_to_string(array.folder().join(".local/state/lsmcli/history"));
    assert_eq!(history.unwrap(), "lv\nve --vol zz\nlv\nvolume-enable --vol a\n");
}

#[test]
fn ctrl_c_ends_a_wait_but_not_the_shell() {
    let (asked, is_asked) = std::sync::mpsc::channel();
    let array = Array::new(move |method, _| match method {
        "pools" => Ok(json!([pool("p")])),
        "job_status" => {
            // Nobody listens at the end.
            let _ = asked.send(());
            Ok(json!([1, 5, null]))
        }
        _ => Ok(json!(["J", null])),
    });
    let mut terminal = Terminal::new();
    let mut child = controlled(&array, &terminal, &["shell", "--progress", "never"]);
    let mut stdout = child.stdout.take().unwrap();
    let mut stderr = child.stderr.take().unwrap();
    read_until(&mut stdout, "lsmcli> ");
    terminal.types(b"vc --name n --size 1 --pool p\r");
    is_asked.recv().unwrap();
    terminal.types(&[3]);
    let told = read_until(&mut stderr, "job-wait --job J\n");
    assert!(told.contains("interrupted: the job J goes on, 5 % are done\n"), "{told}");
    read_until(&mut stdout, "lsmcli> ");
    terminal.types(b"exit\r");
    assert_eq!(child.wait().unwrap().code(), Some(1), "that of the last line");
}

/// An array whose volumes change from one look to the next.
fn changing() -> Array {
    let mut looks = 0;
    Array::new(move |method, _| match method {
        "volumes" => {
            looks += 1;
            Ok(match looks {
                1 => json!([volume("a", "one"), volume("b", "two")]),
                2 => return error(400, "gone for a moment"),
                3 => json!([volume("a", "one"), volume("b", "two")]),
                _ => json!([volume("c", "three"), volume("a", "uno")]),
            })
        }
        "plugin_info" => Ok(json!(["Test", "1"])),
        _ => error(153, "not offered"),
    })
}

#[test]
fn what_changes_is_told() {
    let array = changing();
    let line = ["watch", "list", "--type", "volumes", "--interval", "1ms", "--looks=4", "-t,"];
    let ran = array.run(&line);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stderr.starts_with("TRANSPORT_COMMUNICATION(400): gone for a moment"), "{ran:?}");
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines[0], "a,one,50aa00bb11cc22dd,2097152,No,p,s, ");
    let changes: Vec<&str> =
        lines[2..].iter().map(|line| line.split_once(',').unwrap().1).collect();
    let expected = [
        "removed,b,two,50aa00bb11cc22dd,2097152,No,p,s,",
        "added,c,three,50aa00bb11cc22dd,2097152,No,p,s,",
        "changed,a,Name: one -> uno",
    ];
    assert_eq!(changes, expected);
    let time = lines[2].split(',').next().unwrap();
    assert_eq!(time.len(), "2031-05-06 07:08:09".len(), "{time}");
}

#[test]
fn what_changes_is_told_to_programs() {
    for line in [
        &["watch", "lv", "--interval", "1ms", "--looks=4", "-o", "jsonl"][..],
        &["-o", "jsonl", "watch", "--interval", "1ms", "--looks=4", "lv"],
    ] {
        let array = changing();
        let ran = array.run(line);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let events: Vec<Value> =
            ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let told = |event: &Value| {
            assert_eq!(event["type"], "volume");
            assert_eq!(text(&event["time"]).len(), "2031-05-06T07:08:09Z".len());
            let item = &event["item"];
            assert_eq!(item["num_of_blocks"], 4096, "all of the record: {item}");
            format!("{} {} {}", text(&event["event"]), text(&item["id"]), text(&item["name"]))
        };
        let expected =
            ["present a one", "present b two", "removed b two", "added c three", "changed a uno"];
        assert_eq!(events.iter().map(told).collect::<Vec<_>>(), expected);
    }
    let array = changing();
    for format in ["json", "csv", "yaml"] {
        array.run(&["-o", format, "watch", "lv"]).failed(2, "only jsonl");
    }
}

#[test]
fn only_what_changes_nothing_is_watched() {
    let array = changing();
    for (line, about) in [
        (
            &["watch", "volume-delete", "--vol", "a"][..],
            "watch is for commands that change nothing",
        ),
        (&["watch", "shell"], "watch is for commands that change nothing"),
        (&["watch", "-h", "list"], ""),
        (&["watch", "nosuch"], "nosuch"),
        (&["watch", "list"], "--type"),
        (&["watch"], "<COMMAND>"),
        (&["watch", "--interval", "x", "lv"], "--interval"),
    ] {
        let ran = array.run(line);
        if !about.is_empty() {
            ran.failed(2, about);
        }
    }
    assert!(array.called().is_empty());
    array.run(&["watch", "--looks", "1", "p"]).printed("Description: Test Version: 1\n");
}

#[test]
fn ctrl_c_ends_the_watch() {
    let array = changing();
    let terminal = Terminal::new();
    let mut child = controlled(&array, &terminal, &["watch", "p", "--interval", "1h"]);
    read_until(child.stdout.as_mut().unwrap(), "Version: 1\n");
    let mut terminal = terminal;
    terminal.types(&[3]);
    let ran: Ran = child.wait_with_output().unwrap().into();
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), ""));
    assert_eq!(array.all_calls().last().unwrap().0, "plugin_unregister");
}
