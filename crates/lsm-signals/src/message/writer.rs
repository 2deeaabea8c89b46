// SPDX-License-Identifier: MIT OR Apache-2.0
//! Values into bytes, held against the signature that they shall have.

use super::outgoing::Shared;
use super::{Endian, Fault, MAX_ARRAY, MAX_TOTAL_DEPTH, SHARE_FROM, names, signature, text};
use crate::{Error, Result};

/// Writes the values of a body, in the order and of the types of its signature.
///
/// Every method fails with [`Error::Mismatch`] where the signature wants something else.
/// `'p` is the life of payloads that are handed on without a copy, see [`Self::string_shared`].
#[derive(Debug)]
pub struct Writer<'w, 'p> {
    out: &'w mut Vec<u8>,
    shared: &'w mut Shared<'p>,
    /// Where the body begins in `out`.
    base: usize,
    signature: &'w [u8],
    at: usize,
    /// The elements of an array: the signature begins anew behind its end.
    repeats: bool,
    depth: u8,
}

impl<'w, 'p> Writer<'w, 'p> {
    /// A writer that appends to `out` a body of this checked signature.
    pub(crate) fn new(
        out: &'w mut Vec<u8>,
        shared: &'w mut Shared<'p>,
        signature: &'w [u8],
    ) -> Self {
        let base = out.len();
        Self { out, shared, base, signature, at: 0, repeats: false, depth: 0 }
    }

    /// A byte; type `y`.
    pub fn byte(&mut self, value: u8) -> Result<()> {
        self.takes(b'y', "a byte")?;
        self.out.push(value);
        Ok(())
    }

    /// A boolean; type `b`.
    pub fn boolean(&mut self, value: bool) -> Result<()> {
        self.takes(b'b', "a boolean")?;
        self.number(u32::from(value).to_ne_bytes());
        Ok(())
    }

    /// A signed number of 16 bits; type `n`.
    pub fn int16(&mut self, value: i16) -> Result<()> {
        self.takes(b'n', "an int16")?;
        self.number(value.to_ne_bytes());
        Ok(())
    }

    /// An unsigned number of 16 bits; type `q`.
    pub fn uint16(&mut self, value: u16) -> Result<()> {
        self.takes(b'q', "a uint16")?;
        self.number(value.to_ne_bytes());
        Ok(())
    }

    /// A signed number of 32 bits; type `i`.
    pub fn int32(&mut self, value: i32) -> Result<()> {
        self.takes(b'i', "an int32")?;
        self.number(value.to_ne_bytes());
        Ok(())
    }

    /// An unsigned number of 32 bits; type `u`.
    pub fn uint32(&mut self, value: u32) -> Result<()> {
        self.takes(b'u', "a uint32")?;
        self.number(value.to_ne_bytes());
        Ok(())
    }

    /// A signed number of 64 bits; type `x`.
    pub fn int64(&mut self, value: i64) -> Result<()> {
        self.takes(b'x', "an int64")?;
        self.number(value.to_ne_bytes());
        Ok(())
    }

    /// An unsigned number of 64 bits; type `t`.
    #[inline]
    pub fn uint64(&mut self, value: u64) -> Result<()> {
        self.takes(b't', "a uint64")?;
        self.number(value.to_ne_bytes());
        Ok(())
    }

    /// A number with a fraction; type `d`.
    #[inline]
    pub fn double(&mut self, value: f64) -> Result<()> {
        self.takes(b'd', "a double")?;
        self.number(value.to_ne_bytes());
        Ok(())
    }

    /// The index of a file descriptor among those that go with the message; type `h`.
    pub fn descriptor(&mut self, index: u32) -> Result<()> {
        self.takes(b'h', "a file descriptor")?;
        self.number(index.to_ne_bytes());
        Ok(())
    }

    /// A text; type `s`.
    ///
    /// # Errors
    /// [`Error::Invalid`] if it holds a NUL, which D-Bus cannot carry.
    #[inline]
    pub fn string(&mut self, value: &str) -> Result<()> {
        self.takes(b's', "a string")?;
        self.text_length(value)?;
        self.out.extend_from_slice(value.as_bytes());
        self.out.push(0);
        Ok(())
    }

