// SPDX-License-Identifier: MIT OR Apache-2.0
//! The plug-in `targetd` against the emulator: everything that it offers, TLS, and what goes wrong.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::time::Duration;

use lsm_client::{ConnectOptions, Session};
use lsm_conformance::{Settings as Examination, examine};
use lsm_core::{ErrorKind, Result};
use lsm_emulators::certificate::{Certificate, Flaw};
use lsm_emulators::server::{Faults, Server};
use lsm_emulators::targetd::{Settings, Targetd};
use lsm_test::House;

/// A server, with a house that has the plug-in.
struct Scene {
    house: House,
    server: Server,
    certificate: Option<Certificate>,
}

impl Scene {
    fn new(settings: Settings, flaw: Option<Flaw>) -> Self {
        let certificate = flaw.map(|flaw| Certificate::new(flaw).unwrap());
        let array = Box::new(Targetd::new(settings));
        let server = Server::start(array, 0, certificate.clone()).unwrap();
        Self { house: House::with_plugins(&["targetd"]), server, certificate }
    }

    fn plain() -> Self {
        Self::new(Settings::default(), None)
    }

    /// The URI, with the certificate to trust where there is one.
    fn uri(&self) -> String {
        let port = self.server.port();
        match &self.certificate {
            None => format!("targetd://localhost:{port}"),
            Some(certificate) => {
                let file = self.house.path("ca.pem");
                std::fs::write(&file, &certificate.pem).unwrap();
                format!("targetd+ssl://localhost:{port}?ca_cert_file={}", file.display())
            }
        }
    }

    fn options(&self, password: &str) -> ConnectOptions {
        ConnectOptions { password: Some(password.to_owned()), ..self.house.directly() }
    }

    fn connect(&self) -> Result<Session> {
        Session::connect(&self.uri(), &self.options("secret"))
    }

    fn conforms(&self) {
        let examination = Examination { connect: self.options("secret"), ..Examination::default() };
        let report = examine(&self.uri(), &examination).unwrap();
        assert!(report.failures().is_empty() && report.skipped().is_empty(), "{report}");
    }
}

#[track_caller]
fn fails<T>(answer: Result<T>, kind: ErrorKind) -> String {
    let error = answer.err().unwrap();
    assert_eq!(error.kind, kind, "{error:?}");
    assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    error.message
}

#[test]
fn it_keeps_its_word() {
    Scene::plain().conforms();
}

#[test]
fn it_keeps_its_word_over_tls() {
    Scene::new(Settings::default(), Some(Flaw::None)).conforms();
}

#[test]
fn it_keeps_its_word_with_servers_that_know_no_groups_and_cannot_resize() {
    let settings = Settings { has_groups: false, can_resize: false, ..Settings::default() };
    let scene = Scene::new(settings, None);
    let examination = Examination { connect: scene.options("secret"), ..Examination::default() };
    let report = examine(&scene.uri(), &examination).unwrap();
    // Without groups none can be made to grant something to.
    assert_eq!(report.failures(), [""; 0]);
}

#[test]
fn bad_certificates_are_refused() {
    for flaw in [Flaw::WrongHost, Flaw::Expired] {
        let scene = Scene::new(Settings::default(), Some(flaw));
        fails(scene.connect(), ErrorKind::NETWORK_ERROR);
        let anyway = format!("targetd+ssl://localhost:{}?no_ssl_verify=yes", scene.server.port());
        Session::connect(&anyway, &scene.options("secret")).unwrap();
    }
    let scene = Scene::new(Settings::default(), Some(Flaw::None));
    let unknown = format!("targetd+ssl://localhost:{}", scene.server.port());
    fails(Session::connect(&unknown, &scene.options("secret")), ErrorKind::NETWORK_ERROR);
}

#[test]
fn bad_passwords() {
    let scene = Scene::plain();
    let connect = |password| Session::connect(&scene.uri(), &scene.options(password));
    fails(connect("wrong"), ErrorKind::PLUGIN_AUTH_FAILED);
    // The one behind it waits until the server has forgotten the wrong one.
    connect("secret").unwrap();
    let told = fails(connect("se:cret"), ErrorKind::PLUGIN_AUTH_FAILED);
    assert!(told.contains(':'), "{told}");
}

