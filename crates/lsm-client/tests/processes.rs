// SPDX-License-Identifier: MIT OR Apache-2.0
//! Plug-ins that a session starts itself: none is left behind.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::time::Instant;

use lsm_client::{ConnectOptions, Route, Session};
use lsm_core::ErrorKind;

mod ends;
mod peer;

use peer::SOON;

fn program(path: PathBuf) -> ConnectOptions {
    ConnectOptions { route: Route::Program(path), ..ConnectOptions::default() }
}

/// Whether a process is there, be it as a zombie.
fn exists(pid: &str) -> bool {
    Path::new("/proc").join(pid).exists()
}

#[test]
fn a_plugin_is_collected_when_its_session_ends() {
    let folder = ends::folder();
    let options = program(ends::put(folder.path(), "good_lsmplugin"));
    // Left in good order, dropped, and never registered.
    let mut session = Session::connect("good://", &options).unwrap();
    let (_, pid) = session.plugin_info().unwrap();
    assert!(exists(&pid));
    session.close().unwrap();
    assert!(!exists(&pid));

    let mut session = Session::connect("good://", &options).unwrap();
    let (_, pid) = session.plugin_info().unwrap();
    drop(session);
    assert!(!exists(&pid));

    let mut session = Session::open("good", &options).unwrap();
    let (_, pid) = session.plugin_info().unwrap();
    drop(session);
    assert!(!exists(&pid));
}

#[test]
fn a_plugin_that_refuses_is_collected() {
    let folder = ends::folder();
    let options = program(ends::put(folder.path(), "refuses_lsmplugin"));
    let before = children();
    let error = Session::connect("refuses://", &options).err().unwrap();
    assert_eq!(error.kind, ErrorKind::PLUGIN_AUTH_FAILED);
    assert_eq!(children(), before);
}

#[test]
fn a_plugin_that_stays_is_ended() {
    let folder = ends::folder();
    let options = program(ends::put(folder.path(), "lingers_lsmplugin"));
    let mut session = Session::connect("lingers://", &options).unwrap();
    let (_, pid) = session.plugin_info().unwrap();
    let started = Instant::now();
    drop(session);
    assert!(started.elapsed() < SOON);
    assert!(!exists(&pid));
}

#[test]
fn a_plugin_that_dies_at_once_is_a_plugin_that_went() {
    let folder = ends::folder();
    let options = program(ends::put(folder.path(), "dies_lsmplugin"));
    let before = children();
    let error = Session::connect("dies://", &options).err().unwrap();
    assert_eq!(error.kind, ErrorKind::TRANSPORT_COMMUNICATION);
    assert!(error.message.contains("plugin_register"), "{error}");
    assert_eq!(children(), before);
}

#[test]
fn a_plugin_that_was_killed_is_collected() {
    let folder = ends::folder();
    let options = program(ends::put(folder.path(), "good_lsmplugin"));
    let mut session = Session::connect("good://", &options).unwrap();
    let (_, pid) = session.plugin_info().unwrap();
    let number = rustix::process::Pid::from_raw(pid.parse().unwrap()).unwrap();
    rustix::process::kill_process(number, rustix::process::Signal::KILL).unwrap();
    let error = session.plugin_info().unwrap_err();
    assert_eq!(error.kind, ErrorKind::TRANSPORT_COMMUNICATION);
    drop(session);
    assert!(!exists(&pid));
}

#[test]
fn a_plugin_that_somebody_else_collected_is_let_be() {
    let folder = ends::folder();
    let options = program(ends::put(folder.path(), "good_lsmplugin"));
    let mut session = Session::connect("good://", &options).unwrap();
    let (_, pid) = session.plugin_info().unwrap();
    session.plugin_unregister().unwrap();
    // As the signal handler of a host program does.
    let number = rustix::process::Pid::from_raw(pid.parse().unwrap()).unwrap();
    rustix::process::waitpid(Some(number), rustix::process::WaitOptions::empty()).unwrap();
    let started = Instant::now();
    drop(session);
    assert!(started.elapsed() < SOON);
}

#[test]
fn what_cannot_be_started_is_named() {
    let folder = ends::folder();
    let text = folder.path().join("text_lsmplugin");
    std::fs::write(&text, "no program").unwrap();
    for path in [text, folder.path().join("gone_lsmplugin"), folder.path().to_owned()] {
        let error = Session::connect("x://", &program(path.clone())).err().unwrap();
        assert_eq!(error.kind, ErrorKind::PLUGIN_IPC_FAIL);
        assert!(error.message.contains(&*path.to_string_lossy()), "{error}");
    }
}

/// The children of this thread, zombies included.
fn children() -> String {
    std::fs::read_to_string("/proc/thread-self/children").unwrap()
}
