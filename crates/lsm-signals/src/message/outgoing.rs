// SPDX-License-Identifier: MIT OR Apache-2.0
//! What has to go out: messages one behind the other in one buffer.

use std::collections::VecDeque;
use std::io::IoSlice;
use std::os::fd::OwnedFd;

use super::fields::Lengths;

/// From this many bytes on, what was sent is cut off the front of a buffer that never empties.
const CUT_FROM: usize = 256 << 10;

/// Pieces of a message that lie somewhere else than in the buffer.
#[derive(Debug, Default)]
pub(crate) struct Shared<'p> {
    /// Behind which byte of the buffer each belongs.
    pieces: Vec<(usize, &'p [u8])>,
    bytes: usize,
}

impl<'p> Shared<'p> {
    #[inline]
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Puts a piece behind what `out` holds now.
    pub(crate) fn add(&mut self, out: &[u8], piece: &'p [u8]) {
        self.pieces.push((out.len(), piece));
        self.bytes += piece.len();
    }
}

/// A message that was put at the end of an [`Outgoing`] buffer.
///
/// If it [`Self::is_shared`], it has to be written out, or absorbed, before anything else is
/// done with the buffer.
#[derive(Debug)]
#[must_use = "pieces that are shared have to be written or absorbed"]
pub struct Marshalled<'p> {
    /// Its serial number.
    pub serial: u32,
    /// Its length in bytes, header and shared pieces included.
    pub length: usize,
    pub(crate) start: usize,
    pub(crate) shared: Shared<'p>,
    /// How many bytes of buffer and pieces together were written since.
    written: usize,
}

impl<'p> Marshalled<'p> {
    #[inline]
    pub(crate) fn new(serial: u32, length: usize, start: usize, shared: Shared<'p>) -> Self {
        Self { serial, length, start, shared, written: 0 }
    }

    /// Whether pieces of it lie somewhere else.
    #[inline]
    pub fn is_shared(&self) -> bool {
        !self.shared.pieces.is_empty()
    }
}

/// Messages that wait for the socket, one behind the other.
#[derive(Debug, Default)]
pub struct Outgoing {
    buffer: Vec<u8>,
    /// How many bytes of the buffer the socket has taken already.
    sent: usize,
    /// File descriptors and the byte of the buffer that they go with.
    attached: VecDeque<(usize, Vec<OwnedFd>)>,
}

impl Outgoing {
    /// An empty buffer.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many bytes wait in the buffer.
    #[inline]
    pub fn pending(&self) -> usize {
        self.buffer.len() - self.sent
    }

    /// The bytes that may go with the next write. A message with file descriptors has a write of
    /// its own: receivers read on up to the end of the write with which descriptors came, and
    /// some take them for those of the last message that they have read then.
    pub fn bytes(&self) -> &[u8] {
        let waiting = self.buffer.get(self.sent..).unwrap_or(&[]);
        let until = match self.attached.front() {
            Some((at, _)) if *at > self.sent => *at - self.sent,
            Some(_) => waiting
                .first_chunk()
                .and_then(|fixed| Lengths::read(fixed).ok())
                .map_or(waiting.len(), |lengths| lengths.total),
            None => waiting.len(),
        };
        waiting.get(..until).unwrap_or(waiting)
    }

    /// The file descriptors that have to go with the next write.
    pub fn descriptors(&self) -> &[OwnedFd] {
        match self.attached.front() {
            Some((at, fds)) if *at == self.sent => fds,
            _ => &[],
        }
    }

    /// The socket has taken this many of [`Self::bytes`], and the file descriptors if any.
    pub fn advance(&mut self, taken: usize) {
        self.sent = (self.sent + taken).min(self.buffer.len());
        while self.attached.front().is_some_and(|(at, _)| *at < self.sent) {
            self.attached.pop_front();
        }
        if self.sent == self.buffer.len() {
            self.clear();
        }
    }

