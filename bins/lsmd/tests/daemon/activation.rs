// SPDX-License-Identifier: MIT OR Apache-2.0
//! Sockets from the service manager.

use std::fs;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixListener;
use std::process::Stdio;

use rustix::process::Signal;

use crate::harness::*;

/// Starts lsmd with one socket handed over as a service manager does: as descriptor 3, and with
/// its own process number in the environment. Standard input carries it there.
fn start(place: Place, socket: impl Into<OwnedFd>) -> Lsmd {
    let script = r#"exec 3<&0 0</dev/null; export LISTEN_PID=$$ LISTEN_FDS=1; exec "$@""#;
    let command = place.command_in(script);
    place.start_on(command, Stdio::from(socket.into()))
}

#[test]
fn a_socket_handed_over_is_served_and_left_in_place() {
    let place = Place::with_echo();
    place.plugin("other", "echo");
    let socket = UnixListener::bind(place.socket("echo")).unwrap();
    // This one came before the daemon did.
    let mut early = connect(&place.socket("echo")).unwrap();
    let mut lsmd = start(place, socket.try_clone().unwrap());
    echoes(&mut early);
    lsmd.serves();
    echoes(&mut lsmd.connect("other"));
    lsmd.reload();
    lsmd.serves();
    lsmd.stop(Signal::TERM);
    assert!(lsmd.place.socket("echo").exists());
    assert!(!lsmd.place.socket("other").exists());
    // The service manager still listens: nobody is refused until the next start.
    assert!(connect(&lsmd.place.socket("echo")).is_ok());
    drop(socket);
}

#[test]
fn a_socket_of_a_plugin_that_is_not_there_answers_with_an_error() {
    let place = Place::with_echo();
    let socket = UnixListener::bind(place.socket("absent")).unwrap();
    let lsmd = start(place, socket);
    let message = "Plug-in absent is not installed".to_owned();
    assert_eq!(refused(lsmd.connect("absent")), (311, message));
    // It may be installed later, and removed again.
    lsmd.place.plugin("absent", "echo");
    lsmd.reload();
    echoes(&mut lsmd.connect("absent"));
    fs::remove_file(lsmd.place.program("absent")).unwrap();
    lsmd.reload();
    assert_eq!(refused(lsmd.connect("absent")).0, 311);
    lsmd.serves();
}

#[test]
fn what_is_no_socket_is_warned_of() {
    let place = Place::with_echo();
    let null = fs::File::open("/dev/null").unwrap();
    let lsmd = start(place, null);
    lsmd.logged("descriptor 3 (unnamed) from the service manager is no listening");
    lsmd.serves();
}

#[test]
fn nonsense_in_the_environment_is_harmless() {
    for (pid, count) in [("$$", "4294967295"), ("$$", "-1"), ("$$", "x"), ("1", "1"), ("", "")] {
        let place = Place::with_echo();
        let script = format!(
            r#"export LISTEN_PID="{pid}" LISTEN_FDS="{count}" LISTEN_FDNAMES=":::"; exec "$@""#
        );
        let command = place.command_in(&script);
        let lsmd = place.start_with(command);
        lsmd.serves();
    }
    // A service manager that does not listen is warned of.
    let place = Place::with_echo();
    let mut command = place.command();
    command.env("NOTIFY_SOCKET", "/no/such/socket").stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut lines = std::io::BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    while !line.starts_with("the service manager cannot be told") {
        line.clear();
        assert!(std::io::BufRead::read_line(&mut lines, &mut line).unwrap() > 0);
    }
    echoes(&mut connect(&place.socket("echo")).unwrap());
    child.kill().unwrap();
    child.wait().unwrap();
}
