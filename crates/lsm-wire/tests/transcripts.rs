// SPDX-License-Identifier: MIT OR Apache-2.0
//! Sessions as they went over the wire of libStorageMgmt 1.10.3: what we send is the same byte
//! for byte, what we are sent is understood.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use lsm_core::*;
use lsm_wire::{
    Decoder, Method, ReplyEncoder, Request, RequestEncoder, decode_listing, decode_reply,
};

/// The frames of the transcript, with the side that sent each.
fn frames() -> Vec<(char, &'static [u8])> {
    let lines = include_str!("data/transcripts.txt").lines();
    let frames: Vec<_> =
        lines.map(|line| (line.chars().next().unwrap(), &line.as_bytes()[2..])).collect();
    assert_eq!(frames.len(), 24);
    frames
}

/// The payload of a single frame, as the decoder sees it.
fn payload(frame: &[u8]) -> Vec<u8> {
    let mut decoder = Decoder::default();
    decoder.slot()[..frame.len()].copy_from_slice(frame);
    decoder.advance(frame.len());
    let payload =
        decoder.next_payload().unwrap().expect("the announced length is not real").to_vec();
    assert!(!decoder.is_mid_frame(), "bytes behind the frame");
    payload
}

fn pool() -> Pool {
    Pool {
        id: "POOL_ID_00003".into(),
        name: "Pool 3".into(),
        element_type: ElementType::VOLUME | ElementType::FS | ElementType::DELTA,
        unsupported_actions: UnsupportedActions::NONE,
        total_space: 549_755_813_888,
        free_space: 549_755_813_888,
        status: PoolStatus::OK,
        status_info: Some(String::new()),
        system_id: "sim-01".into(),
        plugin_data: None,
    }
}

fn volume() -> Volume {
    Volume {
        id: "VOL_ID_00001".into(),
        name: "db".into(),
        vpd83: Some("50a1b2c3d4e5f607".into()),
        block_size: 512,
        num_of_blocks: 2,
        admin_state: AdminState::ENABLED,
        system_id: "sim-01".into(),
        pool_id: "POOL_ID_00003".into(),
        plugin_data: None,
    }
}

#[test]
fn every_length_is_real() {
    for (_, frame) in frames() {
        assert_eq!(payload(frame), &frame[10..]);
    }
}

#[test]
fn requests_are_sent_byte_for_byte() {
    let none = None::<&str>;
    let mut expected: Vec<&[u8]> =
        frames()[..16].iter().filter(|(side, _)| *side == 'C').map(|(_, frame)| *frame).collect();
    expected.reverse();
    let mut buffer = Vec::new();
    let mut check = |method: Method, add: &dyn Fn(&mut RequestEncoder<'_>) -> Result<()>| {
        let mut request = RequestEncoder::new(&mut buffer, method.name());
        add(&mut request).unwrap();
        let sent = request.finish(0).unwrap();
        let sent = String::from_utf8(sent.to_vec()).unwrap();
        assert_eq!(sent.as_bytes(), expected.pop().unwrap(), "{sent}");
    };
    check(Method::plugin_register, &|request| {
        request.parameter("uri", "sim://")?;
        request.parameter("password", &none)?;
        request.parameter("timeout", &30_000_u32)
    });
    check(Method::pools, &|request| {
        request.parameter("search_key", "id")?;
        request.parameter("search_value", &Some("POOL_ID_00003"))
    });
    check(Method::volume_create, &|request| {
        request.parameter("pool", &pool())?;
        request.parameter("volume_name", "db")?;
        request.parameter("size_bytes", &1000_u64)?;
        request.parameter("provisioning", &Provisioning::DEFAULT)?;
        request.parameter("flags", &CreateFlags::NONE)
    });
    for _ in 0..2 {
        check(Method::job_status, &|request| request.parameter("job_id", "JOB_ID_00001"));
    }
    check(Method::job_free, &|request| request.parameter("job_id", "JOB_ID_00001"));
    check(Method::volume_delete, &|request| request.parameter("volume", &volume()));
    check(Method::plugin_unregister, &|_| Ok(()));
    assert!(expected.is_empty());
}

#[test]
fn the_byte_dump_is_what_we_send() {
    const DUMP: &str = "
        30 30 30 30 30 30 30 30 36 31 7b 22 6d 65 74 68
        6f 64 22 3a 20 22 74 69 6d 65 5f 6f 75 74 5f 67
        65 74 22 2c 20 22 69 64 22 3a 20 31 30 30 2c 20
        22 70 61 72 61 6d 73 22 3a 20 7b 22 66 6c 61 67
        73 22 3a 20 30 7d 7d";
    let bytes: Vec<u8> =
        DUMP.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect();
    assert_eq!(bytes.len(), 71);
    let mut buffer = Vec::new();
    let sent = RequestEncoder::new(&mut buffer, "time_out_get").finish(0).unwrap();
    assert_eq!(sent, bytes);
}

