// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the plug-in `targetd` asks its server for every call of the interface, word for word.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fmt::Write;

use lsm_client::{ConnectOptions, Session};
use lsm_core::{AnonymousId, CreateFlags, InitiatorType, Outcome, Provisioning, ReplicationType};
use lsm_emulators::server::Server;
use lsm_emulators::targetd::{Settings, Targetd};
use lsm_test::House;
use serde_json::Value;

/// The requests, call by call. `LSM_WRITE_GOLDEN=1` writes the file anew, to be read before it counts.
const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/targetd_requests.txt");

struct Recorder {
    server: Server,
    written: String,
    ids: Vec<(String, &'static str)>,
}

impl Recorder {
    /// Writes down what was asked since the last time.
    fn note(&mut self, call: &str) {
        writeln!(self.written, "{call}").unwrap();
        for request in self.server.take_requests() {
            assert_eq!((&*request.method, &*request.target), ("POST", "/targetrpc"));
            assert_eq!(request.header("content-type"), Some("application/json"));
            let body: Value = serde_json::from_slice(&request.body).unwrap();
            assert_eq!(body["jsonrpc"], "2.0");
            assert!(body["id"].is_u64() && body.as_object().unwrap().len() == 4, "{body}");
            let line = format!("  {} {}", body["method"].as_str().unwrap(), body["params"]);
            let named = |line: String, (id, name): &(String, &str)| line.replace(id, name);
            writeln!(self.written, "{}", self.ids.iter().fold(line, named)).unwrap();
        }
    }
}

fn done<T>(outcome: Outcome<T>) -> T {
    let Outcome::Done(made) = outcome else { panic!("the plug-in has no jobs") };
    made
}

#[test]
fn every_call_asks_as_the_server_wants_it() {
    let server = Server::start(Box::new(Targetd::new(Settings::default())), 0, None).unwrap();
    let house = House::with_plugins(&["targetd"]);
    let uri = format!("targetd://localhost:{}", server.port());
    let options = ConnectOptions { password: Some("secret".to_owned()), ..house.directly() };
    let mut session = Session::connect(&uri, &options).unwrap();
    let mut recorder = Recorder { server, written: String::new(), ids: Vec::new() };
    recorder.note("plugin_register");

    let system = session.systems().unwrap().remove(0);
    recorder.note("systems");
    session.capabilities(&system).unwrap();
    recorder.note("capabilities");
    let pools = session.pools(None).unwrap();
    recorder.note("pools");
    let thin = pools.iter().find(|pool| pool.id == "vg-targetd/thin_pool").unwrap();
    let (default, none) = (Provisioning::DEFAULT, CreateFlags::NONE);
    let volume = done(session.volume_create(thin, "v1", 1 << 20, default, none).unwrap());
    recorder.note("volume_create");
    session.volumes(None).unwrap();
    recorder.note("volumes");
    let volume = done(session.volume_resize(&volume, 1 << 30).unwrap());
    recorder.note("volume_resize");
    let copy = session.volume_replicate(None, ReplicationType::COPY, &volume, "v2").unwrap();
    recorder.note("volume_replicate");
    session.volume_delete(&done(copy)).unwrap();
    recorder.note("volume_delete");

    let iscsi = InitiatorType::ISCSI_IQN;
    let [first, second] = ["iqn.2031-05.org.example:1", "iqn.2031-05.org.example:2"];
    let group = session.access_group_create("g", first, iscsi, &system).unwrap();
    recorder.note("access_group_create");
    session.access_groups(None).unwrap();
    recorder.note("access_groups");
    let group = session.access_group_initiator_add(&group, second, iscsi).unwrap();
    recorder.note("access_group_initiator_add");
    let group = session.access_group_initiator_delete(&group, second, iscsi).unwrap();
    recorder.note("access_group_initiator_delete");
    session.volume_mask(&group, &volume).unwrap();
    recorder.note("volume_mask");
    session.volumes_accessible_by_access_group(&group).unwrap();
    recorder.note("volumes_accessible_by_access_group");
    session.access_groups_granted_to_volume(&volume).unwrap();
    recorder.note("access_groups_granted_to_volume");
    session.volume_unmask(&group, &volume).unwrap();
    recorder.note("volume_unmask");
    session.iscsi_chap_auth(first, Some("user"), Some("in-password"), None, None).unwrap();
    recorder.note("iscsi_chap_auth");
    session.access_group_delete(&group).unwrap();
    recorder.note("access_group_delete");
    session.volume_delete(&volume).unwrap();
    recorder.server.take_requests();

    let pool = pools.iter().find(|pool| pool.id.starts_with('/')).unwrap();
    let fs = done(session.fs_create(pool, "fs1", 1 << 20).unwrap());
    recorder.ids.push((fs.id.clone(), "FS"));
    recorder.note("fs_create");
    session.fs(None).unwrap();
    recorder.note("fs");
    let snapshot = done(session.fs_snapshot_create(&fs, "s1").unwrap());
    recorder.ids.push((snapshot.id.clone(), "SNAPSHOT"));
    recorder.note("fs_snapshot_create");
    session.fs_snapshots(&fs).unwrap();
    recorder.note("fs_snapshots");
    session.fs_snapshot_delete(&fs, &snapshot).unwrap();
    recorder.note("fs_snapshot_delete");
    session.export_auth().unwrap();
    recorder.note("export_auth");
    let [root, reader] = ["192.0.2.1".to_owned(), "192.0.2.2".to_owned()];
    let export = session
        .export_fs(
            &fs.id,
            None,
            std::slice::from_ref(&root),
            std::slice::from_ref(&root),
            &[reader],
            AnonymousId(99),
            AnonymousId::NA,
            None,
            Some("insecure"),
        )
        .unwrap();
    recorder.note("export_fs");
    session.exports(None).unwrap();
    recorder.note("exports");
    session.export_remove(&export).unwrap();
    recorder.note("export_remove");
    session.fs_delete(&fs).unwrap();
    recorder.note("fs_delete");
    let fs = done(session.fs_create(pool, "fs2", 1 << 20).unwrap());
    recorder.ids = vec![(fs.id.clone(), "FS")];
    recorder.server.take_requests();
    session.fs_clone(&fs, "fs3", None).unwrap();
    recorder.note("fs_clone");

    if std::env::var_os("LSM_WRITE_GOLDEN").is_some() {
        std::fs::write(GOLDEN, &recorder.written).unwrap();
    }
    assert_eq!(recorder.written, std::fs::read_to_string(GOLDEN).unwrap());
}
