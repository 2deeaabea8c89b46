// SPDX-License-Identifier: MIT OR Apache-2.0
//! Records on the wire, in both dialects, driven by the description of every field.
#![allow(clippy::unwrap_used, clippy::panic)]

use lsm_core::*;
use serde_json::{Map, Value, json};

/// Calls a generic function for the class of this name.
macro_rules! for_class {
    ($name:expr, $function:ident($($argument:expr),*)) => {
        match $name {
            "System" => $function::<System>($($argument),*),
            "Pool" => $function::<Pool>($($argument),*),
            "Volume" => $function::<Volume>($($argument),*),
            "Disk" => $function::<Disk>($($argument),*),
            "FileSystem" => $function::<FileSystem>($($argument),*),
            "FsSnapshot" => $function::<FsSnapshot>($($argument),*),
            "NfsExport" => $function::<NfsExport>($($argument),*),
            "BlockRange" => $function::<BlockRange>($($argument),*),
            "AccessGroup" => $function::<AccessGroup>($($argument),*),
            "TargetPort" => $function::<TargetPort>($($argument),*),
            "Battery" => $function::<Battery>($($argument),*),
            "Capabilities" => $function::<Capabilities>($($argument),*),
            other => panic!("no such class: {other}"),
        }
    };
}

/// The fields of every class, as the description has them.
fn classes() -> Vec<(String, Vec<Value>)> {
    let types: Value = serde_json::from_str(include_str!("data/types.json")).unwrap();
    let classes = types["classes"].as_object().unwrap().clone();
    classes
        .into_iter()
        .map(|(name, class)| (name, class["fields"].as_array().unwrap().clone()))
        .collect()
}

/// A value that fits a field and differs from what stands for it when it is absent.
fn sample(field: &Value) -> Value {
    let key = field["wire"].as_str().unwrap();
    match field["json"].as_str().unwrap() {
        "string" => json!(format!("a {key} with \"quotes\" and \u{e9}")),
        "string of hexadecimal digits" => json!("0100ff"),
        "array of string" => json!(["one", "two"]),
        "unsigned integer (32 bit)" => json!(4_294_967_295_u32),
        "unsigned integer (0..2^64-1)" => json!(u64::MAX - 1),
        "integer (32 bit, may be negative)" => json!(i32::MIN),
        kind if kind.starts_with("integer (64 bit") => json!(-2),
        other => panic!("{key} is {other}"),
    }
}

fn object(class: &str, fields: &[Value]) -> Map<String, Value> {
    let mut object = Map::from_iter([("class".to_owned(), json!(class))]);
    for field in fields {
        object.insert(field["wire"].as_str().unwrap().to_owned(), sample(field));
    }
    object
}

type Read = std::result::Result<Value, String>;

/// Reads a text as the class and writes it again.
fn reads<T: Record>(text: &str) -> Read {
    let record: T = serde_json::from_str(text).map_err(|error| error.to_string())?;
    Ok(serde_json::to_value(&record).unwrap())
}

/// Reads an object as the class and writes it again.
fn again<T: Record>(object: &Value) -> Read {
    reads::<T>(&object.to_string())
}

fn written<T: Record>(object: &Value) -> String {
    let record: T = serde_json::from_value(object.clone()).unwrap();
    serde_json::to_string(&record).unwrap()
}

#[test]
fn every_class_survives_a_round_trip() {
    for (class, fields) in classes() {
        let whole = Value::Object(object(&class, &fields));
        assert_eq!(for_class!(class.as_str(), again(&whole)), Ok(whole.clone()), "{class}");
    }
}

#[test]
fn keys_are_written_in_the_order_of_the_constructors() {
    for (class, fields) in classes() {
        let whole = Value::Object(object(&class, &fields));
        let text = for_class!(class.as_str(), written(&whole));
        let mut places = vec![text.find("\"class\":").unwrap()];
        places
            .extend(fields.iter().map(|field| text.find(&format!("{}:", field["wire"])).unwrap()));
        assert!(places.is_sorted() && places[0] == 1, "{text}");
    }
}

