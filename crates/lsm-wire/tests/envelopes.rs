// SPDX-License-Identifier: MIT OR Apache-2.0
//! Requests and replies in every form a peer may give them, and in many it may not.
#![allow(clippy::unwrap_used, clippy::panic)]

use lsm_core::*;
use lsm_wire::{ReplyEncoder, Request, RequestEncoder, decode_listing, decode_reply};
use proptest::prelude::*;

const DEEP: usize = 100_000;

fn kind(request: &str) -> ErrorKind {
    Request::decode(request.as_bytes()).unwrap_err().kind
}

#[test]
fn what_is_no_json_is_a_parse_error() {
    for text in [
        "",
        " ",
        "{",
        "nonsense",
        "{\"method\": \"pools\",}",
        "{\"method\": \"pools\"} trailing",
        "{'method': 'pools'}",
        "{\"method\": pools, \"id\": 100}",
        "{\"method\": \"a\nb\"}",
        "{\"method\": \"\\x\"}",
        "{\"id\": 01}",
        "[nonsense",
        "7 8",
    ] {
        assert_eq!(kind(text), ErrorKind::PARSE_ERROR, "{text:?}");
    }
    for text in [&b"{\"method\": \"\xff\"}"[..], b"[\"\xff\"]", b"{\"\xff\": 1}"] {
        assert_eq!(Request::decode(text).unwrap_err().kind, ErrorKind::PARSE_ERROR, "{text:?}");
    }
}

#[test]
fn json_that_is_no_request_is_an_invalid_argument() {
    for text in [
        "null",
        "[]",
        "[{\"method\": \"pools\"}]",
        "\"pools\"",
        "7",
        "{}",
        "{\"id\": 100, \"params\": {}}",
        "{\"method\": null, \"id\": 100, \"params\": {}}",
        "{\"method\": 7}",
        "{\"method\": [\"pools\"]}",
        "{\"method\": \"pools\", \"id\": \"x\"}",
        "{\"method\": \"pools\", \"id\": 1.5}",
        "{\"method\": \"pools\", \"id\": null}",
        "{\"method\": \"pools\", \"id\": 9223372036854775808}",
        "{\"method\": \"pools\", \"params\": []}",
        "{\"method\": \"pools\", \"params\": [1, 2]}",
        "{\"method\": \"pools\", \"params\": \"x\"}",
        "{\"method\": \"pools\", \"params\": 0}",
        "{\"method\": \"pools\", \"params\": false}",
    ] {
        assert_eq!(kind(text), ErrorKind::TRANSPORT_INVALID_ARG, "{text:?}");
    }
}

#[test]
fn what_may_be_left_out_may_be_left_out() {
    for text in [
        "{\"method\": \"plugin_info\"}",
        "{\"method\": \"plugin_info\", \"params\": null}",
        " {\"params\":{},\"method\":\"plugin_info\"}\n",
    ] {
        let request = Request::decode(text.as_bytes()).unwrap();
        assert_eq!((&*request.method, request.id), ("plugin_info", lsm_wire::ID), "{text:?}");
        assert_eq!(request.parameters.get::<Option<String>>("x").unwrap(), None);
    }
    let request =
        Request::decode(b"{\"method\": \"m\", \"id\": -7, \"jsonrpc\": \"2.0\"}").unwrap();
    assert_eq!(request.id, -7);
}

#[test]
fn of_equal_keys_the_last_counts() {
    let text = r#"{"method": 7, "id": "x", "params": [], "method": "pools", "id": 3,
        "params": {"ms": "x", "ms": 5}}"#;
    let request = Request::decode(text.as_bytes()).unwrap();
    assert_eq!((&*request.method, request.id), ("pools", 3));
    assert_eq!(request.parameters.get::<u32>("ms").unwrap(), 5);
    let reply = br#"{"id": 1, "result": 1, "result": 2}"#;
    assert_eq!(decode_reply::<u32>(reply).unwrap(), 2);
    let reply = br#"{"error": {"code": 1, "code": 2, "message": "a", "message": "b"}}"#;
    let error = decode_reply::<u32>(reply).unwrap_err();
    assert_eq!((error.kind.0, error.message.as_str()), (2, "b"));
}

