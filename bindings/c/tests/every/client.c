/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* Every call of a client, with the plug-in of this very program behind it. */

#include "every.h"

/* What was listed, to call others with. */
static lsm_system *a_system;
static lsm_pool *pools[2];
static lsm_volume *volumes[2];
static lsm_disk *disks[2];
static lsm_access_group *a_group;
static lsm_fs *a_fs;
static lsm_fs_ss *a_snapshot;
static lsm_nfs_export *an_export;

/* No connection, but something alive. */
static void *wrong;

/*
 * A call with NULL for a connection, with something that is none, and with a good one; the rest of
 * the arguments is the same.
 */
#define CALL(wanted, function, ...)                                                                \
    do {                                                                                           \
        IS(function(NULL, __VA_ARGS__), LSM_ERR_INVALID_ARGUMENT);                                 \
        IS(function(wrong, __VA_ARGS__), LSM_ERR_INVALID_ARGUMENT);                                \
        IS(function(conn, __VA_ARGS__), wanted);                                                   \
    } while (0)

/* A call that starts a job of this name. */
#define STARTS(name, function, ...)                                                                \
    do {                                                                                           \
        char *job = NULL;                                                                          \
        CALL(LSM_ERR_JOB_STARTED, function, __VA_ARGS__);                                          \
        SAYS(job, name);                                                                           \
        free(job);                                                                                 \
    } while (0)
/* A call that may start a job, but is done at once. */
#define DONE(function, ...)                                                                        \
    do {                                                                                           \
        char *job = NULL;                                                                          \
        CALL(LSM_ERR_OK, function, __VA_ARGS__);                                                   \
        CHECK(job == NULL);                                                                        \
    } while (0)
