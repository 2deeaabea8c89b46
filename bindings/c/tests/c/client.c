/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A client of the simulated array that makes every call at least once. */

#include "check.h"

#include <sys/wait.h>
#include <unistd.h>

#define IQN "iqn.1994-05.com.domain:01.89bd01"
#define ODD_NAME "a \"quoted\" \\ name\nin two lines, caf\xc3\xa9"
#define GIB (1024ULL * 1024 * 1024)

/* Waits for a job, if one was started; gives what the call answers in the end. */
#define FINISH(noun, type)                                                                         \
    static int finish_##noun(lsm_connect *conn, int answer, type **result, char *job)              \
    {                                                                                              \
        lsm_job_status status = LSM_JOB_INPROGRESS;                                                \
        uint8_t percent = 0;                                                                       \
        if (answer != LSM_ERR_JOB_STARTED)                                                         \
            return answer;                                                                         \
        CHECK(*result == NULL && job != NULL);                                                     \
        do                                                                                         \
            answer = lsm_job_status_##noun##_get(conn, job, &status, &percent, result, 0);         \
        while (answer == LSM_ERR_OK && status == LSM_JOB_INPROGRESS);                              \
        IS(answer, LSM_ERR_OK);                                                                    \
        IS(status, LSM_JOB_COMPLETE);                                                              \
        IS(percent, 100);                                                                          \
        IS(lsm_job_free(conn, &job, 0), LSM_ERR_OK);                                               \
        CHECK(job == NULL);                                                                        \
        return LSM_ERR_OK;                                                                         \
    }

FINISH(volume, lsm_volume)
FINISH(fs, lsm_fs)
FINISH(ss, lsm_fs_ss)

/* The same for calls without a result. */
static int finish(lsm_connect *conn, int answer, char *job)
{
    lsm_job_status status = LSM_JOB_INPROGRESS;
    uint8_t percent = 0;
    if (answer != LSM_ERR_JOB_STARTED)
        return answer;
    do
        answer = lsm_job_status_get(conn, job, &status, &percent, 0);
    while (answer == LSM_ERR_OK && status == LSM_JOB_INPROGRESS);
    IS(answer, LSM_ERR_OK);
    IS(status, LSM_JOB_COMPLETE);
    IS(lsm_job_free(conn, &job, 0), LSM_ERR_OK);
    return LSM_ERR_OK;
}

/* A call without a result that must be done in the end. */
#define DONE(call)                                                                                 \
    do {                                                                                           \
        int started;                                                                               \
        job = NULL;                                                                                \
        started = call;                                                                            \
        IS(finish(conn, started, job), LSM_ERR_OK);                                                \
    } while (0)

/* What the last call left behind. */
static void left(lsm_connect *conn, int number)
{
    lsm_error_ptr error = lsm_error_last_get(conn);
    IS(lsm_error_number_get(error), number);
    CHECK(lsm_error_message_get(error) != NULL && *lsm_error_message_get(error) != '\0');
    IS(lsm_error_free(error), LSM_ERR_OK);
    CHECK(lsm_error_last_get(conn) == NULL);
}

static lsm_connect *connected(const char *uri)
{
    lsm_connect *conn = NULL;
    lsm_error_ptr e = NULL;
    int answer = lsm_connect_password(uri, NULL, &conn, 30000, &e, 0);
    if (answer != LSM_ERR_OK) {
        fprintf(stderr, "connect: %d %s\n", answer, lsm_error_message_get(e));
        exit(2);
    }
    CHECK(e == NULL);
    return conn;
}

