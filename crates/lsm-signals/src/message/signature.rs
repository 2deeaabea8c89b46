// SPDX-License-Identifier: MIT OR Apache-2.0
//! Signatures: which are allowed, and where one single type in them ends.

use super::{Fault, MAX_DEPTH};

/// Whether `signature` is a sequence of any number of single complete types, at most 255 bytes.
///
/// # Errors
/// [`Fault::Signature`] if it is not, [`Fault::Depth`] if containers are nested too deep.
pub fn check(signature: &[u8]) -> Result<(), Fault> {
    if signature.len() > 255 {
        return Err(Fault::Signature);
    }
    let mut rest = signature;
    while !rest.is_empty() {
        rest = complete(rest, 0, 0)?;
    }
    Ok(())
}

/// Whether `signature` is exactly one single complete type.
///
/// # Errors
/// [`Fault::Signature`] if it is not, [`Fault::Depth`] if containers are nested too deep.
pub fn check_single(signature: &[u8]) -> Result<(), Fault> {
    if signature.len() > 255 || !complete(signature, 0, 0)?.is_empty() {
        return Err(Fault::Signature);
    }
    Ok(())
}

/// The first single complete type of a checked signature; none at its end.
pub fn first(signature: &[u8]) -> Option<&[u8]> {
    let mut depth = 0_usize;
    for (at, letter) in signature.iter().enumerate() {
        match letter {
            b'a' => continue,
            b'(' | b'{' => depth += 1,
            b')' | b'}' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return signature.get(..=at);
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

/// Whether a type is no container.
pub const fn is_basic(letter: u8) -> bool {
    matches!(
        letter,
        b'y' | b'b' | b'n' | b'q' | b'i' | b'u' | b'x' | b't' | b'd' | b's' | b'o' | b'g' | b'h'
    )
}

/// What comes behind the single complete type at the beginning, inside of so many arrays and
/// structures.
fn complete(signature: &[u8], arrays: u8, structures: u8) -> Result<&[u8], Fault> {
    match signature {
        [b'v', rest @ ..] => Ok(rest),
        [letter, rest @ ..] if is_basic(*letter) => Ok(rest),
        [b'a', ..] if arrays == MAX_DEPTH => Err(Fault::Depth),
        [b'a', b'{', key, value @ ..] if is_basic(*key) => {
            match complete(value, arrays + 1, structures)? {
                [b'}', rest @ ..] => Ok(rest),
                _ => Err(Fault::Signature),
            }
        }
        [b'a', element @ ..] => complete(element, arrays + 1, structures),
        [b'(', ..] if structures == MAX_DEPTH => Err(Fault::Depth),
        [b'(', fields @ ..] => {
            let mut rest = complete(fields, arrays, structures + 1)?;
            loop {
                match rest {
                    [b')', rest @ ..] => return Ok(rest),
                    more => rest = complete(more, arrays, structures + 1)?,
                }
            }
        }
        _ => Err(Fault::Signature),
    }
}
