// SPDX-License-Identifier: MIT OR Apache-2.0
//! Files that libStorageMgmt 1.10.3 made, and files of ours that it writes.

use std::fs;
use std::path::PathBuf;

use lsm_core::*;
use lsm_sim::Store;
use rusqlite::Connection;
use tempfile::TempDir;

use crate::fixture::{Array, MIB, check, collect, dump, dump_tables, raw, settings, tables};

/// The tables and their columns.
const TABLES: &[(&str, &str)] = &[
    ("systems", "id TEXT PRIMARY KEY, name, status, status_info, read_cache_pct, version"),
    (
        "tgts",
        "id INTEGER PRIMARY KEY, port_type, service_address, network_address, physical_address, physical_name",
    ),
    (
        "pools",
        "id INTEGER PRIMARY KEY, name UNIQUE, status, status_info, element_type, unsupported_actions, raid_type, parent_pool_id, member_type, strip_size, total_space",
    ),
    (
        "disks",
        "id INTEGER PRIMARY KEY, total_space, disk_type, status, disk_prefix, location, owner_pool_id, role, vpd83, rpm, link_type",
    ),
    (
        "volumes",
        "id INTEGER PRIMARY KEY, vpd83, name UNIQUE, total_space, consumed_size, admin_state, is_hw_raid_vol, write_cache_policy, read_cache_policy, phy_disk_cache, pool_id",
    ),
    ("ags", "id INTEGER PRIMARY KEY, name UNIQUE"),
    ("inits", "id UNIQUE, init_type, owner_ag_id"),
    ("vol_masks", "vol_id, ag_id"),
    ("vol_reps", "rep_type, src_vol_id, dst_vol_id"),
    ("fss", "id INTEGER PRIMARY KEY, name UNIQUE, total_space, consumed_size, free_space, pool_id"),
    ("fs_snaps", "id INTEGER PRIMARY KEY, name UNIQUE, fs_id, timestamp"),
    ("fs_clones", "src_fs_id, dst_fs_id"),
    (
        "exps",
        "id INTEGER PRIMARY KEY, fs_id, exp_path UNIQUE, auth_type, anon_uid, anon_gid, options",
    ),
    ("exp_root_hosts", "host, exp_id"),
    ("exp_rw_hosts", "host, exp_id"),
    ("exp_ro_hosts", "host, exp_id"),
    ("jobs", "id INTEGER PRIMARY KEY, duration, timestamp, data_type, data_id"),
    ("batteries", "id INTEGER PRIMARY KEY, name, type, status"),
];

/// Who deletes dependents in a file: foreign keys, as a table definition may have them.
const KEYS: &[(&str, &str)] = &[
    ("disks", "FOREIGN KEY (owner_pool_id) REFERENCES pools(id) ON DELETE SET NULL"),
    ("volumes", "FOREIGN KEY (pool_id) REFERENCES pools(id) ON DELETE CASCADE"),
    ("inits", "FOREIGN KEY (owner_ag_id) REFERENCES ags(id) ON DELETE CASCADE"),
    (
        "vol_masks",
        "FOREIGN KEY (vol_id) REFERENCES volumes(id) ON DELETE CASCADE, FOREIGN KEY (ag_id) REFERENCES ags(id) ON DELETE CASCADE",
    ),
    (
        "vol_reps",
        "FOREIGN KEY (src_vol_id) REFERENCES volumes(id) ON DELETE CASCADE, FOREIGN KEY (dst_vol_id) REFERENCES volumes(id) ON DELETE CASCADE",
    ),
    ("fss", "FOREIGN KEY (pool_id) REFERENCES pools(id) ON DELETE CASCADE"),
    ("fs_snaps", "FOREIGN KEY (fs_id) REFERENCES fss(id) ON DELETE CASCADE"),
    (
        "fs_clones",
        "FOREIGN KEY (src_fs_id) REFERENCES fss(id) ON DELETE CASCADE, FOREIGN KEY (dst_fs_id) REFERENCES fss(id) ON DELETE CASCADE",
    ),
    ("exps", "FOREIGN KEY (fs_id) REFERENCES fss(id) ON DELETE CASCADE"),
    ("exp_root_hosts", "FOREIGN KEY (exp_id) REFERENCES exps(id) ON DELETE CASCADE"),
    ("exp_rw_hosts", "FOREIGN KEY (exp_id) REFERENCES exps(id) ON DELETE CASCADE"),
    ("exp_ro_hosts", "FOREIGN KEY (exp_id) REFERENCES exps(id) ON DELETE CASCADE"),
];

