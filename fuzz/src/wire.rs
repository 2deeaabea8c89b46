// SPDX-License-Identifier: MIT OR Apache-2.0
//! Frames, envelopes and what they carry.

use std::fmt::Debug;

use lsm_core::*;
use lsm_wire::frame::{HEADER_LENGTH, begin, finish};
use lsm_wire::{
    Decoder, FrameError, ReplyEncoder, Request, RequestEncoder, decode_listing, decode_reply,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// Largest payload that the frame target takes; small, so that the limit is met.
const LIMIT: usize = 4096;

/// Payloads until the end or the first error, the stream handed over in pieces.
fn payloads(data: &[u8], piece: usize) -> (Vec<Vec<u8>>, Option<FrameError>) {
    let mut decoder = Decoder::with_limit(LIMIT);
    let mut payloads = Vec::new();
    let mut rest = data;
    loop {
        match decoder.next_payload() {
            Ok(Some(payload)) => {
                assert!(payload.len() <= LIMIT);
                payloads.push(payload.to_vec());
                continue;
            }
            Err(error) => return (payloads, Some(error)),
            Ok(None) if rest.is_empty() => return (payloads, None),
            Ok(None) => {}
        }
        let slot = decoder.slot();
        assert!(!slot.is_empty() && slot.len() <= 16 << 10, "{} bytes offered", slot.len());
        let count = rest.len().min(piece).min(slot.len());
        slot[..count].copy_from_slice(&rest[..count]);
        decoder.advance(count);
        rest = &rest[count..];
    }
}

/// The frame decoder: however a stream is cut, the same comes out, and that encodes to itself.
pub fn frame(data: &[u8]) {
    let whole = payloads(data, usize::MAX);
    for piece in [1, 7, 100] {
        assert_eq!(payloads(data, piece), whole);
    }
    let mut stream = Vec::new();
    for payload in &whole.0 {
        let mut frame = Vec::new();
        begin(&mut frame);
        frame.extend_from_slice(payload);
        finish(&mut frame).unwrap();
        assert_eq!(frame.len(), HEADER_LENGTH + payload.len());
        stream.extend(frame);
    }
    assert_eq!(payloads(&stream, 13), (whole.0, None));
}

/// Reads a value, and what is written of it again.
fn both_ways<T: DeserializeOwned + Serialize + PartialEq + Debug>(json: &[u8]) -> Option<T> {
    let value: T = serde_json::from_slice(json).ok()?;
    let written = serde_json::to_string(&value).unwrap();
    assert_eq!(serde_json::from_str::<T>(&written).unwrap(), value, "{written}");
    Some(value)
}

macro_rules! every_class {
    ($do:ident) => {
        $do!(
            System Pool Volume Disk FileSystem FsSnapshot NfsExport BlockRange AccessGroup
            TargetPort Battery Capabilities
        )
    };
}

fn check_record<T: Record + PartialEq + Debug>(data: &[u8]) {
    let Some(record) = both_ways::<T>(data) else { return };
    let written = serde_json::to_value(&record).unwrap();
    assert_eq!(written["class"], T::CLASS);
    assert_eq!(written.as_object().unwrap().len(), T::KEYS.len() + 1);
    for key in T::KEYS {
        // The text of a key is what stands there, if that is a text; hexadecimal digits are none.
        if T::CLASS != "Capabilities" {
            assert_eq!(record.text(key), written[key].as_str(), "{key}");
        }
        if let Some(text) = record.text(key) {
            assert!(Search::new(*key, text).matches(&record));
        }
    }
}

/// Records: every class, on the same bytes.
pub fn record(data: &[u8]) {
    macro_rules! check_all {
        ($($Class:ident)+) => { $( check_record::<$Class>(data); )+ };
    }
    every_class!(check_all);
}

/// Results that are no records: outcomes, states of jobs, layouts.
pub fn job(data: &[u8]) {
    both_ways::<Outcome<()>>(data);
    both_ways::<Outcome<Volume>>(data);
    both_ways::<Outcome<FileSystem>>(data);
    both_ways::<Outcome<FsSnapshot>>(data);
    both_ways::<RaidInfo>(data);
    both_ways::<CacheInfo>(data);
    both_ways::<PoolMemberInfo>(data);
    both_ways::<RaidCreateCapabilities>(data);
    if let Some(state) = both_ways::<JobState>(data)
        && let Some(item) = state.item
    {
        let class = serde_json::to_value(&item).unwrap()["class"].clone();
        assert_eq!(class == "Volume", Volume::try_from(item).is_ok());
    }
}

/// Names that parameters have.
const NAMES: [&str; 8] =
    ["volume", "pool", "search_key", "size_bytes", "ranges", "files", "all_files", "flags"];

/// Requests: what is decoded can be asked for anything, and what we send ourselves is decoded.
pub fn request(data: &[u8]) {
    match Request::decode(data) {
        Ok(request) => {
            for name in NAMES {
                let parameters = &request.parameters;
                let _ = parameters.get::<Volume>(name);
                let _ = parameters.get::<Option<Pool>>(name);
                let _ = parameters.get::<Vec<BlockRange>>(name);
                let _ = parameters.get::<Option<Vec<String>>>(name);
                let _ = parameters.get::<RaidType>(name);
                let number = parameters.get::<u64>(name).is_ok();
                let text = parameters.get::<String>(name).is_ok();
                assert!(!(number && text), "{name} is a number and a text");
            }
        }
        Err(error) => {
            let kinds = [ErrorKind::PARSE_ERROR, ErrorKind::TRANSPORT_INVALID_ARG];
            assert!(kinds.contains(&error.kind), "{error}");
            assert!(error.message.len() < 1000, "{} bytes", error.message.len());
            // A number tells what is no JSON from what is no request.
            let is_json = serde_json::from_slice::<&serde_json::value::RawValue>(data).is_ok();
            assert_eq!(error.kind == ErrorKind::PARSE_ERROR, !is_json, "{error}");
        }
    }
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut buffer = Vec::new();
    let mut encoder = RequestEncoder::new(&mut buffer, "method");
    encoder.parameter("text", text).unwrap();
    let frame = encoder.finish(7).unwrap();
    let request = Request::decode(&frame[HEADER_LENGTH..]).unwrap();
    assert_eq!(request.parameters.get::<String>("text").unwrap(), text);
    assert_eq!(request.parameters.get::<u64>("flags").unwrap(), 7);
}

/// Reads a reply as a `T`; what it was is what we would send of it.
fn check_reply<T: DeserializeOwned + Serialize + PartialEq + Debug>(data: &[u8]) {
    let mut buffer = Vec::new();
    match decode_reply::<T>(data) {
        Ok(result) => {
            ReplyEncoder::new(&mut buffer, 100).result(&result).unwrap();
            assert_eq!(decode_reply::<T>(&buffer[HEADER_LENGTH..]).unwrap(), result);
        }
        Err(error) => {
            ReplyEncoder::new(&mut buffer, 100).error(&error).unwrap();
            let again = decode_reply::<T>(&buffer[HEADER_LENGTH..]).unwrap_err();
            assert_eq!((again.kind, &again.message), (error.kind, &error.message));
            assert_eq!(again.detail, error.detail);
        }
    }
}

/// Replies of every shape, and where their lists lie.
pub fn reply(data: &[u8]) {
    check_reply::<()>(data);
    check_reply::<bool>(data);
    check_reply::<u64>(data);
    check_reply::<(String, String)>(data);
    check_reply::<Vec<Volume>>(data);
    check_reply::<JobState>(data);
    check_reply::<Outcome<Volume>>(data);
    check_reply::<Outcome<()>>(data);
    check_reply::<Capabilities>(data);
    if let Ok(range) = decode_listing(data) {
        let list: Vec<&serde_json::value::RawValue> = serde_json::from_slice(&data[range]).unwrap();
        // A list that is understood whole is understood one by one.
        if let Ok(volumes) = decode_reply::<Vec<Volume>>(data) {
            let alone = list.iter().map(|raw| serde_json::from_str::<Volume>(raw.get()).unwrap());
            assert!(alone.eq(volumes));
        }
    }
    let _ = decode_reply::<Value>(data);
}

/// The payloads of all that a plug-in sent before it left.
pub(crate) fn replies(stream: &[u8]) -> Vec<Vec<u8>> {
    let mut decoder = Decoder::default();
    let mut replies = Vec::new();
    let mut rest = stream;
    while !rest.is_empty() || decoder.has_payload().unwrap() {
        let count = rest.len().min(decoder.slot().len());
        decoder.slot()[..count].copy_from_slice(&rest[..count]);
        decoder.advance(count);
        rest = &rest[count..];
        while let Some(payload) = decoder.next_payload().unwrap() {
            replies.push(payload.to_vec());
        }
    }
    assert!(!decoder.is_mid_frame());
    replies
}
