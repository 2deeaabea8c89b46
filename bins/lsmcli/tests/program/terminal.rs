// SPDX-License-Identifier: MIT OR Apache-2.0
//! With a person in front: questions and passwords.

use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::array::{Array, Ran, volume};
use crate::pty::{Terminal, controlled, read_until};

fn array() -> Array {
    Array::new(|method, _| match method {
        "volumes" => Ok(json!([volume("v", "n")])),
        "volume_resize" => Ok(json!([null, volume("v", "n")])),
        "systems" => Ok(json!([])),
        _ => Ok(Value::Null),
    })
}

fn asked(array: &Array, terminal: &Terminal, line: &[&str]) -> Child {
    let mut command = array.command(line);
    command.stdin(terminal.open()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Runs a command, waits for its question, presses a key, and gives the question and the rest.
fn answer(array: &Array, line: &[&str], key: u8) -> (String, Ran) {
    let mut terminal = Terminal::new();
    let mut child = asked(array, &terminal, line);
    let question = read_until(child.stdout.as_mut().unwrap(), "to stop.\n");
    terminal.types(&[key]);
    let ran = child.wait_with_output().unwrap().into();
    (question, ran)
}

const DELETE: [&str; 3] = ["vd", "--vol", "v"];

#[test]
fn yes_is_yes() {
    for key in [b'y', b'Y'] {
        let array = array();
        let (question, ran) = answer(&array, &DELETE, key);
        assert!(question.contains("will be lost"), "{question}");
        assert_eq!(question.lines().count(), 2);
        ran.printed("");
        assert_eq!(array.called(), ["volumes", "volume_delete"]);
    }
}

#[test]
fn everything_else_is_no() {
    // Ctrl-C and Ctrl-D are keys like others here.
    for key in [b'n', b'\r', 3, 4, 27, 0] {
        let array = array();
        let (_, ran) = answer(&array, &DELETE, key);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{ran:?}");
        assert!(ran.stdout.to_lowercase().contains("aborted"), "{ran:?}");
        assert_eq!(array.called(), ["volumes"]);
    }
}

#[test]
fn what_may_cost_data_says_may() {
    let array = array();
    let (question, ran) = answer(&array, &["vr", "--vol", "v", "--size", "1", "-t,"], b'y');
    assert!(question.contains("may be lost"), "{question}");
    ran.ended(0, "v,n,50aa00bb11cc22dd,2097152,No,p,s, \n");
}

#[test]
fn the_question_comes_after_the_checks() {
    let array = array();
    let terminal = Terminal::new();
    let child = asked(&array, &terminal, &["vd", "--vol", "zz"]);
    Ran::from(child.wait_with_output().unwrap()).failed(2, "zz");
    let child = asked(&array, &terminal, &["vd", "--vol", "v", "-f"]);
    Ran::from(child.wait_with_output().unwrap()).printed("");
}

#[test]
fn without_a_terminal_only_force_helps() {
    let array = array();
    array.run(&DELETE).failed(2, "-f");
    assert_eq!(array.called(), ["volumes"]);
}

const PROMPT: [&str; 4] = ["-P", "-u", "test://me@", "ls"];

#[test]
fn a_password_is_typed_unseen() {
    let array = array();
    let mut terminal = Terminal::new();
    let child = controlled(&array, &terminal, &PROMPT);
    terminal.shows("Password: ");
    terminal.types("sfcx\u{7f}ür\u{7f}\u{7f}\n".as_bytes());
    let after = terminal.shows("\n");
    assert_eq!(after.trim(), "", "the password is not shown");
    Ran::from(child.wait_with_output().unwrap()).printed("");
    assert_eq!(array.all_calls()[0].1["password"], "sfc");
}

#[test]
fn giving_up_at_the_password() {
    let array = array();
    let mut terminal = Terminal::new();
    let child = controlled(&array, &terminal, &PROMPT);
    terminal.shows("Password: ");
    terminal.types(&[b'a', 3]);
    let ran: Ran = child.wait_with_output().unwrap().into();
    assert_eq!((ran.code, ran.stdout.as_str(), ran.stderr.as_str()), (Some(1), "", ""));
    let child = controlled(&array, &terminal, &PROMPT);
    terminal.shows("Password: ");
    terminal.types(&[4]);
    Ran::from(child.wait_with_output().unwrap()).failed(2, "no password");
    assert!(array.all_calls().is_empty());
}

#[test]
fn no_terminal_for_a_password() {
    let array = array();
    let plain = array.command(&PROMPT);
    let mut command = Command::new("setsid");
    command.arg("--wait").arg(plain.get_program()).args(plain.get_args());
    let ran = Ran::from(command.stdin(Stdio::null()).output().unwrap());
    ran.failed(2, "LSMCLI_PASSWORD");
}
