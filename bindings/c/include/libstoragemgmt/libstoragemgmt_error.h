/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/**
 * @file
 * Numbers of errors, and records that say more about one.
 *
 * Functions return a number. When it is not LSM_ERR_OK, lsm_error_last_get() may
 * have a record with the text that the plug-in sent.
 */

#ifndef LIBSTORAGEMGMTERROR_H
#define LIBSTORAGEMGMTERROR_H

#include "libstoragemgmt_common.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * What functions return. Plug-ins may send numbers that are not listed,
 * negative ones too.
 */
typedef enum {
    /** Success. */
    LSM_ERR_OK = 0,
    /** Defect inside the client or plug-in library. */
    LSM_ERR_LIB_BUG = 1,
    /** Defect inside the plug-in. */
    LSM_ERR_PLUGIN_BUG = 2,
    /** Not a failure: work goes on, a job id was handed out. */
    LSM_ERR_JOB_STARTED = 7,
    /** The array or plug-in did not answer in time. */
    LSM_ERR_TIMEOUT = 11,
    /** Lsmd is not there. */
    LSM_ERR_DAEMON_NOT_RUNNING = 12,
    /** The caller lacks permission. */
    LSM_ERR_PERMISSION_DENIED = 13,
    /** The requested name is taken. */
    LSM_ERR_NAME_CONFLICT = 50,
    /** The initiator belongs to another access group. */
    LSM_ERR_EXISTS_INITIATOR = 52,
    /** An argument is not acceptable. */
    LSM_ERR_INVALID_ARGUMENT = 101,
    /** The request would change nothing. */
    LSM_ERR_NO_STATE_CHANGE = 125,
    /** Host reachable, connection refused. */
    LSM_ERR_NETWORK_CONNREFUSED = 140,
    /** Host not reachable. */
    LSM_ERR_NETWORK_HOSTDOWN = 141,
    /** Other network failure. */
    LSM_ERR_NETWORK_ERROR = 142,
    /** Allocation failed. */
    LSM_ERR_NO_MEMORY = 152,
    /** Operation not supported. */
    LSM_ERR_NO_SUPPORT = 153,
    /** The object takes part in a masking. */
    LSM_ERR_IS_MASKED = 160,
    /** Something depends on the object. */
    LSM_ERR_HAS_CHILD_DEPENDENCY = 161,
    /** No such access group. */
    LSM_ERR_NOT_FOUND_ACCESS_GROUP = 200,
    /** No such file system. */
    LSM_ERR_NOT_FOUND_FS = 201,
    /** No such job. */
    LSM_ERR_NOT_FOUND_JOB = 202,
    /** No such pool. */
    LSM_ERR_NOT_FOUND_POOL = 203,
    /** No such file-system snapshot. */
    LSM_ERR_NOT_FOUND_FS_SS = 204,
    /** No such volume. */
    LSM_ERR_NOT_FOUND_VOLUME = 205,
    /** No such NFS export. */
    LSM_ERR_NOT_FOUND_NFS_EXPORT = 206,
    /** Something unnamed was not found. */
    LSM_ERR_NOT_FOUND_GENERIC = 207,
    /** No such system. */
    LSM_ERR_NOT_FOUND_SYSTEM = 208,
    /** No such disk. */
    LSM_ERR_NOT_FOUND_DISK = 209,
    /** The array lacks the licence. */
    LSM_ERR_NOT_LICENSED = 226,
    /** Object must be offline first. */
    LSM_ERR_NO_SUPPORT_ONLINE_CHANGE = 250,
    /** Object must be online first. */
    LSM_ERR_NO_SUPPORT_OFFLINE_CHANGE = 251,
    /** Credentials rejected. */
    LSM_ERR_PLUGIN_AUTH_FAILED = 300,
    /** The socket could not be used. */
    LSM_ERR_PLUGIN_IPC_FAIL = 301,
    /** Socket file not readable and writable by the caller. */
    LSM_ERR_PLUGIN_SOCKET_PERMISSION = 307,
    /** No socket of that name. */
    LSM_ERR_PLUGIN_NOT_EXIST = 311,
    /** Pool lacks space. */
    LSM_ERR_NOT_ENOUGH_SPACE = 350,
    /** Transport broke. */
    LSM_ERR_TRANSPORT_COMMUNICATION = 400,
    /** Reply could not be decoded. */
    LSM_ERR_TRANSPORT_SERIALIZATION = 401,
    /** A parameter has the wrong JSON type or is missing. */
    LSM_ERR_TRANSPORT_INVALID_ARG = 402,
    /** The last member may not be removed. */
    LSM_ERR_LAST_INIT_IN_ACCESS_GROUP = 502,
    /** Search_key not in the list for that object. */
    LSM_ERR_UNSUPPORTED_SEARCH_KEY = 510,
    /** The group has no member. */
    LSM_ERR_EMPTY_ACCESS_GROUP = 511,
    /** The pool is not in a usable state. */
    LSM_ERR_POOL_NOT_READY = 512,
    /** A disk is already in use. */
    LSM_ERR_DISK_NOT_FREE = 513
} lsm_error_number;

/** What is known about an error. */
typedef struct _lsm_error lsm_error;
/** Pointer to an error record. */
typedef lsm_error *lsm_error_ptr;

/**
 * Takes the error record of the last call on a connection. Every call drops
 * the record of the one before; a call that was refused before it was sent
 * mostly leaves none.
 *
 * @param conn Connection from lsm_connect_password().
 * @return The record, which the caller now owns and frees with
 *     lsm_error_free(); NULL when there is none or the connection is not
 *     valid. A second call gives NULL.
 */
LSM_DLL_EXPORT lsm_error_ptr lsm_error_last_get(lsm_connect *conn);

/**
 * Frees an error record and its texts.
 *
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p err is NULL, has been
 *     freed already or is no error record.
 */
LSM_DLL_EXPORT int lsm_error_free(lsm_error_ptr err);

/** Number of the error; (lsm_error_number)-1 when the record is not valid. */
LSM_DLL_EXPORT lsm_error_number lsm_error_number_get(lsm_error_ptr e);

/**
 * What went wrong, in a sentence for people.
 *
 * @return Text owned by the record: do not free. NULL when there is none or
 *     the record is not valid.
 */
LSM_DLL_EXPORT char *lsm_error_message_get(lsm_error_ptr e);

/**
 * What the failing part of the program said about it.
 *
 * @return Text owned by the record: do not free. NULL when there is none or
 *     the record is not valid.
 */
LSM_DLL_EXPORT char *lsm_error_exception_get(lsm_error_ptr e);

/**
 * Details for those who look for the cause.
 *
 * @return Text owned by the record: do not free. NULL when there is none or
 *     the record is not valid.
 */
LSM_DLL_EXPORT char *lsm_error_debug_get(lsm_error_ptr e);

/**
 * Bytes that were recorded with the error.
 *
 * @param size Out: number of bytes, 0 when there are none.
 * @return Bytes owned by the record: do not free. NULL when there are none, or
 *     an argument is not valid.
 */
LSM_DLL_EXPORT void *lsm_error_debug_data_get(lsm_error_ptr e, uint32_t *size);

/**
 * The data that a plug-in sent along with its error: a trace or the answer of the
 * array. Not in 1.10.3, whose clients drop it.
 *
 * @return Text owned by the record: do not free. NULL when there is none or the
 *     record is not valid.
 */
LSM_DLL_EXPORT const char *lsm_error_data_get(lsm_error_ptr e);

#ifdef __cplusplus
}
#endif

#endif /* LIBSTORAGEMGMTERROR_H */
