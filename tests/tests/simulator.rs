// SPDX-License-Identifier: MIT OR Apache-2.0
//! The simulated array as clients meet it: capabilities, faults, delays, one array under two names.
#![allow(clippy::unwrap_used)]

use std::time::{Duration, Instant};

use lsm_client::{Session, Wait};
use lsm_core::{
    Capability, CreateFlags, Error, ErrorKind, JobId, Outcome, Provisioning, Result, Search, Volume,
};
use lsm_test::{Answer, House};
use serde_json::Value;

fn connect(house: &House, parameters: &str) -> Result<Session> {
    Session::connect(&format!("{}{parameters}", house.sim()), &house.directly())
}

fn create(session: &mut Session, name: &str) -> Result<Outcome<Volume>> {
    let pool = session.pools(Some(&Search::new("id", "POOL_ID_00004")))?.remove(0);
    session.volume_create(&pool, name, 1 << 20, Provisioning::DEFAULT, CreateFlags::NONE)
}

fn names(house: &House) -> Vec<String> {
    let volumes = house.session().volumes(None).unwrap();
    volumes.into_iter().map(|volume| volume.name).collect()
}

fn went_away(error: &Error) {
    assert_eq!(error.kind, ErrorKind::TRANSPORT_COMMUNICATION, "{error}");
}

#[test]
fn capabilities_are_those_that_are_described() {
    let house = House::new();
    let mut session = house.session();
    let system = session.systems().unwrap().remove(0);
    let capabilities = session.capabilities(&system).unwrap();
    let described: Value = serde_json::from_str(include_str!("data/capabilities.json")).unwrap();
    let described = described["capabilities"].as_array().unwrap();
    assert_eq!(described.len(), Capability::ALL.len());
    let mut supported = 0;
    for capability in described {
        let number = u32::try_from(capability["value"].as_u64().unwrap()).unwrap();
        let offered = capabilities.supports(Capability(number));
        assert_eq!(Value::Bool(offered), capability["sim"], "{}", capability["name"]);
        supported += u32::from(offered);
    }
    assert_eq!(supported, 70);
    // What has no name is not offered either.
    let bytes = capabilities.as_bytes().iter().filter(|byte| **byte != 0).count();
    assert_eq!((bytes, capabilities.as_bytes().len()), (70, 512));
}

#[test]
fn one_array_has_two_names() {
    let house = House::new();
    create(&mut house.session(), "shared").unwrap();
    let uri = house.sim().replacen("sim:", "simc:", 1);
    let mut session = Session::connect(&uri, &house.directly()).unwrap();
    assert_eq!(session.plugin_info().unwrap().1, "4.1");
    assert_eq!(session.volumes(None).unwrap()[0].name, "shared");
}

#[test]
fn a_call_fails_where_a_test_wants_it() {
    let house = House::new();
    let mut session = connect(&house, "&fail=volume_create:2:NOT_ENOUGH_SPACE").unwrap();
    create(&mut session, "first").unwrap();
    let refused = create(&mut session, "second").unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NOT_ENOUGH_SPACE);
    create(&mut session, "third").unwrap();
    assert_eq!(names(&house), ["first", "third"]);
    let malformed = connect(&house, "&fail=volume_create:0:NONSENSE").err().unwrap();
    assert_eq!(malformed.kind, ErrorKind::INVALID_ARGUMENT);
}

#[test]
fn a_call_takes_as_long_as_a_test_wants() {
    let house = House::new();
    let mut session = connect(&house, "&delay=systems:50").unwrap();
    let start = Instant::now();
    session.systems().unwrap();
    assert!(start.elapsed() >= Duration::from_millis(50));
    // A client that has less patience than that gives up in time, and for good.
    session.set_reply_timeout(Some(Duration::from_millis(1)));
    assert_eq!(session.systems().unwrap_err().kind, ErrorKind::TIMEOUT);
    went_away(&session.pools(None).unwrap_err());
}

#[test]
fn a_plugin_dies_at_any_point_of_a_change_and_the_change_is_whole_or_not_there() {
    let house = House::new();
    for (fault, is_there) in [
        ("die=volume_create", false),
        ("die_before_commit=volume_create", false),
        ("die_after_commit=volume_create", true),
        ("cut=volume_create:0", true),
        ("cut=volume_create:10", true),
        ("cut=volume_create:30", true),
    ] {
        let before = names(&house);
        let mut session = connect(&house, &format!("&{fault}")).unwrap();
        went_away(&create(&mut session, fault).unwrap_err());
        let after = names(&house);
        assert_eq!(after.len() - before.len(), usize::from(is_there), "{fault}");
        assert_eq!(after.iter().any(|name| name == fault), is_there, "{fault}");
    }
}

#[test]
fn a_job_takes_its_time_and_outlives_the_session() {
    let house = House::new();
    // Jobs of this array take an hour: nothing here waits for one.
    let mut command = house.lsmcli(false);
    command.env("LSM_SIM_TIME", "3600").env("LSMCLI_URI", house.sim());
    command.args(["volume-create", "-b", "--name", "slow", "--size", "1MiB"]);
    let answer: Answer = command.args(["--pool", "POOL_ID_00004"]).output().unwrap().into();
    assert_eq!((answer.status, answer.stdout.as_str()), (7, "JOB_ID_00001\n"));
    let mut session = house.session();
    let job = JobId("JOB_ID_00001".into());
    let percent = session.job_status(&job.0).unwrap().percent;
    assert!(percent < 100, "{percent}");
    let wait = &mut Wait { deadline: Some(Instant::now()), ..Wait::default() };
    let waited = session.wait(Outcome::<Volume>::Job(job.clone()), wait).unwrap();
    assert_eq!(waited, lsm_client::Waited::Unfinished(job.clone()));
    session.job_free(&job.0).unwrap();
    assert_eq!(session.job_status(&job.0).unwrap_err().kind, ErrorKind::NOT_FOUND_JOB);
    // The change itself was made at once.
    assert_eq!(names(&house), ["slow"]);
}

#[test]
fn a_large_array_is_there_in_a_moment() {
    let house = House::new();
    let mut session = connect(&house, "&volumes=120000").unwrap();
    let listing = session.listing::<Volume>(lsm_client::Method::volumes, None).unwrap();
    assert_eq!(listing.iter().filter(Result::is_ok).count(), 120_000);
    // Identifiers grow past five digits and are looked up whole.
    let last = session.volumes(Some(&Search::new("id", "VOL_ID_120000"))).unwrap().remove(0);
    assert_eq!(last.name, "Volume 120000");
    let near = Volume { id: "VOL_ID_20000x".into(), ..last.clone() };
    assert_eq!(session.volume_delete(&near).unwrap_err().kind, ErrorKind::NOT_FOUND_VOLUME);
    session.volume_delete(&last).unwrap();
    assert!(session.volumes(Some(&Search::new("id", "VOL_ID_20000"))).unwrap().len() == 1);
}
