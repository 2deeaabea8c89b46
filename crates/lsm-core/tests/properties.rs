// SPDX-License-Identifier: MIT OR Apache-2.0
//! Readers of texts: whatever comes, they answer, and what they accept means what it says.
#![allow(clippy::unwrap_used, clippy::panic)]

use lsm_core::{ErrorKind, InitiatorId, InitiatorType, Uri, size, vpd83};
use proptest::prelude::*;

/// Texts near to what a reader wants, and texts far from it.
fn texts(near: &'static str) -> impl Strategy<Value = String> {
    prop_oneof![3 => near, 1 => any::<String>(), 1 => "\\PC{0,40}"]
}

proptest! {
    #[test]
    fn any_text_is_a_size_or_none(text in texts("[0-9.]{0,25}[ \t]{0,2}[kKmMgGtTpPeEbBiI]{0,4}")) {
        let Ok(bytes) = size::parse(&text) else { return Ok(()) };
        let first = text.as_bytes()[0];
        prop_assert!(first.is_ascii_digit() || first == b'.');
        let unit = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        // Without a unit it is the number itself; the letter case of a unit never matters.
        if unit.is_empty() {
            prop_assert_eq!(text.parse(), Ok(bytes));
        }
        prop_assert_eq!(size::parse(&text.to_lowercase()), Ok(bytes));
        prop_assert_eq!(size::parse(&text.to_uppercase()), Ok(bytes));
    }

    #[test]
    fn whole_numbers_of_a_unit_are_exact(number in 0_u64..1024, power in 1_u32..=6) {
        let letter = ['K', 'M', 'G', 'T', 'P', 'E'][power as usize - 1];
        let binary = u128::from(number) << (10 * power);
        let decimal = u128::from(number) * 1000_u128.pow(power);
        for (text, bytes) in [
            (format!("{number}{letter}"), binary),
            (format!("{number} {letter}iB"), binary),
            (format!("{number}\t{letter}B"), decimal),
        ] {
            match u64::try_from(bytes) {
                Ok(bytes) => prop_assert_eq!(size::parse(&text), Ok(bytes)),
                Err(_) => prop_assert_eq!(size::parse(&text), Err(size::SizeError::TooLarge)),
            }
        }
    }

    #[test]
    fn a_size_for_people_is_near_the_size(bytes: u64) {
        let text = size::human(bytes);
        let (number, unit) = text.split_once(' ').unwrap();
        prop_assert_eq!(number.split_once('.').map(|(_, decimals)| decimals.len()), Some(2));
        let value: f64 = number.parse().unwrap();
        // The unit is the largest that is not above the size.
        prop_assert!(value >= 1.0 || bytes == 0);
        prop_assert!(value <= 1024.0);
        let factor = size::parse(&format!("1{unit}")).unwrap() as f64;
        prop_assert!((value * factor - bytes as f64).abs() <= factor * 0.0051);
    }

    #[test]
    fn any_text_is_an_initiator_or_none(text in texts("(0x|0X)?([0-9a-fA-F]{2}[.:-]?){7,9}")) {
        let Ok(initiator) = InitiatorId::parse(&text) else { return Ok(()) };
        let normal = initiator.to_string();
        // The normal form is one, and normal.
        prop_assert_eq!(&InitiatorId::parse(&normal).unwrap(), &initiator);
        match initiator {
            InitiatorId::Wwpn(bytes) => {
                let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
                prop_assert_eq!(normal, pairs.join(":"));
            }
            InitiatorId::Iscsi(name) => {
                prop_assert!(["iqn", "eui", "naa"].contains(&&name[..3]));
                prop_assert_eq!(name, text);
            }
        }
    }

    #[test]
    fn every_spelling_of_a_wwpn_is_the_same(
        bytes: [u8; 8],
        prefix in "(0x|0X)?",
        separators in prop::collection::vec("[.:-]?", 7),
        upper: bool,
    ) {
        let mut text = prefix;
        for (index, byte) in bytes.iter().enumerate() {
            if index > 0 {
                text += &separators[index - 1];
            }
            text += &if upper { format!("{byte:02X}") } else { format!("{byte:02x}") };
        }
        let wwpn = InitiatorId::parse(&text).unwrap();
        prop_assert_eq!(wwpn.init_type(), InitiatorType::WWPN);
        prop_assert_eq!(wwpn, InitiatorId::Wwpn(bytes));
        prop_assert!(InitiatorId::parse(&(text + "\n")).is_err());
    }

    #[test]
    fn any_text_is_an_naa_identifier_or_none(text in texts("[2356][0-9a-fA-F]{15}([0-9a-f]{16})?")) {
        let digits = text.len() == match text.chars().next() { Some('6') => 32, _ => 16 };
        let valid = digits
            && text.starts_with(['2', '3', '5', '6'])
            && text.chars().all(|c| c.is_ascii_hexdigit());
        prop_assert_eq!(vpd83::is_valid(&text), valid);
        prop_assert_eq!(vpd83::normalize(&text), valid.then(|| text.to_ascii_lowercase()));
    }

    #[test]
    fn any_text_is_a_uri_or_an_invalid_argument(
        text in texts("[a-z+.]{0,9}://([a-z:]{0,6}@)?[a-z:\\[\\]0-9.]{0,9}[/a-z?&=#]{0,12}"),
    ) {
        match Uri::parse(&text) {
            Ok(uri) => {
                prop_assert_eq!(uri.as_str(), &text);
                prop_assert!(!uri.scheme().is_empty());
                prop_assert!(uri.scheme().starts_with(uri.plugin()));
                prop_assert_eq!(uri.scheme(), uri.scheme().to_ascii_lowercase());
                let _ = (uri.to_string(), format!("{uri:?}"));
            }
            Err(error) => prop_assert_eq!(error.kind, ErrorKind::INVALID_ARGUMENT),
        }
    }

    #[test]
    fn the_parts_of_a_uri_are_found_again(
        scheme in "[a-zA-Z][a-zA-Z0-9.-]{0,8}(\\+ssl)?",
        user in prop::option::of("[^/?#@:]{1,10}"),
        host in prop_oneof!["[A-Za-z0-9.-]{1,12}", Just("[2001:DB8::1]".to_owned())],
        port: Option<u16>,
        path in "(/[^?#]{0,12})?",
        parameters in prop::collection::vec(("[^?#&=]{1,5}", "[^?#&=]{0,5}"), 0..4),
        fragment in prop::option::of("[^#?]{1,8}"),
    ) {
        let mut text = format!("{scheme}://");
        if let Some(user) = &user { text += &format!("{user}@"); }
        text += &host;
        if let Some(port) = port { text += &format!(":{port}"); }
        text += &path;
        let pairs: Vec<String> = parameters.iter().map(|(k, v)| format!("{k}={v}")).collect();
        if !pairs.is_empty() { text += &format!("?{}", pairs.join("&")); }
        if let Some(fragment) = &fragment { text += &format!("#{fragment}"); }
        let uri = Uri::parse(&text).unwrap();
        prop_assert_eq!(uri.scheme(), scheme.to_ascii_lowercase());
        prop_assert_eq!(uri.protocol.as_deref(), scheme.split_once('+').map(|_| "ssl"));
        prop_assert_eq!(&uri.user, &user);
        prop_assert_eq!(uri.host.as_deref(), Some(&*host.trim_matches(['[', ']']).to_ascii_lowercase()));
        prop_assert_eq!(uri.port, port);
        prop_assert_eq!(&uri.path, &path);
        prop_assert_eq!(&uri.parameters, &parameters);
        prop_assert_eq!(&uri.fragment, &fragment);
        // Nothing to hide: shown as it was given.
        prop_assert_eq!(uri.to_string(), text);
    }

    /// Passwords do not belong into a URI. Those who put one there all the same, or mistype the
    /// rest around it, must not find it in a log.
    #[test]
    fn a_password_is_never_shown(
        before in "(ontap|a+b+c|:|ont ap)?(://|:/|//|/)?",
        user in "[a-z]{0,8}",
        middle in "[a-zA-Z0-9/?#@:%!=&\\[\\]+ ]{0,12}",
        behind in "[a-z0-9.:\\[\\]]{0,12}[/a-z?&=#]{0,12}",
    ) {
        let text = format!("{before}{user}:S3CRET{middle}T4IL@{behind}");
        let shown = match Uri::parse(&text) {
            Ok(uri) => format!("{uri} {uri:?}"),
            Err(error) => format!("{error} {error:?}"),
        };
        prop_assert!(!shown.contains("S3CRET") && !shown.contains("T4IL"), "{} in {}", text, shown);
    }
}
