/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/**
 * @file
 * Writing a plug-in in C.
 *
 * A plug-in is a program NAME_lsmplugin that is started for each session, with
 * the connected socket as its only argument. Its main() calls the library:
 *
 *     int main(int argc, char *argv[])
 *     {
 *         return lsm_plugin_init_v1(argc, argv, load, unload, "My array", "1.0");
 *     }
 *
 * load() connects to the array and calls one of the lsm_register_plugin functions
 * with the tables of the operations that the plug-in has. An operation that is
 * NULL answers LSM_ERR_NO_SUPPORT.
 *
 * What holds for all callbacks:
 *
 * - They return an lsm_error_number. LSM_ERR_JOB_STARTED means that *job was set;
 *   any other value but LSM_ERR_OK is sent to the client as an error, with the
 *   text that lsm_log_error_basic() or lsm_plugin_error_log() recorded.
 * - Arguments belong to the library and are good until the callback returns: copy
 *   what must live longer. Outputs belong to the library once the callback
 *   returned: records and arrays come from the constructors below, and text comes
 *   from malloc() or strdup().
 * - The first argument is the session, for lsm_private_data_get() and the errors.
 *   The last one is reserved flags, which may be ignored.
 * - One callback runs at a time.
 */

#ifndef LIBSTORAGEMGMT_PLUG_INTERFACE_H
#define LIBSTORAGEMGMT_PLUG_INTERFACE_H

#include "libstoragemgmt_common.h"
#include "libstoragemgmt_accessgroups.h"
#include "libstoragemgmt_battery.h"
#include "libstoragemgmt_blockrange.h"
#include "libstoragemgmt_capabilities.h"
#include "libstoragemgmt_disk.h"
#include "libstoragemgmt_error.h"
#include "libstoragemgmt_fs.h"
#include "libstoragemgmt_hash.h"
#include "libstoragemgmt_nfsexport.h"
#include "libstoragemgmt_pool.h"
#include "libstoragemgmt_snapshot.h"
#include "libstoragemgmt_systems.h"
#include "libstoragemgmt_volumes.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What a pointer of no type points at: the result of a job. */
typedef enum {
    /** Not known. */
    LSM_DATA_TYPE_UNKNOWN = -1,
    /** No result. */
    LSM_DATA_TYPE_NONE = 0,
    /** An lsm_access_group. */
    LSM_DATA_TYPE_ACCESS_GROUP = 1,
    /** An lsm_block_range. */
    LSM_DATA_TYPE_BLOCK_RANGE = 2,
    /** Job result FileSystem. */
    LSM_DATA_TYPE_FS = 3,
    /** An lsm_nfs_export. */
    LSM_DATA_TYPE_NFS_EXPORT = 4,
    /** Job result Pool. */
    LSM_DATA_TYPE_POOL = 5,
    /** Job result FsSnapshot. */
    LSM_DATA_TYPE_SS = 6,
    /** An lsm_string_list. */
    LSM_DATA_TYPE_STRING_LIST = 7,
    /** An lsm_system. */
    LSM_DATA_TYPE_SYSTEM = 8,
    /** Job result Volume. */
    LSM_DATA_TYPE_VOLUME = 9,
    /** An lsm_disk. */
    LSM_DATA_TYPE_DISK = 10
} lsm_data_type;

/** The plug-in's side of a session. */
typedef struct _lsm_plugin lsm_plugin;
/** Pointer to the plug-in's side of a session. */
typedef lsm_plugin *lsm_plugin_ptr;

/* Beginning and end of a session */

/**
 * Begins a session: connects to the array and calls an lsm_register_plugin
 * function.
 *
 * @param uri URI as the client gave it.
 * @param password For the array; empty when the client gave none.
 * @param timeout How long to wait for the array in one exchange, in
 *     milliseconds.
 */
typedef int (*lsm_plugin_register)(lsm_plugin_ptr c, const char *uri,
    const char *password, uint32_t timeout, lsm_flag flags);

/**
 * Ends a session and frees what the plug-in holds. The client has its answer
 * already.
 */
typedef int (*lsm_plugin_unregister)(lsm_plugin_ptr c, lsm_flag flags);

/* Management: struct lsm_mgmt_ops_v1 */

/**
 * Sets how long to wait for the array in one exchange.
 *
 * @param timeout Milliseconds.
 */
typedef int (*lsm_plug_tmo_set)(lsm_plugin_ptr c, uint32_t timeout,
    lsm_flag flags);

/**
 * Tells how long to wait for the array in one exchange.
 *
 * @param timeout Out: milliseconds.
 */
typedef int (*lsm_plug_tmo_get)(lsm_plugin_ptr c, uint32_t *timeout,
    lsm_flag flags);

/**
 * Tells what a system can do.
 *
 * @param sys System that is asked about.
 * @param cap Out: its capabilities, from lsm_capability_record_alloc().
 */
typedef int (*lsm_plug_capabilities)(lsm_plugin_ptr c, lsm_system *sys,
    lsm_storage_capabilities **cap, lsm_flag flags);

/**
 * Tells how a job stands.
 *
 * @param job Identifier of the job.
 * @param status Out: running, complete or failed.
 * @param percent_complete Out: 0 to 100.
 * @param type Out: what @p value points at: LSM_DATA_TYPE_NONE, _VOLUME, _FS,
 *     _SS or _POOL.
 * @param value Out: what the job made, once it is complete.
 */
typedef int (*lsm_plug_Job_status)(lsm_plugin_ptr c, const char *job,
    lsm_job_status *status, uint8_t *percent_complete, lsm_data_type *type,
    void **value, lsm_flag flags);

/**
 * Forgets a job.
 *
 * @param job_id Identifier of the job.
 */
typedef int (*lsm_plug_job_free)(lsm_plugin_ptr c, char *job_id,
    lsm_flag flags);

/**
 * Lists pools.
 *
 * @param search_key Field to compare, or NULL; lsm_plug_pool_search_filter()
 *     does it.
 * @param search_value What the field must be equal to.
 * @param pool_array Out: array from lsm_pool_record_array_alloc().
 * @param count Out: number of elements.
 */
typedef int (*lsm_plug_pool_list)(lsm_plugin_ptr c, const char *search_key,
    const char *search_value, lsm_pool **pool_array[], uint32_t *count,
    lsm_flag flags);

/**
 * Lists systems.
 *
 * @param systems Out: array from lsm_system_record_array_alloc().
 * @param system_count Out: number of elements.
 */
typedef int (*lsm_plug_system_list)(lsm_plugin_ptr c, lsm_system **systems[],
    uint32_t *system_count, lsm_flag flags);

/* Block storage: struct lsm_san_ops_v1 */

/**
 * Lists volumes.
 *
 * @param search_key Field to compare, or NULL; lsm_plug_volume_search_filter()
 *     does it.
 * @param search_val What the field must be equal to.
 * @param vol_array Out: array from lsm_volume_record_array_alloc().
 * @param count Out: number of elements.
 */
typedef int (*lsm_plug_volume_list)(lsm_plugin_ptr c, const char *search_key,
    const char *search_val, lsm_volume **vol_array[], uint32_t *count,
    lsm_flag flags);

/**
 * Lists disks.
 *
 * @param search_key Field to compare, or NULL; lsm_plug_disk_search_filter()
 *     does it.
 * @param search_value What the field must be equal to.
 * @param disk_array Out: array from lsm_disk_record_array_alloc().
 * @param count Out: number of elements.
 */
typedef int (*lsm_plug_disk_list)(lsm_plugin_ptr c, const char *search_key,
    const char *search_value, lsm_disk **disk_array[], uint32_t *count,
    lsm_flag flags);

/**
 * Lists target ports.
 *
 * @param search_key Field to compare, or NULL;
 *     lsm_plug_target_port_search_filter() does it.
 * @param search_value What the field must be equal to.
 * @param target_port_array Out: array from
 *     lsm_target_port_record_array_alloc().
 * @param count Out: number of elements.
 */
