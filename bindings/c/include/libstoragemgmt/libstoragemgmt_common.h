/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/**
 * @file
 * Visibility of functions, lists of text, and the checks of identifiers.
 */

#ifndef LSM_COMMON_H
#define LSM_COMMON_H

#include "libstoragemgmt_types.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * What the library shows (EXPORT), what a program takes from it (IMPORT), and
 * what stays inside (LOCAL).
 */
#if defined _WIN32 || defined __CYGWIN__
#define LSM_DLL_IMPORT __declspec(dllimport)
#define LSM_DLL_EXPORT __declspec(dllexport)
#define LSM_DLL_LOCAL
#elif defined __GNUC__ && __GNUC__ >= 4
#define LSM_DLL_IMPORT __attribute__((visibility("default")))
#define LSM_DLL_EXPORT __attribute__((visibility("default")))
#define LSM_DLL_LOCAL __attribute__((visibility("hidden")))
#else
#define LSM_DLL_IMPORT
#define LSM_DLL_EXPORT
#define LSM_DLL_LOCAL
#endif

/**
 * Makes a list of texts.
 *
 * @param size Number of elements, all NULL at first; 0 makes an empty list.
 * @return The list, to be freed with lsm_string_list_free(); NULL when memory
 *     ran out.
 */
LSM_DLL_EXPORT lsm_string_list *lsm_string_list_alloc(uint32_t size);

/**
 * Frees a list and its texts.
 *
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p sl is NULL, has been
 *     freed already or is no list.
 */
LSM_DLL_EXPORT int lsm_string_list_free(lsm_string_list *sl);

/**
 * Copies a list with its texts; elements that are NULL stay NULL.
 *
 * @return The copy, to be freed with lsm_string_list_free(); NULL when @p src
 *     is not a valid list or memory ran out.
 */
LSM_DLL_EXPORT lsm_string_list *lsm_string_list_copy(lsm_string_list *src);

/**
 * Puts a copy of a text at a place in the list and frees what was there. A
 * place past the end makes the list longer; the elements between are NULL.
 *
 * @param index Place, counted from 0.
 * @param value Text; must not be NULL.
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT or LSM_ERR_NO_MEMORY.
 */
LSM_DLL_EXPORT int lsm_string_list_elem_set(lsm_string_list *sl, uint32_t index,
    const char *value);

/**
 * Text at a place in the list.
 *
 * @param index Place, counted from 0.
 * @return Text owned by the list, good until the list changes: do not free.
 *     NULL for an element that is NULL, past the end, or when @p sl is not a
 *     valid list.
 */
LSM_DLL_EXPORT const char *lsm_string_list_elem_get(lsm_string_list *sl,
    uint32_t index);

/** Number of elements; 0 when the list is not valid. */
LSM_DLL_EXPORT uint32_t lsm_string_list_size(lsm_string_list *sl);

/**
 * Adds a copy of a text at the end of the list.
 *
 * @param add Text; must not be NULL.
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT or LSM_ERR_NO_MEMORY.
 */
LSM_DLL_EXPORT int lsm_string_list_append(lsm_string_list *sl, const char *add);

/**
 * Takes an element out of the list and frees it; those behind it move down by
 * one, so walk backwards when you delete in a loop.
 *
 * @param index Place, counted from 0.
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when there is no such element.
 */
LSM_DLL_EXPORT int lsm_string_list_delete(lsm_string_list *sl, uint32_t index);

/**
 * Checks the name of an initiator: a WWPN (16 hexadecimal digits, "0x" in
 * front or '.', ':' or '-' between pairs allowed) or an iSCSI name (at least 5
 * characters that begin with "iqn", "eui" or "naa").
 *
 * @param init_id Name to check.
 * @param init_type In: LSM_ACCESS_GROUP_INIT_TYPE_WWPN or _ISCSI_IQN to try
 *     this form only, _UNKNOWN to try both. Out: the form that fits.
 * @return LSM_ERR_OK when the name is good, else LSM_ERR_INVALID_ARGUMENT.
 */
LSM_DLL_EXPORT int lsm_initiator_id_verify(const char *init_id,
    lsm_access_group_init_type *init_type);

/**
 * Checks an NAA identifier as SCSI page 0x83 has it: 32 hexadecimal digits
 * that begin with 6, or 16 that begin with 2, 3 or 5, without prefix, in
 * either case.
 *
 * @return LSM_ERR_OK when the identifier is good, else
 *     LSM_ERR_INVALID_ARGUMENT.
 */
LSM_DLL_EXPORT int lsm_volume_vpd83_verify(const char *vpd83);

#ifdef __cplusplus
}
#endif

#endif /* LSM_COMMON_H */
