// SPDX-License-Identifier: MIT OR Apache-2.0
//! The receiver's end of a direct way.

use std::os::fd::OwnedFd;

use crate::Result;
use crate::connection::Connection;
use crate::message::{Fault, Kind, Message, Stream};
use crate::protocol::{INTERFACE, PATH, SLOT};
use crate::slots::{Shape, View};
use crate::socket::Socket;

/// Slots are copied in steps of a multiple of this.
const WORD: usize = 8;

/// The way from one sender.
#[derive(Debug)]
pub(crate) struct Inbound {
    pub(crate) connection: Connection,
    slots: View,
    /// Messages as they were copied out of slots: what lies in a slot can change while it is
    /// looked at, so it is checked, and lent to the user, only here.
    copied: Stream,
    /// Whether the current message came in a slot.
    in_slot: bool,
    /// The header of messages that name a slot, once one was seen.
    slot_header: Option<u64>,
    /// The sender has left the bus; what it wrote before is still to be read.
    pub(crate) closing: bool,
}

impl Inbound {
    /// Takes over what a sender handed out.
    pub(crate) fn new(socket: OwnedFd, file: &OwnedFd, shape: Shape) -> Result<Inbound> {
        let slots = View::new(shape, file)?;
        Ok(Inbound {
            connection: Connection::established(Socket::new(socket)?),
            slots,
            copied: Stream::new(),
            in_slot: false,
            slot_header: None,
            closing: false,
        })
    }

    /// Goes on to the next message that has come, be it in a slot or not; false if there is none.
    #[inline]
    pub(crate) fn advance(&mut self) -> Result<bool> {
        self.in_slot = false;
        if !self.connection.session().advance()? {
            return Ok(false);
        }
        let message = self.connection.message();
        let header = message.header_id();
        if self.slot_header == Some(header) || names_a_slot(&message) {
            let mut body = message.body();
            let (slot, length) = (body.uint32()?, body.uint32()?);
            // What was kept in a queue has no header that is known again.
            self.slot_header = Some(header).filter(|header| *header != u64::MAX);
            self.copy(slot, length as usize)?;
            self.in_slot = true;
        }
        Ok(true)
    }

    /// The message that [`Self::advance`] went on to.
    #[inline]
    pub(crate) fn message(&self) -> Message<'_> {
        if self.in_slot { self.copied.message() } else { self.connection.message() }
    }

    /// Something that stays the same as long as the headers of messages do.
    #[inline]
    pub(crate) fn header(&self) -> (bool, u64) {
        (self.in_slot, self.message().header_id())
    }

    /// Copies the one message in a slot, checks the copy, and goes on to it.
    fn copy(&mut self, slot: u32, length: usize) -> std::result::Result<(), Fault> {
        if !self.slots.has(slot, length) {
            return Err(Fault::Slot);
        }
        let mut done = 0;
        let mut complete = false;
        while done < length {
            if complete {
                return Err(Fault::Slot);
            }
            let space = self.copied.space();
            let left = length - done;
            let count = if left <= space.len() { left } else { space.len() / WORD * WORD };
            let Some(space) = space.get_mut(..count).filter(|space| !space.is_empty()) else {
                return Err(Fault::Slot);
            };
            if !self.slots.read(slot, done, space) {
                return Err(Fault::Slot);
            }
            self.copied.filled(count);
            done += count;
            complete = self.copied.advance()?;
        }
        let is_one_signal =
            complete && self.copied.rest() == 0 && self.copied.message().kind() == Kind::Signal;
        if is_one_signal { Ok(()) } else { Err(Fault::Slot) }
    }
}

fn names_a_slot(message: &Message<'_>) -> bool {
    message.kind() == Kind::Signal
        && message.interface() == Some(INTERFACE)
        && message.member() == Some(SLOT)
        && message.path() == Some(PATH)
        && message.signature() == "uu"
}