typedef int (*lsm_plug_target_port_list)(lsm_plugin_ptr c,
    const char *search_key, const char *search_value,
    lsm_target_port **target_port_array[], uint32_t *count, lsm_flag flags);

/**
 * Makes a volume; see lsm_volume_create().
 *
 * @param pool Pool to take the space from.
 * @param volume_name Name for people.
 * @param size Bytes; may be rounded up.
 * @param provisioning When the space is taken.
 * @param new_volume Out: the volume, when done.
 * @param job Out: identifier of the job, when one was started.
 */
typedef int (*lsm_plug_volume_create)(lsm_plugin_ptr c, lsm_pool *pool,
    const char *volume_name, uint64_t size,
    lsm_volume_provision_type provisioning, lsm_volume **new_volume, char **job,
    lsm_flag flags);

/**
 * Replicates a volume; see lsm_volume_replicate().
 *
 * @param pool Pool to take the space from; NULL for that of the source.
 * @param rep_type How to replicate.
 * @param volume_src Volume to replicate.
 * @param name Name of the new volume.
 * @param new_replicant Out: the new volume, when done.
 * @param job Out: identifier of the job, when one was started.
 */
typedef int (*lsm_plug_volume_replicate)(lsm_plugin_ptr c, lsm_pool *pool,
    lsm_replication_type rep_type, lsm_volume *volume_src, const char *name,
    lsm_volume **new_replicant, char **job, lsm_flag flags);

/**
 * Tells the unit in which runs of blocks count.
 *
 * @param system System that is asked about.
 * @param bs Out: bytes.
 */
typedef int (*lsm_plug_volume_replicate_range_block_size)(lsm_plugin_ptr c,
    lsm_system *system, uint32_t *bs, lsm_flag flags);

/**
 * Copies or clones runs of blocks; see lsm_volume_replicate_range().
 *
 * @param rep_type How to replicate.
 * @param source Volume to read from.
 * @param dest Volume to write to; may be the same.
 * @param ranges Runs of blocks.
 * @param num_ranges Number of runs.
 * @param job Out: identifier of the job, when one was started.
 */
typedef int (*lsm_plug_volume_replicate_range)(lsm_plugin_ptr c,
    lsm_replication_type rep_type, lsm_volume *source, lsm_volume *dest,
    lsm_block_range **ranges, uint32_t num_ranges, char **job, lsm_flag flags);

/**
 * Makes a volume larger or smaller; see lsm_volume_resize().
 *
 * @param volume Volume to change.
 * @param new_size Bytes; may be rounded up.
 * @param resized_volume Out: the volume as it is now, when done.
 * @param job Out: identifier of the job, when one was started.
 */
typedef int (*lsm_plug_volume_resize)(lsm_plugin_ptr c, lsm_volume *volume,
    uint64_t new_size, lsm_volume **resized_volume, char **job, lsm_flag flags);

/**
 * Deletes a volume.
 *
 * @param volume Volume to delete.
 * @param job Out: identifier of the job, when one was started.
 */
typedef int (*lsm_plug_volume_delete)(lsm_plugin_ptr c, lsm_volume *volume,
    char **job, lsm_flag flags);

/**
 * Lets hosts reach a volume.
 *
 * @param v Volume to bring online.
 */
typedef int (*lsm_plug_volume_enable)(lsm_plugin_ptr c, lsm_volume *v,
    lsm_flag flags);

/**
 * Stops hosts from reaching a volume.
 *
 * @param v Volume to take offline.
 */
typedef int (*lsm_plug_volume_disable)(lsm_plugin_ptr c, lsm_volume *v,
    lsm_flag flags);

/**
 * Sets how an iSCSI initiator and the array authenticate; see
 * lsm_iscsi_chap_auth(). All four texts NULL turns it off.
 *
 * @param init_id iSCSI name of the initiator.
 * @param in_user Name that the initiator must give; may be NULL.
 * @param in_password Password that the initiator must give; may be NULL.
 * @param out_user Name that the array gives; may be NULL.
 * @param out_password Password that the array gives; may be NULL.
 */
typedef int (*lsm_plug_iscsi_chap_auth)(lsm_plugin_ptr c, const char *init_id,
    const char *in_user, const char *in_password, const char *out_user,
    const char *out_password, lsm_flag flags);

/**
 * Lists access groups.
 *
 * @param search_key Field to compare, or NULL;
 *     lsm_plug_access_group_search_filter() does it.
 * @param search_value What the field must be equal to.
 * @param groups Out: array from lsm_access_group_record_array_alloc().
 * @param group_count Out: number of elements.
 */
typedef int (*lsm_plug_access_group_list)(lsm_plugin_ptr c,
    const char *search_key, const char *search_value,
    lsm_access_group **groups[], uint32_t *group_count, lsm_flag flags);

/**
 * Makes an access group with one initiator.
 *
 * @param name Name for people.
 * @param initiator_id First initiator.
 * @param init_type Kind of the initiator.
 * @param system System to make the group on.
 * @param access_group Out: the group.
 */
typedef int (*lsm_plug_access_group_create)(lsm_plugin_ptr c, const char *name,
    const char *initiator_id, lsm_access_group_init_type init_type,
    lsm_system *system, lsm_access_group **access_group, lsm_flag flags);

/**
 * Deletes an access group.
 *
 * @param group Group to delete.
 */
typedef int (*lsm_plug_access_group_delete)(lsm_plugin_ptr c,
    lsm_access_group *group, lsm_flag flags);

/**
 * Adds an initiator to an access group.
 *
 * @param access_group Group to change.
 * @param initiator_id Initiator to add.
 * @param id_type Kind of the initiator.
 * @param updated_access_group Out: the group as it is now.
 */
typedef int (*lsm_plug_access_group_initiator_add)(lsm_plugin_ptr c,
    lsm_access_group *access_group, const char *initiator_id,
    lsm_access_group_init_type id_type, lsm_access_group **updated_access_group,
    lsm_flag flags);

/**
 * Takes an initiator out of an access group.
 *
 * @param access_group Group to change.
 * @param initiator_id Initiator to take out.
 * @param id_type Kind of the initiator.
 * @param updated_access_group Out: the group as it is now.
 */
typedef int (*lsm_plug_access_group_initiator_delete)(lsm_plugin_ptr c,
    lsm_access_group *access_group, const char *initiator_id,
    lsm_access_group_init_type id_type, lsm_access_group **updated_access_group,
    lsm_flag flags);

/**
 * Grants an access group a volume.
 *
 * @param group Group to grant to.
 * @param volume Volume to grant.
 */
typedef int (*lsm_plug_volume_mask)(lsm_plugin_ptr c, lsm_access_group *group,
    lsm_volume *volume, lsm_flag flags);

/**
 * Takes the grant of a volume back from an access group.
 *
 * @param group Group to take it from.
 * @param volume Volume that was granted.
 */
typedef int (*lsm_plug_volume_unmask)(lsm_plugin_ptr c, lsm_access_group *group,
    lsm_volume *volume, lsm_flag flags);

/**
 * Lists the volumes that an access group is granted.
 *
 * @param group Group that is asked about.
 * @param volumes Out: array from lsm_volume_record_array_alloc().
 * @param count Out: number of elements.
 */
typedef int (*lsm_plug_volumes_accessible_by_access_group)(lsm_plugin_ptr c,
    lsm_access_group *group, lsm_volume **volumes[], uint32_t *count,
    lsm_flag flags);

/**
 * Lists the access groups that are granted a volume.
 *
 * @param volume Volume that is asked about.
 * @param groups Out: array from lsm_access_group_record_array_alloc().
 * @param group_count Out: number of elements.
 */
typedef int (*lsm_plug_access_groups_granted_to_volume)(lsm_plugin_ptr c,
    lsm_volume *volume, lsm_access_group **groups[], uint32_t *group_count,
    lsm_flag flags);

/**
 * Tells whether other volumes depend on a volume.
 *
 * @param volume Volume that is asked about.
 * @param yes Out: 1 when something depends on it, else 0.
 */
typedef int (*lsm_plug_volume_child_dependency)(lsm_plugin_ptr c,
    lsm_volume *volume, uint8_t *yes, lsm_flag flags);

