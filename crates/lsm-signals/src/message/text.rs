// SPDX-License-Identifier: MIT OR Apache-2.0
//! Checks of long texts, made so that the compiler turns them into wide instructions.

/// How many bytes are looked at without a branch.
const BLOCK: usize = 64;

/// Whether `text` is UTF-8 without NUL.
#[inline]
pub(super) fn is_valid(text: &[u8]) -> bool {
    // Nearly all text is ASCII, of which one look at each byte tells both.
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    let plain = |bytes: &[u8]| bytes.iter().fold(true, |all, byte| all & (byte.cast_signed() > 0));
    if blocks.iter().all(|block| plain(block)) && plain(rest) {
        return true;
    }
    !has_nul(text) && std::str::from_utf8(text).is_ok()
}

/// Whether there is a NUL in `text`.
#[inline]
pub(super) fn has_nul(text: &[u8]) -> bool {
    let (blocks, rest) = text.as_chunks::<BLOCK>();
    let nul = |bytes: &[u8]| bytes.iter().fold(false, |any, byte| any | (*byte == 0));
    blocks.iter().any(|block| nul(block)) || nul(rest)
}