    /// A text that, if it is long, is not copied but handed to the kernel from where it lies.
    ///
    /// # Errors
    /// As [`Self::string`].
    pub fn string_shared(&mut self, value: &'p str) -> Result<()> {
        if value.len() < SHARE_FROM {
            return self.string(value);
        }
        self.takes(b's', "a string")?;
        self.text_length(value)?;
        self.shared.add(self.out, value.as_bytes());
        self.out.push(0);
        Ok(())
    }

    /// An object path; type `o`.
    ///
    /// # Errors
    /// [`Error::Invalid`] if it does not keep to the rules for paths.
    pub fn object_path(&mut self, value: &str) -> Result<()> {
        self.takes(b'o', "an object path")?;
        if !names::is_path(value.as_bytes()) {
            return Err(Error::Invalid {
                what: "object path",
                value: value.into(),
                why: "elements of letters, digits and _ follow a / each",
            });
        }
        self.text_length(value)?;
        self.out.extend_from_slice(value.as_bytes());
        self.out.push(0);
        Ok(())
    }

    /// A signature; type `g`.
    ///
    /// # Errors
    /// [`Error::Protocol`] if it does not keep to the rules for signatures.
    pub fn signature(&mut self, value: &str) -> Result<()> {
        self.takes(b'g', "a signature")?;
        signature::check(value.as_bytes())?;
        self.put_signature(value);
        Ok(())
    }

    /// An array; type `a`. `elements` writes any number of elements, one after the other.
    ///
    /// # Errors
    /// [`Error::TooLarge`] if the elements are larger than [`MAX_ARRAY`].
    pub fn array(
        &mut self,
        elements: impl FnOnce(&mut Writer<'_, 'p>) -> Result<()>,
    ) -> Result<()> {
        let element = self.element()?;
        self.number(0_u32.to_ne_bytes());
        let length_at = self.out.len() - 4;
        self.pad(signature::alignment(element.first().copied().unwrap_or(b'y')));
        let start = self.position();
        let mut inner = self.inner(element, true)?;
        elements(&mut inner)?;
        inner.finish()?;
        self.patch_array(length_at, start)
    }

    /// An array of bytes; type `ay`.
    ///
    /// # Errors
    /// As [`Self::array`].
    pub fn bytes(&mut self, value: &[u8]) -> Result<()> {
        self.byte_array(value.len())?;
        self.out.extend_from_slice(value);
        Ok(())
    }

    /// An array of bytes that, if it is long, is not copied but handed to the kernel from where
    /// it lies; type `ay`.
    ///
    /// # Errors
    /// As [`Self::array`].
    pub fn bytes_shared(&mut self, value: &'p [u8]) -> Result<()> {
        if value.len() < SHARE_FROM {
            return self.bytes(value);
        }
        self.byte_array(value.len())?;
        self.shared.add(self.out, value);
        Ok(())
    }

    /// A structure; type `(…)`. `fields` writes its fields.
    pub fn structure(
        &mut self,
        fields: impl FnOnce(&mut Writer<'_, 'p>) -> Result<()>,
    ) -> Result<()> {
        self.container(b'(', "a structure", fields)
    }

    /// An entry of a dictionary; type `{…}`, in arrays only. `pair` writes key and value.
    pub fn entry(&mut self, pair: impl FnOnce(&mut Writer<'_, 'p>) -> Result<()>) -> Result<()> {
        self.container(b'{', "an entry of a dictionary", pair)
    }

    /// A variant; type `v`. `value` writes one value of this signature.
    ///
    /// # Errors
    /// [`Error::Protocol`] if the signature is not one single type.
    pub fn variant(
        &mut self,
        signature: &str,
        value: impl FnOnce(&mut Writer<'_, 'p>) -> Result<()>,
    ) -> Result<()> {
        self.takes(b'v', "a variant")?;
        signature::check_single(signature.as_bytes())?;
        self.put_signature(signature);
        let mut inner = self.inner(signature.as_bytes(), false)?;
        value(&mut inner)?;
        inner.finish()
    }