/**
 * Makes all volumes that depend on a volume stand alone.
 *
 * @param volume Volume that others depend on.
 * @param job Out: identifier of the job, when one was started.
 */
typedef int (*lsm_plug_volume_child_dependency_delete)(lsm_plugin_ptr c,
    lsm_volume *volume, char **job, lsm_flag flags);

/* File systems: struct lsm_fs_ops_v1 */

/**
 * Lists file systems.
 *
 * @param search_key Field to compare, or NULL; lsm_plug_fs_search_filter()
 *     does it.
 * @param search_value What the field must be equal to.
 * @param fs Out: array from lsm_fs_record_array_alloc().
 * @param fs_count Out: number of elements.
 */
typedef int (*lsm_plug_fs_list)(lsm_plugin_ptr c, const char *search_key,
    const char *search_value, lsm_fs **fs[], uint32_t *fs_count,
    lsm_flag flags);

/**
 * Makes a file system.
 *
 * @param pool Pool to take the space from.
 * @param name Name for people.
 * @param size_bytes Bytes; may be rounded up.
 * @param fs Out: the file system, when done.
 * @param job Out: identifier of the job, when one was started.
 */
typedef int (*lsm_plug_fs_create)(lsm_plugin_ptr c, lsm_pool *pool,
    const char *name, uint64_t size_bytes, lsm_fs **fs, char **job,
    lsm_flag flags);

/**
 * Deletes a file system.
 *
 * @param fs File system to delete.
 * @param job Out: identifier of the job, when one was started.
 */
typedef int (*lsm_plug_fs_delete)(lsm_plugin_ptr c, lsm_fs *fs, char **job,
    lsm_flag flags);

/**
 * Makes a writable clone of a file system. The order of arguments differs from
 * that of lsm_fs_clone().
 *
 * @param src_fs File system to clone.
 * @param dest_fs_name Name of the clone.
 * @param cloned_fs Out: the clone, when done.
 * @param optional_snapshot Snapshot whose state to clone; NULL for the present
 *     state.
 * @param job Out: identifier of the job, when one was started.
 */
typedef int (*lsm_plug_fs_clone)(lsm_plugin_ptr c, lsm_fs *src_fs,
    const char *dest_fs_name, lsm_fs **cloned_fs, lsm_fs_ss *optional_snapshot,
    char **job, lsm_flag flags);

/**
 * Tells whether anything depends on a file system or on some of its files. The
 * only callback without flags.
 *
 * @param fs File system that is asked about.
 * @param files Files that are asked about; NULL for the whole file system.
 * @param yes Out: 1 when something depends on it, else 0.
 */
typedef int (*lsm_plug_fs_child_dependency)(lsm_plugin_ptr c, lsm_fs *fs,
    lsm_string_list *files, uint8_t *yes);

/**
 * Ends all that depends on a file system or on some of its files.
 *
 * @param fs File system that others depend on.
 * @param files Files that others depend on; NULL for the whole file system.
 * @param job Out: identifier of the job, when one was started.
 */
typedef int (*lsm_plug_fs_child_dependency_delete)(lsm_plugin_ptr c, lsm_fs *fs,
    lsm_string_list *files, char **job, lsm_flag flags);

/**
 * Makes a file system larger or smaller.
 *
 * @param fs File system to change.
 * @param new_size_bytes Bytes; may be rounded up.
 * @param rfs Out: the file system as it is now, when done.
 * @param job Out: identifier of the job, when one was started.
 */
typedef int (*lsm_plug_fs_resize)(lsm_plugin_ptr c, lsm_fs *fs,
    uint64_t new_size_bytes, lsm_fs **rfs, char **job, lsm_flag flags);

/**
 * Makes a clone of one file on the same file system.
 *
 * @param fs File system that has the file.
 * @param src_file_name File to clone.
 * @param dest_file_name Name of the clone.
 * @param snapshot Snapshot to take the file from; NULL for the present state.
 * @param job Out: identifier of the job, when one was started.
 */
typedef int (*lsm_plug_fs_file_clone)(lsm_plugin_ptr c, lsm_fs *fs,
    const char *src_file_name, const char *dest_file_name, lsm_fs_ss *snapshot,
    char **job, lsm_flag flags);

/**
 * Lists the snapshots of a file system.
 *
 * @param fs File system that is asked about.
 * @param ss Out: array from lsm_fs_ss_record_array_alloc().
 * @param ss_count Out: number of elements.
 */
typedef int (*lsm_plug_fs_ss_list)(lsm_plugin_ptr c, lsm_fs *fs,
    lsm_fs_ss **ss[], uint32_t *ss_count, lsm_flag flags);

/**
 * Takes a snapshot of a file system.
 *
 * @param fs File system to keep the state of.
 * @param name Name for people.
 * @param snapshot Out: the snapshot, when done.
 * @param job Out: identifier of the job, when one was started.
 */
typedef int (*lsm_plug_fs_ss_create)(lsm_plugin_ptr c, lsm_fs *fs,
    const char *name, lsm_fs_ss **snapshot, char **job, lsm_flag flags);

/**
 * Deletes a snapshot.
 *
 * @param fs File system that it belongs to.
 * @param ss Snapshot to delete.
 * @param job Out: identifier of the job, when one was started.
 */
typedef int (*lsm_plug_fs_ss_delete)(lsm_plugin_ptr c, lsm_fs *fs,
    lsm_fs_ss *ss, char **job, lsm_flag flags);

/**
 * Brings a file system, or some of its files, back to the state of a snapshot.
 *
 * @param fs File system to restore.
 * @param ss Snapshot of it.
 * @param files Files to restore.
 * @param restore_files Where to put each of them.
 * @param all_files Not 0 to restore everything.
 * @param job Out: identifier of the job, when one was started.
 */
typedef int (*lsm_plug_fs_ss_restore)(lsm_plugin_ptr c, lsm_fs *fs,
    lsm_fs_ss *ss, lsm_string_list *files, lsm_string_list *restore_files,
    int all_files, char **job, lsm_flag flags);

/* NFS: struct lsm_nas_ops_v1 */

/**
 * Lists the ways in which hosts can authenticate.
 *
 * @param types Out: the ways, from lsm_string_list_alloc().
 */
typedef int (*lsm_plug_nfs_auth_types)(lsm_plugin_ptr c,
    lsm_string_list **types, lsm_flag flags);

/**
 * Lists NFS exports.
 *
 * @param search_key Field to compare, or NULL;
 *     lsm_plug_nfs_export_search_filter() does it.
 * @param search_value What the field must be equal to.
 * @param exports Out: array from lsm_nfs_export_record_array_alloc().
 * @param count Out: number of elements.
 */
typedef int (*lsm_plug_nfs_list)(lsm_plugin_ptr c, const char *search_key,
    const char *search_value, lsm_nfs_export **exports[], uint32_t *count,
    lsm_flag flags);

/**
 * Exports a file system.
 *
 * @param fs_id Identifier of the file system.
 * @param export_path Path that hosts mount; NULL lets the array choose.
 * @param root_list Hosts whose root stays root.
 * @param rw_list Hosts that may read and write.
 * @param ro_list Hosts that may read.
 * @param anon_uid User id for anonymous access, or
 *     LSM_NFS_EXPORT_ANON_UID_GID_NA.
 * @param anon_gid Group id for anonymous access, or
 *     LSM_NFS_EXPORT_ANON_UID_GID_NA.
 * @param auth_type How hosts authenticate; may be NULL.
 * @param options Further options; may be NULL.
 * @param exported Out: the export.
 */
typedef int (*lsm_plug_nfs_export_fs)(lsm_plugin_ptr c, const char *fs_id,
    const char *export_path, lsm_string_list *root_list,
    lsm_string_list *rw_list, lsm_string_list *ro_list, uint64_t anon_uid,
    uint64_t anon_gid, const char *auth_type, const char *options,
    lsm_nfs_export **exported, lsm_flag flags);

/**
 * Ends an NFS export.
 *
 * @param e Export to end.
 */
