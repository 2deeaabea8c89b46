// SPDX-License-Identifier: MIT OR Apache-2.0
//! A plug-in in C under our client, our daemon and our command line.
#![allow(clippy::unwrap_used, clippy::panic)]

use lsm_client::{ConnectOptions, Session, Wait};
use lsm_core::{Capability, CreateFlags, ErrorKind, Outcome, Provisioning, Search};
use lsm_test::House;

mod program;

use program::Program;

fn house() -> House {
    let house = House::new();
    Program::compile("plugin.c").install(&house.plugins().join("memory_lsmplugin"));
    house
}

fn connect(house: &House) -> Session {
    Session::connect("memory://", &house.directly()).unwrap()
}

fn create(session: &mut Session, name: &str) -> lsm_core::Result<Outcome<lsm_core::Volume>> {
    let pool = session.pools(None)?.remove(0);
    session.volume_create(&pool, name, 1 << 30, Provisioning::DEFAULT, CreateFlags::NONE)
}

#[test]
fn every_way_to_answer() {
    let house = house();
    let mut session = connect(&house);
    assert_eq!(session.plugin_info().unwrap(), ("An array in memory".into(), "1.0".into()));
    session.time_out_set(7).unwrap();
    assert_eq!(session.time_out_get().unwrap(), 7);
    let mut system = session.systems().unwrap().remove(0);
    assert!(session.capabilities(&system).unwrap().supports(Capability::VOLUME_CREATE));
    session.system_read_cache_pct_update(&system, 30).unwrap();

    // A record, a job, nothing.
    let Outcome::Done(made) = create(&mut session, "a \"name\"\n").unwrap() else { panic!() };
    assert_eq!((made.name.as_str(), made.num_of_blocks), ("a \"name\"\n", 2 << 20));
    assert_eq!(made.plugin_data.as_deref(), Some("private"));
    let started = create(&mut session, "slow").unwrap();
    assert!(matches!(started, Outcome::Job(_)));
    let slow = session.wait(started, &mut Wait::default()).unwrap().done().unwrap();
    assert_eq!(slow.name, "slow");
    assert_eq!(session.volumes(None).unwrap().len(), 2);
    for (key, value, found) in [("id", "slow", 1), ("pool_id", "pool", 2), ("system_id", "x", 0)] {
        assert_eq!(session.volumes(Some(&Search::new(key, value))).unwrap().len(), found, "{key}");
    }
    assert_eq!(session.volume_delete(&slow).unwrap(), Outcome::Done(()));

    // Errors: with a message, without one, with details, of what is not there.
    let error = session.volume_delete(&slow).unwrap_err();
    assert_eq!(
        (error.kind, error.message.as_str()),
        (ErrorKind::NOT_FOUND_VOLUME, "no such \"volume\"\n")
    );
    assert_eq!(create(&mut session, "silent").unwrap_err().kind, ErrorKind::NOT_ENOUGH_SPACE);
    assert_eq!(create(&mut session, "nothing").unwrap_err().kind, ErrorKind::PLUGIN_BUG);
    for number in 0..7 {
        create(&mut session, &number.to_string()).unwrap();
    }
    let error = create(&mut session, "one too many").unwrap_err();
    assert_eq!((error.message.as_str(), error.detail.as_deref()), ("full", Some("there are 8")));
    assert_eq!(session.fs(None).unwrap_err().kind, ErrorKind::NO_SUPPORT);
    assert_eq!(session.disks(None).unwrap_err().kind, ErrorKind::NO_SUPPORT);
    system.id = "another".into();
    assert_eq!(session.capabilities(&system).unwrap_err().kind, ErrorKind::NOT_FOUND_SYSTEM);
    session.close().unwrap();
}

#[test]
fn a_refused_registration_tells_its_number() {
    let house = house();
    let options = ConnectOptions { password: Some("guess".into()), ..house.directly() };
    let error = Session::connect("memory://locked", &options).err().unwrap();
    assert_eq!(
        (error.kind, error.message.as_str()),
        (ErrorKind::PLUGIN_AUTH_FAILED, "wrong password")
    );
    let options = ConnectOptions { password: Some("secret".into()), ..house.directly() };
    Session::connect("memory://locked", &options).unwrap().close().unwrap();
}

#[test]
fn under_the_daemon_and_the_command_line() {
    let house = house();
    let daemon = house.daemon();
    let run = |arguments: &[&str]| {
        let mut command = house.lsmcli(true);
        command.env("LSMCLI_URI", "memory://").args(arguments);
        command.output().unwrap()
    };
    let output = run(&["list", "--type", "pools"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("A pool"), "{output:?}");
    let output = run(&["volume-create", "--name", "slow", "--size", "1GiB", "--pool", "pool"]);
    assert!(String::from_utf8_lossy(&output.stdout).contains("slow"), "{output:?}");
    daemon.wait_until_idle();
    daemon.stop();
}

/// Started by hand, a plug-in says so by its exit status.
#[test]
fn not_a_plugin_without_a_socket() {
    let program = Program::compile("plugin.c");
    assert_eq!(program.command().status().unwrap().code(), Some(2));
    assert_eq!(program.command().arg("no number").status().unwrap().code(), Some(2));
}
