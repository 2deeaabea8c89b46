// SPDX-License-Identifier: MIT OR Apache-2.0
//! What clients of plug-ins that cannot be started are told.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::symlink;

use crate::harness::*;

#[test]
fn a_program_that_cannot_be_executed_answers_with_an_error() {
    let place = Place::with_echo();
    place.plugin("plain", "plain");
    symlink("/dev/null", place.program("data")).unwrap();
    symlink("/", place.program("folder")).unwrap();
    let lsmd = place.start();
    for name in ["plain", "data", "folder"] {
        let (code, message) = refused(lsmd.connect(name));
        assert_eq!(code, 301);
        let reason = "cannot be started: Permission denied (os error 13)";
        assert_eq!(message, format!("Plug-in {name} {reason}"));
        let path = lsmd.place.program(name);
        let line = format!("{message} ({})", path.display());
        lsmd.logged(&line);
    }
    lsmd.serves();
}

#[test]
fn a_program_that_is_no_program_answers_with_an_error() {
    let place = Place::new();
    for (name, text) in [("empty", ""), ("text", "echo hello\n"), ("lost", "#!/no/such/shell\n")] {
        fs::write(place.path(name), text).unwrap();
        copy(place.path(name), &place.program(name));
        let mode = std::process::Command::new("chmod").arg("755").arg(place.program(name)).status();
        assert!(mode.unwrap().success());
    }
    let lsmd = place.start();
    for (name, reason) in [
        ("empty", "Exec format error (os error 8)"),
        ("text", "Exec format error (os error 8)"),
        ("lost", "No such file or directory (os error 2)"),
    ] {
        let message = format!("Plug-in {name} cannot be started: {reason}");
        assert_eq!(refused(lsmd.connect(name)), (301, message));
    }
}

#[test]
fn a_program_that_vanished_answers_with_an_error_of_its_own() {
    let place = Place::with_echo();
    place.plugin("gone", "echo");
    let lsmd = place.start();
    fs::remove_file(lsmd.place.program("gone")).unwrap();
    let (code, message) = refused(lsmd.connect("gone"));
    assert_eq!(code, 311);
    assert!(message.starts_with("Plug-in gone cannot be started: No such file"), "{message}");
}

#[test]
fn the_answer_is_not_lost_to_clients_that_talk() {
    let place = Place::new();
    place.plugin("plain", "plain");
    let lsmd = place.start();
    let mut session = lsmd.connect("plain");
    // More than one message, and at last an end, before a byte of the answer is read.
    for _ in 0..10 {
        session.write_all(&[b'x'; 1000]).unwrap();
    }
    lsmd.logged("refused");
    session.write_all(b"0000000002{}").unwrap();
    session.shutdown(std::net::Shutdown::Write).unwrap();
    assert_eq!(error_frame(&all(session)).0, 301);
}

#[test]
fn a_refused_client_that_talks_without_end_is_cut_off() {
    let place = Place::with_echo();
    place.plugin("plain", "plain");
    let lsmd = place.start();
    let mut session = lsmd.connect("plain");
    let mut sent = 0;
    let error = loop {
        match session.write(&[b'x'; 65536]) {
            Ok(length) => sent += length,
            Err(error) => break error,
        }
        assert!(sent < 16 << 20);
    };
    let broken = [std::io::ErrorKind::BrokenPipe, std::io::ErrorKind::ConnectionReset];
    assert!(broken.contains(&error.kind()), "{error}");
    lsmd.serves();
}

#[test]
fn a_refused_client_that_stays_is_left_after_a_while() {
    let place = Place::with_echo();
    place.plugin("plain", "plain");
    let lsmd = place.start();
    let mut session = lsmd.connect("plain");
    let mut answer = String::new();
    session.read_to_string(&mut answer).unwrap();
    assert_eq!(error_frame(&answer).0, 301);
    // The daemon hangs up in its own time, although nothing else happens.
    rustix::event::poll(
        &mut [rustix::event::PollFd::new(&session, rustix::event::PollFlags::HUP)],
        Some(&rustix::event::Timespec::try_from(PATIENCE).unwrap()),
    )
    .unwrap();
    assert!(session.write(b"x").is_err());
}

#[test]
fn running_out_of_descriptors_is_survived() {
    let place = Place::with_echo();
    place.plugin("plain", "plain");
    let command = place.command_in(r#"ulimit -n 24; exec "$@""#);
    let lsmd = place.start_with(command);
    // Refused, and not leaving: each takes a descriptor of the daemon.
    let stay: Vec<_> = (0..100).map(|_| lsmd.connect("plain")).collect();
    for session in &stay {
        let mut header = [0; 10];
        (&*session).read_exact(&mut header).unwrap();
        assert!(header.starts_with(b"00000"));
    }
    drop(stay);
    lsmd.serves();
}