    /// How many bytes of the body were written so far.
    pub(crate) fn position(&self) -> usize {
        self.out.len() - self.base + self.shared.bytes()
    }

    /// Everything that the signature promises was written.
    pub(crate) fn finish(&self) -> Result<()> {
        if self.at == self.signature.len() || (self.repeats && self.at == 0) {
            return Ok(());
        }
        Err(self.mismatch("an end"))
    }

    #[inline]
    fn takes(&mut self, letter: u8, value: &'static str) -> Result<()> {
        if self.repeats && self.at == self.signature.len() {
            self.at = 0;
        }
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

    /// Takes the type of an array and gives that of its elements.
    fn element(&mut self) -> Result<&'w [u8]> {
        self.takes(b'a', "an array")?;
        let element = self.signature.get(self.at..).and_then(signature::first).unwrap_or(&[]);
        self.at += element.len();
        Ok(element)
    }

    fn container(
        &mut self,
        letter: u8,
        name: &'static str,
        inside: impl FnOnce(&mut Writer<'_, 'p>) -> Result<()>,
    ) -> Result<()> {
        self.takes(letter, name)?;
        let whole = self.signature.get(self.at - 1..).and_then(signature::first).unwrap_or(&[]);
        let [_, fields @ .., _] = whole else { return Err(self.mismatch(name)) };
        self.at += whole.len() - 1;
        self.pad(8);
        let mut inner = self.inner(fields, false)?;
        inside(&mut inner)?;
        inner.finish()
    }

    fn inner<'i>(&'i mut self, signature: &'i [u8], repeats: bool) -> Result<Writer<'i, 'p>> {
        if self.depth == MAX_TOTAL_DEPTH {
            return Err(Fault::Depth.into());
        }
        Ok(Writer {
            out: self.out,
            shared: self.shared,
            base: self.base,
            signature,
            at: 0,
            repeats,
            depth: self.depth + 1,
        })
    }

    fn byte_array(&mut self, length: usize) -> Result<()> {
        if self.element()? != b"y" {
            return Err(self.mismatch("an array of bytes"));
        }
        let length = array_length(length)?;
        self.number(length.to_ne_bytes());
        Ok(())
    }

    fn patch_array(&mut self, length_at: usize, start: usize) -> Result<()> {
        let length = array_length(self.position() - start)?;
        if let Some(place) = self.out.get_mut(length_at..length_at + 4) {
            place.copy_from_slice(&length.to_ne_bytes());
        }
        Ok(())
    }

    #[inline]
    fn text_length(&mut self, value: &str) -> Result<()> {
        if text::has_nul(value.as_bytes()) {
            return Err(Error::Invalid {
                what: "string",
                value: value.chars().take(64).collect(),
                why: "D-Bus cannot carry the character NUL",
            });
        }
        let length = u32::try_from(value.len()).unwrap_or(u32::MAX);
        self.number(length.to_ne_bytes());
        Ok(())
    }

    fn put_signature(&mut self, value: &str) {
        self.out.push(u8::try_from(value.len()).unwrap_or(u8::MAX));
        self.out.extend_from_slice(value.as_bytes());
        self.out.push(0);
    }

    #[inline]
    fn number<const N: usize>(&mut self, bytes: [u8; N]) {
        self.pad(N);
        self.out.extend_from_slice(&bytes);
    }

    #[inline]
    fn pad(&mut self, to: usize) {
        let over = self.position() & (to - 1);
        if over != 0 {
            self.out.extend_from_slice(&[0; 8][over..to]);
        }
    }
}

fn array_length(length: usize) -> Result<u32> {
    let limit = MAX_ARRAY;
    u32::try_from(length).ok().filter(|_| length <= limit).ok_or(Error::TooLarge {
        what: "An array",
        length: length as u64,
        limit: limit as u64,
    })
}

/// The order in which writers write numbers.
pub(crate) const ENDIAN: Endian = Endian::NATIVE;