const VIEWS: &[&str] = &[
    "pools_view",
    "volumes_view",
    "disks_view",
    "tgts_view",
    "bats_view",
    "fss_view",
    "fs_snaps_view",
    "exps_view",
    "ags_view",
    "volumes_by_ag_view",
    "ags_by_vol_view",
];

/// A file with tables and views only, in the old journal mode, filled as another program fills
/// it: numbers as text here and there, absent values as null or empty.
fn original(keys: bool) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state");
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA foreign_keys = ON").unwrap();
    for (table, columns) in TABLES {
        let key = KEYS.iter().find(|(name, _)| keys && name == table);
        let key = key.map_or_else(String::new, |(_, key)| format!(", {key}"));
        connection.execute_batch(&format!("CREATE TABLE {table} ({columns}{key})")).unwrap();
    }
    for view in VIEWS {
        connection.execute_batch(&format!("CREATE VIEW {view} AS SELECT 'theirs' AS x")).unwrap();
    }
    connection
        .execute_batch(
            "INSERT INTO systems VALUES ('sim-01', 'Theirs', 2, NULL, 10, 'LSM_SIMULATOR_DATA_4.1');
            INSERT INTO pools VALUES (1, 'P1', 2, '', 1054, 3, 1, NULL, 2, 512, NULL),
                (2, 'P2', '2', NULL, '28', '0', '22', '1', '3', '', '549755813888'),
                (3, 'RAID', 2, '', 4, 3, 0, '', 2, 131072, '');
            INSERT INTO disks VALUES
                (1, 2199023255552, 4, 2, 'A', 'L', 1, 'DATA', '50aa00bb11cc22dd', 7200, 8),
                (2, '2199023255552', 4, 2, 'A', 'L', 1, 'PARITY', NULL, NULL, NULL),
                (3, 1048576, 4, 2, 'B', 'L', NULL, NULL, '', 0, 6),
                (4, 1048576, 4, 2, 'B', 'L', 3, 'DATA', '', 0, 6);
            INSERT INTO volumes VALUES
                (7, '50aa00bb11cc22de', 'v7', 1024, 1024, 1, 0, 3, 2, 3, 1),
                (8, '50aa00bb11cc22df', 'v8', '2048', '2048', '0', 0, 3, 2, 3, '2'),
                (9, '50aa00bb11cc22d0', 'raid', 1047552, 1047552, 1, 1, 3, 2, 3, 3);
            INSERT INTO ags VALUES (1, 'g');
            INSERT INTO inits VALUES ('iqn.x', 5, 1);
            INSERT INTO vol_masks VALUES (7, 1);
            INSERT INTO vol_reps VALUES (2, 7, 8);
            INSERT INTO fss VALUES (1, 'f', 4096, 4096, 4096, 1), (2, 'c', 4096, 4096, 4096, 1);
            INSERT INTO fs_snaps VALUES (1, 's', 1, '1700000000');
            INSERT INTO fs_clones VALUES (1, 2);
            INSERT INTO exps VALUES (1, 1, '/e', NULL, -1, '-1', NULL);
            INSERT INTO exp_rw_hosts VALUES ('h2', 1), ('h1', 1);
            INSERT INTO jobs VALUES (1, 1.0, '1700000000.5', 1, 7), (2, '0', 1700000000, '2', '1'),
                (3, 0.5, '1700000000.25', '', ''), (4, 1, '1700000000', NULL, NULL);",
        )
        .unwrap();
    (folder, path)
}

fn schema(connection: &Connection) -> Vec<String> {
    let mut query = connection
        .prepare("SELECT sql FROM sqlite_schema WHERE sql NOT NULL AND name NOT LIKE 'sim_%' ORDER BY name")
        .unwrap();
    let rows = query.query_map([], |row| row.get(0)).unwrap();
    rows.map(std::result::Result::unwrap).collect()
}

#[test]
fn a_file_of_the_original_opens_and_its_rows_stay() {
    for keys in [false, true] {
        let (_folder, path) = original(keys);
        let (before, names, layout) = {
            let connection = raw(&path);
            (dump(&connection), tables(&connection), schema(&connection))
        };
        let mut store = Store::open(&settings(&path)).unwrap();
        store.close().unwrap();
        drop(store);
        let connection = raw(&path);
        assert_eq!(dump_tables(&connection, &names), before);
        assert_eq!(schema(&connection), layout, "tables and views stay as they are");
        let mode: String =
            connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
        assert_eq!(mode, "wal");
        check(&connection);

        // It is done once.
        drop(connection);
        let whole = fs::read(&path).unwrap();
        drop(Store::open(&settings(&path)).unwrap());
        assert!(fs::read(&path).unwrap() == whole);
    }
}

