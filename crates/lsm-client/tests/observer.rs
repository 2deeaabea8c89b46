// SPDX-License-Identifier: MIT OR Apache-2.0
//! Somebody looks on while a session talks.
#![allow(clippy::unwrap_used)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use lsm_client::{ConnectOptions, Method, Observer};
use lsm_core::{Error, ErrorKind, Result};
use serde_json::{Value, json};

mod peer;

use peer::{result, session_with};

#[derive(Default)]
struct Notes {
    seen: Vec<(&'static str, Method, Value)>,
    refuses: Option<Method>,
}

impl Observer for Notes {
    fn before(&mut self, method: Method, request: &[u8]) -> Result<()> {
        self.seen.push(("before", method, serde_json::from_slice(request).unwrap()));
        match self.refuses == Some(method) {
            true => Err(Error::new(ErrorKind::PERMISSION_DENIED, "not now")),
            false => Ok(()),
        }
    }

    fn after(&mut self, method: Method, reply: &[u8], _took: Duration) {
        self.seen.push(("after", method, serde_json::from_slice(reply).unwrap()));
    }
}

#[test]
fn everything_is_seen_and_what_is_refused_is_not_sent() {
    let notes = Arc::new(Mutex::new(Notes::default()));
    let options = ConnectOptions { observer: Some(notes.clone()), ..ConnectOptions::default() };
    let (mut session, asked) = session_with(options, |_| result("[]"));
    notes.lock().unwrap().seen.clear();
    assert_eq!(session.pools(None).unwrap(), []);
    notes.lock().unwrap().refuses = Some(Method::job_free);
    assert_eq!(session.job_free("j").unwrap_err().kind, ErrorKind::PERMISSION_DENIED);
    // The session goes on.
    assert_eq!(session.fs(None).unwrap(), []);
    drop(session);
    let sent: Vec<String> = asked.iter().map(|asked| asked.method).collect();
    assert!(sent.contains(&"pools".to_owned()) && sent.contains(&"fs".to_owned()), "{sent:?}");
    assert!(!sent.contains(&"job_free".to_owned()), "{sent:?}");
    let notes = notes.lock().unwrap();
    let seen: Vec<_> =
        notes.seen.iter().take(5).map(|(when, method, _)| (*when, *method)).collect();
    assert_eq!(
        seen,
        [
            ("before", Method::pools),
            ("after", Method::pools),
            ("before", Method::job_free),
            ("before", Method::fs),
            ("after", Method::fs),
        ]
    );
    assert_eq!(notes.seen[1].2["result"], json!([]));
    assert_eq!(notes.seen[2].2["params"]["job_id"], json!("j"));
}
