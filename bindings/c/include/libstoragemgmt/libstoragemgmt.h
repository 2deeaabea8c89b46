/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/**
 * @file
 * The client: manage the storage behind any plug-in.
 *
 *     #include <libstoragemgmt/libstoragemgmt.h>
 *
 *     lsm_connect *conn = NULL;
 *     lsm_error_ptr error = NULL;
 *     if (lsm_connect_password("sim://", NULL, &conn, 30000, &error,
 *                              LSM_CLIENT_FLAG_RSVD) == LSM_ERR_OK) {
 *         ...
 *         lsm_connect_close(conn, LSM_CLIENT_FLAG_RSVD);
 *     }
 *
 * What holds for all functions:
 *
 * - They return an lsm_error_number as int. LSM_ERR_OK (0) is success and
 *   LSM_ERR_JOB_STARTED (7) means that the work goes on; every other value is a
 *   failure, about which lsm_error_last_get() may know more. Besides the errors
 *   named, each call to a plug-in can give LSM_ERR_NO_SUPPORT, LSM_ERR_NO_MEMORY,
 *   LSM_ERR_PLUGIN_BUG, LSM_ERR_PLUGIN_AUTH_FAILED, LSM_ERR_TIMEOUT and the
 *   LSM_ERR_NETWORK_ and LSM_ERR_TRANSPORT_ numbers.
 * - A pointer that is NULL, a record that is not valid and flags other than 0 are
 *   answered with LSM_ERR_INVALID_ARGUMENT before anything is sent. Unless said
 *   otherwise, an output argument must point at NULL.
 * - Sizes are bytes. Systems round them up to what they can do; the record that
 *   comes back tells the truth.
 * - Text that the caller owns comes from malloc(): free it with free().
 * - A connection may be used by one thread at a time, and by the process that
 *   opened it. The library keeps no other state, starts no threads and leaves
 *   signal handlers alone.
 */

#ifndef LIBSTORAGEMGMT_H
#define LIBSTORAGEMGMT_H

#include "libstoragemgmt_common.h"
#include "libstoragemgmt_types.h"
#include "libstoragemgmt_accessgroups.h"
#include "libstoragemgmt_battery.h"
#include "libstoragemgmt_blockrange.h"
#include "libstoragemgmt_capabilities.h"
#include "libstoragemgmt_disk.h"
#include "libstoragemgmt_error.h"
#include "libstoragemgmt_fs.h"
#include "libstoragemgmt_local_disk.h"
#include "libstoragemgmt_nfsexport.h"
#include "libstoragemgmt_pool.h"
#include "libstoragemgmt_snapshot.h"
#include "libstoragemgmt_systems.h"
#include "libstoragemgmt_targetport.h"
#include "libstoragemgmt_volumes.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Sessions */

/**
 * Opens a session with the plug-in that a URI names, and lets it connect to
 * its array.
 *
 * @param uri scheme[+proto]://[user@]host[:port][/path][?key=value...]; the
 *     scheme names the plug-in.
 * @param password For the array; may be NULL.
 * @param conn Out: the session, to be closed with lsm_connect_close(); must
 *     point at NULL.
 * @param timeout How long the plug-in may wait for its array in one exchange:
 *     milliseconds, not 0.
 * @param e Out: what went wrong, to be freed with lsm_error_free(); must point
 *     at NULL.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK, or an error: LSM_ERR_INVALID_ARGUMENT,
 *     LSM_ERR_PLUGIN_NOT_EXIST when no such plug-in is there,
 *     LSM_ERR_PLUGIN_SOCKET_PERMISSION, LSM_ERR_PLUGIN_IPC_FAIL,
 *     LSM_ERR_NO_MEMORY, or what the plug-in answered, such as
 *     LSM_ERR_PLUGIN_AUTH_FAILED or LSM_ERR_NETWORK_HOSTDOWN.
 */
LSM_DLL_EXPORT int lsm_connect_password(const char *uri, const char *password,
    lsm_connect **conn, uint32_t timeout, lsm_error_ptr *e, lsm_flag flags);

/**
 * Ends a session. The connection is freed whatever the plug-in answers, unless
 * the arguments are refused.
 *
 * @param conn Connection from lsm_connect_password().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT, or what the plug-in answered.
 */
LSM_DLL_EXPORT int lsm_connect_close(lsm_connect *conn, lsm_flag flags);

/**
 * Asks the plug-in who it is.
 *
 * @param conn Connection from lsm_connect_password().
 * @param desc Out: its description; free with free().
 * @param version Out: its version; free with free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT.
 */
LSM_DLL_EXPORT int lsm_plugin_info_get(lsm_connect *conn, char **desc,
    char **version, lsm_flag flags);

/**
 * Lists the plug-ins of this host. Needs no connection; each plug-in is
 * started for a moment and asked who it is.
 *
 * @param sep Text to put between description and version.
 * @param plugins Out: one text per plug-in, description and version; free with
 *     lsm_string_list_free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT, LSM_ERR_LIB_BUG when the
 *     folder of the sockets cannot be read, or the error of the first plug-in
 *     that fails.
 */
LSM_DLL_EXPORT int lsm_available_plugins_list(const char *sep,
    lsm_string_list **plugins, lsm_flag flags);

/**
 * Sets how long the plug-in may wait for its array in one exchange. Replies to
 * the client have no time limit.
 *
 * @param conn Connection from lsm_connect_password().
 * @param timeout Milliseconds.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_connect_timeout_set(lsm_connect *conn, uint32_t timeout,
    lsm_flag flags);

/**
 * Tells how long the plug-in may wait for its array in one exchange.
 *
 * @param conn Connection from lsm_connect_password().
 * @param timeout Out: milliseconds.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_connect_timeout_get(lsm_connect *conn, uint32_t *timeout,
    lsm_flag flags);

/* Jobs: work that goes on after a call came back. */

