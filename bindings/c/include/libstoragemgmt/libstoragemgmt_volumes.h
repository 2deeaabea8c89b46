/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/**
 * @file
 * Volumes: storage that hosts see as disks.
 */

#ifndef LIBSTORAGEMGMT_VOLUMES_H
#define LIBSTORAGEMGMT_VOLUMES_H

#include "libstoragemgmt_common.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Frees a volume and everything it holds.
 *
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p v is NULL, has been
 *     freed already or is no volume.
 */
LSM_DLL_EXPORT int lsm_volume_record_free(lsm_volume *v);

/**
 * Copies a volume with everything it holds.
 *
 * @return The copy, to be freed with lsm_volume_record_free(); NULL when @p
 *     vol is not a valid volume or memory ran out.
 */
LSM_DLL_EXPORT lsm_volume *lsm_volume_record_copy(lsm_volume *vol);

/**
 * Frees an array of volumes: every element, then the array itself. Elements
 * that are NULL are skipped.
 *
 * @param size Number of elements.
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p init is NULL.
 */
LSM_DLL_EXPORT int lsm_volume_record_array_free(lsm_volume *init[],
    uint32_t size);

/**
 * Identifier of the volume, unique within its system.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_volume_id_get(lsm_volume *v);

/**
 * Name of the volume, for people.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_volume_name_get(lsm_volume *v);

/**
 * NAA identifier that hosts see in SCSI page 0x83: hexadecimal digits as for
 * lsm_volume_vpd83_verify().
 *
 * @return Text owned by the record: do not free. NULL when the volume has none
 *     or the record is not valid.
 */
LSM_DLL_EXPORT const char *lsm_volume_vpd83_get(lsm_volume *v);

/** Size of a block in bytes. 0 when the record is not valid. */
LSM_DLL_EXPORT uint64_t lsm_volume_block_size_get(lsm_volume *v);

/** Number of blocks. 0 when the record is not valid. */
LSM_DLL_EXPORT uint64_t lsm_volume_number_of_blocks_get(lsm_volume *v);

/**
 * Whether hosts can reach the volume: LSM_VOLUME_ADMIN_STATE_ENABLED or
 * LSM_VOLUME_ADMIN_STATE_DISABLED. LSM_VOLUME_ADMIN_STATE_ENABLED when the
 * record is not valid.
 */
LSM_DLL_EXPORT uint32_t lsm_volume_admin_state_get(lsm_volume *v);

/**
 * Identifier of the system that the volume belongs to.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT char *lsm_volume_system_id_get(lsm_volume *v);

/**
 * Identifier of the pool that the volume was made from.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT char *lsm_volume_pool_id_get(lsm_volume *v);

#ifdef __cplusplus
}
#endif

#endif /* LIBSTORAGEMGMT_VOLUMES_H */
