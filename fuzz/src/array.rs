// SPDX-License-Identifier: MIT OR Apache-2.0
//! What arrays on the network answer.

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
