// SPDX-License-Identifier: MIT OR Apache-2.0
//! Frames, whole, in pieces, and no frames at all.
#![allow(clippy::unwrap_used, clippy::panic)]

use lsm_wire::frame::{DEFAULT_LIMIT, HEADER_LENGTH, begin, finish};
use lsm_wire::{Decoder, FrameError};
use proptest::prelude::*;

fn frame(payload: &[u8]) -> Vec<u8> {
    let mut frame = Vec::new();
    begin(&mut frame);
    frame.extend_from_slice(payload);
    finish(&mut frame).unwrap();
    frame
}

/// Hands bytes over as they would come from a socket, at most `piece` at a time.
fn feed(decoder: &mut Decoder, bytes: &[u8], piece: usize) -> usize {
    let slot = decoder.slot();
    let count = bytes.len().min(piece).min(slot.len());
    slot[..count].copy_from_slice(&bytes[..count]);
    decoder.advance(count);
    count
}

#[test]
fn a_header_is_ten_digits_that_count_the_bytes_behind_it() {
    assert_eq!(frame(b""), b"0000000000");
    assert_eq!(frame(b"null"), b"0000000004null");
    assert_eq!(frame("\"é\"".as_bytes()), "0000000004\"é\"".as_bytes());
    assert_eq!(&frame(&vec![b' '; 1_234_567])[..HEADER_LENGTH], b"0001234567");
}

#[test]
fn begin_drops_what_was_in_the_buffer() {
    let mut buffer = b"left over".to_vec();
    begin(&mut buffer);
    buffer.push(b'7');
    finish(&mut buffer).unwrap();
    assert_eq!(buffer, b"00000000017");
}

/// The header that comes, and the length it stands for.
fn header(text: &[u8; 10]) -> Result<bool, FrameError> {
    let mut decoder = Decoder::default();
    feed(&mut decoder, text, usize::MAX);
    decoder.has_payload()
}

#[test]
fn blanks_around_the_digits_are_borne() {
    for text in [b"         2", b"2         ", b"    2     ", b"\t\n 0000002"] {
        let mut decoder = Decoder::default();
        feed(&mut decoder, &[&text[..], b"{}"].concat(), usize::MAX);
        assert_eq!(decoder.next_payload().unwrap(), Some(&b"{}"[..]), "{text:?}");
    }
}

#[test]
fn everything_else_is_no_header() {
    for text in [
        b"          ",
        b"+000000002",
        b"-000000002",
        b"0x00000002",
        b"00000002.0",
        b"0000 00002",
        b"0000_00002",
        b"{\"method\":",
        b"\0\0\0\0\0\0\0\0\0\x02",
        b"\xd9\xa0\xd9\xa0\xd9\xa0\xd9\xa0\xd9\xa2",
    ] {
        assert_eq!(header(text), Err(FrameError::BadHeader(*text)), "{text:?}");
    }
    let shown = header(b"GET / HTTP").unwrap_err().to_string();
    assert!(shown.contains("GET / HTTP"), "{shown}");
    assert!(!header(b"\x1b[31m\r\n\0ab").unwrap_err().to_string().contains('\x1b'));
}

#[test]
fn a_payload_of_no_bytes_is_a_payload() {
    let mut decoder = Decoder::default();
    feed(&mut decoder, b"00000000000000000001x", usize::MAX);
    assert_eq!(decoder.next_payload().unwrap(), Some(&b""[..]));
    assert_eq!(decoder.next_payload().unwrap(), Some(&b"x"[..]));
    assert_eq!(decoder.next_payload().unwrap(), None);
}

#[test]
fn the_limit_is_the_largest_payload_taken() {
    let mut decoder = Decoder::with_limit(4);
    feed(&mut decoder, b"00000000041234", usize::MAX);
    assert_eq!(decoder.next_payload().unwrap(), Some(&b"1234"[..]));
    feed(&mut decoder, b"0000000005", usize::MAX);
    let error = FrameError::TooLarge { length: 5, limit: 4 };
    assert_eq!(decoder.has_payload(), Err(error.clone()));
    assert_eq!(decoder.next_payload(), Err(error.clone()));
    assert_eq!(error.to_string(), "a message of 5 bytes is over the limit of 4 bytes");
    let error = lsm_core::Error::from(error);
    assert_eq!(error.kind, lsm_core::ErrorKind::TRANSPORT_SERIALIZATION);

    let announced = format!("{:010}", DEFAULT_LIMIT + 1);
    assert!(matches!(
        header(announced.as_bytes().first_chunk().unwrap()),
        Err(FrameError::TooLarge { .. })
    ));
    assert_eq!(header(b"0268435456"), Ok(false));
}

