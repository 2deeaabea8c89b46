// SPDX-License-Identifier: MIT OR Apache-2.0
//! No expression breaks `--filter`.
#![allow(clippy::unwrap_used, clippy::panic)]

use lsmcli::parse::{Globals, Parsed, parse};
use lsmcli::render::check;
use proptest::prelude::*;

fn globals(more: &[&str]) -> Globals {
    let words = [&["list", "--type", "plugins"], more].concat();
    let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
    match parse(&words) {
        Ok(Parsed::Run(invocation)) => invocation.globals,
        other => panic!("{other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 500,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_expression_breaks_the_filter(
        pieces in proptest::collection::vec(prop_oneof![
            proptest::sample::select(&["id", "size", "status", "=", "!=", "<", ">=", "~", "and",
                "or", "not", "(", ")", "\"", "'", "1G", "OK"][..]).prop_map(str::to_owned),
            "\\PC{0,3}",
        ], 0..12),
        blank in " ?",
    ) {
        let expression = format!("--filter={}", pieces.join(&blank));
        for class in ["Volume", "Disk"] {
            let _ = check(class, &globals(&[&expression]));
        }
    }
}

#[test]
fn what_would_nest_too_deeply_is_refused() {
    for opening in ["(", "not "] {
        let expression = format!("--filter={}id=a", opening.repeat(1000));
        let failure = check("Volume", &globals(&[&expression])).unwrap_err();
        assert!(failure.message("lsmcli").contains("nested too deeply"));
    }
    let joined = |count| format!("--filter=id=a{}", " and id=a".repeat(count));
    assert!(check("Volume", &globals(&[&joined(400)])).is_ok());
    let failure = check("Volume", &globals(&[&joined(100_000)])).unwrap_err();
    assert!(failure.message("lsmcli").contains("too long"));
}
