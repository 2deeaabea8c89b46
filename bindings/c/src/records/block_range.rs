// SPDX-License-Identifier: MIT OR Apache-2.0
//! Ranges of blocks to copy.

use crate::abi::Ref;

record! {
    /// A run of blocks.
    BlockRange is "lsm_block_range", b"lsm rang" {
        src_block: u64,
        dest_block: u64,
        block_count: u64,
    }
}

life! {
    BlockRange: lsm_block_range_record_free, lsm_block_range_record_copy,
    lsm_block_range_record_array_alloc, lsm_block_range_record_array_free
}

numbers! {
    BlockRange:
    lsm_block_range_source_start_get -> u64, else 0 => |range| range.src_block;
    lsm_block_range_dest_start_get -> u64, else 0 => |range| range.dest_block;
    lsm_block_range_block_count_get -> u64, else 0 => |range| range.block_count;
}

export! {
    fn lsm_block_range_record_alloc(
        source_start: u64,
        dest_start: u64,
        block_count: u64,
    ) -> Ref<BlockRange> {
        Ref::new(BlockRange { src_block: source_start, dest_block: dest_start, block_count })
    }
}