static void connecting(const char *uri)
{
    lsm_connect *conn = NULL;
    lsm_error_ptr e = NULL;
    IS(lsm_connect_password("sim", NULL, &conn, 1000, &e, 0), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_error_free(e), LSM_ERR_OK);
    e = NULL;
    /* A port that no machine has. */
    IS(lsm_connect_password("sim://host:99999999999/", NULL, &conn, 1000, &e, 0),
       LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_error_free(e), LSM_ERR_OK);
    e = NULL;
    IS(lsm_connect_password(uri, NULL, &conn, 0, &e, 0), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_error_free(e), LSM_ERR_OK);
    e = NULL;
    IS(lsm_connect_password(uri, NULL, &conn, 1000, &e, 1), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_error_free(e), LSM_ERR_OK);
    e = NULL;
    IS(lsm_connect_password("nosuch://", NULL, &conn, 1000, &e, 0), LSM_ERR_PLUGIN_NOT_EXIST);
    CHECK(conn == NULL);
    IS(lsm_error_number_get(e), LSM_ERR_PLUGIN_NOT_EXIST);
    IS(lsm_error_free(e), LSM_ERR_OK);
}

static void session(lsm_connect *conn, lsm_system *system)
{
    char *desc = NULL, *version = NULL;
    uint32_t timeout = 0;
    lsm_storage_capabilities *cap = NULL;
    lsm_string_list *plugins = NULL;
    IS(lsm_plugin_info_get(conn, &desc, &version, 0), LSM_ERR_OK);
    CHECK(desc != NULL && version != NULL && *version != '\0');
    free(desc);
    free(version);
    IS(lsm_connect_timeout_set(conn, 12345, 0), LSM_ERR_OK);
    IS(lsm_connect_timeout_get(conn, &timeout, 0), LSM_ERR_OK);
    IS(timeout, 12345);
    IS(lsm_connect_timeout_get(conn, &timeout, 1), LSM_ERR_INVALID_ARGUMENT);
    left(conn, LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_capabilities(conn, system, &cap, 0), LSM_ERR_OK);
    IS(lsm_capability_supported(cap, LSM_CAP_VOLUMES), 1);
    IS(lsm_capability_record_free(cap), LSM_ERR_OK);
    IS(lsm_available_plugins_list("|", &plugins, 0), LSM_ERR_OK);
    CHECK(lsm_string_list_size(plugins) >= 2);
    CHECK(strchr(lsm_string_list_elem_get(plugins, 0), '|') != NULL);
    IS(lsm_string_list_free(plugins), LSM_ERR_OK);
}

