// SPDX-License-Identifier: MIT OR Apache-2.0
//! Frames over a real socket, and peers that take their time.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{ErrorKind, Read, Write};
use std::os::unix::net::UnixStream;
use std::thread;
use std::time::{Duration, Instant};

use lsm_channel::{Channel, ReceiveError};
use lsm_wire::FrameError;

/// Far more than any wait here takes, far less than a test run is given.
const SOON: Duration = Duration::from_secs(20);

fn pair(limit: usize) -> (Channel, UnixStream) {
    let (ours, theirs) = UnixStream::pair().unwrap();
    (Channel::new(ours.into(), limit), theirs)
}

fn after(milliseconds: u64) -> Option<Instant> {
    Some(Instant::now() + Duration::from_millis(milliseconds))
}

#[test]
fn payloads_come_in_order_however_they_are_sent() {
    let (mut channel, mut peer) = pair(100);
    peer.write_all(b"0000000003one0000000003two0000000000").unwrap();
    assert_eq!(channel.receive(None).unwrap(), b"one");
    assert_eq!(&*channel.receive_owned(None).unwrap(), b"two");
    assert_eq!(channel.receive(after(0)).unwrap(), b"", "what is here needs no time");
    let slow = thread::spawn(move || {
        for byte in b"0000000005three" {
            peer.write_all(&[*byte]).unwrap();
        }
    });
    assert_eq!(channel.receive(Some(Instant::now() + SOON)).unwrap(), b"three");
    slow.join().unwrap();
}

#[test]
fn a_silent_peer_costs_the_deadline_and_no_more() {
    let (mut channel, mut peer) = pair(100);
    let started = Instant::now();
    assert!(matches!(channel.receive(after(30)), Err(ReceiveError::TimedOut)));
    assert!(started.elapsed() >= Duration::from_millis(30));
    assert!(started.elapsed() < SOON);
    // The wait can be taken up again, in the middle of a message too.
    peer.write_all(b"0000000005th").unwrap();
    assert!(matches!(channel.receive(after(10)), Err(ReceiveError::TimedOut)));
    peer.write_all(b"ree").unwrap();
    assert_eq!(channel.receive(None).unwrap(), b"three");
}

#[test]
fn past_the_deadline_there_is_one_look_and_no_second_one() {
    let (mut channel, mut peer) = pair(100_000);
    let passed = || Some(Instant::now());
    // A process that was stopped meanwhile finds its reply.
    peer.write_all(b"0000000005three").unwrap();
    assert_eq!(channel.receive(passed()).unwrap(), b"three");
    // More than one look can take in.
    peer.write_all(b"0000050000").unwrap();
    peer.write_all(&[b'x'; 50_000]).unwrap();
    assert!(matches!(channel.receive(passed()), Err(ReceiveError::TimedOut)));
    assert_eq!(channel.receive(None).unwrap().len(), 50_000);
}

/// The peer always has more bytes there: at the latest with those the wait could go on for ever.
#[test]
fn a_peer_that_does_not_stop_is_cut_at_the_deadline() {
    for piece in [1, 64 << 10] {
        let (mut channel, mut peer) = pair(usize::MAX);
        let pouring = thread::spawn(move || {
            peer.write_all(b"1000000000").unwrap();
            let piece = vec![b'x'; piece];
            // Ends when the other side has gone, or all of it is sent.
            for _ in 0..1_000_000_000 / piece.len() {
                if peer.write_all(&piece).is_err() {
                    break;
                }
            }
        });
        let started = Instant::now();
        assert!(matches!(channel.receive(after(50)), Err(ReceiveError::TimedOut)));
        assert!(started.elapsed() < SOON);
        drop(channel);
        pouring.join().unwrap();
    }
}

#[test]
fn the_end_of_the_stream_tells_whether_a_message_was_cut() {
    for (sent, expected) in
        [(&b""[..], false), (b"0000000001x", false), (b"00", true), (b"0000000002x", true)]
    {
        let (mut channel, mut peer) = pair(100);
        peer.write_all(sent).unwrap();
        drop(peer);
        if sent == b"0000000001x" {
            assert_eq!(channel.receive(None).unwrap(), b"x");
        }
        match channel.receive(None) {
            Err(ReceiveError::Closed { mid_frame }) => assert_eq!(mid_frame, expected, "{sent:?}"),
            other => panic!("{sent:?}: {other:?}"),
        }
    }
}

#[test]
fn what_is_no_frame_is_an_error_at_once() {
    let (mut channel, mut peer) = pair(100);
    peer.write_all(b"9999999999").unwrap();
    let error = channel.receive(None).unwrap_err();
    let too_large = FrameError::TooLarge { length: 9_999_999_999, limit: 100 };
    assert!(matches!(error, ReceiveError::Frame(frame) if frame == too_large));

    let (mut channel, mut peer) = pair(100);
    peer.write_all(b"GET / HTTP/1.1\r\n").unwrap();
    assert!(matches!(channel.receive(after(1000)), Err(ReceiveError::Frame(_))));
}

#[test]
fn a_large_frame_goes_out_whole() {
    let frame = vec![b'x'; 3 << 20];
    for deadline in [None, Some(Instant::now() + SOON)] {
        let (mut channel, mut peer) = pair(100);
        let reading = thread::spawn(move || {
            let mut read = Vec::new();
            peer.read_to_end(&mut read).unwrap();
            read.len()
        });
        channel.send(&frame, deadline).unwrap();
        drop(channel);
        assert_eq!(reading.join().unwrap(), frame.len());
    }
}

#[test]
fn a_peer_that_does_not_read_is_cut_at_the_deadline() {
    let (mut channel, peer) = pair(100);
    let error = channel.send(&vec![b'x'; 64 << 20], after(30)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    drop(peer);
}

#[test]
fn a_peer_that_reads_a_byte_at_a_time_is_cut_at_the_deadline() {
    let (mut channel, mut peer) = pair(100);
    let reading = thread::spawn(move || {
        let mut byte = [0];
        while peer.read(&mut byte).is_ok_and(|count| count == 1) {}
    });
    let started = Instant::now();
    // At a system call a byte this would take minutes.
    let error = channel.send(&vec![b'x'; 1 << 30], after(50)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TimedOut);
    assert!(started.elapsed() < SOON);
    drop(channel);
    reading.join().unwrap();
}

#[test]
fn a_peer_that_has_gone_is_an_error_and_no_signal() {
    let (mut channel, peer) = pair(100);
    drop(peer);
    let error = channel.send(b"0000000001x", None).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BrokenPipe);
    let error = channel.send(b"0000000001x", after(1000)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BrokenPipe);
}
