// SPDX-License-Identifier: MIT OR Apache-2.0
//! Bytes into values, held against the signature that they shall have.

use super::cursor::Cursor;
use super::{Endian, Fault, MAX_TOTAL_DEPTH, names, signature, text};
use crate::{Error, Result};

/// Reads the values of a body, in the order and of the types of its signature.
///
/// Every method fails with [`Error::Mismatch`] where the signature has something else, and with
/// [`Error::Protocol`] where the bytes are not what the D-Bus specification allows.
#[derive(Clone, Debug)]
pub struct Reader<'m> {
    cursor: Cursor<'m>,
    signature: &'m [u8],
    at: usize,
    /// The elements of an array: the signature begins anew behind its end.
    repeats: bool,
    depth: u8,
    /// The whole body was checked before, so that long texts need no second look for NUL.
    checked: bool,
}

impl<'m> Reader<'m> {
    /// A reader of a body, of which the first byte lies at a boundary of 8.
    ///
    /// # Errors
    /// [`Error::Protocol`] if the signature does not keep to the rules for signatures.
    pub fn new(bytes: &'m [u8], signature: &'m str, endian: Endian) -> Result<Self> {
        signature::check(signature.as_bytes())?;
        Ok(Self::of(Cursor { bytes, endian, position: 0 }, signature.as_bytes()))
    }

    /// A reader of values of this checked signature.
    #[inline]
    pub(super) fn of(cursor: Cursor<'m>, signature: &'m [u8]) -> Self {
        Self { cursor, signature, at: 0, repeats: false, depth: 0, checked: false }
    }

    /// A reader of a whole body that a [`Stream`](super::Stream) has checked.
    #[inline]
    pub(super) fn of_checked(cursor: Cursor<'m>, signature: &'m [u8]) -> Self {
        Self { checked: true, ..Self::of(cursor, signature) }
    }

