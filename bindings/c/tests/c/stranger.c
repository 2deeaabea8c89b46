/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/*
 * A program by somebody who had the list of the interface, c_api.json, and nothing else: neither our headers nor our
 * examples were looked at. It is a plug-in when it is started with the number of a socket, and its own client when it
 * is started with a URI.
 */

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libstoragemgmt/libstoragemgmt.h>
#include <libstoragemgmt/libstoragemgmt_plug_interface.h>
#include <libstoragemgmt/libstoragemgmt_version.h>

#if LSM_VERSION != LSM_MAJOR * 10000 + LSM_MINOR * 100 + LSM_MICRO
#error The version is put together in another way.
#endif

/* ---- The plug-in: a filer with one pool. ---- */

#define SYS_ID "filer-1"
#define POOL_ID "aggr-1"
#define MAX_FS 8

typedef struct filer {
    lsm_fs *fs[MAX_FS];
    lsm_nfs_export *export;
    lsm_hash *jobs; /* job -> id of the file system it made */
    uint64_t free_space;
    uint32_t timeout;
    unsigned int serial;
} filer;

static int out_of_memory(lsm_plugin_ptr c)
{
    return lsm_log_error_basic(c, LSM_ERR_NO_MEMORY, "Out of memory");
}

static lsm_fs **filer_find(filer *f, const char *id)
{
    int i;
    for (i = 0; i < MAX_FS; i++)
        if (f->fs[i] != NULL && strcmp(lsm_fs_id_get(f->fs[i]), id) == 0)
            return &f->fs[i];
    return NULL;
}

static int filer_tmo_set(lsm_plugin_ptr c, uint32_t timeout, lsm_flag flags)
{
    filer *f = lsm_private_data_get(c);
    (void)flags;
    f->timeout = timeout;
    return LSM_ERR_OK;
}

static int filer_tmo_get(lsm_plugin_ptr c, uint32_t *timeout, lsm_flag flags)
{
    filer *f = lsm_private_data_get(c);
    (void)flags;
    *timeout = f->timeout;
    return LSM_ERR_OK;
}

static int filer_capabilities(lsm_plugin_ptr c, lsm_system *sys, lsm_storage_capabilities **cap, lsm_flag flags)
{
    (void)flags;
    if (strcmp(lsm_system_id_get(sys), SYS_ID) != 0)
        return lsm_log_error_basic(c, LSM_ERR_NOT_FOUND_SYSTEM, "No such filer");
    *cap = lsm_capability_record_alloc(NULL);
    if (*cap == NULL)
        return out_of_memory(c);
    return lsm_capability_set_n(*cap, LSM_CAP_SUPPORTED, LSM_CAP_FS, LSM_CAP_FS_CREATE, LSM_CAP_FS_DELETE,
                                LSM_CAP_EXPORTS, LSM_CAP_EXPORT_FS, LSM_CAP_EXPORT_REMOVE, LSM_CAP_EXPORT_AUTH,
                                LSM_CAP_POOL_MEMBER_INFO, -1);
}

static int filer_job_status(lsm_plugin_ptr c, const char *job, lsm_job_status *status, uint8_t *percent_complete,
                            lsm_data_type *type, void **value, lsm_flag flags)
{
    filer *f = lsm_private_data_get(c);
    const char *id = lsm_hash_string_get(f->jobs, job);
    lsm_fs **fs = id == NULL ? NULL : filer_find(f, id);
    (void)flags;
    if (fs == NULL)
        return lsm_log_error_basic(c, LSM_ERR_NOT_FOUND_JOB, "No such job");
    *status = LSM_JOB_COMPLETE;
    *percent_complete = 100;
    *type = LSM_DATA_TYPE_FS;
    *value = lsm_data_type_copy(LSM_DATA_TYPE_FS, *fs);
    return *value == NULL ? out_of_memory(c) : LSM_ERR_OK;
}

