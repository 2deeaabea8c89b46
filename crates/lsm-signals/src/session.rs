// SPDX-License-Identifier: MIT OR Apache-2.0
//! What one end of a connection knows, without any input or output.

use std::collections::VecDeque;
use std::os::fd::OwnedFd;

use crate::Result;
use crate::message::{Kind, Marshalled, Message, Outgoing, OwnedMessage, Stream, Template, Writer};

/// The most bytes of messages that [`Session::collect`] keeps.
pub(crate) const MAX_KEPT: usize = 16 << 20;
/// The most bytes of automatic answers that wait for the socket; then no more calls are read.
const MAX_ANSWERS: usize = 1 << 20;

/// The interface that every connection answers by itself.
const PEER: &str = "org.freedesktop.DBus.Peer";
/// The error for a call that nobody here takes.
const UNKNOWN_METHOD: &str = "org.freedesktop.DBus.Error.UnknownMethod";

/// One end of an authenticated connection: what came in, what has to go out, which replies are
/// waited for. Drivers put what they read into [`Self::stream`] and write what is in
/// [`Self::outgoing`].
///
/// Calls of `org.freedesktop.DBus.Peer` are answered here. Calls of interfaces that the user does
/// not [`Self::serve`] are refused here.
#[derive(Debug, Default)]
pub struct Session {
    stream: Stream,
    outgoing: Outgoing,
    last_serial: u32,
    unique_name: String,
    machine_id: String,
    served: Vec<String>,
    /// The message that was taken from the queue; none if it is that of the stream.
    current: Option<OwnedMessage>,
    queue: VecDeque<OwnedMessage>,
    queued: usize,
    expected: Vec<u32>,
    replies: Vec<OwnedMessage>,
    /// Bytes of automatic answers put since nothing waited for the socket.
    answers: usize,
}

impl Session {
    /// A session in which nothing was said yet. `machine_id` is what
    /// `org.freedesktop.DBus.Peer.GetMachineId` answers.
    pub fn new(machine_id: impl Into<String>) -> Self {
        Self { machine_id: machine_id.into(), ..Self::default() }
    }

    /// Our unique name on the bus; empty between peers.
    pub fn unique_name(&self) -> &str {
        &self.unique_name
    }

    pub(crate) fn set_unique_name(&mut self, name: &str) {
        self.unique_name = name.into();
    }

    /// Hands calls of this interface, and calls that name none, to the user, who has to answer
    /// them, unknown members too.
    pub fn serve(&mut self, interface: &str) {
        self.served.push(interface.into());
    }

    /// Where what was read goes in.
    pub fn stream(&mut self) -> &mut Stream {
        &mut self.stream
    }

    /// What has to be written.
    #[inline]
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
    pub fn attach(&mut self, fds: Vec<OwnedFd>) {
        self.outgoing.attach(fds);
    }

    /// Keeps the reply to this call for [`Self::take_reply`] instead of handing it out with
    /// [`Self::advance`].
    pub fn expect_reply(&mut self, serial: u32) {
        self.expected.push(serial);
    }

    /// The reply to a call that [`Self::expect_reply`] was told of, if it has come.
    pub fn take_reply(&mut self, serial: u32) -> Option<OwnedMessage> {
        let is_it = |reply: &OwnedMessage| reply.view().reply_serial() == Some(serial);
        let place = self.replies.iter().position(is_it)?;
        Some(self.replies.swap_remove(place))
    }

    /// Does not wait for the reply to this call any more.
    pub fn forget_reply(&mut self, serial: u32) {
        self.expected.retain(|expected| *expected != serial);
    }

    /// Goes on to the next message that is for the user; false if none has come. Pings are
    /// answered on the way, and expected replies put aside.
    ///
    /// # Errors
    /// [`crate::Error::Protocol`] if the other side broke the protocol.
    #[inline]
    pub fn advance(&mut self) -> Result<bool> {
        if let Some(kept) = self.queue.pop_front() {
            self.queued -= kept.view().bytes().len();
            self.current = Some(kept);
            return Ok(true);
        }
        self.current = None;
        self.advance_stream()
    }

    /// The message that [`Self::advance`] went on to.
    #[inline]
    pub fn message(&self) -> Message<'_> {
        match &self.current {
            Some(kept) => kept.view(),
            None => self.stream.message(),
        }
    }

    /// The file descriptors of that message, taken out.
    pub fn take_fds(&mut self) -> Vec<OwnedFd> {
        match &mut self.current {
            Some(kept) => kept.take_fds(),
            None => self.stream.take_fds(),
        }
    }

    /// Goes through everything that has come and keeps what is for the user in a queue, so that
    /// replies that lie behind it come to hand. [`Self::advance`] hands out the queue first.
    /// False if the queue is full and more may lie behind.
    ///
    /// # Errors
    /// As [`Self::advance`].
    pub fn collect(&mut self) -> Result<bool> {
        while self.queued < MAX_KEPT {
            if !self.advance_stream()? {
                return Ok(true);
            }
            let kept = self.keep();
            self.queued += kept.view().bytes().len();
            self.queue.push_back(kept);
        }
        Ok(false)
    }

    #[inline]
    fn advance_stream(&mut self) -> Result<bool> {
        while !self.is_choked() && self.stream.advance()? {
            let message = self.stream.message();
            let is_for_user = match message.kind() {
                Kind::Signal => true,
                Kind::Return | Kind::Error => !self.take_expected(),
                Kind::Call => !self.answer()?,
                Kind::Unknown(_) => false,
            };
            if is_for_user {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether the other side calls without reading the answers.
    #[inline]
    fn is_choked(&mut self) -> bool {
        if self.answers == 0 {
            return false;
        }
        if self.outgoing.pending() == 0 {
            self.answers = 0;
        }
        self.answers >= MAX_ANSWERS
    }

    /// The current message of the stream, to keep.
    fn keep(&mut self) -> OwnedMessage {
        let mut kept = self.stream.message().to_owned();
        kept.fds = self.stream.take_fds();
        kept
    }

    /// Puts the current message of the stream aside if it is a reply that is waited for.
    fn take_expected(&mut self) -> bool {
        let serial = self.stream.message().reply_serial();
        let Some(place) = self.expected.iter().position(|expected| Some(*expected) == serial)
        else {
            return false;
        };
        self.expected.swap_remove(place);
        let kept = self.keep();
        self.replies.push(kept);
        true
    }

    /// Answers the current message of the stream, a call, unless the user does.
    fn answer(&mut self) -> Result<bool> {
        let call = self.stream.message();
        let served = match call.interface() {
            Some(interface) => self.served.iter().any(|served| served == interface),
            None => !self.served.is_empty(),
        };
        if served {
            return Ok(false);
        }
        if call.no_reply() {
            return Ok(true);
        }
        let serial = self.last_serial.checked_add(1).unwrap_or(1);
        self.last_serial = serial;
        let out = &mut self.outgoing;
        let answer = match (call.interface(), call.member()) {
            (Some(PEER), Some("Ping")) => {
                Template::reply(&call, "")?.write(out, serial, |_| Ok(()))
            }
            (Some(PEER), Some("GetMachineId")) => {
                let machine_id = &self.machine_id;
                Template::reply(&call, "s")?.write(out, serial, |body| body.string(machine_id))
            }
            (interface, member) => {
                let text = format!(
                    "There is no method {} of {} here.",
                    member.unwrap_or_default(),
                    interface.unwrap_or("any interface")
                );
                Template::error(&call, UNKNOWN_METHOD)?
                    .write(out, serial, |body| body.string(&text))
            }
        };
        self.answers += answer?.length;
        Ok(true)
    }
}
