// SPDX-License-Identifier: MIT OR Apache-2.0
//! The way through a daemon: where it is looked for, and what is said when it is not there.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use lsm_client::{ConnectOptions, Route, Session};
use lsm_core::{Error, ErrorKind};
use tempfile::TempDir;

mod ends;
mod peer;

use peer::{Answer, Asked, SOON, play, result};

/// A daemon's socket, with a plug-in for every connection. It listens until the test ends.
fn listen(path: &Path, script: fn(&Asked) -> Answer) {
    let listener = UnixListener::bind(path).unwrap();
    thread::spawn(move || {
        for socket in listener.incoming() {
            thread::spawn(move || play(socket.unwrap(), script));
        }
    });
}

fn well_behaved(asked: &Asked) -> Answer {
    match asked.method.as_str() {
        "plugin_info" => result(r#"["well behaved", "1"]"#),
        _ => result("null"),
    }
}

/// A socket file that nobody listens on any more.
fn stale(path: &Path) {
    drop(UnixListener::bind(path).unwrap());
    assert!(path.exists());
}

fn through(folder: &TempDir) -> ConnectOptions {
    ConnectOptions {
        route: Route::Daemon(Some(folder.path().to_owned())),
        ..ConnectOptions::default()
    }
}

fn refused(uri: &str, options: &ConnectOptions) -> Error {
    Session::connect(uri, options).err().unwrap()
}

#[test]
fn the_socket_is_named_by_the_scheme_and_the_whole_uri_goes_along() {
    let folder = tempfile::tempdir().unwrap();
    let (tell, told) = mpsc::channel();
    let listener = UnixListener::bind(folder.path().join("ontap")).unwrap();
    thread::spawn(move || {
        for socket in listener.incoming() {
            play(socket.unwrap(), |asked| {
                tell.send(asked.text.clone()).unwrap();
                result("null")
            });
        }
    });
    let options =
        ConnectOptions { password: Some("p\"ss".into()), timeout_ms: 1234, ..through(&folder) };
    Session::connect("Ontap+SSL://root@Host/x?y=z", &options).unwrap().close().unwrap();
    assert_eq!(
        told.recv().unwrap(),
        r#"{"method": "plugin_register", "id": 100, "params": {"uri": "Ontap+SSL://root@Host/x?y=z", "password": "p\"ss", "timeout": 1234, "flags": 0}}"#
    );
}

#[test]
fn a_malformed_uri_goes_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    for uri in ["", "sim", "sim:/", "sim://h:port", "a+b+c://"] {
        assert_eq!(refused(uri, &through(&folder)).kind, ErrorKind::INVALID_ARGUMENT, "{uri:?}");
    }
}

#[test]
fn without_any_daemon_it_is_the_daemon_that_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let error = refused("sim://", &through(&folder));
    assert_eq!(error.kind, ErrorKind::DAEMON_NOT_RUNNING);
    assert!(error.message.contains(&*folder.path().to_string_lossy()), "{error}");
    // What a killed daemon leaves behind is no daemon.
    stale(&folder.path().join("sim"));
    stale(&folder.path().join("ontap"));
    assert_eq!(refused("sim://", &through(&folder)).kind, ErrorKind::DAEMON_NOT_RUNNING);
    assert_eq!(refused("loop://", &through(&folder)).kind, ErrorKind::DAEMON_NOT_RUNNING);
    // Nor is a folder that is not there, or a file.
    let gone = Route::Daemon(Some(folder.path().join("gone")));
    let options = ConnectOptions { route: gone, ..ConnectOptions::default() };
    assert_eq!(refused("sim://", &options).kind, ErrorKind::DAEMON_NOT_RUNNING);
}