/**
 * Asks how a job stands. What the job made is dropped; use one of the four
 * functions below for it.
 *
 * @param conn Connection from lsm_connect_password().
 * @param job_id Identifier that the call gave which started the job.
 * @param status Out: running, complete or failed.
 * @param percent_complete Out: 0 to 100.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_JOB.
 */
LSM_DLL_EXPORT int lsm_job_status_get(lsm_connect *conn, const char *job_id,
    lsm_job_status *status, uint8_t *percent_complete, lsm_flag flags);

/**
 * Asks how a job stands that makes a pool.
 *
 * @param conn Connection from lsm_connect_password().
 * @param job_id Identifier that the call gave which started the job.
 * @param status Out: running, complete or failed.
 * @param percent_complete Out: 0 to 100.
 * @param pool Out: the pool once the job is complete, to be freed with
 *     lsm_pool_record_free(); NULL before, and when the job makes none.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT, LSM_ERR_NOT_FOUND_JOB,
 *     LSM_ERR_PLUGIN_BUG when the job makes something else, or why the job
 *     failed.
 */
LSM_DLL_EXPORT int lsm_job_status_pool_get(lsm_connect *conn,
    const char *job_id, lsm_job_status *status, uint8_t *percent_complete,
    lsm_pool **pool, lsm_flag flags);

/**
 * Asks how a job stands that makes a volume.
 *
 * @param conn Connection from lsm_connect_password().
 * @param job_id Identifier that the call gave which started the job.
 * @param status Out: running, complete or failed.
 * @param percent_complete Out: 0 to 100.
 * @param vol Out: the volume once the job is complete, to be freed with
 *     lsm_volume_record_free(); NULL before, and when the job makes none.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return As lsm_job_status_pool_get().
 */
LSM_DLL_EXPORT int lsm_job_status_volume_get(lsm_connect *conn,
    const char *job_id, lsm_job_status *status, uint8_t *percent_complete,
    lsm_volume **vol, lsm_flag flags);

/**
 * Asks how a job stands that makes a file system.
 *
 * @param conn Connection from lsm_connect_password().
 * @param job_id Identifier that the call gave which started the job.
 * @param status Out: running, complete or failed.
 * @param percent_complete Out: 0 to 100.
 * @param fs Out: the file system once the job is complete, to be freed with
 *     lsm_fs_record_free(); NULL before, and when the job makes none.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return As lsm_job_status_pool_get().
 */
LSM_DLL_EXPORT int lsm_job_status_fs_get(lsm_connect *conn, const char *job_id,
    lsm_job_status *status, uint8_t *percent_complete, lsm_fs **fs,
    lsm_flag flags);

/**
 * Asks how a job stands that makes a snapshot.
 *
 * @param conn Connection from lsm_connect_password().
 * @param job Identifier that the call gave which started the job.
 * @param status Out: running, complete or failed.
 * @param percent_complete Out: 0 to 100.
 * @param ss Out: the snapshot once the job is complete, to be freed with
 *     lsm_fs_ss_record_free(); NULL before, and when the job makes none.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return As lsm_job_status_pool_get().
 */
LSM_DLL_EXPORT int lsm_job_status_ss_get(lsm_connect *conn, const char *job,
    lsm_job_status *status, uint8_t *percent_complete, lsm_fs_ss **ss,
    lsm_flag flags);

/**
 * Lets the plug-in forget a job.
 *
 * @param conn Connection from lsm_connect_password().
 * @param job_id Points at the identifier, which is freed and set to NULL on
 *     success.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT or LSM_ERR_NOT_FOUND_JOB.
 */
LSM_DLL_EXPORT int lsm_job_free(lsm_connect *conn, char **job_id,
    lsm_flag flags);

/* Systems and pools */

/**
 * Asks what a system can do.
 *
 * @param conn Connection from lsm_connect_password().
 * @param system System to ask about.
 * @param cap Out: its capabilities, to be freed with
 *     lsm_capability_record_free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_SYSTEM.
 */
LSM_DLL_EXPORT int lsm_capabilities(lsm_connect *conn, lsm_system *system,
    lsm_storage_capabilities **cap, lsm_flag flags);

/**
 * Lists the systems that the plug-in manages.
 *
 * @param conn Connection from lsm_connect_password().
 * @param systems Out: the systems, NULL when there are none; need not point at
 *     NULL. Free with lsm_system_record_array_free().
 * @param system_count Out: number of elements.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT.
 */
LSM_DLL_EXPORT int lsm_system_list(lsm_connect *conn, lsm_system **systems[],
    uint32_t *system_count, lsm_flag flags);

/**
 * Sets the share of a system's cache that serves reads; the rest serves
 * writes.
 *
 * Since 1.3.
 *
 * @param conn Connection from lsm_connect_password().
 * @param system System to change.
 * @param read_pct 0 to 100 percent.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_SYSTEM, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_system_read_cache_pct_update(lsm_connect *conn,
    lsm_system *system, uint32_t read_pct, lsm_flag flags);

/**
 * Lists pools.
 *
 * @param conn Connection from lsm_connect_password().
 * @param search_key NULL for all of them, or the field to compare: "id",
 *     "system_id".
 * @param search_value What the field must be equal to; NULL without a key.
 * @param pool_array Out: the pools, NULL when there are none. Free with
 *     lsm_pool_record_array_free().
 * @param count Out: number of elements.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_UNSUPPORTED_SEARCH_KEY.
 */
LSM_DLL_EXPORT int lsm_pool_list(lsm_connect *conn, char *search_key,
    char *search_value, lsm_pool **pool_array[], uint32_t *count,
    lsm_flag flags);