typedef int (*lsm_plug_nfs_export_remove)(lsm_plugin_ptr c, lsm_nfs_export *e,
    lsm_flag flags);

/* Since 1.2: struct lsm_ops_v1_2 */

/**
 * Tells how the data of a volume is spread over disks; see
 * lsm_volume_raid_info().
 *
 * @param volume Volume that is asked about.
 * @param raid_type Out: RAID level.
 * @param strip_size Out: bytes on each disk before the next one is used.
 * @param disk_count Out: number of disks.
 * @param min_io_size Out: least size of a read or write, in bytes.
 * @param opt_io_size Out: best size of a read or write, in bytes.
 */
typedef int (*lsm_plug_volume_raid_info)(lsm_plugin_ptr c, lsm_volume *volume,
    lsm_volume_raid_type *raid_type, uint32_t *strip_size, uint32_t *disk_count,
    uint32_t *min_io_size, uint32_t *opt_io_size, lsm_flag flags);

/**
 * Tells what a pool is made of.
 *
 * @param pool Pool that is asked about.
 * @param raid_type Out: RAID level.
 * @param member_type Out: whether its members are disks or pools.
 * @param member_ids Out: identifiers of the members, from
 *     lsm_string_list_alloc().
 */
typedef int (*lsm_plug_pool_member_info)(lsm_plugin_ptr c, lsm_pool *pool,
    lsm_volume_raid_type *raid_type, lsm_pool_member_type *member_type,
    lsm_string_list **member_ids, lsm_flag flags);

/**
 * Tells which RAID volumes can be made.
 *
 * @param system System that is asked about.
 * @param supported_raid_types Out: lsm_volume_raid_type values, from malloc().
 * @param supported_raid_type_count Out: number of them.
 * @param supported_strip_sizes Out: sizes of strips in bytes, from malloc().
 * @param supported_strip_size_count Out: number of them.
 */
typedef int (*lsm_plug_volume_raid_create_cap_get)(lsm_plugin_ptr c,
    lsm_system *system, uint32_t **supported_raid_types,
    uint32_t *supported_raid_type_count, uint32_t **supported_strip_sizes,
    uint32_t *supported_strip_size_count, lsm_flag flags);

/**
 * Makes a RAID volume of free disks; see lsm_volume_raid_create().
 *
 * @param name Name for people.
 * @param raid_type RAID level.
 * @param disks Disks to use.
 * @param disk_count Number of disks.
 * @param strip_size Bytes, or LSM_VOLUME_VCR_STRIP_SIZE_DEFAULT.
 * @param new_volume Out: the volume.
 */
typedef int (*lsm_plug_volume_raid_create)(lsm_plugin_ptr c, const char *name,
    lsm_volume_raid_type raid_type, lsm_disk *disks[], uint32_t disk_count,
    uint32_t strip_size, lsm_volume **new_volume, lsm_flag flags);

/* Since 1.3: struct lsm_ops_v1_3 */

/**
 * Turns the identification lights of a volume's disks on.
 *
 * @param volume Volume whose disks to find.
 */
typedef int (*lsm_plug_volume_ident_led_on)(lsm_plugin_ptr c,
    lsm_volume *volume, lsm_flag flags);

/**
 * Turns the identification lights of a volume's disks off.
 *
 * @param volume Volume whose disks were found.
 */
typedef int (*lsm_plug_volume_ident_led_off)(lsm_plugin_ptr c,
    lsm_volume *volume, lsm_flag flags);

/**
 * Sets the share of a system's cache that serves reads.
 *
 * @param system System to change.
 * @param read_pct 0 to 100 percent.
 */
typedef int (*lsm_plug_system_read_cache_pct_update)(lsm_plugin_ptr c,
    lsm_system *system, uint32_t read_pct, lsm_flag flags);

/**
 * Lists batteries.
 *
 * @param search_key Field to compare, or NULL;
 *     lsm_plug_battery_search_filter() does it.
 * @param search_val What the field must be equal to.
 * @param bs Out: array from lsm_battery_record_array_alloc().
 * @param count Out: number of elements.
 */
typedef int (*lsm_plug_battery_list)(lsm_plugin_ptr c, const char *search_key,
    const char *search_val, lsm_battery **bs[], uint32_t *count,
    lsm_flag flags);

/**
 * Tells how a volume is cached; see lsm_volume_cache_info().
 *
 * @param volume Volume that is asked about.
 * @param write_cache_policy Out: an LSM_VOLUME_WRITE_CACHE_POLICY_ value.
 * @param write_cache_status Out: an LSM_VOLUME_WRITE_CACHE_STATUS_ value.
 * @param read_cache_policy Out: an LSM_VOLUME_READ_CACHE_POLICY_ value.
 * @param read_cache_status Out: an LSM_VOLUME_READ_CACHE_STATUS_ value.
 * @param physical_disk_cache Out: an LSM_VOLUME_PHYSICAL_DISK_CACHE_ value.
 */
typedef int (*lsm_plug_volume_cache_info)(lsm_plugin_ptr c, lsm_volume *volume,
    uint32_t *write_cache_policy, uint32_t *write_cache_status,
    uint32_t *read_cache_policy, uint32_t *read_cache_status,
    uint32_t *physical_disk_cache, lsm_flag flags);

/**
 * Switches the caches of the disks beneath a volume.
 *
 * @param volume Volume to change.
 * @param pdc LSM_VOLUME_PHYSICAL_DISK_CACHE_ENABLED or _DISABLED; others do
 *     not arrive.
 */
typedef int (*lsm_plug_volume_physical_disk_cache_update)(lsm_plugin_ptr c,
    lsm_volume *volume, uint32_t pdc, lsm_flag flags);

/**
 * Sets how writes to a volume are cached.
 *
 * @param volume Volume to change.
 * @param wcp LSM_VOLUME_WRITE_CACHE_POLICY_WRITE_BACK, _AUTO or
 *     _WRITE_THROUGH; others do not arrive.
 */
typedef int (*lsm_plug_volume_write_cache_policy_update)(lsm_plugin_ptr c,
    lsm_volume *volume, uint32_t wcp, lsm_flag flags);

/**
 * Sets whether reads from a volume are cached.
 *
 * @param volume Volume to change.
 * @param rcp LSM_VOLUME_READ_CACHE_POLICY_ENABLED or _DISABLED; others do not
 *     arrive.
 */
typedef int (*lsm_plug_volume_read_cache_policy_update)(lsm_plugin_ptr c,
    lsm_volume *volume, uint32_t rcp, lsm_flag flags);

/* Tables of operations; any of the pointers may be NULL. */

/**
 */
struct lsm_mgmt_ops_v1 {
    /** Sets the time-out. */
    lsm_plug_tmo_set tmo_set;
    /** Tells the time-out. */
    lsm_plug_tmo_get tmo_get;
    /** Tells what a system can do; the name is spelled as it always was. */
    lsm_plug_capabilities capablities;
    /** Tells how a job stands. */
    lsm_plug_Job_status job_status;
    /** Forgets a job. */
    lsm_plug_job_free job_free;
    /** Lists pools. */
    lsm_plug_pool_list pool_list;
    /** Lists systems. */
    lsm_plug_system_list system_list;
};

