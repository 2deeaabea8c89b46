// SPDX-License-Identifier: MIT OR Apache-2.0
//! The method table against the description of every method, field by field and in both
//! directions.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};

use lsm_core::Capability;
use lsm_wire::{Effect, Family, Method};
use serde_json::Value;

fn described() -> Vec<Value> {
    let text = include_str!("data/methods.json");
    let methods: Value = serde_json::from_str(text).unwrap();
    assert_eq!(methods["method_count"], 61);
    methods["methods"].as_array().unwrap().clone()
}

fn name_of(method: &Value) -> &str {
    method["name"].as_str().unwrap()
}

/// The row of a described method.
fn row(method: &Value) -> &'static lsm_wire::MethodInfo {
    let name = name_of(method);
    Method::from_name(name).unwrap_or_else(|| panic!("{name} is missing")).info()
}

/// The listings: their result in the table is the record.
const LISTINGS: [&str; 9] = [
    "systems",
    "pools",
    "volumes",
    "disks",
    "target_ports",
    "batteries",
    "access_groups",
    "fs",
    "exports",
];

#[test]
fn the_methods_are_the_described_ones() {
    let described = described();
    let there: BTreeSet<&str> = described.iter().map(name_of).collect();
    let here: Vec<&str> = Method::ALL.iter().map(|method| method.name()).collect();
    assert_eq!(here.iter().copied().collect::<BTreeSet<_>>(), there);
    assert_eq!(here.len(), 61);
    for method in Method::ALL {
        assert_eq!(Method::from_name(method.name()), Some(*method));
        assert_eq!(method.to_string(), method.name());
    }
    for no_method in ["", "Volumes", "volumes ", "__class__", "plugin", "volumes\0", "sk_search"] {
        assert_eq!(Method::from_name(no_method), None, "{no_method:?}");
    }
}

/// The type of a parameter in Rust, from its description.
fn rust_type(parameter: &Value) -> String {
    let nullable = parameter["nullable"].as_bool().unwrap_or(false);
    let type_of_integer = |name: &str| match name {
        "timeout" | "ms" => "u32",
        "read_pct" => "i32",
        "size_bytes" | "new_size_bytes" | "strip_size" => "u64",
        "provisioning" => "Provisioning",
        "rep_type" => "ReplicationType",
        "init_type" => "InitiatorType",
        "raid_type" => "RaidType",
        "pdc" => "PhysicalDiskCache",
        "wcp" => "WriteCachePolicy",
        "rcp" => "ReadCachePolicy",
        "anon_uid" | "anon_gid" => "AnonymousId",
        "flags" => "CreateFlags",
        other => panic!("the integer {other} is new"),
    };
    let plain = match parameter["type"].as_str().unwrap() {
        "string" => "&str".to_owned(),
        "boolean" => "bool".to_owned(),
        "integer" => type_of_integer(parameter["name"].as_str().unwrap()).to_owned(),
        "array of string" => "&[String]".to_owned(),
        array if array.starts_with("array of ") => {
            format!("&[{}]", array.trim_start_matches("array of ").trim_end_matches(" objects"))
        }
        object => format!("&{}", object.strip_suffix(" object").unwrap()),
    };
    if nullable { format!("Option<{plain}>") } else { plain }
}

#[test]
fn parameters_have_their_names_their_order_and_their_types() {
    for method in described() {
        let name = name_of(&method);
        let mut there = method["params"].as_array().unwrap().clone();
        // Every method takes flags last; only one has any.
        if name != "volume_create" {
            assert_eq!(there.pop().unwrap()["name"], "flags", "{name}");
        }
        // Those of a search are implied by its keys.
        let searched = ["search_key", "search_value"];
        let is_search = |parameter: &Value| searched.contains(&parameter["name"].as_str().unwrap());
        assert_eq!(there.iter().filter(|p| is_search(p)).count(), {
            if row(&method).search_keys.is_empty() { 0 } else { 2 }
        });
        there.retain(|parameter| !is_search(parameter));
        let there: Vec<(String, String)> = there
            .iter()
            .map(|parameter| (parameter["name"].as_str().unwrap().into(), rust_type(parameter)))
            .collect();
        let here: Vec<(String, String)> = row(&method)
            .parameters
            .iter()
            .map(|parameter| (parameter.name.into(), parameter.rust_type.replace(' ', "")))
            .collect();
        assert_eq!(here, there, "{name}");
    }
}

/// The type of a result in Rust, from the description of its shape.
fn result_type(name: &str, shape: &str) -> String {
    let word = |text: &str| text.split(' ').next().unwrap().to_owned();
    if let Some(rest) = shape.strip_prefix("array of 2: [job id string or null, ") {
        return format!("Outcome<{}>", word(rest));
    }
    if let Some(rest) = shape.strip_prefix("array of ")
        && rest.ends_with(" objects, may be empty")
    {
        let record = word(rest);
        return if LISTINGS.contains(&name) { record } else { format!("Vec<{record}>") };
    }
    let exact = match shape {
        "null" => "()",
        "job id string or null" => "Outcome<()>",
        "boolean" => "bool",
        "array of strings" => "Vec<String>",
        "array of 2 strings: [description, version]" => "(String, String)",
        "integer, milliseconds" => "u32",
        "integer, bytes per block for ranges" => "u64",
        s if s.starts_with("array of 3: [status") => "JobState",
        s if s.starts_with("array of 5 integers: [raid_type") => "RaidInfo",
        s if s.starts_with("array of 5 integers: [write_cache") => "CacheInfo",
        s if s.starts_with("array of 3: [raid_type") => "PoolMemberInfo",
        s if s.starts_with("array of 2 arrays of integers") => "RaidCreateCapabilities",
        s if s.split(' ').nth(1) == Some("object") => return word(s),
        other => panic!("{name}: the shape {other:?} is new"),
    };
    exact.to_owned()
}

