// SPDX-License-Identifier: MIT OR Apache-2.0
//! Who the plug-ins really run as. Needs root and a mount namespace, in which the daemon sees a
//! user libstoragemgmt that this machine does not have; the table itself is tested in the crate.

use std::fs;
use std::process::Command;

use crate::harness::*;

const USER: u32 = 54321;
const GROUP: u32 = 54322;

/// A daemon that knows the user, with plug-ins `humble` and `proud`, which wants root.
fn start(config: &str) -> Option<Lsmd> {
    if !rustix::process::geteuid().is_root() || !can_unshare() {
        eprintln!("skipped: needs root and a mount namespace");
        return None;
    }
    let place = Place::new();
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/plugins/tell");
    for name in ["humble", "proud"] {
        // Not linked: the other user may not get at where the tests are.
        copy(source, &place.program(name));
    }
    place.config(config);
    place.plugin_config("proud", "require-root-privilege = true;");
    place.plugin_config("humble", "require-root-privilege = false;");
    let passwd = fs::read_to_string("/etc/passwd").unwrap();
    let entry = format!("libstoragemgmt:x:{USER}:{GROUP}::/:/bin/false\n");
    fs::write(place.path("passwd"), passwd + &entry).unwrap();
    std::os::unix::fs::chown(place.path("s"), Some(0), Some(GROUP)).unwrap();
    let mode = Command::new("chmod").arg("775").arg(place.path("s")).status().unwrap();
    assert!(mode.success());
    let inner = place.command();
    let mut command = Command::new("unshare");
    let script = r#"mount --bind "$0" /etc/passwd; exec "$@""#;
    command.args(["--mount", "/bin/sh", "-e", "-c", script]).arg(place.path("passwd"));
    command.arg(inner.get_program()).args(inner.get_args());
    command.env("NOTIFY_SOCKET", place.path("manager"));
    Some(place.start_with(command))
}

/// `Uid`, `Gid` and `Groups` of a plug-in, for a client of some user.
fn who(lsmd: &Lsmd, client: u32, name: &str) -> [String; 3] {
    let told = all(lsmd.place.connect_as(client, name));
    ["Uid:", "Gid:", "Groups:"].map(|word| value(&told, word).trim().to_owned())
}

fn dropped() -> [String; 3] {
    let four = |id: u32| [id; 4].map(|id| id.to_string()).join(" ");
    [four(USER), four(GROUP), GROUP.to_string()]
}

fn user_of(lsmd: &Lsmd) -> String {
    let status = fs::read_to_string(format!("/proc/{}/status", lsmd.pid().as_raw_pid())).unwrap();
    let line = status.lines().find(|line| line.starts_with("Uid:")).unwrap();
    line.split_whitespace().nth(2).unwrap().to_owned()
}

#[test]
fn root_is_kept_for_a_plugin_that_wants_it_and_a_client_that_is_root() {
    let Some(lsmd) = start("allow-plugin-root-privilege = true;") else { return };
    assert_eq!(user_of(&lsmd), "0");
    assert_eq!(who(&lsmd, 0, "humble"), dropped());
    assert_eq!(who(&lsmd, 0, "proud")[0], "0 0 0 0");
    assert_eq!(who(&lsmd, 4242, "humble"), dropped());
    assert_eq!(who(&lsmd, 4242, "proud"), dropped());
    lsmd.logged("plug-in proud wants root, but the client is not root");

    // When none wants it any more it is given up, and cannot be had again.
    fs::remove_file(lsmd.place.program("proud")).unwrap();
    lsmd.reload();
    lsmd.logged("root no longer");
    assert_eq!(user_of(&lsmd), USER.to_string());
    lsmd.place.config("allow-plugin-root-privilege = true; # again");
    lsmd.reload();
    assert_eq!(who(&lsmd, 0, "humble"), dropped());
}

#[test]
fn root_is_given_up_at_the_start_when_it_is_not_allowed() {
    for config in ["", "allow-plugin-root-privilege = false;", "allow-plugin-root-privilege = 1;"] {
        let Some(lsmd) = start(config) else { return };
        lsmd.logged("root no longer, but user libstoragemgmt");
        lsmd.logged("plug-in proud wants root, but lsmd.conf does not allow it");
        assert_eq!(user_of(&lsmd), USER.to_string());
        for name in ["humble", "proud"] {
            assert_eq!(who(&lsmd, 0, name), dropped());
        }
        lsmd.logged("plug-in proud wants root, but lsmd is not root itself");

        // Too late.
        lsmd.place.config("allow-plugin-root-privilege = true;");
        lsmd.reload();
        lsmd.logged("lsmd.conf allows root now, but lsmd has given it up");
        assert_eq!(who(&lsmd, 0, "proud"), dropped());
    }
}

#[test]
fn a_reload_gives_root_up_when_it_is_no_longer_allowed() {
    let Some(lsmd) = start("allow-plugin-root-privilege = true;") else { return };
    lsmd.place.config("allow-plugin-root-privilege = false;");
    lsmd.reload();
    assert_eq!(user_of(&lsmd), USER.to_string());
    assert_eq!(who(&lsmd, 0, "proud"), dropped());
}

#[test]
fn without_the_user_everything_runs_as_before() {
    let lsmd = Place::with_echo();
    lsmd.plugin("tell", "tell");
    let lsmd = lsmd.start();
    if fs::read_to_string("/etc/passwd").unwrap().contains("libstoragemgmt:") {
        eprintln!("skipped: this machine has the user");
        return;
    }
    lsmd.logged("there is no user libstoragemgmt; going on as the current user");
    let own = rustix::process::geteuid().as_raw();
    let told = all(lsmd.connect("tell"));
    assert_eq!(value(&told, "Uid:").split(' ').nth(1), Some(own.to_string().as_str()));
}
