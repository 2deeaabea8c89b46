/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/**
 * @file
 * NFS exports: which hosts may mount a file system, and how.
 *
 * Setters copy what they are given; NULL clears a text or a list.
 */

#ifndef LSM_NFS_EXPORT_H
#define LSM_NFS_EXPORT_H

#include "libstoragemgmt_common.h"

#ifdef __cplusplus
extern "C" {
#endif

/** No user or group is set for anonymous access. */
#define LSM_NFS_EXPORT_ANON_UID_GID_NA (-1)
/** What the getters of the anonymous user and group give for a bad record. */
#define LSM_NFS_EXPORT_ANON_UID_GID_ERROR (-2)
/** Old name of LSM_NFS_EXPORT_ANON_UID_GID_NA. */
#define ANON_UID_GID_NA LSM_NFS_EXPORT_ANON_UID_GID_NA
/** Old name of LSM_NFS_EXPORT_ANON_UID_GID_ERROR. */
#define ANON_UID_GID_ERROR LSM_NFS_EXPORT_ANON_UID_GID_ERROR

/**
 * Makes an NFS export. All arguments are copied; all but @p fs_id may be NULL.
 *
 * @param id Identifier of the export.
 * @param fs_id Identifier of the file system; must not be NULL.
 * @param export_path Path that hosts mount.
 * @param auth How hosts authenticate, one of lsm_nfs_auth_types().
 * @param root Hosts whose root stays root.
 * @param rw Hosts that may read and write.
 * @param ro Hosts that may read.
 * @param anonuid User id for anonymous access, or
 *     LSM_NFS_EXPORT_ANON_UID_GID_NA.
 * @param anongid Group id for anonymous access, or
 *     LSM_NFS_EXPORT_ANON_UID_GID_NA.
 * @param options Further options, in the words of the array.
 * @param plugin_data Text private to the plug-in that comes back with the
 *     record; may be NULL.
 * @return The record, to be freed with lsm_nfs_export_record_free(); NULL when
 *     @p fs_id is NULL or memory ran out.
 */
LSM_DLL_EXPORT lsm_nfs_export *lsm_nfs_export_record_alloc(const char *id,
    const char *fs_id, const char *export_path, const char *auth,
    lsm_string_list *root, lsm_string_list *rw, lsm_string_list *ro,
    uint64_t anonuid, uint64_t anongid, const char *options,
    const char *plugin_data);

/**
 * Makes an array of @p size pointers to NFS exports, all NULL.
 *
 * @param size Number of elements.
 * @return The array, to be freed with lsm_nfs_export_record_array_free(); NULL
 *     when @p size is 0 or memory ran out.
 */
LSM_DLL_EXPORT lsm_nfs_export **lsm_nfs_export_record_array_alloc(
    uint32_t size);

/**
 * Frees a NFS export and everything it holds.
 *
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p exp is NULL, has been
 *     freed already or is no NFS export.
 */
LSM_DLL_EXPORT int lsm_nfs_export_record_free(lsm_nfs_export *exp);

/**
 * Frees an array of NFS exports: every element, then the array itself.
 * Elements that are NULL are skipped.
 *
 * @param size Number of elements.
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p exps is NULL.
 */
LSM_DLL_EXPORT int lsm_nfs_export_record_array_free(lsm_nfs_export *exps[],
    uint32_t size);

/**
 * Copies a NFS export with everything it holds.
 *
 * @return The copy, to be freed with lsm_nfs_export_record_free(); NULL when
 *     @p source is not a valid NFS export or memory ran out.
 */
LSM_DLL_EXPORT lsm_nfs_export *lsm_nfs_export_record_copy(
    lsm_nfs_export *source);

/**
 * Identifier of the export.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_nfs_export_id_get(lsm_nfs_export *exp);

/**
 * Sets the identifier of the export.
 *
 * @param ep Identifier.
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT or LSM_ERR_NO_MEMORY.
 */
LSM_DLL_EXPORT int lsm_nfs_export_id_set(lsm_nfs_export *exp, const char *ep);

/**
 * Identifier of the file system that is exported.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_nfs_export_fs_id_get(lsm_nfs_export *exp);

/**
 * Sets the file system that is exported.
 *
 * @param fs_id Identifier of the file system.
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT or LSM_ERR_NO_MEMORY.
 */
LSM_DLL_EXPORT int lsm_nfs_export_fs_id_set(lsm_nfs_export *exp,
    const char *fs_id);

/**
 * Path that hosts mount.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_nfs_export_export_path_get(lsm_nfs_export *exp);

/**
 * Sets the path that hosts mount.
 *
 * @param export_path Path.
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT or LSM_ERR_NO_MEMORY.
 */
LSM_DLL_EXPORT int lsm_nfs_export_export_path_set(lsm_nfs_export *exp,
    const char *export_path);

/**
 * How hosts authenticate, one of lsm_nfs_auth_types().
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_nfs_export_auth_type_get(lsm_nfs_export *exp);

/**
 * Sets how hosts authenticate.
 *
 * @param value One of lsm_nfs_auth_types().
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT or LSM_ERR_NO_MEMORY.
 */
LSM_DLL_EXPORT int lsm_nfs_export_auth_type_set(lsm_nfs_export *exp,
    const char *value);

/**
 * Hosts whose root stays root.
 *
 * @return List owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT lsm_string_list *lsm_nfs_export_root_get(lsm_nfs_export *exp);

/**
 * Sets the hosts whose root stays root.
 *
 * @param value Names or addresses of hosts.
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT or LSM_ERR_NO_MEMORY.
 */
LSM_DLL_EXPORT int lsm_nfs_export_root_set(lsm_nfs_export *exp,
    lsm_string_list *value);

/**
 * Hosts that may read and write.
 *
 * @return List owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT lsm_string_list *lsm_nfs_export_read_write_get(
    lsm_nfs_export *exp);

/**
 * Sets the hosts that may read and write.
 *
 * @param value Names or addresses of hosts.
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT or LSM_ERR_NO_MEMORY.
 */
LSM_DLL_EXPORT int lsm_nfs_export_read_write_set(lsm_nfs_export *exp,
    lsm_string_list *value);

/**
 * Hosts that may read.
 *
 * @return List owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT lsm_string_list *lsm_nfs_export_read_only_get(
    lsm_nfs_export *exp);

/**
 * Sets the hosts that may read.
 *
 * @param value Names or addresses of hosts.
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT or LSM_ERR_NO_MEMORY.
 */
LSM_DLL_EXPORT int lsm_nfs_export_read_only_set(lsm_nfs_export *exp,
    lsm_string_list *value);

/**
 * User id for anonymous access, LSM_NFS_EXPORT_ANON_UID_GID_NA as a uint64_t
 * when not set. LSM_NFS_EXPORT_ANON_UID_GID_ERROR when the record is not
 * valid.
 */
LSM_DLL_EXPORT uint64_t lsm_nfs_export_anon_uid_get(lsm_nfs_export *exp);

/**
 * Sets the user id for anonymous access.
 *
 * @param value User id, or LSM_NFS_EXPORT_ANON_UID_GID_NA.
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT.
 */
LSM_DLL_EXPORT int lsm_nfs_export_anon_uid_set(lsm_nfs_export *exp,
    uint64_t value);

/**
 * Group id for anonymous access, LSM_NFS_EXPORT_ANON_UID_GID_NA as a uint64_t
 * when not set. LSM_NFS_EXPORT_ANON_UID_GID_ERROR when the record is not
 * valid.
 */
LSM_DLL_EXPORT uint64_t lsm_nfs_export_anon_gid_get(lsm_nfs_export *exp);

/**
 * Sets the group id for anonymous access.
 *
 * @param value Group id, or LSM_NFS_EXPORT_ANON_UID_GID_NA.
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT.
 */
LSM_DLL_EXPORT int lsm_nfs_export_anon_gid_set(lsm_nfs_export *exp,
    uint64_t value);

/**
 * Further options, in the words of the array.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_nfs_export_options_get(lsm_nfs_export *exp);

/**
 * Sets further options.
 *
 * @param value Options in the words of the array.
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT or LSM_ERR_NO_MEMORY.
 */
LSM_DLL_EXPORT int lsm_nfs_export_options_set(lsm_nfs_export *exp,
    const char *value);

#ifdef __cplusplus
}
#endif

#endif /* LSM_NFS_EXPORT_H */
