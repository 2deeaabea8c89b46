// SPDX-License-Identifier: MIT OR Apache-2.0
//! What people see in tables, and that nothing else is lost on the way to it.
#![allow(clippy::unwrap_used, clippy::panic)]

use lsm_core::*;
use proptest::prelude::*;

/// Title, whether it is a set of bits, and its values with their texts.
type Row = (String, bool, Vec<(i64, String)>);

/// The rows of `data/enumerations.md`.
fn rows() -> Vec<Row> {
    let mut rows = Vec::new();
    for line in include_str!("data/enumerations.md").lines().skip(2) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let values = cells[3].split("; ").map(|value| {
            let (number, text) = value.split_once(" = ").unwrap();
            (number.parse().unwrap(), text.to_owned())
        });
        rows.push((cells[1].to_owned(), cells[2] == "flags", values.collect()));
    }
    rows
}

#[test]
fn every_number_is_shown_under_its_text() {
    let mut seen = 0;
    macro_rules! check {
        ($($title:literal => $Type:ident),+ $(,)?) => { $( {
            let rows = rows();
            let (_, is_bits, values) = rows.iter().find(|(title, ..)| title == $title).unwrap();
            for (number, text) in values {
                assert_eq!(&$Type(*number as _).to_string(), text, "{} {number}", $title);
            }
            let listed: Vec<i64> = values.iter().map(|(number, _)| *number).collect();
            // What the list leaves out stands for "the plug-in does not tell".
            let here: Vec<i64> = $Type::ALL.iter().map(|named| named.value.0 as i64)
                .filter(|number| $title != "System mode" || *number >= 0).collect();
            if *is_bits {
                assert_eq!(here, listed, "{}", $title);
                let all = $Type(listed.iter().fold(0, |all, bit| all | *bit as u64) as _);
                let texts: Vec<&str> = values.iter().map(|(_, text)| text.as_str()).collect();
                assert_eq!(all.to_string(), texts.join(","));
            } else {
                let (mut here, mut listed) = (here, listed);
                here.sort_unstable();
                listed.sort_unstable();
                assert_eq!(here, listed, "{}", $title);
            }
            seen += 1;
        } )+ };
    }
    check! {
        "System status" => SystemStatus,
        "System mode" => SystemMode,
        "Pool status" => PoolStatus,
        "Pool element type" => ElementType,
        "Pool unsupported actions" => UnsupportedActions,
        "Volume admin state (heading Disabled)" => AdminState,
        "Disk type" => DiskType,
        "Disk status" => DiskStatus,
        "Link type" => LinkType,
        "Disk LED status" => LedStatus,
        "Access group initiator type" => InitiatorType,
        "Target port type" => PortType,
        "Battery type" => BatteryType,
        "Battery status" => BatteryStatus,
        "RAID type" => RaidType,
        "Pool member type" => MemberType,
        "Physical disk cache" => PhysicalDiskCache,
        "Write cache policy" => WriteCachePolicy,
        "Write cache status" => WriteCacheStatus,
        "Read cache policy" => ReadCachePolicy,
        "Read cache status" => ReadCacheStatus,
    }
    assert_eq!(seen, rows().len());
}

#[test]
fn unknown_numbers_say_so() {
    assert_eq!(RaidType(99).to_string(), "Unknown(99)");
    assert_eq!(RaidType(-7).to_string(), "Unknown(-7)");
    assert_eq!(PoolStatus(1 << 40).to_string(), "Unknown(0x10000000000)");
    // Known bits are shown, the rest stays in the number.
    assert_eq!((PoolStatus::OK | PoolStatus(1 << 40)).to_string(), "OK");
    assert_eq!(PoolStatus::NONE.to_string(), "");
    assert_eq!(format!("{:?}", RaidType::RAID5), "RaidType(RAID5)");
    assert_eq!(format!("{:?}", RaidType(99)), "RaidType(99)");
    assert_eq!(format!("{:?}", PoolStatus::OK), "PoolStatus(0x2: OK)");
}

proptest! {
    #[test]
    fn any_number_has_a_text(value: i32) {
        let text = DiskType(value).to_string();
        match DiskType(value).name() {
            Some(name) => prop_assert_eq!(DiskType::from_name(name), Some(DiskType(value))),
            None => prop_assert_eq!(text, format!("Unknown({value})")),
        }
    }

    #[test]
    fn any_set_of_bits_names_exactly_its_known_bits(value: u64) {
        let set = DiskStatus(value);
        let named = set.names().fold(DiskStatus::NONE, |all, named| all | named.value);
        let known = DiskStatus::ALL.iter().fold(DiskStatus::NONE, |all, named| all | named.value);
        prop_assert_eq!(named, DiskStatus(value & known.0));
        prop_assert!(set.contains(named));
        prop_assert_eq!(set.without(known).0 & known.0, 0);
        prop_assert_eq!(set.without(known) | named, set);
        let text = set.to_string();
        prop_assert_eq!(text.is_empty(), value == 0);
        prop_assert_eq!(text.starts_with("Unknown(0x"), value != 0 && named == DiskStatus::NONE);
    }
}
