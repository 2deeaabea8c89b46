// SPDX-License-Identifier: MIT OR Apache-2.0
//! The recorded interface of 1.10.3, which `cargo xtask abi` compares the library with, is that of
//! `c_api.json`: names, signatures, layouts, values. Not a line more, not a line less.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use serde_json::Value;

const RECORDED: &str = include_str!("../abi/1.10.3.abi");

/// Kinds of lines that are compared. The types are opaque; the compiler compares them elsewhere.
const KINDS: [&str; 6] = ["symbol", "function", "callback", "struct", "constant", "macro"];

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().unwrap().iter()
}

/// A type in one way of writing: `const` first, and all stars together at the end, as which arrays
/// count.
fn type_name(of: &str) -> String {
    let stars = of.matches(['*', '[']).count();
    let base = of.replace(['*', '[', ']'], " ");
    let (constant, other): (Vec<_>, Vec<_>) =
        base.split_whitespace().partition(|word| *word == "const");
    let mut words = [constant, other].concat();
    let stars = "*".repeat(stars);
    if !stars.is_empty() {
        words.push(&stars);
    }
    words.join(" ")
}

fn signature(of: &Value) -> String {
    let arguments: Vec<_> = list(&of["args"]).map(|it| type_name(text(&it["type"]))).collect();
    let arguments = if arguments.is_empty() { "void".into() } else { arguments.join(", ") };
    format!("{} ({arguments})", type_name(text(&of["returns"])))
}

fn layout(of: &Value) -> String {
    let members = list(&of["fields"]).map(|field| {
        format!("{} {} {}", field["offset"], text(&field["type"]), text(&field["name"]))
    });
    format!("{} bytes: {}", of["size_64bit"], members.collect::<Vec<_>>().join(", "))
}

/// The value of a macro, or its arguments; `None` when it tells about the build.
fn value(name: &str, of: &Value) -> Option<String> {
    let build = ["LSM_MAJOR", "LSM_MINOR", "LSM_MICRO", "LSM_VERSION"];
    if name.starts_with("LSM_DLL_") || build.contains(&name) {
        return None;
    }
    if let Some(arguments) = of["args"].as_str() {
        return Some(arguments.to_owned());
    }
    let written = text(&of["value"]);
    let number = match written.strip_prefix("0x") {
        Some(digits) => i64::from_str_radix(digits, 16),
        None => written.parse(),
    };
    number.ok().map(|number| number.to_string())
}

#[test]
fn the_recorded_interface_is_the_listed_one() {
    let api: Value = serde_json::from_str(include_str!("data/c_api.json")).unwrap();
    let mut listed = BTreeSet::new();
    for function in list(&api["functions"]) {
        let name = text(&function["name"]);
        listed.insert(format!("function {name}: {}", signature(function)));
        if function["exported"] == true {
            listed.insert(format!("symbol {name}: unversioned"));
        }
    }
    for callback in list(&api["callback_types"]) {
        listed.insert(format!("callback {}: {}", text(&callback["name"]), signature(callback)));
    }
    for (name, structure) in api["ops_structs"].as_object().unwrap() {
        listed.insert(format!("struct {name}: {}", layout(structure)));
    }
    for constant in api["enums"].as_object().unwrap().values().flat_map(list) {
        listed.insert(format!("constant {}: {}", text(&constant["name"]), constant["value"]));
    }
    for (name, of) in api["macros"].as_object().unwrap() {
        listed.extend(value(name, of).map(|value| format!("macro {name}: {value}")));
    }
    let recorded: BTreeSet<String> = RECORDED
        .lines()
        .filter(|line| KINDS.iter().any(|kind| line.starts_with(&format!("{kind} "))))
        .map(str::to_owned)
        .collect();
    assert_eq!(recorded.difference(&listed).collect::<Vec<_>>(), Vec::<&String>::new());
    assert_eq!(listed.difference(&recorded).collect::<Vec<_>>(), Vec::<&String>::new());
    assert_eq!(recorded.iter().filter(|line| line.starts_with("symbol ")).count(), 291);
}
