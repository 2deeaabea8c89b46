// SPDX-License-Identifier: MIT OR Apache-2.0
//! The header of a message: what is fixed, and the array of fields behind it.

use super::cursor::Cursor;
use super::{Endian, Fault, Kind, MAX_ARRAY, MAX_MESSAGE, Reader, names};
use crate::Error;

/// How long the part of a header is that all messages have.
pub(crate) const FIXED: usize = 16;

/// The most file descriptors that may go with one message; Linux takes no more at once.
pub(crate) const MAX_DESCRIPTORS: u32 = 253;

/// How long header and body of a message are, as its first 16 bytes tell.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lengths {
    pub(crate) endian: Endian,
    /// The array of fields, without the padding behind it.
    pub(crate) fields: usize,
    pub(crate) header: usize,
    pub(crate) total: usize,
}

impl Lengths {
    #[inline]
    pub(crate) fn read(fixed: &[u8; FIXED]) -> Result<Self, Fault> {
        let [order, kind, _, version, b0, b1, b2, b3, s0, s1, s2, s3, f0, f1, f2, f3] = *fixed;
        let endian = match order {
            b'l' => Endian::Little,
            b'B' => Endian::Big,
            _ => return Err(Fault::ByteOrder),
        };
        if kind == 0 {
            return Err(Fault::Kind);
        }
        if version != 1 {
            return Err(Fault::Version);
        }
        if [s0, s1, s2, s3] == [0; 4] {
            return Err(Fault::Serial);
        }
        let fields = endian.u32([f0, f1, f2, f3]) as usize;
        let body = endian.u32([b0, b1, b2, b3]) as usize;
        if fields > MAX_ARRAY {
            return Err(Fault::ArrayLength);
        }
        let header = FIXED + fields.next_multiple_of(8);
        if body > MAX_MESSAGE - header {
            return Err(Fault::MessageLength);
        }
        Ok(Self { endian, fields, header, total: header + body })
    }
}

/// A place in a message: start and length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    at: u32,
    length: u32,
}

impl Span {
    pub(crate) fn of(self, bytes: &[u8]) -> &[u8] {
        let start = self.at as usize;
        bytes.get(start..start + self.length as usize).unwrap_or(&[])
    }
}

/// What the fields of a header say, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fields {
    pub(crate) path: Option<Span>,
    pub(crate) interface: Option<Span>,
    pub(crate) member: Option<Span>,
    pub(crate) error_name: Option<Span>,
    pub(crate) reply_serial: Option<u32>,
    pub(crate) destination: Option<Span>,
    pub(crate) sender: Option<Span>,
    pub(crate) signature: Option<Span>,
    pub(crate) descriptors: Option<u32>,
    /// Where the body begins.
    pub(crate) body_at: usize,
}

impl Fields {
    /// Those of no message.
    pub(crate) const NONE: Self = Self {
        path: None,
        interface: None,
        member: None,
        error_name: None,
        reply_serial: None,
        destination: None,
        sender: None,
        signature: None,
        descriptors: None,
        body_at: 0,
    };

    /// Reads and checks a whole header.
    pub(crate) fn read(header: &[u8], lengths: &Lengths) -> Result<Self, Fault> {
        let end = FIXED + lengths.fields;
        let padding = header.get(end..lengths.header).ok_or(Fault::BodyLength)?;
        if padding.iter().any(|byte| *byte != 0) {
            return Err(Fault::Padding);
        }
        let bytes = header.get(..end).unwrap_or(&[]);
        let cursor = Cursor { bytes, endian: lengths.endian, position: FIXED - 4 };
        let mut fields = Self { body_at: lengths.header, ..Self::NONE };
        let mut list = Reader::of(cursor, b"a(yv)").array().map_err(|error| fault(&error))?;
        while list.more() {
            list.structure(|field| fields.take(field)).map_err(|error| fault(&error))?;
        }
        fields.check(Kind::from_byte(header.get(1).copied().unwrap_or(0))?)?;
        Ok(fields)
    }

    fn take(&mut self, field: &mut Reader<'_>) -> Result<(), Error> {
        let code = field.byte()?;
        field.variant(|value| match code {
            0 => Err(Fault::Field.into()),
            // The specification reserves one path and one interface for use within libraries.
            1 => text(&mut self.path, value.object_path()?, value, |path| {
                path != b"/org/freedesktop/DBus/Local"
            }),
            2 => text(&mut self.interface, value.string()?, value, |name| {
                names::is_interface(name) && name != b"org.freedesktop.DBus.Local"
            }),
            3 => text(&mut self.member, value.string()?, value, names::is_member),
            4 => text(&mut self.error_name, value.string()?, value, names::is_interface),
            5 => match value.uint32()? {
                0 => Err(Fault::Serial.into()),
                serial => once(&mut self.reply_serial, serial),
            },
            6 => text(&mut self.destination, value.string()?, value, names::is_bus),
            7 => text(&mut self.sender, value.string()?, value, names::is_bus),
            8 => text(&mut self.signature, value.signature()?, value, |_| true),
            9 => match value.uint32()? {
                count if count > MAX_DESCRIPTORS => Err(Fault::Descriptors.into()),
                count => once(&mut self.descriptors, count),
            },
            // Fields of later versions are passed over.
            _ => Ok(()),
        })
    }

    /// What each kind of message has to have.
    fn check(&self, kind: Kind) -> Result<(), Fault> {
        let complete = match kind {
            Kind::Call => self.path.is_some() && self.member.is_some(),
            Kind::Signal => {
                self.path.is_some() && self.interface.is_some() && self.member.is_some()
            }
            Kind::Return => self.reply_serial.is_some(),
            Kind::Error => self.reply_serial.is_some() && self.error_name.is_some(),
            Kind::Unknown(_) => true,
        };
        if complete { Ok(()) } else { Err(Fault::Field) }
    }
}

/// Notes where the text lies that `reader` has just read, if it keeps to its rules.
fn text(
    place: &mut Option<Span>,
    text: &str,
    reader: &Reader<'_>,
    valid: impl Fn(&[u8]) -> bool,
) -> Result<(), Error> {
    if !valid(text.as_bytes()) {
        return Err(Fault::Name.into());
    }
    let number = |value: usize| u32::try_from(value).map_err(|_| Fault::MessageLength);
    // A NUL follows the text.
    let at = number(reader.position() - 1 - text.len())?;
    once(place, Span { at, length: number(text.len())? })
}

fn once<T>(place: &mut Option<T>, value: T) -> Result<(), Error> {
    if place.is_some() {
        return Err(Fault::Field.into());
    }
    *place = Some(value);
    Ok(())
}

/// A field of another type than it should have is as wrong as its bytes can be.
fn fault(error: &Error) -> Fault {
    match error {
        Error::Protocol(fault) => *fault,
        _ => Fault::Field,
    }
}
