// SPDX-License-Identifier: MIT OR Apache-2.0
//! Sizes with units.

use std::fmt::Write;

/// The units of sizes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Units {
    /// None: whole bytes.
    #[default]
    Bytes,
    /// Powers of 1024, IEC 80000-13: KiB, MiB and so on.
    Iec,
    /// Powers of 1000: kB, MB and so on.
    Si,
}

impl Units {
    /// The units of this name.
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "iec" => Self::Iec,
            "si" => Self::Si,
            _ => Self::Bytes,
        }
    }

    /// Their name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bytes => "bytes",
            Self::Iec => "iec",
            Self::Si => "si",
        }
    }

    /// Adds a size, with the largest unit that is not above it and so many decimals.
    pub(super) fn write(self, bytes: u64, decimals: u8, out: &mut String) {
        let (base, names) = match self {
            Self::Bytes => (u64::MAX, &["B"][..]),
            Self::Iec => (1024, &["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"][..]),
            Self::Si => (1000, &["B", "kB", "MB", "GB", "TB", "PB", "EB"][..]),
        };
        let (mut unit, mut name) = (1_u64, "B");
        for larger in &names[1..] {
            match unit.checked_mul(base) {
                Some(next) if next <= bytes => (unit, name) = (next, larger),
                _ => break,
            }
        }
        // A String takes everything.
        let _ = match self {
            Self::Bytes => write!(out, "{bytes}"),
            Self::Iec | Self::Si => {
                let decimals = usize::from(decimals);
                write!(out, "{:.decimals$} {name}", bytes as f64 / unit as f64)
            }
        };
    }
}

#[cfg(test)]
mod tests {
    use lsm_core::size;
    use proptest::prelude::*;

    use super::*;

    fn written(units: Units, bytes: u64, decimals: u8) -> String {
        let mut out = String::new();
        units.write(bytes, decimals, &mut out);
        out
    }

    #[test]
    fn the_largest_unit_that_is_not_above_it() {
        for (bytes, decimals, iec, si) in [
            (0, 2, "0.00 B", "0.00 B"),
            (999, 0, "999 B", "999 B"),
            (1000, 2, "1000.00 B", "1.00 kB"),
            (1_048_575, 2, "1024.00 KiB", "1.05 MB"),
            (1_500_000_000, 3, "1.397 GiB", "1.500 GB"),
            (u64::MAX, 1, "16.0 EiB", "18.4 EB"),
        ] {
            assert_eq!(written(Units::Iec, bytes, decimals), iec);
            assert_eq!(written(Units::Si, bytes, decimals), si);
            assert_eq!(written(Units::Bytes, bytes, decimals), bytes.to_string());
        }
    }

    proptest! {
        #[test]
        fn iec_units_are_those_that_scripts_know(bytes: u64, shift in 0..64_u32) {
            let bytes = bytes >> shift;
            prop_assert_eq!(written(Units::Iec, bytes, 2), size::human(bytes));
        }
    }
}
