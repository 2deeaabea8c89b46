// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which sockets are made, and for whom.

use std::fs;
use std::os::unix::fs::{FileTypeExt, PermissionsExt, symlink};
use std::os::unix::net::UnixListener;

use rustix::process::Signal;

use crate::harness::*;

fn sockets(place: &Place) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(place.path("s"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_socket())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn every_plugin_below_the_folder_has_a_socket_for_all() {
    let place = Place::with_echo();
    fs::create_dir_all(place.path("p/a/b")).unwrap();
    fs::create_dir_all(place.path("p/.hidden")).unwrap();
    let program = fs::read_link(place.program("echo")).unwrap();
    symlink(&program, place.path("p/a/b/deep_lsmplugin")).unwrap();
    symlink(&program, place.path("p/.hidden/hidden_lsmplugin")).unwrap();
    symlink(&program, place.path("p/.dot_lsmplugin")).unwrap();
    symlink("/nowhere", place.path("p/dangling_lsmplugin")).unwrap();

    let lsmd = place.start();

    assert_eq!(sockets(&lsmd.place), [".dot", "dangling", "deep", "echo"]);
    for name in sockets(&lsmd.place) {
        let mode = lsmd.place.socket(&name).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o7777, 0o666, "{name}");
    }
    let lock = lsmd.place.socket(".lsmd-ipc-lock").metadata().unwrap();
    assert_eq!(lock.permissions().mode() & 0o7777, 0o600);
    echoes(&mut lsmd.connect("deep"));
}

#[test]
fn sockets_are_for_all_whatever_the_umask() {
    let place = Place::with_echo();
    let command = place.command_in(r#"umask 077; exec "$@""#);
    let lsmd = place.start_with(command);
    let mode = lsmd.place.socket("echo").metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o7777, 0o666);
}

#[test]
fn the_second_of_a_name_is_left_out_with_a_warning() {
    let place = Place::new();
    for (folder, program) in [("b", "die"), ("a", "echo")] {
        fs::create_dir(place.path("p").join(folder)).unwrap();
        place.plugin(&format!("{folder}/echo"), program);
    }
    let lsmd = place.start();
    let warning = lsmd.logged("left out");
    let (kept, out) = (lsmd.place.program("a/echo"), lsmd.place.program("b/echo"));
    let expected = format!("plug-in echo is {}; {} is left out", kept.display(), out.display());
    assert_eq!(warning, expected);
    lsmd.serves();
}

#[test]
fn no_plugin_at_all_is_fatal() {
    let place = Place::new();
    fs::write(place.path("p/other"), "").unwrap();
    let message = format!("no plug-in found in {}\n", place.path("p").display());
    assert_eq!(place.fails(), message);
}

#[test]
fn another_daemon_on_the_same_folder_is_refused() {
    let lsmd = Place::with_echo().start();
    let message = format!("another lsmd serves {} already\n", lsmd.place.path("s").display());
    assert_eq!(lsmd.place.fails(), message);
    // The first one has noticed nothing.
    lsmd.serves();
}

#[test]
fn what_a_killed_daemon_left_is_swept_away() {
    let mut lsmd = Place::with_echo().start();
    lsmd.signal(Signal::KILL);
    lsmd.ended();
    assert_eq!(sockets(&lsmd.place), ["echo"]);
    fs::create_dir(lsmd.place.socket("below")).unwrap();
    UnixListener::bind(lsmd.place.socket("below/old")).unwrap();
    UnixListener::bind(lsmd.place.socket("old")).unwrap();
    fs::write(lsmd.place.socket("file"), "").unwrap();

    // A second daemon in the same folders.
    let mut again = lsmd.place.command().spawn().unwrap();
    assert!(lsmd.place.told().starts_with("READY=1"));
    lsmd.serves();
    assert_eq!(sockets(&lsmd.place), ["echo"]);
    assert!(lsmd.place.socket("file").exists());
    assert!(!lsmd.place.socket("below/old").exists());
    again.kill().unwrap();
    again.wait().unwrap();
}

#[test]
fn a_file_in_the_way_is_fatal_and_stays() {
    let place = Place::with_echo();
    place.plugin("another", "echo");
    fs::write(place.socket("echo"), "precious").unwrap();
    let message =
        format!("no socket at {}: Address already in use", place.socket("echo").display());
    assert!(place.fails().starts_with(&message));
    assert_eq!(fs::read(place.socket("echo")).unwrap(), b"precious");
    // What was made before is gone again.
    assert!(sockets(&place).is_empty());
}

#[test]
fn a_path_too_long_for_a_socket_is_warned_of() {
    let place = Place::with_echo();
    let long = "n".repeat(120);
    place.plugin(&long, "echo");
    let lsmd = place.start();
    let warning = lsmd.logged("too long");
    assert!(warning.ends_with(&long), "{warning}");
    assert_eq!(sockets(&lsmd.place), ["echo"]);
    lsmd.serves();
}

#[test]
fn more_plugins_than_the_limit_on_open_files_are_served() {
    let place = Place::with_echo();
    place.plugin("tell", "tell");
    for number in 0..1100 {
        place.plugin(&format!("p{number:04}"), "echo");
    }
    let command = place.command_in(r#"ulimit -S -n 256; exec "$@""#);
    let lsmd = place.start_with(command);
    assert_eq!(sockets(&lsmd.place).len(), 1102);
    echoes(&mut lsmd.connect("p0000"));
    echoes(&mut lsmd.connect("p1099"));
    // A plug-in that uses select(2) relies on the limit, and on a small number.
    let told = all(lsmd.connect("tell"));
    assert_eq!(value(&told, "limit"), "256");
    assert!(("3"..="9").contains(&value(&told, "number")), "{told}");
}