static void volumes(lsm_connect *conn, lsm_system *system, lsm_pool *pool)
{
    lsm_volume *volume = NULL, *bigger = NULL, *replica = NULL, **found = NULL;
    lsm_block_range *range = lsm_block_range_record_alloc(0, 100, 10);
    char *job = NULL;
    uint32_t count = 0, bs = 0;
    uint8_t yes = 9;
    int answer;

    answer = lsm_volume_create(conn, pool, ODD_NAME, GIB, LSM_VOLUME_PROVISION_DEFAULT, &volume,
                               &job, 0);
    IS(finish_volume(conn, answer, &volume, job), LSM_ERR_OK);
    SAYS(lsm_volume_name_get(volume), ODD_NAME);
    SAYS(lsm_volume_pool_id_get(volume), lsm_pool_id_get(pool));
    IS(lsm_volume_block_size_get(volume) * lsm_volume_number_of_blocks_get(volume), GIB);
    IS(lsm_volume_vpd83_verify(lsm_volume_vpd83_get(volume)), LSM_ERR_OK);
    /* A place that holds something is not overwritten. */
    job = NULL;
    bigger = volume;
    IS(lsm_volume_create(conn, pool, "x", GIB, LSM_VOLUME_PROVISION_DEFAULT, &bigger, &job, 0),
       LSM_ERR_INVALID_ARGUMENT);
    left(conn, LSM_ERR_INVALID_ARGUMENT);
    bigger = NULL;
    IS(lsm_volume_create(conn, pool, ODD_NAME, GIB, LSM_VOLUME_PROVISION_DEFAULT, &bigger, &job, 0),
       LSM_ERR_NAME_CONFLICT);
    left(conn, LSM_ERR_NAME_CONFLICT);
    IS(lsm_volume_create(conn, pool, "", GIB, LSM_VOLUME_PROVISION_DEFAULT, &bigger, &job, 0),
       LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_volume_create(conn, pool, "x", 0, LSM_VOLUME_PROVISION_DEFAULT, &bigger, &job, 0),
       LSM_ERR_INVALID_ARGUMENT);

    /* The search for volumes of a pool, which the original refused. */
    IS(lsm_volume_list(conn, "pool_id", lsm_pool_id_get(pool), &found, &count, 0), LSM_ERR_OK);
    CHECK(count >= 1);
    IS(lsm_volume_record_array_free(found, count), LSM_ERR_OK);
    found = NULL;
    IS(lsm_volume_list(conn, "id", "no such volume", &found, &count, 0), LSM_ERR_OK);
    CHECK(found == NULL && count == 0);
    IS(lsm_volume_list(conn, "name", "x", &found, &count, 0), LSM_ERR_UNSUPPORTED_SEARCH_KEY);
    IS(lsm_volume_list(conn, "id", NULL, &found, &count, 0), LSM_ERR_INVALID_ARGUMENT);

    IS(lsm_volume_resize(conn, volume, GIB, &bigger, &job, 0), LSM_ERR_NO_STATE_CHANGE);
    answer = lsm_volume_resize(conn, volume, 2 * GIB, &bigger, &job, 0);
    IS(finish_volume(conn, answer, &bigger, job), LSM_ERR_OK);
    IS(lsm_volume_block_size_get(bigger) * lsm_volume_number_of_blocks_get(bigger), 2 * GIB);

    job = NULL;
    answer = lsm_volume_replicate(conn, NULL, LSM_VOLUME_REPLICATE_CLONE, bigger, "a clone",
                                  &replica, &job, 0);
    IS(finish_volume(conn, answer, &replica, job), LSM_ERR_OK);
    SAYS(lsm_volume_name_get(replica), "a clone");
    IS(lsm_volume_replicate_range_block_size(conn, system, &bs, 0), LSM_ERR_OK);
    CHECK(bs > 0);
    job = NULL;
    answer = lsm_volume_replicate_range(conn, LSM_VOLUME_REPLICATE_CLONE, bigger, replica, &range,
                                        1, &job, 0);
    IS(finish(conn, answer, job), LSM_ERR_OK);
    IS(lsm_volume_replicate_range(conn, LSM_VOLUME_REPLICATE_CLONE, bigger, replica, &range, 0,
                                  &job, 0),
       LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_block_range_record_free(range), LSM_ERR_OK);

    IS(lsm_volume_child_dependency(conn, bigger, &yes, 0), LSM_ERR_OK);
    IS(yes, 1);
    job = NULL;
    answer = lsm_volume_child_dependency_delete(conn, bigger, &job, 0);
    IS(finish(conn, answer, job), LSM_ERR_OK);
    IS(lsm_volume_child_dependency(conn, bigger, &yes, 0), LSM_ERR_OK);
    IS(yes, 0);

    IS(lsm_volume_disable(conn, bigger, 0), LSM_ERR_OK);
    IS(lsm_volume_enable(conn, bigger, 0), LSM_ERR_OK);
    IS(lsm_volume_enable(conn, bigger, 0), LSM_ERR_NO_STATE_CHANGE);
    IS(lsm_volume_ident_led_on(conn, bigger, 0), LSM_ERR_OK);
    IS(lsm_volume_ident_led_off(conn, bigger, 0), LSM_ERR_OK);

    DONE(lsm_volume_delete(conn, replica, &job, 0));
    DONE(lsm_volume_delete(conn, bigger, &job, 0));
    job = NULL;
    IS(lsm_volume_delete(conn, bigger, &job, 0), LSM_ERR_NOT_FOUND_VOLUME);
    IS(lsm_volume_record_free(volume), LSM_ERR_OK);
    IS(lsm_volume_record_free(bigger), LSM_ERR_OK);
    IS(lsm_volume_record_free(replica), LSM_ERR_OK);
}

