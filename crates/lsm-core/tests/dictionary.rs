// SPDX-License-Identifier: MIT OR Apache-2.0
//! Every class, number and constant of the interface, in both directions: what the description
//! in `data/` has must be here under the same names, and nothing else may be here.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;

use lsm_core::*;
use serde_json::Value;

fn data(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn types() -> Value {
    data(include_str!("data/types.json"))
}

/// One number type of the crate, laid open.
#[derive(Debug)]
struct Numbers {
    rust: &'static str,
    /// Name, value, and for bits the hexadecimal form that follows from it.
    values: Vec<(&'static str, i128)>,
    c_prefix: &'static str,
    python_prefix: &'static str,
    is_signed: bool,
    bytes: usize,
    is_bits: bool,
}

/// A set of bits prints nothing when it is empty; a plain number always prints something.
macro_rules! numbers {
    ($($json:literal => $Type:ident($repr:ty)),+ $(,)?) => {
        fn all_numbers() -> Vec<(&'static str, Numbers)> {
            vec![$( ($json, Numbers {
                rust: stringify!($Type),
                values: $Type::ALL.iter().map(|named| (named.name, i128::from(named.value.0))).collect(),
                c_prefix: $Type::C_PREFIX,
                python_prefix: $Type::PYTHON_PREFIX,
                is_signed: <$repr>::MIN != 0,
                bytes: size_of::<$Type>(),
                is_bits: ($Type(0).to_string().is_empty()),
            }) ),+]
        }
    };
}

numbers! {
    "System.status" => SystemStatus(u32),
    "System.mode" => SystemMode(i32),
    "System.read_cache_pct" => ReadCachePct(i32),
    "Pool.element_type" => ElementType(u64),
    "Pool.unsupported_actions" => UnsupportedActions(u64),
    "Pool.status" => PoolStatus(u64),
    "Pool.member_type" => MemberType(i32),
    "Volume.admin_state" => AdminState(u32),
    "Volume.replicate" => ReplicationType(i32),
    "Volume.provision" => Provisioning(i32),
    "Volume.raid_type" => RaidType(i32),
    "Volume.write_cache_policy" => WriteCachePolicy(u32),
    "Volume.write_cache_status" => WriteCacheStatus(u32),
    "Volume.read_cache_policy" => ReadCachePolicy(u32),
    "Volume.read_cache_status" => ReadCacheStatus(u32),
    "Volume.physical_disk_cache" => PhysicalDiskCache(u32),
    "Disk.type" => DiskType(i32),
    "Disk.status" => DiskStatus(u64),
    "Disk.rpm" => Rpm(i32),
    "Disk.link_type" => LinkType(i32),
    "Disk.health_status" => HealthStatus(i32),
    "Disk.led_status" => LedStatus(u32),
    "AccessGroup.init_type" => InitiatorType(i32),
    "TargetPort.type" => PortType(i32),
    "Battery.type" => BatteryType(i32),
    "Battery.status" => BatteryStatus(u64),
    "Job.status" => JobStatus(i32),
    "NfsExport.anon" => AnonymousId(i64),
    "data_type" => DataType(i32),
    "volume_create flags" => CreateFlags(u64),
}

/// Constants that stand alone: description, C name, value here.
const SINGLE: &[(&str, &str, i128)] = &[
    ("Pool.space", "LSM_POOL_TOTAL_SPACE_NOT_FOUND", UNKNOWN_SIZE as i64 as i128),
    ("Pool.space", "LSM_POOL_FREE_SPACE_NOT_FOUND", UNKNOWN_SIZE as i64 as i128),
    ("Disk.unknown_size", "LSM_DISK_BLOCK_SIZE_NOT_FOUND", UNKNOWN_SIZE as i64 as i128),
    ("Disk.unknown_size", "LSM_DISK_BLOCK_COUNT_NOT_FOUND", UNKNOWN_SIZE as i64 as i128),
    ("Volume.raid_info_unknown", "LSM_VOLUME_STRIP_SIZE_UNKNOWN", RaidInfo::UNKNOWN as i128),
    ("Volume.raid_info_unknown", "LSM_VOLUME_DISK_COUNT_UNKNOWN", RaidInfo::UNKNOWN as i128),
    ("Volume.raid_info_unknown", "LSM_VOLUME_MIN_IO_SIZE_UNKNOWN", RaidInfo::UNKNOWN as i128),
    ("Volume.raid_info_unknown", "LSM_VOLUME_OPT_IO_SIZE_UNKNOWN", RaidInfo::UNKNOWN as i128),
    (
        "Volume.raid_info_unknown",
        "LSM_VOLUME_VCR_STRIP_SIZE_DEFAULT",
        RaidCreateCapabilities::DEFAULT_STRIP_SIZE as i128,
    ),
    ("Disk.link_speed", "LSM_DISK_LINK_SPEED_UNKNOWN", Disk::LINK_SPEED_UNKNOWN as i128),
    ("flags", "LSM_CLIENT_FLAG_RSVD", CreateFlags::NONE.0 as i128),
];

#[test]
fn every_enumeration_is_here_with_its_names_and_values() {
    let types = types();
    let mut constants = SINGLE.len();
    for (json, here) in all_numbers() {
        let there = &types["enums"][json];
        let mut expected: Vec<(&str, i128)> = Vec::new();
        for value in there["values"].as_array().unwrap() {
            let c = value["c"].as_str().unwrap();
            let name = c.strip_prefix(here.c_prefix);
            let name = name.unwrap_or_else(|| panic!("{json}: {c} is not {}…", here.c_prefix));
            let number = i128::from(value["value"].as_i64().unwrap());
            match value["python"].as_str() {
                Some(python) => assert_eq!(python, format!("{}{name}", here.python_prefix)),
                None => assert_eq!(here.python_prefix, "", "{json} is not in Python"),
            }
            if let Some(hex) = value["hex"].as_str() {
                assert_eq!(hex, format!("{number:#x}"), "{c}");
            }
            expected.push((name, number));
        }
        constants += expected.len();
        let (mut expected, mut values) = (expected, here.values.clone());
        expected.sort_unstable();
        values.sort_unstable();
        assert_eq!(values, expected, "{json} and {}", here.rust);
        let kind = there["kind"].as_str().unwrap();
        assert_eq!(here.is_bits, kind == "bit set", "{json} and {}", here.rust);
        let c_type = there["c_type"].as_str().unwrap();
        let (bytes, is_signed) = match c_type {
            c if c.contains("uint32_t") => (4, false),
            c if c.contains("uint64_t") || c.contains("lsm_flag") => (8, false),
            // The ids travel as 64 bits, see the fields of NfsExport.
            _ if json == "NfsExport.anon" => (8, true),
            // int32_t, int, and the enumerations of C.
            _ => (4, true),
        };
        assert_eq!((here.bytes, here.is_signed), (bytes, is_signed), "{json}: {c_type}");
    }
    assert_eq!(Some(constants as u64), types["constant_count"].as_u64());
}

#[test]
fn every_single_constant_is_here() {
    let types = types();
    for (json, c, here) in SINGLE {
        let values = types["enums"][json]["values"].as_array().unwrap();
        let there = values.iter().find(|value| value["c"] == *c);
        let there = there.unwrap_or_else(|| panic!("{json} has no {c}"));
        assert_eq!(there["value"].as_i64().map(i128::from), Some(*here), "{c}");
    }
}

#[test]
fn no_enumeration_is_missing_and_none_is_made_up() {
    let types = types();
    let there: BTreeSet<&str> =
        types["enums"].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(Some(there.len() as u64), types["enum_count"].as_u64());
    let numbers = all_numbers();
    let mut here: BTreeSet<&str> = numbers.iter().map(|(json, _)| *json).collect();
    here.extend(SINGLE.iter().map(|(json, ..)| *json));
    assert_eq!(here, there);

    // The types that the source defines are those that this test knows.
    let mut known: BTreeSet<String> =
        numbers.iter().map(|(_, numbers)| numbers.rust.to_owned()).collect();
    known.extend(["ErrorKind".to_owned(), "Capability".to_owned()]);
    assert_eq!(defined(&["numbers! {", "bits! {"]), known);
}

#[test]
fn every_class_has_its_keys_in_order() {
    let types = types();
    let there = types["classes"].as_object().unwrap();
    assert_eq!(Some(there.len() as u64), types["class_count"].as_u64());
    let mut seen = BTreeSet::new();
    macro_rules! check {
        ($($Class:ident)+) => { $(
            let class = &types["classes"][<$Class as Record>::CLASS];
            assert_eq!(class["wire_class"], <$Class as Record>::CLASS);
            let keys: Vec<&str> = class["fields"].as_array().unwrap().iter()
                .map(|field| field["wire"].as_str().unwrap())
                .collect();
            assert_eq!(<$Class as Record>::KEYS, keys, "{}", stringify!($Class));
            seen.insert(<$Class as Record>::CLASS.to_owned());
        )+ };
    }
    check!(System Pool Volume Disk FileSystem FsSnapshot NfsExport BlockRange AccessGroup
           TargetPort Battery Capabilities);
    assert_eq!(seen, there.keys().cloned().collect());
    assert_eq!(defined(&["record! {"]), seen);
}

#[test]
fn every_error_number_is_here() {
    let errors = data(include_str!("data/errors.json"));
    let mut there: Vec<(i32, &str)> = Vec::new();
    for error in errors["errors"].as_array().unwrap() {
        let name = error["name"].as_str().unwrap();
        assert_eq!(error["c_name"], format!("{}{name}", ErrorKind::C_PREFIX));
        assert_eq!(error["python_name"], format!("{}{name}", ErrorKind::PYTHON_PREFIX));
        there.push((i32::try_from(error["number"].as_i64().unwrap()).unwrap(), name));
    }
    assert_eq!(Some(there.len() as u64), errors["count"].as_u64());
    let here: Vec<_> = ErrorKind::ALL.iter().map(|named| (named.value.0, named.name)).collect();
    assert_eq!(here, there);
    for named in ErrorKind::ALL {
        assert_eq!(named.text, named.name, "errors are shown under their names");
    }

    let outside: BTreeSet<i64> = errors["numbers_outside_the_enum"]
        .as_array()
        .unwrap()
        .iter()
        .map(|error| error["number"].as_i64().unwrap())
        .collect();
    let here = [ErrorKind::PARSE_ERROR, ErrorKind::UNKNOWN_ATTRIBUTE, ErrorKind::PLUGIN_START];
    assert_eq!(here.map(|kind| i64::from(kind.0)).into_iter().collect::<BTreeSet<_>>(), outside);
}

#[test]
fn every_capability_is_here() {
    let capabilities = data(include_str!("data/capabilities.json"));
    let mut there: Vec<(u32, &str)> = Vec::new();
    for capability in capabilities["capabilities"].as_array().unwrap() {
        let name = capability["name"].as_str().unwrap();
        assert_eq!(capability["c_name"], format!("{}{name}", Capability::C_PREFIX));
        assert_eq!(capability["python_name"], format!("{}{name}", Capability::PYTHON_PREFIX));
        there.push((u32::try_from(capability["value"].as_u64().unwrap()).unwrap(), name));
    }
    assert_eq!(Some(there.len() as u64), capabilities["assigned_count"].as_u64());
    let mut here: Vec<_> =
        Capability::ALL.iter().map(|named| (named.value.0, named.name)).collect();
    here.sort_unstable();
    there.sort_unstable();
    assert_eq!(here, there);
    assert_eq!(here.first().map(|c| u64::from(c.0)), capabilities["first_assigned"].as_u64());
    assert_eq!(here.last().map(|c| u64::from(c.0)), capabilities["last_assigned"].as_u64());
    let length = Capabilities::none().as_bytes().len() as u64;
    assert_eq!(Some(length), capabilities["vector_length"].as_u64());
}

#[test]
fn a_name_finds_its_value_in_any_letter_case() {
    assert_eq!(DiskType::from_name("nl_sas"), Some(DiskType::NL_SAS));
    assert_eq!(ErrorKind::from_name("Not_Found_Pool"), Some(ErrorKind::NOT_FOUND_POOL));
    assert_eq!(RaidType::from_name("RAID7"), None);
    assert_eq!(DiskType(2).name(), None);
}

/// The types that the source of this crate defines with one of these macros.
fn defined(macros: &[&str]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
    for entry in std::fs::read_dir(source).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for opening in macros {
            // The first is what stands before the first definition.
            for definition in text.split(opening).skip(1) {
                let mut lines = definition.lines().map(str::trim);
                let head = lines.find(|line| !line.is_empty() && !line.starts_with("//"));
                let name = head.unwrap().split(|c: char| !c.is_alphanumeric()).next().unwrap();
                names.insert(name.to_owned());
            }
        }
    }
    names
}
