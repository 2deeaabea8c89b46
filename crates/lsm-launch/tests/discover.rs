// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which entries of a folder are plug-ins, and which of two is.
#![allow(clippy::unwrap_used)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use lsm_launch::{Discovery, discover, find};

fn file(path: &Path, mode: u32) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, "#!/bin/sh\n").unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn names(discovery: &Discovery) -> Vec<&str> {
    discovery.plugins.iter().map(|found| found.name.to_str().unwrap()).collect()
}

#[test]
fn every_entry_with_the_suffix_counts_but_folders() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    file(&at("sim_lsmplugin"), 0o755);
    file(&at("plain_lsmplugin"), 0o644);
    file(&at(".hidden_lsmplugin"), 0o755);
    file(&at("deep/er/nested_lsmplugin"), 0o755);
    file(&at(".git/skipped_lsmplugin"), 0o755);
    file(&at("folder_lsmplugin/inner_lsmplugin"), 0o755);
    file(&at("_lsmplugin"), 0o755);
    file(&at("sim_lsmplugin.bak"), 0o755);
    file(&at("other"), 0o755);
    symlink("sim_lsmplugin", at("link_lsmplugin")).unwrap();
    symlink("/nowhere", at("dangling_lsmplugin")).unwrap();
    symlink("deep", at("linked")).unwrap();
    symlink("deep", at("folderlink_lsmplugin")).unwrap();

    let discovery = discover(folder.path());

    let expected = [".hidden", "dangling", "folderlink", "inner", "link", "nested", "plain", "sim"];
    assert_eq!(names(&discovery), expected);
    let executable: Vec<_> = discovery
        .plugins
        .iter()
        .filter(|f| f.executable)
        .map(|f| f.name.to_str().unwrap())
        .collect();
    assert_eq!(executable, [".hidden", "inner", "link", "nested", "sim"]);
    assert!(discovery.duplicates.is_empty());
    assert!(discovery.unreadable.is_empty());
    assert_eq!(discovery.plugins[5].path, at("deep/er/nested_lsmplugin"));
}

#[test]
fn the_first_of_a_name_in_sorted_order_has_it() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    file(&at("b/sim_lsmplugin"), 0o755);
    file(&at("a/sim_lsmplugin"), 0o755);
    file(&at("a/z/sim_lsmplugin"), 0o755);
    file(&at("c/ontap_lsmplugin"), 0o755);

    let discovery = discover(folder.path());

    assert_eq!(names(&discovery), ["ontap", "sim"]);
    assert_eq!(discovery.plugins[1].path, at("a/sim_lsmplugin"));
    let refused: Vec<_> = discovery.duplicates.iter().map(|d| d.refused.clone()).collect();
    assert_eq!(refused, [at("a/z/sim_lsmplugin"), at("b/sim_lsmplugin")]);
    assert!(discovery.duplicates.iter().all(|d| d.kept == at("a/sim_lsmplugin")));

    // One in the folder itself goes before all below it, by both ways of looking.
    file(&at("sim_lsmplugin"), 0o644);
    assert_eq!(discover(folder.path()).plugins[1].path, at("sim_lsmplugin"));
    let found = find(OsStr::new("sim"), &[folder.path().to_owned()]).plugin.unwrap();
    assert_eq!(found.path, at("sim_lsmplugin"));
    assert!(!found.executable);
}

#[test]
fn long_names_are_cut_and_then_may_collide() {
    let folder = tempfile::tempdir().unwrap();
    let long = "n".repeat(127);
    file(&folder.path().join(format!("{long}_lsmplugin")), 0o755);
    file(&folder.path().join(format!("{long}xyz_lsmplugin")), 0o755);

    let discovery = discover(folder.path());

    assert_eq!(names(&discovery), [long.as_str()]);
    assert_eq!(discovery.duplicates.len(), 1);
}

#[test]
fn names_need_not_be_utf8() {
    let folder = tempfile::tempdir().unwrap();
    let name = OsStr::from_bytes(b"caf\xe9");
    file(&folder.path().join(OsStr::from_bytes(b"caf\xe9_lsmplugin")), 0o755);
    assert_eq!(discover(folder.path()).plugins[0].name, name);
    assert!(find(name, &[folder.path().to_owned()]).plugin.is_some());
}

#[test]
fn a_folder_that_cannot_be_read_is_told_and_the_rest_found() {
    let folder = tempfile::tempdir().unwrap();
    file(&folder.path().join("sim_lsmplugin"), 0o755);
    let missing = folder.path().join("missing");

    let discovery = discover(&missing);
    assert!(discovery.plugins.is_empty());
    assert_eq!(discovery.unreadable[0].path, missing);

    let lookup = find(OsStr::new("sim"), &[missing.clone(), folder.path().to_owned()]);
    assert_eq!(lookup.plugin.unwrap().path, folder.path().join("sim_lsmplugin"));
    assert_eq!(lookup.unreadable[0].path, missing);
}

#[test]
fn the_folders_are_searched_in_order_and_below_them() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let folders = [first.path().to_owned(), second.path().to_owned()];
    file(&first.path().join("sub/sim_lsmplugin"), 0o755);
    file(&second.path().join("sim_lsmplugin"), 0o755);
    let look = |name: &str| find(OsStr::new(name), &folders).plugin.map(|found| found.path);

    assert_eq!(look("sim"), Some(first.path().join("sub/sim_lsmplugin")));
    assert_eq!(look("nothing"), None);
    assert_eq!(look(""), None);
    assert_eq!(look("sub/sim"), None);
    assert_eq!(look("../sim"), None);
}