static void caches_and_raid(lsm_connect *conn, lsm_system *system, lsm_pool *pool)
{
    lsm_volume *volume = NULL;
    lsm_volume_raid_type level = 99;
    lsm_pool_member_type member_type = 99;
    lsm_string_list *members = NULL;
    lsm_disk **disks = NULL, *free_disks[2] = {NULL, NULL};
    uint32_t strip, disk_count, min_io, opt_io, count = 0, at, found = 0;
    uint32_t wcp = 0, wcs = 0, rcp = 0, rcs = 0, pdc = 0;
    uint32_t *levels = NULL, *strips = NULL, level_count = 0, strip_count = 0;
    char *job = NULL;
    int answer = lsm_volume_create(conn, pool, "cached", GIB, LSM_VOLUME_PROVISION_DEFAULT, &volume,
                                   &job, 0);
    IS(finish_volume(conn, answer, &volume, job), LSM_ERR_OK);
    IS(lsm_volume_raid_info(conn, volume, &level, &strip, &disk_count, &min_io, &opt_io, 0),
       LSM_ERR_OK);
    CHECK(level != 99);
    IS(lsm_pool_member_info(conn, pool, &level, &member_type, &members, 0), LSM_ERR_OK);
    CHECK(member_type != 99);
    if (members != NULL)
        IS(lsm_string_list_free(members), LSM_ERR_OK);

    IS(lsm_volume_cache_info(conn, volume, &wcp, &wcs, &rcp, &rcs, &pdc, 0), LSM_ERR_OK);
    CHECK(wcp > 0 && wcs > 0 && rcp > 0 && rcs > 0 && pdc > 0);
    IS(lsm_volume_cache_info(NULL, volume, &wcp, &wcs, &rcp, &rcs, &pdc, 0),
       LSM_ERR_INVALID_ARGUMENT);
    IS(wcp * wcs * rcp * rcs * pdc, 1);
    IS(lsm_volume_physical_disk_cache_update(conn, volume, LSM_VOLUME_PHYSICAL_DISK_CACHE_ENABLED, 0),
       LSM_ERR_OK);
    IS(lsm_volume_physical_disk_cache_update(conn, volume, 4, 0), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_volume_write_cache_policy_update(conn, volume, LSM_VOLUME_WRITE_CACHE_POLICY_AUTO, 0),
       LSM_ERR_OK);
    IS(lsm_volume_write_cache_policy_update(conn, volume, 1, 0), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_volume_read_cache_policy_update(conn, volume, LSM_VOLUME_READ_CACHE_POLICY_DISABLED, 0),
       LSM_ERR_OK);
    IS(lsm_volume_read_cache_policy_update(conn, volume, 9, 0), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_system_read_cache_pct_update(conn, system, 30, 0), LSM_ERR_OK);
    IS(lsm_system_read_cache_pct_update(conn, system, 101, 0), LSM_ERR_INVALID_ARGUMENT);
    DONE(lsm_volume_delete(conn, volume, &job, 0));
    IS(lsm_volume_record_free(volume), LSM_ERR_OK);

    IS(lsm_volume_raid_create_cap_get(conn, system, &levels, &level_count, &strips, &strip_count, 0),
       LSM_ERR_OK);
    CHECK(level_count > 0 && levels != NULL && strip_count > 0 && strips != NULL);
    free(levels);
    free(strips);
    IS(lsm_disk_list(conn, NULL, NULL, &disks, &count, 0), LSM_ERR_OK);
    for (at = 0; at < count && found < 2; at++)
        if ((lsm_disk_status_get(disks[at]) & LSM_DISK_STATUS_FREE) &&
            (found == 0 || lsm_disk_type_get(disks[at]) == lsm_disk_type_get(free_disks[0])))
            free_disks[found++] = disks[at];
    IS(found, 2);
    volume = NULL;
    IS(lsm_volume_raid_create(conn, "raid", LSM_VOLUME_RAID_TYPE_RAID1, free_disks, 1, 0, &volume, 0),
       LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_volume_raid_create(conn, "raid", LSM_VOLUME_RAID_TYPE_RAID1, free_disks, 2, 0, &volume, 0),
       LSM_ERR_OK);
    DONE(lsm_volume_delete(conn, volume, &job, 0));
    IS(lsm_volume_record_free(volume), LSM_ERR_OK);
    IS(lsm_disk_record_array_free(disks, count), LSM_ERR_OK);
}

