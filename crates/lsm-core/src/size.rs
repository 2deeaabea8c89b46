// SPDX-License-Identifier: MIT OR Apache-2.0
//! Sizes as people write and read them.

use std::fmt;

/// Why a text is no size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SizeError {
    /// Not a number followed by an optional unit.
    Malformed,
    /// Digits without a unit must be whole bytes.
    FractionOfByte,
    /// The unit is none of ours.
    UnknownUnit,
    /// More than 2^64-1 bytes.
    TooLarge,
}

impl fmt::Display for SizeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "not a size; write for example 10GiB, 1.5T or 1048576",
            Self::FractionOfByte => "a size without a unit must be a whole number of bytes",
            Self::UnknownUnit => {
                "unknown unit; use B, KiB, MiB, GiB, TiB, PiB, EiB, their short forms K to E, \
                 or KB to EB for powers of 1000"
            }
            Self::TooLarge => "larger than 2^64-1 bytes",
        })
    }
}

impl std::error::Error for SizeError {}

const UNITS: &[u8; 6] = b"KMGTPE";

/// Bytes in one `unit`, in any letter case; `K` and `KiB` are 1024, `KB` is 1000.
fn factor(unit: &str) -> Option<u64> {
    let (first, rest) = unit.split_at_checked(1)?;
    if first.eq_ignore_ascii_case("b") {
        return rest.is_empty().then_some(1);
    }
    let power = UNITS.iter().position(|u| u.eq_ignore_ascii_case(&first.as_bytes()[0]))? as u32 + 1;
    if rest.is_empty() || rest.eq_ignore_ascii_case("ib") {
        Some(1 << (10 * power))
    } else if rest.eq_ignore_ascii_case("b") {
        Some(1000_u64.pow(power))
    } else {
        None
    }
}

/// Bytes that `text` stands for.
///
/// The form is digits and dots, optional blanks, an optional unit. With a unit the number may be
/// fractional, and is then multiplied as a 64-bit float and cut, as scripts have come to expect;
/// without one it is exact.
///
/// # Errors
/// [`SizeError`] says which part of the text is wrong. Zero is a size; whether it makes sense is
/// for the caller to say.
///
/// ```
/// use lsm_core::size;
/// assert_eq!(size::parse("1.9KiB"), Ok(1945));
/// assert_eq!(size::parse("10 GB"), Ok(10_000_000_000));
/// assert!(size::parse("-1").is_err());
/// ```
pub fn parse(text: &str) -> Result<u64, SizeError> {
    let digits_end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, rest) = text.split_at(digits_end);
    let unit = rest.trim_start_matches([' ', '\t']);
    if !number.bytes().any(|b| b.is_ascii_digit())
        || number.bytes().filter(|&b| b == b'.').count() > 1
        || !unit.bytes().all(|b| b.is_ascii_alphabetic())
        || (unit.is_empty() && !rest.is_empty())
    {
        return Err(SizeError::Malformed);
    }
    if unit.is_empty() {
        if number.contains('.') {
            return Err(SizeError::FractionOfByte);
        }
        return number.parse().map_err(|_| SizeError::TooLarge);
    }
    let factor = factor(unit).ok_or(SizeError::UnknownUnit)?;
    let number: f64 = number.parse().map_err(|_| SizeError::Malformed)?;
    let bytes = number * factor as f64;
    // 2^64 is the smallest float that no u64 holds.
    if bytes < 18_446_744_073_709_551_616.0 { Ok(bytes as u64) } else { Err(SizeError::TooLarge) }
}

/// The size with two decimals and the largest IEC unit that is not above it.
///
/// ```
/// use lsm_core::size;
/// assert_eq!(size::human(21_474_836_480), "20.00 GiB");
/// assert_eq!(size::human(1023), "1023.00 B");
/// assert_eq!(size::human(1_048_575), "1024.00 KiB");
/// ```
pub fn human(bytes: u64) -> String {
    let power = (bytes.max(1).ilog2() / 10).min(UNITS.len() as u32);
    let value = bytes as f64 / (1_u64 << (10 * power)) as f64;
    match power {
        0 => format!("{value:.2} B"),
        power => format!("{value:.2} {}iB", UNITS[power as usize - 1] as char),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_every_documented_form() {
        for (text, bytes) in [
            ("0", 0),
            ("18446744073709551615", u64::MAX),
            ("9007199254740993", 9_007_199_254_740_993),
            ("9007199254740993B", 9_007_199_254_740_992),
            (".5G", 1 << 29),
            ("5.K", 5120),
            ("1.9KiB", 1945),
            ("1kib", 1024),
            ("1k", 1024),
            ("1KB", 1000),
            ("1 \tMb", 1_000_000),
            ("7EiB", 7 << 60),
            ("2EB", 2_000_000_000_000_000_000),
            ("0.1B", 0),
        ] {
            assert_eq!(parse(text), Ok(bytes), "{text:?}");
        }
    }

    #[test]
    fn refuses_everything_else_by_its_cause() {
        for text in ["", " 1", "-1", "+1", "1_000", "1e3", "1K ", "1,5", ".", "1.2.3K", "K", "1 "] {
            assert!(matches!(parse(text), Err(SizeError::Malformed)), "{text:?}");
        }
        assert_eq!(parse("1.5"), Err(SizeError::FractionOfByte));
        assert_eq!(parse("5."), Err(SizeError::FractionOfByte));
        assert_eq!(parse("1X"), Err(SizeError::UnknownUnit));
        assert_eq!(parse("1KiBs"), Err(SizeError::UnknownUnit));
        assert_eq!(parse("18446744073709551616"), Err(SizeError::TooLarge));
        assert_eq!(parse("16EiB"), Err(SizeError::TooLarge));
    }

    #[test]
    fn prints_two_decimals() {
        for (bytes, text) in [
            (0, "0.00 B"),
            (1024, "1.00 KiB"),
            (8 << 60, "8.00 EiB"),
            (u64::MAX, "16.00 EiB"),
            (1_649_267_441_664, "1.50 TiB"),
        ] {
            assert_eq!(human(bytes), text);
        }
    }
}
