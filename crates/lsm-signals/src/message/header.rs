// SPDX-License-Identifier: MIT OR Apache-2.0
//! A message as it lies in a buffer, and one that is kept.

use std::os::fd::OwnedFd;

use super::cursor::Cursor;
use super::fields::{Fields, Span};
use super::{Fault, Reader};

/// The order of the bytes in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Endian {
    /// Least significant byte first; `l` on the wire.
    Little,
    /// Most significant byte first; `B` on the wire.
    Big,
}

impl Endian {
    /// The order of this machine.
    pub const NATIVE: Self = if cfg!(target_endian = "big") { Self::Big } else { Self::Little };

    /// Its letter on the wire.
    pub const fn letter(self) -> u8 {
        match self {
            Self::Little => b'l',
            Self::Big => b'B',
        }
    }

    #[inline]
    pub(crate) const fn u16(self, bytes: [u8; 2]) -> u16 {
        match self {
            Self::Little => u16::from_le_bytes(bytes),
            Self::Big => u16::from_be_bytes(bytes),
        }
    }

    #[inline]
    pub(crate) const fn u32(self, bytes: [u8; 4]) -> u32 {
        match self {
            Self::Little => u32::from_le_bytes(bytes),
            Self::Big => u32::from_be_bytes(bytes),
        }
    }

    #[inline]
    pub(crate) const fn u64(self, bytes: [u8; 8]) -> u64 {
        match self {
            Self::Little => u64::from_le_bytes(bytes),
            Self::Big => u64::from_be_bytes(bytes),
        }
    }
}

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A method call.
    Call,
    /// The result of a call.
    Return,
    /// The failure of a call.
    Error,
    /// A signal.
    Signal,
    /// A type that this version of the protocol does not know; such messages are ignored.
    Unknown(u8),
}

impl Kind {
    /// The kind with this number.
    ///
    /// # Errors
    /// [`Fault::Kind`] for 0.
    pub const fn from_byte(byte: u8) -> Result<Self, Fault> {
        Ok(match byte {
            0 => return Err(Fault::Kind),
            1 => Self::Call,
            2 => Self::Return,
            3 => Self::Error,
            4 => Self::Signal,
            other => Self::Unknown(other),
        })
    }
}

/// A checked message, lent from the buffer in which it lies.
#[derive(Clone, Copy, Debug)]
pub struct Message<'m> {
    pub(crate) bytes: &'m [u8],
    pub(crate) fields: &'m Fields,
    pub(crate) fds: &'m [OwnedFd],
    pub(crate) header_id: u64,
    /// From whom it comes, if that is known otherwise than by its header.
    pub(crate) origin: Option<&'m str>,
}

impl<'m> Message<'m> {
    /// The order of its bytes.
    #[inline]
    pub fn endian(&self) -> Endian {
        if self.bytes.first() == Some(&b'B') { Endian::Big } else { Endian::Little }
    }

    /// What it is.
    #[inline]
    pub fn kind(&self) -> Kind {
        match self.bytes.get(1) {
            Some(1) => Kind::Call,
            Some(2) => Kind::Return,
            Some(3) => Kind::Error,
            Some(4) => Kind::Signal,
            other => Kind::Unknown(other.copied().unwrap_or(0)),
        }
    }

    /// Whether the caller wants no reply.
    pub fn no_reply(&self) -> bool {
        self.bytes.get(2).is_some_and(|flags| flags & 1 != 0)
    }

    /// Its serial number, chosen by its sender.
    #[inline]
    pub fn serial(&self) -> u32 {
        self.bytes
            .get(8..12)
            .and_then(|bytes| bytes.try_into().ok())
            .map_or(0, |bytes| self.endian().u32(bytes))
    }

    /// The serial number of the call that it answers.
    #[inline]
    pub fn reply_serial(&self) -> Option<u32> {
        self.fields.reply_serial
    }

    /// The object that emits or is called.
    pub fn path(&self) -> Option<&'m str> {
        self.text(self.fields.path)
    }

    /// The interface of the member.
    pub fn interface(&self) -> Option<&'m str> {
        self.text(self.fields.interface)
    }

    /// The method or signal.
    pub fn member(&self) -> Option<&'m str> {
        self.text(self.fields.member)
    }

    /// The name of the error.
    pub fn error_name(&self) -> Option<&'m str> {
        self.text(self.fields.error_name)
    }

    /// To whom it goes.
    pub fn destination(&self) -> Option<&'m str> {
        self.text(self.fields.destination)
    }

    /// From whom it comes: a unique name that the bus vouches for, or, for what came to a
    /// [`Receiver`](crate::Receiver) directly, the name to which it owes the way. Between other
    /// peers nobody vouches for it.
    pub fn sender(&self) -> Option<&'m str> {
        self.origin.or_else(|| self.text(self.fields.sender))
    }

    /// This message, as one that comes from there, whatever its header says.
    #[inline]
    pub(crate) fn coming_from(self, origin: Option<&'m str>) -> Message<'m> {
        Message { origin, ..self }
    }

    /// The signature of the body; empty if it has none.
    pub fn signature(&self) -> &'m str {
        self.text(self.fields.signature).unwrap_or("")
    }

    /// The file descriptors that came with it, in the order of their indices in the body.
    pub fn fds(&self) -> &'m [OwnedFd] {
        self.fds
    }

    /// Header and body as they came.
    pub fn bytes(&self) -> &'m [u8] {
        self.bytes
    }

    /// The body as it came.
    pub fn body_bytes(&self) -> &'m [u8] {
        self.bytes.get(self.fields.body_at..).unwrap_or(&[])
    }

    /// A number that stays the same as long as the headers of one stream differ in nothing but
    /// serial and length of the body: what was decided by the header need not be decided again.
    #[inline]
    pub fn header_id(&self) -> u64 {
        self.header_id
    }

    /// A reader of the body.
    #[inline]
    pub fn body(&self) -> Reader<'m> {
        let cursor = Cursor { bytes: self.body_bytes(), endian: self.endian(), position: 0 };
        let signature = self.fields.signature.map_or(&[][..], |span| span.of(self.bytes));
        Reader::of_checked(cursor, signature)
    }

    /// A copy to keep, without the file descriptors.
    pub fn to_owned(&self) -> OwnedMessage {
        OwnedMessage { bytes: self.bytes.into(), fields: self.fields.clone(), fds: Vec::new() }
    }

    fn text(&self, span: Option<Span>) -> Option<&'m str> {
        std::str::from_utf8(span?.of(self.bytes)).ok()
    }
}

/// A message that is kept beyond the buffer in which it came.
#[derive(Debug)]
pub struct OwnedMessage {
    pub(crate) bytes: Box<[u8]>,
    pub(crate) fields: Fields,
    pub(crate) fds: Vec<OwnedFd>,
}

impl OwnedMessage {
    /// The message, lent.
    pub fn view(&self) -> Message<'_> {
        Message {
            bytes: &self.bytes,
            fields: &self.fields,
            fds: &self.fds,
            header_id: u64::MAX,
            origin: None,
        }
    }

    /// The file descriptors that came with it, taken out.
    pub fn take_fds(&mut self) -> Vec<OwnedFd> {
        std::mem::take(&mut self.fds)
    }
}
