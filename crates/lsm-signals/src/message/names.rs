// SPDX-License-Identifier: MIT OR Apache-2.0
//! Names and object paths: what the D-Bus specification allows.

/// Whether `path` is an object path.
pub fn is_path(path: &[u8]) -> bool {
    match path {
        b"/" => true,
        [b'/', elements @ ..] => elements
            .split(|byte| *byte == b'/')
            .all(|element| !element.is_empty() && element.iter().all(|byte| is_word(*byte))),
        _ => false,
    }
}

/// Whether `name` is the name of an interface or of an error: two words or more with dots
/// between, none of them beginning with a digit, at most 255 bytes.
pub fn is_interface(name: &[u8]) -> bool {
    name.len() <= 255
        && name.contains(&b'.')
        && name.split(|byte| *byte == b'.').all(is_member_bytes)
}

/// Whether `name` is the name of a method or signal.
pub fn is_member(name: &[u8]) -> bool {
    name.len() <= 255 && is_member_bytes(name)
}

/// Whether `name` is a bus name, unique or well-known.
pub fn is_bus(name: &[u8]) -> bool {
    let (unique, rest) = match name {
        [b':', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let element = |element: &[u8]| {
        element.first().is_some_and(|first| unique || !first.is_ascii_digit())
            && element.iter().all(|byte| is_word(*byte) || *byte == b'-')
    };
    name.len() <= 255 && rest.contains(&b'.') && rest.split(|byte| *byte == b'.').all(element)
}

fn is_member_bytes(name: &[u8]) -> bool {
    name.first().is_some_and(|first| !first.is_ascii_digit())
        && name.iter().all(|byte| is_word(*byte))
}

const fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}