static int filer_job_free(lsm_plugin_ptr c, char *job_id, lsm_flag flags)
{
    filer *f = lsm_private_data_get(c);
    (void)flags;
    if (lsm_hash_string_get(f->jobs, job_id) == NULL)
        return lsm_log_error_basic(c, LSM_ERR_NOT_FOUND_JOB, "No such job");
    return lsm_hash_string_set(f->jobs, job_id, "");
}

static int filer_pool_list(lsm_plugin_ptr c, const char *search_key, const char *search_value,
                           lsm_pool **pool_array[], uint32_t *count, lsm_flag flags)
{
    filer *f = lsm_private_data_get(c);
    (void)flags;
    *pool_array = lsm_pool_record_array_alloc(1);
    if (*pool_array == NULL)
        return out_of_memory(c);
    *count = 1;
    (*pool_array)[0] = lsm_pool_record_alloc(POOL_ID, "Aggregate 1", LSM_POOL_ELEMENT_TYPE_FS,
                                             LSM_POOL_UNSUPPORTED_VOLUME_GROW | LSM_POOL_UNSUPPORTED_VOLUME_SHRINK,
                                             1000000, 0, LSM_POOL_STATUS_OK | LSM_POOL_STATUS_VERIFYING, "scrubbing",
                                             SYS_ID, NULL);
    lsm_pool_free_space_set((*pool_array)[0], f->free_space);
    lsm_plug_pool_search_filter(search_key, search_value, *pool_array, count);
    return LSM_ERR_OK;
}

static int filer_system_list(lsm_plugin_ptr c, lsm_system **systems[], uint32_t *system_count, lsm_flag flags)
{
    lsm_system *sys = lsm_system_record_alloc(SYS_ID, "Filer", LSM_SYSTEM_STATUS_DEGRADED, "one fan", "rack 7");
    (void)flags;
    *systems = lsm_system_record_array_alloc(1);
    if (*systems == NULL || sys == NULL)
        return out_of_memory(c);
    (*systems)[0] = sys;
    *system_count = 1;
    if (lsm_system_fw_version_set(sys, "9.1") != LSM_ERR_OK ||
        lsm_system_mode_set(sys, LSM_SYSTEM_MODE_HARDWARE_RAID) != LSM_ERR_OK ||
        lsm_system_read_cache_pct_set(sys, 70) != LSM_ERR_OK)
        return out_of_memory(c);
    return LSM_ERR_OK;
}

static int filer_fs_list(lsm_plugin_ptr c, const char *search_key, const char *search_value, lsm_fs **fs[],
                         uint32_t *fs_count, lsm_flag flags)
{
    filer *f = lsm_private_data_get(c);
    int i;
    (void)flags;
    *fs_count = 0;
    *fs = lsm_fs_record_array_alloc(MAX_FS);
    if (*fs == NULL)
        return out_of_memory(c);
    for (i = 0; i < MAX_FS; i++)
        if (f->fs[i] != NULL)
            (*fs)[(*fs_count)++] = lsm_fs_record_copy(f->fs[i]);
    lsm_plug_fs_search_filter(search_key, search_value, *fs, fs_count);
    return LSM_ERR_OK;
}