/**
 * Asks what a pool is made of.
 *
 * Since 1.2.
 *
 * @param conn Connection from lsm_connect_password().
 * @param pool Pool to ask about.
 * @param raid_type Out: RAID level.
 * @param member_type Out: whether its members are disks or pools.
 * @param member_ids Out: identifiers of the disks or pools, NULL when there
 *     are none; need not point at NULL. Free with lsm_string_list_free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_POOL, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_pool_member_info(lsm_connect *conn, lsm_pool *pool,
    lsm_volume_raid_type *raid_type, lsm_pool_member_type *member_type,
    lsm_string_list **member_ids, lsm_flag flags);

/* Volumes */

/**
 * Lists volumes.
 *
 * @param conn Connection from lsm_connect_password().
 * @param search_key NULL for all of them, or the field to compare: "id",
 *     "system_id", "pool_id".
 * @param search_value What the field must be equal to; NULL without a key.
 * @param volumes Out: the volumes, NULL when there are none. Free with
 *     lsm_volume_record_array_free().
 * @param count Out: number of elements.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_UNSUPPORTED_SEARCH_KEY, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_volume_list(lsm_connect *conn, const char *search_key,
    const char *search_value, lsm_volume **volumes[], uint32_t *count,
    lsm_flag flags);

/**
 * Makes a volume.
 *
 * @param conn Connection from lsm_connect_password().
 * @param pool Pool to take the space from.
 * @param volume_name Name for people; not empty.
 * @param size Bytes, not 0; may be rounded up.
 * @param provisioning When the space is taken.
 * @param new_volume Out: the volume unless a job was started, to be freed with
 *     lsm_volume_record_free().
 * @param job Out: identifier of the job when one was started; must point at
 *     NULL. Free it with lsm_job_free() or free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK when done, LSM_ERR_JOB_STARTED when a job goes on, or
 *     LSM_ERR_INVALID_ARGUMENT; from the plug-in LSM_ERR_NAME_CONFLICT,
 *     LSM_ERR_NOT_FOUND_POOL, LSM_ERR_NOT_ENOUGH_SPACE,
 *     LSM_ERR_POOL_NOT_READY, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_volume_create(lsm_connect *conn, lsm_pool *pool,
    const char *volume_name, uint64_t size,
    lsm_volume_provision_type provisioning, lsm_volume **new_volume, char **job,
    lsm_flag flags);

/**
 * Makes a volume larger or smaller. What is cut off is lost.
 *
 * @param conn Connection from lsm_connect_password().
 * @param volume Volume to change.
 * @param new_size Bytes, not 0; may be rounded up.
 * @param resized_volume Out: the volume as it is now unless a job was started,
 *     to be freed with lsm_volume_record_free().
 * @param job Out: identifier of the job when one was started; must point at
 *     NULL. Free it with lsm_job_free() or free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK when done, LSM_ERR_JOB_STARTED when a job goes on, or
 *     LSM_ERR_INVALID_ARGUMENT; from the plug-in LSM_ERR_NOT_FOUND_VOLUME,
 *     LSM_ERR_NOT_FOUND_POOL, LSM_ERR_NOT_ENOUGH_SPACE,
 *     LSM_ERR_POOL_NOT_READY, LSM_ERR_NO_STATE_CHANGE, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_volume_resize(lsm_connect *conn, lsm_volume *volume,
    uint64_t new_size, lsm_volume **resized_volume, char **job, lsm_flag flags);

/**
 * Deletes a volume and its data.
 *
 * @param conn Connection from lsm_connect_password().
 * @param volume Volume to delete.
 * @param job Out: identifier of the job when one was started; must point at
 *     NULL. Free it with lsm_job_free() or free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK when done, LSM_ERR_JOB_STARTED when a job goes on, or
 *     LSM_ERR_INVALID_ARGUMENT; from the plug-in LSM_ERR_NOT_FOUND_VOLUME,
 *     LSM_ERR_IS_MASKED, LSM_ERR_HAS_CHILD_DEPENDENCY, LSM_ERR_POOL_NOT_READY,
 *     LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_volume_delete(lsm_connect *conn, lsm_volume *volume,
    char **job, lsm_flag flags);

/**
 * Makes a copy, clone or mirror of a volume.
 *
 * @param conn Connection from lsm_connect_password().
 * @param pool Pool to take the space from; NULL for that of the source.
 * @param rep_type How to replicate; LSM_VOLUME_REPLICATE_UNKNOWN is never
 *     accepted.
 * @param volume_src Volume to replicate.
 * @param name Name of the new volume; not empty.
 * @param new_replicant Out: the new volume unless a job was started, to be
 *     freed with lsm_volume_record_free().
 * @param job Out: identifier of the job when one was started; must point at
 *     NULL. Free it with lsm_job_free() or free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK when done, LSM_ERR_JOB_STARTED when a job goes on, or
 *     LSM_ERR_INVALID_ARGUMENT; from the plug-in LSM_ERR_NAME_CONFLICT,
 *     LSM_ERR_NOT_FOUND_VOLUME, LSM_ERR_NOT_FOUND_POOL,
 *     LSM_ERR_NOT_ENOUGH_SPACE, LSM_ERR_POOL_NOT_READY, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_volume_replicate(lsm_connect *conn, lsm_pool *pool,
    lsm_replication_type rep_type, lsm_volume *volume_src, const char *name,
    lsm_volume **new_replicant, char **job, lsm_flag flags);

/**
 * Asks for the unit in which lsm_volume_replicate_range() counts.
 *
 * @param conn Connection from lsm_connect_password().
 * @param system System to ask about.
 * @param bs Out: bytes.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_SYSTEM, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_volume_replicate_range_block_size(lsm_connect *conn,
    lsm_system *system, uint32_t *bs, lsm_flag flags);

/**
 * Copies or clones runs of blocks, within a volume or from one to another.
 *
 * @param conn Connection from lsm_connect_password().
 * @param rep_type LSM_VOLUME_REPLICATE_CLONE or LSM_VOLUME_REPLICATE_COPY.
 * @param source Volume to read from.
 * @param dest Volume to write to; may be the same.
 * @param ranges Runs of blocks.
 * @param num_ranges Number of runs, at least 1.
 * @param job Out: identifier of the job when one was started; must point at
 *     NULL. Free it with lsm_job_free() or free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK when done, LSM_ERR_JOB_STARTED when a job goes on, or
 *     LSM_ERR_INVALID_ARGUMENT; from the plug-in LSM_ERR_NOT_FOUND_VOLUME,
 *     LSM_ERR_NOT_FOUND_POOL, LSM_ERR_POOL_NOT_READY, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_volume_replicate_range(lsm_connect *conn,
    lsm_replication_type rep_type, lsm_volume *source, lsm_volume *dest,
    lsm_block_range **ranges, uint32_t num_ranges, char **job, lsm_flag flags);

/**
 * Lets hosts reach a volume.
 *
 * @param conn Connection from lsm_connect_password().
 * @param volume Volume to bring online.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_VOLUME, LSM_ERR_NO_STATE_CHANGE,
 *     LSM_ERR_POOL_NOT_READY, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_volume_enable(lsm_connect *conn, lsm_volume *volume,
    lsm_flag flags);

/**
 * Stops hosts from reaching a volume.
 *
 * @param conn Connection from lsm_connect_password().
 * @param volume Volume to take offline.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_VOLUME, LSM_ERR_NO_STATE_CHANGE,
 *     LSM_ERR_POOL_NOT_READY, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_volume_disable(lsm_connect *conn, lsm_volume *volume,
    lsm_flag flags);

/**
 * Asks whether other volumes depend on a volume, as clones do on their source.
 *
 * @param conn Connection from lsm_connect_password().
 * @param volume Volume to ask about.
 * @param yes Out: 1 when something depends on it, else 0.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_VOLUME, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_volume_child_dependency(lsm_connect *conn,
    lsm_volume *volume, uint8_t *yes, lsm_flag flags);

/**
 * Makes all volumes that depend on a volume stand alone, by copying blocks
 * where needed.
 *
 * @param conn Connection from lsm_connect_password().
 * @param volume Volume that others depend on.
 * @param job Out: identifier of the job when one was started; must point at
 *     NULL. Free it with lsm_job_free() or free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK when done, LSM_ERR_JOB_STARTED when a job goes on, or
 *     LSM_ERR_INVALID_ARGUMENT; from the plug-in LSM_ERR_NOT_FOUND_VOLUME,
 *     LSM_ERR_NO_STATE_CHANGE, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_volume_child_dependency_delete(lsm_connect *conn,
    lsm_volume *volume, char **job, lsm_flag flags);

/**
 * Asks how the data of a volume is spread over disks.
 *
 * Since 1.2.
 *
 * @param conn Connection from lsm_connect_password().
 * @param volume Volume to ask about.
 * @param raid_type Out: RAID level.
 * @param strip_size Out: bytes on each disk before the next one is used; 0
 *     when not known.
 * @param disk_count Out: number of disks; 0 when not known.
 * @param min_io_size Out: least size of a read or write that does not touch
 *     more, in bytes; 0 when not known.
 * @param opt_io_size Out: best size of a read or write, in bytes; 0 when not
 *     known.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_VOLUME, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_volume_raid_info(lsm_connect *conn, lsm_volume *volume,
    lsm_volume_raid_type *raid_type, uint32_t *strip_size, uint32_t *disk_count,
    uint32_t *min_io_size, uint32_t *opt_io_size, lsm_flag flags);

/**
 * Asks which RAID volumes lsm_volume_raid_create() can make.
 *
 * Since 1.2.
 *
 * @param conn Connection from lsm_connect_password().
 * @param system System to ask about.
 * @param supported_raid_types Out: lsm_volume_raid_type values; free with
 *     free().
 * @param supported_raid_type_count Out: number of them.
 * @param supported_strip_sizes Out: sizes of strips in bytes; free with
 *     free().
 * @param supported_strip_size_count Out: number of them.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_SYSTEM, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_volume_raid_create_cap_get(lsm_connect *conn,
    lsm_system *system, uint32_t **supported_raid_types,
    uint32_t *supported_raid_type_count, uint32_t **supported_strip_sizes,
    uint32_t *supported_strip_size_count, lsm_flag flags);

/**
 * Makes a RAID volume of free disks.
 *
 * Since 1.2.
 *
 * @param conn Connection from lsm_connect_password().
 * @param name Name for people; controllers may ignore it.
 * @param raid_type RAID level.
 * @param disks Free disks of one system. For levels 10, 50 and 60 the first
 *     half makes the first lower group.
 * @param disk_count At least 1; exactly 2 for level 1, 3 for 5, 4 for 6, 6 for
 *     50, 8 for 60, and an even number from 4 for 10.
 * @param strip_size Bytes, or LSM_VOLUME_VCR_STRIP_SIZE_DEFAULT.
 * @param new_volume Out: the volume, to be freed with
 *     lsm_volume_record_free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NAME_CONFLICT, LSM_ERR_NOT_FOUND_DISK, LSM_ERR_DISK_NOT_FREE,
 *     LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_volume_raid_create(lsm_connect *conn, const char *name,
    lsm_volume_raid_type raid_type, lsm_disk *disks[], uint32_t disk_count,
    uint32_t strip_size, lsm_volume **new_volume, lsm_flag flags);

/**
 * Turns the identification lights of a volume's disks on.
 *
 * Since 1.3.
 *
 * @param conn Connection from lsm_connect_password().
 * @param volume Volume whose disks to find.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_VOLUME, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_volume_ident_led_on(lsm_connect *conn,
    lsm_volume *volume, lsm_flag flags);

/**
 * Turns the identification lights of a volume's disks off.
 *
 * Since 1.3.
 *
 * @param conn Connection from lsm_connect_password().
 * @param volume Volume whose disks were found.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_VOLUME, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_volume_ident_led_off(lsm_connect *conn,
    lsm_volume *volume, lsm_flag flags);

/**
 * Asks how a volume is cached. On failure all five outputs say "not known"
 * (1).
 *
 * Since 1.3.
 *
 * @param conn Connection from lsm_connect_password().
 * @param volume Volume to ask about.
 * @param write_cache_policy Out: an LSM_VOLUME_WRITE_CACHE_POLICY_ value.
 * @param write_cache_status Out: an LSM_VOLUME_WRITE_CACHE_STATUS_ value.
 * @param read_cache_policy Out: an LSM_VOLUME_READ_CACHE_POLICY_ value.
 * @param read_cache_status Out: an LSM_VOLUME_READ_CACHE_STATUS_ value.
 * @param physical_disk_cache Out: an LSM_VOLUME_PHYSICAL_DISK_CACHE_ value.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_VOLUME, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_volume_cache_info(lsm_connect *conn, lsm_volume *volume,
    uint32_t *write_cache_policy, uint32_t *write_cache_status,
    uint32_t *read_cache_policy, uint32_t *read_cache_status,
    uint32_t *physical_disk_cache, lsm_flag flags);

/**
 * Switches the caches of the disks beneath a volume.
 *
 * Since 1.3.
 *
 * @param conn Connection from lsm_connect_password().
 * @param volume Volume to change.
 * @param pdc LSM_VOLUME_PHYSICAL_DISK_CACHE_ENABLED or _DISABLED.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_VOLUME, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_volume_physical_disk_cache_update(lsm_connect *conn,
    lsm_volume *volume, uint32_t pdc, lsm_flag flags);

/**
 * Sets how writes to a volume are cached.
 *
 * Since 1.3.
 *
 * @param conn Connection from lsm_connect_password().
 * @param volume Volume to change.
 * @param wcp LSM_VOLUME_WRITE_CACHE_POLICY_WRITE_BACK, _AUTO or
 *     _WRITE_THROUGH.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_VOLUME, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_volume_write_cache_policy_update(lsm_connect *conn,
    lsm_volume *volume, uint32_t wcp, lsm_flag flags);

/**
 * Sets whether reads from a volume are cached.
 *
 * Since 1.3.
 *
 * @param conn Connection from lsm_connect_password().
 * @param volume Volume to change.
 * @param rcp LSM_VOLUME_READ_CACHE_POLICY_ENABLED or _DISABLED.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_VOLUME, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_volume_read_cache_policy_update(lsm_connect *conn,
    lsm_volume *volume, uint32_t rcp, lsm_flag flags);

/* Disks, target ports, batteries */

