// SPDX-License-Identifier: MIT OR Apache-2.0
//! What senders say to their receivers, besides the signals.

use crate::Result;
use crate::flow::Amount;
use crate::message::Message;

/// What a sender answers to Subscribe.
#[derive(Debug, Clone, Copy)]
pub(super) struct Terms {
    pub(super) window: u64,
    pub(super) budget: u64,
    pub(super) overhead: u32,
    pub(super) generation: u64,
}

impl Terms {
    pub(super) fn of(message: &Message<'_>) -> Result<Terms> {
        let mut body = message.body();
        Ok(Terms {
            window: body.uint64()?,
            budget: body.uint64()?,
            overhead: body.uint32()?,
            generation: body.uint64()?,
        })
    }
}

/// What a signal of our own protocol says.
#[derive(Debug, Clone, Copy)]
pub(super) enum Control {
    Changes { bytes: u64 },
    Mark { sent: Amount, window: u64 },
    Missed { events: u64, states: u64 },
    Unknown,
}

impl Control {
    pub(super) fn of(message: &Message<'_>) -> Result<Control> {
        let mut body = message.body();
        Ok(match message.member() {
            Some("PropertiesChangedMany") => {
                Control::Changes { bytes: message.body_bytes().len() as u64 }
            }
            Some("Mark") => {
                let sent = Amount { messages: body.uint64()?, bytes: body.uint64()? };
                Control::Mark { sent, window: body.uint64()? }
            }
            Some("Missed") => Control::Missed { events: body.uint64()?, states: body.uint64()? },
            _ => Control::Unknown,
        })
    }
}
