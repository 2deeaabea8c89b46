/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/**
 * @file
 * Disks of this host and the lights of their slots, without a plug-in.
 *
 * A disk is named by its device node, or by a link to it. What the kernel knows
 * of it everybody may ask; its health takes a command and mostly root, and so
 * does switching a light. Each function gives an error record with what went
 * wrong whenever it does not return LSM_ERR_OK; a failure also overwrites the
 * output with NULL or with its value for "not known".
 */

#ifndef LIBSTORAGEMGMT_LOCAL_DISK_H
#define LIBSTORAGEMGMT_LOCAL_DISK_H

#include "libstoragemgmt_common.h"
#include "libstoragemgmt_error.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Finds the disks of this host that have an NAA identifier; with multipath
 * there are several nodes for one disk.
 *
 * Since 1.3.
 *
 * @param vpd83 Identifier in lower case, see lsm_volume_vpd83_verify(); at
 *     most 32 characters.
 * @param disk_path_list Out: device nodes such as "/dev/sda", NULL when no
 *     disk has it; free with lsm_string_list_free().
 * @return LSM_ERR_OK, also when nothing is found, or LSM_ERR_INVALID_ARGUMENT,
 *     LSM_ERR_LIB_BUG or LSM_ERR_NO_MEMORY.
 */
LSM_DLL_EXPORT int lsm_local_disk_vpd83_search(const char *vpd83,
    lsm_string_list **disk_path_list, lsm_error **lsm_err);

/**
 * Serial number of a disk, without blanks around it (SCSI page 0x80).
 *
 * Since 1.4.
 *
 * @param disk_path Device node, "/dev/sd...".
 * @param serial_num Out: the number; free with free().
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT, LSM_ERR_NOT_FOUND_DISK,
 *     LSM_ERR_NO_SUPPORT when the disk does not tell, LSM_ERR_LIB_BUG or
 *     LSM_ERR_NO_MEMORY.
 */
LSM_DLL_EXPORT int lsm_local_disk_serial_num_get(const char *disk_path,
    char **serial_num, lsm_error **lsm_err);

/**
 * NAA identifier of a disk, in lower case and without "0x" (SCSI page 0x83).
 *
 * Since 1.3.
 *
 * @param disk_path Device node, "/dev/sd...".
 * @param vpd83 Out: the identifier; free with free().
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT, LSM_ERR_NOT_FOUND_DISK,
 *     LSM_ERR_NO_SUPPORT when the disk has none, LSM_ERR_LIB_BUG or
 *     LSM_ERR_NO_MEMORY.
 */
LSM_DLL_EXPORT int lsm_local_disk_vpd83_get(const char *disk_path, char **vpd83,
    lsm_error **lsm_err);

/**
 * How healthy a disk says it is.
 *
 * Since 1.5.
 *
 * @param disk_path Device node, "/dev/sd..." or "/dev/nvme...".
 * @param health_status Out: one of the LSM_DISK_HEALTH_STATUS_ values;
 *     _UNKNOWN on failure.
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT, LSM_ERR_PERMISSION_DENIED,
 *     LSM_ERR_NOT_FOUND_DISK, LSM_ERR_NO_SUPPORT for links other than ATA, SAS
 *     and NVMe, or LSM_ERR_LIB_BUG.
 */
LSM_DLL_EXPORT int lsm_local_disk_health_status_get(const char *disk_path,
    int32_t *health_status, lsm_error **lsm_err);

/**
 * How fast a disk turns (SCSI page 0xB1).
 *
 * Since 1.3.
 *
 * @param disk_path Device node, "/dev/sd...".
 * @param rpm Out: revolutions per minute or one of the LSM_DISK_RPM_ values;
 *     _UNKNOWN on failure.
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT, LSM_ERR_NOT_FOUND_DISK,
 *     LSM_ERR_NO_SUPPORT or LSM_ERR_LIB_BUG.
 */
LSM_DLL_EXPORT int lsm_local_disk_rpm_get(const char *disk_path, int32_t *rpm,
    lsm_error **lsm_err);

