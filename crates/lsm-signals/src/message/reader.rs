// SPDX-License-Identifier: MIT OR Apache-2.0
//! Bytes into values, held against the signature that they shall have.

use super::{Endian, Fault, MAX_ARRAY, MAX_TOTAL_DEPTH, names, signature};
use crate::{Error, Result};

/// Reads the values of a body, in the order and of the types of its signature.
///
/// Every method fails with [`Error::Mismatch`] where the signature has something else, and with
/// [`Error::Protocol`] where the bytes are not what the D-Bus specification allows.
#[derive(Clone, Debug)]
pub struct Reader<'m> {
    bytes: &'m [u8],
    endian: Endian,
    /// Where the next value, or the padding before it, begins.
    position: usize,
    signature: &'m [u8],
    at: usize,
    /// The end of the array whose elements are read; the signature begins anew behind its end.
    array_end: Option<usize>,
    depth: u8,
}

impl<'m> Reader<'m> {
    /// A reader of a body, of which the first byte lies at a boundary of 8.
    #[inline]
    pub fn new(bytes: &'m [u8], signature: &'m str, endian: Endian) -> Self {
        let signature = signature.as_bytes();
        Self { bytes, endian, position: 0, signature, at: 0, array_end: None, depth: 0 }
    }

    /// The signature of what is still to be read; that of one element inside of an array.
    pub fn rest(&self) -> &'m str {
        let rest = self.signature.get(self.at..).unwrap_or(&[]);
        std::str::from_utf8(rest).unwrap_or("")
    }

    /// Whether there is another element of the array that is being read, or another value.
    pub fn more(&self) -> bool {
        match self.array_end {
            Some(end) => self.position < end,
            None => self.at < self.signature.len(),
        }
    }

    /// A byte; type `y`.
    pub fn byte(&mut self) -> Result<u8> {
        self.takes(b'y', "a byte")?;
        Ok(self.number::<1>()?[0])
    }

    /// A boolean; type `b`.
    pub fn boolean(&mut self) -> Result<bool> {
        self.takes(b'b', "a boolean")?;
        match self.number().map(|bytes| self.endian.u32(bytes))? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Fault::Boolean.into()),
        }
    }

    /// A signed number of 16 bits; type `n`.
    pub fn int16(&mut self) -> Result<i16> {
        self.takes(b'n', "an int16")?;
        Ok(self.endian.u16(self.number()?).cast_signed())
    }

    /// An unsigned number of 16 bits; type `q`.
    pub fn uint16(&mut self) -> Result<u16> {
        self.takes(b'q', "a uint16")?;
        Ok(self.endian.u16(self.number()?))
    }

    /// A signed number of 32 bits; type `i`.
    pub fn int32(&mut self) -> Result<i32> {
        self.takes(b'i', "an int32")?;
        Ok(self.endian.u32(self.number()?).cast_signed())
    }

    /// An unsigned number of 32 bits; type `u`.
    #[inline]
    pub fn uint32(&mut self) -> Result<u32> {
        self.takes(b'u', "a uint32")?;
        Ok(self.endian.u32(self.number()?))
    }

    /// A signed number of 64 bits; type `x`.
    pub fn int64(&mut self) -> Result<i64> {
        self.takes(b'x', "an int64")?;
        Ok(self.endian.u64(self.number()?).cast_signed())
    }

    /// An unsigned number of 64 bits; type `t`.
    #[inline]
    pub fn uint64(&mut self) -> Result<u64> {
        self.takes(b't', "a uint64")?;
        Ok(self.endian.u64(self.number()?))
    }

    /// A number with a fraction; type `d`.
    #[inline]
    pub fn double(&mut self) -> Result<f64> {
        self.takes(b'd', "a double")?;
        Ok(f64::from_bits(self.endian.u64(self.number()?)))
    }

    /// The index of a file descriptor among those of the message; type `h`.
    pub fn descriptor(&mut self) -> Result<u32> {
        self.takes(b'h', "a file descriptor")?;
        Ok(self.endian.u32(self.number()?))
    }

    /// A text; type `s`.
    #[inline]
    pub fn string(&mut self) -> Result<&'m str> {
        self.takes(b's', "a string")?;
        self.text()
    }

    /// An object path; type `o`.
    pub fn object_path(&mut self) -> Result<&'m str> {
        self.takes(b'o', "an object path")?;
        let path = self.text()?;
        if names::is_path(path.as_bytes()) { Ok(path) } else { Err(Fault::ObjectPath.into()) }
    }

    /// A signature; type `g`.
    pub fn signature(&mut self) -> Result<&'m str> {
        self.takes(b'g', "a signature")?;
        let text = self.short_text()?;
        signature::check(text.as_bytes())?;
        Ok(text)
    }

    /// An array; type `a`. The reader that it gives reads the elements while it has
    /// [`Self::more`]; this one goes on behind the array.
    pub fn array(&mut self) -> Result<Reader<'m>> {
        self.takes(b'a', "an array")?;
        let element = self.single();
        let length = self.endian.u32(self.number()?) as usize;
        if length > MAX_ARRAY {
            return Err(Fault::ArrayLength.into());
        }
        self.pad(signature::alignment(element.first().copied().unwrap_or(b'y')))?;
        let start = self.position;
        let end = start + length;
        if end > self.bytes.len() {
            return Err(Fault::BodyLength.into());
        }
        self.position = end;
        let mut elements = self.inner(element)?;
        elements.position = start;
        elements.array_end = Some(end);
        elements.bytes = self.bytes.get(..end).unwrap_or(&[]);
        Ok(elements)
    }

    /// An array of bytes; type `ay`.
    pub fn bytes(&mut self) -> Result<&'m [u8]> {
        let elements = self.array()?;
        if elements.signature != b"y" {
            return Err(self.mismatch("an array of bytes"));
        }
        Ok(elements.bytes.get(elements.position..).unwrap_or(&[]))
    }

    /// A structure; type `(…)`. `fields` reads all its fields.
    pub fn structure<T>(&mut self, fields: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.container(b'(', "a structure", fields)
    }

    /// An entry of a dictionary; type `{…}`. `pair` reads key and value.
    pub fn entry<T>(&mut self, pair: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.container(b'{', "an entry of a dictionary", pair)
    }

    /// A variant; type `v`. `value` gets a reader of one value, whose signature is in
    /// [`Self::rest`], and reads it.
    pub fn variant<T>(&mut self, value: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.takes(b'v', "a variant")?;
        let signature = self.short_text()?.as_bytes();
        signature::check_single(signature)?;
        self.inside(signature, value)
    }

    /// Reads over one value of any type, and checks it as if it were read.
    pub fn skip(&mut self) -> Result<()> {
        self.rewind();
        match self.signature.get(self.at) {
            Some(b'y') => self.byte().map(drop),
            Some(b'b') => self.boolean().map(drop),
            Some(b'n' | b'q') => {
                self.at += 1;
                self.number::<2>().map(drop)
            }
            Some(b'i' | b'u' | b'h') => {
                self.at += 1;
                self.number::<4>().map(drop)
            }
            Some(b'x' | b't' | b'd') => {
                self.at += 1;
                self.number::<8>().map(drop)
            }
            Some(b's') => self.string().map(drop),
            Some(b'o') => self.object_path().map(drop),
            Some(b'g') => self.signature().map(drop),
            Some(b'a') => self.array()?.finish(),
            Some(b'(') => self.structure(Self::finish),
            Some(b'{') => self.entry(Self::finish),
            Some(b'v') => self.variant(Self::finish),
            _ => Err(self.mismatch("a value")),
        }
    }

    /// Reads over everything that is left and checks that nothing is left behind that.
    pub fn finish(&mut self) -> Result<()> {
        while self.more() {
            self.skip()?;
        }
        let ends = self.depth > 0 && self.array_end.is_none();
        if ends || self.position == self.bytes.len() {
            return Ok(());
        }
        Err(Fault::BodyLength.into())
    }

    fn rewind(&mut self) {
        if self.array_end.is_some() && self.at == self.signature.len() {
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

    /// Takes the next single complete type of the signature.
    fn single(&mut self) -> &'m [u8] {
        let rest = self.signature.get(self.at..).unwrap_or(&[]);
        let length = signature::single(rest).unwrap_or(rest.len());
        self.at += length;
        rest.get(..length).unwrap_or(&[])
    }

    fn inner(&self, signature: &'m [u8]) -> Result<Self> {
        if self.depth == MAX_TOTAL_DEPTH {
            return Err(Fault::Depth.into());
        }
        Ok(Self { signature, at: 0, array_end: None, depth: self.depth + 1, ..*self })
    }

    fn inside<T>(
        &mut self,
        signature: &'m [u8],
        read: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        let mut inner = self.inner(signature)?;
        let value = read(&mut inner)?;
        inner.finish()?;
        self.position = inner.position;
        Ok(value)
    }

    fn container<T>(
        &mut self,
        letter: u8,
        name: &'static str,
        read: impl FnOnce(&mut Self) -> Result<T>,
    ) -> Result<T> {
        self.takes(letter, name)?;
        self.at -= 1;
        let whole = self.single();
        self.pad(8)?;
        self.inside(whole.get(1..whole.len().saturating_sub(1)).unwrap_or(&[]), read)
    }

    #[inline]
    fn pad(&mut self, to: usize) -> Result<()> {
        let next = (self.position + to - 1) & !(to - 1);
        if next != self.position {
            let padding = self.bytes.get(self.position..next).ok_or(Fault::BodyLength)?;
            if padding.iter().any(|byte| *byte != 0) {
                return Err(Fault::Padding.into());
            }
            self.position = next;
        }
        Ok(())
    }

    #[inline]
    fn number<const N: usize>(&mut self) -> Result<[u8; N]> {
        self.pad(N)?;
        let bytes = self.bytes.get(self.position..).and_then(<[u8]>::first_chunk);
        self.position += N;
        Ok(*bytes.ok_or(Fault::BodyLength)?)
    }

    #[inline]
    fn text(&mut self) -> Result<&'m str> {
        let length = self.endian.u32(self.number()?) as usize;
        self.terminated(length)
    }

    fn short_text(&mut self) -> Result<&'m str> {
        let [length] = self.number()?;
        self.terminated(usize::from(length))
    }

    /// A text of this many bytes and the NUL behind it.
    fn terminated(&mut self, length: usize) -> Result<&'m str> {
        let rest = self.bytes.get(self.position..).unwrap_or(&[]);
        let text = rest.get(..length).ok_or(Fault::BodyLength)?;
        if rest.get(length) != Some(&0) || text.contains(&0) {
            return Err(Fault::Text.into());
        }
        self.position += length + 1;
        std::str::from_utf8(text).map_err(|_| Fault::Text.into())
    }
}
