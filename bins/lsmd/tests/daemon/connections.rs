// SPDX-License-Identifier: MIT OR Apache-2.0
//! What becomes of connections and of plug-in processes.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::path::Path;

use rustix::process::{Pid, Signal};

use crate::harness::*;

/// The process that serves a connection, from the line of the log about it.
fn process(line: &str) -> Pid {
    Pid::from_raw(line.rsplit(' ').next().unwrap().parse().unwrap()).unwrap()
}

#[test]
fn a_plugin_is_given_what_the_protocol_says() {
    let place = Place::new();
    place.plugin("tell", "tell");
    let mut command = place.command();
    for nonsense in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "LSM_REGISTER_TIMEOUT_MS"] {
        command.env(nonsense, "nonsense \u{e9} \n");
    }
    let lsmd = place.start_with(command);
    let told = all(lsmd.connect("tell"));

    assert_eq!(value(&told, "program"), lsmd.place.program("tell").to_str().unwrap());
    assert_eq!(value(&told, "arguments"), "1");
    // A shell can name it: that takes one digit.
    assert!(("3"..="9").contains(&value(&told, "number")), "{told}");
    for name in ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES", "NOTIFY_SOCKET"] {
        assert_eq!(value(&told, name), "unset");
    }
    assert_eq!(value(&told, "LSM_REGISTER_TIMEOUT_MS"), "60000");
    for set in ["SigBlk:", "SigIgn:"] {
        let set = u64::from_str_radix(value(&told, set), 16).unwrap();
        // 32 and 33 belong to the C library.
        assert_eq!(set & !(0b11 << 31), 0, "{told}");
    }
    // No listening socket, no lock file, nothing of the loop: the session, twice, since the
    // script has put it on its standard output, and the script itself.
    let descriptors: Vec<&str> =
        told.lines().filter_map(|line| line.strip_prefix("descriptor ")).collect();
    let sockets = descriptors.iter().filter(|target| target.starts_with("socket:")).count();
    assert_eq!(sockets, 2, "{told}");
    for forbidden in ["eventpoll", "signalfd", "lock"] {
        assert!(!descriptors.iter().any(|target| target.contains(forbidden)), "{told}");
    }
}

#[test]
fn the_limit_on_registration_is_configured() {
    for (text, expected) in
        [("register-timeout-ms = 250;", "250"), ("register-timeout-ms = 0;", "unset")]
    {
        let place = Place::new();
        place.plugin("tell", "tell");
        place.config(text);
        let mut command = place.command();
        command.env("LSM_REGISTER_TIMEOUT_MS", "1");
        let told = all(place.start_with(command).connect("tell"));
        assert_eq!(value(&told, "LSM_REGISTER_TIMEOUT_MS"), expected);
    }
}

#[test]
fn who_connects_is_logged() {
    let lsmd = Place::with_echo().start();
    lsmd.serves();
    let line = lsmd.logged("connected");
    let (us, user) = (std::process::id(), rustix::process::geteuid().as_raw());
    let start = format!("process {us} of user {user} connected: plug-in echo is process ");
    assert!(line.starts_with(&start), "{line}");
}

#[test]
fn an_ended_plugin_is_collected_at_once() {
    let place = Place::new();
    place.plugin("hold", "hold");
    let lsmd = place.start();
    let session = lsmd.connect("hold");
    let pid = process(&lsmd.logged("connected"));
    drop(session);
    // Nothing else happens to the daemon; the line comes when the process is collected.
    let line = lsmd.logged("ended");
    assert_eq!(line, format!("plug-in hold (process {}) ended: 7", pid.as_raw_pid()));
    assert!(!Path::new(&format!("/proc/{}", pid.as_raw_pid())).exists());
}

#[test]
fn no_zombie_stays_of_many_that_end_together() {
    let place = Place::new();
    place.plugin("hold", "hold");
    let lsmd = place.start();
    let sessions: Vec<_> = (0..50).map(|_| lsmd.connect("hold")).collect();
    let pids: Vec<_> = sessions.iter().map(|_| process(&lsmd.logged("connected"))).collect();
    drop(sessions);
    for _ in &pids {
        lsmd.logged("ended: 7");
    }
    for pid in pids {
        assert!(!Path::new(&format!("/proc/{}", pid.as_raw_pid())).exists());
    }
}

#[test]
fn a_plugin_killed_by_a_signal_is_named_in_a_warning() {
    let place = Place::with_echo();
    place.plugin("die", "die");
    // Without -v: it is a warning.
    let mut command = lsmd();
    command.args(place.options()).arg("-d").env("NOTIFY_SOCKET", place.path("manager"));
    let lsmd = place.start_with(command);
    assert_eq!(all(lsmd.connect("die")), "");
    let line = lsmd.logged("die");
    assert!(line.starts_with("plug-in die (process "), "{line}");
    assert!(line.ends_with(") was killed by signal 9"), "{line}");
    lsmd.serves();
}

#[test]
fn sessions_survive_a_reload_and_the_end() {
    let mut lsmd = Place::with_echo().start();
    let mut session = lsmd.connect("echo");
    echoes(&mut session);
    lsmd.reload();
    echoes(&mut session);
    lsmd.stop(Signal::TERM);
    echoes(&mut session);
    session.shutdown(Shutdown::Write).unwrap();
    assert_eq!(session.read(&mut [0]).unwrap(), 0);
}

#[test]
fn silent_clients_are_in_nobodys_way() {
    let place = Place::with_echo();
    place.plugin("plain", "plain");
    let lsmd = place.start();
    let silent: Vec<_> = (0..100).map(|_| lsmd.connect("echo")).collect();
    let refused_and_silent: Vec<_> = (0..20).map(|_| lsmd.connect("plain")).collect();
    let half_closed = lsmd.connect("echo");
    half_closed.shutdown(Shutdown::Write).unwrap();
    let mut gone_at_once = Vec::new();
    for _ in 0..20 {
        drop(lsmd.connect("echo"));
        gone_at_once.push(lsmd.connect("plain").shutdown(Shutdown::Both));
    }
    lsmd.serves();
    assert_eq!(all(half_closed), "");
    drop((silent, refused_and_silent));
    lsmd.serves();
}

#[test]
fn a_thousand_connections_at_once_are_served() {
    // More descriptors than a soft limit of 1024 leaves to this process.
    let mut limit = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    limit.current = limit.maximum;
    rustix::process::setrlimit(rustix::process::Resource::Nofile, limit).unwrap();

    let lsmd = Place::with_echo().start();
    // While the daemon sleeps, all of them must find room to wait.
    lsmd.signal(Signal::STOP);
    let mut sessions: Vec<UnixStream> = Vec::new();
    for number in 0..1000 {
        // Not blocking: full means refused here.
        let socket = rustix::net::socket_with(
            rustix::net::AddressFamily::UNIX,
            rustix::net::SocketType::STREAM,
            rustix::net::SocketFlags::NONBLOCK | rustix::net::SocketFlags::CLOEXEC,
            None,
        )
        .unwrap();
        let address = rustix::net::SocketAddrUnix::new(lsmd.place.socket("echo")).unwrap();
        rustix::net::connect(&socket, &address).unwrap_or_else(|error| panic!("{number}: {error}"));
        let session = UnixStream::from(socket);
        session.set_nonblocking(false).unwrap();
        session.set_read_timeout(Some(PATIENCE)).unwrap();
        (&session).write_all(b"hello").unwrap();
        sessions.push(session);
    }
    lsmd.signal(Signal::CONT);
    for session in &mut sessions {
        let mut answer = [0; 5];
        session.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"hello");
    }
    lsmd.serves();
}
