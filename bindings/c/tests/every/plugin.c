/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * A plug-in that has every operation. Each notes that it was called, and checks that its arguments
 * are what the client gave; it is named like its member in the structure.
 */

#include "every.h"

#include <stdarg.h>

/* The plug-in that registered, and the file in which calls are noted. */
static lsm_plugin_ptr self;
static FILE *calls;

static void note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(calls, format, arguments);
    va_end(arguments);
    fflush(calls);
}

/* The beginning of an operation. */
#define CALLED(sent)                                                                               \
    do {                                                                                           \
        note("operation %s\n", __func__);                                                          \
        CHECK(c == self);                                                                          \
        IS(flags, sent);                                                                           \
        SAYS(lsm_private_data_get(c), "private");                                                  \
    } while (0)

/* Two records of each kind: their identifiers are "1" and "2". */

static lsm_system *make_system(const char *id)
{
    lsm_system *system = lsm_system_record_alloc(id, NAME, LSM_SYSTEM_STATUS_OK, "info", "data");
    IS(lsm_system_fw_version_set(system, "1.0"), LSM_ERR_OK);
    IS(lsm_system_mode_set(system, LSM_SYSTEM_MODE_HBA), LSM_ERR_OK);
    IS(lsm_system_read_cache_pct_set(system, 30), LSM_ERR_OK);
    return system;
}

static lsm_pool *make_pool(const char *id)
{
    return lsm_pool_record_alloc(id, NAME, LSM_POOL_ELEMENT_TYPE_VOLUME, 0, SIZE, 9,
                                 LSM_POOL_STATUS_OK, "info", "1", "data");
}

static lsm_volume *make_volume(const char *id)
{
    return lsm_volume_record_alloc(id, NAME, VPD83, 4096, SIZE / 4096,
                                   LSM_VOLUME_ADMIN_STATE_ENABLED, "1", "1", "data");
}

static lsm_disk *make_disk(const char *id)
{
    lsm_disk *disk = lsm_disk_record_alloc_pd(id, NAME, LSM_DISK_TYPE_SSD, 512, 8,
                                              LSM_DISK_STATUS_FREE, "1", "data");
    IS(lsm_disk_vpd83_set(disk, VPD83), LSM_ERR_OK);
    IS(lsm_disk_location_set(disk, "slot"), LSM_ERR_OK);
    IS(lsm_disk_rpm_set(disk, LSM_DISK_RPM_NON_ROTATING_MEDIUM), LSM_ERR_OK);
    IS(lsm_disk_link_type_set(disk, LSM_DISK_LINK_TYPE_PCIE), LSM_ERR_OK);
    return disk;
}

static lsm_access_group *make_access_group(const char *id)
{
    lsm_string_list *members = lsm_string_list_alloc(0);
    lsm_access_group *group;
    IS(lsm_string_list_append(members, WWPN), LSM_ERR_OK);
    group = lsm_access_group_record_alloc(id, NAME, members, LSM_ACCESS_GROUP_INIT_TYPE_WWPN, "1",
                                          "data");
    IS(lsm_string_list_free(members), LSM_ERR_OK);
    return group;
}

static lsm_target_port *make_target_port(const char *id)
{
    return lsm_target_port_record_alloc(id, LSM_TARGET_PORT_TYPE_ISCSI, IQN, "[::1]:3260",
                                        "00:11:22:33:44:55", "port", "1", "data");
}

static lsm_fs *make_fs(const char *id)
{
    return lsm_fs_record_alloc(id, NAME, SIZE, 9, "1", "1", "data");
}

static lsm_fs_ss *make_fs_ss(const char *id)
{
    return lsm_fs_ss_record_alloc(id, NAME, 1700000000, "data");
}

static lsm_nfs_export *make_nfs_export(const char *id)
{
    return lsm_nfs_export_record_alloc(id, "1", "/path", "krb5", NULL, NULL, NULL, 7,
                                       (uint64_t)LSM_NFS_EXPORT_ANON_UID_GID_NA, NULL, "data");
}

static lsm_battery *make_battery(const char *id)
{
    return lsm_battery_record_alloc(id, NAME, LSM_BATTERY_TYPE_CAPACITOR, LSM_BATTERY_STATUS_OK,
                                    "1", "data");
}

