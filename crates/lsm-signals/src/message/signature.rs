// SPDX-License-Identifier: MIT OR Apache-2.0
//! Signatures: which are allowed, and where one single type in them ends.

use super::Fault;

/// Whether `signature` is a sequence of any number of single complete types, at most 255 bytes.
///
/// # Errors
/// [`Fault::Signature`] if it is not, [`Fault::Depth`] if containers are nested too deep.
pub fn check(signature: &[u8]) -> Result<(), Fault> {
    let mut rest = signature;
    if rest.len() > 255 {
        return Err(Fault::Signature);
    }
    while !rest.is_empty() {
        let length = single(rest).ok_or(Fault::Signature)?;
        rest = rest.get(length..).ok_or(Fault::Signature)?;
    }
    Ok(())
}

/// The length of the first single complete type of a checked signature; none at its end.
pub fn single(signature: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, letter) in signature.iter().enumerate() {
        match letter {
            b'a' => continue,
            b'(' | b'{' => depth += 1,
            b')' | b'}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// The boundary, in bytes, at which values of the type with this first letter begin.
pub const fn alignment(letter: u8) -> usize {
    match letter {
        b'n' | b'q' => 2,
        b'b' | b'i' | b'u' | b's' | b'o' | b'a' | b'h' => 4,
        b'x' | b't' | b'd' | b'(' | b'{' => 8,
        _ => 1,
    }
}

/// Whether `signature` is exactly one single complete type.
///
/// # Errors
/// [`Fault::Signature`] if it is not, [`Fault::Depth`] if containers are nested too deep.
pub fn check_single(signature: &[u8]) -> Result<(), Fault> {
    check(signature)?;
    if single(signature) == Some(signature.len()) { Ok(()) } else { Err(Fault::Signature) }
}
