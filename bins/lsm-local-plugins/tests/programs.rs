// SPDX-License-Identifier: MIT OR Apache-2.0
//! One program, many names.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use lsm_client::{ConnectOptions, Route, Session};
use tempfile::TempDir;

const PROGRAM: &str = env!("CARGO_BIN_EXE_lsm-local-plugins");

/// The names, and what the plug-in behind each says of itself.
const NAMES: [(&str, &str, &str); 3] = [
    ("sim", "Storage simulator", "1.10.3"),
    ("simc", "Compiled plug-in example", "4.1"),
    ("loop", "Volumes in files of this host", "1.10.3"),
];

/// A folder where the program is installed under a name.
fn installed(name: &str, install: impl Fn(&Path, &Path)) -> (TempDir, PathBuf) {
    let folder = tempfile::Builder::new().prefix("lsm-test-").tempdir().unwrap();
    let path = folder.path().join(format!("{name}_lsmplugin"));
    install(Path::new(PROGRAM), &path);
    (folder, path)
}

/// Another process copies: a descriptor that writes a program must not be inherited by what other
/// tests start meanwhile, or the program is busy.
fn copy(from: &Path, to: &Path) {
    assert!(Command::new("cp").args([from, to]).status().unwrap().success());
}

/// A hard link, which has to be to a file of the same folder's file system.
fn hard_link(from: &Path, to: &Path) {
    let beside = to.with_extension("original");
    copy(from, &beside);
    fs::hard_link(&beside, to).unwrap();
}

fn run(program: &Path, arguments: &[&str]) -> Output {
    Command::new(program).args(arguments).output().unwrap()
}

#[test]
fn a_link_or_a_copy_is_the_plugin_it_is_called() {
    type Install = fn(&Path, &Path);
    let links: [Install; 3] = [|from, to| symlink(from, to).unwrap(), hard_link, copy];
    for install in links {
        for (name, description, version) in NAMES {
            let (folder, _) = installed(name, install);
            let route = Route::Direct(Some(folder.path().to_owned()));
            let options = ConnectOptions { route, ..ConnectOptions::default() };
            let info = Session::open(name, &options).unwrap().plugin_info().unwrap();
            assert_eq!(info, (description.to_owned(), version.to_owned()));
        }
    }
}

#[test]
fn under_its_own_name_it_tells_how_to_use_it() {
    for arguments in [&[][..], &["3"], &["--help"]] {
        let output = run(Path::new(PROGRAM), arguments);
        assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), &b""[..]));
        let told = String::from_utf8(output.stderr).unwrap();
        for (name, ..) in NAMES {
            assert!(told.contains(&format!("{name}_lsmplugin")), "{told}");
        }
    }
}

#[test]
fn without_a_socket_a_plugin_leaves_at_once() {
    for (name, description, _) in NAMES {
        let (_folder, path) = installed(name, |from, to| symlink(from, to).unwrap());
        for arguments in [&[][..], &["x"], &["-1"], &["99999999999"], &["1000"], &["1", "2"]] {
            let output = run(&path, arguments);
            assert_eq!(output.status.code(), Some(2), "{name} {arguments:?}");
            let told = String::from_utf8(output.stderr).unwrap();
            assert!(told.starts_with(description), "{told}");
        }
    }
}
