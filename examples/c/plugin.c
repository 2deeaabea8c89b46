/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/* A plug-in: a small array in memory, with volumes, access groups, file systems and jobs. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libstoragemgmt/libstoragemgmt_plug_interface.h>

#define SYSTEM "shelf"
#define POOL "pool"
#define BLOCK 512
#define MOST 64
#define GIB (1024ULL * 1024 * 1024)
/* A volume of this size or more is made by a job. */
#define LARGE (32 * GIB)

struct shelf {
    lsm_volume *volumes[MOST];
    lsm_access_group *groups[MOST];
    lsm_fs *file_systems[MOST];
    /* Jobs are numbered by what they make; each is asked for twice until it is done. */
    lsm_volume *made[MOST];
    int asked[MOST];
    uint64_t free_space;
    uint32_t timeout;
    unsigned next_id;
};

static struct shelf *of(lsm_plugin_ptr c)
{
    return lsm_private_data_get(c);
}

/* Sessions */

static int set_timeout(lsm_plugin_ptr c, uint32_t timeout, lsm_flag flags)
{
    (void)flags;
    of(c)->timeout = timeout;
    return LSM_ERR_OK;
}

static int get_timeout(lsm_plugin_ptr c, uint32_t *timeout, lsm_flag flags)
{
    (void)flags;
    *timeout = of(c)->timeout;
    return LSM_ERR_OK;
}

static int capabilities(lsm_plugin_ptr c, lsm_system *system, lsm_storage_capabilities **cap,
                        lsm_flag flags)
{
    (void)flags;
    if (strcmp(lsm_system_id_get(system), SYSTEM) != 0)
        return lsm_log_error_basic(c, LSM_ERR_NOT_FOUND_SYSTEM, "There is no such system");
    *cap = lsm_capability_record_alloc(NULL);
    if (*cap == NULL)
        return LSM_ERR_NO_MEMORY;
    return lsm_capability_set_n(*cap, LSM_CAP_SUPPORTED, LSM_CAP_VOLUMES, LSM_CAP_VOLUME_CREATE,
                                LSM_CAP_VOLUME_DELETE, LSM_CAP_ACCESS_GROUPS,
                                LSM_CAP_ACCESS_GROUP_CREATE_WWPN,
                                LSM_CAP_ACCESS_GROUP_CREATE_ISCSI_IQN, LSM_CAP_ACCESS_GROUP_DELETE,
                                LSM_CAP_FS, LSM_CAP_FS_CREATE, LSM_CAP_FS_DELETE, -1);
}

/* Systems and pools */

static int list_systems(lsm_plugin_ptr c, lsm_system **systems[], uint32_t *count, lsm_flag flags)
{
    (void)c;
    (void)flags;
    *systems = lsm_system_record_array_alloc(1);
    if (*systems == NULL)
        return LSM_ERR_NO_MEMORY;
    (*systems)[0] = lsm_system_record_alloc(SYSTEM, "A shelf in memory", LSM_SYSTEM_STATUS_OK, "", NULL);
    *count = 1;
    return LSM_ERR_OK;
}

static int list_pools(lsm_plugin_ptr c, const char *key, const char *value, lsm_pool **pools[],
                      uint32_t *count, lsm_flag flags)
{
    (void)flags;
    *pools = lsm_pool_record_array_alloc(1);
    if (*pools == NULL)
        return LSM_ERR_NO_MEMORY;
    (*pools)[0] = lsm_pool_record_alloc(POOL, "The pool",
                                        LSM_POOL_ELEMENT_TYPE_VOLUME | LSM_POOL_ELEMENT_TYPE_FS, 0,
                                        1024 * GIB, of(c)->free_space, LSM_POOL_STATUS_OK, "", SYSTEM,
                                        NULL);
    *count = 1;
    lsm_plug_pool_search_filter(key, value, *pools, count);
    return LSM_ERR_OK;
}

/* Takes space from the pool, and says so when there is not enough. */
static int take_space(lsm_plugin_ptr c, lsm_pool *pool, uint64_t size)
{
    if (strcmp(lsm_pool_id_get(pool), POOL) != 0)
        return lsm_log_error_basic(c, LSM_ERR_NOT_FOUND_POOL, "There is no such pool");
    if (size > of(c)->free_space)
        return lsm_log_error_basic(c, LSM_ERR_NOT_ENOUGH_SPACE, "The pool is too full");
    of(c)->free_space -= size;
    return LSM_ERR_OK;
}

