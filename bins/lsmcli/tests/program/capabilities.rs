// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a system says that it cannot do is not asked of it.

use lsm_core::Capability;
use lsmcli::table::COMMANDS;
use serde_json::{Value, json};

use crate::array::{Array, Ran, error, file_system, pool, snapshot, volume};

/// An initiator of Fibre Channel.
pub(crate) const WWPN: &str = "2100001b32aabbcc";
/// An initiator of iSCSI.
pub(crate) const IQN: &str = "iqn.2031-05.org.example:n1";

/// Every change there is, and the capabilities without which it is refused.
pub(crate) const CHANGES: &[(&str, &[&str])] = &[
    ("system-read-cache-pct-update --sys s --read-pct 5", &["SYS_READ_CACHE_PCT_UPDATE"]),
    ("volume-create --name x --size 1G --pool p", &["VOLUME_CREATE"]),
    (
        "volume-create --name x --size 1G --pool p --provisioning thin",
        &["VOLUME_CREATE", "VOLUME_THIN"],
    ),
    ("volume-delete -f --vol v", &["VOLUME_DELETE"]),
    ("volume-resize -f --vol v --size 1G", &["VOLUME_RESIZE"]),
    (
        "volume-replicate --vol v --name x --rep-type CLONE",
        &["VOLUME_REPLICATE", "VOLUME_REPLICATE_CLONE"],
    ),
    (
        "volume-replicate --vol v --name x --rep-type COPY",
        &["VOLUME_REPLICATE", "VOLUME_REPLICATE_COPY"],
    ),
    (
        "volume-replicate --vol v --name x --rep-type MIRROR_ASYNC",
        &["VOLUME_REPLICATE", "VOLUME_REPLICATE_MIRROR_ASYNC"],
    ),
    (
        "volume-replicate --vol v --name x --rep-type MIRROR_SYNC",
        &["VOLUME_REPLICATE", "VOLUME_REPLICATE_MIRROR_SYNC"],
    ),
    (
        "volume-replicate-range -f --src-vol v --dst-vol v --rep-type CLONE --src-start 0 \
         --dst-start 9 --count 1",
        &["VOLUME_COPY_RANGE", "VOLUME_COPY_RANGE_CLONE"],
    ),
    (
        "volume-replicate-range -f --src-vol v --dst-vol v --rep-type COPY --src-start 0 \
         --dst-start 9 --count 1",
        &["VOLUME_COPY_RANGE", "VOLUME_COPY_RANGE_COPY"],
    ),
    ("volume-dependants-rm --vol v", &["VOLUME_CHILD_DEPENDENCY_RM"]),
    ("volume-enable --vol v", &["VOLUME_ENABLE"]),
    ("volume-disable --vol v", &["VOLUME_DISABLE"]),
    ("volume-mask --vol v --ag g", &["VOLUME_MASK"]),
    ("volume-unmask --vol v --ag g", &["VOLUME_UNMASK"]),
    ("access-group-create --name x --sys s --init WWPN", &["ACCESS_GROUP_CREATE_WWPN"]),
    ("access-group-create --name x --sys s --init IQN", &["ACCESS_GROUP_CREATE_ISCSI_IQN"]),
    ("access-group-add --ag g --init WWPN", &["ACCESS_GROUP_INITIATOR_ADD_WWPN"]),
    ("access-group-add --ag g --init IQN", &["ACCESS_GROUP_INITIATOR_ADD_ISCSI_IQN"]),
    ("access-group-remove --ag g --init IQN", &["ACCESS_GROUP_INITIATOR_DELETE"]),
    ("access-group-delete --ag g", &["ACCESS_GROUP_DELETE"]),
    ("iscsi-chap --init IQN", &["VOLUME_ISCSI_CHAP_AUTHENTICATION"]),
    ("volume-raid-create --name x --disk d --raid-type RAID0", &["VOLUME_RAID_CREATE"]),
    ("volume-ident-led-on --vol v", &["VOLUME_LED"]),
    ("volume-ident-led-off --vol v", &["VOLUME_LED"]),
    (
        "volume-phy-disk-cache-update --vol v --policy ENABLE",
        &["VOLUME_PHYSICAL_DISK_CACHE_UPDATE"],
    ),
    (
        "volume-read-cache-policy-update --vol v --policy ENABLE",
        &["VOLUME_READ_CACHE_POLICY_UPDATE"],
    ),
    (
        "volume-write-cache-policy-update --vol v --policy WB",
        &["VOLUME_WRITE_CACHE_POLICY_UPDATE_WRITE_BACK"],
    ),
    (
        "volume-write-cache-policy-update --vol v --policy AUTO",
        &["VOLUME_WRITE_CACHE_POLICY_UPDATE_AUTO"],
    ),
    (
        "volume-write-cache-policy-update --vol v --policy WT",
        &["VOLUME_WRITE_CACHE_POLICY_UPDATE_WRITE_THROUGH"],
    ),
    ("fs-create --name x --size 1G --pool p", &["FS_CREATE"]),
    ("fs-delete -f --fs f", &["FS_DELETE"]),
    ("fs-resize -f --fs f --size 2G", &["FS_RESIZE"]),
    ("fs-clone --src-fs f --dst-name x", &["FS_CLONE"]),
    ("file-clone --fs f --src a --dst b", &["FILE_CLONE"]),
    ("fs-snap-create --name x --fs f", &["FS_SNAPSHOT_CREATE"]),
    ("fs-snap-delete -f --snap x --fs f", &["FS_SNAPSHOT_DELETE"]),
    ("fs-snap-restore -f --snap x --fs f", &["FS_SNAPSHOT_RESTORE"]),
    (
        "fs-snap-restore -f --snap x --fs f --file a",
        &["FS_SNAPSHOT_RESTORE", "FS_SNAPSHOT_RESTORE_SPECIFIC_FILES"],
    ),
    ("fs-dependants-rm --fs f", &["FS_CHILD_DEPENDENCY_RM"]),
    (
        "fs-dependants-rm --fs f --file a",
        &["FS_CHILD_DEPENDENCY_RM", "FS_CHILD_DEPENDENCY_RM_SPECIFIC_FILES"],
    ),
    ("fs-export --fs f --rw-host h", &["EXPORT_FS"]),
    ("fs-export --fs f --rw-host h --exportpath /x", &["EXPORT_FS", "EXPORT_CUSTOM_PATH"]),
    ("fs-unexport --export e", &["EXPORT_REMOVE"]),
];

