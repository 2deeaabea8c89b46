/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/**
 * @file
 * Systems: arrays, RAID cards and whatever else a plug-in manages.
 */

#ifndef LIBSTORAGEMGMT_SYSTEMS_H
#define LIBSTORAGEMGMT_SYSTEMS_H

#include "libstoragemgmt_common.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Copies a system with everything it holds.
 *
 * @return The copy, to be freed with lsm_system_record_free(); NULL when @p s
 *     is not a valid system or memory ran out.
 */
LSM_DLL_EXPORT lsm_system *lsm_system_record_copy(lsm_system *s);

/**
 * Frees a system and everything it holds.
 *
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p s is NULL, has been
 *     freed already or is no system.
 */
LSM_DLL_EXPORT int lsm_system_record_free(lsm_system *s);

/**
 * Frees an array of systems: every element, then the array itself. Elements
 * that are NULL are skipped.
 *
 * @param size Number of elements.
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p s is NULL.
 */
LSM_DLL_EXPORT int lsm_system_record_array_free(lsm_system *s[], uint32_t size);

/**
 * Identifier of the system, unique within the plug-in.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_system_id_get(lsm_system *s);

/**
 * Name of the system, for people.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_system_name_get(lsm_system *s);

/**
 * Share of the cache that serves reads, 0 to 100 percent;
 * LSM_SYSTEM_READ_CACHE_PCT_NO_SUPPORT when the plug-in does not tell.
 * LSM_SYSTEM_READ_CACHE_PCT_UNKNOWN when the record is not valid. Since 1.3.
 */
LSM_DLL_EXPORT int lsm_system_read_cache_pct_get(lsm_system *s);

/**
 * State of the system: a set of LSM_SYSTEM_STATUS_ bits. UINT32_MAX when the
 * record is not valid.
 */
LSM_DLL_EXPORT uint32_t lsm_system_status_get(lsm_system *s);

/**
 * Version of the firmware.
 *
 * Since 1.3.
 *
 * @return Text owned by the record: do not free. NULL when the plug-in does
 *     not tell or the record is not valid.
 */
LSM_DLL_EXPORT const char *lsm_system_fw_version_get(lsm_system *s);

/**
 * Whether RAID volumes or plain disks are shown to the host;
 * LSM_SYSTEM_MODE_NO_SUPPORT when the plug-in does not tell.
 * LSM_SYSTEM_MODE_UNKNOWN when the record is not valid. Since 1.3.
 */
LSM_DLL_EXPORT lsm_system_mode_type lsm_system_mode_get(lsm_system *s);

#ifdef __cplusplus
}
#endif

#endif /* LIBSTORAGEMGMT_SYSTEMS_H */