#[test]
fn exactly_the_required_keys_are_required() {
    for (class, fields) in classes() {
        for field in &fields {
            let key = field["wire"].as_str().unwrap();
            let mut without = object(&class, &fields);
            without.remove(key);
            let read = for_class!(class.as_str(), again(&without.into()));
            let is_required = field["required_on_wire"].as_bool().unwrap();
            assert_eq!(read.is_err(), is_required, "{class}.{key}: {read:?}");
            if is_required {
                assert!(read.unwrap_err().contains(&format!("missing field `{key}`")));
                continue;
            }
            // Absent means the same as the neutral value, which is what is written.
            let neutral = match key {
                "plugin_data" => Value::Null,
                "mode" | "read_cache_pct" | "rpm" | "link_type" => json!(-2),
                "fw_version" | "vpd83" | "location" => json!(""),
                other => panic!("{class}.{other} is new"),
            };
            assert_eq!(read.unwrap()[key], neutral, "{class}.{key}");
        }
    }
}

#[test]
fn null_is_kept_where_it_may_be_and_never_sent_elsewhere() {
    for (class, fields) in classes() {
        for field in &fields {
            let key = field["wire"].as_str().unwrap();
            let mut with_null = object(&class, &fields);
            with_null.insert(key.to_owned(), Value::Null);
            let read = for_class!(class.as_str(), again(&with_null.into()));
            let is_text = field["json"].as_str().unwrap().starts_with("string");
            let is_required = field["required_on_wire"].as_bool().unwrap();
            match read {
                // Some plug-ins send null for "nothing to say", and it goes back to them as it came.
                Ok(read) if field["nullable"] == true || key == "status_info" => {
                    assert_eq!(read[key], Value::Null, "{class}.{key}");
                }
                Ok(read) => {
                    assert_ne!(read[key], Value::Null, "{class}.{key}");
                    assert!(is_text || !is_required, "{class}.{key} took null");
                }
                Err(error) => assert!(!is_text && is_required, "{class}.{key}: {error}"),
            }
        }
    }
}

#[test]
fn a_value_of_another_type_is_refused() {
    for (class, fields) in classes() {
        for field in &fields {
            let key = field["wire"].as_str().unwrap();
            let is_number = field["json"].as_str().unwrap().contains("integer");
            let is_list = field["json"].as_str().unwrap().starts_with("array");
            let wrong = [
                json!(true),
                json!({"a": 1}),
                json!(1.5),
                json!([1]),
                if is_number { json!("1") } else { json!(1) },
                if is_list { json!("text") } else { json!([]) },
                // Fits no integer type of the wire.
                serde_json::from_str("1e999").unwrap_or(json!(1e300)),
            ];
            for wrong in wrong {
                let mut object = object(&class, &fields);
                object.insert(key.to_owned(), wrong.clone());
                let read = for_class!(class.as_str(), again(&object.into()));
                assert!(read.is_err(), "{class}.{key} took {wrong}");
            }
        }
    }
}

#[test]
fn minus_one_stands_for_an_unknown_size_in_unsigned_fields() {
    for (class, fields) in classes() {
        for field in &fields {
            let key = field["wire"].as_str().unwrap();
            let mut object = object(&class, &fields);
            object.insert(key.to_owned(), json!(-1));
            let read = for_class!(class.as_str(), again(&object.clone().into()));
            match field["json"].as_str().unwrap() {
                // Sizes go back as they came; sets of bits have no such value, all bits are set.
                "unsigned integer (0..2^64-1)" => {
                    let back = read.unwrap()[key].clone();
                    let is_bits = matches!(key, "element_type" | "unsupported_actions" | "status");
                    assert_eq!(back, if is_bits { json!(u64::MAX) } else { json!(-1) }, "{key}");
                }
                kind if kind.contains("may be negative") || kind.contains("64 bit") => {
                    assert_eq!(read.unwrap()[key], json!(-1));
                }
                _ => assert!(read.is_err(), "{class}.{key} took -1"),
            }
        }
    }
    let pool = r#"{"class": "Pool", "id": "", "name": "", "element_type": 0,
        "unsupported_actions": 0, "total_space": -1, "free_space": 18446744073709551615,
        "status": 1, "status_info": "", "system_id": "", "plugin_data": null}"#;
    let pool: Pool = serde_json::from_str(pool).unwrap();
    assert_eq!((pool.total_space, pool.free_space), (UNKNOWN_SIZE, UNKNOWN_SIZE));
}

#[test]
fn numbers_without_a_name_survive() {
    let (_, fields) = classes().into_iter().find(|(class, _)| class == "Disk").unwrap();
    let mut disk = object("Disk", &fields);
    for (key, value) in
        [("disk_type", 77), ("status", 1_i64 << 40), ("link_type", 99), ("rpm", 7200)]
    {
        disk.insert(key.to_owned(), json!(value));
    }
    let disk = Value::Object(disk);
    assert_eq!(again::<Disk>(&disk), Ok(disk));
}