    /// The signature of what is still to be read; that of one element inside of an array.
    pub fn rest(&self) -> &'m str {
        let rest = self.signature.get(self.at..).unwrap_or(&[]);
        let rest = if self.repeats && rest.is_empty() { self.signature } else { rest };
        std::str::from_utf8(rest).unwrap_or("")
    }

    /// Whether there is another element of the array that is being read, or another value.
    #[inline]
    pub fn more(&self) -> bool {
        if self.repeats {
            self.cursor.position < self.cursor.bytes.len()
        } else {
            self.at < self.signature.len()
        }
    }

    /// A byte; type `y`.
    pub fn byte(&mut self) -> Result<u8> {
        self.takes(b'y', "a byte")?;
        let [byte] = self.cursor.number()?;
        Ok(byte)
    }

    /// A boolean; type `b`.
    pub fn boolean(&mut self) -> Result<bool> {
        self.takes(b'b', "a boolean")?;
        Ok(self.cursor.boolean()?)
    }

    /// A signed number of 16 bits; type `n`.
    pub fn int16(&mut self) -> Result<i16> {
        self.takes(b'n', "an int16")?;
        Ok(self.cursor.endian.u16(self.cursor.number()?).cast_signed())
    }

    /// An unsigned number of 16 bits; type `q`.
    pub fn uint16(&mut self) -> Result<u16> {
        self.takes(b'q', "a uint16")?;
        Ok(self.cursor.endian.u16(self.cursor.number()?))
    }

    /// A signed number of 32 bits; type `i`.
    pub fn int32(&mut self) -> Result<i32> {
        self.takes(b'i', "an int32")?;
        Ok(self.cursor.uint32()?.cast_signed())
    }

    /// An unsigned number of 32 bits; type `u`.
    #[inline]
    pub fn uint32(&mut self) -> Result<u32> {
        self.takes(b'u', "a uint32")?;
        Ok(self.cursor.uint32()?)
    }

    /// A signed number of 64 bits; type `x`.
    pub fn int64(&mut self) -> Result<i64> {
        self.takes(b'x', "an int64")?;
        Ok(self.cursor.endian.u64(self.cursor.number()?).cast_signed())
    }

    /// An unsigned number of 64 bits; type `t`.
    #[inline]
    pub fn uint64(&mut self) -> Result<u64> {
        self.takes(b't', "a uint64")?;
        Ok(self.cursor.endian.u64(self.cursor.number()?))
    }

    /// A number with a fraction; type `d`.
    #[inline]
    pub fn double(&mut self) -> Result<f64> {
        self.takes(b'd', "a double")?;
        Ok(f64::from_bits(self.cursor.endian.u64(self.cursor.number()?)))
    }

    /// The index of a file descriptor among those of the message; type `h`.
    pub fn descriptor(&mut self) -> Result<u32> {
        self.takes(b'h', "a file descriptor")?;
        Ok(self.cursor.uint32()?)
    }

    /// A text; type `s`.
    #[inline]
    pub fn string(&mut self) -> Result<&'m str> {
        self.takes(b's', "a string")?;
        let bytes = self.cursor.text()?;
        match std::str::from_utf8(bytes) {
            Ok(value) if self.checked || !text::has_nul(bytes) => Ok(value),
            _ => Err(Fault::Text.into()),
        }
    }

    /// An object path; type `o`.
    pub fn object_path(&mut self) -> Result<&'m str> {
        self.takes(b'o', "an object path")?;
        let path = self.cursor.text()?;
        if names::is_path(path) { ascii(path) } else { Err(Fault::ObjectPath.into()) }
    }

    /// A signature; type `g`.
    pub fn signature(&mut self) -> Result<&'m str> {
        self.takes(b'g', "a signature")?;
        ascii(self.cursor.signature()?)
    }

    /// An array; type `a`. The reader that it gives reads the elements while it has
    /// [`Self::more`]; this one goes on behind the array.
    pub fn array(&mut self) -> Result<Reader<'m>> {
        self.takes(b'a', "an array")?;
        let element = self.signature.get(self.at..).and_then(signature::first).unwrap_or(&[]);
        self.at += element.len();
        let letter = element.first().copied().unwrap_or(b'y');
        let end = self.cursor.array(signature::alignment(letter))?;
        let bytes = self.cursor.bytes.get(..end).unwrap_or(&[]);
        let elements = Cursor { bytes, ..self.cursor };
        self.cursor.position = end;
        let (depth, checked) = (self.deeper()?, self.checked);
        Ok(Self { repeats: true, depth, checked, ..Self::of(elements, element) })
    }

    /// An array of bytes; type `ay`.
    pub fn bytes(&mut self) -> Result<&'m [u8]> {
        let Self { cursor, signature, .. } = self.array()?;
        if signature != b"y" {
            return Err(self.mismatch("an array of bytes"));
        }
        Ok(cursor.bytes.get(cursor.position..).unwrap_or(&[]))
    }

    /// A structure; type `(…)`. `fields` reads its fields, all or the first ones.
    pub fn structure<T>(&mut self, fields: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let depth = self.deeper()?;
        self.container(b'(', "a structure", depth, fields)
    }

    /// An entry of a dictionary; type `{…}`. `pair` reads key and value, or only the key.
    pub fn entry<T>(&mut self, pair: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.container(b'{', "an entry of a dictionary", self.depth, pair)
    }

    /// A variant; type `v`. `value` gets a reader of one value, whose signature is in
    /// [`Self::rest`], and reads it or not.
    pub fn variant<T>(&mut self, value: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.takes(b'v', "a variant")?;
        let signature = self.cursor.variant()?;
        self.inside(signature, self.deeper()?, value)
    }

    /// Passes over one value of any type, and checks it as if it were read.
    pub fn skip(&mut self) -> Result<()> {
        self.rewind();
        let whole = self.signature.get(self.at..).and_then(signature::first);
        let Some(whole) = whole else { return Err(self.mismatch("a value")) };
        self.cursor.pass(whole, self.depth)?;
        self.at += whole.len();
        Ok(())
    }

    /// Passes over everything that is left, as [`Self::skip`] does, and checks that a whole body
    /// has nothing behind its last value.
    pub fn finish(&mut self) -> Result<()> {
        while self.more() {
            self.skip()?;
        }
        if self.depth == 0 && self.cursor.position != self.cursor.bytes.len() {
            return Err(Fault::BodyLength.into());
        }
        Ok(())
    }

    /// Where the next value, or the padding before it, begins.
    pub(super) fn position(&self) -> usize {
        self.cursor.position
    }

    #[inline]
    fn rewind(&mut self) {
        if self.repeats && self.at == self.signature.len() {
            self.at = 0;
        }
    }

    #[inline]
    fn takes(&mut self, letter: u8, value: &'static str) -> Result<()> {
        self.rewind();
        if self.signature.get(self.at) == Some(&letter) {
            self.at += 1;
            return Ok(());
        }
        Err(self.mismatch(value))
    }

    #[cold]
    fn mismatch(&self, value: &'static str) -> Error {
        let signature = String::from_utf8_lossy(self.signature).into_owned();
        Error::Mismatch { signature, at: self.at, value }
    }

    fn deeper(&self) -> Result<u8> {
        if self.depth == MAX_TOTAL_DEPTH { Err(Fault::Depth.into()) } else { Ok(self.depth + 1) }
    }

    fn container<T>(
        &mut self,
        letter: u8,
        name: &'static str,
        depth: u8,
        read: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        self.takes(letter, name)?;
        let whole = self.signature.get(self.at - 1..).and_then(signature::first).unwrap_or(&[]);
        let [_, inside @ .., _] = whole else { return Err(self.mismatch(name)) };
        self.at += whole.len() - 1;
        self.cursor.pad(8)?;
        self.inside(inside, depth, read)
    }

    fn inside<T>(
        &mut self,
        signature: &'m [u8],
        depth: u8,
        read: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let checked = self.checked;
        let mut inner = Self { depth, checked, ..Self::of(self.cursor, signature) };
        let value = read(&mut inner)?;
        while inner.more() {
            inner.skip()?;
        }
        self.cursor.position = inner.cursor.position;
        Ok(value)
    }
}

fn ascii(bytes: &[u8]) -> Result<&str> {
    std::str::from_utf8(bytes).map_err(|_| Fault::Text.into())
}
