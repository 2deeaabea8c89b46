// SPDX-License-Identifier: MIT OR Apache-2.0
//! Frames: a header of ten decimal digits, then as many bytes of payload.

use std::fmt;

/// Bytes of the header.
pub const HEADER_LENGTH: usize = 10;

/// Largest payload in bytes that a reader takes when its owner sets no other limit: 256 MiB.
pub const DEFAULT_LIMIT: usize = 256 << 20;

/// Largest payload in bytes that ten digits can announce.
const LARGEST: u64 = 9_999_999_999;

/// Input that is no frame. What follows it cannot be understood either.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FrameError {
    /// The header is not a number of ten digits.
    BadHeader([u8; HEADER_LENGTH]),
    /// The header announces more bytes than the reader takes.
    TooLarge {
        /// Bytes announced.
        length: usize,
        /// Bytes taken at most.
        limit: usize,
    },
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadHeader(header) => {
                write!(
                    f,
                    "a message must begin with ten digits, not with \"{}\"",
                    header.escape_ascii()
                )
            }
            Self::TooLarge { length, limit } => {
                write!(f, "a message of {length} bytes is over the limit of {limit} bytes")
            }
        }
    }
}

impl std::error::Error for FrameError {}

impl From<FrameError> for lsm_core::Error {
    fn from(error: FrameError) -> Self {
        Self::new(lsm_core::ErrorKind::TRANSPORT_SERIALIZATION, error.to_string())
    }
}

/// Takes bytes as they arrive, gives payloads.
///
/// The owner reads into [`slot`](Self::slot), tells how much came with
/// [`advance`](Self::advance), and asks for a payload with [`next_payload`](Self::next_payload)
/// until there is none. Memory grows with the bytes that really came, never with what a header
/// announces.
///
/// ```
/// use lsm_wire::Decoder;
///
/// let mut decoder = Decoder::default();
/// for piece in [&b"00000"[..], b"00004nu", b"ll0000000001"] {
///     decoder.slot()[..piece.len()].copy_from_slice(piece);
///     decoder.advance(piece.len());
/// }
/// assert_eq!(decoder.next_payload().unwrap(), Some(&b"null"[..]));
/// assert_eq!(decoder.next_payload().unwrap(), None);
/// ```
#[derive(Debug)]
pub struct Decoder {
    buffer: Vec<u8>,
    /// Where the frame that is next, or being gathered, begins.
    start: usize,
    /// Where the bytes that came end.
    end: usize,
    /// Payload of the frame given last, to be dropped by the next call.
    given: usize,
    limit: usize,
}

/// A payload in memory of its own.
#[derive(Debug)]
pub struct Payload {
    buffer: Vec<u8>,
    start: usize,
}

impl From<Vec<u8>> for Payload {
    fn from(buffer: Vec<u8>) -> Self {
        Self { buffer, start: 0 }
    }
}

impl std::ops::Deref for Payload {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.buffer[self.start..]
    }
}

/// Bytes offered to a reader when nothing larger is under way: most messages fit whole.
const SLOT: usize = 16 << 10;

/// Memory that is kept from one message to the next, in bytes.
const KEPT: usize = 1 << 20;

impl Default for Decoder {
    fn default() -> Self {
        Self::with_limit(DEFAULT_LIMIT)
    }
}

impl Decoder {
    /// A decoder that refuses payloads of more than `limit` bytes.
    pub fn with_limit(limit: usize) -> Self {
        Self { buffer: Vec::new(), start: 0, end: 0, given: 0, limit }
    }

    /// Where the next bytes from the peer go; never empty.
    pub fn slot(&mut self) -> &mut [u8] {
        self.discard_given();
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
            if self.buffer.len() > KEPT {
                self.buffer = Vec::new();
            }
        } else if self.start > 0 && self.end == self.buffer.len() {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        if self.end == self.buffer.len() {
            let frame = match self.header() {
                Some(Ok(length)) => HEADER_LENGTH + length,
                _ => 0,
            };
            // Doubling keeps the cost linear; the announced length only caps it.
            let doubled = self.buffer.len().max(SLOT / 2) * 2;
            let size = if frame > self.end { doubled.min(frame.max(SLOT)) } else { doubled };
            self.buffer.reserve_exact(size - self.buffer.len());
            self.buffer.resize(size, 0);
        }
        &mut self.buffer[self.end..]
    }

