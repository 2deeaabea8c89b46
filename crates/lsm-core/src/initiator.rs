// SPDX-License-Identifier: MIT OR Apache-2.0
//! Initiators: how a host names itself towards an array.

use std::fmt;

use crate::{Error, InitiatorType, Result};

/// The name of an initiator port.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum InitiatorId {
    /// World wide port name of Fibre Channel.
    Wwpn([u8; 8]),
    /// iSCSI name (RFC 3720, 3.2.6): begins with `iqn`, `eui` or `naa`.
    Iscsi(String),
}

impl InitiatorId {
    /// Reads an initiator in any accepted form.
    ///
    /// A WWPN is 16 hexadecimal digits, optionally `0x` in front, optionally one of `.`, `:`, `-`
    /// between any two pairs. Everything that begins with `iqn`, `eui` or `naa` is an iSCSI name.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` when `text` is neither.
    ///
    /// ```
    /// use lsm_core::InitiatorId;
    /// let wwpn = InitiatorId::parse("0x2100001B32AABBCC")?;
    /// assert_eq!(wwpn.to_string(), "21:00:00:1b:32:aa:bb:cc");
    /// # Ok::<(), lsm_core::Error>(())
    /// ```
    pub fn parse(text: &str) -> Result<Self> {
        if ["iqn", "eui", "naa"].iter().any(|prefix| text.starts_with(prefix)) {
            return Ok(Self::Iscsi(text.to_owned()));
        }
        parse_wwpn(text).map(Self::Wwpn).ok_or_else(|| {
            Error::invalid(format!(
                "{text:?} is no initiator: give a WWPN of 16 hexadecimal digits or an iSCSI name \
                 that begins with iqn, eui or naa"
            ))
        })
    }

    /// The kind, as access groups state it.
    pub fn init_type(&self) -> InitiatorType {
        match self {
            Self::Wwpn(_) => InitiatorType::WWPN,
            Self::Iscsi(_) => InitiatorType::ISCSI_IQN,
        }
    }
}

impl fmt::Display for InitiatorId {
    /// The normal form: lower-case pairs with colons for a WWPN, the text itself for iSCSI.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wwpn(bytes) => {
                let mut separator = "";
                for byte in bytes {
                    write!(f, "{separator}{byte:02x}")?;
                    separator = ":";
                }
                Ok(())
            }
            Self::Iscsi(name) => f.write_str(name),
        }
    }
}

fn parse_wwpn(text: &str) -> Option<[u8; 8]> {
    let mut rest = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    let mut wwpn = [0; 8];
    for (index, byte) in wwpn.iter_mut().enumerate() {
        if index > 0 {
            rest = rest.strip_prefix(['.', ':', '-']).unwrap_or(rest);
        }
        let (pair, behind) = rest.split_at_checked(2)?;
        if !pair.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        *byte = u8::from_str_radix(pair, 16).ok()?;
        rest = behind;
    }
    rest.is_empty().then_some(wwpn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_of_a_wwpn_has_one_normal_form() {
        for text in [
            "10000000c9952fde",
            "0x10000000C9952FDE",
            "0X10:00:00:00:c9:95:2f:de",
            "10-00.00:00c9-952f.de",
        ] {
            assert_eq!(InitiatorId::parse(text).unwrap().to_string(), "10:00:00:00:c9:95:2f:de");
        }
    }

    #[test]
    fn iscsi_names_pass_unchanged() {
        for text in ["iqn.2031-05.org.example:n1", "eui.02004567A425678D", "naa.52004567BA64678D"] {
            let id = InitiatorId::parse(text).unwrap();
            assert_eq!(id.init_type(), InitiatorType::ISCSI_IQN);
            assert_eq!(id.to_string(), text);
        }
    }

    #[test]
    fn refuses_what_is_neither() {
        for text in [
            "",
            "IQN.x",
            "10000000c9952fd",
            "10000000c9952fdef",
            "10::000000c9952fde",
            "1 000000c9952fde",
            "10000000c9952fde\n",
            "+1000000c9952fde",
            ":10000000c9952fde",
            "ééééééé1",
        ] {
            assert!(InitiatorId::parse(text).is_err(), "{text:?}");
        }
    }
}