static void access_groups(lsm_connect *conn, lsm_system *system, lsm_pool *pool)
{
    lsm_access_group *group = NULL, *two = NULL, *one = NULL, **groups = NULL;
    lsm_volume *volume = NULL, **volumes = NULL;
    uint32_t count = 0;
    char *job = NULL;
    int answer = lsm_volume_create(conn, pool, "masked", GIB, LSM_VOLUME_PROVISION_DEFAULT, &volume,
                                   &job, 0);
    IS(finish_volume(conn, answer, &volume, job), LSM_ERR_OK);
    /* Both spellings of a port are one: sent and shown in normal form. */
    IS(lsm_access_group_create(conn, "group", "0x10000000C9952FDE", LSM_ACCESS_GROUP_INIT_TYPE_WWPN,
                               system, &group, 0),
       LSM_ERR_OK);
    SAYS(lsm_string_list_elem_get(lsm_access_group_initiator_id_get(group), 0),
         "10:00:00:00:c9:95:2f:de");
    IS(lsm_access_group_create(conn, "other", "no wwpn", LSM_ACCESS_GROUP_INIT_TYPE_WWPN, system,
                               &two, 0),
       LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_access_group_initiator_add(conn, group, IQN, LSM_ACCESS_GROUP_INIT_TYPE_ISCSI_IQN, &two, 0),
       LSM_ERR_OK);
    IS(lsm_string_list_size(lsm_access_group_initiator_id_get(two)), 2);
    IS(lsm_access_group_init_type_get(two), LSM_ACCESS_GROUP_INIT_TYPE_ISCSI_WWPN_MIXED);
    IS(lsm_access_group_initiator_delete(conn, two, "10000000c9952fde",
                                         LSM_ACCESS_GROUP_INIT_TYPE_WWPN, &one, 0),
       LSM_ERR_OK);
    IS(lsm_string_list_size(lsm_access_group_initiator_id_get(one)), 1);
    IS(lsm_access_group_list(conn, "id", lsm_access_group_id_get(group), &groups, &count, 0),
       LSM_ERR_OK);
    IS(count, 1);
    IS(lsm_access_group_record_array_free(groups, count), LSM_ERR_OK);

    IS(lsm_volume_mask(conn, one, volume, 0), LSM_ERR_OK);
    IS(lsm_volume_mask(conn, one, volume, 0), LSM_ERR_NO_STATE_CHANGE);
    IS(lsm_volumes_accessible_by_access_group(conn, one, &volumes, &count, 0), LSM_ERR_OK);
    IS(count, 1);
    IS(lsm_volume_record_array_free(volumes, count), LSM_ERR_OK);
    IS(lsm_access_groups_granted_to_volume(conn, volume, &groups, &count, 0), LSM_ERR_OK);
    IS(count, 1);
    IS(lsm_access_group_record_array_free(groups, count), LSM_ERR_OK);
    job = NULL;
    IS(lsm_volume_delete(conn, volume, &job, 0), LSM_ERR_IS_MASKED);
    IS(lsm_volume_unmask(conn, one, volume, 0), LSM_ERR_OK);
    IS(lsm_volumes_accessible_by_access_group(conn, one, &volumes, &count, 0), LSM_ERR_OK);
    CHECK(volumes == NULL && count == 0);
    IS(lsm_iscsi_chap_auth(conn, IQN, "in", "secret", NULL, NULL, 0), LSM_ERR_OK);
    IS(lsm_iscsi_chap_auth(conn, "10000000c9952fde", "in", "secret", NULL, NULL, 0),
       LSM_ERR_INVALID_ARGUMENT);

    IS(lsm_access_group_delete(conn, one, 0), LSM_ERR_OK);
    DONE(lsm_volume_delete(conn, volume, &job, 0));
    IS(lsm_volume_record_free(volume), LSM_ERR_OK);
    IS(lsm_access_group_record_free(group), LSM_ERR_OK);
    IS(lsm_access_group_record_free(one), LSM_ERR_OK);
    IS(lsm_access_group_record_free(two), LSM_ERR_OK);
}