#[test]
fn names_may_be_escaped() {
    let text = r#"{"m\u0065thod": "p\u006fols", "\u0069d": 100, "params": {"\u006ds": 5}}"#;
    let request = Request::decode(text.as_bytes()).unwrap();
    assert_eq!(request.method, "pools");
    assert_eq!(request.parameters.get::<u32>("ms").unwrap(), 5);
    // An unescaped zero byte or a key with one is just another name.
    let request = Request::decode(br#"{"method": "pools\u0000", "id": 100}"#).unwrap();
    assert_eq!(request.method, "pools\0");
}

fn parameter<T: serde::de::DeserializeOwned>(json: &str) -> Result<T> {
    let text = format!("{{\"method\": \"m\", \"id\": 100, \"params\": {{\"p\": {json}}}}}");
    Request::decode(text.as_bytes()).unwrap().parameters.get("p")
}

#[test]
fn a_parameter_has_its_type_or_is_refused() {
    fn refused<T: serde::de::DeserializeOwned>(values: &[&str]) {
        for value in values {
            let error = parameter::<T>(value).err().unwrap_or_else(|| panic!("took {value}"));
            assert_eq!(error.kind, ErrorKind::TRANSPORT_INVALID_ARG, "{value}");
            assert!(error.message.contains("parameter p: "), "{error}");
        }
    }
    refused::<u64>(&["null", "-1", "1.0", "1e3", "\"1\"", "true", "[1]", "18446744073709551616"]);
    refused::<u32>(&["4294967296", "-1", "{}"]);
    refused::<i32>(&["2147483648", "false"]);
    refused::<bool>(&["0", "1", "\"true\"", "null"]);
    refused::<String>(&["null", "7", "[\"a\"]", "{\"a\": 1}"]);
    refused::<Option<String>>(&["7", "false"]);
    refused::<Vec<String>>(&["null", "\"a\"", "[1]", "[null]", "{}"]);
    refused::<Volume>(&[
        "null",
        "{}",
        "\"VOL\"",
        "{\"class\": \"Pool\"}",
        "{\"class\": \"Nothing\"}",
    ]);
    assert_eq!(parameter::<Option<Volume>>("null").unwrap(), None);
    assert_eq!(parameter::<u64>("18446744073709551615").unwrap(), u64::MAX);
    assert_eq!(parameter::<AnonymousId>("-1").unwrap(), AnonymousId::NA);
    assert_eq!(parameter::<ReplicationType>("-1").unwrap(), ReplicationType::UNKNOWN);
}

#[test]
fn an_absent_parameter_is_named() {
    let request = Request::decode(b"{\"method\": \"m\", \"id\": 1, \"params\": {}}").unwrap();
    let error = request.parameters.get::<String>("volume_name").unwrap_err();
    assert_eq!(error.kind, ErrorKind::TRANSPORT_INVALID_ARG);
    assert_eq!(error.message, "parameter volume_name: missing or null");
}

#[test]
fn a_refusal_says_what_is_wanted_and_not_what_came() {
    let error = parameter::<String>("123456789").unwrap_err();
    assert!(error.message.contains("expected a string"), "{error}");
    assert!(!error.message.contains("123456789"), "it may be a password: {error}");
    let error = parameter::<u32>("\"hunter2\"").unwrap_err();
    assert!(!error.message.contains("hunter2"), "{error}");
    // Nor does an answer grow with the question.
    let long = "x".repeat(1 << 20);
    let wrong_class = parameter::<Volume>(&format!("{{\"class\": \"{long}\"}}")).unwrap_err();
    assert!(wrong_class.message.len() < 1000);
    let text = format!("{{\"method\": \"m\", \"id\": \"{long}\"}}");
    assert!(Request::decode(text.as_bytes()).unwrap_err().message.len() < 1000);
    let reply = format!("{{\"id\": 100, \"result\": \"{long}\"}}");
    assert!(decode_reply::<u32>(reply.as_bytes()).unwrap_err().message.len() < 1000);
}

#[test]
fn depth_costs_an_error_at_most() {
    let brackets = "[".repeat(DEEP) + &"]".repeat(DEEP);
    let objects = "{\"a\": ".repeat(DEEP) + "0" + &"}".repeat(DEEP);
    for deep in [&brackets, &objects] {
        // Where a value is wanted.
        assert!(parameter::<Volume>(deep).is_err());
        assert!(parameter::<Option<Vec<String>>>(deep).is_err());
        assert!(parameter::<u64>(deep).is_err());
        // Where nobody looks it is let be.
        let text =
            format!("{{\"method\": \"pools\", \"new\": {deep}, \"params\": {{\"x\": {deep}}}}}");
        assert_eq!(Request::decode(text.as_bytes()).unwrap().method, "pools");
        // As the envelope itself, its method or its parameters.
        assert!(Request::decode(deep.as_bytes()).is_err());
        for key in ["method", "id"] {
            let text = format!("{{\"method\": \"pools\", \"{key}\": {deep}}}");
            assert_eq!(kind(&text), ErrorKind::TRANSPORT_INVALID_ARG);
        }
        // In a reply.
        let reply = format!("{{\"id\": 100, \"result\": {deep}}}");
        assert!(decode_reply::<Vec<Volume>>(reply.as_bytes()).is_err());
        assert!(decode_reply::<JobState>(reply.as_bytes()).is_err());
        let reply = format!("{{\"id\": 100, \"new\": {deep}, \"result\": 7}}");
        assert_eq!(decode_reply::<u32>(reply.as_bytes()).unwrap(), 7);
        for error in [deep.clone(), format!("{{\"code\": 2, \"data\": {deep}}}")] {
            let reply = format!("{{\"id\": 100, \"error\": {error}}}");
            assert!(decode_reply::<u32>(reply.as_bytes()).is_err());
        }
    }
    // Never closed.
    let open = format!("{{\"method\": {}", "[".repeat(DEEP));
    assert_eq!(kind(&open), ErrorKind::PARSE_ERROR);
}

#[test]
fn a_reply_with_a_result_is_a_success() {
    assert_eq!(decode_reply::<u32>(b"{\"id\": 100, \"result\": 5}").unwrap(), 5);
    decode_reply::<()>(b"{\"id\": 100, \"result\": null}").unwrap();
    // Even beside an error, and whichever comes first.
    let error = "\"error\": {\"code\": 2, \"message\": \"no\"}";
    for text in [
        format!("{{\"id\": 100, {error}, \"result\": null}}"),
        format!("{{\"id\": 100, \"result\": null, {error}}}"),
    ] {
        decode_reply::<()>(text.as_bytes()).unwrap();
        assert_eq!(decode_reply::<Option<u32>>(text.as_bytes()).unwrap(), None);
    }
    // The id is of no use to us: there is one call at a time.
    decode_reply::<()>(b"{\"id\": \"x\", \"result\": null}").unwrap();
    decode_reply::<()>(b"{\"result\": null}").unwrap();
}

fn failure(error: &str) -> Error {
    let reply = format!("{{\"id\": 100, \"error\": {error}}}");
    decode_reply::<u32>(reply.as_bytes()).unwrap_err()
}

#[test]
fn an_error_is_read_as_both_dialects_write_it() {
    for (text, code, message, detail) in [
        (r#"{"code": 205, "message": "m", "data": "d"}"#, 205, "m", Some("d")),
        (r#"{"code": 205, "message": "m", "data": ""}"#, 205, "m", None),
        (r#"{"code": 205, "message": "m", "data": null}"#, 205, "m", None),
        (r#"{"code": 205, "message": "m"}"#, 205, "m", None),
        (r#"{"code": 205, "message": null}"#, 205, "", None),
        (r#"{"code": 205}"#, 205, "", None),
        (r#"{"code": -32700, "message": "m"}"#, -32700, "m", None),
        (r#"{"code": 987654, "message": "m"}"#, 987_654, "m", None),
        (r#"{"new": [], "code": 7, "message": "\u00e9\n\"é"}"#, 7, "é\n\"é", None),
        (r#"{"code": 2, "message": "m", "data": {"a": [1]}}"#, 2, "m", Some("{\"a\": [1]}")),
        (r#"{"code": 2, "message": "m", "data": 7}"#, 2, "m", Some("7")),
        (r#"{"code": 2, "message": "m", "data": false}"#, 2, "m", Some("false")),
    ] {
        let error = failure(text);
        assert_eq!(error.kind.0, code, "{text}");
        assert_eq!((error.message.as_str(), error.detail.as_deref()), (message, detail), "{text}");
    }
}

#[test]
fn what_is_no_reply_is_not_understood() {
    for text in [
        "",
        "null",
        "[]",
        "{}",
        "{\"id\": 100}",
        "{\"id\": 100, \"error\": null}",
        "{\"id\": 100, \"error\": \"no\"}",
        "{\"id\": 100, \"error\": {}}",
        "{\"id\": 100, \"error\": {\"message\": \"m\"}}",
        "{\"id\": 100, \"error\": {\"code\": null}}",
        "{\"id\": 100, \"error\": {\"code\": \"2\"}}",
        "{\"id\": 100, \"error\": {\"code\": 2, \"message\": 7}}",
        "{\"id\": 100, \"error\": {\"code\": 99999999999}}",
        "{\"id\": 100, \"result\": \"5\"}",
        "{\"id\": 100, \"result\": null}",
        "{\"id\": 100, \"result\": 5} {}",
        "{\"id\": 100, \"result\": 5",
        "0000000002{}",
    ] {
        let error = decode_reply::<u32>(text.as_bytes()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::TRANSPORT_SERIALIZATION, "{text:?}");
    }
}

#[test]
fn a_listing_is_found_without_being_read() {
    let text = b"{\"id\": 100, \"result\":  [ {\"class\": \"Volume\"}, 7] }";
    let range = decode_listing(text).unwrap();
    assert_eq!(&text[range], b"[ {\"class\": \"Volume\"}, 7]");
    for text in
        ["{\"result\": null}", "{\"result\": {}}", "{\"result\": \"[]\"}", "{\"result\": [}"]
    {
        let error = decode_listing(text.as_bytes()).unwrap_err();
        assert_eq!(error.kind, ErrorKind::TRANSPORT_SERIALIZATION, "{text}");
    }
    let error = decode_listing(b"{\"error\": {\"code\": 153, \"message\": \"\"}}").unwrap_err();
    assert_eq!(error.kind, ErrorKind::NO_SUPPORT);
}

#[test]
fn replies_carry_the_id_of_their_request() {
    let mut buffer = b"left over".to_vec();
    for id in [100, 0, -7, i64::MAX] {
        ReplyEncoder::new(&mut buffer, id).result(&7).unwrap();
        let expected = format!("{{\"id\": {id}, \"result\": 7}}");
        assert_eq!(&buffer[10..], expected.as_bytes());
    }
    ReplyEncoder::new(&mut buffer, 100).end_list().unwrap();
    assert_eq!(&buffer[10..], b"{\"id\": 100, \"result\": []}");
    let mut reply = ReplyEncoder::new(&mut buffer, 100);
    reply.record(&1).unwrap();
    reply.record(&2).unwrap();
    reply.end_list().unwrap();
    assert_eq!(buffer, b"0000000029{\"id\": 100, \"result\": [1, 2]}");
}

#[test]
fn a_cause_on_this_side_stays_here() {
    let mut buffer = Vec::new();
    let error = Error::new(ErrorKind::PLUGIN_BUG, "m")
        .with_detail("d")
        .with_source(std::io::Error::other("inner"));
    ReplyEncoder::new(&mut buffer, 100).error(&error).unwrap();
    let expected = "{\"id\": 100, \"error\": {\"code\": 2, \"message\": \"m\", \"data\": \"d\"}}";
    assert_eq!(&buffer[10..], expected.as_bytes());
}

#[test]
fn flags_come_last_and_once() {
    let mut buffer = Vec::new();
    let sent = RequestEncoder::new(&mut buffer, "m").finish(5).unwrap();
    assert_eq!(&sent[10..], b"{\"method\": \"m\", \"id\": 100, \"params\": {\"flags\": 5}}");
    let mut request = RequestEncoder::new(&mut buffer, "m");
    request.parameter("flags", &CreateFlags::USE_SYSTEM_CACHE).unwrap();
    let sent = request.finish(0).unwrap();
    assert_eq!(&sent[10..], b"{\"method\": \"m\", \"id\": 100, \"params\": {\"flags\": 1}}");
}

proptest! {
    /// Any text travels both ways and comes out the same, escaped as it must be.
    #[test]
    fn any_text_survives(text: String, detail in prop::option::of("\\PC{1,20}"), code: i32) {
        let mut buffer = Vec::new();
        let mut request = RequestEncoder::new(&mut buffer, "m");
        request.parameter("p", &text).unwrap();
        let frame = request.finish(0).unwrap();
        prop_assert!(frame[10..].iter().all(|byte| *byte >= b' '));
        let request = Request::decode(&frame[10..]).unwrap();
        prop_assert_eq!(&request.parameters.get::<String>("p").unwrap(), &text);

        ReplyEncoder::new(&mut buffer, 100).result(&[&text]).unwrap();
        prop_assert_eq!(&decode_reply::<Vec<String>>(&buffer[10..]).unwrap()[0], &text);

        let mut error = Error::new(ErrorKind(code), &text);
        error.detail = detail.clone();
        ReplyEncoder::new(&mut buffer, 100).error(&error).unwrap();
        let read = decode_reply::<u32>(&buffer[10..]).unwrap_err();
        prop_assert_eq!((read.kind.0, read.message, read.detail), (code, text, detail));
    }

    /// Python writes everything but ASCII as escapes, in pairs beyond the first plane.
    #[test]
    fn escaped_and_raw_text_are_the_same(text: String) {
        let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        let reply = format!("{{\"id\": 100, \"result\": \"{escaped}\"}}");
        prop_assert_eq!(decode_reply::<String>(reply.as_bytes()).unwrap(), text);
    }

    #[test]
    fn garbage_is_no_request_and_no_reply(
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..100),
            "[\\[\\]{}:,\"a0-9nul. \\\\]{0,60}".prop_map(String::into_bytes),
            "\\{\"(method|id|params|result|error)\": ?[\\[\\]{}:,\"a0-9nul -]{0,20}\\}".prop_map(String::into_bytes),
        ],
    ) {
        if let Ok(request) = Request::decode(&bytes) {
            let _ = request.parameters.get::<Volume>("p");
        }
        let _ = decode_reply::<JobState>(&bytes);
        if let Ok(range) = decode_listing(&bytes) {
            prop_assert_eq!((bytes[range.start], bytes[range.end - 1]), (b'[', b']'));
        }
    }

    /// Every number of every type comes out the same.
    #[test]
    fn numbers_survive(size: u64, number: i32, id: i64) {
        let mut buffer = Vec::new();
        let mut request = RequestEncoder::new(&mut buffer, "m");
        request.parameter("size", &size).unwrap();
        request.parameter("rep_type", &ReplicationType(number)).unwrap();
        request.parameter("anon_uid", &AnonymousId(id)).unwrap();
        let frame = request.finish(size).unwrap();
        let parameters = Request::decode(&frame[10..]).unwrap().parameters;
        prop_assert_eq!(parameters.get::<u64>("size").unwrap(), size);
        prop_assert_eq!(parameters.get::<ReplicationType>("rep_type").unwrap().0, number);
        prop_assert_eq!(parameters.get::<AnonymousId>("anon_uid").unwrap().0, id);
        prop_assert_eq!(parameters.get::<u64>("flags").unwrap(), size);
    }
}