/**
 * Lists the SCSI, ATA and NVMe disks of this host.
 *
 * Since 1.3.
 *
 * @param disk_paths Out: device nodes, an empty list when there are none; free
 *     with lsm_string_list_free().
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT, LSM_ERR_LIB_BUG or
 *     LSM_ERR_NO_MEMORY.
 */
LSM_DLL_EXPORT int lsm_local_disk_list(lsm_string_list **disk_paths,
    lsm_error **lsm_err);

/**
 * How a disk is attached.
 *
 * Since 1.3.
 *
 * @param disk_path Device node, "/dev/sd...".
 * @param link_type Out: kind of link; LSM_DISK_LINK_TYPE_UNKNOWN on failure.
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT, LSM_ERR_PERMISSION_DENIED,
 *     LSM_ERR_NOT_FOUND_DISK, LSM_ERR_NO_SUPPORT or LSM_ERR_LIB_BUG.
 */
LSM_DLL_EXPORT int lsm_local_disk_link_type_get(const char *disk_path,
    lsm_disk_link_type *link_type, lsm_error **lsm_err);

/**
 * Turns the identification light of a disk on; the fault light stays as it is.
 *
 * Since 1.3.
 *
 * @param disk_path Device node, "/dev/sd...".
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT, LSM_ERR_PERMISSION_DENIED,
 *     LSM_ERR_NOT_FOUND_DISK, LSM_ERR_NO_SUPPORT when nothing can control the
 *     light, or LSM_ERR_LIB_BUG.
 */
LSM_DLL_EXPORT int lsm_local_disk_ident_led_on(const char *disk_path,
    lsm_error **lsm_err);

/**
 * Turns the identification light of a disk off; the fault light stays as it
 * is.
 *
 * Since 1.3.
 *
 * @param disk_path Device node, "/dev/sd...".
 * @return As lsm_local_disk_ident_led_on().
 */
LSM_DLL_EXPORT int lsm_local_disk_ident_led_off(const char *disk_path,
    lsm_error **lsm_err);

/**
 * Turns the fault light of a disk on; the identification light stays as it is.
 *
 * Since 1.3.
 *
 * @param disk_path Device node, "/dev/sd...".
 * @return As lsm_local_disk_ident_led_on().
 */
LSM_DLL_EXPORT int lsm_local_disk_fault_led_on(const char *disk_path,
    lsm_error **lsm_err);

/**
 * Turns the fault light of a disk off; the identification light stays as it
 * is.
 *
 * Since 1.3.
 *
 * @param disk_path Device node, "/dev/sd...".
 * @return As lsm_local_disk_ident_led_on().
 */
LSM_DLL_EXPORT int lsm_local_disk_fault_led_off(const char *disk_path,
    lsm_error **lsm_err);

/**
 * Tells how the lights of a disk are.
 *
 * Since 1.4.
 *
 * @param disk_path Device node, "/dev/sd...".
 * @param led_status Out: a set of LSM_DISK_LED_STATUS_ bits; _UNKNOWN on
 *     failure.
 * @return As lsm_local_disk_ident_led_on().
 */
LSM_DLL_EXPORT int lsm_local_disk_led_status_get(const char *disk_path,
    uint32_t *led_status, lsm_error **lsm_err);

/**
 * Speed of the link that a disk is attached by.
 *
 * Since 1.4.
 *
 * @param disk_path Device node, "/dev/sd...".
 * @param link_speed Out: megabits per second; LSM_DISK_LINK_SPEED_UNKNOWN (0)
 *     on failure.
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT, LSM_ERR_PERMISSION_DENIED,
 *     LSM_ERR_NOT_FOUND_DISK, LSM_ERR_NO_SUPPORT for links other than ATA,
 *     SAS, FC and iSCSI, or LSM_ERR_LIB_BUG.
 */
LSM_DLL_EXPORT int lsm_local_disk_link_speed_get(const char *disk_path,
    uint32_t *link_speed, lsm_error **lsm_err);