/** Block storage. */
struct lsm_san_ops_v1 {
    /** Lists volumes. */
    lsm_plug_volume_list vol_get;
    /** Lists disks. */
    lsm_plug_disk_list disk_get;
    /** Makes a volume. */
    lsm_plug_volume_create vol_create;
    /** Replicates a volume. */
    lsm_plug_volume_replicate vol_replicate;
    /** Tells the unit of runs of blocks. */
    lsm_plug_volume_replicate_range_block_size vol_rep_range_bs;
    /** Copies or clones runs of blocks. */
    lsm_plug_volume_replicate_range vol_rep_range;
    /** Resizes a volume. */
    lsm_plug_volume_resize vol_resize;
    /** Deletes a volume. */
    lsm_plug_volume_delete vol_delete;
    /** Brings a volume online. */
    lsm_plug_volume_enable vol_enable;
    /** Takes a volume offline. */
    lsm_plug_volume_disable vol_disable;
    /** Sets CHAP authentication. */
    lsm_plug_iscsi_chap_auth iscsi_chap_auth;
    /** Lists access groups. */
    lsm_plug_access_group_list ag_list;
    /** Makes an access group. */
    lsm_plug_access_group_create ag_create;
    /** Deletes an access group. */
    lsm_plug_access_group_delete ag_delete;
    /** Adds an initiator to a group. */
    lsm_plug_access_group_initiator_add ag_add_initiator;
    /** Takes an initiator out of a group. */
    lsm_plug_access_group_initiator_delete ag_del_initiator;
    /** Grants a group a volume. */
    lsm_plug_volume_mask ag_grant;
    /** Takes a grant back. */
    lsm_plug_volume_unmask ag_revoke;
    /** Lists the volumes granted to a group. */
    lsm_plug_volumes_accessible_by_access_group vol_accessible_by_ag;
    /** Lists the groups granted a volume. */
    lsm_plug_access_groups_granted_to_volume ag_granted_to_vol;
    /** Tells whether anything depends on a volume. */
    lsm_plug_volume_child_dependency vol_child_depends;
    /** Makes what depends on a volume stand alone. */
    lsm_plug_volume_child_dependency_delete vol_child_depends_rm;
    /** Lists target ports. */
    lsm_plug_target_port_list target_port_list;
};

/** File systems. */
struct lsm_fs_ops_v1 {
    /** Lists file systems. */
    lsm_plug_fs_list fs_list;
    /** Makes a file system. */
    lsm_plug_fs_create fs_create;
    /** Deletes a file system. */
    lsm_plug_fs_delete fs_delete;
    /** Resizes a file system. */
    lsm_plug_fs_resize fs_resize;
    /** Clones a file system. */
    lsm_plug_fs_clone fs_clone;
    /** Clones a file. */
    lsm_plug_fs_file_clone fs_file_clone;
    /** Tells whether anything depends on a file system. */
    lsm_plug_fs_child_dependency fs_child_dependency;
    /** Ends what depends on a file system. */
    lsm_plug_fs_child_dependency_delete fs_child_dependency_rm;
    /** Lists snapshots. */
    lsm_plug_fs_ss_list fs_ss_list;
    /** Takes a snapshot. */
    lsm_plug_fs_ss_create fs_ss_create;
    /** Deletes a snapshot. */
    lsm_plug_fs_ss_delete fs_ss_delete;
    /** Goes back to a snapshot. */
    lsm_plug_fs_ss_restore fs_ss_restore;
};

/** NFS exports. */
struct lsm_nas_ops_v1 {
    /** Lists the ways to authenticate. */
    lsm_plug_nfs_auth_types nfs_auth_types;
    /** Lists exports. */
    lsm_plug_nfs_list nfs_list;
    /** Exports a file system. */
    lsm_plug_nfs_export_fs nfs_export;
    /** Ends an export. */
    lsm_plug_nfs_export_remove nfs_export_remove;
};

/** Operations that came with 1.2. */
struct lsm_ops_v1_2 {
    /** Tells how a volume is spread over disks. */
    lsm_plug_volume_raid_info vol_raid_info;
    /** Tells what a pool is made of. */
    lsm_plug_pool_member_info pool_member_info;
    /** Tells which RAID volumes can be made. */
    lsm_plug_volume_raid_create_cap_get vol_create_raid_cap_get;
    /** Makes a RAID volume. */
    lsm_plug_volume_raid_create vol_create_raid;
};

/** Operations that came with 1.3. */
struct lsm_ops_v1_3 {
    /** Turns identification lights on. */
    lsm_plug_volume_ident_led_on vol_ident_on;
    /** Turns identification lights off. */
    lsm_plug_volume_ident_led_off vol_ident_off;
    /** Sets the share of the cache for reads. */
    lsm_plug_system_read_cache_pct_update sys_read_cache_pct_update;
    /** Lists batteries. */
    lsm_plug_battery_list battery_list;
    /** Tells how a volume is cached. */
    lsm_plug_volume_cache_info vol_cache_info;
    /** Switches the caches of disks. */
    lsm_plug_volume_physical_disk_cache_update vol_pdc_update;
    /** Sets how writes are cached. */
    lsm_plug_volume_write_cache_policy_update vol_wcp_update;
    /** Sets whether reads are cached. */
    lsm_plug_volume_read_cache_policy_update vol_rcp_update;
};

/* Running a plug-in */

/**
 * Serves one session and comes back when it is over; call it from main().
 *
 * @param argc Number of arguments of main(); must be 2.
 * @param argv Arguments of main(); the second one is the number of the
 *     connected socket.
 * @param reg Called when the client begins the session.
 * @param unreg Called when the session is over.
 * @param desc Description of the plug-in; must not be NULL.
 * @param version Version of the plug-in; must not be NULL.
 * @return Exit status for main(): the lsm_error_number of the last request; 1
 *     after a malformed message, 2 when the socket failed or the arguments are
 *     not those of a plug-in, 3 after any other failure of the library.
 */
LSM_DLL_EXPORT int lsm_plugin_init_v1(int argc, char *argv[],
    lsm_plugin_register reg, lsm_plugin_unregister unreg, const char *desc,
    const char *version);

/**
 * Tells the library which operations the plug-in has; called from the register
 * callback. Tables that are NULL are empty. They are not copied, so they must
 * live as long as the session.
 *
 * @param plug Session that the register callback was given.
 * @param private_data For lsm_private_data_get(); may be NULL.
 * @param mgm_ops Management.
 * @param san_ops Block storage.
 * @param fs_ops File systems.
 * @param nas_ops NFS exports.
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p plug is not valid.
 */
LSM_DLL_EXPORT int lsm_register_plugin_v1(lsm_plugin_ptr plug,
    void *private_data, struct lsm_mgmt_ops_v1 *mgm_ops,
    struct lsm_san_ops_v1 *san_ops, struct lsm_fs_ops_v1 *fs_ops,
    struct lsm_nas_ops_v1 *nas_ops);

/**
 * As lsm_register_plugin_v1(), with the operations that came with 1.2.
 *
 * Since 1.2.
 *
 * @param plug Session that the register callback was given.
 * @param private_data For lsm_private_data_get(); may be NULL.
 * @param mgm_ops Management.
 * @param san_ops Block storage.
 * @param fs_ops File systems.
 * @param nas_ops NFS exports.
 * @param ops_v1_2 Operations of 1.2.
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p plug is not valid.
 */
LSM_DLL_EXPORT int lsm_register_plugin_v1_2(lsm_plugin_ptr plug,
    void *private_data, struct lsm_mgmt_ops_v1 *mgm_ops,
    struct lsm_san_ops_v1 *san_ops, struct lsm_fs_ops_v1 *fs_ops,
    struct lsm_nas_ops_v1 *nas_ops, struct lsm_ops_v1_2 *ops_v1_2);

/**
 * As lsm_register_plugin_v1(), with the operations that came with 1.2 and 1.3.
 *
 * Since 1.3.
 *
 * @param plug Session that the register callback was given.
 * @param private_data For lsm_private_data_get(); may be NULL.
 * @param mgm_ops Management.
 * @param san_ops Block storage.
 * @param fs_ops File systems.
 * @param nas_ops NFS exports.
 * @param ops_v1_2 Operations of 1.2.
 * @param ops_v1_3 Operations of 1.3.
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p plug is not valid.
 */
LSM_DLL_EXPORT int lsm_register_plugin_v1_3(lsm_plugin_ptr plug,
    void *private_data, struct lsm_mgmt_ops_v1 *mgm_ops,
    struct lsm_san_ops_v1 *san_ops, struct lsm_fs_ops_v1 *fs_ops,
    struct lsm_nas_ops_v1 *nas_ops, struct lsm_ops_v1_2 *ops_v1_2,
    struct lsm_ops_v1_3 *ops_v1_3);

/**
 * Gives back what the plug-in registered with.
 *
 * @param plug Session that the callback was given.
 * @return The pointer given at registration; NULL when @p plug is not valid.
 */
