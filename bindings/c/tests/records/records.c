/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Each kind of record from its making to its end, and what is no such record. */

#include "parts.h"

/* A handle of another kind. */
static void *wrong;

/* A getter: of a record, of none, and of something else. */
#define TEXT(function, record, wanted)                                                             \
    do {                                                                                           \
        SAYS(function(record), wanted);                                                            \
        SAYS(function(NULL), NULL);                                                                \
        SAYS(function(wrong), NULL);                                                               \
    } while (0)
#define NUMBER(function, record, wanted, refused)                                                  \
    do {                                                                                           \
        IS(function(record), wanted);                                                              \
        IS(function(NULL), refused);                                                               \
        IS(function(wrong), refused);                                                              \
    } while (0)

/* Copies a record, puts both into an array with a gap, and frees all of it. */
#define LIFE(noun, copy, record)                                                                   \
    do {                                                                                           \
        lsm_##noun *other = copy(record), *third = copy(other);                                    \
        lsm_##noun **array = lsm_##noun##_record_array_alloc(3);                                   \
        CHECK(other != NULL && other != record && array[1] == NULL);                               \
        array[0] = record;                                                                         \
        array[2] = other;                                                                          \
        CHECK(copy(NULL) == NULL && copy(wrong) == NULL);                                          \
        CHECK(lsm_##noun##_record_array_alloc(0) == NULL);                                         \
        IS(lsm_##noun##_record_free(NULL), LSM_ERR_INVALID_ARGUMENT);                              \
        IS(lsm_##noun##_record_free(wrong), LSM_ERR_INVALID_ARGUMENT);                             \
        IS(lsm_##noun##_record_array_free(NULL, 3), LSM_ERR_INVALID_ARGUMENT);                     \
        IS(lsm_##noun##_record_free(third), LSM_ERR_OK);                                           \
        IS(lsm_##noun##_record_array_free(array, 3), LSM_ERR_OK);                                  \
    } while (0)

static void systems(void)
{
    lsm_system *bare = lsm_system_record_alloc("id", "name", LSM_SYSTEM_STATUS_OK, "info", NULL);
    lsm_system *system =
        lsm_system_record_alloc("id", ODD_NAME, LSM_SYSTEM_STATUS_OK, "info", DATA);
    IS(lsm_system_fw_version_set(system, "0.9"), LSM_ERR_OK);
    IS(lsm_system_fw_version_set(system, "1.0"), LSM_ERR_OK);
    IS(lsm_system_mode_set(system, LSM_SYSTEM_MODE_HBA), LSM_ERR_OK);
    IS(lsm_system_read_cache_pct_set(system, 30), LSM_ERR_OK);
    TEXT(lsm_system_id_get, system, "id");
    TEXT(lsm_system_name_get, system, ODD_NAME);
    TEXT(lsm_system_fw_version_get, system, "1.0");
    TEXT(lsm_system_plugin_data_get, system, DATA);
    NUMBER(lsm_system_status_get, system, LSM_SYSTEM_STATUS_OK, UINT32_MAX);
    NUMBER(lsm_system_mode_get, system, LSM_SYSTEM_MODE_HBA, LSM_SYSTEM_MODE_UNKNOWN);
    NUMBER(lsm_system_read_cache_pct_get, system, 30, LSM_SYSTEM_READ_CACHE_PCT_UNKNOWN);
    SAYS(lsm_system_fw_version_get(bare), NULL);
    SAYS(lsm_system_plugin_data_get(bare), NULL);
    IS(lsm_system_mode_get(bare), LSM_SYSTEM_MODE_NO_SUPPORT);
    IS(lsm_system_read_cache_pct_get(bare), LSM_SYSTEM_READ_CACHE_PCT_NO_SUPPORT);

    IS(lsm_system_fw_version_set(system, NULL), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_system_fw_version_set(system, ""), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_system_mode_set(system, LSM_SYSTEM_MODE_NO_SUPPORT), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_system_mode_set(wrong, LSM_SYSTEM_MODE_HBA), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_system_read_cache_pct_set(system, LSM_SYSTEM_READ_CACHE_PCT_NO_SUPPORT),
       LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_system_read_cache_pct_set(NULL, 1), LSM_ERR_INVALID_ARGUMENT);
    CHECK(lsm_system_record_alloc(NULL, "name", 0, "info", NULL) == NULL);

    LIFE(system, lsm_system_record_copy, bare);
    LIFE(system, lsm_system_record_copy, system);
}

static void pools(void)
{
    lsm_pool *pool = lsm_pool_record_alloc("id", "name", LSM_POOL_ELEMENT_TYPE_FS,
                                           LSM_POOL_UNSUPPORTED_VOLUME_GROW, UINT64_MAX, 2,
                                           LSM_POOL_STATUS_OK, "info", SYSTEM_ID, DATA);
    lsm_pool_free_space_set(pool, 3);
    TEXT(lsm_pool_id_get, pool, "id");
    TEXT(lsm_pool_name_get, pool, "name");
    TEXT(lsm_pool_status_info_get, pool, "info");
    TEXT(lsm_pool_system_id_get, pool, SYSTEM_ID);
    TEXT(lsm_pool_plugin_data_get, pool, DATA);
    NUMBER(lsm_pool_element_type_get, pool, LSM_POOL_ELEMENT_TYPE_FS, 0);
    NUMBER(lsm_pool_unsupported_actions_get, pool, LSM_POOL_UNSUPPORTED_VOLUME_GROW, 0);
    NUMBER(lsm_pool_total_space_get, pool, UINT64_MAX, 0);
    NUMBER(lsm_pool_free_space_get, pool, 3, 0);
    NUMBER(lsm_pool_status_get, pool, LSM_POOL_STATUS_OK, UINT64_MAX);

    lsm_pool_free_space_set(NULL, 3);
    lsm_pool_free_space_set(wrong, 3);
    CHECK(lsm_pool_record_alloc("id", "name", 0, 0, 0, 0, 0, NULL, SYSTEM_ID, NULL) == NULL);

    LIFE(pool, lsm_pool_record_copy, pool);
}

static void volumes(void)
{
    lsm_volume *bare = lsm_volume_record_alloc("id", "name", NULL, 512, 8, 0, "s", "p", NULL);
    lsm_volume *volume =
        lsm_volume_record_alloc("id", ODD_NAME, VPD83, 4096, UINT64_MAX,
                                LSM_VOLUME_ADMIN_STATE_ENABLED, SYSTEM_ID, POOL_ID, DATA);
    TEXT(lsm_volume_id_get, volume, "id");
    TEXT(lsm_volume_name_get, volume, ODD_NAME);
    TEXT(lsm_volume_vpd83_get, volume, VPD83);
    TEXT(lsm_volume_system_id_get, volume, SYSTEM_ID);
    TEXT(lsm_volume_pool_id_get, volume, POOL_ID);
    TEXT(lsm_volume_plugin_data_get, volume, DATA);
    NUMBER(lsm_volume_block_size_get, volume, 4096, 0);
    NUMBER(lsm_volume_number_of_blocks_get, volume, UINT64_MAX, 0);
    NUMBER(lsm_volume_admin_state_get, volume, LSM_VOLUME_ADMIN_STATE_ENABLED,
           LSM_VOLUME_ADMIN_STATE_ENABLED);
    SAYS(lsm_volume_plugin_data_get(bare), NULL);
    IS(lsm_volume_admin_state_get(bare), LSM_VOLUME_ADMIN_STATE_DISABLED);

    CHECK(lsm_volume_record_alloc("id", "name", "short", 512, 8, 0, "s", "p", NULL) == NULL);
    CHECK(lsm_volume_record_alloc("id", NULL, NULL, 512, 8, 0, "s", "p", NULL) == NULL);

    LIFE(volume, lsm_volume_record_copy, bare);
    LIFE(volume, lsm_volume_record_copy, volume);
}

static void disks(void)
{
    lsm_disk *bare =
        lsm_disk_record_alloc("id", "name", LSM_DISK_TYPE_SAS, 512, 8, LSM_DISK_STATUS_OK, "s");
    lsm_disk *disk = lsm_disk_record_alloc_pd("id", "name", LSM_DISK_TYPE_SSD, 512,
                                              (uint64_t)LSM_DISK_BLOCK_COUNT_NOT_FOUND,
                                              LSM_DISK_STATUS_OK | LSM_DISK_STATUS_FREE,
                                              SYSTEM_ID, DATA);
    IS(lsm_disk_vpd83_set(disk, VPD83), LSM_ERR_OK);
    IS(lsm_disk_location_set(disk, "slot 1"), LSM_ERR_OK);
    IS(lsm_disk_rpm_set(disk, 7200), LSM_ERR_OK);
    IS(lsm_disk_link_type_set(disk, LSM_DISK_LINK_TYPE_PCIE), LSM_ERR_OK);
    TEXT(lsm_disk_id_get, disk, "id");
    TEXT(lsm_disk_name_get, disk, "name");
    TEXT(lsm_disk_system_id_get, disk, SYSTEM_ID);
    TEXT(lsm_disk_plugin_data_get, disk, DATA);
    TEXT(lsm_disk_vpd83_get, disk, VPD83);
    TEXT(lsm_disk_location_get, disk, "slot 1");
    NUMBER(lsm_disk_type_get, disk, LSM_DISK_TYPE_SSD, LSM_DISK_TYPE_UNKNOWN);
    NUMBER(lsm_disk_block_size_get, disk, 512, 0);
    NUMBER(lsm_disk_number_of_blocks_get, disk, UINT64_MAX, 0);
    NUMBER(lsm_disk_status_get, disk, LSM_DISK_STATUS_OK | LSM_DISK_STATUS_FREE,
           LSM_DISK_STATUS_UNKNOWN);
    NUMBER(lsm_disk_rpm_get, disk, 7200, LSM_DISK_RPM_UNKNOWN);
    NUMBER(lsm_disk_link_type_get, disk, LSM_DISK_LINK_TYPE_PCIE, LSM_DISK_LINK_TYPE_UNKNOWN);
    SAYS(lsm_disk_plugin_data_get(bare), NULL);
    SAYS(lsm_disk_vpd83_get(bare), NULL);
    SAYS(lsm_disk_location_get(bare), NULL);
    IS(lsm_disk_rpm_get(bare), LSM_DISK_RPM_NO_SUPPORT);
    IS(lsm_disk_link_type_get(bare), LSM_DISK_LINK_TYPE_NO_SUPPORT);

    IS(lsm_disk_vpd83_set(disk, NULL), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_disk_location_set(disk, ""), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_disk_location_set(wrong, "slot"), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_disk_rpm_set(disk, LSM_DISK_RPM_NO_SUPPORT), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_disk_link_type_set(disk, LSM_DISK_LINK_TYPE_NO_SUPPORT), LSM_ERR_INVALID_ARGUMENT);
    CHECK(lsm_disk_record_alloc("id", "name", LSM_DISK_TYPE_SAS, 512, 8, 0, NULL) == NULL);
    CHECK(lsm_disk_record_alloc_pd(NULL, "n", LSM_DISK_TYPE_SAS, 512, 8, 0, "s", "d") == NULL);

    LIFE(disk, lsm_disk_record_copy, bare);
    LIFE(disk, lsm_disk_record_copy, disk);
}

static void access_groups(void)
{
    lsm_string_list *members = lsm_string_list_alloc(0);
    lsm_access_group *group, *empty;
    lsm_string_list_append(members, "0x10000000C9952FDE");
    lsm_string_list_append(members, IQN);
    group = lsm_access_group_record_alloc("id", "name", members,
                                          LSM_ACCESS_GROUP_INIT_TYPE_ISCSI_WWPN_MIXED, SYSTEM_ID,
                                          DATA);
    empty = lsm_access_group_record_alloc("id", "name", NULL, LSM_ACCESS_GROUP_INIT_TYPE_UNKNOWN,
                                          SYSTEM_ID, NULL);
    TEXT(lsm_access_group_id_get, group, "id");
    TEXT(lsm_access_group_name_get, group, "name");
    TEXT(lsm_access_group_system_id_get, group, SYSTEM_ID);
    NUMBER(lsm_access_group_init_type_get, group, LSM_ACCESS_GROUP_INIT_TYPE_ISCSI_WWPN_MIXED,
           LSM_ACCESS_GROUP_INIT_TYPE_UNKNOWN);
    SAYS(lsm_string_list_elem_get(lsm_access_group_initiator_id_get(group), 0), WWPN);
    SAYS(lsm_string_list_elem_get(lsm_access_group_initiator_id_get(group), 1), IQN);
    lsm_access_group_initiator_id_set(empty, members);
    IS(lsm_string_list_size(lsm_access_group_initiator_id_get(empty)), 2);
    IS(lsm_string_list_free(members), LSM_ERR_OK);
    IS(lsm_string_list_size(lsm_access_group_initiator_id_get(empty)), 2);

    CHECK(lsm_access_group_initiator_id_get(NULL) == NULL);
    CHECK(lsm_access_group_initiator_id_get(wrong) == NULL);
    lsm_access_group_initiator_id_set(NULL, NULL);
    lsm_access_group_initiator_id_set(wrong, NULL);
    CHECK(lsm_access_group_record_alloc("id", NULL, NULL, LSM_ACCESS_GROUP_INIT_TYPE_UNKNOWN, "s",
                                        NULL) == NULL);

    LIFE(access_group, lsm_access_group_record_copy, group);
    LIFE(access_group, lsm_access_group_record_copy, empty);
}

static void target_ports(void)
{
    lsm_target_port *port =
        lsm_target_port_record_alloc("id", LSM_TARGET_PORT_TYPE_ISCSI, IQN, "[::1]:3260",
                                     "00:11:22:33:44:55", "port 1", SYSTEM_ID, DATA);
    TEXT(lsm_target_port_id_get, port, "id");
    TEXT(lsm_target_port_service_address_get, port, IQN);
    TEXT(lsm_target_port_network_address_get, port, "[::1]:3260");
    TEXT(lsm_target_port_physical_address_get, port, "00:11:22:33:44:55");
    TEXT(lsm_target_port_physical_name_get, port, "port 1");
    TEXT(lsm_target_port_system_id_get, port, SYSTEM_ID);
    TEXT(lsm_target_port_plugin_data_get, port, DATA);
    NUMBER(lsm_target_port_type_get, port, LSM_TARGET_PORT_TYPE_ISCSI,
           LSM_TARGET_PORT_TYPE_OTHER);

    CHECK(lsm_target_port_record_alloc("id", LSM_TARGET_PORT_TYPE_FC, NULL, "a", "b", "c", "s",
                                       NULL) == NULL);

    LIFE(target_port, lsm_target_port_copy, port);
}

static void batteries(void)
{
    lsm_battery *battery = lsm_battery_record_alloc("id", "name", LSM_BATTERY_TYPE_CAPACITOR,
                                                    LSM_BATTERY_STATUS_CHARGING, SYSTEM_ID, DATA);
    TEXT(lsm_battery_id_get, battery, "id");
    TEXT(lsm_battery_name_get, battery, "name");
    TEXT(lsm_battery_system_id_get, battery, SYSTEM_ID);
    TEXT(lsm_battery_plugin_data_get, battery, DATA);
    NUMBER(lsm_battery_type_get, battery, LSM_BATTERY_TYPE_CAPACITOR, LSM_BATTERY_TYPE_UNKNOWN);
    NUMBER(lsm_battery_status_get, battery, LSM_BATTERY_STATUS_CHARGING,
           LSM_BATTERY_STATUS_UNKNOWN);

    CHECK(lsm_battery_record_alloc("id", "name", LSM_BATTERY_TYPE_OTHER, 0, NULL, NULL) == NULL);

    LIFE(battery, lsm_battery_record_copy, battery);
}

static void file_systems(void)
{
    lsm_fs *fs = lsm_fs_record_alloc("id", "name", 10, 9, POOL_ID, SYSTEM_ID, DATA);
    lsm_fs_ss *snapshot = lsm_fs_ss_record_alloc("id", "name", 1700000000, DATA);
    TEXT(lsm_fs_id_get, fs, "id");
    TEXT(lsm_fs_name_get, fs, "name");
    TEXT(lsm_fs_pool_id_get, fs, POOL_ID);
    TEXT(lsm_fs_system_id_get, fs, SYSTEM_ID);
    TEXT(lsm_fs_plugin_data_get, fs, DATA);
    NUMBER(lsm_fs_total_space_get, fs, 10, 0);
    NUMBER(lsm_fs_free_space_get, fs, 9, 0);
    TEXT(lsm_fs_ss_id_get, snapshot, "id");
    TEXT(lsm_fs_ss_name_get, snapshot, "name");
    TEXT(lsm_fs_ss_plugin_data_get, snapshot, DATA);
    NUMBER(lsm_fs_ss_time_stamp_get, snapshot, 1700000000, 0);

    CHECK(lsm_fs_record_alloc("id", "name", 10, 9, NULL, SYSTEM_ID, NULL) == NULL);
    CHECK(lsm_fs_ss_record_alloc("id", NULL, 0, NULL) == NULL);

    LIFE(fs, lsm_fs_record_copy, fs);
    LIFE(fs_ss, lsm_fs_ss_record_copy, snapshot);
}

static void block_ranges(void)
{
    lsm_block_range *range = lsm_block_range_record_alloc(1, UINT64_MAX, 3);
    NUMBER(lsm_block_range_source_start_get, range, 1, 0);
    NUMBER(lsm_block_range_dest_start_get, range, UINT64_MAX, 0);
    NUMBER(lsm_block_range_block_count_get, range, 3, 0);
    LIFE(block_range, lsm_block_range_record_copy, range);
}

/* A setter of an export: of a record, of none, of something else, and to nothing. */
#define SET(what, value)                                                                           \
    do {                                                                                           \
        IS(lsm_nfs_export_##what##_set(export, value), LSM_ERR_OK);                                \
        IS(lsm_nfs_export_##what##_set(NULL, value), LSM_ERR_INVALID_ARGUMENT);                    \
        IS(lsm_nfs_export_##what##_set(wrong, value), LSM_ERR_INVALID_ARGUMENT);                   \
    } while (0)
#define SET_TEXT(what, value)                                                                      \
    do {                                                                                           \
        SET(what, value);                                                                          \
        TEXT(lsm_nfs_export_##what##_get, export, value);                                          \
    } while (0)
#define SET_LIST(what)                                                                             \
    do {                                                                                           \
        SET(what, hosts);                                                                          \
        IS(lsm_string_list_size(lsm_nfs_export_##what##_get(export)), 1);                          \
        CHECK(lsm_nfs_export_##what##_get(NULL) == NULL);                                          \
        CHECK(lsm_nfs_export_##what##_get(wrong) == NULL);                                         \
    } while (0)

static void exports(void)
{
    lsm_string_list *hosts = lsm_string_list_alloc(0);
    const uint64_t none = (uint64_t)LSM_NFS_EXPORT_ANON_UID_GID_NA;
    const uint64_t refused = (uint64_t)LSM_NFS_EXPORT_ANON_UID_GID_ERROR;
    lsm_nfs_export *export, *bare;
    lsm_string_list_append(hosts, "host");
    bare = lsm_nfs_export_record_alloc(NULL, "fs", NULL, NULL, NULL, NULL, NULL, none, none, NULL,
                                       NULL);
    export = lsm_nfs_export_record_alloc("id", "fs", "/path", "auth", hosts, hosts, hosts, 1, 2,
                                         "options", DATA);
    SAYS(lsm_nfs_export_id_get(bare), NULL);
    SAYS(lsm_nfs_export_export_path_get(bare), NULL);
    IS(lsm_nfs_export_anon_uid_get(bare), none);
    TEXT(lsm_nfs_export_plugin_data_get, export, DATA);
    SET_TEXT(id, "new id");
    SET_TEXT(fs_id, "new fs");
    SET_TEXT(export_path, "/new");
    SET_TEXT(auth_type, "new auth");
    SET_TEXT(options, "new options");
    SET_LIST(root);
    SET_LIST(read_write);
    SET_LIST(read_only);
    SET(anon_uid, 1000);
    SET(anon_gid, none);
    NUMBER(lsm_nfs_export_anon_uid_get, export, 1000, refused);
    NUMBER(lsm_nfs_export_anon_gid_get, export, none, refused);
    IS(lsm_nfs_export_options_set(export, NULL), LSM_ERR_OK);
    SAYS(lsm_nfs_export_options_get(export), NULL);
    IS(lsm_string_list_free(hosts), LSM_ERR_OK);
    SAYS(lsm_string_list_elem_get(lsm_nfs_export_root_get(export), 0), "host");

    CHECK(lsm_nfs_export_record_alloc("id", NULL, NULL, NULL, NULL, NULL, NULL, none, none, NULL,
                                      NULL) == NULL);

    LIFE(nfs_export, lsm_nfs_export_record_copy, bare);
    LIFE(nfs_export, lsm_nfs_export_record_copy, export);
}

/* Copies of records whose kind is known only when the program runs. */
static void any_record(void)
{
    lsm_system *system = lsm_system_record_alloc("id", "name", 0, "", NULL);
    lsm_system *copy = lsm_data_type_copy(LSM_DATA_TYPE_SYSTEM, system);
    lsm_string_list *list = lsm_data_type_copy(LSM_DATA_TYPE_STRING_LIST, wrong);
    SAYS(lsm_system_id_get(copy), "id");
    IS(lsm_string_list_size(list), 1);
    IS(lsm_string_list_free(list), LSM_ERR_OK);
    IS(lsm_system_record_free(copy), LSM_ERR_OK);

    CHECK(lsm_data_type_copy(LSM_DATA_TYPE_SYSTEM, NULL) == NULL);
    CHECK(lsm_data_type_copy(LSM_DATA_TYPE_NONE, system) == NULL);
    CHECK(lsm_data_type_copy(LSM_DATA_TYPE_UNKNOWN, system) == NULL);
    CHECK(lsm_data_type_copy(LSM_DATA_TYPE_SYSTEM, wrong) == NULL);

    IS(lsm_system_record_free(system), LSM_ERR_OK);
}

int records(void)
{
    wrong = lsm_string_list_alloc(1);
    systems();
    pools();
    volumes();
    disks();
    access_groups();
    target_ports();
    batteries();
    file_systems();
    block_ranges();
    exports();
    any_record();
    lsm_string_list_free(wrong);
    return failures;
}
