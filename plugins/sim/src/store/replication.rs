// SPDX-License-Identifier: MIT OR Apache-2.0
//! Replicas of volumes, and who depends on whom.

use lsm_core::{JobId, ReplicationType, Result};
use rusqlite::Connection;

use super::jobs::Product;
use super::volumes::{self, Origin, unchanged};
use super::{Store, Stored, pools};

impl Store {
    /// Makes a volume that is a replica of another, in the pool of the source unless another is
    /// named. Any type is taken; all but COPY leave a relation.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`, `NOT_FOUND_POOL`, `NOT_ENOUGH_SPACE`, `NAME_CONFLICT`.
    pub fn volume_replicate(
        &mut self,
        pool: Option<&str>,
        rep_type: ReplicationType,
        source: &str,
        name: &str,
    ) -> Result<JobId> {
        self.write_with_job(|array| {
            let source = volumes::find(array, source)?;
            let pool = match pool {
                Some(pool) => pools::find(array, pool)?,
                None => source.pool(array)?,
            };
            let size = pool.room_for(source.size.max(0) as u64)?;
            let replica = volumes::create(array, &pool, name, size, Origin::Pool)?;
            relate(array, rep_type, source.number, replica)?;
            Ok(Product::Volume(replica))
        })
    }

    /// Copies ranges from one volume to another or within one; the ranges themselves do not
    /// matter here. All types but COPY leave a relation between two volumes.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`.
    pub fn volume_replicate_range(
        &mut self,
        rep_type: ReplicationType,
        source: &str,
        target: &str,
    ) -> Result<JobId> {
        self.write_with_job(|array| {
            let source = volumes::find(array, source)?;
            let target = volumes::find(array, target)?;
            relate(array, rep_type, source.number, target.number)?;
            Ok(Product::Nothing)
        })
    }

    /// Whether another volume is a replica of this one.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`.
    pub fn volume_child_dependency(&mut self, volume: &str) -> Result<bool> {
        self.read(|array| volumes::find(array, volume)?.has_dependants(array))
    }

    /// Makes all replicas of a volume independent.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`, `NO_STATE_CHANGE`.
    pub fn volume_child_dependency_rm(&mut self, volume: &str) -> Result<JobId> {
        self.write_with_job(|array| {
            let volume = volumes::find(array, volume)?;
            if !volume.has_dependants(array)? {
                return Err(unchanged("nothing depends on the volume"));
            }
            array
                .prepare_cached("DELETE FROM vol_reps WHERE src_vol_id = ?1")?
                .execute([volume.number])?;
            Ok(Product::Nothing)
        })
    }
}

/// Remembers that `target` depends on `source`.
fn relate(array: &Connection, rep_type: ReplicationType, source: i64, target: i64) -> Stored<()> {
    if rep_type == ReplicationType::COPY || source == target {
        return Ok(());
    }
    array
        .prepare_cached(
            "INSERT INTO vol_reps (rep_type, src_vol_id, dst_vol_id) SELECT ?1, ?2, ?3
             WHERE NOT EXISTS (SELECT 1 FROM vol_reps WHERE src_vol_id = ?2 AND dst_vol_id = ?3)",
        )?
        .execute((rep_type.0, source, target))?;
    Ok(())
}