LSM_DLL_EXPORT void *lsm_private_data_get(lsm_plugin_ptr plug);

/**
 * Copies a record whose type is known only when the program runs.
 *
 * @param t What @p item is.
 * @param item Record to copy.
 * @return The copy, to be freed with the free function of its type; NULL when
 *     there is nothing to copy.
 */
LSM_DLL_EXPORT void *lsm_data_type_copy(lsm_data_type t, void *item);

/* Errors of a plug-in */

/**
 * Records an error for the reply to the running request.
 *
 * @param plug Session that the callback was given.
 * @param code Number of the error.
 * @param msg Sentence for people.
 * @return @p code, so that a callback can return it at once;
 *     LSM_ERR_INVALID_ARGUMENT when @p plug is not valid.
 */
LSM_DLL_EXPORT int lsm_log_error_basic(lsm_plugin_ptr plug,
    lsm_error_number code, const char *msg);

/**
 * Records an error with all that is known about it for the reply to the
 * running request, in place of one recorded before.
 *
 * @param plug Session that the callback was given.
 * @param error From lsm_error_create(); the library owns it from now on.
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when an argument is not valid.
 */
LSM_DLL_EXPORT int lsm_plugin_error_log(lsm_plugin_ptr plug,
    lsm_error_ptr error);

/**
 * Makes an error record. All arguments are copied; all texts may be NULL.
 *
 * @param code Number of the error.
 * @param msg Sentence for people.
 * @param exception What the failing part of the program said.
 * @param debug Details for those who look for the cause.
 * @param debug_data Bytes to record with it; may be NULL.
 * @param debug_data_size Number of bytes.
 * @return The record, to be given to lsm_plugin_error_log() or freed with
 *     lsm_error_free(); NULL when memory ran out.
 */
LSM_DLL_EXPORT lsm_error_ptr lsm_error_create(lsm_error_number code,
    const char *msg, const char *exception, const char *debug,
    const void *debug_data, uint32_t debug_data_size);

/** Makes an error record with a sentence for people. */
#define LSM_ERROR_CREATE_PLUGIN_MSG(code, msg) \
    lsm_error_create((lsm_error_number)(code), (msg), NULL, NULL, NULL, 0)
/** Makes an error record that also has what the failing part said. */
#define LSM_ERROR_CREATE_PLUGIN_EXCEPTION(code, msg, exception) \
    lsm_error_create((code), (msg), (exception), NULL, NULL, 0)
/** Makes an error record with all its parts. */
#define LSM_ERROR_CREATE_PLUGIN_DEBUG(code, msg, exception, debug, debug_data, \
                                      debug_len)                               \
    lsm_error_create((code), (msg), (exception), (debug), (debug_data),        \
                     (debug_len))

/* Capabilities */

/**
 * Makes a set of capabilities.
 *
 * @param value NULL for a set of 512 in which nothing is supported, or two
 *     hexadecimal digits for each capability in the order of their numbers.
 * @return The set, to be freed with lsm_capability_record_free(); NULL when
 *     the text is empty, of odd length or not hexadecimal, or memory ran out.
 */
LSM_DLL_EXPORT lsm_storage_capabilities *lsm_capability_record_alloc(
    char const *value);

/**
 * Says whether the system can do something.
 *
 * @param t Capability.
 * @param v Whether the system can do it.
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when the set is not valid or
 *     has no such number.
 */
LSM_DLL_EXPORT int lsm_capability_set(lsm_storage_capabilities *cap,
    lsm_capability_type t, lsm_capability_value_type v);

/**
 * Says the same about several capabilities.
 *
 * @param v Whether the system can do them.
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT at the first number that the
 *     set does not have, after those before it were set.
 */
LSM_DLL_EXPORT int lsm_capability_set_n(lsm_storage_capabilities *cap,
    lsm_capability_value_type v, ...);

/* Making records */

/**
 * Makes a system. All texts are copied.
 *
 * @param id Identifier, unique within the system; must not be NULL.
 * @param name Name for people; must not be NULL.
 * @param status Set of LSM_SYSTEM_STATUS_ bits.
 * @param status_info More about the state, for people; must not be NULL.
 * @param plugin_data Text private to the plug-in that comes back with the
 *     record; may be NULL.
 * @return The record, to be freed with lsm_system_record_free(); NULL when an
 *     argument is not acceptable or memory ran out.
 */
LSM_DLL_EXPORT lsm_system *lsm_system_record_alloc(const char *id,
    const char *name, uint32_t status, const char *status_info,
    const char *plugin_data);

/**
 * Makes an array of @p size pointers to systems, all NULL.
 *
 * @param size Number of elements.
 * @return The array, to be freed with lsm_system_record_array_free(); NULL
 *     when @p size is 0 or memory ran out.
 */
LSM_DLL_EXPORT lsm_system **lsm_system_record_array_alloc(uint32_t size);

/**
 * Text that the plug-in gave the system at its making.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_system_plugin_data_get(lsm_system *s);

/**
 * Says how much of the cache serves reads.
 *
 * Since 1.3.
 *
 * @param read_pct 0 to 100 percent, or LSM_SYSTEM_READ_CACHE_PCT_UNKNOWN.
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT.
 */
LSM_DLL_EXPORT int lsm_system_read_cache_pct_set(lsm_system *sys, int read_pct);

/**
 * Says the version of the firmware.
 *
 * Since 1.3.
 *
 * @param fw_ver Version, not empty; is copied.
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT or LSM_ERR_NO_MEMORY.
 */
LSM_DLL_EXPORT int lsm_system_fw_version_set(lsm_system *sys,
    const char *fw_ver);

/**
 * Says whether RAID volumes or plain disks are shown to the host.
 *
 * Since 1.3.
 *
 * @param mode Any mode but LSM_SYSTEM_MODE_NO_SUPPORT.
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT.
 */
LSM_DLL_EXPORT int lsm_system_mode_set(lsm_system *sys,
    lsm_system_mode_type mode);

/**
 * Makes a pool. All texts are copied.
 *
 * @param id Identifier, unique within the system; must not be NULL.
 * @param name Name for people; must not be NULL.
 * @param element_type Set of LSM_POOL_ELEMENT_TYPE_ bits.
 * @param unsupported_actions Set of LSM_POOL_UNSUPPORTED_ bits.
 * @param total_space Size in bytes.
 * @param free_space Free space in bytes.
 * @param status Set of LSM_POOL_STATUS_ bits.
 * @param status_info More about the state, for people; must not be NULL.
 * @param system_id Identifier of the system it belongs to; must not be NULL.
 * @param plugin_data Text private to the plug-in that comes back with the
 *     record; may be NULL.
 * @return The record, to be freed with lsm_pool_record_free(); NULL when an
 *     argument is not acceptable or memory ran out.
 */
LSM_DLL_EXPORT lsm_pool *lsm_pool_record_alloc(const char *id, const char *name,
    uint64_t element_type, uint64_t unsupported_actions, uint64_t total_space,
    uint64_t free_space, uint64_t status, const char *status_info,
    const char *system_id, const char *plugin_data);

/**
 * Makes an array of @p size pointers to pools, all NULL.
 *
 * @param size Number of elements.
 * @return The array, to be freed with lsm_pool_record_array_free(); NULL when
 *     @p size is 0 or memory ran out.
 */
LSM_DLL_EXPORT lsm_pool **lsm_pool_record_array_alloc(uint32_t size);

/**
 * Sets the free space of a pool record.
 *
 * @param free_space Bytes.
 */
LSM_DLL_EXPORT void lsm_pool_free_space_set(lsm_pool *p, uint64_t free_space);

