// SPDX-License-Identifier: MIT OR Apache-2.0
//! Large reads cut into messages.

use std::collections::VecDeque;
use std::ops::Range;
use std::os::fd::OwnedFd;

use super::cursor::Cursor;
use super::fields::{FIXED, Fields, Lengths};
use super::{Fault, MAX_MESSAGE, Message};

/// How many bytes are asked for with one read.
const BLOCK: usize = 1 << 20;
/// The largest buffer that is kept when it is empty.
const KEPT: usize = 4 * BLOCK;
/// Below this many free bytes, what is left of the last read is moved to the front.
const LITTLE: usize = BLOCK / 4;
/// How many headers are remembered, for as many senders or signals that take turns.
const REMEMBERED: usize = 8;
/// The longest header that is remembered. None in earnest comes near.
const LONGEST: usize = 4096;
/// File descriptors that may wait for the end of their messages.
const MAX_WAITING: usize = 1024;

/// Bytes as they come, cut into checked messages.
///
/// Fill it with [`Self::space`] and [`Self::filled`], then go from message to message with
/// [`Self::advance`] and read each with [`Self::message`]. Most messages of a stream have the
/// header of one before; such a header is compared and not read again.
#[derive(Debug, Default)]
pub struct Stream {
    buffer: Vec<u8>,
    /// What was filled and is not part of a message that was gone past.
    open: Range<usize>,
    /// The message that [`Self::advance`] went on to.
    current: Range<usize>,
    /// How long the next message is, as far as known.
    next: usize,
    headers: Vec<Header>,
    /// Which of the headers the current message has.
    header: usize,
    last_id: u64,
    /// Those that came and belong to messages that are not complete yet.
    waiting: VecDeque<OwnedFd>,
    fds: Vec<OwnedFd>,
}

/// A header that was read.
#[derive(Debug)]
struct Header {
    bytes: Vec<u8>,
    fields: Fields,
    id: u64,
}

/// What differs from message to message: the length of the body and the serial number.
const DIFFERS: Range<usize> = 4..12;

impl Header {
    #[inline]
    fn is(&self, header: &[u8]) -> bool {
        self.bytes.len() == header.len()
            && self.bytes.get(DIFFERS.end..) == header.get(DIFFERS.end..)
            && self.bytes.get(..DIFFERS.start) == header.get(..DIFFERS.start)
    }
}

impl Stream {
    /// A stream that has got nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Where to put the next bytes. Lets go of the current message. Empty only if so many
    /// messages are complete that there is no room for more.
    pub fn space(&mut self) -> &mut [u8] {
        self.current = 0..0;
        if self.open.is_empty() {
            self.open = 0..0;
            // A buffer that grew for one very large message is not kept.
            if !(BLOCK..=KEPT).contains(&self.buffer.len()) {
                self.buffer = vec![0; BLOCK];
            }
        } else if self.buffer.len() - self.open.end < LITTLE {
            self.buffer.copy_within(self.open.clone(), 0);
            self.open = 0..self.open.len();
            // No more than was really sent is believed: twice of it, and never more than needed.
            let wanted = self.next.min(2 * self.open.len()).min(MAX_MESSAGE);
            if wanted > self.buffer.len() {
                self.buffer.resize(wanted.next_multiple_of(BLOCK), 0);
            }
        }
        self.buffer.get_mut(self.open.end..).unwrap_or(&mut [])
    }

    /// This many bytes were put into [`Self::space`].
    pub fn filled(&mut self, count: usize) {
        self.open.end = (self.open.end + count).min(self.buffer.len());
    }

    /// These file descriptors came with the last bytes.
    pub fn descriptors(&mut self, fds: impl IntoIterator<Item = OwnedFd>) {
        self.waiting.extend(fds);
    }

    /// Goes on to the next message; false if it is not complete yet.
    ///
    /// # Errors
    /// What the specification forbids. The stream is of no use any more.
    #[inline]
    pub fn advance(&mut self) -> Result<bool, Fault> {
        self.current = 0..0;
        self.fds.clear();
        let open = self.buffer.get(self.open.clone()).unwrap_or(&[]);
        let Some(fixed) = open.first_chunk::<FIXED>() else {
            self.next = FIXED;
            return Ok(false);
        };
        let lengths = Lengths::read(fixed)?;
        self.next = lengths.total;
        let Some(message) = open.get(..lengths.total) else { return Ok(false) };
        let (header, body) = message.split_at(lengths.header);
        if !self.headers.get(self.header).is_some_and(|known| known.is(header)) {
            self.header = match self.headers.iter().position(|known| known.is(header)) {
                Some(known) => known,
                None => {
                    let fields = Fields::read(header, &lengths)?;
                    self.last_id += 1;
                    remember(&mut self.headers, header, fields, self.last_id)
                }
            };
        }
        if let Some(Header { fields, .. }) = self.headers.get(self.header) {
            let mut cursor = Cursor { bytes: body, endian: lengths.endian, position: 0 };
            let signature = fields.signature.map_or(&[][..], |span| span.of(header));
            cursor.pass(signature, 0)?;
            if cursor.position != body.len() {
                return Err(Fault::BodyLength);
            }
            let count = fields.descriptors.unwrap_or(0) as usize;
            if count > self.waiting.len() || self.waiting.len() > MAX_WAITING {
                return Err(Fault::Descriptors);
            }
            self.fds.extend(self.waiting.drain(..count));
        }
        self.current = self.open.start..self.open.start + lengths.total;
        self.open.start = self.current.end;
        Ok(true)
    }

    /// The message that [`Self::advance`] went on to; one without anything if it did not, or if
    /// [`Self::space`] was asked for since.
    #[inline]
    pub fn message(&self) -> Message<'_> {
        let bytes = self.buffer.get(self.current.clone()).unwrap_or(&[]);
        match self.headers.get(self.header) {
            Some(known) if !bytes.is_empty() => {
                let (fds, header_id) = (&self.fds, known.id);
                Message { bytes, fields: &known.fields, fds, header_id, origin: None }
            }
            _ => {
                let (fds, header_id) = (&[], 0);
                Message { bytes: &[], fields: &Fields::NONE, fds, header_id, origin: None }
            }
        }
    }

    /// How many bytes wait behind that message.
    pub(crate) fn rest(&self) -> usize {
        self.open.len()
    }

    /// The file descriptors of that message, taken out.
    pub fn take_fds(&mut self) -> Vec<OwnedFd> {
        std::mem::take(&mut self.fds)
    }
}

/// Puts a header where the oldest was, once there are enough; gives its place.
fn remember(headers: &mut Vec<Header>, header: &[u8], fields: Fields, id: u64) -> usize {
    let bytes = if header.len() > LONGEST { Vec::new() } else { header.to_vec() };
    let header = Header { bytes, fields, id };
    if headers.len() < REMEMBERED {
        headers.push(header);
        return headers.len() - 1;
    }
    let oldest = headers.iter().enumerate().min_by_key(|(_, known)| known.id);
    let place = oldest.map_or(0, |(place, _)| place);
    if let Some(old) = headers.get_mut(place) {
        *old = header;
    }
    place
}
