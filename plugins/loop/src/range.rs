// SPDX-License-Identifier: MIT OR Apache-2.0
//! Copying parts of volumes.

use std::os::fd::AsFd;

use lsm_core::{BlockRange, Error, ErrorKind, ReplicationType, Result, System, Volume};

use crate::deadline::{self, Share};
use crate::folder;
use crate::kernel::ByteRange;
use crate::store::Store;
use crate::{attachment, failure, loop_device};

impl Store {
    /// The unit of ranges in bytes. It is more than a block of a volume, since the file system
    /// shares no less than its own blocks; all sizes are multiples of it.
    ///
    /// # Errors
    /// `NOT_FOUND_SYSTEM`.
    pub fn range_block_size(&self, system: &System) -> Result<u64> {
        self.expect_system(system)?;
        self.folder.granule()
    }

    /// Copies ranges of a volume into another or into itself, in their order. Devices of either
    /// volume on this host see what a disk array would show them: what they wrote before is
    /// copied, what they read afterwards is the copy.
    ///
    /// When it fails midway, some of the destination may be copied and some not.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`; `INVALID_ARGUMENT` when there is no range, one is empty or reaches past
    /// the end, or the result would depend on the order of ranges that overlap; `NO_SUPPORT` for
    /// mirrors, and for clones where files cannot share extents; `NO_SUPPORT_ONLINE_CHANGE` when
    /// the destination is mounted here; `NOT_ENOUGH_SPACE`.
    pub fn volume_replicate_range(
        &mut self,
        rep_type: ReplicationType,
        source: &Volume,
        dest: &Volume,
        ranges: &[BlockRange],
    ) -> Result<()> {
        let deadline = self.deadline();
        let (source, source_file) = self.open_volume(&source.id)?;
        let (dest, dest_file) = self.open_volume(&dest.id)?;
        self.expect_replication(rep_type)?;
        deadline::lock(&source_file, Share::WithReaders, deadline, "the source volume")?;
        deadline::lock(&dest_file, Share::WithReaders, deadline, "the destination volume")?;
        let ranges = byte_ranges(
            ranges,
            self.folder.granule()?,
            folder::state_of(source_file.as_fd())?.size,
            folder::state_of(dest_file.as_fd())?.size,
            source.id == dest.id,
        )?;

        let mut claims = Vec::new();
        for attachment in self.attachments().of_volume(dest.id)? {
            claims.push(loop_device::claim(attachment.number).map_err(|error| {
                // Without the right to open the device we cannot tell, and must not guess.
                attachment::in_use(&attachment).with_source(error)
            })?);
        }
        if source.id != dest.id {
            self.flush_devices(source.id)?;
        }
        let (source_file, dest_file) = (source_file.as_fd(), dest_file.as_fd());
        let copied = ranges.iter().try_for_each(|&range| match rep_type {
            ReplicationType::CLONE => self.kernel.clone_range(source_file, dest_file, range),
            _ => self.kernel.copy_range(source_file, dest_file, range),
        });
        let finished = copied.and_then(|()| self.kernel.sync(dest_file));
        let reread = claims.iter().try_for_each(loop_device::Claim::reread);
        finished.and(reread).map_err(|error| {
            failure::of_system(format_args!("replicate into volume {}", dest.name), error)
        })
    }
}

/// The ranges in bytes, when they make sense.
fn byte_ranges(
    ranges: &[BlockRange],
    block_size: u64,
    source_size: u64,
    dest_size: u64,
    same_volume: bool,
) -> Result<Vec<ByteRange>> {
    if ranges.is_empty() {
        return Err(Error::invalid("there is no range to replicate"));
    }
    let bytes = |range: &BlockRange| {
        let range = ByteRange {
            source: range.src_block.checked_mul(block_size)?,
            dest: range.dest_block.checked_mul(block_size)?,
            length: range.block_count.checked_mul(block_size)?,
        };
        let fits =
            |start: u64, size| start.checked_add(range.length).is_some_and(|end| end <= size);
        (fits(range.source, source_size) && fits(range.dest, dest_size)).then_some(range)
    };
    let mut result = Vec::with_capacity(ranges.len());
    for range in ranges {
        let text = || {
            format!(
                "the range of {} blocks of {block_size} bytes from {} to {}",
                range.block_count, range.src_block, range.dest_block
            )
        };
        if range.block_count == 0 {
            return Err(Error::invalid(format!("{} is empty", text())));
        }
        let bytes = bytes(range).ok_or_else(|| {
            Error::invalid(format!("{} reaches past the end of a volume", text()))
        })?;
        result.push(bytes);
    }
    refuse_overlaps(&result, same_volume)?;
    Ok(result)
}

/// No byte may be written twice, nor read after it was written.
fn refuse_overlaps(ranges: &[ByteRange], same_volume: bool) -> Result<()> {
    let mut written: Vec<_> =
        ranges.iter().map(|range| (range.dest, range.dest + range.length)).collect();
    written.sort_unstable();
    let overlap = |what| Err(Error::new(ErrorKind::INVALID_ARGUMENT, what));
    if written.windows(2).any(|pair| pair[1].0 < pair[0].1) {
        return overlap("the ranges overlap in the destination");
    }
    let rewrites = |range: &ByteRange| {
        // The written runs are disjoint, so the first that ends behind our start decides.
        let next = written.partition_point(|&(_, end)| end <= range.source);
        written.get(next).is_some_and(|&(start, _)| start < range.source + range.length)
    };
    if same_volume && ranges.iter().any(rewrites) {
        return overlap("source and destination of the ranges overlap in the volume");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(ranges: &[(u64, u64, u64)], same_volume: bool) -> Result<Vec<ByteRange>> {
        let ranges: Vec<_> = ranges
            .iter()
            .map(|&(src_block, dest_block, block_count)| BlockRange {
                src_block,
                dest_block,
                block_count,
            })
            .collect();
        byte_ranges(&ranges, 4096, 100 * 4096, 50 * 4096, same_volume)
    }

    #[test]
    fn takes_ranges_whose_order_does_not_matter() {
        let one = check(&[(90, 40, 10)], false).unwrap();
        assert_eq!(one, [ByteRange { source: 90 * 4096, dest: 40 * 4096, length: 10 * 4096 }]);
        // Read twice, written side by side in any order.
        check(&[(0, 10, 10), (0, 0, 10), (5, 20, 1)], false).unwrap();
        check(&[(0, 0, 10)], false).unwrap();
        check(&[(0, 10, 10), (20, 30, 10), (0, 40, 10)], true).unwrap();
    }

    #[test]
    fn refuses_all_others() {
        const MAX: u64 = u64::MAX;
        for (ranges, same) in [
            (&[][..], false),
            (&[(0, 0, 0)], false),
            (&[(91, 0, 10)], false),
            (&[(0, 41, 10)], false),
            (&[(MAX, 0, 1)], false),
            (&[(0, MAX, 1)], false),
            (&[(0, 0, MAX)], false),
            (&[(MAX / 4096, 0, 1)], false),
            (&[(0, 0, 10), (50, 9, 1)], false),
            (&[(0, 0, 1)], true),
            (&[(0, 5, 10)], true),
            (&[(5, 0, 10)], true),
            (&[(0, 10, 5), (12, 20, 1)], true),
            (&[(12, 20, 1), (0, 10, 5)], true),
        ] {
            let error = check(ranges, same).unwrap_err();
            assert_eq!(error.kind, ErrorKind::INVALID_ARGUMENT, "{ranges:?}");
        }
    }
}
