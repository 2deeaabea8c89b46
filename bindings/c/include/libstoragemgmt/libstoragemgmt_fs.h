/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/**
 * @file
 * File systems of a system that exports files.
 */

#ifndef LSM_FS_H
#define LSM_FS_H

#include "libstoragemgmt_common.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Frees a file system and everything it holds.
 *
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p fs is NULL, has been
 *     freed already or is no file system.
 */
LSM_DLL_EXPORT int lsm_fs_record_free(lsm_fs *fs);

/**
 * Copies a file system with everything it holds.
 *
 * @return The copy, to be freed with lsm_fs_record_free(); NULL when @p source
 *     is not a valid file system or memory ran out.
 */
LSM_DLL_EXPORT lsm_fs *lsm_fs_record_copy(lsm_fs *source);

/**
 * Frees an array of file systems: every element, then the array itself.
 * Elements that are NULL are skipped.
 *
 * @param size Number of elements.
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p fs is NULL.
 */
LSM_DLL_EXPORT int lsm_fs_record_array_free(lsm_fs *fs[], uint32_t size);

/**
 * Identifier of the file system, unique within its system.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_fs_id_get(lsm_fs *fs);

/**
 * Name of the file system, for people.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_fs_name_get(lsm_fs *fs);

/**
 * Identifier of the system that the file system belongs to.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_fs_system_id_get(lsm_fs *fs);

/**
 * Identifier of the pool that the file system lives on.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_fs_pool_id_get(lsm_fs *fs);

/** Size in bytes. 0 when the record is not valid. */
LSM_DLL_EXPORT uint64_t lsm_fs_total_space_get(lsm_fs *fs);

/** Free space in bytes. 0 when the record is not valid. */
LSM_DLL_EXPORT uint64_t lsm_fs_free_space_get(lsm_fs *fs);

#ifdef __cplusplus
}
#endif

#endif /* LSM_FS_H */
