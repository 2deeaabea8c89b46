// SPDX-License-Identifier: MIT OR Apache-2.0
//! Replies that are nearly JSON.

use std::borrow::Cow;

/// Mends what plug-ins in the field put into strings although JSON (RFC 8259, 7 and 8.2) forbids
/// or discourages it: raw control characters of the C library are escaped; halves of surrogate
/// pairs, which Python writes for file names that are no UTF-8, and bytes that are no UTF-8 become
/// U+FFFD. `None` when there is nothing to mend.
///
/// Only for what is read to be shown. A request that is not JSON must be refused instead, lest
/// something be made under a name that nobody asked for.
pub fn mend(json: &[u8]) -> Option<Vec<u8>> {
    let text = String::from_utf8_lossy(json);
    let mut mended = Vec::with_capacity(text.len() + 16);
    let mut in_string = false;
    let mut rest = text.as_bytes();
    while let [byte, behind @ ..] = rest {
        let mut taken = 1;
        match byte {
            b'"' => in_string = !in_string,
            0..0x20 if in_string => {
                mended.extend_from_slice(format!("\\u{byte:04x}").as_bytes());
                rest = behind;
                continue;
            }
            b'\\' if in_string => match (unit(rest), rest.get(6..).and_then(unit)) {
                (Some(0xd800..0xdc00), Some(0xdc00..0xe000)) => taken = 12,
                (Some(0xd800..0xe000), _) => {
                    mended.extend_from_slice(b"\\ufffd");
                    rest = &rest[6..];
                    continue;
                }
                _ => taken = 2.min(rest.len()),
            },
            _ => {}
        }
        mended.extend_from_slice(&rest[..taken]);
        rest = &rest[taken..];
    }
    (matches!(text, Cow::Owned(_)) || mended != json).then_some(mended)
}

/// The UTF-16 code unit of the escape `\uXXXX` at the beginning.
fn unit(escape: &[u8]) -> Option<u16> {
    let digits = escape.strip_prefix(b"\\u")?.first_chunk::<4>()?;
    let digits = std::str::from_utf8(digits).ok()?;
    u16::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))
}