#[test]
fn requests_of_both_dialects_are_understood() {
    let requests: Vec<Vec<u8>> =
        frames().iter().filter(|(side, _)| *side == 'C').map(|(_, frame)| payload(frame)).collect();
    let names: Vec<String> = requests
        .iter()
        .map(|payload| {
            let request = Request::decode(payload).unwrap();
            assert_eq!(request.id, 100);
            assert_eq!(request.parameters.get::<u64>("flags").unwrap(), 0);
            request.method.into_owned()
        })
        .collect();
    let expected = "plugin_register pools volume_create job_status job_status job_free \
                    volume_delete plugin_unregister time_out_get volume_enable";
    assert_eq!(names.join(" "), expected);
    let create = Request::decode(&requests[2]).unwrap().parameters;
    assert_eq!(create.get::<Pool>("pool").unwrap(), pool());
    assert_eq!(create.get::<String>("volume_name").unwrap(), "db");
    assert_eq!(create.get::<u64>("size_bytes").unwrap(), 1000);
    assert_eq!(create.get::<Provisioning>("provisioning").unwrap(), Provisioning::DEFAULT);
    // Its keys are sorted: the C library wrote it.
    let enable = Request::decode(&requests[9]).unwrap().parameters;
    assert_eq!(enable.get::<Volume>("volume").unwrap(), volume());
}

#[test]
fn replies_of_both_dialects_are_understood() {
    let frames = frames();
    let reply = |index: usize| payload(frames[index].1);
    decode_reply::<()>(&reply(1)).unwrap();
    assert_eq!(decode_reply::<Vec<Pool>>(&reply(3)).unwrap(), [pool()]);
    let job = JobId("JOB_ID_00001".into());
    assert_eq!(decode_reply::<Outcome<Volume>>(&reply(5)).unwrap(), Outcome::Job(job.clone()));
    let running = JobState { status: JobStatus::INPROGRESS, percent: 40, item: None };
    assert_eq!(decode_reply::<JobState>(&reply(7)).unwrap(), running);
    let done = decode_reply::<JobState>(&reply(9)).unwrap();
    assert_eq!(done.item, Some(JobItem::Volume(volume())));
    assert_eq!(decode_reply::<Outcome<()>>(&reply(13)).unwrap(), Outcome::Job(job));
    assert_eq!(decode_reply::<u32>(&reply(17)).unwrap(), 30_000);
    for (index, detail) in [(19, None), (20, None)] {
        let error = decode_reply::<()>(&reply(index)).unwrap_err();
        assert_eq!(error.kind, ErrorKind::NOT_FOUND_VOLUME);
        assert_eq!((error.message.as_str(), error.detail), ("no such volume", detail));
    }
    let error = decode_reply::<()>(&reply(21)).unwrap_err();
    assert_eq!(error.kind, ErrorKind::UNKNOWN_ATTRIBUTE);
    for index in [22, 23] {
        assert_eq!(decode_reply::<Vec<String>>(&reply(index)).unwrap(), ["café"]);
    }
    let range = decode_listing(&reply(3)).unwrap();
    assert_eq!(reply(3)[range.start], b'[');
    assert_eq!(range.end, reply(3).len() - 1);
}

/// What a Python plug-in would have sent, we send.
#[test]
fn replies_are_sent_byte_for_byte() {
    let frames = frames();
    let mut buffer = Vec::new();
    let mut check = |index: usize, finish: &dyn Fn(ReplyEncoder<'_>) -> Result<()>| {
        finish(ReplyEncoder::new(&mut buffer, 100)).unwrap();
        let sent = String::from_utf8(buffer.clone()).unwrap();
        assert_eq!(sent.as_bytes(), frames[index].1, "{sent}");
    };
    check(1, &|reply| reply.result(&()));
    check(3, &|mut reply| {
        reply.record(&pool())?;
        reply.end_list()
    });
    check(3, &|reply| reply.result(&[pool()]));
    let job = || JobId("JOB_ID_00001".into());
    check(5, &|reply| reply.result(&Outcome::<Volume>::Job(job())));
    check(7, &|reply| {
        reply.result(&JobState { status: JobStatus::INPROGRESS, percent: 40, item: None })
    });
    check(9, &|reply| {
        let item = Some(JobItem::Volume(volume()));
        reply.result(&JobState { status: JobStatus::COMPLETE, percent: 100, item })
    });
    check(13, &|reply| reply.result(&Outcome::<()>::Job(job())));
    check(17, &|reply| reply.result(&30_000_u32));
    check(20, &|reply| reply.error(&Error::new(ErrorKind::NOT_FOUND_VOLUME, "no such volume")));
    check(21, &|reply| reply.error(&Error::new(ErrorKind::UNKNOWN_ATTRIBUTE, "unknown attribute")));
    // Raw UTF-8, counted in bytes: the C library shows an escape to its users as it stands.
    check(23, &|reply| reply.result(&["café"]));
}
