/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/**
 * @file
 * Disks of a system.
 */

#ifndef LIBSTORAGEMGMT_DISK_H
#define LIBSTORAGEMGMT_DISK_H

#include "libstoragemgmt_common.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Frees a disk and everything it holds.
 *
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p d is NULL, has been
 *     freed already or is no disk.
 */
LSM_DLL_EXPORT int lsm_disk_record_free(lsm_disk *d);

/**
 * Copies a disk with everything it holds.
 *
 * @return The copy, to be freed with lsm_disk_record_free(); NULL when @p d is
 *     not a valid disk or memory ran out.
 */
LSM_DLL_EXPORT lsm_disk *lsm_disk_record_copy(lsm_disk *d);

/**
 * Frees an array of disks: every element, then the array itself. Elements that
 * are NULL are skipped.
 *
 * @param size Number of elements.
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p disk is NULL.
 */
LSM_DLL_EXPORT int lsm_disk_record_array_free(lsm_disk *disk[], uint32_t size);

/**
 * Identifier of the disk, unique within its system.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_disk_id_get(lsm_disk *d);

/**
 * Name of the disk, for people.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_disk_name_get(lsm_disk *d);

/** Kind of the disk. LSM_DISK_TYPE_UNKNOWN when the record is not valid. */
LSM_DLL_EXPORT lsm_disk_type lsm_disk_type_get(lsm_disk *d);

/**
 * Number of blocks; LSM_DISK_BLOCK_COUNT_NOT_FOUND as a uint64_t when not
 * known. 0 when the record is not valid.
 */
LSM_DLL_EXPORT uint64_t lsm_disk_number_of_blocks_get(lsm_disk *d);

/**
 * Size of a block in bytes; LSM_DISK_BLOCK_SIZE_NOT_FOUND as a uint64_t when
 * not known. 0 when the record is not valid.
 */
LSM_DLL_EXPORT uint64_t lsm_disk_block_size_get(lsm_disk *d);

/**
 * State of the disk: a set of LSM_DISK_STATUS_ bits. LSM_DISK_STATUS_UNKNOWN
 * when the record is not valid.
 */
LSM_DLL_EXPORT uint64_t lsm_disk_status_get(lsm_disk *d);

/**
 * Where the disk sits, in the words of the system.
 *
 * Since 1.3.
 *
 * @return Text owned by the record: do not free. NULL when the plug-in does
 *     not tell or the record is not valid.
 */
LSM_DLL_EXPORT const char *lsm_disk_location_get(lsm_disk *d);

/**
 * Speed in revolutions per minute, or one of the LSM_DISK_RPM_ values;
 * LSM_DISK_RPM_NO_SUPPORT when the plug-in does not tell. LSM_DISK_RPM_UNKNOWN
 * when the record is not valid. Since 1.3.
 */
LSM_DLL_EXPORT int32_t lsm_disk_rpm_get(lsm_disk *d);

/**
 * How the disk is attached; LSM_DISK_LINK_TYPE_NO_SUPPORT when the plug-in
 * does not tell. LSM_DISK_LINK_TYPE_UNKNOWN when the record is not valid.
 * Since 1.3.
 */
LSM_DLL_EXPORT lsm_disk_link_type lsm_disk_link_type_get(lsm_disk *d);

/**
 * Identifier of the system that the disk belongs to.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_disk_system_id_get(lsm_disk *d);

/**
 * NAA identifier of a disk that hosts see directly: hexadecimal digits as for
 * lsm_volume_vpd83_verify().
 *
 * Since 1.3.
 *
 * @return Text owned by the record: do not free. NULL when the plug-in does
 *     not tell or the record is not valid.
 */
LSM_DLL_EXPORT const char *lsm_disk_vpd83_get(lsm_disk *d);

#ifdef __cplusplus
}
#endif

#endif /* LIBSTORAGEMGMT_DISK_H */
