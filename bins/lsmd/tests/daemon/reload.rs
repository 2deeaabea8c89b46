// SPDX-License-Identifier: MIT OR Apache-2.0
//! SIGHUP.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use rustix::process::Signal;

use crate::harness::*;

#[test]
fn no_connection_fails_while_it_reloads() {
    let lsmd = Place::with_echo().start();
    let path = lsmd.place.socket("echo");
    let done = AtomicBool::new(false);
    let connections = std::thread::scope(|scope| {
        let client = || {
            let mut number = 0;
            while !done.load(Ordering::Relaxed) {
                let mut session =
                    connect(&path).unwrap_or_else(|error| panic!("after {number}: {error}"));
                echoes(&mut session);
                number += 1;
            }
            number
        };
        let clients = [scope.spawn(client), scope.spawn(client)];
        let start = Instant::now();
        let mut reloads = 0;
        while reloads < 100 || start.elapsed().as_millis() < 500 {
            // Others come and go meanwhile.
            let other = lsmd.place.program("other");
            if reloads % 2 == 0 {
                lsmd.place.plugin("other", "echo");
            } else {
                fs::remove_file(other).unwrap();
            }
            lsmd.reload();
            reloads += 1;
        }
        done.store(true, Ordering::Relaxed);
        clients.map(|client| client.join().unwrap())
    });
    assert!(connections.iter().all(|&number| number > 10), "{connections:?}");
}

#[test]
fn plugins_come_and_go_and_the_others_keep_their_socket() {
    let lsmd = Place::with_echo().start();
    let inode = || lsmd.place.socket("echo").metadata().unwrap().ino();
    let before = inode();
    lsmd.place.plugin("new", "echo");
    lsmd.reload();
    echoes(&mut lsmd.connect("new"));
    fs::remove_file(lsmd.place.program("new")).unwrap();
    lsmd.reload();
    assert!(!lsmd.place.socket("new").exists());
    assert_eq!(inode(), before);
    lsmd.serves();
}

#[test]
fn a_plugin_may_be_replaced_by_another_program() {
    let place = Place::new();
    place.plugin("echo", "hold");
    let lsmd = place.start();
    fs::remove_file(lsmd.place.program("echo")).unwrap();
    fs::create_dir(lsmd.place.path("p/below")).unwrap();
    lsmd.place.plugin("below/echo", "echo");
    lsmd.reload();
    lsmd.serves();
}

#[test]
fn a_socket_that_somebody_removed_is_made_again() {
    let lsmd = Place::with_echo().start();
    fs::remove_file(lsmd.place.socket("echo")).unwrap();
    lsmd.reload();
    lsmd.serves();
}

#[test]
fn clients_that_wait_at_a_door_that_closes_hear_why() {
    let place = Place::with_echo();
    place.plugin("old", "echo");
    let lsmd = place.start();
    lsmd.signal(Signal::STOP);
    let waiting = lsmd.connect("old");
    fs::remove_file(lsmd.place.program("old")).unwrap();
    lsmd.signal(Signal::HUP);
    lsmd.signal(Signal::CONT);
    let message = "Plug-in old is not installed".to_owned();
    assert_eq!(refused(waiting), (311, message));
    assert!(!lsmd.place.socket("old").exists());
}

#[test]
fn the_last_plugin_gone_is_fatal() {
    let mut lsmd = Place::with_echo().start();
    fs::remove_file(lsmd.place.program("echo")).unwrap();
    lsmd.signal(Signal::HUP);
    assert_eq!(lsmd.ended().code(), Some(1));
    assert!(!lsmd.place.socket("echo").exists());
}

#[test]
fn a_file_in_the_way_of_a_new_plugin_is_warned_of() {
    let lsmd = Place::with_echo().start();
    fs::write(lsmd.place.socket("new"), "precious").unwrap();
    lsmd.place.plugin("new", "echo");
    lsmd.reload();
    assert!(lsmd.logged("no socket at").contains("Address already in use"));
    lsmd.serves();
    fs::remove_file(lsmd.place.socket("new")).unwrap();
    lsmd.reload();
    echoes(&mut lsmd.connect("new"));
}

#[test]
fn a_broken_file_of_a_plugin_is_warned_of() {
    let lsmd = Place::with_echo().start();
    lsmd.place.plugin_config("echo", "require-root-privilege = ;");
    lsmd.reload();
    let line = lsmd.logged("the old setting holds");
    assert!(line.contains("pluginconf.d/echo.conf:1: unexpected ';'"), "{line}");
    lsmd.serves();
}

#[test]
fn it_reloads_even_if_started_to_ignore_the_signal() {
    let place = Place::with_echo();
    let command = place.command_in(r#"trap "" HUP TERM CHLD; exec "$@""#);
    let mut lsmd = place.start_with(command);
    lsmd.place.plugin("new", "hold");
    lsmd.reload();
    drop(lsmd.connect("new"));
    lsmd.logged("ended: 7");
    lsmd.stop(Signal::TERM);
}