#[test]
fn beside_a_daemon_it_is_the_plugin_that_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    listen(&folder.path().join("sim"), well_behaved);
    std::fs::write(folder.path().join("file"), "").unwrap();
    std::fs::create_dir(folder.path().join("folder")).unwrap();
    for uri in ["ontap://", "file://", "folder://", "..://", ".://", "+ssl://"] {
        let error = refused(uri, &through(&folder));
        assert_eq!(error.kind, ErrorKind::PLUGIN_NOT_EXIST, "{uri}: {error}");
        assert!(error.message.contains(&*folder.path().to_string_lossy()), "{error}");
    }
    // A socket of its own that nobody listens on, while the daemon is there.
    stale(&folder.path().join("broken"));
    let error = refused("broken://", &through(&folder));
    assert_eq!(error.kind, ErrorKind::PLUGIN_IPC_FAIL);
    assert!(error.message.contains("broken"), "{error}");
}

#[test]
fn a_socket_that_may_not_be_used_is_said_to_be_so() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sim");
    listen(&path, well_behaved);
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o000)).unwrap();
    match Session::connect("sim://", &through(&folder)) {
        Err(error) => {
            assert_eq!(error.kind, ErrorKind::PLUGIN_SOCKET_PERMISSION);
            assert!(error.message.contains("sim"), "{error}");
        }
        Ok(_) if rustix::process::geteuid().is_root() => {
            eprintln!("skipped: root may use every socket");
        }
        Ok(_) => panic!("connected"),
    }
}

#[test]
fn a_path_too_long_for_a_socket_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let deep = folder.path().join("x".repeat(120));
    std::fs::create_dir(&deep).unwrap();
    // Bound under a short way to it, so that it exists.
    let short = folder.path().join("s");
    std::os::unix::fs::symlink(&deep, &short).unwrap();
    listen(&short.join("sim"), well_behaved);
    let options = ConnectOptions { route: Route::Daemon(Some(deep)), ..ConnectOptions::default() };
    let error = refused("sim://", &options);
    assert_eq!(error.kind, ErrorKind::PLUGIN_IPC_FAIL, "{error}");
}

#[test]
fn a_daemon_that_takes_no_connection_costs_the_time_limit() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sim");
    let listener = UnixListener::bind(&path).unwrap();
    rustix::net::listen(&listener, 0).unwrap();
    // As many as it holds without taking them.
    let _waiting = UnixStream::connect(&path).unwrap();
    for limit in [Duration::from_millis(50), Duration::ZERO] {
        let options = ConnectOptions { reply_timeout: Some(limit), ..through(&folder) };
        let started = Instant::now();
        let error = refused("sim://", &options);
        assert_eq!(error.kind, ErrorKind::TIMEOUT, "{error}");
        assert!(started.elapsed() < SOON);
    }
}

#[test]
fn what_a_plugin_says_to_a_registration_keeps_its_number() {
    let folder = tempfile::tempdir().unwrap();
    listen(&folder.path().join("sim"), |_| peer::error(300, "wrong password"));
    let error = refused("sim://", &through(&folder));
    assert_eq!((error.kind.0, error.message.as_str()), (300, "wrong password"));
}

#[test]
fn a_daemon_that_hangs_up_is_a_plugin_that_went() {
    let folder = tempfile::tempdir().unwrap();
    listen(&folder.path().join("sim"), |_| Answer::Last(Vec::new()));
    let error = refused("sim://", &through(&folder));
    assert_eq!(error.kind, ErrorKind::TRANSPORT_COMMUNICATION);
}

/// Whether this machine runs a daemon of its own, in whose place nothing can be tested.
fn a_daemon_is_installed() -> bool {
    let installed = Path::new("/var/run/lsm/ipc").exists();
    if installed {
        eprintln!("skipped: this machine has a daemon of its own");
    }
    installed
}

