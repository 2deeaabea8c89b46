// SPDX-License-Identifier: MIT OR Apache-2.0
//! Waiting for jobs.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::cell::Cell;
use std::sync::mpsc::Receiver;
use std::time::{Duration, Instant};

use lsm_client::{Session, Wait, Waited};
use lsm_core::*;

mod peer;

use peer::{Asked, SOON, error, result};

const VOLUME: &str = r#"{"class": "Volume", "id": "v", "name": "n", "vpd83": "",
    "block_size": 512, "num_of_blocks": 2, "admin_state": 1, "system_id": "s", "pool_id": "p",
    "plugin_data": null}"#;

/// A plug-in whose job takes these states one after the other and stays in the last.
fn job(states: &[&str]) -> (Session, Receiver<Asked>) {
    let states: Vec<String> = states.iter().map(|&state| state.to_owned()).collect();
    let mut next = 0;
    peer::session(move |asked| match asked.method.as_str() {
        "job_status" => {
            let state = &states[next.min(states.len() - 1)];
            next += 1;
            result(state)
        }
        "job_free" => result("null"),
        other => panic!("{other} was called"),
    })
}

fn at_once<'a>() -> Wait<'a> {
    Wait { first_pause: Duration::ZERO, longest_pause: Duration::ZERO, ..Wait::default() }
}

fn started<T>() -> Outcome<T> {
    Outcome::Job(JobId("JOB_1".into()))
}

#[test]
fn work_that_is_done_needs_no_wait() {
    let (mut session, asked) = job(&[]);
    assert_eq!(session.wait(Outcome::Done(()), &mut at_once()).unwrap(), Waited::Done(()));
    drop(session);
    assert_eq!(asked.iter().next().unwrap().method, "plugin_unregister");
}

#[test]
fn a_job_is_followed_to_its_end_and_freed() {
    let (mut session, asked) =
        job(&["[1, 0, null]", "[1, 40, null]", "[1, 40, null]", &format!("[2, 100, {VOLUME}]")]);
    let mut seen = Vec::new();
    let mut progress = |percent| seen.push(percent);
    let mut wait = Wait { progress: Some(&mut progress), ..at_once() };
    let volume: Volume = session.wait(started(), &mut wait).unwrap().done().unwrap();
    assert_eq!(volume.id, "v");
    assert_eq!(seen, [0, 40, 40, 100]);
    drop(session);
    let calls: Vec<Asked> = asked.iter().collect();
    let methods: Vec<&str> = calls.iter().map(|asked| asked.method.as_str()).collect();
    assert_eq!(methods[3..], ["job_status", "job_free", "plugin_unregister"]);
    assert_eq!(calls[4].parameter("job_id"), "JOB_1");
}

#[test]
fn the_pauses_grow_up_to_the_longest() {
    let running = "[1, 0, null]";
    let (mut session, _) = job(&[running, running, running, running, running, "[2, 100, null]"]);
    let mut wait = Wait {
        first_pause: Duration::from_millis(4),
        longest_pause: Duration::from_millis(16),
        ..Wait::default()
    };
    let began = Instant::now();
    session.wait(started::<()>(), &mut wait).unwrap().done().unwrap();
    // A pause is never shorter than asked for: 4 + 8 + 16 + 16 + 16.
    assert!(began.elapsed() >= Duration::from_millis(60));
    // As long as there is: no overflow.
    let (mut session, _) = job(&["[1, 0, null]", "[2, 100, null]"]);
    let mut wait = Wait {
        first_pause: Duration::MAX,
        longest_pause: Duration::MAX,
        deadline: Some(Instant::now() + Duration::from_millis(10)),
        ..Wait::default()
    };
    session.wait(started::<()>(), &mut wait).unwrap().done().unwrap();
}

