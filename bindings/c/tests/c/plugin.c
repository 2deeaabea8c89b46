/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A plug-in with a few volumes in memory: enough for every way in which a function can answer. */

#include <stdlib.h>
#include <string.h>

#include <libstoragemgmt/libstoragemgmt_plug_interface.h>

#define GIB (1024ULL * 1024 * 1024)

struct array {
    lsm_volume *volumes[8];
    uint32_t count;
    uint32_t timeout;
    lsm_volume *made_by_job;
};

static struct array *of(lsm_plugin_ptr c)
{
    return lsm_private_data_get(c);
}

static int tmo_set(lsm_plugin_ptr c, uint32_t timeout, lsm_flag flags)
{
    (void)flags;
    of(c)->timeout = timeout;
    return LSM_ERR_OK;
}

static int tmo_get(lsm_plugin_ptr c, uint32_t *timeout, lsm_flag flags)
{
    (void)flags;
    *timeout = of(c)->timeout;
    return LSM_ERR_OK;
}

static int capabilities(lsm_plugin_ptr c, lsm_system *sys, lsm_storage_capabilities **cap, lsm_flag flags)
{
    (void)flags;
    if (strcmp(lsm_system_id_get(sys), "memory") != 0)
        return lsm_log_error_basic(c, LSM_ERR_NOT_FOUND_SYSTEM, "no such system");
    *cap = lsm_capability_record_alloc(NULL);
    return lsm_capability_set_n(*cap, LSM_CAP_SUPPORTED, LSM_CAP_VOLUMES, LSM_CAP_VOLUME_CREATE,
                                LSM_CAP_VOLUME_DELETE, -1);
}

static int job_status(lsm_plugin_ptr c, const char *job, lsm_job_status *status, uint8_t *percent,
                      lsm_data_type *type, void **value, lsm_flag flags)
{
    (void)flags;
    if (strcmp(job, "job-1") != 0)
        return lsm_log_error_basic(c, LSM_ERR_NOT_FOUND_JOB, "no such job");
    *status = LSM_JOB_COMPLETE;
    *percent = 100;
    *type = LSM_DATA_TYPE_VOLUME;
    *value = lsm_data_type_copy(LSM_DATA_TYPE_VOLUME, of(c)->made_by_job);
    return LSM_ERR_OK;
}

static int job_free(lsm_plugin_ptr c, char *job, lsm_flag flags)
{
    (void)c;
    (void)flags;
    return strcmp(job, "job-1") == 0 ? LSM_ERR_OK : LSM_ERR_NOT_FOUND_JOB;
}

static int pool_list(lsm_plugin_ptr c, const char *key, const char *value, lsm_pool **pools[],
                     uint32_t *count, lsm_flag flags)
{
    (void)c;
    (void)flags;
    *count = 1;
    *pools = lsm_pool_record_array_alloc(1);
    (*pools)[0] = lsm_pool_record_alloc("pool", "A pool", LSM_POOL_ELEMENT_TYPE_VOLUME, 0, 100 * GIB,
                                        90 * GIB, LSM_POOL_STATUS_OK, "", "memory", NULL);
    lsm_plug_pool_search_filter(key, value, *pools, count);
    return LSM_ERR_OK;
}

static int system_list(lsm_plugin_ptr c, lsm_system **systems[], uint32_t *count, lsm_flag flags)
{
    (void)c;
    (void)flags;
    *count = 1;
    *systems = lsm_system_record_array_alloc(1);
    (*systems)[0] = lsm_system_record_alloc("memory", "An array in memory", LSM_SYSTEM_STATUS_OK, "", NULL);
    return LSM_ERR_OK;
}

static int vol_get(lsm_plugin_ptr c, const char *key, const char *value, lsm_volume **volumes[],
                   uint32_t *count, lsm_flag flags)
{
    uint32_t at;
    (void)flags;
    *count = of(c)->count;
    *volumes = lsm_volume_record_array_alloc(*count);
    for (at = 0; at < *count; at++)
        (*volumes)[at] = lsm_volume_record_copy(of(c)->volumes[at]);
    lsm_plug_volume_search_filter(key, value, *volumes, count);
    return LSM_ERR_OK;
}

