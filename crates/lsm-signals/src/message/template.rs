// SPDX-License-Identifier: MIT OR Apache-2.0
//! Headers that are marshalled once and used for many messages.

use super::fields::FIXED;
use super::outgoing::Shared;
use super::writer::ENDIAN;
use super::{MAX_MESSAGE, Marshalled, Message, Outgoing, Writer, names, signature};
use crate::{Error, Result};

/// A marshalled header in which only the serial number and the length of the body are open.
#[derive(Clone, Debug)]
pub struct Template {
    header: Vec<u8>,
    signature: Box<str>,
}

/// Where the length of the body lies in a header.
const BODY_LENGTH: std::ops::Range<usize> = 4..8;
/// Where the serial number lies in a header.
const SERIAL: std::ops::Range<usize> = 8..12;
/// Where the length of the array of fields lies in a header.
const FIELDS_LENGTH: std::ops::Range<usize> = 12..16;
const NO_REPLY_EXPECTED: u8 = 1;

impl Template {
    /// A signal; to everybody who has a rule for it, or only to `destination`.
    ///
    /// # Errors
    /// [`Error::Invalid`] if one of the names or the signature does not keep to its rules.
    pub fn signal(
        path: &str,
        interface: &str,
        member: &str,
        signature: &str,
        destination: Option<&str>,
    ) -> Result<Self> {
        Draft::new(4, NO_REPLY_EXPECTED)
            .path(path)?
            .interface(interface)?
            .member(member)?
            .destination(destination)?
            .body(signature)
    }

    /// A call of a method.
    ///
    /// # Errors
    /// As [`Self::signal`].
    pub fn call(
        destination: Option<&str>,
        path: &str,
        interface: &str,
        member: &str,
        signature: &str,
    ) -> Result<Self> {
        Draft::new(1, 0)
            .path(path)?
            .interface(interface)?
            .member(member)?
            .destination(destination)?
            .body(signature)
    }

    /// A call of a method of the bus itself.
    ///
    /// # Errors
    /// As [`Self::signal`].
    pub fn driver(member: &str, signature: &str) -> Result<Self> {
        let bus = "org.freedesktop.DBus";
        Self::call(Some(bus), "/org/freedesktop/DBus", bus, member, signature)
    }

    /// A call of a method whose caller wants no reply.
    ///
    /// # Errors
    /// As [`Self::signal`].
    pub fn call_without_reply(
        destination: Option<&str>,
        path: &str,
        interface: &str,
        member: &str,
        signature: &str,
    ) -> Result<Self> {
        let mut template = Self::call(destination, path, interface, member, signature)?;
        if let Some(flags) = template.header.get_mut(2) {
            *flags |= NO_REPLY_EXPECTED;
        }
        Ok(template)
    }

    /// The result of a call.
    ///
    /// # Errors
    /// As [`Self::signal`].
    pub fn reply(call: &Message<'_>, signature: &str) -> Result<Self> {
        Draft::new(2, NO_REPLY_EXPECTED)
            .number(5, call.serial())
            .destination(call.sender())?
            .body(signature)
    }

    /// The failure of a call, with its name and a body of one text.
    ///
    /// # Errors
    /// As [`Self::signal`].
    pub fn error(call: &Message<'_>, name: &str) -> Result<Self> {
        Draft::new(3, NO_REPLY_EXPECTED)
            .error_name(name)?
            .number(5, call.serial())
            .destination(call.sender())?
            .body("s")
    }

    /// This header with one more field: that as many file descriptors go with the message.
    #[must_use]
    pub fn with_descriptors(&self, count: u32) -> Self {
        let draft = Draft { bytes: self.header.clone() };
        let mut draft = draft.number(9, count);
        draft.close();
        Self { header: draft.bytes, signature: self.signature.clone() }
    }

    /// The signature of the body.
    pub fn signature(&self) -> &str {
        &self.signature
    }

    /// How long the header is, in bytes.
    pub fn header_length(&self) -> usize {
        self.header.len()
    }

