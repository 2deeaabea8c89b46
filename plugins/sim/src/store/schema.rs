// SPDX-License-Identifier: MIT OR Apache-2.0
//! The layout of the file.
//!
//! The tables, and the names of the views, are those of libStorageMgmt 1.10.3, whose simulators
//! read and write the same file. What is added to its tables bears the prefix `sim_`: indexes,
//! and triggers that keep dependents and the space taken from each pool right whoever writes.

/// What stands in `systems.version` of a file that is ours to read.
pub(super) const SIGNATURE: &str = "LSM_SIMULATOR_DATA_4.1";

/// A part of the layout.
pub(super) struct Part {
    /// Its name in the schema.
    pub(super) name: &'static str,
    /// The statement that makes it.
    pub(super) sql: &'static str,
}

macro_rules! parts {
    ($($(#[$doc:meta])* $PARTS:ident: $create:literal { $($name:literal: $sql:literal;)+ })+) => { $(
        $(#[$doc])*
        pub(super) const $PARTS: &[Part] = &[$( Part {
            name: $name,
            sql: concat!("CREATE ", $create, " ", $name, " ", $sql),
        } ),+];
    )+ };
}

parts! {
    /// Without these a file is none of ours.
    TABLES: "TABLE" {
        "systems": "(id TEXT PRIMARY KEY, name TEXT NOT NULL, status INTEGER NOT NULL,
            status_info TEXT, read_cache_pct INTEGER, version TEXT NOT NULL)";
        "tgts": "(id INTEGER PRIMARY KEY, port_type INTEGER NOT NULL,
            service_address TEXT NOT NULL, network_address TEXT NOT NULL,
            physical_address TEXT NOT NULL, physical_name TEXT NOT NULL)";
        "pools": "(id INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, status INTEGER NOT NULL,
            status_info TEXT, element_type INTEGER NOT NULL,
            unsupported_actions INTEGER NOT NULL, raid_type INTEGER NOT NULL,
            parent_pool_id INTEGER, member_type INTEGER, strip_size INTEGER,
            total_space INTEGER)";
        "disks": "(id INTEGER PRIMARY KEY, total_space INTEGER NOT NULL,
            disk_type INTEGER NOT NULL, status INTEGER NOT NULL, disk_prefix TEXT NOT NULL,
            location TEXT NOT NULL, owner_pool_id INTEGER, role TEXT, vpd83 TEXT, rpm INTEGER,
            link_type INTEGER)";
        "volumes": "(id INTEGER PRIMARY KEY, vpd83 TEXT NOT NULL, name TEXT UNIQUE NOT NULL,
            total_space INTEGER NOT NULL, consumed_size INTEGER NOT NULL,
            admin_state INTEGER NOT NULL, is_hw_raid_vol INTEGER NOT NULL,
            write_cache_policy INTEGER NOT NULL, read_cache_policy INTEGER NOT NULL,
            phy_disk_cache INTEGER NOT NULL, pool_id INTEGER NOT NULL)";
        "ags": "(id INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL)";
        "inits": "(id TEXT UNIQUE NOT NULL, init_type INTEGER NOT NULL,
            owner_ag_id INTEGER NOT NULL)";
        "vol_masks": "(vol_id INTEGER NOT NULL, ag_id INTEGER NOT NULL)";
        "vol_reps": "(rep_type INTEGER NOT NULL, src_vol_id INTEGER NOT NULL,
            dst_vol_id INTEGER NOT NULL)";
        "fss": "(id INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL,
            total_space INTEGER NOT NULL, consumed_size INTEGER NOT NULL,
            free_space INTEGER NOT NULL, pool_id INTEGER NOT NULL)";
        "fs_snaps": "(id INTEGER PRIMARY KEY, name TEXT UNIQUE NOT NULL, fs_id INTEGER NOT NULL,
            timestamp INTEGER NOT NULL)";
        "fs_clones": "(src_fs_id INTEGER NOT NULL, dst_fs_id INTEGER NOT NULL)";
        "exps": "(id INTEGER PRIMARY KEY, fs_id INTEGER NOT NULL, exp_path TEXT UNIQUE NOT NULL,
            auth_type TEXT, anon_uid INTEGER, anon_gid INTEGER, options TEXT)";
        "exp_root_hosts": "(host TEXT NOT NULL, exp_id INTEGER NOT NULL)";
        "exp_rw_hosts": "(host TEXT NOT NULL, exp_id INTEGER NOT NULL)";
        "exp_ro_hosts": "(host TEXT NOT NULL, exp_id INTEGER NOT NULL)";
        "jobs": "(id INTEGER PRIMARY KEY, duration REAL NOT NULL, timestamp TEXT NOT NULL,
            data_type INTEGER, data_id INTEGER)";
        "batteries": "(id INTEGER PRIMARY KEY, name TEXT NOT NULL, type INTEGER NOT NULL,
            status INTEGER NOT NULL)";
    }

    /// Space taken from each pool by volumes, file systems and sub-pools, in bytes.
    USAGE: "TABLE" {
        "sim_pool_usage": "(pool_id INTEGER PRIMARY KEY, used INTEGER NOT NULL)";
    }

    /// What lets a change cost the same however much the array holds.
    INDEXES: "INDEX" {
        "sim_volumes_by_pool": "ON volumes(pool_id)";
        "sim_fss_by_pool": "ON fss(pool_id)";
        "sim_pools_by_parent": "ON pools(parent_pool_id)";
        "sim_disks_by_pool": "ON disks(owner_pool_id)";
        "sim_inits_by_group": "ON inits(owner_ag_id)";
        "sim_masks_by_volume": "ON vol_masks(vol_id, ag_id)";
        "sim_masks_by_group": "ON vol_masks(ag_id)";
        "sim_reps_by_source": "ON vol_reps(src_vol_id, dst_vol_id)";
        "sim_reps_by_target": "ON vol_reps(dst_vol_id)";
        "sim_snaps_by_fs": "ON fs_snaps(fs_id)";
        "sim_clones_by_source": "ON fs_clones(src_fs_id)";
        "sim_clones_by_target": "ON fs_clones(dst_fs_id)";
        "sim_exps_by_fs": "ON exps(fs_id)";
        "sim_root_hosts_by_exp": "ON exp_root_hosts(exp_id)";
        "sim_rw_hosts_by_exp": "ON exp_rw_hosts(exp_id)";
        "sim_ro_hosts_by_exp": "ON exp_ro_hosts(exp_id)";
    }

    /// What keeps dependents and [`USAGE`] right.
    TRIGGERS: "TRIGGER" {
        "sim_volume_added": "AFTER INSERT ON volumes BEGIN
            UPDATE sim_pool_usage SET used = used + NEW.consumed_size WHERE pool_id = NEW.pool_id;
            END";
        "sim_volume_changed": "AFTER UPDATE OF consumed_size, pool_id ON volumes BEGIN
            UPDATE sim_pool_usage SET used = used - OLD.consumed_size WHERE pool_id = OLD.pool_id;
            UPDATE sim_pool_usage SET used = used + NEW.consumed_size WHERE pool_id = NEW.pool_id;
            END";
        "sim_volume_removed": "AFTER DELETE ON volumes BEGIN
            UPDATE sim_pool_usage SET used = used - OLD.consumed_size WHERE pool_id = OLD.pool_id;
            DELETE FROM vol_masks WHERE vol_id = OLD.id;
            DELETE FROM vol_reps WHERE src_vol_id = OLD.id OR dst_vol_id = OLD.id;
            END";
        "sim_fs_added": "AFTER INSERT ON fss BEGIN
            UPDATE sim_pool_usage SET used = used + NEW.consumed_size WHERE pool_id = NEW.pool_id;
            END";
        "sim_fs_changed": "AFTER UPDATE OF consumed_size, pool_id ON fss BEGIN
            UPDATE sim_pool_usage SET used = used - OLD.consumed_size WHERE pool_id = OLD.pool_id;
            UPDATE sim_pool_usage SET used = used + NEW.consumed_size WHERE pool_id = NEW.pool_id;
            END";
        "sim_fs_removed": "AFTER DELETE ON fss BEGIN
            UPDATE sim_pool_usage SET used = used - OLD.consumed_size WHERE pool_id = OLD.pool_id;
            DELETE FROM fs_snaps WHERE fs_id = OLD.id;
            DELETE FROM fs_clones WHERE src_fs_id = OLD.id OR dst_fs_id = OLD.id;
            DELETE FROM exps WHERE fs_id = OLD.id;
            END";
        "sim_pool_added": "AFTER INSERT ON pools BEGIN
            INSERT INTO sim_pool_usage SELECT NEW.id,
                (SELECT coalesce(sum(consumed_size), 0) FROM volumes WHERE pool_id = NEW.id)
                + (SELECT coalesce(sum(consumed_size), 0) FROM fss WHERE pool_id = NEW.id)
                + (SELECT coalesce(sum(total_space), 0) FROM pools
                    WHERE parent_pool_id = NEW.id AND id <> NEW.id);
            UPDATE sim_pool_usage SET used = used + coalesce(NEW.total_space, 0)
                WHERE pool_id = NEW.parent_pool_id;
            END";
        "sim_pool_changed": "AFTER UPDATE OF parent_pool_id, total_space ON pools BEGIN
            UPDATE sim_pool_usage SET used = used - coalesce(OLD.total_space, 0)
                WHERE pool_id = OLD.parent_pool_id;
            UPDATE sim_pool_usage SET used = used + coalesce(NEW.total_space, 0)
                WHERE pool_id = NEW.parent_pool_id;
            END";
        // Before, since a file of the original may have foreign keys that take the pool out of its
        // disks first, and these could not be found any more.
        "sim_pool_removed": "BEFORE DELETE ON pools BEGIN
            DELETE FROM volumes WHERE pool_id = OLD.id;
            DELETE FROM fss WHERE pool_id = OLD.id;
            UPDATE disks SET owner_pool_id = NULL, role = NULL WHERE owner_pool_id = OLD.id;
            UPDATE sim_pool_usage SET used = used - coalesce(OLD.total_space, 0)
                WHERE pool_id = OLD.parent_pool_id;
            DELETE FROM sim_pool_usage WHERE pool_id = OLD.id;
            END";
        "sim_group_removed": "AFTER DELETE ON ags BEGIN
            DELETE FROM inits WHERE owner_ag_id = OLD.id;
            DELETE FROM vol_masks WHERE ag_id = OLD.id;
            END";
        "sim_export_removed": "AFTER DELETE ON exps BEGIN
            DELETE FROM exp_root_hosts WHERE exp_id = OLD.id;
            DELETE FROM exp_rw_hosts WHERE exp_id = OLD.id;
            DELETE FROM exp_ro_hosts WHERE exp_id = OLD.id;
            END";
    }

    /// Through these the original reads a file: the columns of the tables, and what is computed
    /// from them under its name on the wire. Nothing here does.
    VIEWS: "VIEW" {
        "pools_view": "AS SELECT id, name, status, status_info, element_type,
            unsupported_actions, raid_type, parent_pool_id, member_type, strip_size, total_space,
            total_space - used AS free_space, system_id FROM (
                SELECT p.id, p.name, p.status, p.status_info, p.element_type,
                p.unsupported_actions, p.raid_type, p.parent_pool_id, p.member_type,
                p.strip_size, CASE p.member_type WHEN 2 THEN (
                    SELECT coalesce(sum(total_space), 0) FROM disks
                    WHERE owner_pool_id = p.id AND role = 'DATA')
                ELSE p.total_space END AS total_space, u.used, s.id AS system_id
                FROM pools p JOIN sim_pool_usage u ON u.pool_id = p.id, systems s)";
        "volumes_view": "AS SELECT v.*, 512 AS block_size, v.total_space / 512 AS num_of_blocks,
            s.id AS system_id FROM volumes v, systems s";
        "disks_view": "AS SELECT d.id, d.total_space, d.disk_type,
            CASE WHEN d.role IS NULL THEN d.status | 8192 ELSE d.status END AS status,
            d.disk_prefix, d.location, d.owner_pool_id, d.role, d.vpd83, d.rpm, d.link_type,
            d.disk_prefix || '_' || d.id AS name, 512 AS block_size,
            d.total_space / 512 AS num_of_blocks, s.id AS system_id FROM disks d, systems s";
        "tgts_view": "AS SELECT t.*, s.id AS system_id FROM tgts t, systems s";
        "bats_view": "AS SELECT b.*, s.id AS system_id FROM batteries b, systems s";
        "fss_view": "AS SELECT f.*, s.id AS system_id FROM fss f, systems s";
        "fs_snaps_view": "AS SELECT n.*, n.timestamp AS ts FROM fs_snaps n";
        "exps_view": "AS SELECT e.*, e.exp_path AS export_path, e.auth_type AS auth,
            e.anon_uid AS anonuid, e.anon_gid AS anongid,
            (SELECT group_concat(host, '#') FROM exp_root_hosts WHERE exp_id = e.id) AS root,
            (SELECT group_concat(host, '#') FROM exp_rw_hosts WHERE exp_id = e.id) AS rw,
            (SELECT group_concat(host, '#') FROM exp_ro_hosts WHERE exp_id = e.id) AS ro
            FROM exps e";
        "ags_view": "AS SELECT a.id, a.name, group_concat(i.id, '#') AS init_ids,
            CASE count(DISTINCT i.init_type) WHEN 0 THEN 0 WHEN 1 THEN min(i.init_type)
            ELSE 7 END AS init_type, s.id AS system_id
            FROM systems s, ags a LEFT JOIN inits i ON i.owner_ag_id = a.id GROUP BY a.id";
        "volumes_by_ag_view": "AS SELECT v.*, m.ag_id FROM volumes_view v
            JOIN vol_masks m ON m.vol_id = v.id";
        "ags_by_vol_view": "AS SELECT a.*, m.vol_id FROM ags_view a
            JOIN vol_masks m ON m.ag_id = a.id";
    }
}

/// Counts [`USAGE`] anew.
pub(super) const COUNT_USAGE: &str = "DELETE FROM sim_pool_usage;
    INSERT INTO sim_pool_usage SELECT p.id,
        (SELECT coalesce(sum(consumed_size), 0) FROM volumes WHERE pool_id = p.id)
        + (SELECT coalesce(sum(consumed_size), 0) FROM fss WHERE pool_id = p.id)
        + (SELECT coalesce(sum(total_space), 0) FROM pools WHERE parent_pool_id = p.id)
    FROM pools p";

/// All that [`TABLES`] alone lack.
pub(super) fn additions() -> impl Iterator<Item = &'static Part> {
    [USAGE, INDEXES, TRIGGERS, VIEWS].into_iter().flatten()
}