static int filer_fs_create(lsm_plugin_ptr c, lsm_pool *pool, const char *name, uint64_t size_bytes, lsm_fs **fs,
                           char **job, lsm_flag flags)
{
    filer *f = lsm_private_data_get(c);
    char id[32], job_id[48];
    int i;
    (void)flags;
    if (strcmp(lsm_pool_id_get(pool), POOL_ID) != 0)
        return lsm_log_error_basic(c, LSM_ERR_NOT_FOUND_POOL, "No such aggregate");
    if (size_bytes > f->free_space) {
        lsm_error_ptr full = LSM_ERROR_CREATE_PLUGIN_EXCEPTION(LSM_ERR_NOT_ENOUGH_SPACE, "The aggregate is full",
                                                               "allocator: no extent");
        if (lsm_plugin_error_log(c, full) != LSM_ERR_OK)
            lsm_error_free(full);
        return LSM_ERR_NOT_ENOUGH_SPACE;
    }
    for (i = 0; i < MAX_FS && f->fs[i] != NULL; i++)
        if (strcmp(lsm_fs_name_get(f->fs[i]), name) == 0)
            return lsm_log_error_basic(c, LSM_ERR_NAME_CONFLICT, "There is one of this name");
    if (i == MAX_FS)
        return lsm_log_error_basic(c, LSM_ERR_NO_SUPPORT, "Too many file systems");
    snprintf(id, sizeof(id), "fs-%u", ++f->serial);
    f->fs[i] = lsm_fs_record_alloc(id, name, size_bytes, size_bytes, POOL_ID, SYS_ID, NULL);
    if (f->fs[i] == NULL)
        return out_of_memory(c);
    f->free_space -= size_bytes;
    if (f->serial % 2 == 0) {
        *fs = lsm_fs_record_copy(f->fs[i]);
        return *fs == NULL ? out_of_memory(c) : LSM_ERR_OK;
    }
    snprintf(job_id, sizeof(job_id), "make-%s", id);
    lsm_hash_string_set(f->jobs, job_id, id);
    *job = strdup(job_id);
    return *job == NULL ? out_of_memory(c) : LSM_ERR_JOB_STARTED;
}

static int filer_fs_delete(lsm_plugin_ptr c, lsm_fs *fs, char **job, lsm_flag flags)
{
    filer *f = lsm_private_data_get(c);
    lsm_fs **mine = filer_find(f, lsm_fs_id_get(fs));
    (void)job;
    (void)flags;
    if (mine == NULL)
        return lsm_log_error_basic(c, LSM_ERR_NOT_FOUND_FS, "No such file system");
    f->free_space += lsm_fs_total_space_get(*mine);
    lsm_fs_record_free(*mine);
    *mine = NULL;
    return LSM_ERR_OK;
}

static int filer_auth_types(lsm_plugin_ptr c, lsm_string_list **types, lsm_flag flags)
{
    (void)flags;
    *types = lsm_string_list_alloc(2);
    if (*types == NULL || lsm_string_list_elem_set(*types, 0, "sys") != LSM_ERR_OK ||
        lsm_string_list_elem_set(*types, 1, "krb5") != LSM_ERR_OK)
        return out_of_memory(c);
    return LSM_ERR_OK;
}

static int filer_exports(lsm_plugin_ptr c, const char *search_key, const char *search_value,
                         lsm_nfs_export **exports[], uint32_t *count, lsm_flag flags)
{
    filer *f = lsm_private_data_get(c);
    (void)flags;
    *count = 0;
    if (f->export == NULL)
        return LSM_ERR_OK;
    *exports = lsm_nfs_export_record_array_alloc(1);
    if (*exports == NULL)
        return out_of_memory(c);
    (*exports)[0] = lsm_nfs_export_record_copy(f->export);
    *count = 1;
    lsm_plug_nfs_export_search_filter(search_key, search_value, *exports, count);
    return LSM_ERR_OK;
}

static int filer_export(lsm_plugin_ptr c, const char *fs_id, const char *export_path, lsm_string_list *root_list,
                        lsm_string_list *rw_list, lsm_string_list *ro_list, uint64_t anon_uid, uint64_t anon_gid,
                        const char *auth_type, const char *options, lsm_nfs_export **exported, lsm_flag flags)
{
    filer *f = lsm_private_data_get(c);
    (void)flags;
    if (filer_find(f, fs_id) == NULL)
        return lsm_log_error_basic(c, LSM_ERR_NOT_FOUND_FS, "No such file system");
    lsm_nfs_export_record_free(f->export);
    f->export = lsm_nfs_export_record_alloc("exp-1", fs_id, export_path == NULL ? "/vol" : export_path, auth_type,
                                            root_list, rw_list, ro_list, anon_uid, anon_gid, options, "token");
    *exported = lsm_nfs_export_record_copy(f->export);
    return *exported == NULL ? out_of_memory(c) : LSM_ERR_OK;
}

