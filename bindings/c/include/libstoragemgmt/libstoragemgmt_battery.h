/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/**
 * @file
 * Batteries and capacitors that keep the caches of a system alive. Since 1.3.
 */

#ifndef LIBSTORAGEMGMT_BATTERY_H
#define LIBSTORAGEMGMT_BATTERY_H

#include "libstoragemgmt_common.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Frees a battery and everything it holds.
 *
 * Since 1.3.
 *
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p b is NULL, has been
 *     freed already or is no battery.
 */
LSM_DLL_EXPORT int lsm_battery_record_free(lsm_battery *b);

/**
 * Copies a battery with everything it holds.
 *
 * Since 1.3.
 *
 * @return The copy, to be freed with lsm_battery_record_free(); NULL when @p b
 *     is not a valid battery or memory ran out.
 */
LSM_DLL_EXPORT lsm_battery *lsm_battery_record_copy(lsm_battery *b);

/**
 * Frees an array of batteries: every element, then the array itself. Elements
 * that are NULL are skipped.
 *
 * Since 1.3.
 *
 * @param count Number of elements.
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p bs is NULL.
 */
LSM_DLL_EXPORT int lsm_battery_record_array_free(lsm_battery *bs[],
    uint32_t count);

/**
 * Identifier of the battery, unique within its system.
 *
 * Since 1.3.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_battery_id_get(lsm_battery *b);

/**
 * Name of the battery for people; may tell its place and model.
 *
 * Since 1.3.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_battery_name_get(lsm_battery *b);

/**
 * Kind of the battery. LSM_BATTERY_TYPE_UNKNOWN when the record is not valid.
 * Since 1.3.
 */
LSM_DLL_EXPORT lsm_battery_type lsm_battery_type_get(lsm_battery *b);

/**
 * State of the battery: a set of LSM_BATTERY_STATUS_ bits.
 * LSM_BATTERY_STATUS_UNKNOWN when the record is not valid. Since 1.3.
 */
LSM_DLL_EXPORT uint64_t lsm_battery_status_get(lsm_battery *b);

/**
 * Identifier of the system that the battery belongs to.
 *
 * Since 1.3.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_battery_system_id_get(lsm_battery *b);

#ifdef __cplusplus
}
#endif

#endif /* LIBSTORAGEMGMT_BATTERY_H */