/**
 * Text that the plug-in gave the pool at its making.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_pool_plugin_data_get(lsm_pool *p);

/**
 * Makes a volume. All texts are copied.
 *
 * @param id Identifier, unique within the system; must not be NULL.
 * @param name Name for people; must not be NULL.
 * @param vpd83 NAA identifier that passes lsm_volume_vpd83_verify(), or NULL.
 * @param block_size Bytes.
 * @param number_of_blocks Number of blocks.
 * @param status LSM_VOLUME_ADMIN_STATE_ENABLED or
 *     LSM_VOLUME_ADMIN_STATE_DISABLED.
 * @param system_id Identifier of the system it belongs to; must not be NULL.
 * @param pool_id Identifier of its pool; must not be NULL.
 * @param plugin_data Text private to the plug-in that comes back with the
 *     record; may be NULL.
 * @return The record, to be freed with lsm_volume_record_free(); NULL when an
 *     argument is not acceptable or memory ran out.
 */
LSM_DLL_EXPORT lsm_volume *lsm_volume_record_alloc(const char *id,
    const char *name, const char *vpd83, uint64_t block_size,
    uint64_t number_of_blocks, uint32_t status, const char *system_id,
    const char *pool_id, const char *plugin_data);

/**
 * Makes an array of @p size pointers to volumes, all NULL.
 *
 * @param size Number of elements.
 * @return The array, to be freed with lsm_volume_record_array_free(); NULL
 *     when @p size is 0 or memory ran out.
 */
LSM_DLL_EXPORT lsm_volume **lsm_volume_record_array_alloc(uint32_t size);

/**
 * Text that the plug-in gave the volume at its making.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_volume_plugin_data_get(lsm_volume *v);

/**
 * Makes a disk without text of the plug-in. All texts are copied.
 *
 * @param id Identifier, unique within the system; must not be NULL.
 * @param name Name for people; must not be NULL.
 * @param disk_type Kind of the disk.
 * @param block_size Bytes.
 * @param block_count Number of blocks.
 * @param disk_status Set of LSM_DISK_STATUS_ bits.
 * @param system_id Identifier of the system it belongs to; must not be NULL.
 * @return The record, to be freed with lsm_disk_record_free(); NULL when an
 *     argument is not acceptable or memory ran out.
 */
LSM_DLL_EXPORT lsm_disk *lsm_disk_record_alloc(const char *id, const char *name,
    lsm_disk_type disk_type, uint64_t block_size, uint64_t block_count,
    uint64_t disk_status, const char *system_id);

/**
 * Makes a disk. All texts are copied.
 *
 * Since 1.9.
 *
 * @param id Identifier, unique within the system; must not be NULL.
 * @param name Name for people; must not be NULL.
 * @param disk_type Kind of the disk.
 * @param block_size Bytes.
 * @param block_count Number of blocks.
 * @param disk_status Set of LSM_DISK_STATUS_ bits.
 * @param system_id Identifier of the system it belongs to; must not be NULL.
 * @param plugin_data Text private to the plug-in that comes back with the
 *     record; may be NULL.
 * @return The record, to be freed with lsm_disk_record_free(); NULL when an
 *     argument is not acceptable or memory ran out.
 */
LSM_DLL_EXPORT lsm_disk *lsm_disk_record_alloc_pd(const char *id,
    const char *name, lsm_disk_type disk_type, uint64_t block_size,
    uint64_t block_count, uint64_t disk_status, const char *system_id,
    const char *plugin_data);

/**
 * Makes an array of @p size pointers to disks, all NULL.
 *
 * @param size Number of elements.
 * @return The array, to be freed with lsm_disk_record_array_free(); NULL when
 *     @p size is 0 or memory ran out.
 */
LSM_DLL_EXPORT lsm_disk **lsm_disk_record_array_alloc(uint32_t size);

/**
 * Text that the plug-in gave the disk at its making.
 *
 * Since 1.9.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_disk_plugin_data_get(lsm_disk *d);

/**
 * Says where the disk sits.
 *
 * Since 1.3.
 *
 * @param location Place, not empty; is copied.
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT or LSM_ERR_NO_MEMORY.
 */
LSM_DLL_EXPORT int lsm_disk_location_set(lsm_disk *disk, const char *location);

/**
 * Says the NAA identifier of a disk that hosts see directly.
 *
 * Since 1.3.
 *
 * @param vpd83 Identifier; is copied.
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT or LSM_ERR_NO_MEMORY.
 */
LSM_DLL_EXPORT int lsm_disk_vpd83_set(lsm_disk *disk, const char *vpd83);

/**
 * Says how fast the disk turns.
 *
 * Since 1.3.
 *
 * @param rpm Revolutions per minute, or an LSM_DISK_RPM_ value but
 *     _NO_SUPPORT.
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT.
 */
LSM_DLL_EXPORT int lsm_disk_rpm_set(lsm_disk *disk, int32_t rpm);

/**
 * Says how the disk is attached.
 *
 * Since 1.3.
 *
 * @param link_type Any kind of link but LSM_DISK_LINK_TYPE_NO_SUPPORT.
 * @return LSM_ERR_OK or LSM_ERR_INVALID_ARGUMENT.
 */
LSM_DLL_EXPORT int lsm_disk_link_type_set(lsm_disk *disk,
    lsm_disk_link_type link_type);

/**
 * Makes an access group. All arguments are copied.
 *
 * @param id Identifier, unique within the system; must not be NULL.
 * @param name Name for people; must not be NULL.
 * @param initiators WWPNs, which are brought to their normal form, and iSCSI
 *     names; may be NULL.
 * @param init_type Kind of the initiators.
 * @param system_id Identifier of the system it belongs to; must not be NULL.
 * @param plugin_data Text private to the plug-in that comes back with the
 *     record; may be NULL.
 * @return The record, to be freed with lsm_access_group_record_free(); NULL
 *     when an argument is not acceptable or memory ran out.
 */
LSM_DLL_EXPORT lsm_access_group *lsm_access_group_record_alloc(const char *id,
    const char *name, lsm_string_list *initiators,
    lsm_access_group_init_type init_type, const char *system_id,
    const char *plugin_data);

/**
 * Makes an array of @p size pointers to access groups, all NULL.
 *
 * @param size Number of elements.
 * @return The array, to be freed with lsm_access_group_record_array_free();
 *     NULL when @p size is 0 or memory ran out.
 */
LSM_DLL_EXPORT lsm_access_group **lsm_access_group_record_array_alloc(
    uint32_t size);

/**
 * Sets the initiators of a group record.
 *
 * @param il WWPNs and iSCSI names; is copied.
 */
LSM_DLL_EXPORT void lsm_access_group_initiator_id_set(lsm_access_group *group,
    lsm_string_list *il);

/**
 * Makes a target port. All texts are copied.
 *
 * @param id Identifier, unique within the system; must not be NULL.
 * @param port_type Kind of the port.
 * @param service_address WWPN or iSCSI name; must not be NULL.
 * @param network_address WWPN or host:port; must not be NULL.
 * @param physical_address WWPN or MAC address; must not be NULL.
 * @param physical_name Name printed on the system; must not be NULL.
 * @param system_id Identifier of the system it belongs to; must not be NULL.
 * @param plugin_data Text private to the plug-in that comes back with the
 *     record; may be NULL.
 * @return The record, to be freed with lsm_target_port_record_free(); NULL
 *     when an argument is not acceptable or memory ran out.
 */
LSM_DLL_EXPORT lsm_target_port *lsm_target_port_record_alloc(const char *id,
    lsm_target_port_type port_type, const char *service_address,
    const char *network_address, const char *physical_address,
    const char *physical_name, const char *system_id, const char *plugin_data);

/**
 * Makes an array of @p size pointers to target ports, all NULL.
 *
 * @param size Number of elements.
 * @return The array, to be freed with lsm_target_port_record_array_free();
 *     NULL when @p size is 0 or memory ran out.
 */
LSM_DLL_EXPORT lsm_target_port **lsm_target_port_record_array_alloc(
    uint32_t size);