static int filer_export_remove(lsm_plugin_ptr c, lsm_nfs_export *e, lsm_flag flags)
{
    filer *f = lsm_private_data_get(c);
    (void)flags;
    if (f->export == NULL || strcmp(lsm_nfs_export_plugin_data_get(e), "token") != 0)
        return lsm_log_error_basic(c, LSM_ERR_NOT_FOUND_NFS_EXPORT, "No such export");
    lsm_nfs_export_record_free(f->export);
    f->export = NULL;
    return LSM_ERR_OK;
}

static int filer_member_info(lsm_plugin_ptr c, lsm_pool *pool, lsm_volume_raid_type *raid_type,
                             lsm_pool_member_type *member_type, lsm_string_list **member_ids, lsm_flag flags)
{
    (void)flags;
    (void)pool;
    *raid_type = LSM_VOLUME_RAID_TYPE_RAID6;
    *member_type = LSM_POOL_MEMBER_TYPE_DISK;
    *member_ids = lsm_string_list_alloc(0);
    if (*member_ids == NULL || lsm_string_list_append(*member_ids, "disk-1") != LSM_ERR_OK)
        return out_of_memory(c);
    return LSM_ERR_OK;
}

static struct lsm_mgmt_ops_v1 mgmt_ops = {
    .tmo_set = filer_tmo_set,
    .tmo_get = filer_tmo_get,
    .capablities = filer_capabilities,
    .job_status = filer_job_status,
    .job_free = filer_job_free,
    .pool_list = filer_pool_list,
    .system_list = filer_system_list,
};
static struct lsm_fs_ops_v1 fs_ops = {
    .fs_list = filer_fs_list,
    .fs_create = filer_fs_create,
    .fs_delete = filer_fs_delete,
};
static struct lsm_nas_ops_v1 nas_ops = {
    .nfs_auth_types = filer_auth_types,
    .nfs_list = filer_exports,
    .nfs_export = filer_export,
    .nfs_export_remove = filer_export_remove,
};
static struct lsm_ops_v1_2 ops_v1_2 = {.pool_member_info = filer_member_info};

static int filer_register(lsm_plugin_ptr c, const char *uri, const char *password, uint32_t timeout, lsm_flag flags)
{
    char *scheme = NULL, *user = NULL, *server = NULL, *path = NULL;
    lsm_hash *params = NULL;
    int port = 0, rc = lsm_uri_parse(uri, &scheme, &user, &server, &port, &path, &params);
    filer *f;
    (void)flags;
    if (rc != LSM_ERR_OK)
        return lsm_log_error_basic(c, rc, "That is no URI");
    if (user == NULL || strcmp(user, "admin") != 0 || server == NULL || strcmp(server, "[::1]") != 0 ||
        port != 8443 || path == NULL || strcmp(path, "/vs1") != 0 ||
        strcmp(lsm_hash_string_get(params, "size"), "1000") != 0)
        rc = lsm_log_error_basic(c, LSM_ERR_NETWORK_HOSTDOWN, "Nobody answers");
    else if (password == NULL || strcmp(password, "s3cret") != 0)
        rc = lsm_log_error_basic(c, LSM_ERR_PLUGIN_AUTH_FAILED, "Wrong password");
    free(scheme);
    free(user);
    free(server);
    free(path);
    if (rc == LSM_ERR_OK) {
        f = calloc(1, sizeof(*f));
        if (f != NULL) {
            f->timeout = timeout;
            f->free_space = strtoull(lsm_hash_string_get(params, "size"), NULL, 10);
            f->jobs = lsm_hash_alloc();
            rc = lsm_register_plugin_v1_2(c, f, &mgmt_ops, NULL, &fs_ops, &nas_ops, &ops_v1_2);
        } else {
            rc = out_of_memory(c);
        }
    }
    lsm_hash_free(params);
    return rc;
}