/* A call that gives a record with this identifier, which is freed. */
#define MAKES(noun, wanted, function, ...)                                                         \
    do {                                                                                           \
        lsm_##noun *made = NULL;                                                                   \
        CALL(LSM_ERR_OK, function, __VA_ARGS__);                                                   \
        SAYS(lsm_##noun##_id_get(made), wanted);                                                   \
        IS(lsm_##noun##_record_free(made), LSM_ERR_OK);                                            \
    } while (0)

/* A search: all, one, none, with a key but no value, by what is no key. */
#define LIST(noun, function, keep)                                                                 \
    do {                                                                                           \
        lsm_##noun **found = NULL;                                                                 \
        uint32_t count = 0;                                                                        \
        CALL(LSM_ERR_OK, function, NULL, NULL, &found, &count, FLAGS);                             \
        IS(count, 2);                                                                              \
        SAYS(lsm_##noun##_id_get(found[1]), "2");                                                  \
        keep;                                                                                      \
        IS(lsm_##noun##_record_array_free(found, count), LSM_ERR_OK);                              \
        found = NULL;                                                                              \
        IS(function(conn, "id", "2", &found, &count, FLAGS), LSM_ERR_OK);                          \
        IS(count, 1);                                                                              \
        SAYS(lsm_##noun##_id_get(found[0]), "2");                                                  \
        IS(lsm_##noun##_record_array_free(found, count), LSM_ERR_OK);                              \
        found = NULL;                                                                              \
        IS(function(conn, "id", "3", &found, &count, FLAGS), LSM_ERR_OK);                          \
        CHECK(found == NULL && count == 0);                                                        \
        IS(function(conn, "id", NULL, &found, &count, FLAGS), LSM_ERR_INVALID_ARGUMENT);           \
        IS(function(conn, "no key", "x", &found, &count, FLAGS), LSM_ERR_UNSUPPORTED_SEARCH_KEY);  \
        CHECK(found == NULL && count == 0);                                                        \
    } while (0)

static void lists(lsm_connect *conn)
{
    lsm_system **systems = NULL;
    lsm_fs_ss **snapshots = NULL;
    uint32_t count = 0;
    CALL(LSM_ERR_OK, lsm_system_list, &systems, &count, FLAGS);
    IS(count, 2);
    a_system = lsm_system_record_copy(systems[0]);
    IS(lsm_system_record_array_free(systems, count), LSM_ERR_OK);
    LIST(pool, lsm_pool_list,
         (pools[0] = lsm_pool_record_copy(found[0]), pools[1] = lsm_pool_record_copy(found[1])));
    LIST(volume, lsm_volume_list,
         (volumes[0] = lsm_volume_record_copy(found[0]),
          volumes[1] = lsm_volume_record_copy(found[1])));
    LIST(disk, lsm_disk_list,
         (disks[0] = lsm_disk_record_copy(found[0]), disks[1] = lsm_disk_record_copy(found[1])));
    LIST(access_group, lsm_access_group_list, a_group = lsm_access_group_record_copy(found[0]));
    LIST(target_port, lsm_target_port_list,
         SAYS(lsm_target_port_network_address_get(found[0]), "[::1]:3260"));
    LIST(fs, lsm_fs_list, a_fs = lsm_fs_record_copy(found[0]));
    LIST(nfs_export, lsm_nfs_list, an_export = lsm_nfs_export_record_copy(found[0]));
    LIST(battery, lsm_battery_list, SAYS(lsm_battery_plugin_data_get(found[0]), "data"));
    CALL(LSM_ERR_OK, lsm_fs_ss_list, a_fs, &snapshots, &count, FLAGS);
    IS(count, 2);
    a_snapshot = lsm_fs_ss_record_copy(snapshots[0]);
    IS(lsm_fs_ss_record_array_free(snapshots, count), LSM_ERR_OK);
    SAYS(lsm_volume_name_get(volumes[0]), NAME);
}

static void session(lsm_connect *conn)
{
    char *desc = NULL, *version = NULL;
    uint32_t timeout = 0;
    lsm_storage_capabilities *cap = NULL;
    CALL(LSM_ERR_OK, lsm_plugin_info_get, &desc, &version, 0);
    SAYS(desc, "Every operation");
    SAYS(version, "1.3");
    free(desc);
    free(version);
    CALL(LSM_ERR_OK, lsm_connect_timeout_set, 4321, 0);
    CALL(LSM_ERR_OK, lsm_connect_timeout_get, &timeout, 0);
    IS(timeout, 1234);
    CALL(LSM_ERR_OK, lsm_capabilities, a_system, &cap, 0);
    IS(lsm_capability_supported(cap, LSM_CAP_FS), 1);
    IS(lsm_capability_supported(cap, LSM_CAP_FS_CREATE), 0);
    IS(lsm_capability_record_free(cap), LSM_ERR_OK);
}

/* Asks for a job that is done, one that made something else, and one that runs. */
#define JOB(noun, name, other, function)                                                           \
    do {                                                                                           \
        lsm_##noun *made = NULL;                                                                   \
        CALL(LSM_ERR_OK, function, name, &status, &percent, &made, 0);                             \
        IS(status, LSM_JOB_COMPLETE);                                                              \
        IS(percent, 100);                                                                          \
        SAYS(lsm_##noun##_id_get(made), "1");                                                      \
        IS(lsm_##noun##_record_free(made), LSM_ERR_OK);                                            \
        made = NULL;                                                                               \
        IS(function(conn, other, &status, &percent, &made, 0), LSM_ERR_PLUGIN_BUG);                \
        IS(function(conn, "running", &status, &percent, &made, 0), LSM_ERR_OK);                    \
        IS(status, LSM_JOB_INPROGRESS);                                                            \
        IS(percent, 42);                                                                           \
        IS(function(conn, "no job", &status, &percent, &made, 0), LSM_ERR_NOT_FOUND_JOB);          \
        CHECK(made == NULL);                                                                       \
    } while (0)

static void jobs(lsm_connect *conn)
{
    lsm_job_status status = LSM_JOB_ERROR;
    uint8_t percent = 0;
    char *job = strdup("volume"), *none = NULL;
    JOB(volume, "volume", "fs", lsm_job_status_volume_get);
    JOB(fs, "fs", "volume", lsm_job_status_fs_get);
    JOB(fs_ss, "snapshot", "volume", lsm_job_status_ss_get);
    JOB(pool, "pool", "volume", lsm_job_status_pool_get);
    CALL(LSM_ERR_OK, lsm_job_status_get, "disk", &status, &percent, 0);
    IS(status, LSM_JOB_COMPLETE);
    CALL(LSM_ERR_OK, lsm_job_free, &job, 0);
    CHECK(job == NULL);
    IS(lsm_job_free(conn, &none, 0), LSM_ERR_INVALID_ARGUMENT);
}

static void block_storage(lsm_connect *conn)
{
    lsm_block_range *ranges[2] = {lsm_block_range_record_alloc(1, 2, 3),
                                  lsm_block_range_record_alloc(10, 20, 30)};
    lsm_volume *made = NULL;
    uint32_t bs = 0;
    uint8_t yes = 0;
    DONE(lsm_volume_create, pools[0], NAME, SIZE, LSM_VOLUME_PROVISION_THIN, &made, &job, 0);
    SAYS(lsm_volume_id_get(made), "1");
    IS(lsm_volume_record_free(made), LSM_ERR_OK);
    made = NULL;
    STARTS("volume", lsm_volume_resize, volumes[0], 2 * SIZE, &made, &job, 0);
    STARTS("volume", lsm_volume_replicate, pools[1], LSM_VOLUME_REPLICATE_MIRROR_SYNC, volumes[0],
           NAME, &made, &job, 0);
    STARTS("volume", lsm_volume_replicate, NULL, LSM_VOLUME_REPLICATE_COPY, volumes[0], NAME, &made,
           &job, 0);
    CHECK(made == NULL);
    CALL(LSM_ERR_OK, lsm_volume_replicate_range_block_size, a_system, &bs, 0);
    IS(bs, 4096);
    STARTS("running", lsm_volume_replicate_range, LSM_VOLUME_REPLICATE_CLONE, volumes[0],
           volumes[1], ranges, 2, &job, 0);
    DONE(lsm_volume_delete, volumes[0], &job, 0);
    CALL(LSM_ERR_OK, lsm_volume_enable, volumes[0], 0);
    CALL(LSM_ERR_OK, lsm_volume_disable, volumes[0], 0);
    CALL(LSM_ERR_OK, lsm_volume_ident_led_on, volumes[0], FLAGS);
    CALL(LSM_ERR_OK, lsm_volume_ident_led_off, volumes[0], FLAGS);
    CALL(LSM_ERR_OK, lsm_volume_child_dependency, volumes[0], &yes, 0);
    IS(yes, 1);
    STARTS("running", lsm_volume_child_dependency_delete, volumes[0], &job, 0);
    IS(lsm_block_range_record_free(ranges[0]), LSM_ERR_OK);
    IS(lsm_block_range_record_free(ranges[1]), LSM_ERR_OK);
}

static void access_groups(lsm_connect *conn)
{
    lsm_volume **seen = NULL;
    lsm_access_group **groups = NULL;
    uint32_t count = 0;
    MAKES(access_group, "1", lsm_access_group_create, NAME, "0x10000000C9952FDE",
          LSM_ACCESS_GROUP_INIT_TYPE_WWPN, a_system, &made, 0);
    MAKES(access_group, "2", lsm_access_group_initiator_add, a_group, IQN,
          LSM_ACCESS_GROUP_INIT_TYPE_ISCSI_IQN, &made, 0);
    MAKES(access_group, "2", lsm_access_group_initiator_delete, a_group, IQN,
          LSM_ACCESS_GROUP_INIT_TYPE_ISCSI_IQN, &made, 0);
    CALL(LSM_ERR_OK, lsm_access_group_delete, a_group, 0);
    CALL(LSM_ERR_OK, lsm_volume_mask, a_group, volumes[0], 0);
    CALL(LSM_ERR_OK, lsm_volume_unmask, a_group, volumes[0], 0);
    CALL(LSM_ERR_OK, lsm_volumes_accessible_by_access_group, a_group, &seen, &count, 0);
    IS(count, 1);
    IS(lsm_volume_record_array_free(seen, count), LSM_ERR_OK);
    CALL(LSM_ERR_OK, lsm_access_groups_granted_to_volume, volumes[0], &groups, &count, 0);
    IS(count, 1);
    IS(lsm_access_group_record_array_free(groups, count), LSM_ERR_OK);
    CALL(LSM_ERR_OK, lsm_iscsi_chap_auth, IQN, "user", "secret", NULL, NULL, 0);
}

static void raid_and_caches(lsm_connect *conn)
{
    lsm_volume_raid_type type = LSM_VOLUME_RAID_TYPE_UNKNOWN;
    lsm_pool_member_type member_type = LSM_POOL_MEMBER_TYPE_UNKNOWN;
    lsm_string_list *members = NULL;
    uint32_t strip, count, min_io, opt_io, wcp, wcs, rcp, rcs, pdc;
    uint32_t *types = NULL, *strips = NULL, type_count = 0, strip_count = 0;
    CALL(LSM_ERR_OK, lsm_volume_raid_info, volumes[0], &type, &strip, &count, &min_io, &opt_io, 0);
    IS(type, LSM_VOLUME_RAID_TYPE_RAID6);
    CHECK(strip == 1 && count == 2 && min_io == 3 && opt_io == 4);
    CALL(LSM_ERR_OK, lsm_pool_member_info, pools[0], &type, &member_type, &members, 0);
    IS(type, LSM_VOLUME_RAID_TYPE_RAID1);
    IS(member_type, LSM_POOL_MEMBER_TYPE_DISK);
    SAYS(lsm_string_list_elem_get(members, 0), "1");
    IS(lsm_string_list_free(members), LSM_ERR_OK);
    CALL(LSM_ERR_OK, lsm_volume_raid_create_cap_get, a_system, &types, &type_count, &strips,
         &strip_count, FLAGS);
    IS(type_count, 2);
    IS(types[1], LSM_VOLUME_RAID_TYPE_JBOD);
    IS(strip_count, 1);
    IS(strips[0], 65536);
    free(types);
    free(strips);
    MAKES(volume, "1", lsm_volume_raid_create, NAME, LSM_VOLUME_RAID_TYPE_RAID1, disks, 2, 65536,
          &made, FLAGS);

    CALL(LSM_ERR_OK, lsm_volume_cache_info, volumes[0], &wcp, &wcs, &rcp, &rcs, &pdc, 0);
    IS(wcp, LSM_VOLUME_WRITE_CACHE_POLICY_WRITE_THROUGH);
    IS(wcs, LSM_VOLUME_WRITE_CACHE_STATUS_WRITE_BACK);
    IS(rcp, LSM_VOLUME_READ_CACHE_POLICY_DISABLED);
    IS(rcs, LSM_VOLUME_READ_CACHE_STATUS_ENABLED);
    IS(pdc, LSM_VOLUME_PHYSICAL_DISK_CACHE_USE_DISK_SETTING);
    CALL(LSM_ERR_OK, lsm_volume_physical_disk_cache_update, volumes[0],
         LSM_VOLUME_PHYSICAL_DISK_CACHE_DISABLED, 0);
    CALL(LSM_ERR_OK, lsm_volume_write_cache_policy_update, volumes[0],
         LSM_VOLUME_WRITE_CACHE_POLICY_AUTO, 0);
    CALL(LSM_ERR_OK, lsm_volume_read_cache_policy_update, volumes[0],
         LSM_VOLUME_READ_CACHE_POLICY_ENABLED, 0);
    CALL(LSM_ERR_OK, lsm_system_read_cache_pct_update, a_system, 100, 0);
}

static void file_systems(lsm_connect *conn)
{
    lsm_fs *made = NULL;
    lsm_fs_ss *snapshot = NULL;
    lsm_string_list *types = NULL, *from = lsm_string_list_alloc(0), *to = lsm_string_list_alloc(0);
    lsm_string_list *root = lsm_string_list_alloc(0), *rw = lsm_string_list_alloc(0);
    uint8_t yes = 0;
    lsm_string_list_append(from, "from");
    lsm_string_list_append(to, "to");
    lsm_string_list_append(root, "root");
    lsm_string_list_append(rw, "rw");
    STARTS("fs", lsm_fs_create, pools[0], NAME, SIZE, &made, &job, 0);
    STARTS("running", lsm_fs_delete, a_fs, &job, 0);
    DONE(lsm_fs_resize, a_fs, 2 * SIZE, &made, &job, 0);
    SAYS(lsm_fs_id_get(made), "1");
    IS(lsm_fs_record_free(made), LSM_ERR_OK);
    made = NULL;
    DONE(lsm_fs_clone, a_fs, NAME, NULL, &made, &job, 0);
    SAYS(lsm_fs_id_get(made), "1");
    IS(lsm_fs_record_free(made), LSM_ERR_OK);
    made = NULL;
    DONE(lsm_fs_clone, a_fs, NAME, a_snapshot, &made, &job, 0);
    SAYS(lsm_fs_id_get(made), "2");
    IS(lsm_fs_record_free(made), LSM_ERR_OK);
    DONE(lsm_fs_file_clone, a_fs, "from", "to", a_snapshot, &job, 0);
    CALL(LSM_ERR_OK, lsm_fs_child_dependency, a_fs, from, &yes, 0);
    IS(yes, 1);
    STARTS("running", lsm_fs_child_dependency_delete, a_fs, NULL, &job, 0);
    STARTS("snapshot", lsm_fs_ss_create, a_fs, NAME, &snapshot, &job, 0);
    DONE(lsm_fs_ss_delete, a_fs, a_snapshot, &job, 0);
    DONE(lsm_fs_ss_restore, a_fs, a_snapshot, from, to, 0, &job, 0);
    DONE(lsm_fs_ss_restore, a_fs, a_snapshot, NULL, NULL, 1, &job, 0);

    CALL(LSM_ERR_OK, lsm_nfs_auth_types, &types, 0);
    SAYS(lsm_string_list_elem_get(types, 0), "krb5");
    IS(lsm_string_list_free(types), LSM_ERR_OK);
    MAKES(nfs_export, "1", lsm_nfs_export_fs, "1", "/path", root, rw, NULL, 7,
          (uint64_t)LSM_NFS_EXPORT_ANON_UID_GID_NA, "krb5", NULL, &made, 0);
    CALL(LSM_ERR_OK, lsm_nfs_export_delete, an_export, 0);
    IS(lsm_string_list_free(from), LSM_ERR_OK);
    IS(lsm_string_list_free(to), LSM_ERR_OK);
    IS(lsm_string_list_free(root), LSM_ERR_OK);
    IS(lsm_string_list_free(rw), LSM_ERR_OK);
}

static lsm_connect *connected(const char *uri)
{
    lsm_connect *conn = NULL;
    lsm_error_ptr e = NULL;
    IS(lsm_connect_password(uri, "password", &conn, 20000, &e, 0), LSM_ERR_OK);
    if (conn == NULL) {
        fprintf(stderr, "%s: %s\n", uri, lsm_error_message_get(e));
        exit(2);
    }
    return conn;
}

/* A registration that the plug-in refuses, and what is told of it. */
static void refused(const char *uri, int number, const char *message, const char *data)
{
    lsm_connect *conn = NULL;
    lsm_error_ptr e = NULL;
    IS(lsm_connect_password(uri, NULL, &conn, 20000, &e, 0), number);
    CHECK(conn == NULL);
    IS(lsm_error_number_get(e), number);
    SAYS(lsm_error_message_get(e), message);
    SAYS(lsm_error_exception_get(e), message);
    SAYS(lsm_error_data_get(e), data);
    IS(lsm_error_free(e), LSM_ERR_OK);
    e = NULL;
    IS(lsm_connect_password(NULL, NULL, &conn, 20000, &e, 0), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_error_free(e), LSM_ERR_OK);
    IS(lsm_connect_password(uri, NULL, NULL, 20000, NULL, 0), LSM_ERR_INVALID_ARGUMENT);
}

/* Each way to register offers what it was given, and no more. */
static void registrations(void)
{
    lsm_connect *conn = connected("every:///v1");
    lsm_fs **found = NULL;
    uint32_t count = 0, value = 0;
    lsm_error_ptr e;
    IS(lsm_volume_enable(conn, volumes[0], 0), LSM_ERR_OK);
    IS(lsm_fs_list(conn, NULL, NULL, &found, &count, FLAGS), LSM_ERR_NO_SUPPORT);
    IS(lsm_volume_ident_led_on(conn, volumes[0], FLAGS), LSM_ERR_NO_SUPPORT);
    IS(lsm_connect_close(conn, 0), LSM_ERR_OK);
    conn = connected("every:///v1_2");
    IS(lsm_fs_list(conn, NULL, NULL, &found, &count, FLAGS), LSM_ERR_OK);
    IS(lsm_fs_record_array_free(found, count), LSM_ERR_OK);
    IS(lsm_volume_cache_info(conn, volumes[0], &value, &value, &value, &value, &value, 0),
       LSM_ERR_NO_SUPPORT);
    e = lsm_error_last_get(conn);
    IS(lsm_error_number_get(e), LSM_ERR_NO_SUPPORT);
    IS(lsm_error_free(e), LSM_ERR_OK);
    IS(lsm_connect_close(conn, 0), LSM_ERR_OK);
    refused("every:///basic", LSM_ERR_PLUGIN_AUTH_FAILED, NAME, NULL);
    refused("every:///detailed", LSM_ERR_NETWORK_HOSTDOWN, "message", "debug");
}

static void plugins(void)
{
    lsm_string_list *found = NULL;
    IS(lsm_available_plugins_list(NULL, &found, 0), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_available_plugins_list(" ", NULL, 0), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_available_plugins_list(" ", &found, 1), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_available_plugins_list(" | ", &found, 0), LSM_ERR_OK);
    IS(lsm_string_list_size(found), 1);
    SAYS(lsm_string_list_elem_get(found, 0), "Every operation | 1.3");
    IS(lsm_string_list_free(found), LSM_ERR_OK);
}

int sessions(void)
{
    lsm_connect *conn = connected("every:///");
    wrong = lsm_string_list_alloc(1);
    lists(conn);
    session(conn);
    jobs(conn);
    block_storage(conn);
    access_groups(conn);
    raid_and_caches(conn);
    file_systems(conn);
    IS(lsm_connect_close(NULL, 0), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_connect_close(wrong, 0), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_connect_close(conn, 1), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_connect_close(conn, 0), LSM_ERR_OK);
    registrations();
    plugins();
    IS(lsm_string_list_free(wrong), LSM_ERR_OK);
    IS(lsm_system_record_free(a_system), LSM_ERR_OK);
    IS(lsm_pool_record_free(pools[0]) + lsm_pool_record_free(pools[1]), LSM_ERR_OK);
    IS(lsm_volume_record_free(volumes[0]) + lsm_volume_record_free(volumes[1]), LSM_ERR_OK);
    IS(lsm_disk_record_free(disks[0]) + lsm_disk_record_free(disks[1]), LSM_ERR_OK);
    IS(lsm_access_group_record_free(a_group), LSM_ERR_OK);
    IS(lsm_fs_record_free(a_fs), LSM_ERR_OK);
    IS(lsm_fs_ss_record_free(a_snapshot), LSM_ERR_OK);
    IS(lsm_nfs_export_record_free(an_export), LSM_ERR_OK);
    return failures;
}