/* Records that are given must be what was listed. */
#define GIVEN(noun, record, wanted)                                                                \
    do {                                                                                           \
        SAYS(lsm_##noun##_id_get(record), wanted);                                                 \
        SAYS(lsm_##noun##_plugin_data_get(record), "data");                                        \
    } while (0)

#define LIST(operation, noun)                                                                      \
    static int operation(lsm_plugin_ptr c, const char *key, const char *value,                     \
                         lsm_##noun **array[], uint32_t *count, lsm_flag flags)                    \
    {                                                                                              \
        CALLED(FLAGS);                                                                             \
        CHECK(*array == NULL);                                                                     \
        *count = 2;                                                                                \
        *array = lsm_##noun##_record_array_alloc(2);                                               \
        (*array)[0] = make_##noun("1");                                                            \
        (*array)[1] = make_##noun("2");                                                            \
        lsm_plug_##noun##_search_filter(key, value, *array, count);                                \
        return LSM_ERR_OK;                                                                         \
    }

LIST(pool_list, pool)
LIST(vol_get, volume)
LIST(disk_get, disk)
LIST(ag_list, access_group)
LIST(target_port_list, target_port)
LIST(fs_list, fs)
LIST(nfs_list, nfs_export)
LIST(battery_list, battery)

static int system_list(lsm_plugin_ptr c, lsm_system **systems[], uint32_t *count, lsm_flag flags)
{
    CALLED(FLAGS);
    *count = 2;
    *systems = lsm_system_record_array_alloc(2);
    (*systems)[0] = make_system("1");
    (*systems)[1] = make_system("2");
    return LSM_ERR_OK;
}

static int tmo_set(lsm_plugin_ptr c, uint32_t timeout, lsm_flag flags)
{
    CALLED(0);
    IS(timeout, 4321);
    return LSM_ERR_OK;
}

static int tmo_get(lsm_plugin_ptr c, uint32_t *timeout, lsm_flag flags)
{
    CALLED(0);
    *timeout = 1234;
    return LSM_ERR_OK;
}

static int capablities(lsm_plugin_ptr c, lsm_system *sys, lsm_storage_capabilities **cap,
                       lsm_flag flags)
{
    CALLED(0);
    GIVEN(system, sys, "1");
    SAYS(lsm_system_fw_version_get(sys), "1.0");
    IS(lsm_system_mode_get(sys), LSM_SYSTEM_MODE_HBA);
    IS(lsm_system_read_cache_pct_get(sys), 30);
    *cap = lsm_capability_record_alloc(NULL);
    return lsm_capability_set_n(*cap, LSM_CAP_SUPPORTED, LSM_CAP_VOLUMES, LSM_CAP_FS, -1);
}

/* Jobs are called after what they make. */
static int job_status(lsm_plugin_ptr c, const char *job, lsm_job_status *status, uint8_t *percent,
                      lsm_data_type *type, void **value, lsm_flag flags)
{
    CALLED(0);
    *status = LSM_JOB_COMPLETE;
    *percent = 100;
    *type = LSM_DATA_TYPE_NONE;
    if (strcmp(job, "volume") == 0) {
        *type = LSM_DATA_TYPE_VOLUME;
        *value = make_volume("1");
    } else if (strcmp(job, "fs") == 0) {
        *type = LSM_DATA_TYPE_FS;
        *value = make_fs("1");
    } else if (strcmp(job, "snapshot") == 0) {
        *type = LSM_DATA_TYPE_SS;
        *value = make_fs_ss("1");
    } else if (strcmp(job, "pool") == 0) {
        *type = LSM_DATA_TYPE_POOL;
        *value = make_pool("1");
    } else if (strcmp(job, "running") == 0) {
        *status = LSM_JOB_INPROGRESS;
        *percent = 42;
    } else if (strcmp(job, "disk") == 0) {
        /* Nothing that a job can make. */
        *type = LSM_DATA_TYPE_DISK;
        *value = NULL;
    } else {
        return lsm_log_error_basic(c, LSM_ERR_NOT_FOUND_JOB, "no such job");
    }
    return LSM_ERR_OK;
}

static int job_free(lsm_plugin_ptr c, char *job_id, lsm_flag flags)
{
    CALLED(0);
    SAYS(job_id, "volume");
    return LSM_ERR_OK;
}

static int started(char **job, const char *name)
{
    CHECK(*job == NULL);
    *job = strdup(name);
    return LSM_ERR_JOB_STARTED;
}

static int vol_create(lsm_plugin_ptr c, lsm_pool *pool, const char *name, uint64_t size,
                      lsm_volume_provision_type provisioning, lsm_volume **made, char **job,
                      lsm_flag flags)
{
    CALLED(0);
    GIVEN(pool, pool, "1");
    IS(lsm_pool_free_space_get(pool), 9);
    SAYS(name, NAME);
    IS(size, SIZE);
    IS(provisioning, LSM_VOLUME_PROVISION_THIN);
    CHECK(*made == NULL && *job == NULL);
    *made = make_volume("1");
    return LSM_ERR_OK;
}

static int vol_replicate(lsm_plugin_ptr c, lsm_pool *pool, lsm_replication_type kind,
                         lsm_volume *source, const char *name, lsm_volume **made, char **job,
                         lsm_flag flags)
{
    CALLED(0);
    GIVEN(volume, source, "1");
    SAYS(name, NAME);
    CHECK(*made == NULL);
    if (pool == NULL) {
        IS(kind, LSM_VOLUME_REPLICATE_COPY);
    } else {
        GIVEN(pool, pool, "2");
        IS(kind, LSM_VOLUME_REPLICATE_MIRROR_SYNC);
    }
    return started(job, "volume");
}

static int vol_rep_range_bs(lsm_plugin_ptr c, lsm_system *system, uint32_t *bs, lsm_flag flags)
{
    CALLED(0);
    GIVEN(system, system, "1");
    *bs = 4096;
    return LSM_ERR_OK;
}

static int vol_rep_range(lsm_plugin_ptr c, lsm_replication_type kind, lsm_volume *source,
                         lsm_volume *dest, lsm_block_range **ranges, uint32_t count, char **job,
                         lsm_flag flags)
{
    CALLED(0);
    IS(kind, LSM_VOLUME_REPLICATE_CLONE);
    GIVEN(volume, source, "1");
    GIVEN(volume, dest, "2");
    IS(count, 2);
    IS(lsm_block_range_source_start_get(ranges[1]), 10);
    IS(lsm_block_range_dest_start_get(ranges[1]), 20);
    IS(lsm_block_range_block_count_get(ranges[1]), 30);
    return started(job, "running");
}

static int vol_resize(lsm_plugin_ptr c, lsm_volume *volume, uint64_t size, lsm_volume **made,
                      char **job, lsm_flag flags)
{
    CALLED(0);
    GIVEN(volume, volume, "1");
    IS(lsm_volume_number_of_blocks_get(volume), SIZE / 4096);
    IS(size, 2 * SIZE);
    CHECK(*made == NULL);
    return started(job, "volume");
}

static int vol_delete(lsm_plugin_ptr c, lsm_volume *volume, char **job, lsm_flag flags)
{
    CALLED(0);
    GIVEN(volume, volume, "1");
    CHECK(*job == NULL);
    return LSM_ERR_OK;
}

/* An operation on a volume alone. */
#define ON_VOLUME(operation, sent)                                                                 \
    static int operation(lsm_plugin_ptr c, lsm_volume *volume, lsm_flag flags)                     \
    {                                                                                              \
        CALLED(sent);                                                                              \
        GIVEN(volume, volume, "1");                                                                \
        SAYS(lsm_volume_vpd83_get(volume), VPD83);                                                 \
        return LSM_ERR_OK;                                                                         \
    }

ON_VOLUME(vol_enable, 0)
ON_VOLUME(vol_disable, 0)
ON_VOLUME(vol_ident_on, FLAGS)
ON_VOLUME(vol_ident_off, FLAGS)

static int iscsi_chap_auth(lsm_plugin_ptr c, const char *init_id, const char *in_user,
                           const char *in_password, const char *out_user, const char *out_password,
                           lsm_flag flags)
{
    CALLED(0);
    SAYS(init_id, IQN);
    SAYS(in_user, "user");
    SAYS(in_password, "secret");
    SAYS(out_user, NULL);
    SAYS(out_password, NULL);
    return LSM_ERR_OK;
}

static int ag_create(lsm_plugin_ptr c, const char *name, const char *init,
                     lsm_access_group_init_type type, lsm_system *system, lsm_access_group **made,
                     lsm_flag flags)
{
    CALLED(0);
    SAYS(name, NAME);
    SAYS(init, WWPN);
    IS(type, LSM_ACCESS_GROUP_INIT_TYPE_WWPN);
    GIVEN(system, system, "1");
    *made = make_access_group("1");
    return LSM_ERR_OK;
}

/* A group has no getter for what belongs to the plug-in. */
static void given_group(lsm_access_group *group)
{
    SAYS(lsm_access_group_id_get(group), "1");
    SAYS(lsm_string_list_elem_get(lsm_access_group_initiator_id_get(group), 0), WWPN);
}

static int ag_delete(lsm_plugin_ptr c, lsm_access_group *group, lsm_flag flags)
{
    CALLED(0);
    given_group(group);
    return LSM_ERR_OK;
}

/* An operation on the members of a group. */
#define MEMBER(operation)                                                                          \
    static int operation(lsm_plugin_ptr c, lsm_access_group *group, const char *init,              \
                         lsm_access_group_init_type type, lsm_access_group **made,                 \
                         lsm_flag flags)                                                           \
    {                                                                                              \
        CALLED(0);                                                                                 \
        given_group(group);                                                                        \
        SAYS(init, IQN);                                                                           \
        IS(type, LSM_ACCESS_GROUP_INIT_TYPE_ISCSI_IQN);                                            \
        *made = make_access_group("2");                                                            \
        return LSM_ERR_OK;                                                                         \
    }

MEMBER(ag_add_initiator)
MEMBER(ag_del_initiator)

/* An operation that joins a group and a volume, or parts them. */
#define JOIN(operation)                                                                            \
    static int operation(lsm_plugin_ptr c, lsm_access_group *group, lsm_volume *volume,            \
                         lsm_flag flags)                                                           \
    {                                                                                              \
        CALLED(0);                                                                                 \
        given_group(group);                                                                        \
        GIVEN(volume, volume, "1");                                                                \
        return LSM_ERR_OK;                                                                         \
    }

JOIN(ag_grant)
JOIN(ag_revoke)

static int vol_accessible_by_ag(lsm_plugin_ptr c, lsm_access_group *group, lsm_volume **volumes[],
                                uint32_t *count, lsm_flag flags)
{
    CALLED(0);
    given_group(group);
    *count = 1;
    *volumes = lsm_volume_record_array_alloc(1);
    (*volumes)[0] = make_volume("2");
    return LSM_ERR_OK;
}

static int ag_granted_to_vol(lsm_plugin_ptr c, lsm_volume *volume, lsm_access_group **groups[],
                             uint32_t *count, lsm_flag flags)
{
    CALLED(0);
    GIVEN(volume, volume, "1");
    *count = 1;
    *groups = lsm_access_group_record_array_alloc(1);
    (*groups)[0] = make_access_group("2");
    return LSM_ERR_OK;
}

static int vol_child_depends(lsm_plugin_ptr c, lsm_volume *volume, uint8_t *yes, lsm_flag flags)
{
    CALLED(0);
    GIVEN(volume, volume, "1");
    *yes = 1;
    return LSM_ERR_OK;
}

static int vol_child_depends_rm(lsm_plugin_ptr c, lsm_volume *volume, char **job, lsm_flag flags)
{
    CALLED(0);
    GIVEN(volume, volume, "1");
    return started(job, "running");
}

static int fs_create(lsm_plugin_ptr c, lsm_pool *pool, const char *name, uint64_t size,
                     lsm_fs **made, char **job, lsm_flag flags)
{
    CALLED(0);
    GIVEN(pool, pool, "1");
    SAYS(name, NAME);
    IS(size, SIZE);
    CHECK(*made == NULL);
    return started(job, "fs");
}

static int fs_delete(lsm_plugin_ptr c, lsm_fs *fs, char **job, lsm_flag flags)
{
    CALLED(0);
    GIVEN(fs, fs, "1");
    return started(job, "running");
}

static int fs_resize(lsm_plugin_ptr c, lsm_fs *fs, uint64_t size, lsm_fs **made, char **job,
                     lsm_flag flags)
{
    CALLED(0);
    GIVEN(fs, fs, "1");
    IS(size, 2 * SIZE);
    CHECK(*job == NULL);
    *made = make_fs("1");
    return LSM_ERR_OK;
}

static int fs_clone(lsm_plugin_ptr c, lsm_fs *source, const char *name, lsm_fs **made,
                    lsm_fs_ss *snapshot, char **job, lsm_flag flags)
{
    CALLED(0);
    GIVEN(fs, source, "1");
    SAYS(name, NAME);
    CHECK(*job == NULL);
    if (snapshot != NULL)
        GIVEN(fs_ss, snapshot, "1");
    *made = make_fs(snapshot == NULL ? "1" : "2");
    return LSM_ERR_OK;
}

static int fs_file_clone(lsm_plugin_ptr c, lsm_fs *fs, const char *source, const char *dest,
                         lsm_fs_ss *snapshot, char **job, lsm_flag flags)
{
    CALLED(0);
    GIVEN(fs, fs, "1");
    SAYS(source, "from");
    SAYS(dest, "to");
    GIVEN(fs_ss, snapshot, "1");
    CHECK(*job == NULL);
    return LSM_ERR_OK;
}

static void given_files(lsm_string_list *files, const char *first, uint32_t count)
{
    IS(lsm_string_list_size(files), count);
    SAYS(lsm_string_list_elem_get(files, 0), first);
}

/* The one operation without flags. */
static int fs_child_dependency(lsm_plugin_ptr c, lsm_fs *fs, lsm_string_list *files, uint8_t *yes)
{
    lsm_flag flags = 0;
    CALLED(0);
    GIVEN(fs, fs, "1");
    given_files(files, "from", 1);
    *yes = 1;
    return LSM_ERR_OK;
}

static int fs_child_dependency_rm(lsm_plugin_ptr c, lsm_fs *fs, lsm_string_list *files, char **job,
                                  lsm_flag flags)
{
    CALLED(0);
    GIVEN(fs, fs, "1");
    given_files(files, NULL, 0);
    return started(job, "running");
}

static int fs_ss_list(lsm_plugin_ptr c, lsm_fs *fs, lsm_fs_ss **snapshots[], uint32_t *count,
                      lsm_flag flags)
{
    CALLED(FLAGS);
    GIVEN(fs, fs, "1");
    *count = 2;
    *snapshots = lsm_fs_ss_record_array_alloc(2);
    (*snapshots)[0] = make_fs_ss("1");
    (*snapshots)[1] = make_fs_ss("2");
    return LSM_ERR_OK;
}

static int fs_ss_create(lsm_plugin_ptr c, lsm_fs *fs, const char *name, lsm_fs_ss **made,
                        char **job, lsm_flag flags)
{
    CALLED(0);
    GIVEN(fs, fs, "1");
    SAYS(name, NAME);
    CHECK(*made == NULL);
    return started(job, "snapshot");
}

static int fs_ss_delete(lsm_plugin_ptr c, lsm_fs *fs, lsm_fs_ss *snapshot, char **job,
                        lsm_flag flags)
{
    CALLED(0);
    GIVEN(fs, fs, "1");
    GIVEN(fs_ss, snapshot, "1");
    IS(lsm_fs_ss_time_stamp_get(snapshot), 1700000000);
    CHECK(*job == NULL);
    return LSM_ERR_OK;
}

static int fs_ss_restore(lsm_plugin_ptr c, lsm_fs *fs, lsm_fs_ss *snapshot, lsm_string_list *files,
                         lsm_string_list *restored, int all_files, char **job, lsm_flag flags)
{
    CALLED(0);
    GIVEN(fs, fs, "1");
    GIVEN(fs_ss, snapshot, "1");
    given_files(files, all_files ? NULL : "from", all_files ? 0 : 1);
    given_files(restored, all_files ? NULL : "to", all_files ? 0 : 1);
    CHECK(*job == NULL);
    return LSM_ERR_OK;
}

static int nfs_auth_types(lsm_plugin_ptr c, lsm_string_list **types, lsm_flag flags)
{
    CALLED(0);
    *types = lsm_string_list_alloc(0);
    return lsm_string_list_append(*types, "krb5");
}

static int nfs_export(lsm_plugin_ptr c, const char *fs_id, const char *path, lsm_string_list *root,
                      lsm_string_list *rw, lsm_string_list *ro, uint64_t anon_uid,
                      uint64_t anon_gid, const char *auth, const char *options,
                      lsm_nfs_export **made, lsm_flag flags)
{
    CALLED(0);
    SAYS(fs_id, "1");
    SAYS(path, "/path");
    given_files(root, "root", 1);
    given_files(rw, "rw", 1);
    given_files(ro, NULL, 0);
    IS(anon_uid, 7);
    IS(anon_gid, (uint64_t)LSM_NFS_EXPORT_ANON_UID_GID_NA);
    SAYS(auth, "krb5");
    SAYS(options, NULL);
    *made = make_nfs_export("1");
    return LSM_ERR_OK;
}

static int nfs_export_remove(lsm_plugin_ptr c, lsm_nfs_export *export, lsm_flag flags)
{
    CALLED(0);
    GIVEN(nfs_export, export, "1");
    IS(lsm_nfs_export_anon_uid_get(export), 7);
    IS(lsm_nfs_export_anon_gid_get(export), (uint64_t)LSM_NFS_EXPORT_ANON_UID_GID_NA);
    return LSM_ERR_OK;
}

static int vol_raid_info(lsm_plugin_ptr c, lsm_volume *volume, lsm_volume_raid_type *type,
                         uint32_t *strip, uint32_t *disks, uint32_t *min_io, uint32_t *opt_io,
                         lsm_flag flags)
{
    CALLED(0);
    GIVEN(volume, volume, "1");
    *type = LSM_VOLUME_RAID_TYPE_RAID6;
    *strip = 1;
    *disks = 2;
    *min_io = 3;
    *opt_io = 4;
    return LSM_ERR_OK;
}

static int pool_member_info(lsm_plugin_ptr c, lsm_pool *pool, lsm_volume_raid_type *type,
                            lsm_pool_member_type *member_type, lsm_string_list **members,
                            lsm_flag flags)
{
    CALLED(0);
    GIVEN(pool, pool, "1");
    *type = LSM_VOLUME_RAID_TYPE_RAID1;
    *member_type = LSM_POOL_MEMBER_TYPE_DISK;
    *members = lsm_string_list_alloc(0);
    return lsm_string_list_append(*members, "1");
}

static int vol_create_raid_cap_get(lsm_plugin_ptr c, lsm_system *system, uint32_t **types,
                                   uint32_t *type_count, uint32_t **strips, uint32_t *strip_count,
                                   lsm_flag flags)
{
    CALLED(FLAGS);
    GIVEN(system, system, "1");
    *type_count = 2;
    *types = calloc(2, sizeof(**types));
    (*types)[0] = LSM_VOLUME_RAID_TYPE_RAID1;
    (*types)[1] = LSM_VOLUME_RAID_TYPE_JBOD;
    *strip_count = 1;
    *strips = calloc(1, sizeof(**strips));
    (*strips)[0] = 65536;
    return LSM_ERR_OK;
}

static int vol_create_raid(lsm_plugin_ptr c, const char *name, lsm_volume_raid_type type,
                           lsm_disk *disks[], uint32_t count, uint32_t strip, lsm_volume **made,
                           lsm_flag flags)
{
    CALLED(FLAGS);
    SAYS(name, NAME);
    IS(type, LSM_VOLUME_RAID_TYPE_RAID1);
    IS(count, 2);
    GIVEN(disk, disks[0], "1");
    GIVEN(disk, disks[1], "2");
    SAYS(lsm_disk_location_get(disks[1]), "slot");
    IS(lsm_disk_link_type_get(disks[1]), LSM_DISK_LINK_TYPE_PCIE);
    IS(strip, 65536);
    *made = make_volume("1");
    return LSM_ERR_OK;
}

static int sys_read_cache_pct_update(lsm_plugin_ptr c, lsm_system *system, uint32_t pct,
                                     lsm_flag flags)
{
    CALLED(0);
    GIVEN(system, system, "1");
    IS(pct, 100);
    return LSM_ERR_OK;
}

static int vol_cache_info(lsm_plugin_ptr c, lsm_volume *volume, uint32_t *wcp, uint32_t *wcs,
                          uint32_t *rcp, uint32_t *rcs, uint32_t *pdc, lsm_flag flags)
{
    CALLED(0);
    GIVEN(volume, volume, "1");
    *wcp = LSM_VOLUME_WRITE_CACHE_POLICY_WRITE_THROUGH;
    *wcs = LSM_VOLUME_WRITE_CACHE_STATUS_WRITE_BACK;
    *rcp = LSM_VOLUME_READ_CACHE_POLICY_DISABLED;
    *rcs = LSM_VOLUME_READ_CACHE_STATUS_ENABLED;
    *pdc = LSM_VOLUME_PHYSICAL_DISK_CACHE_USE_DISK_SETTING;
    return LSM_ERR_OK;
}

/* An operation that sets a cache of a volume. */
#define CACHE(operation, wanted)                                                                   \
    static int operation(lsm_plugin_ptr c, lsm_volume *volume, uint32_t setting, lsm_flag flags)   \
    {                                                                                              \
        CALLED(0);                                                                                 \
        GIVEN(volume, volume, "1");                                                                \
        IS(setting, wanted);                                                                       \
        return LSM_ERR_OK;                                                                         \
    }

CACHE(vol_pdc_update, LSM_VOLUME_PHYSICAL_DISK_CACHE_DISABLED)
CACHE(vol_wcp_update, LSM_VOLUME_WRITE_CACHE_POLICY_AUTO)
CACHE(vol_rcp_update, LSM_VOLUME_READ_CACHE_POLICY_ENABLED)

static struct lsm_mgmt_ops_v1 management = {tmo_set,  tmo_get,   capablities, job_status,
                                            job_free, pool_list, system_list};
static struct lsm_san_ops_v1 san = {vol_get,
                                    disk_get,
                                    vol_create,
                                    vol_replicate,
                                    vol_rep_range_bs,
                                    vol_rep_range,
                                    vol_resize,
                                    vol_delete,
                                    vol_enable,
                                    vol_disable,
                                    iscsi_chap_auth,
                                    ag_list,
                                    ag_create,
                                    ag_delete,
                                    ag_add_initiator,
                                    ag_del_initiator,
                                    ag_grant,
                                    ag_revoke,
                                    vol_accessible_by_ag,
                                    ag_granted_to_vol,
                                    vol_child_depends,
                                    vol_child_depends_rm,
                                    target_port_list};
static struct lsm_fs_ops_v1 file_systems = {
    fs_list,       fs_create,           fs_delete,
    fs_resize,     fs_clone,            fs_file_clone,
    fs_child_dependency, fs_child_dependency_rm, fs_ss_list,
    fs_ss_create,  fs_ss_delete,        fs_ss_restore};
static struct lsm_nas_ops_v1 nas = {nfs_auth_types, nfs_list, nfs_export, nfs_export_remove};
static struct lsm_ops_v1_2 added_1_2 = {vol_raid_info, pool_member_info, vol_create_raid_cap_get,
                                        vol_create_raid};
static struct lsm_ops_v1_3 added_1_3 = {
    vol_ident_on,   vol_ident_off,  sys_read_cache_pct_update, battery_list,
    vol_cache_info, vol_pdc_update, vol_wcp_update,            vol_rcp_update};

/* The path of the URI says how to register. */
static int reg(lsm_plugin_ptr c, const char *uri, const char *password, uint32_t timeout,
               lsm_flag flags)
{
    const char *path = strstr(uri, "://") + 3;
    static char private_data[] = "private";
    lsm_error_ptr e;
    note("operation lsm_plugin_register\n");
    self = c;
    IS(flags, 0);
    IS(timeout, 20000);
    CHECK(lsm_private_data_get(c) == NULL);
    if (strcmp(path, "/basic") == 0)
        return lsm_log_error_basic(c, LSM_ERR_PLUGIN_AUTH_FAILED, NAME);
    if (strcmp(path, "/detailed") == 0) {
        /* The second takes the place of the first. */
        e = LSM_ERROR_CREATE_PLUGIN_MSG(LSM_ERR_PLUGIN_BUG, "first");
        IS(lsm_plugin_error_log(c, e), LSM_ERR_OK);
        e = LSM_ERROR_CREATE_PLUGIN_DEBUG(LSM_ERR_NETWORK_HOSTDOWN, "message", "exception",
                                          "debug", "data", 5);
        IS(lsm_plugin_error_log(c, NULL), LSM_ERR_INVALID_ARGUMENT);
        IS(lsm_plugin_error_log(c, e), LSM_ERR_OK);
        return LSM_ERR_NETWORK_HOSTDOWN;
    }
    SAYS(password, "password");
    if (strcmp(path, "/v1") == 0)
        return lsm_register_plugin_v1(c, private_data, &management, &san, NULL, NULL);
    if (strcmp(path, "/v1_2") == 0)
        return lsm_register_plugin_v1_2(c, private_data, &management, &san, &file_systems, &nas,
                                        &added_1_2);
    return lsm_register_plugin_v1_3(c, private_data, &management, &san, &file_systems, &nas,
                                    &added_1_2, &added_1_3);
}

static int unreg(lsm_plugin_ptr c, lsm_flag flags)
{
    note("operation lsm_plugin_unregister\n");
    CHECK(c == self);
    IS(flags, 0);
    SAYS(lsm_private_data_get(c), "private");
    return LSM_ERR_OK;
}

int serve(int argc, char *argv[])
{
    int status;
    calls = fopen(CALLS, "a");
    status = lsm_plugin_init_v1(argc, argv, reg, unreg, "Every operation", "1.3");
    if (failures > 0)
        note("failed %d checks of the plug-in\n", failures);
    fclose(calls);
    return status;
}

/* Functions that a plug-in calls, without one. */
int plugin_helpers(void)
{
    lsm_error_ptr e = LSM_ERROR_CREATE_PLUGIN_MSG(LSM_ERR_PLUGIN_BUG, "mine still");
    void *wrong = lsm_string_list_alloc(1);
    char program[] = "program", number[] = "no number", *argv[] = {program, number, NULL};
    lsm_volume **volumes = lsm_volume_record_array_alloc(2);
    uint32_t count = 2;

    IS(lsm_plugin_init_v1(2, argv, reg, unreg, "a", "b"), 2);
    IS(lsm_plugin_init_v1(1, argv, reg, unreg, "a", "b"), 2);
    IS(lsm_plugin_init_v1(2, argv, NULL, unreg, "a", "b"), LSM_ERR_NO_MEMORY);
    IS(lsm_plugin_init_v1(2, argv, reg, unreg, NULL, "b"), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_register_plugin_v1(NULL, NULL, NULL, NULL, NULL, NULL), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_register_plugin_v1(wrong, NULL, NULL, NULL, NULL, NULL), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_register_plugin_v1_2(wrong, NULL, &management, NULL, NULL, NULL, NULL),
       LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_register_plugin_v1_3(wrong, NULL, &management, NULL, NULL, NULL, NULL, NULL),
       LSM_ERR_INVALID_ARGUMENT);
    CHECK(lsm_private_data_get(NULL) == NULL && lsm_private_data_get(wrong) == NULL);
    IS(lsm_log_error_basic(NULL, LSM_ERR_PLUGIN_BUG, "text"), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_log_error_basic(wrong, LSM_ERR_PLUGIN_BUG, "text"), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_plugin_error_log(NULL, e), LSM_ERR_INVALID_ARGUMENT);
    IS(lsm_plugin_error_log(wrong, e), LSM_ERR_INVALID_ARGUMENT);
    /* What was refused was not taken. */
    SAYS(lsm_error_message_get(e), "mine still");
    IS(lsm_error_free(e), LSM_ERR_OK);

    /* No filter touches what it does not know, and each takes NULL. */
    volumes[0] = make_volume("1");
    volumes[1] = make_volume("2");
    lsm_plug_volume_search_filter("name", "x", volumes, &count);
    lsm_plug_volume_search_filter(NULL, "x", volumes, &count);
    lsm_plug_volume_search_filter("id", NULL, volumes, &count);
    lsm_plug_volume_search_filter("id", "x", NULL, &count);
    count = 2;
    lsm_plug_volume_search_filter("id", "x", volumes, NULL);
    IS(count, 2);
    lsm_plug_volume_search_filter("pool_id", "1", volumes, &count);
    IS(count, 2);
    lsm_plug_volume_search_filter("id", "2", volumes, &count);
    IS(count, 1);
    SAYS(lsm_volume_id_get(volumes[0]), "2");
    IS(lsm_volume_record_array_free(volumes, count), LSM_ERR_OK);
    lsm_plug_pool_search_filter("id", "x", NULL, NULL);
    lsm_plug_disk_search_filter("id", "x", NULL, NULL);
    lsm_plug_access_group_search_filter("id", "x", NULL, NULL);
    lsm_plug_target_port_search_filter("id", "x", NULL, NULL);
    lsm_plug_fs_search_filter("id", "x", NULL, NULL);
    lsm_plug_nfs_export_search_filter("id", "x", NULL, NULL);
    lsm_plug_battery_search_filter("id", "x", NULL, NULL);

    IS(lsm_string_list_free(wrong), LSM_ERR_OK);
    return failures;
}