/**
 * Lists disks.
 *
 * @param conn Connection from lsm_connect_password().
 * @param search_key NULL for all of them, or the field to compare: "id",
 *     "system_id".
 * @param search_value What the field must be equal to; NULL without a key.
 * @param disks Out: the disks, NULL when there are none. Free with
 *     lsm_disk_record_array_free().
 * @param count Out: number of elements.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_UNSUPPORTED_SEARCH_KEY, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_disk_list(lsm_connect *conn, const char *search_key,
    const char *search_value, lsm_disk **disks[], uint32_t *count,
    lsm_flag flags);

/**
 * Lists target ports.
 *
 * @param conn Connection from lsm_connect_password().
 * @param search_key NULL for all of them, or the field to compare: "id",
 *     "system_id".
 * @param search_value What the field must be equal to; NULL without a key.
 * @param target_ports Out: the ports, NULL when there are none. Free with
 *     lsm_target_port_record_array_free().
 * @param count Out: number of elements.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_UNSUPPORTED_SEARCH_KEY, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_target_port_list(lsm_connect *conn,
    const char *search_key, const char *search_value,
    lsm_target_port **target_ports[], uint32_t *count, lsm_flag flags);

/**
 * Lists batteries.
 *
 * Since 1.3.
 *
 * @param conn Connection from lsm_connect_password().
 * @param search_key NULL for all of them, or the field to compare: "id",
 *     "system_id".
 * @param search_value What the field must be equal to; NULL without a key.
 * @param bs Out: the batteries, NULL when there are none. Free with
 *     lsm_battery_record_array_free().
 * @param count Out: number of elements.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_UNSUPPORTED_SEARCH_KEY, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_battery_list(lsm_connect *conn, const char *search_key,
    const char *search_value, lsm_battery **bs[], uint32_t *count,
    lsm_flag flags);

/* Access groups and masking */