    /// Takes back the last message, of which nothing was sent yet.
    pub fn cut(&mut self, message: &Marshalled<'_>) {
        self.buffer.truncate(message.start.max(self.sent));
        let end = self.buffer.len();
        while self.attached.back().is_some_and(|(at, _)| *at >= end) {
            self.attached.pop_back();
        }
    }

    /// File descriptors that go with the message that is put next.
    pub fn attach(&mut self, fds: Vec<OwnedFd>) {
        self.cut_front();
        self.attached.push_back((self.buffer.len(), fds));
    }

    /// Whether [`Self::slices`] may be used: no file descriptors wait, which need writes of their
    /// own.
    pub fn gathers(&self) -> bool {
        self.attached.is_empty()
    }

    /// Copies the last message from its byte `skip` on behind `copy`, shared pieces included.
    #[inline]
    pub(crate) fn copy_to(&self, message: &Marshalled<'_>, skip: usize, copy: &mut Vec<u8>) {
        self.pieces(message, skip).for_each(|piece| copy.extend_from_slice(piece));
    }

    /// The last message from its byte `skip` on, piece by piece.
    #[inline]
    pub(crate) fn pieces<'s>(
        &'s self,
        message: &'s Marshalled<'_>,
        skip: usize,
    ) -> impl Iterator<Item = &'s [u8]> {
        let mut from = message.start + skip;
        let shared = message.shared.pieces.iter().flat_map(move |(at, piece)| {
            let before = self.buffer.get(from..*at).unwrap_or(&[]);
            from = *at;
            [before, *piece]
        });
        let end = message.shared.pieces.last().map_or(message.start + skip, |(at, _)| *at);
        shared.chain(std::iter::once(self.buffer.get(end..).unwrap_or(&[])))
    }

    /// Puts a message that was marshalled in `other` at the end, shared pieces included.
    #[inline]
    pub(crate) fn put_copy(&mut self, other: &Outgoing, message: &Marshalled<'_>) {
        other.copy_to(message, 0, self.end());
    }

    /// Everything that waits, with the shared pieces of the last message, for one `writev`.
    pub fn slices<'s>(&'s self, message: &'s Marshalled<'_>) -> Vec<IoSlice<'s>> {
        let mut slices = Vec::with_capacity(message.shared.pieces.len() * 2 + 1);
        let mut from = self.sent;
        let mut over = message.written;
        let mut add = |bytes: &'s [u8]| {
            let left = bytes.get(over..).unwrap_or(&[]);
            over -= bytes.len() - left.len();
            if !left.is_empty() {
                slices.push(IoSlice::new(left));
            }
        };
        for (at, piece) in &message.shared.pieces {
            add(self.buffer.get(from..*at).unwrap_or(&[]));
            add(piece);
            from = *at;
        }
        add(self.buffer.get(from..).unwrap_or(&[]));
        slices
    }

    /// The socket has taken this many bytes of [`Self::slices`]. True if that was all.
    pub fn advance_shared(&mut self, message: &mut Marshalled<'_>, taken: usize) -> bool {
        message.written += taken;
        let all = message.written >= self.pending() + message.shared.bytes;
        if all {
            self.clear();
        }
        all
    }

    /// Copies what was not written yet of the shared pieces into the buffer.
    pub fn absorb(&mut self, message: Marshalled<'_>) {
        for (at, piece) in message.shared.pieces.into_iter().rev() {
            self.buffer.splice(at..at, piece.iter().copied());
        }
        self.advance(message.written);
    }

    /// Where the next message is to be put.
    #[inline]
    pub(crate) fn end(&mut self) -> &mut Vec<u8> {
        if self.sent >= CUT_FROM {
            self.cut_front();
        }
        &mut self.buffer
    }

    fn cut_front(&mut self) {
        self.buffer.drain(..self.sent);
        for (at, _) in &mut self.attached {
            *at -= self.sent;
        }
        self.sent = 0;
    }

    fn clear(&mut self) {
        self.buffer.clear();
        self.sent = 0;
        // What grew for one large message is given back.
        if self.buffer.capacity() > 4 * CUT_FROM {
            self.buffer.shrink_to(CUT_FROM);
        }
    }
}
