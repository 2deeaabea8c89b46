// SPDX-License-Identifier: MIT OR Apache-2.0
//! Texts with a form of their own.

use lsm_core::{ErrorKind, InitiatorId, Uri, size as sizes, vpd83 as identifiers};

fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}

/// Sizes: the letter case does not matter, and what is shown to people is near.
pub fn size(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let parsed = sizes::parse(text);
    assert_eq!(parsed, sizes::parse(&text.to_ascii_uppercase()));
    let Ok(bytes) = parsed else { return };
    let shown = sizes::human(bytes);
    let again = sizes::parse(&shown).unwrap_or(u64::MAX);
    // Two decimals of the unit, half of the last one lost at most.
    assert!(again.abs_diff(bytes) <= bytes / 190 + 1, "{bytes} is shown as {shown}");
}

/// URIs: what is accepted is kept as it came, and shown without a password.
pub fn uri(data: &[u8]) {
    let Some(text) = text(data) else { return };
    match Uri::parse(text) {
        Ok(uri) => {
            assert_eq!(uri.as_str(), text);
            assert!(uri.scheme().starts_with(uri.plugin()));
            let shown = uri.to_string();
            assert!(text.contains('@') || shown == text, "nothing to hide, yet {shown}");
            if shown == text {
                assert_eq!(Uri::parse(&shown).unwrap(), uri);
            }
        }
        Err(error) => assert_eq!(error.kind, ErrorKind::INVALID_ARGUMENT),
    }
    // With a password in front of its host, right or wrong.
    if let Some((scheme, rest)) = text.split_once("://") {
        let with_secret = format!("{scheme}://user:S3CRET@{rest}");
        let shown = match Uri::parse(&with_secret) {
            Ok(uri) => format!("{uri} {uri:?}"),
            Err(error) => format!("{error} {error:?}"),
        };
        assert!(!shown.contains("S3CRET") || text.contains("S3CRET"), "{shown}");
    }
}

/// Initiators: the normal form is one, and its own normal form.
pub fn initiator(data: &[u8]) {
    let Some(text) = text(data) else { return };
    if let Ok(initiator) = InitiatorId::parse(text) {
        let normal = initiator.to_string();
        let again = InitiatorId::parse(&normal).unwrap();
        assert_eq!((&again, again.to_string()), (&initiator, normal));
        assert_eq!(again.init_type(), initiator.init_type());
    }
}

/// NAA identifiers: valid is what has a normal form, and that is the same in lower case.
pub fn vpd83(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let normal = identifiers::normalize(text);
    assert_eq!(identifiers::is_valid(text), normal.is_some());
    if let Some(normal) = normal {
        assert!(normal.eq_ignore_ascii_case(text) && identifiers::is_valid(&normal));
        assert!(normal.len() == 16 || normal.len() == 32);
    }
}
