// SPDX-License-Identifier: MIT OR Apache-2.0
//! What is written is read again as it was, and nothing that is read breaks the reader.
#![allow(clippy::unwrap_used)]

use lsm_ontap::zapi::element::Element;
use proptest::collection::vec;
use proptest::prelude::*;

/// Texts of every character that XML 1.0 allows (section 2.2).
fn text() -> impl Strategy<Value = String> {
    let character = any::<char>().prop_filter("no character of XML", |c| {
        matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
    });
    vec(character, 0..12).prop_map(String::from_iter)
}

fn element() -> impl Strategy<Value = Element> {
    let attributes = proptest::collection::btree_map("[a-z][a-z0-9-]{0,6}", text(), 0..3);
    let leaf = ("[a-z][a-z0-9-]{0,12}", attributes, text()).prop_map(|(name, attributes, text)| {
        Element { name, attributes: attributes.into_iter().collect(), text, children: vec![] }
    });
    leaf.prop_recursive(6, 40, 5, |inner| {
        ("[a-z][a-z0-9-]{0,12}", vec(inner, 1..5))
            .prop_map(|(name, children)| Element { children, ..Element::new(&name) })
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(element in element()) {
        let mut xml = String::new();
        element.write(&mut xml);
        prop_assert_eq!(Element::parse(&xml), Ok(element));
    }

    #[test]
    fn a_document_that_is_cut_off_is_refused(element in element(), at in any::<prop::sample::Index>()) {
        let mut xml = String::new();
        element.write(&mut xml);
        let cut = xml.char_indices().map(|(at, _)| at).collect::<Vec<_>>();
        let cut = cut[at.index(cut.len())];
        prop_assert!(Element::parse(&xml[..cut]).is_err());
    }

    #[test]
    fn anything_is_read_or_refused(document in "[<>/a&;#x0-9'\"=! \\[\\]?-]{0,60}|.{0,40}") {
        let _ = Element::parse(&document);
    }
}
