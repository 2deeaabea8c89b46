// SPDX-License-Identifier: MIT OR Apache-2.0
//! How many plug-in processes may run at a time.

use crate::harness::*;

fn place(config: &str) -> Place {
    let place = Place::new();
    place.plugin("hold", "hold");
    place.config(config);
    place
}

#[test]
fn each_user_has_a_limit() {
    let lsmd = place("max-plugin-processes-per-user = 3;").start();
    let mut sessions: Vec<_> = (0..3).map(|_| lsmd.connect("hold")).collect();
    let reason = "too many plug-in processes for this user (limit 3)";
    assert_eq!(refused(lsmd.connect("hold")), (301, reason.to_owned()));
    assert!(lsmd.logged("too many").contains("refusing connections meanwhile"));
    assert_eq!(refused(lsmd.connect("hold")), (301, reason.to_owned()));

    // A place is free as soon as a plug-in has ended.
    drop(sessions.pop());
    lsmd.logged("ended: 7");
    sessions.push(lsmd.connect("hold"));
    lsmd.logged("connected");
    assert_eq!(refused(lsmd.connect("hold")).0, 301);
}

#[test]
fn users_do_not_take_each_others_places() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("skipped: needs root");
        return;
    }
    let lsmd = place("max-plugin-processes-per-user = 1; max-plugin-processes = 2;").start();
    let (first, second) = (lsmd.connect("hold"), lsmd.place.connect_as(4242, "hold"));
    lsmd.logged("of user 0 connected");
    lsmd.logged("of user 4242 connected");
    let (code, message) = refused(lsmd.place.connect_as(4242, "hold"));
    assert_eq!((code, message.contains("for this user")), (301, true));
    let (code, message) = refused(lsmd.place.connect_as(4243, "hold"));
    assert_eq!((code, message.contains("in all (limit 2)")), (301, true));
    drop((first, second));
}

#[test]
fn a_reload_changes_the_limits() {
    let lsmd = place("max-plugin-processes = 1;").start();
    let first = lsmd.connect("hold");
    lsmd.logged("connected");
    assert_eq!(refused(lsmd.connect("hold")).0, 301);
    lsmd.place.config("max-plugin-processes = 2;");
    lsmd.reload();
    let second = lsmd.connect("hold");
    lsmd.logged("connected");
    assert_eq!(refused(lsmd.connect("hold")).0, 301);

    // A broken file changes nothing.
    lsmd.place.config("max-plugin-processes = 1000;\n=");
    lsmd.reload();
    let path = lsmd.place.path("c/lsmd.conf");
    let warning = format!("{}:2: unexpected '='; the old settings hold", path.display());
    assert_eq!(lsmd.logged("unexpected"), warning);
    assert_eq!(refused(lsmd.connect("hold")).0, 301);
    drop((first, second));
}
