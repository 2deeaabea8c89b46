// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a new array holds, field by field.

use lsm_core::*;

use crate::fixture::{Array, collect};

const TIB: u64 = 1 << 40;
const EIB: u64 = 1 << 60;

#[test]
fn one_system() {
    let mut array = Array::new();
    let systems: Vec<System> = collect(|push| array.systems(push));
    assert_eq!(
        systems,
        [System {
            id: "sim-01".into(),
            name: "LSM simulated storage plug-in".into(),
            status: SystemStatus::OK,
            status_info: Some(String::new()),
            plugin_data: None,
            fw_version: "LSM_SIMULATOR_DATA_4.1".into(),
            mode: SystemMode::HARDWARE_RAID,
            read_cache_pct: ReadCachePct(10),
        }]
    );
}

#[test]
fn four_pools() {
    let mut array = Array::new();
    let pools = [
        (1, "Pool 1", 1054, 3, 2 * TIB, 1_649_267_441_664),
        (2, "Pool 2(sub pool of Pool 1)", 28, 0, TIB / 2, TIB / 2),
        (3, "Pool 3", 28, 0, TIB / 2, TIB / 2),
        (4, "lsm_test_aggr", 28, 0, 2 * EIB, 2 * EIB),
    ]
    .map(|(number, name, element_type, unsupported, total_space, free_space)| Pool {
        id: format!("POOL_ID_0000{number}"),
        name: name.into(),
        element_type: ElementType(element_type),
        unsupported_actions: UnsupportedActions(unsupported),
        total_space,
        free_space,
        status: PoolStatus::OK,
        status_info: Some(String::new()),
        system_id: "sim-01".into(),
        plugin_data: None,
    });
    assert_eq!(array.all_pools(), pools);
}

#[test]
fn pools_have_members() {
    let mut array = Array::new();
    let disks = |numbers: [u32; 2]| numbers.map(|n| format!("DISK_ID_{n:05}")).to_vec();
    for (pool, raid_type, member_type, members) in [
        ("POOL_ID_00001", RaidType::RAID1, MemberType::DISK, disks([1, 2])),
        ("POOL_ID_00002", RaidType::OTHER, MemberType::POOL, vec!["POOL_ID_00001".to_owned()]),
        ("POOL_ID_00003", RaidType::RAID1, MemberType::DISK, disks([9, 10])),
        ("POOL_ID_00004", RaidType::RAID0, MemberType::DISK, disks([3, 4])),
    ] {
        let expected = PoolMemberInfo(raid_type, member_type, members);
        assert_eq!(array.pool_member_info(pool).unwrap(), expected);
    }
    array.refuses(&[
        (ErrorKind::NOT_FOUND_POOL, &|array| array.pool_member_info("POOL_ID_00005")),
        (ErrorKind::NOT_FOUND_POOL, &|array| array.pool_member_info("VOL_ID_00001")),
    ]);
}

#[test]
fn twenty_disks() {
    let mut array = Array::new();
    let disks = array.all_disks();
    let mut numbers = Vec::new();
    for (first, last, name, disk_type, size, bay, rpm, link) in [
        (1, 2, "2TiB SATA Disk", DiskType::SATA, 2 * TIB, 1, Rpm(7200), LinkType::ATA),
        (3, 8, "2EiB SAS Disk", DiskType::SAS, EIB, 2, Rpm(15000), LinkType::SAS),
        (9, 13, "512GiB SSD Disk", DiskType::SSD, TIB / 2, 3, Rpm(0), LinkType::ATA),
        (14, 20, "2TiB SSD Disk", DiskType::SSD, 2 * TIB, 4, Rpm(0), LinkType::SAS),
    ] {
        for number in first..=last {
            let disk = &disks[number - 1];
            let used = matches!(number, 1..=4 | 9 | 10);
            let expected = Disk {
                id: format!("DISK_ID_{number:05}"),
                name: format!("{name}_{number}"),
                disk_type,
                block_size: 512,
                num_of_blocks: size / 512,
                status: if used { DiskStatus::OK } else { DiskStatus::OK | DiskStatus::FREE },
                system_id: "sim-01".into(),
                plugin_data: None,
                vpd83: disk.vpd83.clone(),
                location: format!("Port: {} Box: 1 Bay: {bay}", number - first),
                rpm,
                link_type: link,
            };
            assert_eq!(*disk, expected);
            assert!(disk.vpd83.starts_with("50") && vpd83::is_valid(&disk.vpd83));
            assert_eq!(disk.vpd83, disk.vpd83.to_lowercase());
            numbers.push(disk.vpd83.clone());
        }
    }
    assert_eq!(disks.len(), 20);
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 20, "identifiers are random");
}