static void file_systems(lsm_connect *conn, lsm_pool *pool)
{
    lsm_fs *fs = NULL, *bigger = NULL, *clone = NULL, **found = NULL;
    lsm_fs_ss *snapshot = NULL, **snapshots = NULL;
    lsm_nfs_export *export = NULL, **exports = NULL;
    lsm_string_list *hosts = lsm_string_list_alloc(0), *types = NULL;
    uint32_t count = 0;
    uint8_t yes = 9;
    char *job = NULL;
    int answer = lsm_fs_create(conn, pool, "fs", GIB, &fs, &job, 0);
    IS(finish_fs(conn, answer, &fs, job), LSM_ERR_OK);
    job = NULL;
    answer = lsm_fs_resize(conn, fs, 2 * GIB, &bigger, &job, 0);
    IS(finish_fs(conn, answer, &bigger, job), LSM_ERR_OK);
    CHECK(lsm_fs_total_space_get(bigger) >= 2 * GIB);
    IS(lsm_fs_list(conn, "id", lsm_fs_id_get(fs), &found, &count, 0), LSM_ERR_OK);
    IS(count, 1);
    IS(lsm_fs_record_array_free(found, count), LSM_ERR_OK);

    job = NULL;
    answer = lsm_fs_ss_create(conn, fs, "snapshot", &snapshot, &job, 0);
    IS(finish_ss(conn, answer, &snapshot, job), LSM_ERR_OK);
    CHECK(lsm_fs_ss_time_stamp_get(snapshot) > 0);
    IS(lsm_fs_ss_list(conn, fs, &snapshots, &count, 0), LSM_ERR_OK);
    IS(count, 1);
    IS(lsm_fs_ss_record_array_free(snapshots, count), LSM_ERR_OK);
    DONE(lsm_fs_ss_restore(conn, fs, snapshot, NULL, NULL, 1, &job, 0));
    DONE(lsm_fs_file_clone(conn, fs, "a", "b", snapshot, &job, 0));
    job = NULL;
    answer = lsm_fs_clone(conn, fs, "clone", snapshot, &clone, &job, 0);
    IS(finish_fs(conn, answer, &clone, job), LSM_ERR_OK);
    IS(lsm_fs_child_dependency(conn, fs, NULL, &yes, 0), LSM_ERR_OK);
    IS(yes, 1);
    DONE(lsm_fs_delete(conn, clone, &job, 0));
    DONE(lsm_fs_ss_delete(conn, fs, snapshot, &job, 0));
    job = NULL;
    IS(lsm_fs_child_dependency_delete(conn, fs, NULL, &job, 0), LSM_ERR_NO_STATE_CHANGE);

    IS(lsm_nfs_auth_types(conn, &types, 0), LSM_ERR_OK);
    IS(lsm_string_list_free(types), LSM_ERR_OK);
    lsm_string_list_append(hosts, "host.example");
    IS(lsm_nfs_export_fs(conn, lsm_fs_id_get(fs), "/export", NULL, NULL, NULL, 1, 2, NULL, NULL,
                         &export, 0),
       LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_nfs_export_fs(conn, lsm_fs_id_get(fs), "/export", NULL, hosts, NULL,
                         (uint64_t)LSM_NFS_EXPORT_ANON_UID_GID_NA, 65534, NULL, NULL, &export, 0),
       LSM_ERR_OK);
    SAYS(lsm_nfs_export_fs_id_get(export), lsm_fs_id_get(fs));
    SAYS(lsm_string_list_elem_get(lsm_nfs_export_read_write_get(export), 0), "host.example");
    IS(lsm_nfs_export_anon_gid_get(export), 65534);
    IS(lsm_nfs_list(conn, "fs_id", lsm_fs_id_get(fs), &exports, &count, 0), LSM_ERR_OK);
    IS(count, 1);
    IS(lsm_nfs_export_record_array_free(exports, count), LSM_ERR_OK);
    IS(lsm_nfs_export_delete(conn, export, 0), LSM_ERR_OK);
    IS(lsm_nfs_export_delete(conn, export, 0), LSM_ERR_NOT_FOUND_NFS_EXPORT);

    DONE(lsm_fs_delete(conn, fs, &job, 0));
    IS(lsm_nfs_export_record_free(export), LSM_ERR_OK);
    IS(lsm_string_list_free(hosts), LSM_ERR_OK);
    IS(lsm_fs_ss_record_free(snapshot), LSM_ERR_OK);
    IS(lsm_fs_record_free(fs), LSM_ERR_OK);
    IS(lsm_fs_record_free(bigger), LSM_ERR_OK);
    IS(lsm_fs_record_free(clone), LSM_ERR_OK);
}

