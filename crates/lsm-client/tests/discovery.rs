// SPDX-License-Identifier: MIT OR Apache-2.0
//! Finding plug-ins: a broken one is named and disturbs nobody.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::os::unix::net::UnixListener;
use std::path::Path;
use std::thread;
use std::time::Duration;

use lsm_client::{ConnectOptions, Discovered, Route, discover};
use lsm_core::ErrorKind;

mod ends;
mod peer;

use peer::{Answer, Asked, play, result};

fn listen(path: &Path, script: fn(&Asked) -> Answer) {
    let listener = UnixListener::bind(path).unwrap();
    thread::spawn(move || {
        for socket in listener.incoming() {
            thread::spawn(move || play(socket.unwrap(), script));
        }
    });
}

fn through(route: Route) -> ConnectOptions {
    ConnectOptions {
        route,
        reply_timeout: Some(Duration::from_millis(300)),
        ..ConnectOptions::default()
    }
}

/// Names, with the description or the number of the error.
fn summary(found: &[Discovered]) -> Vec<(&str, Result<&str, i32>)> {
    found
        .iter()
        .map(|plugin| {
            let info = match &plugin.info {
                Ok((description, _)) => Ok(description.as_str()),
                Err(error) => Err(error.kind.0),
            };
            (plugin.name.as_str(), info)
        })
        .collect()
}

#[test]
fn every_socket_is_asked_and_the_broken_ones_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    listen(&at("works"), |asked| {
        assert_eq!(asked.method, "plugin_info", "nobody registers");
        result(r#"["It works", "1.0"]"#)
    });
    listen(&at("also"), |_| result(r#"["It works too", "1.0"]"#));
    listen(&at("mute"), |_| Answer::Silence);
    listen(&at("goes"), |_| Answer::Last(Vec::new()));
    listen(&at("babbles"), |_| Answer::Bytes(b"babble babble".to_vec()));
    listen(&at("refuses"), |_| peer::error(153, ""));
    drop(UnixListener::bind(at("stale")).unwrap());
    std::fs::write(at("file"), "").unwrap();
    let found = discover(&through(Route::Daemon(Some(folder.path().to_owned())))).unwrap();
    assert_eq!(
        summary(&found),
        [
            ("also", Ok("It works too")),
            ("babbles", Err(ErrorKind::TRANSPORT_SERIALIZATION.0)),
            ("goes", Err(ErrorKind::TRANSPORT_COMMUNICATION.0)),
            ("mute", Err(ErrorKind::TIMEOUT.0)),
            ("refuses", Err(ErrorKind::NO_SUPPORT.0)),
            ("stale", Err(ErrorKind::PLUGIN_IPC_FAIL.0)),
            ("works", Ok("It works")),
        ]
    );
}

#[test]
fn every_program_is_asked_and_the_broken_ones_are_named() {
    let folder = ends::folder();
    let good = ends::put(folder.path(), "good_lsmplugin");
    ends::put(folder.path(), "mute_lsmplugin");
    ends::put(folder.path(), "dies_lsmplugin");
    std::fs::write(folder.path().join("text_lsmplugin"), "no program").unwrap();
    std::fs::write(folder.path().join("else"), "").unwrap();
    let found = discover(&through(Route::Direct(Some(folder.path().to_owned())))).unwrap();
    assert_eq!(
        summary(&found),
        [
            ("dies", Err(ErrorKind::TRANSPORT_COMMUNICATION.0)),
            ("good", Ok(&*good.to_string_lossy())),
            ("mute", Err(ErrorKind::TIMEOUT.0)),
            ("text", Err(ErrorKind::PLUGIN_IPC_FAIL.0)),
        ]
    );
}

#[test]
fn one_program_or_one_socket_can_be_asked() {
    let folder = ends::folder();
    let good = ends::put(folder.path(), "good_lsmplugin");
    let found = discover(&through(Route::Program(good.clone()))).unwrap();
    assert_eq!(summary(&found), [("good", Ok(&*good.to_string_lossy()))]);
    let broken = folder.path().join("gone_lsmplugin");
    let found = discover(&through(Route::Program(broken))).unwrap();
    assert_eq!(summary(&found), [("gone", Err(ErrorKind::PLUGIN_IPC_FAIL.0))]);
    let (route, _) = peer::plugin(|_| result(r#"["somebody", "1"]"#));
    assert_eq!(summary(&discover(&through(route)).unwrap()), [("", Ok("somebody"))]);
}

#[test]
fn where_there_is_none_it_says_where_it_looked() {
    let folder = tempfile::tempdir().unwrap();
    let named = |error: &lsm_core::Error| error.message.contains(&*folder.path().to_string_lossy());
    for stale in [false, true] {
        if stale {
            drop(UnixListener::bind(folder.path().join("stale")).unwrap());
        }
        let route = Route::Daemon(Some(folder.path().to_owned()));
        let error = discover(&through(route)).err().unwrap();
        assert_eq!(error.kind, ErrorKind::DAEMON_NOT_RUNNING);
        assert!(named(&error) && !error.message.contains("/usr/bin"), "{error}");
    }
    let error = discover(&through(Route::Direct(Some(folder.path().to_owned())))).err().unwrap();
    assert_eq!(error.kind, ErrorKind::PLUGIN_NOT_EXIST);
    assert!(named(&error) && !error.message.contains("/usr/bin"), "{error}");
}

#[test]
fn a_daemon_is_asked_before_programs_are_started() {
    let folder = ends::folder();
    let ask = ends::put(folder.path(), "ask");
    let good = ends::put(folder.path(), "good_lsmplugin");
    let sockets = folder.path().join("sockets");
    std::fs::create_dir(&sockets).unwrap();
    // Named, and not there.
    let said = ends::ask(ends::client(&ask).env("LSM_UDS_PATH", &sockets));
    assert_eq!(said.len(), 1);
    assert!(said[0].starts_with("12 ") && said[0].contains("sockets"), "{said:?}");
    // There, if only with a broken plug-in.
    listen(&sockets.join("broken"), |_| peer::error(2, "I am broken"));
    let said = ends::ask(ends::client(&ask).env("LSM_UDS_PATH", &sockets));
    assert_eq!(said, ["broken: 2 I am broken"]);
    if Path::new("/var/run/lsm/ipc").exists() {
        eprintln!("skipped: this machine has a daemon of its own");
        return;
    }
    let said = ends::ask(&mut ends::client(&ask));
    let line = format!("good: {}", good.display());
    assert!(said.contains(&line), "{said:?}");
}