#[test]
fn results_have_their_shapes() {
    for method in described() {
        let name = name_of(&method);
        let here = row(&method).result.replace(' ', "");
        let there = result_type(name, method["result"]["shape"].as_str().unwrap());
        assert_eq!(here, there.replace(' ', ""), "{name}");
        assert_eq!(here.starts_with("Outcome<"), method["returns_job"] == true, "{name}");
    }
}

#[test]
fn search_keys_are_those_that_clients_may_send() {
    for method in described() {
        let there: Vec<&str> = method["search_keys"]
            .as_array()
            .map(|keys| keys.iter().map(|key| key.as_str().unwrap()).collect())
            .unwrap_or_default();
        assert_eq!(row(&method).search_keys, there, "{}", name_of(&method));
    }
}

#[test]
fn families_are_the_groups() {
    let of_the_runtime = [
        "plugin_register",
        "plugin_unregister",
        "plugin_info",
        "time_out_set",
        "time_out_get",
        "capabilities",
    ];
    for method in described() {
        let expected = match method["group"].as_str().unwrap() {
            "management" if of_the_runtime.contains(&name_of(&method)) => Family::Session,
            "management" => Family::Management,
            "block" => Family::Block,
            "file system" => Family::FileSystems,
            "nfs" => Family::Nfs,
            other => panic!("the group {other} is new"),
        };
        assert_eq!(row(&method).family, expected, "{}", name_of(&method));
    }
}

#[test]
fn every_capability_tells_of_its_methods_and_of_no_others() {
    let text = include_str!("../../lsm-core/tests/data/capabilities.json");
    let capabilities: Value = serde_json::from_str(text).unwrap();
    let mut there: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for capability in capabilities["capabilities"].as_array().unwrap() {
        for method in capability["methods"].as_array().unwrap() {
            let name = capability["name"].as_str().unwrap();
            there.entry(method.as_str().unwrap()).or_default().insert(name);
        }
    }
    for method in Method::ALL {
        let info = method.info();
        let mut here: Vec<Capability> = info.finer.to_vec();
        here.extend(info.capability);
        let here: Vec<&str> = here.iter().map(|capability| capability.name().unwrap()).collect();
        let expected = there.remove(method.name()).unwrap_or_default();
        assert_eq!(here.len(), expected.len(), "{method} names one twice");
        assert_eq!(here.into_iter().collect::<BTreeSet<_>>(), expected, "{method}");
    }
    assert!(there.is_empty(), "{there:?}");
}

#[test]
fn the_capability_of_a_method_as_a_whole_comes_first_in_its_description() {
    for method in described() {
        let first = method["capability"].get(0).and_then(Value::as_str);
        // "A or B" and the like: there is none for the whole.
        let there = first.filter(|text| !text.contains(' '));
        let here = row(&method).capability.and_then(|capability| capability.name());
        assert_eq!(here, there, "{}", name_of(&method));
    }
}

#[test]
fn what_makes_jobs_or_destroys_changes_something_and_what_lists_does_not() {
    for method in described() {
        let name = name_of(&method);
        let shape = method["result"]["shape"].as_str().unwrap();
        let said = |key: &str| !method[key].is_null();
        let changes = method["returns_job"] == true
            || said("destroys_data")
            || said("repeated_call")
            || ["_update", "_create", "_delete", "_on", "_off", "_auth", "_mask", "_remove"]
                .iter()
                .any(|end| name.ends_with(end) && name != "export_auth")
            || name == "export_fs";
        assert_eq!(row(&method).effect == Effect::Changes, changes, "{name}");
        assert!(!(changes && shape.ends_with("may be empty")), "{name}");
    }
}

/// The documentation of a method names exactly the errors that belong to it.
#[test]
fn documented_errors_are_the_described_ones() {
    let source = include_str!("../src/method.rs");
    let mut documented: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut errors = BTreeSet::new();
    let mut listing_errors = false;
    for line in source.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            listing_errors |= text.trim_start().starts_with("Errors:");
            if listing_errors {
                errors.extend(text.split('`').skip(1).step_by(2));
            }
            continue;
        }
        let mut words = line.split([' ', '(']);
        if matches!(words.next(), Some("session" | "call" | "list"))
            && let Some(name) = words.next()
        {
            documented.insert(name, errors.clone());
        }
        (errors, listing_errors) = (BTreeSet::new(), false);
    }
    let described = described();
    for method in &described {
        let mut there: BTreeSet<&str> =
            method["errors"].as_array().unwrap().iter().map(|e| e.as_str().unwrap()).collect();
        // Every method can give the one, every search the other.
        there.remove("NO_SUPPORT");
        if !row(method).search_keys.is_empty() {
            there.remove("UNSUPPORTED_SEARCH_KEY");
        }
        assert_eq!(documented[name_of(method)], there, "{}", name_of(method));
    }
}