static int vol_create(lsm_plugin_ptr c, lsm_pool *pool, const char *name, uint64_t size,
                      lsm_volume_provision_type provisioning, lsm_volume **made, char **job,
                      lsm_flag flags)
{
    lsm_volume *volume;
    (void)provisioning;
    (void)flags;
    if (strcmp(name, "silent") == 0)
        return LSM_ERR_NOT_ENOUGH_SPACE;
    if (strcmp(name, "nothing") == 0)
        return LSM_ERR_OK;
    if (of(c)->count == 8)
        return lsm_plugin_error_log(c, LSM_ERROR_CREATE_PLUGIN_DEBUG(LSM_ERR_NOT_ENOUGH_SPACE, "full",
                                    NULL, "there are 8", NULL, 0)) == LSM_ERR_OK
               ? LSM_ERR_NOT_ENOUGH_SPACE : LSM_ERR_LIB_BUG;
    volume = lsm_volume_record_alloc(name, name, NULL, 512, size / 512,
                                     LSM_VOLUME_ADMIN_STATE_ENABLED, "memory", lsm_pool_id_get(pool),
                                     "private");
    of(c)->volumes[of(c)->count++] = volume;
    if (strcmp(name, "slow") == 0) {
        of(c)->made_by_job = volume;
        *job = strdup("job-1");
        return LSM_ERR_JOB_STARTED;
    }
    *made = lsm_volume_record_copy(volume);
    return LSM_ERR_OK;
}

static int vol_delete(lsm_plugin_ptr c, lsm_volume *volume, char **job, lsm_flag flags)
{
    uint32_t at;
    (void)job;
    (void)flags;
    for (at = 0; at < of(c)->count; at++)
        if (strcmp(lsm_volume_id_get(of(c)->volumes[at]), lsm_volume_id_get(volume)) == 0) {
            lsm_volume_record_free(of(c)->volumes[at]);
            of(c)->volumes[at] = of(c)->volumes[--of(c)->count];
            return LSM_ERR_OK;
        }
    return lsm_log_error_basic(c, LSM_ERR_NOT_FOUND_VOLUME, "no such \"volume\"\n");
}

static int read_pct(lsm_plugin_ptr c, lsm_system *system, uint32_t pct, lsm_flag flags)
{
    (void)c;
    (void)system;
    (void)flags;
    return pct == 30 ? LSM_ERR_OK : LSM_ERR_INVALID_ARGUMENT;
}

static struct lsm_mgmt_ops_v1 management = {tmo_set, tmo_get, capabilities, job_status, job_free,
                                            pool_list, system_list};
static struct lsm_san_ops_v1 san;
static struct lsm_ops_v1_3 added;

static int reg(lsm_plugin_ptr c, const char *uri, const char *password, uint32_t timeout, lsm_flag flags)
{
    struct array *array;
    (void)flags;
    if (strstr(uri, "locked") != NULL && strcmp(password, "secret") != 0)
        return lsm_log_error_basic(c, LSM_ERR_PLUGIN_AUTH_FAILED, "wrong password");
    array = calloc(1, sizeof(*array));
    array->timeout = timeout;
    san.vol_get = vol_get;
    san.vol_create = vol_create;
    san.vol_delete = vol_delete;
    added.sys_read_cache_pct_update = read_pct;
    return lsm_register_plugin_v1_3(c, array, &management, &san, NULL, NULL, NULL, &added);
}

static int unreg(lsm_plugin_ptr c, lsm_flag flags)
{
    struct array *array = of(c);
    (void)flags;
    while (array->count > 0)
        lsm_volume_record_free(array->volumes[--array->count]);
    free(array);
    return LSM_ERR_OK;
}

int main(int argc, char *argv[])
{
    return lsm_plugin_init_v1(argc, argv, reg, unreg, "An array in memory", "1.0");
}
