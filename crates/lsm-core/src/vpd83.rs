// SPDX-License-Identifier: MIT OR Apache-2.0
//! NAA identifiers of logical units (SPC-4, device identification page 0x83, 7.8.6).
//!
//! The text form is hexadecimal without prefix or separators: 32 digits beginning with 6 (IEEE
//! registered extended), or 16 digits beginning with 2, 3 or 5 (IEEE extended, locally
//! assigned, IEEE registered).

/// Whether `text` is an identifier, in either letter case.
///
/// ```
/// use lsm_core::vpd83;
/// assert!(vpd83::is_valid("50a1b2c3d4e5f607"));
/// assert!(!vpd83::is_valid("50a1b2c3d4e5f60"));
/// ```
pub fn is_valid(text: &str) -> bool {
    let length_fits = match text.as_bytes().first() {
        Some(b'6') => text.len() == 32,
        Some(b'2' | b'3' | b'5') => text.len() == 16,
        _ => false,
    };
    // Looking at every byte is quicker than stopping at the first wrong one: wrong ones are rare.
    length_fits && text.bytes().fold(true, |all, byte| all & byte.is_ascii_hexdigit())
}

/// The identifier in lower case, the form in which it is stored and compared; `None` when
/// `text` is none.
pub fn normalize(text: &str) -> Option<String> {
    is_valid(text).then(|| text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_four_forms_and_nothing_near_them() {
        let long = "6".repeat(32);
        for good in ["2000000000000000", "3000000000000001", "5FFFFFFFFFFFFFFF", long.as_str()] {
            assert!(is_valid(good), "{good}");
        }
        let too_long = "6".repeat(33);
        for bad in [
            "",
            "1000000000000000",
            "600000000000000a",
            "0x2000000000000000",
            "500000000000000g",
            &too_long,
        ] {
            assert!(!is_valid(bad), "{bad}");
        }
        assert_eq!(normalize("5FFFFFFFFFFFFFFF").as_deref(), Some("5fffffffffffffff"));
    }
}