#[test]
fn the_variable_names_the_folder_of_the_sockets() {
    let folder = ends::folder();
    let program = ends::put(folder.path(), "ask");
    listen(&folder.path().join("sim"), well_behaved);
    let said = ends::ask(ends::client(&program).env("LSM_UDS_PATH", folder.path()).arg("sim://"));
    assert_eq!(said, ["well behaved"]);
    // As it is: relative to the working directory, which the empty one is itself.
    for variable in ["", ".", "./"] {
        let mut client = ends::client(&program);
        client.current_dir(folder.path()).env("LSM_UDS_PATH", variable).arg("sim://");
        assert_eq!(ends::ask(&mut client), ["well behaved"], "{variable:?}");
    }
}

#[test]
fn who_names_a_folder_of_sockets_wants_that_daemon_and_no_program() {
    let folder = ends::folder();
    let program = ends::put(folder.path(), "ask");
    ends::put(folder.path(), "good_lsmplugin");
    let sockets = folder.path().join("sockets");
    let mut client = ends::client(&program);
    client.env("LSM_UDS_PATH", &sockets).env("LSM_PLUGIN_DIR", folder.path()).arg("good://");
    let said = ends::ask(&mut client);
    assert!(said[0].starts_with("12 "), "{said:?}");
    assert!(said[0].contains(&*sockets.to_string_lossy()), "{said:?}");
    assert!(!said[0].contains("lsmplugin"), "{said:?}");
}

#[test]
fn without_a_daemon_the_plugin_is_started_directly() {
    if a_daemon_is_installed() {
        return;
    }
    let folder = ends::folder();
    let (own, wanted) = (folder.path().join("own"), folder.path().join("wanted"));
    std::fs::create_dir_all(&own).unwrap();
    std::fs::create_dir_all(wanted.join("below")).unwrap();
    let program = ends::put(&own, "ask");
    let ask = |uri: &str| {
        let mut client = ends::client(&program);
        ends::ask(client.env("LSM_PLUGIN_DIR", &wanted).arg(uri)).remove(0)
    };
    // Nowhere: all that was tried is said.
    let said = ask("good://");
    assert!(said.starts_with("12 ") || said.starts_with("311 "), "{said}");
    for place in
        [&*wanted.to_string_lossy(), &own.to_string_lossy(), "/var/run/lsm/ipc", "/usr/bin"]
    {
        assert!(said.contains(place), "{place} is not in {said}");
    }
    assert!(said.contains("good_lsmplugin"), "{said}");
    // The folder of the running program, then the wanted one, which comes first.
    let beside = ends::put(&own, "good_lsmplugin");
    assert_eq!(ask("good://"), beside.to_string_lossy());
    let below = ends::put(&wanted.join("below"), "good_lsmplugin");
    assert_eq!(ask("good+ssl://user@host"), below.to_string_lossy());
    // A plug-in that is not there, beside one that is.
    let said = ask("other://");
    assert!(said.starts_with("311 "), "{said}");
}

#[test]
fn directly_can_be_asked_for() {
    let folder = ends::folder();
    let (own, given) = (folder.path().join("own"), folder.path().join("given"));
    std::fs::create_dir_all(&own).unwrap();
    std::fs::create_dir_all(&given).unwrap();
    let program = ends::put(&own, "ask");
    let beside = ends::put(&own, "good_lsmplugin");
    // Even where a daemon listens.
    listen(&folder.path().join("good"), well_behaved);
    let ask = |directly: &Path| {
        let mut client = ends::client(&program);
        client.env("LSM_UDS_PATH", folder.path()).env("ASK_DIRECTLY", directly).arg("good://");
        ends::ask(&mut client).remove(0)
    };
    assert_eq!(ask(Path::new("")), beside.to_string_lossy());
    // A given folder is the only one.
    let said = ask(&given);
    assert!(said.starts_with("311 ") && said.contains(&*given.to_string_lossy()), "{said}");
    assert!(!said.contains("/usr/bin"), "{said}");
    let there = ends::put(&given, "good_lsmplugin");
    assert_eq!(ask(&given), there.to_string_lossy());
}
