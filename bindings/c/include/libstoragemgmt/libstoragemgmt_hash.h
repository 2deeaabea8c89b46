/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/**
 * @file
 * Maps from text to text, such as the parameters of a URI.
 */

#ifndef LIBSTORAGEMGMT_HASH_H
#define LIBSTORAGEMGMT_HASH_H

#include "libstoragemgmt_common.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Makes an empty map.
 *
 * @return The map, to be freed with lsm_hash_free(); NULL when memory ran out.
 */
LSM_DLL_EXPORT lsm_hash *lsm_hash_alloc(void);

/**
 * Frees a map with its keys and values.
 *
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p op is NULL, has been
 *     freed already or is no map.
 */
LSM_DLL_EXPORT int lsm_hash_free(lsm_hash *op);

/**
 * Lists the keys, in no particular order.
 *
 * @param l Out: the keys, to be freed with lsm_string_list_free(). Left as it
 *     is when the map is empty, so set it to NULL before.
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT or LSM_ERR_NO_MEMORY.
 */
LSM_DLL_EXPORT int lsm_hash_keys(lsm_hash *op, lsm_string_list **l);

/**
 * Looks a key up.
 *
 * @return Value owned by the map, good until the key is set again: do not
 *     free. NULL when there is none or an argument is not valid.
 */
LSM_DLL_EXPORT const char *lsm_hash_string_get(lsm_hash *op, const char *key);

/**
 * Stores a copy of a key and its value, in place of what the key had before.
 *
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT or LSM_ERR_NO_MEMORY.
 */
LSM_DLL_EXPORT int lsm_hash_string_set(lsm_hash *op, const char *key,
    const char *value);

/**
 * Copies a map with its keys and values.
 *
 * @return The copy, to be freed with lsm_hash_free(); NULL when @p src is not
 *     a valid map or memory ran out.
 */
LSM_DLL_EXPORT lsm_hash *lsm_hash_copy(lsm_hash *src);

#ifdef __cplusplus
}
#endif

#endif /* LIBSTORAGEMGMT_HASH_H */