#[test]
fn faults_of_network_and_server() {
    let scene = Scene::plain();
    let mut session = scene.connect().unwrap();
    let mut with = |faults| {
        scene.server.fail(faults);
        let answer = session.pools(None);
        scene.server.fail(Faults::default());
        answer
    };
    assert_eq!(with(Faults { unavailable: 1, ..Faults::default() }).unwrap().len(), 3);
    fails(
        with(Faults { unavailable: u32::MAX, ..Faults::default() }),
        ErrorKind::PLUGIN_AUTH_FAILED,
    );
    fails(with(Faults { malformed: 1, ..Faults::default() }), ErrorKind::NETWORK_ERROR);
    let cut = with(Faults { cut: u32::MAX, ..Faults::default() }).unwrap_err();
    assert!([ErrorKind::PLUGIN_BUG, ErrorKind::NETWORK_ERROR].contains(&cut.kind), "{cut:?}");
    // And afterwards all is well.
    assert_eq!(session.pools(None).unwrap().len(), 3);

    session.time_out_set(100).unwrap();
    scene.server.fail(Faults { delay: Duration::from_secs(1), ..Faults::default() });
    fails(session.pools(None), ErrorKind::TIMEOUT);
}

#[test]
fn nobody_listens() {
    let scene = Scene::plain();
    let uri = scene.uri();
    let Scene { house, server, .. } = scene;
    drop(server);
    let options = ConnectOptions { password: Some("secret".to_owned()), ..house.directly() };
    fails(Session::connect(&uri, &options), ErrorKind::NETWORK_CONNREFUSED);
}

#[test]
fn a_listing_asks_once_for_each_pool() {
    let scene = Scene::new(Settings { volumes: 2000, ..Settings::default() }, None);
    let mut session = scene.connect().unwrap();
    scene.server.take_requests();
    assert_eq!(session.volumes(None).unwrap().len(), 2000);
    let requests = scene.server.take_requests();
    assert_eq!(requests.len(), 3, "the pools, and the volumes of two");
    assert!(requests.iter().all(|request| request.header("authorization").is_none()));
}

#[test]
fn a_live_backup_over_tls_that_never_shows_the_password() {
    let scene = Scene::new(Settings::default(), Some(Flaw::None));
    let uri = scene.uri().replacen("://", "://admin@", 1);
    let mut said = String::new();
    let mut run = |words: &[&str]| {
        let mut command = scene.house.lsmcli(false);
        command.env("LSMCLI_URI", &uri).env("LSMCLI_PASSWORD", "secret").args(words);
        let output = command.arg("--trace").output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{words:?}: {told}");
        let answer = String::from_utf8(output.stdout).unwrap();
        said.push_str(&told);
        said.push_str(&answer);
        answer
    };
    let thin = "vg-targetd/thin_pool";
    run(&["volume-create", "--name", "db", "--size", "1GiB", "--pool", thin]);
    let volumes = run(&["list", "--type", "volumes", "-t", " "]);
    let [id, "db", vpd83, "1073741824", "No", ..] =
        volumes.split_whitespace().collect::<Vec<_>>()[..]
    else {
        panic!("{volumes}");
    };
    assert!(vpd83.starts_with("6001405") && vpd83.len() == 32, "{vpd83}");
    let iqn = "iqn.2031-05.org.example:backup";
    run(&["access-group-create", "--name", "backup", "--init", iqn, "--sys", "targetd"]);
    run(&["volume-mask", "--ag", "backup", "--vol", id]);
    let granted = run(&["access-group-volumes", "--ag", "backup", "-t", " ", "-H"]);
    assert!(granted.contains("1.00 GiB"), "{granted}");
    run(&["volume-replicate", "--vol", id, "--rep-type", "COPY", "--name", "db_copy"]);
    run(&["volume-unmask", "--ag", "backup", "--vol", id]);
    run(&["volume-delete", "--vol", "name:db_copy", "-f"]);
    run(&["access-group-delete", "--ag", "backup"]);
    run(&["volume-delete", "--vol", id, "-f"]);
    assert_eq!(run(&["list", "--type", "volumes"]), "");
    let encoded = "YWRtaW46c2VjcmV0";
    assert!(!said.contains("secret") && !said.contains(encoded), "{said}");
}
