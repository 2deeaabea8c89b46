// SPDX-License-Identifier: MIT OR Apache-2.0
//! What has to go out: messages one behind the other in one buffer.

use std::io::IoSlice;

/// Pieces of a message that lie somewhere else than in the buffer.
#[derive(Debug, Default)]
pub(crate) struct Shared<'p> {
    /// Behind which byte of the buffer each belongs.
    pieces: Vec<(usize, &'p [u8])>,
    bytes: usize,
}

impl<'p> Shared<'p> {
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
#[derive(Debug)]
#[must_use = "pieces that are shared have to be written or absorbed"]
pub struct Marshalled<'p> {
    /// Its serial number.
    pub serial: u32,
    /// Its length in bytes, header and shared pieces included.
    pub length: usize,
    /// Where it begins among the bytes of the buffer, see [`Outgoing::cut`].
    pub start: usize,
    pub(crate) shared: Shared<'p>,
}

impl Marshalled<'_> {
    /// Whether pieces of it lie somewhere else, so that it must be written out, or absorbed,
    /// before the next message is put behind it.
    pub fn is_shared(&self) -> bool {
        !self.shared.pieces.is_empty()
    }
}

/// Messages that wait for the socket, one behind the other.
#[derive(Debug, Default)]
pub struct Outgoing {
    pub(crate) buffer: Vec<u8>,
    /// How many bytes of the buffer the socket has taken already.
    sent: usize,
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

    /// The bytes that wait in the buffer.
    pub fn bytes(&self) -> &[u8] {
        self.buffer.get(self.sent..).unwrap_or(&[])
    }

    /// Takes back the last message, of which nothing was sent yet.
    pub fn cut(&mut self, message: &Marshalled<'_>) {
        self.buffer.truncate(message.start.max(self.sent));
    }

    /// Copies the shared pieces of the last message into the buffer.
    pub fn absorb(&mut self, message: Marshalled<'_>) {
        for (at, piece) in message.shared.pieces.into_iter().rev() {
            self.buffer.splice(at..at, piece.iter().copied());
        }
    }

    /// Copies the last message from its byte `skip` on behind `copy`, shared pieces included.
    pub(crate) fn copy_to(&self, message: &Marshalled<'_>, skip: usize, copy: &mut Vec<u8>) {
        let mut from = message.start + skip;
        for (at, piece) in &message.shared.pieces {
            copy.extend_from_slice(self.buffer.get(from..*at).unwrap_or(&[]));
            copy.extend_from_slice(piece);
            from = *at;
        }
        copy.extend_from_slice(self.buffer.get(from..).unwrap_or(&[]));
    }

    /// Everything that waits, with the shared pieces of the last message, for one `writev`.
    pub fn slices<'s>(&'s self, message: &'s Marshalled<'_>) -> Vec<IoSlice<'s>> {
        let mut slices = Vec::with_capacity(message.shared.pieces.len() * 2 + 1);
        let mut from = self.sent;
        for (at, piece) in &message.shared.pieces {
            slices.push(IoSlice::new(self.buffer.get(from..*at).unwrap_or(&[])));
            slices.push(IoSlice::new(piece));
            from = *at;
        }
        slices.push(IoSlice::new(self.buffer.get(from..).unwrap_or(&[])));
        slices
    }

    /// The socket has taken this many of [`Self::bytes`].
    pub fn advance(&mut self, taken: usize) {
        self.sent = (self.sent + taken).min(self.buffer.len());
        if self.sent == self.buffer.len() {
            self.buffer.clear();
            self.sent = 0;
        }
    }

    /// Room for messages that are put here by hand.
    pub(crate) fn end(&mut self) -> &mut Vec<u8> {
        &mut self.buffer
    }
}
