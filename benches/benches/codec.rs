// SPDX-License-Identifier: MIT OR Apache-2.0
//! 120,000 volumes to bytes and back.

use lsm_benches::{compare, heading};
use lsm_core::{AdminState, Volume};
use lsm_wire::{Decoder, ReplyEncoder, decode_reply, frame};

const VOLUMES: usize = 120_000;

fn volume(number: usize) -> Volume {
    Volume {
        id: format!("VOL_ID_{number:05}"),
        name: format!("Volume {number:05}"),
        vpd83: Some(format!("50{number:014x}")),
        block_size: 512,
        num_of_blocks: 2_097_152,
        admin_state: AdminState::ENABLED,
        system_id: "sim-01".into(),
        pool_id: "POOL_ID_00004".into(),
        plugin_data: None,
    }
}

#[allow(clippy::unwrap_used)] // A measurement that fails must stop.
fn encode(volumes: &[Volume], buffer: &mut Vec<u8>) {
    let mut reply = ReplyEncoder::new(buffer, lsm_wire::ID);
    for volume in volumes {
        reply.record(volume).unwrap();
    }
    reply.end_list().unwrap();
}

#[allow(clippy::unwrap_used)] // A measurement that fails must stop.
fn main() {
    let volumes: Vec<Volume> = (0..VOLUMES).map(volume).collect();
    let mut message = Vec::new();
    encode(&volumes, &mut message);
    let size = message.len();

    heading(&format!("{VOLUMES} volumes, a message of {size} bytes"));
    let mut buffer = Vec::with_capacity(size);
    let mut copy = vec![0_u8; size];
    let mut copied = || {
        copy.copy_from_slice(std::hint::black_box(&message));
        std::hint::black_box(&copy);
    };
    compare("encode", (15, 1), || encode(&volumes, &mut buffer), "copying the bytes", &mut copied);
    compare(
        "decode",
        (15, 1),
        || {
            let volumes: Vec<Volume> = decode_reply(&message[frame::HEADER_LENGTH..]).unwrap();
            assert_eq!(volumes.len(), VOLUMES);
        },
        "copying the bytes",
        &mut copied,
    );
    compare(
        "gather a frame from pieces of 64 KiB",
        (15, 1),
        || {
            let mut decoder = Decoder::default();
            let mut rest = &message[..];
            while !rest.is_empty() {
                let slot = decoder.slot();
                let count = slot.len().min(64 << 10).min(rest.len());
                slot[..count].copy_from_slice(&rest[..count]);
                decoder.advance(count);
                rest = &rest[count..];
            }
            assert_eq!(decoder.next_payload().unwrap().map(<[u8]>::len), Some(size - 10));
        },
        "copying the bytes",
        &mut copied,
    );
}
