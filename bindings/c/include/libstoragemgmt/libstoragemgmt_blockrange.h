/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/**
 * @file
 * Runs of blocks for lsm_volume_replicate_range(). They count in the unit that
 * lsm_volume_replicate_range_block_size() gives.
 */

#ifndef LSM_BLOCKRANGE_H
#define LSM_BLOCKRANGE_H

#include "libstoragemgmt_common.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Makes a run of blocks.
 *
 * @param source_start First block in the source.
 * @param dest_start First block in the destination.
 * @param block_count Number of blocks.
 * @return The record, to be freed with lsm_block_range_record_free(); NULL
 *     when memory ran out.
 */
LSM_DLL_EXPORT lsm_block_range *lsm_block_range_record_alloc(
    uint64_t source_start, uint64_t dest_start, uint64_t block_count);

/**
 * Frees a block range and everything it holds.
 *
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p br is NULL, has been
 *     freed already or is no block range.
 */
LSM_DLL_EXPORT int lsm_block_range_record_free(lsm_block_range *br);

/**
 * Copies a block range with everything it holds.
 *
 * @return The copy, to be freed with lsm_block_range_record_free(); NULL when
 *     @p source is not a valid block range or memory ran out.
 */
LSM_DLL_EXPORT lsm_block_range *lsm_block_range_record_copy(
    lsm_block_range *source);

/**
 * Makes an array of @p size pointers to block ranges, all NULL.
 *
 * @param size Number of elements.
 * @return The array, to be freed with lsm_block_range_record_array_free();
 *     NULL when @p size is 0 or memory ran out.
 */
LSM_DLL_EXPORT lsm_block_range **lsm_block_range_record_array_alloc(
    uint32_t size);

/**
 * Frees an array of block ranges: every element, then the array itself.
 * Elements that are NULL are skipped.
 *
 * @param size Number of elements.
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p br is NULL.
 */
LSM_DLL_EXPORT int lsm_block_range_record_array_free(lsm_block_range *br[],
    uint32_t size);

/** First block in the source. 0 when the record is not valid. */
LSM_DLL_EXPORT uint64_t lsm_block_range_source_start_get(lsm_block_range *br);

/** First block in the destination. 0 when the record is not valid. */
LSM_DLL_EXPORT uint64_t lsm_block_range_dest_start_get(lsm_block_range *br);

/** Number of blocks. 0 when the record is not valid. */
LSM_DLL_EXPORT uint64_t lsm_block_range_block_count_get(lsm_block_range *br);

#ifdef __cplusplus
}
#endif

#endif /* LSM_BLOCKRANGE_H */