/**
 * Lists access groups.
 *
 * @param conn Connection from lsm_connect_password().
 * @param search_key NULL for all of them, or the field to compare: "id",
 *     "system_id".
 * @param search_value What the field must be equal to; NULL without a key.
 * @param groups Out: the groups, NULL when there are none; need not point at
 *     NULL. Free with lsm_access_group_record_array_free().
 * @param group_count Out: number of elements.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_UNSUPPORTED_SEARCH_KEY, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_access_group_list(lsm_connect *conn,
    const char *search_key, const char *search_value,
    lsm_access_group **groups[], uint32_t *group_count, lsm_flag flags);

/**
 * Makes an access group with one initiator.
 *
 * @param conn Connection from lsm_connect_password().
 * @param name Name for people; not empty.
 * @param init_id First initiator: a WWPN or an iSCSI name, see
 *     lsm_initiator_id_verify().
 * @param init_type LSM_ACCESS_GROUP_INIT_TYPE_WWPN or _ISCSI_IQN, as the
 *     initiator is.
 * @param system System to make the group on.
 * @param access_group Out: the group, to be freed with
 *     lsm_access_group_record_free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NAME_CONFLICT, LSM_ERR_EXISTS_INITIATOR,
 *     LSM_ERR_NOT_FOUND_SYSTEM, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_access_group_create(lsm_connect *conn, const char *name,
    const char *init_id, lsm_access_group_init_type init_type,
    lsm_system *system, lsm_access_group **access_group, lsm_flag flags);

/**
 * Deletes an access group that no volume is granted to.
 *
 * @param conn Connection from lsm_connect_password().
 * @param access_group Group to delete.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_ACCESS_GROUP, LSM_ERR_IS_MASKED, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_access_group_delete(lsm_connect *conn,
    lsm_access_group *access_group, lsm_flag flags);

/**
 * Adds an initiator to an access group.
 *
 * @param conn Connection from lsm_connect_password().
 * @param access_group Group to change.
 * @param init_id A WWPN or an iSCSI name, see lsm_initiator_id_verify().
 * @param init_type LSM_ACCESS_GROUP_INIT_TYPE_WWPN or _ISCSI_IQN, as the
 *     initiator is.
 * @param updated_access_group Out: the group as it is now, to be freed with
 *     lsm_access_group_record_free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_ACCESS_GROUP, LSM_ERR_EXISTS_INITIATOR,
 *     LSM_ERR_NO_STATE_CHANGE, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_access_group_initiator_add(lsm_connect *conn,
    lsm_access_group *access_group, const char *init_id,
    lsm_access_group_init_type init_type,
    lsm_access_group **updated_access_group, lsm_flag flags);

/**
 * Takes an initiator out of an access group.
 *
 * @param conn Connection from lsm_connect_password().
 * @param access_group Group to change.
 * @param initiator_id Initiator to take out.
 * @param init_type LSM_ACCESS_GROUP_INIT_TYPE_WWPN or _ISCSI_IQN, as the
 *     initiator is.
 * @param updated_access_group Out: the group as it is now, to be freed with
 *     lsm_access_group_record_free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_ACCESS_GROUP, LSM_ERR_NO_STATE_CHANGE,
 *     LSM_ERR_LAST_INIT_IN_ACCESS_GROUP, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_access_group_initiator_delete(lsm_connect *conn,
    lsm_access_group *access_group, const char *initiator_id,
    lsm_access_group_init_type init_type,
    lsm_access_group **updated_access_group, lsm_flag flags);

/**
 * Grants an access group a volume: the initiators in it can then read and
 * write it.
 *
 * @param conn Connection from lsm_connect_password().
 * @param access_group Group to grant to.
 * @param volume Volume to grant.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_ACCESS_GROUP, LSM_ERR_NOT_FOUND_VOLUME,
 *     LSM_ERR_NO_STATE_CHANGE, LSM_ERR_EMPTY_ACCESS_GROUP, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_volume_mask(lsm_connect *conn,
    lsm_access_group *access_group, lsm_volume *volume, lsm_flag flags);

/**
 * Takes the grant of a volume back from an access group.
 *
 * @param conn Connection from lsm_connect_password().
 * @param access_group Group to take it from.
 * @param volume Volume that was granted.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_ACCESS_GROUP, LSM_ERR_NOT_FOUND_VOLUME,
 *     LSM_ERR_NO_STATE_CHANGE, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_volume_unmask(lsm_connect *conn,
    lsm_access_group *access_group, lsm_volume *volume, lsm_flag flags);

/**
 * Lists the volumes that an access group is granted.
 *
 * @param conn Connection from lsm_connect_password().
 * @param group Group to ask about.
 * @param volumes Out: the volumes, NULL when there are none; need not point at
 *     NULL. Free with lsm_volume_record_array_free().
 * @param count Out: number of elements.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_ACCESS_GROUP, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_volumes_accessible_by_access_group(lsm_connect *conn,
    lsm_access_group *group, lsm_volume **volumes[], uint32_t *count,
    lsm_flag flags);

/**
 * Lists the access groups that are granted a volume.
 *
 * @param conn Connection from lsm_connect_password().
 * @param volume Volume to ask about.
 * @param groups Out: the groups, NULL when there are none; need not point at
 *     NULL. Free with lsm_access_group_record_array_free().
 * @param group_count Out: number of elements.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_VOLUME, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_access_groups_granted_to_volume(lsm_connect *conn,
    lsm_volume *volume, lsm_access_group **groups[], uint32_t *group_count,
    lsm_flag flags);

/**
 * Sets how an iSCSI initiator and the array authenticate to each other (CHAP).
 * All four texts NULL turns it off.
 *
 * @param conn Connection from lsm_connect_password().
 * @param init_id iSCSI name of the initiator.
 * @param in_user Name that the initiator must give to the array; may be NULL.
 * @param in_password Password that the initiator must give to the array; may
 *     be NULL.
 * @param out_user Name that the array gives to the initiator; may be NULL.
 * @param out_password Password that the array gives to the initiator; may be
 *     NULL.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_iscsi_chap_auth(lsm_connect *conn, const char *init_id,
    const char *in_user, const char *in_password, const char *out_user,
    const char *out_password, lsm_flag flags);

/* File systems */

