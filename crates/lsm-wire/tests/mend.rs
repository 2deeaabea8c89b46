// SPDX-License-Identifier: MIT OR Apache-2.0
//! Replies of plug-ins in the field that are nearly JSON.
#![allow(clippy::unwrap_used)]

use lsm_core::ErrorKind;
use lsm_wire::{decode_reply, mend};
use proptest::prelude::*;

#[test]
fn what_json_forbids_in_strings_is_mended() {
    for (reply, expected) in [
        (&b"{\"id\": 100, \"result\": [\"a\tb\x01\"]}"[..], "a\tb\u{1}"),
        (br#"{"id": 100, "result": ["caf\udce9"]}"#, "caf\u{fffd}"),
        (br#"{"id": 100, "result": ["\ud83dx\ud83d\ude00\ude00"]}"#, "\u{fffd}x\u{1f600}\u{fffd}"),
        (b"{\"id\": 100, \"result\": [\"caf\xe9\"]}", "caf\u{fffd}"),
        (br#"{"id": 100, "result": ["\\udce9\"\udce9"]}"#, "\\udce9\"\u{fffd}"),
    ] {
        let texts: Vec<String> = decode_reply(reply).unwrap();
        assert_eq!(texts, [expected], "{}", reply.escape_ascii());
    }
}

#[test]
fn the_error_of_a_peer_is_mended_too() {
    let reply = b"{\"id\": 100, \"error\": {\"code\": 205, \"message\": \"a\nb\", \"data\": null}}";
    let error = decode_reply::<()>(reply).unwrap_err();
    assert_eq!((error.kind, error.message.as_str()), (ErrorKind::NOT_FOUND_VOLUME, "a\nb"));
}

#[test]
fn what_is_no_json_stays_none() {
    for reply in
        [&b"{\"id\": 100, \"result\": [\"a\"b\"]}"[..], b"\xff", b"{", b"\"\\", b"\"\\ud83d"]
    {
        let error = decode_reply::<Vec<String>>(reply).unwrap_err();
        assert_eq!(error.kind, ErrorKind::TRANSPORT_SERIALIZATION);
    }
}

proptest! {
    #[test]
    fn json_is_left_alone(texts: Vec<String>) {
        let json = serde_json::to_vec(&texts).unwrap();
        prop_assert_eq!(mend(&json), None);
    }

    #[test]
    fn mending_never_fails_and_is_done_once(bytes: Vec<u8>) {
        if let Some(mended) = mend(&bytes) {
            prop_assert_eq!(mend(&mended), None);
        }
    }
}