/**
 * Text that the plug-in gave the port at its making. Declared by 1.10.3, but
 * missing from its library.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_target_port_plugin_data_get(lsm_target_port *tp);

/**
 * Makes a battery. All texts are copied.
 *
 * Since 1.3.
 *
 * @param id Identifier, unique within the system; must not be NULL.
 * @param name Name for people; must not be NULL.
 * @param type Kind of the battery.
 * @param status Set of LSM_BATTERY_STATUS_ bits.
 * @param system_id Identifier of the system it belongs to; must not be NULL.
 * @param plugin_data Text private to the plug-in that comes back with the
 *     record; may be NULL.
 * @return The record, to be freed with lsm_battery_record_free(); NULL when an
 *     argument is not acceptable or memory ran out.
 */
LSM_DLL_EXPORT lsm_battery *lsm_battery_record_alloc(const char *id,
    const char *name, lsm_battery_type type, uint64_t status,
    const char *system_id, const char *plugin_data);

/**
 * Makes an array of @p size pointers to batteries, all NULL.
 *
 * Since 1.3.
 *
 * @param size Number of elements.
 * @return The array, to be freed with lsm_battery_record_array_free(); NULL
 *     when @p size is 0 or memory ran out.
 */
LSM_DLL_EXPORT lsm_battery **lsm_battery_record_array_alloc(uint32_t size);

/**
 * Text that the plug-in gave the battery at its making.
 *
 * Since 1.3.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_battery_plugin_data_get(lsm_battery *b);

/**
 * Makes a file system. All texts are copied.
 *
 * @param id Identifier, unique within the system; must not be NULL.
 * @param name Name for people; must not be NULL.
 * @param total_space Size in bytes.
 * @param free_space Free space in bytes.
 * @param pool_id Identifier of its pool; must not be NULL.
 * @param system_id Identifier of the system it belongs to; must not be NULL.
 * @param plugin_data Text private to the plug-in that comes back with the
 *     record; may be NULL.
 * @return The record, to be freed with lsm_fs_record_free(); NULL when an
 *     argument is not acceptable or memory ran out.
 */
LSM_DLL_EXPORT lsm_fs *lsm_fs_record_alloc(const char *id, const char *name,
    uint64_t total_space, uint64_t free_space, const char *pool_id,
    const char *system_id, const char *plugin_data);

/**
 * Makes an array of @p size pointers to file systems, all NULL.
 *
 * @param size Number of elements.
 * @return The array, to be freed with lsm_fs_record_array_free(); NULL when @p
 *     size is 0 or memory ran out.
 */
LSM_DLL_EXPORT lsm_fs **lsm_fs_record_array_alloc(uint32_t size);

/**
 * Text that the plug-in gave the file system at its making.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_fs_plugin_data_get(lsm_fs *fs);

/**
 * Makes a snapshot. All texts are copied.
 *
 * @param id Identifier, unique within the system; must not be NULL.
 * @param name Name for people; must not be NULL.
 * @param ts When it was taken: seconds since 1970-01-01 00:00 UTC.
 * @param plugin_data Text private to the plug-in that comes back with the
 *     record; may be NULL.
 * @return The record, to be freed with lsm_fs_ss_record_free(); NULL when an
 *     argument is not acceptable or memory ran out.
 */
LSM_DLL_EXPORT lsm_fs_ss *lsm_fs_ss_record_alloc(const char *id,
    const char *name, uint64_t ts, const char *plugin_data);

/**
 * Makes an array of @p size pointers to snapshots, all NULL.
 *
 * @param size Number of elements.
 * @return The array, to be freed with lsm_fs_ss_record_array_free(); NULL when
 *     @p size is 0 or memory ran out.
 */
LSM_DLL_EXPORT lsm_fs_ss **lsm_fs_ss_record_array_alloc(uint32_t size);

/**
 * Text that the plug-in gave the snapshot at its making.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_fs_ss_plugin_data_get(lsm_fs_ss *fs_ss);

/**
 * Text that the plug-in gave the export at its making.
 *
 * @return Text owned by the record: do not free. NULL when the record is not
 *     valid.
 */
LSM_DLL_EXPORT const char *lsm_nfs_export_plugin_data_get(lsm_nfs_export *exp);

/*
 * Search: for plug-ins whose array cannot search. Each filter frees the records
 * whose field is not equal to the value, moves the others to the front of the
 * array and sets the count. A key that is NULL or not known leaves all as it is.
 */

/**
 * Keeps the volumes that were searched for.
 *
 * @param search_key "id", "system_id" or "pool_id".
 * @param search_value What the field must be equal to.
 * @param count In and out: number of elements.
 */
LSM_DLL_EXPORT void lsm_plug_volume_search_filter(const char *search_key,
    const char *search_value, lsm_volume *vols[], uint32_t *count);

/**
 * Keeps the pools that were searched for.
 *
 * @param search_key "id" or "system_id".
 * @param search_value What the field must be equal to.
 * @param count In and out: number of elements.
 */
LSM_DLL_EXPORT void lsm_plug_pool_search_filter(const char *search_key,
    const char *search_value, lsm_pool *pools[], uint32_t *count);

/**
 * Keeps the disks that were searched for.
 *
 * @param search_key "id" or "system_id".
 * @param search_value What the field must be equal to.
 * @param count In and out: number of elements.
 */
LSM_DLL_EXPORT void lsm_plug_disk_search_filter(const char *search_key,
    const char *search_value, lsm_disk *disks[], uint32_t *count);

/**
 * Keeps the access groups that were searched for.
 *
 * @param search_key "id" or "system_id".
 * @param search_value What the field must be equal to.
 * @param count In and out: number of elements.
 */
LSM_DLL_EXPORT void lsm_plug_access_group_search_filter(const char *search_key,
    const char *search_value, lsm_access_group *ag[], uint32_t *count);

/**
 * Keeps the file systems that were searched for.
 *
 * @param search_key "id", "system_id" or "pool_id".
 * @param search_value What the field must be equal to.
 * @param count In and out: number of elements.
 */
LSM_DLL_EXPORT void lsm_plug_fs_search_filter(const char *search_key,
    const char *search_value, lsm_fs *fs[], uint32_t *count);

/**
 * Keeps the exports that were searched for.
 *
 * @param search_key "id" or "fs_id".
 * @param search_value What the field must be equal to.
 * @param count In and out: number of elements.
 */
LSM_DLL_EXPORT void lsm_plug_nfs_export_search_filter(const char *search_key,
    const char *search_value, lsm_nfs_export *exports[], uint32_t *count);

/**
 * Keeps the target ports that were searched for.
 *
 * @param search_key "id" or "system_id".
 * @param search_value What the field must be equal to.
 * @param count In and out: number of elements.
 */
LSM_DLL_EXPORT void lsm_plug_target_port_search_filter(const char *search_key,
    const char *search_value, lsm_target_port *tp[], uint32_t *count);

/**
 * Keeps the batteries that were searched for.
 *
 * Since 1.3.
 *
 * @param search_key "id" or "system_id".
 * @param search_value What the field must be equal to.
 * @param count In and out: number of elements.
 */
LSM_DLL_EXPORT void lsm_plug_battery_search_filter(const char *search_key,
    const char *search_value, lsm_battery *bs[], uint32_t *count);

/* URIs */

/**
 * Takes a URI apart:
 * scheme[+proto]://[user@]host[:port][/path][?key=value...]. Percent sequences
 * are not decoded, and what follows a '#' is dropped. Parts that are not there
 * give NULL.
 *
 * @param uri URI to take apart.
 * @param scheme Out: what stands before "://", with +proto; free with free().
 * @param user Out: what stands before '@'; free with free().
 * @param server Out: host, an IPv6 address in its brackets; free with free().
 * @param port Out: port, -1 when there is none.
 * @param path Out: path with its leading slash; free with free().
 * @param query_params Out: keys and values behind '?'; free with
 *     lsm_hash_free().
 * @return LSM_ERR_OK, LSM_ERR_INVALID_ARGUMENT when it is no URI, or
 *     LSM_ERR_NO_MEMORY. On failure all outputs are NULL and the port is -1.
 */
LSM_DLL_EXPORT int lsm_uri_parse(const char *uri, char **scheme, char **user,
    char **server, int *port, char **path, lsm_hash **query_params);

#ifdef __cplusplus
}
#endif

#endif /* LIBSTORAGEMGMT_PLUG_INTERFACE_H */
