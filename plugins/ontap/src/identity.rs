// SPDX-License-Identifier: MIT OR Apache-2.0
//! Identifiers that are computed, the same in every dialect.

use std::fmt::Write as _;

/// MD5 (RFC 1321) of `text` in lower-case hexadecimal: a name for what has none that is opaque and
/// short. No secret hangs on it.
pub fn md5_hex(text: &str) -> String {
    format!("{:x}", md5::compute(text))
}

/// What the serial number of a LUN is preceded by in its NAA identifier (SPC-4, 7.8.6.6.5): NAA 6, a
/// company identifier of NetApp, and four digits of its own choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Naa {
    /// 7-Mode.
    SevenMode,
    /// Clusters.
    Cluster,
}

impl Naa {
    /// The identifier of the LUN with this serial number; empty unless it has the twelve characters
    /// of one, for a wrong identifier would find a wrong disk.
    pub fn of_serial(self, serial: &str) -> String {
        if serial.len() != 12 {
            return String::new();
        }
        let mut naa = match self {
            Self::SevenMode => String::from("60a98000"),
            Self::Cluster => String::from("600a0980"),
        };
        for byte in serial.bytes() {
            let _ = write!(naa, "{byte:02x}");
        }
        naa
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_serial_number_becomes_an_naa_identifier() {
        let naa = Naa::SevenMode.of_serial("P3mQ&<?]Ab1-");
        assert_eq!(naa, "60a9800050336d51263c3f5d4162312d");
        assert!(lsm_core::vpd83::is_valid(&naa));
        let naa = Naa::Cluster.of_serial("wCVt1]IlvQWv");
        assert_eq!(naa, "600a098077435674315d496c76515776");
        for bad in ["", "short", "thirteen char", "zwölf Zeich"] {
            let naa = Naa::Cluster.of_serial(bad);
            assert!(naa.is_empty() || lsm_core::vpd83::is_valid(&naa), "{bad}");
        }
    }

    #[test]
    fn rfc_1321_test_suite() {
        assert_eq!(md5_hex("abc"), "900150983cd24fb0d6963f7d28e17f72");
    }
}