#[test]
fn a_file_of_the_original_is_read_as_ours_is() {
    let (_folder, path) = original(true);
    let mut store = Store::open(&settings(&path)).unwrap();
    let pools: Vec<Pool> = collect(|push| store.pools(push));
    let sizes: Vec<(u64, u64)> = pools.iter().map(|p| (p.total_space, p.free_space)).collect();
    let sub_pool = 549_755_813_888;
    assert_eq!(
        sizes,
        [
            (2_199_023_255_552, 2_199_023_255_552 - sub_pool - 1024 - 8192),
            (sub_pool, sub_pool - 2048),
            (1_048_576, 1024),
        ]
    );
    assert_eq!(pools[1].element_type, ElementType(28));
    let disks: Vec<Disk> = collect(|push| store.disks(push));
    let free: Vec<bool> = disks.iter().map(|d| d.status.contains(DiskStatus::FREE)).collect();
    assert_eq!(free, [false, false, true, false]);
    assert_eq!((disks[1].name.as_str(), disks[1].vpd83.as_str()), ("A_2", ""));
    let volumes: Vec<Volume> = collect(|push| store.volumes(None, push));
    assert_eq!((volumes[1].num_of_blocks, volumes[1].admin_state), (4, AdminState::DISABLED));
    assert_eq!(volumes[1].pool_id, "POOL_ID_00002");
    let exports: Vec<NfsExport> = collect(|push| store.exports(None, push));
    assert_eq!(
        (&exports[0].rw[..], exports[0].auth.as_deref()),
        (&["h1".into(), "h2".into()][..], Some(""))
    );
    assert_eq!((exports[0].anonuid, exports[0].anongid), (AnonymousId::NA, AnonymousId::NA));
    assert_eq!(store.fs_snapshots("FS_ID_00001").unwrap()[0].ts, 1_700_000_000);
    assert_eq!(
        store.pool_member_info("POOL_ID_00002").unwrap(),
        PoolMemberInfo(RaidType::OTHER, MemberType::POOL, vec!["POOL_ID_00001".into()])
    );
    assert_eq!(store.volume_raid_info("VOL_ID_00008").unwrap().disk_count, 2);
    for (job, product) in [
        ("JOB_ID_00001", Some("VOL_ID_00007")),
        ("JOB_ID_00002", Some("FS_ID_00001")),
        ("JOB_ID_00003", None),
        ("JOB_ID_00004", None),
    ] {
        let state = store.job_status(job).unwrap();
        let id = state.item.map(|item| match item {
            JobItem::Volume(volume) => volume.id,
            JobItem::FileSystem(fs) => fs.id,
            other => panic!("{other:?}"),
        });
        assert_eq!((state.status, id.as_deref()), (JobStatus::COMPLETE, product), "{job}");
    }
}