/**
 * Lists file systems.
 *
 * @param conn Connection from lsm_connect_password().
 * @param search_key NULL for all of them, or the field to compare: "id",
 *     "system_id", "pool_id".
 * @param search_value What the field must be equal to; NULL without a key.
 * @param fs Out: the file systems, NULL when there are none; need not point at
 *     NULL. Free with lsm_fs_record_array_free().
 * @param fs_count Out: number of elements.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_UNSUPPORTED_SEARCH_KEY, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_fs_list(lsm_connect *conn, const char *search_key,
    const char *search_value, lsm_fs **fs[], uint32_t *fs_count,
    lsm_flag flags);

/**
 * Makes a file system.
 *
 * @param conn Connection from lsm_connect_password().
 * @param pool Pool to take the space from.
 * @param name Name for people; not empty.
 * @param size_bytes Bytes, not 0; may be rounded up.
 * @param fs Out: the file system unless a job was started, to be freed with
 *     lsm_fs_record_free().
 * @param job Out: identifier of the job when one was started; must point at
 *     NULL. Free it with lsm_job_free() or free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK when done, LSM_ERR_JOB_STARTED when a job goes on, or
 *     LSM_ERR_INVALID_ARGUMENT; from the plug-in LSM_ERR_NAME_CONFLICT,
 *     LSM_ERR_NOT_FOUND_POOL, LSM_ERR_NOT_ENOUGH_SPACE,
 *     LSM_ERR_POOL_NOT_READY, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_fs_create(lsm_connect *conn, lsm_pool *pool,
    const char *name, uint64_t size_bytes, lsm_fs **fs, char **job,
    lsm_flag flags);

/**
 * Makes a file system larger or smaller.
 *
 * @param conn Connection from lsm_connect_password().
 * @param fs File system to change.
 * @param new_size_bytes Bytes, not 0; may be rounded up.
 * @param rfs Out: the file system as it is now unless a job was started, to be
 *     freed with lsm_fs_record_free().
 * @param job_id Out: identifier of the job when one was started; must point at
 *     NULL. Free it with lsm_job_free() or free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK when done, LSM_ERR_JOB_STARTED when a job goes on, or
 *     LSM_ERR_INVALID_ARGUMENT; from the plug-in LSM_ERR_NOT_FOUND_FS,
 *     LSM_ERR_NOT_ENOUGH_SPACE, LSM_ERR_POOL_NOT_READY,
 *     LSM_ERR_NO_STATE_CHANGE, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_fs_resize(lsm_connect *conn, lsm_fs *fs,
    uint64_t new_size_bytes, lsm_fs **rfs, char **job_id, lsm_flag flags);

/**
 * Deletes a file system with its data, snapshots and exports.
 *
 * @param conn Connection from lsm_connect_password().
 * @param fs File system to delete.
 * @param job Out: identifier of the job when one was started; must point at
 *     NULL. Free it with lsm_job_free() or free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK when done, LSM_ERR_JOB_STARTED when a job goes on, or
 *     LSM_ERR_INVALID_ARGUMENT; from the plug-in LSM_ERR_NOT_FOUND_FS,
 *     LSM_ERR_HAS_CHILD_DEPENDENCY, LSM_ERR_POOL_NOT_READY,
 *     LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_fs_delete(lsm_connect *conn, lsm_fs *fs, char **job,
    lsm_flag flags);

/**
 * Makes a writable clone of a file system.
 *
 * @param conn Connection from lsm_connect_password().
 * @param src_fs File system to clone.
 * @param name Name of the clone; not empty.
 * @param optional_ss Snapshot of it whose state to clone; NULL for the present
 *     state.
 * @param cloned_fs Out: the clone unless a job was started, to be freed with
 *     lsm_fs_record_free().
 * @param job Out: identifier of the job when one was started; must point at
 *     NULL. Free it with lsm_job_free() or free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK when done, LSM_ERR_JOB_STARTED when a job goes on, or
 *     LSM_ERR_INVALID_ARGUMENT; from the plug-in LSM_ERR_NAME_CONFLICT,
 *     LSM_ERR_NOT_FOUND_FS, LSM_ERR_NOT_FOUND_FS_SS, LSM_ERR_NOT_ENOUGH_SPACE,
 *     LSM_ERR_POOL_NOT_READY, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_fs_clone(lsm_connect *conn, lsm_fs *src_fs,
    const char *name, lsm_fs_ss *optional_ss, lsm_fs **cloned_fs, char **job,
    lsm_flag flags);

/**
 * Makes a clone of one file on the same file system. The folder of the clone
 * must exist.
 *
 * @param conn Connection from lsm_connect_password().
 * @param fs File system that has the file.
 * @param src_file_name File to clone.
 * @param dest_file_name Name of the clone.
 * @param snapshot Snapshot to take the file from; NULL for the present state.
 * @param job Out: identifier of the job when one was started; must point at
 *     NULL. Free it with lsm_job_free() or free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK when done, LSM_ERR_JOB_STARTED when a job goes on, or
 *     LSM_ERR_INVALID_ARGUMENT; from the plug-in LSM_ERR_NOT_FOUND_FS,
 *     LSM_ERR_NOT_FOUND_FS_SS, LSM_ERR_NOT_ENOUGH_SPACE, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_fs_file_clone(lsm_connect *conn, lsm_fs *fs,
    const char *src_file_name, const char *dest_file_name, lsm_fs_ss *snapshot,
    char **job, lsm_flag flags);

/**
 * Asks whether anything depends on a file system or on some of its files, as
 * clones do.
 *
 * @param conn Connection from lsm_connect_password().
 * @param fs File system to ask about.
 * @param files Files to ask about; NULL for the whole file system.
 * @param yes Out: 1 when something depends on it, else 0.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_FS, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_fs_child_dependency(lsm_connect *conn, lsm_fs *fs,
    lsm_string_list *files, uint8_t *yes, lsm_flag flags);

/**
 * Ends all that depends on a file system or on some of its files. Some systems
 * delete snapshots for it.
 *
 * @param conn Connection from lsm_connect_password().
 * @param fs File system that others depend on.
 * @param files Files that others depend on; NULL for the whole file system.
 * @param job Out: identifier of the job when one was started; must point at
 *     NULL. Free it with lsm_job_free() or free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK when done, LSM_ERR_JOB_STARTED when a job goes on, or
 *     LSM_ERR_INVALID_ARGUMENT; from the plug-in LSM_ERR_NOT_FOUND_FS,
 *     LSM_ERR_NO_STATE_CHANGE, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_fs_child_dependency_delete(lsm_connect *conn, lsm_fs *fs,
    lsm_string_list *files, char **job, lsm_flag flags);

/**
 * Lists the snapshots of a file system.
 *
 * @param conn Connection from lsm_connect_password().
 * @param fs File system to ask about.
 * @param ss Out: the snapshots, NULL when there are none. Free with
 *     lsm_fs_ss_record_array_free().
 * @param ss_count Out: number of elements.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_FS, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_fs_ss_list(lsm_connect *conn, lsm_fs *fs,
    lsm_fs_ss **ss[], uint32_t *ss_count, lsm_flag flags);

/**
 * Takes a snapshot of a file system.
 *
 * @param conn Connection from lsm_connect_password().
 * @param fs File system to keep the state of.
 * @param name Name for people; systems may choose another.
 * @param snapshot Out: the snapshot unless a job was started, to be freed with
 *     lsm_fs_ss_record_free().
 * @param job Out: identifier of the job when one was started; must point at
 *     NULL. Free it with lsm_job_free() or free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK when done, LSM_ERR_JOB_STARTED when a job goes on, or
 *     LSM_ERR_INVALID_ARGUMENT; from the plug-in LSM_ERR_NAME_CONFLICT,
 *     LSM_ERR_NOT_FOUND_FS, LSM_ERR_NOT_ENOUGH_SPACE, LSM_ERR_POOL_NOT_READY,
 *     LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_fs_ss_create(lsm_connect *conn, lsm_fs *fs,
    const char *name, lsm_fs_ss **snapshot, char **job, lsm_flag flags);

/**
 * Deletes a snapshot.
 *
 * @param conn Connection from lsm_connect_password().
 * @param fs File system that it belongs to.
 * @param ss Snapshot to delete.
 * @param job Out: identifier of the job when one was started; must point at
 *     NULL. Free it with lsm_job_free() or free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK when done, LSM_ERR_JOB_STARTED when a job goes on, or
 *     LSM_ERR_INVALID_ARGUMENT; from the plug-in LSM_ERR_NOT_FOUND_FS,
 *     LSM_ERR_NOT_FOUND_FS_SS, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_fs_ss_delete(lsm_connect *conn, lsm_fs *fs,
    lsm_fs_ss *ss, char **job, lsm_flag flags);

/**
 * Brings a file system, or some of its files, back to the state of a snapshot.
 * What was written since is lost.
 *
 * @param conn Connection from lsm_connect_password().
 * @param fs File system to restore.
 * @param ss Snapshot of it.
 * @param files Files to restore; NULL with all_files.
 * @param restore_files Where to put each of them, in the same order; NULL for
 *     where they were.
 * @param all_files Not 0 to restore everything.
 * @param job Out: identifier of the job when one was started; must point at
 *     NULL. Free it with lsm_job_free() or free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK when done, LSM_ERR_JOB_STARTED when a job goes on, or
 *     LSM_ERR_INVALID_ARGUMENT; from the plug-in LSM_ERR_NOT_FOUND_FS,
 *     LSM_ERR_NOT_FOUND_FS_SS, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_fs_ss_restore(lsm_connect *conn, lsm_fs *fs,
    lsm_fs_ss *ss, lsm_string_list *files, lsm_string_list *restore_files,
    int all_files, char **job, lsm_flag flags);

/* NFS */