#[test]
fn memory_follows_the_bytes_that_came_not_those_announced() {
    // Whoever sets no limit at all is still safe from a header alone.
    let mut decoder = Decoder::with_limit(usize::MAX);
    let mut came = feed(&mut decoder, b"9999999999", usize::MAX);
    while came < 3_000_000 {
        assert_eq!(decoder.has_payload(), Ok(false));
        let offered = decoder.slot().len();
        assert!(came + offered <= (2 * came).max(16 << 10), "{offered} bytes after {came}");
        came += feed(&mut decoder, &[b'x'; 4096], 4096);
    }
    assert!(decoder.is_mid_frame());
}

#[test]
fn nothing_is_kept_of_a_large_message_but_its_payload() {
    let large = frame(&vec![b'x'; 5 << 20]);
    let mut decoder = Decoder::default();
    let mut rest = &large[..];
    while !rest.is_empty() {
        rest = &rest[feed(&mut decoder, rest, usize::MAX)..];
    }
    assert_eq!(decoder.next_payload().unwrap().unwrap().len(), 5 << 20);
    // What a long session holds between two messages does not depend on its largest one.
    assert!(decoder.slot().len() <= 1 << 20, "{} bytes kept", decoder.slot().len());
}

#[test]
#[should_panic(expected = "more bytes than the slot holds")]
fn advancing_past_the_slot_is_a_bug_of_the_caller() {
    Decoder::default().advance(1);
}

proptest! {
    /// However a stream is cut, the same payloads come out.
    #[test]
    fn any_sequence_of_frames_cut_anywhere(
        payloads in prop::collection::vec(
            prop_oneof![
                prop::collection::vec(any::<u8>(), 0..40),
                (0_usize..40_000).prop_map(|size| vec![b'0'; size]),
            ],
            0..8,
        ),
        pieces in prop::collection::vec(prop_oneof![1_usize..30, 1_usize..50_000], 1..50),
        owned: bool,
    ) {
        let stream: Vec<u8> = payloads.iter().flat_map(|payload| frame(payload)).collect();
        let mut decoder = Decoder::default();
        let (mut got, mut read, mut piece) = (Vec::new(), 0, 0);
        loop {
            while let Some(payload) = decoder.next_payload().unwrap() {
                let payload = payload.to_vec();
                if owned {
                    prop_assert_eq!(&*decoder.take_payload(), &payload[..]);
                }
                got.push(payload);
            }
            if read == stream.len() { break }
            read += feed(&mut decoder, &stream[read..], pieces[piece % pieces.len()]);
            piece += 1;
        }
        prop_assert_eq!(got, payloads);
        prop_assert!(!decoder.is_mid_frame());
    }

    /// A stream that ends in the middle is seen to.
    #[test]
    fn a_cut_stream_is_known_to_be_cut(payload in prop::collection::vec(any::<u8>(), 0..100), cut: prop::sample::Index) {
        let whole = frame(&payload);
        let part = &whole[..cut.index(whole.len())];
        let mut decoder = Decoder::default();
        feed(&mut decoder, part, usize::MAX);
        prop_assert_eq!(decoder.next_payload().unwrap(), None);
        prop_assert_eq!(decoder.is_mid_frame(), !part.is_empty());
    }

    /// Garbage ends in an error or waits for more; it never panics and never grows.
    #[test]
    fn garbage_is_borne(bytes in prop::collection::vec(any::<u8>(), 0..2000), piece in 1_usize..100) {
        let mut decoder = Decoder::with_limit(1000);
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            match decoder.next_payload() {
                Ok(Some(_)) => continue,
                Ok(None) => {}
                Err(error) => {
                    prop_assert_eq!(decoder.has_payload(), Err(error));
                    break;
                }
            }
            prop_assert!(decoder.slot().len() <= 16 << 10);
            rest = &rest[feed(&mut decoder, rest, piece)..];
        }
    }

    /// Numbers with blanks around them are read as the number.
    #[test]
    fn any_ten_bytes_are_a_header_or_none(text in "[ 0-9+x]{10}") {
        let digits = text.trim();
        let expected = digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<usize>().ok()).flatten();
        match header(text.as_bytes().first_chunk().unwrap()) {
            Ok(complete) => prop_assert_eq!(complete, expected == Some(0)),
            Err(FrameError::TooLarge { length, .. }) => prop_assert_eq!(Some(length), expected),
            Err(_) => prop_assert_eq!(expected, None),
        }
    }
}
