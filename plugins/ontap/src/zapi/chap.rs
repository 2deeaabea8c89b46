// SPDX-License-Identifier: MIT OR Apache-2.0
//! How ZAPI wants passwords of CHAP written down.

use std::fmt::Write as _;

/// The key that every filer has. It hides a password from a glance, and from nothing else.
const KEY: [u8; 16] = *b"#u82fyi8S5\x0fpPemw";

/// A password in the form that `iscsi-initiator-add-auth` takes: RC4 under a fixed key, in lower-case
/// hexadecimal.
pub fn encode_password(password: &str) -> String {
    let mut state: [u8; 256] = std::array::from_fn(|i| i as u8);
    let mut j = 0u8;
    for i in 0..256 {
        j = j.wrapping_add(state[i]).wrapping_add(KEY[i % KEY.len()]);
        state.swap(i, usize::from(j));
    }
    let (mut i, mut j) = (0u8, 0u8);
    let mut text = String::with_capacity(password.len() * 2);
    for byte in password.bytes() {
        i = i.wrapping_add(1);
        j = j.wrapping_add(state[usize::from(i)]);
        state.swap(usize::from(i), usize::from(j));
        let at = state[usize::from(i)].wrapping_add(state[usize::from(j)]);
        let _ = write!(text, "{:02x}", byte ^ state[usize::from(at)]);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Computed with `openssl enc -rc4 -K 237538326679693853350f7050656d77 -nosalt
    /// -provider legacy`.
    #[test]
    fn as_openssl_encrypts_it() {
        assert_eq!(encode_password(""), "");
        assert_eq!(encode_password("open sesame 12"), "ac40e7588d1163529729584dec6a");
    }
}