static void lists(lsm_connect *conn)
{
    lsm_target_port **ports = NULL;
    lsm_battery **batteries = NULL;
    lsm_pool *made = NULL;
    lsm_job_status status;
    uint8_t percent;
    uint32_t count = 0;
    IS(lsm_target_port_list(conn, NULL, NULL, &ports, &count, 0), LSM_ERR_OK);
    CHECK(count > 0 && lsm_target_port_id_get(ports[count - 1]) != NULL);
    IS(lsm_target_port_record_array_free(ports, count), LSM_ERR_OK);
    IS(lsm_battery_list(conn, NULL, NULL, &batteries, &count, 0), LSM_ERR_OK);
    CHECK(count > 0 && lsm_battery_name_get(batteries[count - 1]) != NULL);
    IS(lsm_battery_record_array_free(batteries, count), LSM_ERR_OK);
    IS(lsm_job_status_pool_get(conn, "no such job", &status, &percent, &made, 0),
       LSM_ERR_NOT_FOUND_JOB);
}

/* The child closes its copy of the connection; the session of the parent goes on. */
static void forking(lsm_connect *conn)
{
    uint32_t timeout = 0;
    int status = 1;
    pid_t child = fork();
    if (child == 0)
        _exit(lsm_connect_close(conn, 0));
    waitpid(child, &status, 0);
    IS(status, 0);
    IS(lsm_connect_timeout_get(conn, &timeout, 0), LSM_ERR_OK);
}

int main(int argc, char *argv[])
{
    const char *uri = argc > 1 ? argv[1] : "sim://";
    lsm_connect *conn;
    lsm_system **systems = NULL;
    lsm_pool **pools = NULL;
    uint32_t system_count = 0, pool_count = 0, at;

    alarm(60);
    connecting(uri);
    conn = connected(uri);
    IS(lsm_system_list(conn, &systems, &system_count, 0), LSM_ERR_OK);
    IS(system_count, 1);
    IS(lsm_pool_list(conn, NULL, NULL, &pools, &pool_count, 0), LSM_ERR_OK);
    CHECK(pool_count > 1);
    for (at = 0; at < pool_count - 1; at++)
        if (lsm_pool_unsupported_actions_get(pools[at]) == 0 &&
            lsm_pool_element_type_get(pools[at]) & LSM_POOL_ELEMENT_TYPE_VOLUME &&
            lsm_pool_element_type_get(pools[at]) & LSM_POOL_ELEMENT_TYPE_FS)
            break;

    session(conn, systems[0]);
    volumes(conn, systems[0], pools[at]);
    caches_and_raid(conn, systems[0], pools[at]);
    access_groups(conn, systems[0], pools[at]);
    file_systems(conn, pools[at]);
    lists(conn);
    forking(conn);

    IS(lsm_system_record_array_free(systems, system_count), LSM_ERR_OK);
    IS(lsm_pool_record_array_free(pools, pool_count), LSM_ERR_OK);
    IS(lsm_connect_close(conn, 1), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_connect_close(conn, 0), LSM_ERR_OK);
    return failures != 0;
}