/**
 * Lists the ways in which hosts can authenticate. Declared by 1.10.3, but
 * missing from its library.
 *
 * @param conn Connection from lsm_connect_password().
 * @param types Out: the ways; free with lsm_string_list_free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_nfs_auth_types(lsm_connect *conn,
    lsm_string_list **types, lsm_flag flags);

/**
 * Lists NFS exports.
 *
 * @param conn Connection from lsm_connect_password().
 * @param search_key NULL for all of them, or the field to compare: "id",
 *     "fs_id".
 * @param search_value What the field must be equal to; NULL without a key.
 * @param exports Out: the exports, NULL when there are none. Free with
 *     lsm_nfs_export_record_array_free().
 * @param count Out: number of elements.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_UNSUPPORTED_SEARCH_KEY, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_nfs_list(lsm_connect *conn, const char *search_key,
    const char *search_value, lsm_nfs_export **exports[], uint32_t *count,
    lsm_flag flags);

/**
 * Exports a file system. At least one of the three lists must be given, even
 * if empty.
 *
 * @param conn Connection from lsm_connect_password().
 * @param fs_id Identifier of the file system.
 * @param export_path Path that hosts mount; NULL lets the system choose.
 * @param root_list Hosts whose root stays root; may be NULL.
 * @param rw_list Hosts that may read and write; may be NULL.
 * @param ro_list Hosts that may read; may be NULL. No host may be in both.
 * @param anon_uid User id for anonymous access, or
 *     LSM_NFS_EXPORT_ANON_UID_GID_NA.
 * @param anon_gid Group id for anonymous access, or
 *     LSM_NFS_EXPORT_ANON_UID_GID_NA.
 * @param auth_type One of lsm_nfs_auth_types(); may be NULL.
 * @param options Further options, in the words of the array; may be NULL.
 * @param exported Out: the export, to be freed with
 *     lsm_nfs_export_record_free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NAME_CONFLICT, LSM_ERR_NOT_FOUND_FS, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_nfs_export_fs(lsm_connect *conn, const char *fs_id,
    const char *export_path, lsm_string_list *root_list,
    lsm_string_list *rw_list, lsm_string_list *ro_list, uint64_t anon_uid,
    uint64_t anon_gid, const char *auth_type, const char *options,
    lsm_nfs_export **exported, lsm_flag flags);

/**
 * Ends an NFS export.
 *
 * @param conn Connection from lsm_connect_password().
 * @param e Export to end.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT; from the plug-in
 *     LSM_ERR_NOT_FOUND_NFS_EXPORT, LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_nfs_export_delete(lsm_connect *conn, lsm_nfs_export *e,
    lsm_flag flags);

#ifdef __cplusplus
}
#endif

#endif /* LIBSTORAGEMGMT_H */
