// SPDX-License-Identifier: MIT OR Apache-2.0
//! The formats for programs against a naive model, through readers of their own.

use lsm_core::{
    AccessGroup, Battery, Disk, FileSystem, FsSnapshot, NfsExport, Pool, System, TargetPort, Volume,
};
use lsmcli::parse::{Globals, Parsed, parse};
use lsmcli::render::{Layout, Shown, document};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::described::*;
use crate::random::record;
use crate::{
    cache_of, config, plugin, pool_members_of, raid_choices_of, raid_layout, readers, wire,
    with_sane_size,
};

pub(crate) fn globals(format: &str, more: &[&str]) -> Globals {
    let words = [&["job-list", "-o", format], more].concat();
    let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
    match parse(&words) {
        Ok(Parsed::Run(invocation)) => invocation.globals,
        other => panic!("{other:?}"),
    }
}

fn written<R: Shown>(rows: &[R], format: &str, more: &[&str]) -> String {
    let globals = globals(format, more);
    let mut out = Vec::new();
    document(rows, &globals, &Layout::new(&globals), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The names of a number, in the order of the description.
fn names(name: &str, number: i64) -> Value {
    let enumeration = &enumerations()[name];
    let known = |value: &&(i64, String)| match enumeration.flags {
        true => number & value.0 != 0,
        false => number == value.0,
    };
    let known: Vec<&str> =
        enumeration.values.iter().filter(known).map(|(_, text)| text.as_str()).collect();
    match (enumeration.flags, known.first()) {
        (true, None) if number != 0 => json!([format!("Unknown({number:#x})")]),
        (true, _) => json!(known),
        (false, Some(text)) => json!(text),
        (false, None) => json!(format!("Unknown({number})")),
    }
}

/// What the documents say of a property: under its key, and under `_raw`.
fn described_value(
    (_, key, kind): &Described,
    record: &Value,
) -> (Option<Value>, Option<Option<Value>>) {
    let value = record.get(*key).cloned();
    let kind = kind.trim_end_matches(['?', '-']);
    let number = value.as_ref().and_then(Value::as_i64);
    let told = |number: Option<i64>| number.filter(|number| *number != -2);
    match kind {
        "text" => (Some(value.unwrap_or_else(|| json!(""))), None),
        "texts" | "size" | "sizes" | "count" | "time" => (value, None),
        "no paths" => (Some(json!([])), None),
        "product" => {
            let factor = |key: &str| record[key].as_i64().unwrap();
            let (block_size, blocks) = (factor("block_size"), factor("num_of_blocks"));
            let unknown = (block_size < 0 && blocks != 0) || (blocks < 0 && block_size != 0);
            (Some(json!(if unknown { -1 } else { block_size * blocks })), None)
        }
        "percentage" | "rpm" => (told(number).map(|number| json!(number)), None),
        "Volume admin state" => {
            let name = match number.unwrap() {
                0 => json!("DISABLED"),
                1 => json!("ENABLED"),
                number => json!(format!("Unknown({number})")),
            };
            (Some(name), Some(value))
        }
        "System mode" | "Link type" => {
            let number = told(number);
            let number_told = number.map(|number| json!(number));
            (number.map(|number| names(kind, number)), Some(number_told))
        }
        "RAID type list" => {
            let raw = value.unwrap();
            let numbers = raw.as_array().unwrap().iter();
            let names = numbers.map(|number| names("RAID type", number.as_i64().unwrap()));
            (Some(names.collect()), Some(Some(raw)))
        }
        name => (Some(names(name, number.unwrap())), Some(value)),
    }
}

/// The item of a record, and the row of cells.
fn model<R: Shown>(
    described: &[Described],
    record: &Value,
    only_numbers: bool,
) -> (Value, Vec<Cell>) {
    let mut item = Map::new();
    let mut row = Vec::new();
    for (described, property) in described.iter().zip(R::PROPERTIES) {
        let (value, raw) = described_value(described, record);
        let mut add = |key: String, value: Option<Value>| {
            row.push(value.as_ref().map_or(Cell::Text(String::new()), cell));
            if let Some(value) = value {
                item.insert(key, value);
            }
        };
        if raw.is_none() || !only_numbers {
            add(property.key.to_owned(), value);
        }
        if let Some(raw) = raw {
            add(format!("{}_raw", property.key), raw);
        }
    }
    (Value::Object(item), row)
}

/// What a cell holds.
#[derive(Debug, PartialEq)]
enum Cell {
    Text(String),
    List(Vec<String>),
}

fn cell(value: &Value) -> Cell {
    let text = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match value {
        Value::Array(list) => Cell::List(list.iter().map(text).collect()),
        other => Cell::Text(text(other)),
    }
}

/// The rows as they are read back by somebody who knows which columns are lists.
fn read_back(rows: &[Vec<String>], model: &[Vec<Cell>]) -> Vec<Vec<Cell>> {
    let cell = |(text, model): (&String, &Cell)| match model {
        Cell::Text(_) => Cell::Text(text.clone()),
        Cell::List(_) => Cell::List(readers::list(text)),
    };
    let row = |(row, model): (&Vec<String>, &Vec<Cell>)| {
        assert_eq!(row.len(), model.len());
        row.iter().zip(model).map(cell).collect()
    };
    assert_eq!(rows.len(), model.len());
    rows.iter().zip(model).map(row).collect()
}

fn compare<R: Shown>(described: &'static [Described], cases: u32, make: fn(&Value) -> R) {
    let records = proptest::collection::vec(record(described).prop_map(with_sane_sizes), 0..4);
    proptest!(config(cases), |(records in records, only_numbers: bool)| {
        let ours: Vec<R> = records.iter().map(make).collect();
        let more: &[&str] = if only_numbers { &["-e"] } else { &[] };
        let told = records.iter().map(|record| model::<R>(described, record, only_numbers));
        let (items, rows): (Vec<Value>, Vec<Vec<Cell>>) = told.unzip();
        let whole = json!({"version": 1, "type": R::TYPE, "items": items});
        let json: Value = serde_json::from_str(&written(&ours, "json", more)).unwrap();
        prop_assert_eq!(&json, &whole);
        prop_assert_eq!(readers::yaml(&written(&ours, "yaml", more)), whole);
        let lines = written(&ours, "jsonl", more);
        let lines: Vec<Value> =
            lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        prop_assert_eq!(lines, items);
        let csv = readers::csv(&written(&ours, "csv", more));
        let tsv = readers::tsv(&written(&ours, "tsv", more));
        prop_assert_eq!(&csv[0], &tsv[0]);
        prop_assert!(csv[0].iter().any(|key| key == R::PROPERTIES[0].key));
        prop_assert_eq!(&read_back(&csv[1..], &rows), &rows);
        prop_assert_eq!(&read_back(&tsv[1..], &rows), &rows);
    });
}

fn with_sane_sizes(object: Value) -> Value {
    match object.get("num_of_blocks") {
        Some(_) => with_sane_size(object),
        None => object,
    }
}

#[test]
fn systems() {
    compare(SYSTEM, 200, wire::<System>);
}

#[test]
fn pools() {
    compare(POOL, 200, wire::<Pool>);
}

#[test]
fn volumes() {
    compare(VOLUME, 400, wire::<Volume>);
}

#[test]
fn disks() {
    compare(DISK, 200, wire::<Disk>);
}

#[test]
fn access_groups() {
    compare(ACCESS_GROUP, 200, wire::<AccessGroup>);
}

#[test]
fn file_systems() {
    compare(FILE_SYSTEM, 200, wire::<FileSystem>);
}

#[test]
fn snapshots() {
    compare(SNAPSHOT, 200, wire::<FsSnapshot>);
}

#[test]
fn exports() {
    compare(EXPORT, 200, wire::<NfsExport>);
}

#[test]
fn target_ports() {
    compare(TARGET_PORT, 200, wire::<TargetPort>);
}

#[test]
fn batteries() {
    compare(BATTERY, 200, wire::<Battery>);
}

#[test]
fn plugins() {
    compare(PLUGIN, 200, plugin);
}

#[test]
fn raid_layouts() {
    compare(RAID, 200, raid_layout);
}

#[test]
fn pool_members() {
    compare(MEMBERS, 200, pool_members_of);
}

#[test]
fn raid_choices() {
    compare(RAID_CHOICES, 200, raid_choices_of);
}

#[test]
fn caches() {
    compare(CACHE, 200, cache_of);
}

#[test]
fn a_lone_empty_cell_is_still_a_row() {
    let snapshot = |id: &str| wire::<FsSnapshot>(&json!({"id": id, "name": "", "ts": 1}));
    let text = written(&[snapshot("a"), snapshot("b")], "csv", &["--columns", "name"]);
    assert_eq!(readers::csv(&text), [["name"], [""], [""]]);
}

#[test]
fn sorting_is_stable_and_by_value() {
    let volume = |id: &str, name: &str, blocks: u64| -> Volume {
        wire(&json!({
            "id": id, "name": name, "vpd83": null, "block_size": 512, "num_of_blocks": blocks,
            "admin_state": 1, "pool_id": "p", "system_id": "s",
        }))
    };
    let volumes =
        [volume("a", "x", 9), volume("b", "y", 10), volume("c", "x", 100), volume("d", "y", 9)];
    let order = |by: &str| {
        let text = written(&volumes, "tsv", &[&format!("--sort={by}"), "--columns", "id"]);
        text.replace(['\n', ' '], "").trim_start_matches("id").to_owned()
    };
    // As numbers, not as texts; equal ones in the order of the array.
    assert_eq!(order("size"), "adbc");
    assert_eq!(order("-size"), "cbad");
    assert_eq!(order("name"), "acbd");
    assert_eq!(order("-name,size"), "dbac");
    assert_eq!(order("size:desc"), "cbad");
    assert_eq!(order("Block Count : DESC"), "cbad");
    assert_eq!(order("size:asc"), "adbc");
    assert_eq!(order("name:desc, size:asc"), "dbac");
    assert_eq!(order("name,size:desc"), "cabd");
}
