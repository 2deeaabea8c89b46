// SPDX-License-Identifier: MIT OR Apache-2.0
//! Documents of any texts are read back by independent readers; no expression breaks the filter.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use lsmcli::parse::{Globals, Parsed, parse};
use lsmcli::render::{Layout, Plugin, check, document};
use proptest::prelude::*;
use serde_json::Value;

fn globals(more: &[&str]) -> Globals {
    let words = [&["list", "--type", "plugins"], more].concat();
    let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
    match parse(&words) {
        Ok(Parsed::Run(invocation)) => invocation.globals,
        other => panic!("{other:?}"),
    }
}

fn written(plugins: &[Plugin], format: &str) -> String {
    let globals = globals(&["-o", format, "--no-headers"]);
    let mut out = Vec::new();
    document(plugins, &globals, &Layout::new(&globals), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Texts with everything that some format takes for more than a letter.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z0-9,;:\"'\\\\ \t\r\n#&*!|>%@`{}\\[\\]~-]{0,12}",
        "\\PC{0,8}",
        any::<String>(),
        proptest::sample::select(
            &["null", "~", "yes", "No", "1e3", "0x1f", "-", "---", "", " ", "1:30", ".inf", "<<"][..]
        )
        .prop_map(str::to_owned),
    ]
}

fn plugins() -> impl Strategy<Value = Vec<Plugin>> {
    let plugin =
        (any_text(), any_text()).prop_map(|(description, version)| Plugin { description, version });
    proptest::collection::vec(plugin, 0..4)
}

fn texts(plugins: &[Plugin]) -> Vec<[String; 2]> {
    plugins.iter().map(|plugin| [plugin.description.clone(), plugin.version.clone()]).collect()
}

fn of_json(item: &Value) -> [String; 2] {
    ["description", "version"].map(|key| item[key].as_str().unwrap().to_owned())
}

/// One cell and what follows it, by RFC 4180.
fn csv_cell(text: &str) -> (String, &str) {
    let Some(mut rest) = text.strip_prefix('"') else {
        let end = text.find([',', '\r']).unwrap();
        return (text[..end].to_owned(), &text[end..]);
    };
    let mut cell = String::new();
    loop {
        let end = rest.find('"').unwrap();
        cell.push_str(&rest[..end]);
        rest = &rest[end + 1..];
        match rest.strip_prefix('"') {
            Some(behind) => {
                cell.push('"');
                rest = behind;
            }
            None => return (cell, rest),
        }
    }
}

fn unescaped(cell: &str) -> String {
    let mut text = String::new();
    let mut letters = cell.chars();
    while let Some(letter) = letters.next() {
        text.push(match letter {
            '\\' => match letters.next().unwrap() {
                't' => '\t',
                'n' => '\n',
                'r' => '\r',
                letter => letter,
            },
            letter => letter,
        });
    }
    text
}

/// A YAML scalar as it is written here: plain by a narrow rule, or with JSON's quotes.
fn yaml_scalar(text: &str) -> String {
    if text.starts_with('"') {
        return serde_json::from_str(text).unwrap();
    }
    let special = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    assert!(!special.contains(&text.to_lowercase().as_str()), "{text}");
    assert!(text.starts_with(|letter: char| letter.is_ascii_alphabetic()), "{text}");
    assert!(!text.contains([':', '#', ' ', ',', '[', ']', '{', '}']), "{text}");
    text.to_owned()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 500,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn json(plugins in plugins()) {
        let whole: Value = serde_json::from_str(&written(&plugins, "json")).unwrap();
        let items: Vec<_> = whole["items"].as_array().unwrap().iter().map(of_json).collect();
        prop_assert_eq!(items, texts(&plugins));
        let lines = written(&plugins, "jsonl");
        let lines: Vec<_> =
            lines.lines().map(|line| of_json(&serde_json::from_str(line).unwrap())).collect();
        prop_assert_eq!(lines, texts(&plugins));
    }

    #[test]
    fn csv(plugins in plugins()) {
        let text = written(&plugins, "csv");
        let mut rest = text.as_str();
        let mut rows = Vec::new();
        while !rest.is_empty() {
            let (one, behind) = csv_cell(rest);
            let (two, behind) = csv_cell(behind.strip_prefix(',').unwrap());
            rest = behind.strip_prefix("\r\n").unwrap();
            rows.push([one, two]);
        }
        prop_assert_eq!(rows, texts(&plugins));
    }

    #[test]
    fn tsv(plugins in plugins()) {
        let text = written(&plugins, "tsv");
        let row = |line: &str| {
            let (one, two) = line.split_once('\t').unwrap();
            [unescaped(one), unescaped(two)]
        };
        let rows: Vec<_> = text.split_terminator('\n').map(row).collect();
        prop_assert_eq!(rows, texts(&plugins));
    }

    #[test]
    fn yaml(plugins in plugins()) {
        let text = written(&plugins, "yaml");
        if plugins.is_empty() {
            prop_assert!(text.ends_with("\nitems: []\n"));
            return Ok(());
        }
        let (_, items) = text.split_once("\nitems:\n").unwrap();
        let mut rows = Vec::new();
        let mut lines = items.split_terminator('\n');
        while let Some(line) = lines.next() {
            let one = yaml_scalar(line.strip_prefix("- description: ").unwrap());
            let two = lines.next().unwrap().strip_prefix("  version: ").unwrap();
            rows.push([one, yaml_scalar(two)]);
        }
        prop_assert_eq!(rows, texts(&plugins));
    }

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
