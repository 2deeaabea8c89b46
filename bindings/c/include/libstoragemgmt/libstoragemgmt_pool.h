/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/**
 * @file
 * Pools: what volumes and file systems are carved from.
 */

#ifndef LIBSTORAGEMGMT_POOL_H
#define LIBSTORAGEMGMT_POOL_H

#include "libstoragemgmt_common.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Frees an array of pools: every element, then the array itself. Elements that
 * are NULL are skipped.
 *
 * @param size Number of elements.
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p pa is NULL.
 */
LSM_DLL_EXPORT int lsm_pool_record_array_free(lsm_pool *pa[], uint32_t size);

/**
 * Frees a pool and everything it holds.
 *
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p p is NULL, has been
 *     freed already or is no pool.
 */
LSM_DLL_EXPORT int lsm_pool_record_free(lsm_pool *p);

/**
 * Copies a pool with everything it holds.
 *
 * @return The copy, to be freed with lsm_pool_record_free(); NULL when @p
 *     to_be_copied is not a valid pool or memory ran out.
 */
LSM_DLL_EXPORT lsm_pool *lsm_pool_record_copy(lsm_pool *to_be_copied);

/**
 * Name of the pool, for people.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT char *lsm_pool_name_get(lsm_pool *p);

/**
 * Identifier of the pool, unique within its system.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT char *lsm_pool_id_get(lsm_pool *p);

/**
 * Size in bytes; LSM_POOL_TOTAL_SPACE_NOT_FOUND as a uint64_t when not known.
 * 0 when the record is not valid.
 */
LSM_DLL_EXPORT uint64_t lsm_pool_total_space_get(lsm_pool *p);

/**
 * Free space in bytes; LSM_POOL_FREE_SPACE_NOT_FOUND as a uint64_t when not
 * known. 0 when the record is not valid.
 */
LSM_DLL_EXPORT uint64_t lsm_pool_free_space_get(lsm_pool *p);

/**
 * State of the pool: a set of LSM_POOL_STATUS_ bits. UINT64_MAX when the
 * record is not valid.
 */
LSM_DLL_EXPORT uint64_t lsm_pool_status_get(lsm_pool *s);

/**
 * More about the state of the pool, for people.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_pool_status_info_get(lsm_pool *s);

/**
 * Identifier of the system that the pool belongs to.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT char *lsm_pool_system_id_get(lsm_pool *p);

/**
 * What can be made from the pool: a set of LSM_POOL_ELEMENT_TYPE_ bits. 0 when
 * the record is not valid.
 */
LSM_DLL_EXPORT uint64_t lsm_pool_element_type_get(lsm_pool *p);

/**
 * What cannot be done on the pool: a set of LSM_POOL_UNSUPPORTED_ bits. 0 when
 * the record is not valid.
 */
LSM_DLL_EXPORT uint64_t lsm_pool_unsupported_actions_get(lsm_pool *p);

#ifdef __cplusplus
}
#endif

#endif /* LIBSTORAGEMGMT_POOL_H */