/**
 * Opens the access to the lights of all disk slots.
 *
 * Since 1.10.
 *
 * @param handle Out: the access, to be closed with lsm_led_handle_free(); NULL
 *     on failure.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT, LSM_ERR_NO_MEMORY or
 *     LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_led_handle_get(lsm_led_handle **handle, lsm_flag flags);

/** Closes the access to lights. NULL is allowed. Since 1.10. */
LSM_DLL_EXPORT void lsm_led_handle_free(lsm_led_handle *handle);

/**
 * Begins a walk over the slots that have lights.
 *
 * Since 1.10.
 *
 * @param handle Access from lsm_led_handle_get().
 * @param slot_itr Out: the walk, to be freed with lsm_led_slot_iterator_free()
 *     before the handle is; must point at NULL.
 * @param lsm_err Out: what went wrong, to be freed with lsm_error_free(); must
 *     point at NULL.
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT, LSM_ERR_NO_MEMORY,
 *     LSM_ERR_LIB_BUG or LSM_ERR_NO_SUPPORT.
 */
LSM_DLL_EXPORT int lsm_led_slot_iterator_get(lsm_led_handle *handle,
    lsm_led_slot_itr **slot_itr, lsm_error **lsm_err, lsm_flag flags);

/**
 * Ends a walk and frees its slots. NULL is allowed.
 *
 * Since 1.10.
 *
 * @param handle Access that the walk was begun with.
 */
LSM_DLL_EXPORT void lsm_led_slot_iterator_free(lsm_led_handle *handle,
    lsm_led_slot_itr *slot_itr);

/**
 * Starts a walk over again.
 *
 * Since 1.10.
 *
 * @param handle Access that the walk was begun with.
 */
LSM_DLL_EXPORT void lsm_led_slot_iterator_reset(lsm_led_handle *handle,
    lsm_led_slot_itr *slot_itr);

/**
 * Goes to the next slot.
 *
 * Since 1.10.
 *
 * @param handle Access that the walk was begun with.
 * @return The slot, owned by the walk and good until the next call: do not
 *     free. NULL at the end.
 */
LSM_DLL_EXPORT lsm_led_slot *lsm_led_slot_next(lsm_led_handle *handle,
    lsm_led_slot_itr *slot_itr);

/**
 * Tells how the lights of a slot are: a set of LSM_DISK_LED_STATUS_ bits,
 * LSM_DISK_LED_STATUS_UNKNOWN when the slot is not valid. Fault bits are known
 * for SCSI enclosures only. Since 1.10.
 */
LSM_DLL_EXPORT uint32_t lsm_led_slot_status_get(lsm_led_slot *slot);

/**
 * Sets both lights of a slot. IDENT_ON, FAULT_ON, IDENT_OFF and FAULT_OFF are
 * taken alone (FAULT_ON turns both on, either OFF turns both off) and in the
 * pairs that name each light once.
 *
 * Since 1.10.
 *
 * @param handle Access from lsm_led_handle_get().
 * @param slot Slot from lsm_led_slot_next().
 * @param led_status One of the sets of LSM_DISK_LED_STATUS_ bits named above.
 * @param lsm_err Out: what went wrong, to be freed with lsm_error_free().
 * @param flags Reserved, must be LSM_CLIENT_FLAG_RSVD (0).
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT for other sets, or the error of
 *     the controller.
 */
LSM_DLL_EXPORT int lsm_led_slot_status_set(lsm_led_handle *handle,
    lsm_led_slot *slot, uint32_t led_status, lsm_error **lsm_err,
    lsm_flag flags);

/**
 * Name of the slot.
 *
 * Since 1.10.
 *
 * @return Text owned by the slot: do not free. NULL when the slot is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_led_slot_id(lsm_led_slot *slot);

/**
 * Device node of the disk in the slot.
 *
 * Since 1.10.
 *
 * @return Text owned by the slot: do not free. NULL when the slot is empty or
 *     not valid.
 */
LSM_DLL_EXPORT const char *lsm_led_slot_device(lsm_led_slot *slot);

#ifdef __cplusplus
}
#endif

#endif /* LIBSTORAGEMGMT_LOCAL_DISK_H */