#[test]
fn five_target_ports() {
    let mut array = Array::new();
    let ports: Vec<TargetPort> = collect(|push| array.target_ports(push));
    let (fc, fcoe) = ("50:0a:09:86:99:4b:8d:c5", "50:0a:09:86:99:4b:8d:c6");
    let iscsi = "iqn.1986-05.com.example:sim-tgt-03";
    let ipv6 = "[2001:470:1f09:efe:a64e:31ff::1]:3260";
    let expected = [
        (PortType::FC, fc, fc, fc, "FC_a_0b"),
        (PortType::FCOE, fcoe, fcoe, fcoe, "FCoE_b_0c"),
        (
            PortType::ISCSI,
            iscsi,
            "sim-iscsi-tgt-3.example.com:3260",
            "a4:4e:31:47:f4:e0",
            "iSCSI_c_0d",
        ),
        (PortType::ISCSI, iscsi, "10.0.0.1:3260", "a4:4e:31:47:f4:e1", "iSCSI_c_0e"),
        (PortType::ISCSI, iscsi, ipv6, "a4:4e:31:47:f4:e1", "iSCSI_c_0e"),
    ];
    assert_eq!(ports.len(), expected.len());
    for (index, (port_type, service, network, physical, name)) in expected.into_iter().enumerate() {
        let expected = TargetPort {
            id: format!("TGT_PORT_ID_{:05}", index + 1),
            port_type,
            service_address: service.into(),
            network_address: network.into(),
            physical_address: physical.into(),
            physical_name: name.into(),
            system_id: "sim-01".into(),
            plugin_data: None,
        };
        assert_eq!(ports[index], expected);
    }
}

#[test]
fn two_batteries() {
    let mut array = Array::new();
    let batteries: Vec<Battery> = collect(|push| array.batteries(push));
    let expected = [
        (1, "Battery SIMB01, 8000 mAh, 05 March 2016", BatteryType::CHEMICAL),
        (2, "Capacitor SIMC01, 500 J, 05 March 2016", BatteryType::CAPACITOR),
    ]
    .map(|(number, name, battery_type)| Battery {
        id: format!("BAT_ID_0000{number}"),
        name: name.into(),
        battery_type,
        status: BatteryStatus::OK,
        system_id: "sim-01".into(),
        plugin_data: None,
    });
    assert_eq!(batteries, expected);
}

#[test]
fn nothing_else() {
    let mut array = Array::new();
    assert!(array.all_volumes().is_empty() && array.all_groups().is_empty());
    assert!(array.all_fs().is_empty() && array.all_exports().is_empty());
    array.refuses(&[(ErrorKind::NOT_FOUND_JOB, &|array| array.job_status("JOB_ID_00001"))]);
}

#[test]
fn the_read_cache_share_is_stored_as_it_is() {
    let mut array = Array::new();
    for share in [0, 25, 100, 125, -1] {
        array.system_read_cache_pct_update("sim-01", share).unwrap();
        let systems: Vec<System> = collect(|push| array.systems(push));
        assert_eq!(systems[0].read_cache_pct, ReadCachePct(share));
    }
    for id in ["", "sim-02", "SIM-01"] {
        array.refuses(&[(ErrorKind::NOT_FOUND_SYSTEM, &|array| {
            array.system_read_cache_pct_update(id, 10)
        })]);
    }
}