#[test]
fn a_deadline_ends_the_wait_and_not_the_job() {
    let (mut session, asked) = job(&["[1, 99, null]"]);
    let deadline = Instant::now() + Duration::from_millis(30);
    let mut wait = Wait { deadline: Some(deadline), ..Wait::default() };
    let waited = session.wait(started::<Volume>(), &mut wait).unwrap();
    assert!(Instant::now() >= deadline && deadline.elapsed() < SOON);
    assert_eq!(waited, Waited::Unfinished(JobId("JOB_1".into())));
    let error = waited.done().unwrap_err();
    assert_eq!(error.kind, ErrorKind::TIMEOUT);
    assert!(error.message.contains("JOB_1"), "{error}");
    // One that has passed: a single question.
    let waited = session.wait(started::<Volume>(), &mut wait).unwrap();
    assert!(matches!(waited, Waited::Unfinished(_)));
    drop(session);
    assert!(asked.iter().all(|asked| asked.method != "job_free"));
}

#[test]
fn a_wait_can_be_cancelled() {
    let (mut session, asked) = job(&["[1, 0, null]"]);
    let questions = Cell::new(0);
    let cancelled = || {
        questions.set(questions.get() + 1);
        questions.get() == 3
    };
    let mut wait = Wait { cancelled: Some(&cancelled), ..at_once() };
    let waited = session.wait(started::<()>(), &mut wait).unwrap();
    assert_eq!(waited, Waited::Unfinished(JobId("JOB_1".into())));
    drop(session);
    assert_eq!(asked.iter().filter(|asked| asked.method == "job_status").count(), 3);
    // Done is done, cancelled or not.
    let (mut session, _) = job(&["[2, 100, null]"]);
    let mut wait = Wait { cancelled: Some(&|| true), ..at_once() };
    assert_eq!(session.wait(started::<()>(), &mut wait).unwrap(), Waited::Done(()));
}

#[test]
fn a_job_can_fail_by_its_status() {
    let (mut session, asked) = job(&["[1, 10, null]", "[3, 10, null]"]);
    let waited = session.wait(started::<Volume>(), &mut at_once()).unwrap();
    assert_eq!(waited, Waited::Failed(JobId("JOB_1".into())));
    let error = waited.done().unwrap_err();
    assert_eq!(error.kind, ErrorKind::PLUGIN_BUG);
    assert!(error.message.contains("JOB_1"), "{error}");
    drop(session);
    assert!(asked.iter().all(|asked| asked.method != "job_free"), "it is still known");
}

#[test]
fn a_job_can_fail_by_an_error() {
    let (mut session, _) = peer::session(|_| error(350, "no space"));
    let error = session.wait(started::<Volume>(), &mut at_once()).unwrap_err();
    assert_eq!((error.kind, error.message.as_str()), (ErrorKind::NOT_ENOUGH_SPACE, "no space"));
}

#[test]
fn a_result_of_another_kind_is_a_defect_of_the_plugin() {
    let snapshot =
        r#"{"class": "FsSnapshot", "id": "s", "name": "", "ts": 1, "plugin_data": null}"#;
    for item in ["null", snapshot] {
        let (mut session, _) = job(&[&format!("[2, 100, {item}]")]);
        let error = session.wait(started::<Volume>(), &mut at_once()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::PLUGIN_BUG, "{error}");
        assert!(error.message.contains("JOB_1"), "{error}");
    }
    // Whoever wants nothing takes anything, whoever wants all of it takes it.
    let (mut session, _) = job(&[&format!("[2, 100, {snapshot}]")]);
    session.wait(started::<()>(), &mut at_once()).unwrap().done().unwrap();
    let item = session.wait(started::<Option<JobItem>>(), &mut at_once()).unwrap().done().unwrap();
    assert!(matches!(item, Some(JobItem::FsSnapshot(_))));
}

#[test]
fn a_job_that_is_forgotten_before_it_is_freed_has_still_given_its_result() {
    let freed = |number: i32| {
        let (mut session, _) = peer::session(move |asked| match asked.method.as_str() {
            "job_status" => result(&format!("[2, 100, {VOLUME}]")),
            _ => error(number, ""),
        });
        session.wait(started::<Volume>(), &mut at_once())
    };
    assert!(matches!(freed(202), Ok(Waited::Done(_))));
    assert_eq!(freed(142).unwrap_err().kind, ErrorKind::NETWORK_ERROR);
}

#[test]
fn a_status_without_a_name_is_waited_out() {
    let (mut session, _) = job(&["[7, 0, null]", "[-1, 0, null]", "[2, 100, null]"]);
    session.wait(started::<()>(), &mut at_once()).unwrap().done().unwrap();
}
