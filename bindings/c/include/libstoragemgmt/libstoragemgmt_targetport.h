/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/**
 * @file
 * Target ports: through which hosts reach the volumes of a system.
 */

#ifndef LIBSTORAGEMGMT_TARGET_PORT_H
#define LIBSTORAGEMGMT_TARGET_PORT_H

#include "libstoragemgmt_common.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Copies a target port with everything it holds.
 *
 * @return The copy, to be freed with lsm_target_port_record_free(); NULL when
 *     @p tp is not a valid target port or memory ran out.
 */
LSM_DLL_EXPORT lsm_target_port *lsm_target_port_copy(lsm_target_port *tp);

/**
 * Frees a target port and everything it holds.
 *
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p tp is NULL, has been
 *     freed already or is no target port.
 */
LSM_DLL_EXPORT int lsm_target_port_record_free(lsm_target_port *tp);

/**
 * Frees an array of target ports: every element, then the array itself.
 * Elements that are NULL are skipped.
 *
 * @param size Number of elements.
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p tp is NULL.
 */
LSM_DLL_EXPORT int lsm_target_port_record_array_free(lsm_target_port *tp[],
    uint32_t size);

/**
 * Identifier of the port, unique within its system.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_target_port_id_get(lsm_target_port *tp);

/**
 * Kind of the port. LSM_TARGET_PORT_TYPE_OTHER when the record is not valid.
 */
LSM_DLL_EXPORT lsm_target_port_type lsm_target_port_type_get(
    lsm_target_port *tp);

/**
 * Address that initiators speak to: a WWPN, or an iSCSI name.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_target_port_service_address_get(
    lsm_target_port *tp);

/**
 * Address in the network: a WWPN, or host:port with a name, an IPv4 address or
 * an IPv6 address in brackets.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_target_port_network_address_get(
    lsm_target_port *tp);

/**
 * Address of the hardware: a WWPN, or a MAC address.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_target_port_physical_address_get(
    lsm_target_port *tp);

/**
 * Name of the port as it is printed on the system.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_target_port_physical_name_get(
    lsm_target_port *tp);

/**
 * Identifier of the system that the port belongs to.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_target_port_system_id_get(lsm_target_port *tp);

#ifdef __cplusplus
}
#endif

#endif /* LIBSTORAGEMGMT_TARGET_PORT_H */