/* Each kind of record is kept in a table with gaps. These list a table, find a gap in it, and
 * find a record by its identifier, where MOST stands for none, or by its name. */
#define TABLE(noun, filter, table)                                                                 \
    static int list_##table(lsm_plugin_ptr c, const char *key, const char *value,                  \
                            noun **array[], uint32_t *count, lsm_flag flags)                       \
    {                                                                                              \
        unsigned at;                                                                               \
        (void)flags;                                                                               \
        *count = 0;                                                                                \
        *array = noun##_record_array_alloc(MOST);                                                  \
        if (*array == NULL)                                                                        \
            return LSM_ERR_NO_MEMORY;                                                              \
        for (at = 0; at < MOST; at++)                                                              \
            if (of(c)->table[at] != NULL)                                                          \
                (*array)[(*count)++] = noun##_record_copy(of(c)->table[at]);                       \
        filter(key, value, *array, count);                                                         \
        return LSM_ERR_OK;                                                                         \
    }                                                                                              \
    static unsigned gap_in_##table(struct shelf *shelf)                                            \
    {                                                                                              \
        unsigned at = 0;                                                                           \
        while (at < MOST && shelf->table[at] != NULL)                                              \
            at++;                                                                                  \
        return at;                                                                                 \
    }                                                                                              \
    static unsigned find_in_##table(struct shelf *shelf, const char *id)                           \
    {                                                                                              \
        unsigned at = 0;                                                                           \
        while (at < MOST &&                                                                        \
               (shelf->table[at] == NULL || strcmp(noun##_id_get(shelf->table[at]), id) != 0))     \
            at++;                                                                                  \
        return at;                                                                                 \
    }                                                                                              \
    static int is_name_in_##table(struct shelf *shelf, const char *name)                           \
    {                                                                                              \
        unsigned at;                                                                               \
        for (at = 0; at < MOST; at++)                                                              \
            if (shelf->table[at] != NULL && strcmp(noun##_name_get(shelf->table[at]), name) == 0)  \
                return 1;                                                                          \
        return 0;                                                                                  \
    }

TABLE(lsm_volume, lsm_plug_volume_search_filter, volumes)
TABLE(lsm_access_group, lsm_plug_access_group_search_filter, groups)
TABLE(lsm_fs, lsm_plug_fs_search_filter, file_systems)

/* An identifier that no other object has. */
static const char *new_id(struct shelf *shelf, char id[16])
{
    snprintf(id, 16, "id-%u", shelf->next_id++);
    return id;
}

/* Volumes */

static int create_volume(lsm_plugin_ptr c, lsm_pool *pool, const char *name, uint64_t size,
                         lsm_volume_provision_type provisioning, lsm_volume **made, char **job,
                         lsm_flag flags)
{
    struct shelf *shelf = of(c);
    unsigned at = gap_in_volumes(shelf), number;
    uint64_t blocks = size / BLOCK + (size % BLOCK != 0);
    char id[16], vpd83[33];
    int answer;
    (void)provisioning;
    (void)flags;
    if (is_name_in_volumes(shelf, name))
        return lsm_log_error_basic(c, LSM_ERR_NAME_CONFLICT, "There is a volume of this name");
    if (at == MOST)
        return lsm_log_error_basic(c, LSM_ERR_NOT_ENOUGH_SPACE, "There are too many volumes");
    answer = take_space(c, pool, blocks * BLOCK);
    if (answer != LSM_ERR_OK)
        return answer;
    /* NAA 6, of 128 bits. */
    snprintf(vpd83, sizeof(vpd83), "6%031x", shelf->next_id);
    shelf->volumes[at] = lsm_volume_record_alloc(new_id(shelf, id), name, vpd83, BLOCK, blocks,
                                                 LSM_VOLUME_ADMIN_STATE_ENABLED, SYSTEM, POOL, NULL);
    if (size < LARGE) {
        *made = lsm_volume_record_copy(shelf->volumes[at]);
        return LSM_ERR_OK;
    }
    for (number = 0; number < MOST && shelf->made[number] != NULL; number++)
        ;
    if (number == MOST)
        return lsm_log_error_basic(c, LSM_ERR_PLUGIN_BUG, "There are too many jobs");
    shelf->made[number] = lsm_volume_record_copy(shelf->volumes[at]);
    shelf->asked[number] = 0;
    /* The runtime frees it. */
    *job = malloc(16);
    if (*job == NULL)
        return LSM_ERR_NO_MEMORY;
    snprintf(*job, 16, "%u", number);
    return LSM_ERR_JOB_STARTED;
}

static int delete_volume(lsm_plugin_ptr c, lsm_volume *volume, char **job, lsm_flag flags)
{
    struct shelf *shelf = of(c);
    unsigned at = find_in_volumes(shelf, lsm_volume_id_get(volume));
    (void)job;
    (void)flags;
    if (at == MOST)
        return lsm_log_error_basic(c, LSM_ERR_NOT_FOUND_VOLUME, "There is no such volume");
    shelf->free_space += lsm_volume_number_of_blocks_get(shelf->volumes[at]) * BLOCK;
    lsm_volume_record_free(shelf->volumes[at]);
    shelf->volumes[at] = NULL;
    return LSM_ERR_OK;
}

/* Jobs */

/* The number of a job, or MOST. */
static unsigned job_number(struct shelf *shelf, const char *job)
{
    char *end = NULL;
    unsigned long number = strtoul(job, &end, 10);
    return end != job && *end == '\0' && number < MOST && shelf->made[number] != NULL ? (unsigned)number : MOST;
}

static int job_status(lsm_plugin_ptr c, const char *job, lsm_job_status *status, uint8_t *percent,
                      lsm_data_type *type, void **value, lsm_flag flags)
{
    struct shelf *shelf = of(c);
    unsigned number = job_number(shelf, job);
    (void)flags;
    if (number == MOST)
        return lsm_log_error_basic(c, LSM_ERR_NOT_FOUND_JOB, "There is no such job");
    if (shelf->asked[number]++ == 0) {
        *status = LSM_JOB_INPROGRESS;
        *percent = 50;
        return LSM_ERR_OK;
    }
    *status = LSM_JOB_COMPLETE;
    *percent = 100;
    *type = LSM_DATA_TYPE_VOLUME;
    *value = lsm_volume_record_copy(shelf->made[number]);
    return LSM_ERR_OK;
}

static int job_free(lsm_plugin_ptr c, char *job, lsm_flag flags)
{
    struct shelf *shelf = of(c);
    unsigned number = job_number(shelf, job);
    (void)flags;
    if (number == MOST)
        return lsm_log_error_basic(c, LSM_ERR_NOT_FOUND_JOB, "There is no such job");
    lsm_volume_record_free(shelf->made[number]);
    shelf->made[number] = NULL;
    return LSM_ERR_OK;
}

/* Access groups */

static int create_group(lsm_plugin_ptr c, const char *name, const char *initiator,
                        lsm_access_group_init_type type, lsm_system *system,
                        lsm_access_group **made, lsm_flag flags)
{
    struct shelf *shelf = of(c);
    unsigned at = gap_in_groups(shelf), number;
    lsm_string_list *members;
    char id[16];
    (void)flags;
    if (strcmp(lsm_system_id_get(system), SYSTEM) != 0)
        return lsm_log_error_basic(c, LSM_ERR_NOT_FOUND_SYSTEM, "There is no such system");
    if (is_name_in_groups(shelf, name))
        return lsm_log_error_basic(c, LSM_ERR_NAME_CONFLICT, "There is a group of this name");
    for (number = 0; number < MOST; number++)
        if (shelf->groups[number] != NULL &&
            strcmp(lsm_string_list_elem_get(
                       lsm_access_group_initiator_id_get(shelf->groups[number]), 0),
                   initiator) == 0)
            return lsm_log_error_basic(c, LSM_ERR_EXISTS_INITIATOR, "It is in another group");
    if (at == MOST)
        return lsm_log_error_basic(c, LSM_ERR_NOT_ENOUGH_SPACE, "There are too many groups");
    members = lsm_string_list_alloc(0);
    lsm_string_list_append(members, initiator);
    shelf->groups[at] = lsm_access_group_record_alloc(new_id(shelf, id), name, members, type, SYSTEM, NULL);
    lsm_string_list_free(members);
    *made = lsm_access_group_record_copy(shelf->groups[at]);
    return LSM_ERR_OK;
}

static int delete_group(lsm_plugin_ptr c, lsm_access_group *group, lsm_flag flags)
{
    unsigned at = find_in_groups(of(c), lsm_access_group_id_get(group));
    (void)flags;
    if (at == MOST)
        return lsm_log_error_basic(c, LSM_ERR_NOT_FOUND_ACCESS_GROUP, "There is no such group");
    lsm_access_group_record_free(of(c)->groups[at]);
    of(c)->groups[at] = NULL;
    return LSM_ERR_OK;
}

/* File systems */

static int create_fs(lsm_plugin_ptr c, lsm_pool *pool, const char *name, uint64_t size, lsm_fs **made,
                     char **job, lsm_flag flags)
{
    struct shelf *shelf = of(c);
    unsigned at = gap_in_file_systems(shelf);
    char id[16];
    int answer;
    (void)job;
    (void)flags;
    if (at == MOST)
        return lsm_log_error_basic(c, LSM_ERR_NOT_ENOUGH_SPACE, "There are too many file systems");
    if (is_name_in_file_systems(shelf, name))
        return lsm_log_error_basic(c, LSM_ERR_NAME_CONFLICT, "There is a file system of this name");
    answer = take_space(c, pool, size);
    if (answer != LSM_ERR_OK)
        return answer;
    shelf->file_systems[at] = lsm_fs_record_alloc(new_id(shelf, id), name, size, size, POOL, SYSTEM, NULL);
    *made = lsm_fs_record_copy(shelf->file_systems[at]);
    return LSM_ERR_OK;
}

static int delete_fs(lsm_plugin_ptr c, lsm_fs *fs, char **job, lsm_flag flags)
{
    struct shelf *shelf = of(c);
    unsigned at = find_in_file_systems(shelf, lsm_fs_id_get(fs));
    (void)job;
    (void)flags;
    if (at == MOST)
        return lsm_log_error_basic(c, LSM_ERR_NOT_FOUND_FS, "There is no such file system");
    shelf->free_space += lsm_fs_total_space_get(shelf->file_systems[at]);
    lsm_fs_record_free(shelf->file_systems[at]);
    shelf->file_systems[at] = NULL;
    return LSM_ERR_OK;
}

/* Start and end */

static struct lsm_mgmt_ops_v1 management = {
    .tmo_set = set_timeout, .tmo_get = get_timeout, .capablities = capabilities,
    .job_status = job_status, .job_free = job_free, .pool_list = list_pools,
    .system_list = list_systems,
};

static struct lsm_san_ops_v1 san = {
    .vol_get = list_volumes, .vol_create = create_volume, .vol_delete = delete_volume,
    .ag_list = list_groups, .ag_create = create_group, .ag_delete = delete_group,
};

static struct lsm_fs_ops_v1 file_systems = {
    .fs_list = list_file_systems, .fs_create = create_fs, .fs_delete = delete_fs,
};

static int start(lsm_plugin_ptr c, const char *uri, const char *password, uint32_t timeout,
                 lsm_flag flags)
{
    struct shelf *shelf = calloc(1, sizeof(*shelf));
    (void)uri;
    (void)password;
    (void)flags;
    if (shelf == NULL)
        return LSM_ERR_NO_MEMORY;
    shelf->free_space = 1024 * GIB;
    shelf->timeout = timeout;
    return lsm_register_plugin_v1(c, shelf, &management, &san, &file_systems, NULL);
}

static int end(lsm_plugin_ptr c, lsm_flag flags)
{
    struct shelf *shelf = of(c);
    unsigned at;
    (void)flags;
    for (at = 0; at < MOST; at++) {
        lsm_volume_record_free(shelf->volumes[at]);
        lsm_access_group_record_free(shelf->groups[at]);
        lsm_fs_record_free(shelf->file_systems[at]);
        lsm_volume_record_free(shelf->made[at]);
    }
    free(shelf);
    return LSM_ERR_OK;
}

int main(int argc, char *argv[])
{
    return lsm_plugin_init_v1(argc, argv, start, end, "A shelf in memory", "1.0");
}
