// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a new array holds.

use rusqlite::Connection;

use super::Stored;

const INVENTORY: &str = "
INSERT INTO systems VALUES
    ('sim-01', 'LSM simulated storage plug-in', 2, '', 10, 'LSM_SIMULATOR_DATA_4.1');

INSERT INTO pools (id, name, status, status_info, element_type, unsupported_actions, raid_type,
                   parent_pool_id, member_type, strip_size, total_space) VALUES
    (1, 'Pool 1', 2, '', 1054, 3, 1, NULL, 2, 512, NULL),
    (2, 'Pool 2(sub pool of Pool 1)', 2, '', 28, 0, 22, 1, 3, 0, 549755813888),
    (3, 'Pool 3', 2, '', 28, 0, 1, NULL, 2, 512, NULL),
    (4, 'lsm_test_aggr', 2, '', 28, 0, 0, NULL, 2, 131072, NULL);

WITH
    -- A row of disks: numbers, size, type, name, bay, speed, link.
    shelf(first, last, size, type, prefix, bay, rpm, link) AS (VALUES
        (1, 2, 2199023255552, 4, '2TiB SATA Disk', 1, 7200, 8),
        (3, 8, 1152921504606846976, 5, '2EiB SAS Disk', 2, 15000, 6),
        (9, 13, 549755813888, 53, '512GiB SSD Disk', 3, 0, 8),
        (14, 20, 2199023255552, 53, '2TiB SSD Disk', 4, 0, 6)),
    member(disk, pool, role) AS (VALUES
        (1, 1, 'DATA'), (2, 1, 'PARITY'), (3, 4, 'DATA'), (4, 4, 'DATA'), (9, 3, 'DATA'),
        (10, 3, 'PARITY')),
    number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 20)
INSERT INTO disks (id, total_space, disk_type, status, disk_prefix, location, owner_pool_id, role,
                   vpd83, rpm, link_type)
SELECT n, size, type, 2, prefix, 'Port: ' || (n - first) || ' Box: 1 Bay: ' || bay, pool, role,
    '50' || lower(hex(randomblob(7))), rpm, link
FROM number JOIN shelf ON n BETWEEN first AND last LEFT JOIN member ON disk = n;

INSERT INTO tgts VALUES
    (1, 2, '50:0a:09:86:99:4b:8d:c5', '50:0a:09:86:99:4b:8d:c5', '50:0a:09:86:99:4b:8d:c5',
     'FC_a_0b'),
    (2, 3, '50:0a:09:86:99:4b:8d:c6', '50:0a:09:86:99:4b:8d:c6', '50:0a:09:86:99:4b:8d:c6',
     'FCoE_b_0c'),
    (3, 4, 'iqn.1986-05.com.example:sim-tgt-03', 'sim-iscsi-tgt-3.example.com:3260',
     'a4:4e:31:47:f4:e0', 'iSCSI_c_0d'),
    (4, 4, 'iqn.1986-05.com.example:sim-tgt-03', '10.0.0.1:3260', 'a4:4e:31:47:f4:e1',
     'iSCSI_c_0e'),
    (5, 4, 'iqn.1986-05.com.example:sim-tgt-03', '[2001:470:1f09:efe:a64e:31ff::1]:3260',
     'a4:4e:31:47:f4:e1', 'iSCSI_c_0e');

INSERT INTO batteries VALUES
    (1, 'Battery SIMB01, 8000 mAh, 05 March 2016', 3, 4),
    (2, 'Capacitor SIMC01, 500 J, 05 March 2016', 4, 4);
";

/// `Volume 00001` and so on, 1 GiB each, in pool 4, which has room for two thousand million.
const VOLUMES: &str = "
WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ?1)
INSERT INTO volumes (id, vpd83, name, total_space, consumed_size, admin_state, is_hw_raid_vol,
                     write_cache_policy, read_cache_policy, phy_disk_cache, pool_id)
SELECT n, '50' || lower(hex(randomblob(7))), printf('Volume %05d', n), 1073741824, 1073741824,
    1, 0, 3, 2, 3, 4
FROM number";

/// Fills the tables of a new file; `volumes` volumes come on top of what every array has.
pub(super) fn fill(connection: &Connection, volumes: u32) -> Stored<()> {
    connection.execute_batch(INVENTORY)?;
    if volumes > 0 {
        connection.execute(VOLUMES, [volumes])?;
    }
    Ok(())
}