/// What the array says of its systems.
#[derive(Clone, Copy)]
enum Says {
    /// One system that can do all that 1.10.3 knows, except these.
    Without(&'static [&'static str]),
    /// One system that can do nothing else than these.
    Only(&'static [&'static str]),
    /// Nothing: it fails.
    NothingOfSystems,
    /// Nothing of what they can do.
    NothingOfCapabilities,
    /// Systems of which none is the one that matters, and that can do nothing.
    Strangers,
}

pub(crate) fn system(id: &str) -> Value {
    json!({"class": "System", "id": id, "name": "n", "status": 2, "status_info": "",
        "plugin_data": null})
}

pub(crate) fn capabilities(can: impl Fn(&str) -> bool) -> Value {
    let mut bytes = vec!["00"; 512];
    for named in Capability::ALL.iter().filter(|named| can(named.name)) {
        bytes[named.value.0 as usize] = "01";
    }
    json!({"class": "Capabilities", "cap": bytes.concat()})
}

/// An array that refuses every change as one of its own errors, 1, so that it is seen to arrive.
fn array(says: Says) -> Array {
    Array::new(move |method, _| match method {
        "systems" => match says {
            Says::NothingOfSystems => error(153, "not offered"),
            Says::Strangers => Ok(json!([system("t"), system("u")])),
            _ => Ok(json!([system("s")])),
        },
        "capabilities" => match says {
            Says::Without(names) => Ok(capabilities(|name| !names.contains(&name))),
            Says::Only(names) => Ok(capabilities(|name| names.contains(&name))),
            Says::Strangers => Ok(capabilities(|_| false)),
            _ => error(1, "cannot tell"),
        },
        "pools" => Ok(json!([pool("p")])),
        "volumes" => Ok(json!([volume("v", "n"), volume("w", "m")])),
        "fs" => Ok(json!([file_system("f")])),
        "fs_snapshots" => Ok(json!([snapshot("x", 1)])),
        "access_groups" => Ok(json!([{"class": "AccessGroup", "id": "g", "name": "web",
            "init_ids": [], "init_type": 5, "system_id": "s", "plugin_data": null}])),
        "exports" => Ok(json!([{"class": "NfsExport", "id": "e", "fs_id": "f",
            "export_path": "/x", "auth": null, "root": [], "rw": ["h"], "ro": [], "anonuid": -1,
            "anongid": -1, "options": null, "plugin_data": null}])),
        "disks" => Ok(json!([{"class": "Disk", "id": "d", "name": "d", "disk_type": 53,
            "block_size": 512, "num_of_blocks": 1, "status": 8194, "system_id": "s",
            "plugin_data": null}])),
        _ => error(1, "arrived"),
    })
}

