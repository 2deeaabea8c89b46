// SPDX-License-Identifier: MIT OR Apache-2.0
//! How far a job is, shown to whoever looks.

use std::process::Stdio;
use std::sync::mpsc::{Receiver, channel};

use serde_json::{Value, json};

use crate::array::{Answer, Array, Ran, pool, volume};
use crate::pty::{Terminal, controlled};

const CREATE: [&str; 6] = ["volume-create", "--name", "n", "--size", "2MiB", "--pool=p"];

/// An array whose job answers what comes out of `states`, each when it is sent.
fn with_states(states: Receiver<Answer>) -> Array {
    Array::new(move |method, _| match method {
        "pools" => Ok(json!([pool("p")])),
        "job_status" => states.recv().unwrap(),
        "job_free" => Ok(Value::Null),
        _ => Ok(json!(["J", null])),
    })
}

fn running(percent: u8) -> Answer {
    Ok(json!([1, percent, null]))
}

fn done() -> Answer {
    Ok(json!([2, 100, volume("v1", "n")]))
}

#[test]
fn a_bar_on_the_terminal_and_nothing_of_it_on_stdout() {
    let (send, states) = channel();
    let array = with_states(states);
    let mut terminal = Terminal::new();
    let mut command = array.command(&CREATE);
    command.env("COLUMNS", "60");
    let child = command.stderr(terminal.open()).stdout(Stdio::piped()).spawn().unwrap();
    send.send(running(0)).unwrap();
    terminal.shows("\rvolume-create: job J [----------------------------]   0 %\x1b[K");
    send.send(running(0)).unwrap();
    send.send(running(50)).unwrap();
    let seen = terminal.shows("%\x1b[K");
    assert_eq!(seen, "\rvolume-create: job J [##############--------------]  50 %\x1b[K");
    send.send(done()).unwrap();
    let seen = terminal.shows("\r\x1b[K");
    assert!(seen.ends_with("100 %\x1b[K\r\x1b[K"), "the line is removed: {seen:?}");
    let ran: Ran = child.wait_with_output().unwrap().into();
    assert_eq!(ran.code, Some(0));
    assert!(ran.stdout.starts_with("ID | Name | SCSI VPD 0x83 "), "{ran:?}");
}

#[test]
fn when_it_is_shown() {
    let finished = |more: &[&str]| {
        let (send, states) = channel();
        send.send(running(7)).unwrap();
        send.send(done()).unwrap();
        let array = with_states(states);
        array.run(&[&CREATE[..], more].concat()).stderr
    };
    assert_eq!(finished(&[]), "", "stderr is no terminal");
    assert!(finished(&["--progress", "always"]).contains("  7 %"));
    for more in [&["-t,"][..], &["-s"], &["--progress", "never"]] {
        let (send, states) = channel();
        send.send(running(7)).unwrap();
        send.send(done()).unwrap();
        let array = with_states(states);
        let mut terminal = Terminal::new();
        let mut command = array.command(&[&CREATE[..], more].concat());
        let status = command.stderr(terminal.open()).stdout(Stdio::null()).status().unwrap();
        assert!(status.success());
        terminal.types(b"end\n");
        assert_eq!(terminal.shows("end\r\n"), "end\r\n", "{more:?}");
    }
}

#[test]
fn ctrl_c_at_the_terminal_names_the_job() {
    let (send, states) = channel();
    let array = with_states(states);
    let mut terminal = Terminal::new();
    let mut child = controlled(&array, &terminal, &[&CREATE[..], &["--progress=always"]].concat());
    let mut stderr = child.stderr.take().unwrap();
    send.send(running(42)).unwrap();
    crate::pty::read_until(&mut stderr, "42 %\x1b[K");
    terminal.types(&[3]);
    // The key is at work when the terminal has shown it.
    terminal.shows("^C");
    // Whatever question was on its way.
    drop(send.send(running(43)));
    drop(send);
    let rest = crate::pty::read_until(&mut stderr, "job-wait --job J\n");
    assert!(rest.contains("interrupted: the job J goes on, 4"), "{rest:?}");
    assert!(rest.contains(" % are done\nhint: wait for it with: lsmcli "), "{rest:?}");
    assert_eq!(child.wait().unwrap().code(), Some(1));
}
