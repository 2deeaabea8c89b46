/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/**
 * @file
 * Snapshots of file systems.
 */

#ifndef LSM_SNAPSHOT_H
#define LSM_SNAPSHOT_H

#include "libstoragemgmt_common.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Frees a snapshot and everything it holds.
 *
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p ss is NULL, has been
 *     freed already or is no snapshot.
 */
LSM_DLL_EXPORT int lsm_fs_ss_record_free(lsm_fs_ss *ss);

/**
 * Copies a snapshot with everything it holds.
 *
 * @return The copy, to be freed with lsm_fs_ss_record_free(); NULL when @p
 *     source is not a valid snapshot or memory ran out.
 */
LSM_DLL_EXPORT lsm_fs_ss *lsm_fs_ss_record_copy(lsm_fs_ss *source);

/**
 * Frees an array of snapshots: every element, then the array itself. Elements
 * that are NULL are skipped.
 *
 * @param size Number of elements.
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p ss is NULL.
 */
LSM_DLL_EXPORT int lsm_fs_ss_record_array_free(lsm_fs_ss *ss[], uint32_t size);

/**
 * Identifier of the snapshot.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_fs_ss_id_get(lsm_fs_ss *ss);

/**
 * Name of the snapshot, for people.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_fs_ss_name_get(lsm_fs_ss *ss);

/**
 * When the snapshot was taken: seconds since 1970-01-01 00:00 UTC. 0 when the
 * record is not valid.
 */
LSM_DLL_EXPORT uint64_t lsm_fs_ss_time_stamp_get(lsm_fs_ss *ss);

#ifdef __cplusplus
}
#endif

#endif /* LSM_SNAPSHOT_H */