static int filer_unregister(lsm_plugin_ptr c, lsm_flag flags)
{
    filer *f = lsm_private_data_get(c);
    int i;
    (void)flags;
    for (i = 0; i < MAX_FS; i++)
        lsm_fs_record_free(f->fs[i]);
    lsm_nfs_export_record_free(f->export);
    lsm_hash_free(f->jobs);
    free(f);
    return LSM_ERR_OK;
}

/* ---- The client. ---- */

static int wrong;

static void expect(int ok, const char *format, ...)
{
    va_list args;
    if (ok)
        return;
    wrong++;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

static void equal(const char *what, const char *got, const char *wanted)
{
    expect(got != NULL && strcmp(got, wanted) == 0, "%s: %s, not %s", what, got == NULL ? "NULL" : got, wanted);
}

static void returned(lsm_connect *conn, const char *what, int got, int wanted)
{
    lsm_error_ptr e = got == wanted ? NULL : lsm_error_last_get(conn);
    expect(got == wanted, "%s: %d, not %d (%s)", what, got, wanted,
           e == NULL || lsm_error_message_get(e) == NULL ? "" : lsm_error_message_get(e));
    lsm_error_free(e);
}

/* A connection, or what the failure was. */
static lsm_connect *open_filer(const char *uri, const char *password, int wanted)
{
    lsm_connect *conn = NULL;
    lsm_error_ptr e = NULL;
    int rc = lsm_connect_password(uri, password, &conn, 20000, &e, LSM_CLIENT_FLAG_RSVD);
    expect(rc == wanted, "connect to %s: %d, not %d", uri, rc, wanted);
    expect((rc == LSM_ERR_OK) == (conn != NULL), "a connection without success, or the other way round");
    if (e != NULL)
        lsm_error_free(e);
    return conn;
}

static lsm_fs *new_fs(lsm_connect *conn, lsm_pool *pool, const char *name, uint64_t size)
{
    lsm_fs *fs = NULL;
    char *job = NULL;
    lsm_job_status status = LSM_JOB_INPROGRESS;
    uint8_t percent = 0;
    int rc = lsm_fs_create(conn, pool, name, size, &fs, &job, LSM_CLIENT_FLAG_RSVD);
    while (rc == LSM_ERR_JOB_STARTED || (rc == LSM_ERR_OK && fs == NULL && status == LSM_JOB_INPROGRESS))
        rc = lsm_job_status_fs_get(conn, job, &status, &percent, &fs, LSM_CLIENT_FLAG_RSVD);
    returned(conn, "create", rc, LSM_ERR_OK);
    if (job != NULL) {
        expect(status == LSM_JOB_COMPLETE && percent == 100, "the job is not done");
        returned(conn, "job_free", lsm_job_free(conn, &job, LSM_CLIENT_FLAG_RSVD), LSM_ERR_OK);
        expect(job == NULL, "the job is still there");
    }
    equal("name", lsm_fs_name_get(fs), name);
    return fs;
}

static void exports(lsm_connect *conn, lsm_fs *fs)
{
    lsm_string_list *types = NULL, *hosts = lsm_string_list_alloc(0);
    lsm_nfs_export *made = NULL, **list = NULL;
    uint32_t count = 0;
    returned(conn, "auth types", lsm_nfs_auth_types(conn, &types, LSM_CLIENT_FLAG_RSVD), LSM_ERR_OK);
    expect(lsm_string_list_size(types) == 2, "two kinds of authentication");
    equal("second kind", lsm_string_list_elem_get(types, 1), "krb5");
    lsm_string_list_append(hosts, "10.0.0.0/8");
    returned(conn, "export",
             lsm_nfs_export_fs(conn, lsm_fs_id_get(fs), NULL, NULL, hosts, NULL,
                               (uint64_t)LSM_NFS_EXPORT_ANON_UID_GID_NA, 65534, "krb5", "async", &made,
                               LSM_CLIENT_FLAG_RSVD),
             LSM_ERR_OK);
    equal("path", lsm_nfs_export_export_path_get(made), "/vol");
    equal("auth", lsm_nfs_export_auth_type_get(made), "krb5");
    equal("options", lsm_nfs_export_options_get(made), "async");
    equal("host", lsm_string_list_elem_get(lsm_nfs_export_read_write_get(made), 0), "10.0.0.0/8");
    expect(lsm_nfs_export_anon_uid_get(made) == (uint64_t)LSM_NFS_EXPORT_ANON_UID_GID_NA &&
               lsm_nfs_export_anon_gid_get(made) == 65534,
           "anonymous users");
    returned(conn, "list", lsm_nfs_list(conn, "fs_id", lsm_fs_id_get(fs), &list, &count, LSM_CLIENT_FLAG_RSVD),
             LSM_ERR_OK);
    expect(count == 1, "%u exports", count);
    lsm_nfs_export_record_array_free(list, count);
    returned(conn, "remove", lsm_nfs_export_delete(conn, made, LSM_CLIENT_FLAG_RSVD), LSM_ERR_OK);
    returned(conn, "remove again", lsm_nfs_export_delete(conn, made, LSM_CLIENT_FLAG_RSVD),
             LSM_ERR_NOT_FOUND_NFS_EXPORT);
    lsm_nfs_export_record_free(made);
    lsm_string_list_free(hosts);
    lsm_string_list_free(types);
}

static void use(lsm_connect *conn)
{
    lsm_system **systems = NULL;
    lsm_pool **pools = NULL;
    lsm_volume **volumes = NULL;
    lsm_fs *first, *second, *third = NULL, **list = NULL;
    lsm_storage_capabilities *cap = NULL;
    lsm_string_list *members = NULL;
    lsm_volume_raid_type raid = LSM_VOLUME_RAID_TYPE_UNKNOWN;
    lsm_pool_member_type kind = LSM_POOL_MEMBER_TYPE_UNKNOWN;
    lsm_error_ptr e;
    uint32_t nsys = 0, npool = 0, count = 0, tmo = 0;
    char *desc = NULL, *version = NULL, *job = NULL;
    char key[] = "system_id", value[] = SYS_ID;

    returned(conn, "info", lsm_plugin_info_get(conn, &desc, &version, LSM_CLIENT_FLAG_RSVD), LSM_ERR_OK);
    equal("description", desc, "A stranger's filer");
    equal("version", version, "0.7");
    free(desc);
    free(version);
    returned(conn, "set", lsm_connect_timeout_set(conn, 4321, LSM_CLIENT_FLAG_RSVD), LSM_ERR_OK);
    returned(conn, "get", lsm_connect_timeout_get(conn, &tmo, LSM_CLIENT_FLAG_RSVD), LSM_ERR_OK);
    expect(tmo == 4321, "time-out %u", tmo);

    returned(conn, "systems", lsm_system_list(conn, &systems, &nsys, LSM_CLIENT_FLAG_RSVD), LSM_ERR_OK);
    returned(conn, "pools", lsm_pool_list(conn, key, value, &pools, &npool, LSM_CLIENT_FLAG_RSVD), LSM_ERR_OK);
    if (nsys != 1 || npool != 1) {
        expect(0, "%u systems, %u pools", nsys, npool);
        return;
    }
    expect(lsm_system_status_get(systems[0]) == LSM_SYSTEM_STATUS_DEGRADED, "status of the system");
    expect(lsm_system_mode_get(systems[0]) == LSM_SYSTEM_MODE_HARDWARE_RAID, "mode of the system");
    expect(lsm_system_read_cache_pct_get(systems[0]) == 70, "cache of the system");
    equal("firmware", lsm_system_fw_version_get(systems[0]), "9.1");
    equal("data", lsm_system_plugin_data_get(systems[0]), "rack 7");
    expect(lsm_pool_status_get(pools[0]) == (LSM_POOL_STATUS_OK | LSM_POOL_STATUS_VERIFYING), "status of the pool");
    expect(lsm_pool_free_space_get(pools[0]) == 1000, "free space");
    equal("what the pool does", lsm_pool_status_info_get(pools[0]), "scrubbing");

    returned(conn, "capabilities", lsm_capabilities(conn, systems[0], &cap, LSM_CLIENT_FLAG_RSVD), LSM_ERR_OK);
    expect(lsm_capability_supported(cap, LSM_CAP_FS_CREATE) == 1, "can make file systems");
    expect(lsm_capability_get(cap, LSM_CAP_VOLUME_CREATE) == LSM_CAP_UNSUPPORTED, "cannot make volumes");
    lsm_capability_record_free(cap);
    returned(conn, "members", lsm_pool_member_info(conn, pools[0], &raid, &kind, &members, LSM_CLIENT_FLAG_RSVD),
             LSM_ERR_OK);
    expect(raid == LSM_VOLUME_RAID_TYPE_RAID6 && kind == LSM_POOL_MEMBER_TYPE_DISK, "what the pool is made of");
    equal("member", lsm_string_list_elem_get(members, 0), "disk-1");
    lsm_string_list_free(members);

    first = new_fs(conn, pools[0], "by a job", 300);
    second = new_fs(conn, pools[0], "at \"once\"\t\\", 200);
    returned(conn, "too large", lsm_fs_create(conn, pools[0], "x", 5000, &third, &job, LSM_CLIENT_FLAG_RSVD),
             LSM_ERR_NOT_ENOUGH_SPACE);
    e = lsm_error_last_get(conn);
    expect(lsm_error_number_get(e) == LSM_ERR_NOT_ENOUGH_SPACE, "number of the error");
    equal("message", lsm_error_message_get(e), "The aggregate is full");
    lsm_error_free(e);
    expect(third == NULL && job == NULL, "nothing came of it");
    returned(conn, "list", lsm_fs_list(conn, NULL, NULL, &list, &count, LSM_CLIENT_FLAG_RSVD), LSM_ERR_OK);
    expect(count == 2, "%u file systems", count);
    lsm_fs_record_array_free(list, count);
    exports(conn, first);
    returned(conn, "delete", lsm_fs_delete(conn, first, &job, LSM_CLIENT_FLAG_RSVD), LSM_ERR_OK);
    returned(conn, "delete again", lsm_fs_delete(conn, first, &job, LSM_CLIENT_FLAG_RSVD), LSM_ERR_NOT_FOUND_FS);
    returned(conn, "volumes", lsm_volume_list(conn, NULL, NULL, &volumes, &count, LSM_CLIENT_FLAG_RSVD),
             LSM_ERR_NO_SUPPORT);
    lsm_fs_record_free(first);
    lsm_fs_record_free(second);
    lsm_system_record_array_free(systems, nsys);
    lsm_pool_record_array_free(pools, npool);
}

static int is_number(const char *text)
{
    while (isdigit((unsigned char)*text))
        text++;
    return *text == '\0';
}

int main(int argc, char *argv[])
{
    lsm_connect *conn;
    if (argc == 2 && is_number(argv[1]))
        return lsm_plugin_init_v1(argc, argv, filer_register, filer_unregister, "A stranger's filer", "0.7");
    open_filer("stranger://admin@[::1]:8443/vs1?size=1000", "guess", LSM_ERR_PLUGIN_AUTH_FAILED);
    open_filer("stranger://admin@[::1]:8444/vs1?size=1000", "s3cret", LSM_ERR_NETWORK_HOSTDOWN);
    conn = open_filer("stranger+ssl://admin@[::1]:8443/vs1?size=1000", "s3cret", LSM_ERR_OK);
    if (conn != NULL) {
        use(conn);
        expect(lsm_connect_close(conn, LSM_CLIENT_FLAG_RSVD) == LSM_ERR_OK, "the connection does not close");
    }
    return wrong != 0;
}