    /// Tells that `count` bytes came into the slot.
    ///
    /// # Panics
    /// When `count` is more than the slot had room for.
    pub fn advance(&mut self, count: usize) {
        assert!(count <= self.buffer.len() - self.end, "more bytes than the slot holds");
        self.end += count;
    }

    /// The next payload, when all of it is there.
    ///
    /// # Errors
    /// [`FrameError`] when the header is not understood or announces more than the limit. The
    /// stream cannot be followed any further then.
    pub fn next_payload(&mut self) -> Result<Option<&[u8]>, FrameError> {
        self.discard_given();
        let Some(length) = self.complete()? else { return Ok(None) };
        let payload = self.start + HEADER_LENGTH;
        self.given = HEADER_LENGTH + length;
        Ok(Some(&self.buffer[payload..payload + length]))
    }

    /// Whether [`next_payload`](Self::next_payload) has one to give.
    ///
    /// # Errors
    /// As for [`next_payload`](Self::next_payload).
    pub fn has_payload(&mut self) -> Result<bool, FrameError> {
        self.discard_given();
        Ok(self.complete()?.is_some())
    }

    /// Length of the payload that begins at `start`, when all of it is there.
    fn complete(&self) -> Result<Option<usize>, FrameError> {
        let length = self.header().transpose()?;
        Ok(length.filter(|length| self.end - self.start - HEADER_LENGTH >= *length))
    }

    /// The payload that [`next_payload`](Self::next_payload) gave last, in memory of its own. A
    /// large one is not copied.
    pub fn take_payload(&mut self) -> Payload {
        let given = std::mem::take(&mut self.given);
        let (start, end) = (self.start + HEADER_LENGTH.min(given), self.start + given);
        if end < self.end || end - start < SLOT {
            self.start = end;
            return Payload { buffer: self.buffer[start..end].to_vec(), start: 0 };
        }
        let mut buffer = std::mem::take(&mut self.buffer);
        (self.start, self.end) = (0, 0);
        buffer.truncate(end);
        Payload { buffer, start }
    }

    /// Whether bytes of an unfinished frame are held.
    pub fn is_mid_frame(&self) -> bool {
        self.start + self.given < self.end
    }

    fn discard_given(&mut self) {
        self.start += std::mem::take(&mut self.given);
    }

    /// The length that the header announces, once the header is there.
    fn header(&self) -> Option<Result<usize, FrameError>> {
        let header = self.buffer[self.start..self.end].first_chunk::<HEADER_LENGTH>()?;
        // The C reader skips blanks in front, the Python reader on both sides.
        let digits = header.trim_ascii();
        let length = digits.iter().try_fold(0_u64, |length, digit| {
            digit.is_ascii_digit().then(|| length * 10 + u64::from(digit - b'0'))
        });
        // More than a 32-bit machine can count is over every limit there.
        let length = length.map(|length| usize::try_from(length).unwrap_or(usize::MAX));
        Some(match length {
            Some(length) if length > self.limit => {
                Err(FrameError::TooLarge { length, limit: self.limit })
            }
            Some(length) if !digits.is_empty() => Ok(length),
            _ => Err(FrameError::BadHeader(*header)),
        })
    }
}

/// Reserves the header of a frame in `buffer`, which is emptied; the payload is then appended.
pub fn begin(buffer: &mut Vec<u8>) {
    buffer.clear();
    buffer.extend_from_slice(&[b'0'; HEADER_LENGTH]);
}

/// Writes the length of the payload into the header that [`begin`] reserved.
///
/// # Errors
/// [`FrameError::TooLarge`] when ten digits cannot hold it.
pub fn finish(buffer: &mut [u8]) -> Result<(), FrameError> {
    let mut length = buffer.len() - HEADER_LENGTH;
    if length as u64 > LARGEST {
        return Err(FrameError::TooLarge { length, limit: LARGEST as usize });
    }
    for digit in buffer[..HEADER_LENGTH].iter_mut().rev() {
        *digit = b'0' + (length % 10) as u8;
        length /= 10;
    }
    Ok(())
}