    /// Puts a message with this header at the end of `out`; `body` writes its body.
    ///
    /// # Errors
    /// Those of `body`, and [`Error::TooLarge`] if the message is larger than [`MAX_MESSAGE`];
    /// then `out` is as it was.
    #[inline]
    pub fn write<'p>(
        &self,
        out: &mut Outgoing,
        serial: u32,
        body: impl FnOnce(&mut Writer<'_, 'p>) -> Result<()>,
    ) -> Result<Marshalled<'p>> {
        let out = out.end();
        let start = out.len();
        out.extend_from_slice(&self.header);
        let mut shared = Shared::default();
        let mut writer = Writer::new(out, &mut shared, self.signature.as_bytes());
        let written = body(&mut writer)
            .and_then(|()| writer.finish())
            .and_then(|()| self.check_length(writer.position()));
        let body_length = match written {
            Ok(length) => length,
            Err(error) => {
                out.truncate(start);
                return Err(error);
            }
        };
        patch(out, start, BODY_LENGTH, body_length);
        patch(out, start, SERIAL, serial);
        let length = out.len() - start + shared.bytes();
        Ok(Marshalled::new(serial, length, start, shared))
    }

    /// Puts a message with this header and a body that was marshalled for its signature before.
    pub(crate) fn write_body(
        &self,
        out: &mut Outgoing,
        serial: u32,
        body: &[u8],
    ) -> Result<Marshalled<'static>> {
        let length = self.check_length(body.len())?;
        let out = out.end();
        let start = out.len();
        out.extend_from_slice(&self.header);
        out.extend_from_slice(body);
        patch(out, start, BODY_LENGTH, length);
        patch(out, start, SERIAL, serial);
        Ok(Marshalled::new(serial, out.len() - start, start, Shared::default()))
    }

    #[inline]
    fn check_length(&self, body: usize) -> Result<u32> {
        let length = self.header.len() + body;
        u32::try_from(body).ok().filter(|_| length <= MAX_MESSAGE).ok_or(Error::TooLarge {
            what: "A message",
            length: length as u64,
            limit: MAX_MESSAGE as u64,
        })
    }
}

#[inline]
fn patch(out: &mut [u8], start: usize, place: std::ops::Range<usize>, value: u32) {
    if let Some(place) = out.get_mut(start + place.start..start + place.end) {
        place.copy_from_slice(&value.to_ne_bytes());
    }
}

/// A header that is being put together.
struct Draft {
    bytes: Vec<u8>,
}

impl Draft {
    fn new(kind: u8, flags: u8) -> Self {
        let mut bytes = vec![ENDIAN.letter(), kind, flags, 1];
        bytes.resize(FIXED, 0);
        Self { bytes }
    }

    fn path(self, path: &str) -> Result<Self> {
        valid(names::is_path(path.as_bytes()), "object path", path)?;
        Ok(self.text(1, b'o', path))
    }

    fn interface(self, interface: &str) -> Result<Self> {
        valid(names::is_interface(interface.as_bytes()), "interface", interface)?;
        Ok(self.text(2, b's', interface))
    }

    fn member(self, member: &str) -> Result<Self> {
        valid(names::is_member(member.as_bytes()), "method or signal", member)?;
        Ok(self.text(3, b's', member))
    }

    fn error_name(self, name: &str) -> Result<Self> {
        valid(names::is_interface(name.as_bytes()), "name of an error", name)?;
        Ok(self.text(4, b's', name))
    }

    fn destination(self, destination: Option<&str>) -> Result<Self> {
        let Some(name) = destination else { return Ok(self) };
        valid(names::is_bus(name.as_bytes()), "bus name", name)?;
        Ok(self.text(6, b's', name))
    }

    /// Closes the header of a message whose body has this signature.
    fn body(mut self, body: &str) -> Result<Template> {
        if signature::check(body.as_bytes()).is_err() {
            return Err(Error::Invalid {
                what: "signature",
                value: body.into(),
                why: "it has to be a sequence of complete types",
            });
        }
        if !body.is_empty() {
            self.field(8, b'g');
            self.bytes.push(u8::try_from(body.len()).unwrap_or(u8::MAX));
            self.bytes.extend_from_slice(body.as_bytes());
            self.bytes.push(0);
        }
        self.close();
        Ok(Template { header: self.bytes, signature: body.into() })
    }

    fn text(mut self, code: u8, letter: u8, value: &str) -> Self {
        self.field(code, letter);
        let length = u32::try_from(value.len()).unwrap_or(u32::MAX);
        self.bytes.extend_from_slice(&length.to_ne_bytes());
        self.bytes.extend_from_slice(value.as_bytes());
        self.bytes.push(0);
        self
    }

    fn number(mut self, code: u8, value: u32) -> Self {
        self.field(code, b'u');
        self.bytes.extend_from_slice(&value.to_ne_bytes());
        self
    }

    fn field(&mut self, code: u8, letter: u8) {
        self.pad();
        self.bytes.extend_from_slice(&[code, 1, letter, 0]);
    }

    /// Sets the length of the array of fields, which the padding behind it does not count for.
    fn close(&mut self) {
        let length = u32::try_from(self.bytes.len() - FIXED).unwrap_or(u32::MAX);
        patch(&mut self.bytes, 0, FIELDS_LENGTH, length);
        self.pad();
    }

    fn pad(&mut self) {
        self.bytes.resize(self.bytes.len().next_multiple_of(8), 0);
    }
}

fn valid(holds: bool, what: &'static str, value: &str) -> Result<()> {
    let why = "see the rules for names in the D-Bus specification";
    if holds { Ok(()) } else { Err(Error::Invalid { what, value: value.into(), why }) }
}
