/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/**
 * @file
 * Access groups: initiators of hosts that are granted volumes together.
 */

#ifndef LSM_ACCESS_GROUP_H
#define LSM_ACCESS_GROUP_H

#include "libstoragemgmt_common.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Frees a access group and everything it holds.
 *
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p group is NULL, has been
 *     freed already or is no access group.
 */
LSM_DLL_EXPORT int lsm_access_group_record_free(lsm_access_group *group);

/**
 * Frees an array of access groups: every element, then the array itself.
 * Elements that are NULL are skipped.
 *
 * @param size Number of elements.
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p ag is NULL.
 */
LSM_DLL_EXPORT int lsm_access_group_record_array_free(lsm_access_group *ag[],
    uint32_t size);

/**
 * Copies a access group with everything it holds.
 *
 * @return The copy, to be freed with lsm_access_group_record_free(); NULL when
 *     @p ag is not a valid access group or memory ran out.
 */
LSM_DLL_EXPORT lsm_access_group *lsm_access_group_record_copy(
    lsm_access_group *ag);

/**
 * Identifier of the group, unique within its system.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_access_group_id_get(lsm_access_group *group);

/**
 * Name of the group, for people.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_access_group_name_get(lsm_access_group *group);

/**
 * Identifier of the system that the group belongs to.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_access_group_system_id_get(
    lsm_access_group *group);

/**
 * Initiators in the group: WWPNs and iSCSI names.
 *
 * @return The list inside the record, not a copy: do not free or change it.
 *     NULL when the record is not valid.
 */
LSM_DLL_EXPORT lsm_string_list *lsm_access_group_initiator_id_get(
    lsm_access_group *group);

/**
 * Kind of the initiators in the group. LSM_ACCESS_GROUP_INIT_TYPE_UNKNOWN when
 * the record is not valid. Since 1.7.
 */
LSM_DLL_EXPORT lsm_access_group_init_type lsm_access_group_init_type_get(
    lsm_access_group *group);

#ifdef __cplusplus
}
#endif

#endif /* LSM_ACCESS_GROUP_H */