fn run(array: &Array, line: &str) -> Ran {
    let word = |word| match word {
        "WWPN" => WWPN,
        "IQN" => IQN,
        word => word,
    };
    array.run(&line.split_whitespace().map(word).collect::<Vec<_>>())
}

/// How often something was asked that only the check wants to know.
fn checks(array: &Array) -> usize {
    let asked = array.all_calls().into_iter();
    asked.filter(|(name, _)| name == "systems" || name == "capabilities").count()
}

#[test]
fn no_change_is_left_out() {
    // What a job has made is not lost by asking for it.
    let changes = COMMANDS.iter().filter(|command| {
        command.needs_connection && !command.only_reads() && command.name != "job-status"
    });
    for command in changes {
        let is_there = |line: &str| line.split(' ').next() == Some(command.name);
        assert!(CHANGES.iter().any(|(line, _)| is_there(line)), "{}", command.name);
    }
}

#[test]
fn what_is_lacking_is_named_before_the_change() {
    for (line, needed) in CHANGES {
        for lacking in needed.chunks(1) {
            let array = array(Says::Without(lacking));
            let ran = run(&array, line);
            let text = format!(
                "NO_SUPPORT(153): system s cannot do this: {} is not among its capabilities \n\
                 hint: see what the system can do with: lsmcli capabilities --sys s\n",
                lacking[0]
            );
            assert_eq!((ran.code, ran.stdout, ran.stderr), (Some(4), String::new(), text));
            assert!(checks(&array) <= 3, "{line}");
            // The last thing that was asked.
            let last = array.all_calls().into_iter().map(|(name, _)| name).rev().nth(1);
            assert_eq!(last.as_deref(), Some("capabilities"), "{line}");
        }
    }
}

#[test]
fn what_is_enough_is_enough() {
    for (line, needed) in CHANGES {
        let array = array(Says::Only(needed));
        run(&array, line).failed(4, "(1): arrived");
        let of_command = if line.contains("--sys") { 1 } else { 0 };
        assert_eq!(checks(&array), 2 + of_command, "{line}");
    }
}

#[test]
fn what_cannot_be_found_out_stops_nothing() {
    for says in [Says::NothingOfSystems, Says::NothingOfCapabilities, Says::Strangers] {
        for (line, _) in CHANGES.iter().filter(|(line, _)| !line.contains("--sys")) {
            run(&array(says), line).failed(4, "(1): arrived");
        }
    }
}

#[test]
fn one_look_is_enough_for_several() {
    let array = array(Says::Without(&[]));
    let file = array.folder().join("lines");
    std::fs::write(&file, "volume-enable --vol v\nvolume-delete -f --vol w\n").unwrap();
    run(&array, &format!("batch --keep-going {}", file.display())).failed(4, "arrived");
    assert_eq!(checks(&array), 2);
}

#[test]
fn nobody_looks_where_nothing_is_changed() {
    let array = array(Says::Only(&[]));
    for line in ["lv", "lp", "lf", "volume-raid-info --vol v", "volume-dependants --vol v"] {
        run(&array, line);
    }
    assert_eq!(checks(&array), 0);
    run(&array, "volume-raid-info --vol v").failed(4, "(1): arrived");
}

#[test]
fn programs_are_told_the_same() {
    let array = array(Says::Only(&[]));
    let ran = run(&array, "volume-delete -f --vol v -o json");
    let told: Value = serde_json::from_str(&ran.stderr).unwrap();
    assert_eq!((ran.code, &told["error"]["code"]), (Some(4), &json!(153)));
    assert_eq!(told["error"]["name"], "NO_SUPPORT");
    assert!(told["error"]["message"].as_str().unwrap().contains("VOLUME_DELETE"), "{told}");
    let hint = told["error"]["hint"].as_str().unwrap();
    assert!(hint.ends_with(": lsmcli capabilities --sys s"), "{hint}");
}