#[test]
fn a_file_of_the_original_can_be_worked_with() {
    for keys in [false, true] {
        let (_folder, path) = original(keys);
        let mut store = Store::open(&settings(&path)).unwrap();
        store.volume_create("POOL_ID_00002", "new", MIB).unwrap();
        assert_eq!(store.volume_delete("VOL_ID_00007").unwrap_err().kind, ErrorKind::IS_MASKED);
        store.volume_unmask("AG_ID_00001", "VOL_ID_00007").unwrap();
        store.volume_child_dependency_rm("VOL_ID_00007").unwrap();
        store.volume_delete("VOL_ID_00007").unwrap();
        store.volume_delete("VOL_ID_00009").unwrap();
        store.fs_child_dependency_rm("FS_ID_00001").unwrap();
        store.fs_delete("FS_ID_00001").unwrap();
        let raid =
            store.volume_raid_create("again", RaidType::RAID0, &["DISK_ID_00004"], 0).unwrap();
        assert_eq!(raid.pool_id, "POOL_ID_00003");
        let connection = raw(&path);
        let strays: i64 = connection
            .query_row(
                "SELECT (SELECT count(*) FROM vol_reps) + (SELECT count(*) FROM vol_masks)
                    + (SELECT count(*) FROM exps) + (SELECT count(*) FROM exp_rw_hosts)
                    + (SELECT count(*) FROM fs_snaps) + (SELECT count(*) FROM fs_clones)",
                [],
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(strays, 0, "with keys: {keys}");
        check(&connection);
    }
}

#[test]
fn the_layout_is_that_of_the_original() {
    let array = Array::new();
    let connection = array.raw();
    let columns = |table: &str| -> Vec<String> {
        let query = connection.prepare(&format!("SELECT * FROM {table}")).unwrap();
        query.column_names().map(str::to_owned).collect()
    };
    for (table, expected) in TABLES {
        let expected: Vec<&str> =
            expected.split(", ").map(|column| column.split(' ').next().unwrap()).collect();
        assert_eq!(columns(table), expected, "{table}");
    }
    let signature: String =
        connection.query_row("SELECT version FROM systems", [], |row| row.get(0)).unwrap();
    assert_eq!(signature, "LSM_SIMULATOR_DATA_4.1");
    let ours: Vec<String> =
        tables(&connection).into_iter().filter(|name| !name.starts_with("sim_")).collect();
    assert_eq!(ours.len(), TABLES.len());
}

#[test]
fn the_views_show_what_clients_see() {
    let array = Array::furnished();
    let connection = array.raw();
    let ask = |sql: &str| -> String {
        connection.query_row(sql, [], |row| row.get(0)).unwrap_or_else(|e| panic!("{sql}: {e}"))
    };
    for view in VIEWS {
        ask(&format!("SELECT count(*) || '' FROM {view}"));
    }
    for (sql, expected) in [
        (
            "SELECT total_space || ' ' || free_space || ' ' || system_id FROM pools_view WHERE id = 1",
            "2199023255552 1649266393088 sim-01",
        ),
        (
            "SELECT name || ' ' || num_of_blocks || ' ' || block_size FROM volumes_view WHERE id = 1",
            "data 2048 512",
        ),
        ("SELECT name || ' ' || status FROM disks_view WHERE id = 1", "2TiB SATA Disk_1 2"),
        ("SELECT name || ' ' || status FROM disks_view WHERE id = 5", "2EiB SAS Disk_5 8194"),
        (
            "SELECT service_address || system_id FROM tgts_view WHERE id = 1",
            "50:0a:09:86:99:4b:8d:c5sim-01",
        ),
        (
            "SELECT name || type || status FROM bats_view WHERE id = 2",
            "Capacitor SIMC01, 500 J, 05 March 201644",
        ),
        ("SELECT name || free_space FROM fss_view WHERE id = 1", "homes1048576"),
        ("SELECT name || fs_id || (ts > 1700000000) FROM fs_snaps_view WHERE id = 1", "monday11"),
        ("SELECT export_path || fs_id || anonuid FROM exps_view WHERE id = 1", "/homes1-1"),
        ("SELECT name || init_type FROM ags_view WHERE id = 2", "db7"),
        ("SELECT group_concat(name) FROM volumes_by_ag_view WHERE ag_id = 1", "data"),
        (
            "SELECT group_concat(name || init_ids) FROM ags_by_vol_view WHERE vol_id = 1",
            "webiqn.2031-05.example:web",
        ),
    ] {
        assert_eq!(ask(sql), expected, "{sql}");
    }
}

#[test]
fn free_space_stays_right_when_the_original_writes() {
    let mut array = Array::furnished();
    let free = array.free("POOL_ID_00003");
    array.execute(
        "INSERT INTO volumes VALUES (99, '5000000000000000', 'theirs', 4096, 4096, 1, 0, 3, 2, 3, 3)",
    );
    assert_eq!(array.free("POOL_ID_00003"), free - 4096);
    array.execute("UPDATE volumes SET total_space = 512, consumed_size = 512 WHERE id = 99");
    assert_eq!(array.free("POOL_ID_00003"), free - 512);
    array.execute("DELETE FROM volumes WHERE id = 99");
    assert_eq!(array.free("POOL_ID_00003"), free);
    array.execute("DELETE FROM pools WHERE id = 4");
    assert_eq!(array.all_pools().len(), 3);
    assert_eq!(array.all_volumes().len(), 1);
    assert!(array.all_disks()[2].status.contains(DiskStatus::FREE));
    check(&array.raw());
}

#[test]
fn what_is_missing_is_added_again() {
    let mut array = Array::furnished();
    let free = array.free("POOL_ID_00004");
    array.close().unwrap();
    array.execute(
        "DROP TRIGGER sim_volume_added; DROP INDEX sim_masks_by_group; DROP VIEW pools_view;
        DROP TABLE sim_pool_usage",
    );
    let mut again = array.another_session();
    let pools: Vec<Pool> = collect(|push| again.pools(push));
    assert_eq!(pools[3].free_space, free);
    check(&array.raw());
}
