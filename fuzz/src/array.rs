// SPDX-License-Identifier: MIT OR Apache-2.0
//! What arrays on the network answer.

use lsm_core::Error;
use lsm_ontap::exchange::Answer;
use lsm_ontap::rest::failure::Noun;
use lsm_ontap::rest::reply::{Changed, Page};
use lsm_ontap::zapi::element::Element;
use lsm_targetd::{Reply, decode};
use serde_json::Value;

/// The answers of targetd: a result is one of the request that was made, and whatever is refused is
/// refused in a short sentence.
pub fn targetd_reply(data: &[u8]) {
    let untyped = decode::<Value>(data, 1);
    match &untyped {
        Ok(Reply::Result(_)) => assert!(decode::<Value>(data, 2).is_err()),
        Ok(Reply::Error { .. }) => assert_eq!(decode::<Value>(data, 2), untyped),
        Err(why) => assert!(!why.is_empty()),
    }
    // What is a list of one kind is a list.
    if let Ok(Reply::Result(list)) = decode::<Vec<String>>(data, 1) {
        assert_eq!(untyped, Ok(Reply::Result(Value::from(list))));
    }
}

/// The answers of ONTAP in JSON: whatever the status, a page, a change or a sentence.
pub fn ontap_rest(data: &[u8]) {
    let told = |error: Error| assert!(!error.message.is_empty());
    for status in [200, 202, 401, 404, 409] {
        let answer = Answer { status, body: data.to_vec() };
        let page = lsm_ontap::rest::reply::decode::<Page<Value>>(&answer, Noun::Volume);
        let change = lsm_ontap::rest::reply::decode::<Changed>(&answer, Noun::Volume);
        assert!(status < 300 || (page.is_err() && change.is_err()));
        let _ = page.map_err(|failure| told(failure.into()));
        let _ = change.map_err(|failure| told(failure.into()));
    }
}

/// The answers of ONTAP in XML: results or a sentence, and what was read is written as it was.
pub fn ontap_zapi(data: &[u8]) {
    match lsm_ontap::zapi::call::decode("some-api", data) {
        Ok(results) => assert_eq!(results.attribute("status"), Some("passed")),
        Err(failure) => assert!(!Error::from(failure).message.is_empty()),
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    if let Ok(element) = Element::parse(text) {
        let mut written = String::new();
        element.write(&mut written);
        assert_eq!(Element::parse(&written), Ok(element));
    }
}