#[test]
fn unknown_keys_are_ignored_whatever_they_hold() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let junk = ["null", "{\"class\": \"Pool\"}", "-1.5e300", "\"\\ud83d\\ude00\"", &deep];
    for (class, fields) in classes() {
        let whole = Value::Object(object(&class, &fields));
        for junk in junk {
            let text = whole.to_string().replacen('{', &format!("{{\"since 2.0\": {junk}, "), 1);
            let read = for_class!(class.as_str(), reads(&text));
            assert_eq!(read, Ok(whole.clone()), "{class}");
        }
    }
}

#[test]
fn of_equal_keys_the_last_counts() {
    for (class, fields) in classes() {
        let whole = Value::Object(object(&class, &fields));
        for field in &fields {
            let key = field["wire"].as_str().unwrap();
            let first = match field["json"].as_str().unwrap() {
                kind if kind.contains("integer") => "7",
                kind if kind.starts_with("array") => "[]",
                _ => "\"00\"",
            };
            let text = whole.to_string().replacen('{', &format!("{{\"{key}\": {first}, "), 1);
            assert_eq!(
                for_class!(class.as_str(), reads(&text)),
                Ok(whole.clone()),
                "{class}.{key}"
            );
        }
    }
    let twice = r#"{"class": "Battery", "id": "b", "name": "", "type": 2, "type": 3, "status": 4,
        "system_id": "s", "plugin_data": "x", "plugin_data": null}"#;
    let battery: Battery = serde_json::from_str(twice).unwrap();
    assert_eq!((battery.battery_type, battery.plugin_data), (BatteryType::CHEMICAL, None));
}

#[test]
fn keys_may_be_escaped_and_in_any_order() {
    let text =
        r#"{"src\u005fblock": 1, "block_count": 3, "cl\u0061ss": "BlockRange", "dest_block": 2}"#;
    let range: BlockRange = serde_json::from_str(text).unwrap();
    assert_eq!(range, BlockRange { src_block: 1, dest_block: 2, block_count: 3 });
}

#[test]
fn the_class_must_be_there_and_the_right_one() {
    for (class, fields) in classes() {
        for wrong in [json!("Blob"), json!("volume "), json!(7), Value::Null, json!(["Volume"])] {
            let mut object = object(&class, &fields);
            object.insert("class".to_owned(), wrong.clone());
            let read = for_class!(class.as_str(), again(&object.into()));
            assert!(read.is_err(), "{class} took the class {wrong}");
        }
        let mut without = object(&class, &fields);
        without.remove("class");
        assert!(for_class!(class.as_str(), again(&without.into())).is_err(), "{class}");
    }
}

#[test]
fn the_last_of_several_classes_counts() {
    let range = |classes: &str| {
        let text =
            format!("{{{classes}, \"src_block\": 1, \"dest_block\": 2, \"block_count\": 3}}");
        serde_json::from_str::<BlockRange>(&text)
    };
    assert!(range(r#""class": "BlockRange""#).is_ok());
    assert!(range(r#""class": "BlockRange", "class": "Pool""#).is_err());
    assert!(range(r#""class": "Pool", "class": "BlockRange""#).is_ok());
}

#[test]
fn what_is_no_object_is_refused() {
    for text in ["null", "[]", "7", "\"Volume\"", "[[[[", "", "{"] {
        assert!(serde_json::from_str::<Volume>(text).is_err(), "{text:?}");
    }
    // The recursion of a reader must not be for a peer to choose.
    let deep = "[".repeat(100_000);
    assert!(serde_json::from_str::<Volume>(&deep).is_err());
    assert!(serde_json::from_str::<Option<Volume>>(&deep).is_err());
}

#[test]
fn a_search_compares_texts_letter_for_letter() {
    let group = AccessGroup {
        id: "AG_1".into(),
        name: "web".into(),
        init_ids: vec!["iqn.x".into()],
        init_type: InitiatorType::ISCSI_IQN,
        system_id: "sim-01".into(),
        plugin_data: None,
    };
    let found = |key: &str, value: &str| Search::new(key, value).matches(&group);
    assert!(found("id", "AG_1") && found("system_id", "sim-01") && found("name", "web"));
    for (key, value) in [
        ("id", "ag_1"),
        ("id", "AG_1 "),
        ("id", ""),
        ("init_type", "5"),
        ("init_ids", "iqn.x"),
        ("plugin_data", ""),
        ("class", "AccessGroup"),
        ("no such key", "web"),
    ] {
        assert!(!found(key, value), "{key} = {value:?}");
    }
}
