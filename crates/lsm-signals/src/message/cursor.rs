// SPDX-License-Identifier: MIT OR Apache-2.0
//! The bytes of a body, step by step: padding, numbers, texts, and whole values that are checked
//! and passed over.

use super::{Endian, Fault, MAX_ARRAY, MAX_TOTAL_DEPTH, names, signature, text};

/// A place in a body or header whose first byte lies at a boundary of 8.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'m> {
    pub(super) bytes: &'m [u8],
    pub(super) endian: Endian,
    /// Where the next value, or the padding before it, begins.
    pub(super) position: usize,
}

impl<'m> Cursor<'m> {
    /// Passes over the padding before a value with this boundary, a power of two.
    #[inline]
    pub(super) fn pad(&mut self, to: usize) -> Result<(), Fault> {
        let next = (self.position + to - 1) & !(to - 1);
        if next != self.position {
            let padding = self.bytes.get(self.position..next).ok_or(Fault::BodyLength)?;
            if padding.iter().any(|byte| *byte != 0) {
                return Err(Fault::Padding);
            }
            self.position = next;
        }
        Ok(())
    }

    /// The bytes of a number, which lies at the boundary of its own size.
    #[inline]
    pub(super) fn number<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        self.pad(N)?;
        let bytes = self.bytes.get(self.position..).and_then(<[u8]>::first_chunk);
        self.position += N;
        bytes.copied().ok_or(Fault::BodyLength)
    }

    #[inline]
    pub(super) fn uint32(&mut self) -> Result<u32, Fault> {
        Ok(self.endian.u32(self.number()?))
    }

    pub(super) fn boolean(&mut self) -> Result<bool, Fault> {
        match self.uint32()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Fault::Boolean),
        }
    }

    /// The bytes of a string or object path, not checked yet.
    #[inline]
    pub(super) fn text(&mut self) -> Result<&'m [u8], Fault> {
        let length = self.uint32()? as usize;
        self.terminated(length)
    }

    /// A checked signature.
    pub(super) fn signature(&mut self) -> Result<&'m [u8], Fault> {
        let [length] = self.number()?;
        let signature = self.terminated(usize::from(length))?;
        signature::check(signature)?;
        Ok(signature)
    }

    /// The signature of a variant: one single type, checked.
    pub(super) fn variant(&mut self) -> Result<&'m [u8], Fault> {
        let [length] = self.number()?;
        let signature = self.terminated(usize::from(length))?;
        // Most variants hold a basic type, of which there is nothing more to check.
        if !matches!(signature, [letter] if signature::is_basic(*letter)) {
            signature::check_single(signature)?;
        }
        Ok(signature)
    }

    /// The length of an array and the padding before its first element; gives where it ends.
    #[inline]
    pub(super) fn array(&mut self, alignment: usize) -> Result<usize, Fault> {
        let length = self.uint32()? as usize;
        if length > MAX_ARRAY {
            return Err(Fault::ArrayLength);
        }
        self.pad(alignment)?;
        let end = self.position + length;
        if end > self.bytes.len() { Err(Fault::BodyLength) } else { Ok(end) }
    }

    /// Checks values of this checked signature, up to its end, and passes over them. `depth`
    /// counts the containers around them.
    #[inline]
    pub(super) fn pass(&mut self, signature: &[u8], depth: u8) -> Result<(), Fault> {
        let mut at = 0;
        while let Some(letter) = signature.get(at) {
            match letter {
                b'y' => self.number::<1>().map(drop)?,
                b'n' | b'q' => self.number::<2>().map(drop)?,
                b'i' | b'u' | b'h' => self.number::<4>().map(drop)?,
                b'x' | b't' | b'd' => self.number::<8>().map(drop)?,
                b'b' => self.boolean().map(drop)?,
                b's' => {
                    if !text::is_valid(self.text()?) {
                        return Err(Fault::Text);
                    }
                }
                b'o' => {
                    if !names::is_path(self.text()?) {
                        return Err(Fault::ObjectPath);
                    }
                }
                b'g' => self.signature().map(drop)?,
                _ => {
                    let rest = signature.get(at..).unwrap_or(&[]);
                    let whole = signature::first(rest).ok_or(Fault::Signature)?;
                    self.pass_container(whole, depth)?;
                    at += whole.len();
                    continue;
                }
            }
            at += 1;
        }
        Ok(())
    }

    fn pass_container(&mut self, whole: &[u8], depth: u8) -> Result<(), Fault> {
        if depth == MAX_TOTAL_DEPTH {
            return Err(Fault::Depth);
        }
        match whole {
            [b'a', element @ ..] => self.pass_array(element, depth + 1),
            [b'(', fields @ .., b')'] => {
                self.pad(8)?;
                self.pass(fields, depth + 1)
            }
            // An entry of a dictionary is no deeper than the array of which it is an element.
            [b'{', pair @ .., b'}'] => {
                self.pad(8)?;
                self.pass(pair, depth)
            }
            b"v" => {
                let signature = self.variant()?;
                self.pass(signature, depth + 1)
            }
            _ => Err(Fault::Signature),
        }
    }

    fn pass_array(&mut self, element: &[u8], depth: u8) -> Result<(), Fault> {
        let letter = element.first().copied().unwrap_or(b'y');
        let alignment = signature::alignment(letter);
        let end = self.array(alignment)?;
        if matches!(letter, b'y' | b'n' | b'q' | b'i' | b'u' | b'h' | b'x' | b't' | b'd') {
            // Any bytes are such numbers, if only they are enough for the last one.
            let whole = (end - self.position) & (alignment - 1) == 0;
            self.position = end;
            return if whole { Ok(()) } else { Err(Fault::ArrayLength) };
        }
        let mut elements = Self { bytes: self.bytes.get(..end).unwrap_or(&[]), ..*self };
        while elements.position < end {
            elements.pass(element, depth)?;
        }
        self.position = end;
        Ok(())
    }

    /// This many bytes and the NUL behind them.
    #[inline]
    fn terminated(&mut self, length: usize) -> Result<&'m [u8], Fault> {
        let rest = self.bytes.get(self.position..).unwrap_or(&[]);
        let text = rest.get(..length).ok_or(Fault::BodyLength)?;
        match rest.get(length) {
            Some(0) => self.position += length + 1,
            Some(_) => return Err(Fault::Text),
            None => return Err(Fault::BodyLength),
        }
        Ok(text)
    }
}
