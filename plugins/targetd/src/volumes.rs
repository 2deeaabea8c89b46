// SPDX-License-Identifier: MIT OR Apache-2.0
//! Volumes: logical volumes of LVM and block volumes of ZFS.

use lsm_core::{
    AdminState, Error, ErrorKind, Pool, Provisioning, ReplicationType, Result, Search, Volume,
};
use serde::{Deserialize, Serialize};

use crate::failure::{Answer, INVALID, NO_METHOD};
use crate::name;
use crate::plugin::Targetd;
use crate::pools::{PoolRow, SYSTEM};
use crate::rpc::{Nothing, Rpc};

/// Bytes in a block, as the LIO target shows them.
const BLOCK: u64 = 512;

/// The server cuts sizes off to whole units of this many bytes before LVM rounds them up to extents.
/// A request for a byte more than an extent would come out smaller than it was.
const UNIT: u64 = 1024;

/// A volume as the server tells it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct VolumeRow {
    pub(crate) name: String,
    size: u64,
    pub(crate) uuid: String,
}

impl VolumeRow {
    pub(crate) fn volume(&self, pool: &str) -> Volume {
        Volume {
            id: self.uuid.clone(),
            name: self.name.clone(),
            vpd83: Some(vpd83(&self.uuid)),
            block_size: BLOCK,
            num_of_blocks: self.size / BLOCK,
            admin_state: AdminState::ENABLED,
            system_id: SYSTEM.to_owned(),
            pool_id: pool.to_owned(),
            plugin_data: None,
        }
    }
}

/// The NAA identifier that the kernel derives from the unit serial number, which the server sets to
/// the identifier of the volume: 6, the company of LIO, and the first 25 hexadecimal digits in it,
/// filled up with zeros.
fn vpd83(uuid: &str) -> String {
    let lower = uuid.to_ascii_lowercase();
    let digits: String = lower.chars().filter(|c| c.is_ascii_hexdigit()).take(25).collect();
    format!("{:0<32}", format!("6001405{digits}"))
}

/// A size that the server takes as it is.
fn round_up(bytes: u64) -> Result<u64> {
    bytes
        .max(1)
        .checked_next_multiple_of(UNIT)
        .filter(|bytes| i64::try_from(*bytes).is_ok())
        .ok_or_else(|| Error::invalid(format!("a volume of {bytes} bytes is too large")))
}

#[derive(Serialize)]
struct InPool<'a> {
    pool: &'a str,
}

#[derive(Serialize)]
struct Named<'a> {
    pool: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
}

#[derive(Serialize)]
struct CopyVolume<'a> {
    pool: &'a str,
    vol_orig: &'a str,
    vol_new: &'a str,
}

impl Rpc {
    pub(crate) fn vol_list(&mut self, pool: &str) -> Answer<Vec<VolumeRow>> {
        self.call("vol_list", &InPool { pool })
    }

    /// The volume that a record stands for, as it is now. One that was deleted and made anew under the
    /// same name is another one.
    pub(crate) fn find_volume(&mut self, volume: &Volume) -> Result<VolumeRow> {
        let gone = || {
            let message = format!("there is no volume {} on the array any more", volume.name);
            Error::new(ErrorKind::NOT_FOUND_VOLUME, message)
        };
        let rows = match self.vol_list(&volume.pool_id).map_err(Error::from) {
            Err(error) if error.kind == ErrorKind::NOT_FOUND_POOL => return Err(gone()),
            rows => rows?,
        };
        rows.into_iter().find(|row| row.uuid == volume.id).ok_or_else(gone)
    }

    fn find_new_volume(&mut self, pool: &str, name: &str) -> Result<Volume> {
        let rows = self.vol_list(pool)?;
        let row = rows.iter().find(|row| row.name == name);
        row.map(|row| row.volume(pool)).ok_or_else(|| {
            // The server falls back to a volume beside the thin pool when that is full.
            Error::new(
                ErrorKind::NOT_ENOUGH_SPACE,
                format!(
                    "the array made {name} outside the pool {pool}, which cannot take it; remove it \
                     there (lvremove) and make room in the pool"
                ),
            )
        })
    }
}

impl Targetd {
    /// Hands every volume on that may match. One request for the pools, and one for each pool that is
    /// looked into.
    pub(crate) fn each_volume(
        &mut self,
        search: Option<&Search>,
        take: &mut dyn FnMut(&Volume) -> Result<()>,
    ) -> Result<()> {
        let wanted = |key: &str| search.filter(|search| search.key == key).map(|s| &*s.value);
        if wanted("system_id").is_some_and(|system| system != SYSTEM) {
            return Ok(());
        }
        for pool in self.rpc.pool_list()?.iter().filter(|pool| pool.is_block()) {
            if wanted("pool_id").is_some_and(|wanted| wanted != pool.name) {
                continue;
            }
            let rows = match self.rpc.vol_list(&pool.name).map_err(Error::from) {
                // It went away since the list of pools was made.
                Err(error) if error.kind == ErrorKind::NOT_FOUND_POOL => continue,
                rows => rows?,
            };
            match wanted("id") {
                Some(id) => {
                    if let Some(row) = rows.iter().find(|row| row.uuid == id) {
                        return take(&row.volume(&pool.name));
                    }
                }
                None => rows.iter().try_for_each(|row| take(&row.volume(&pool.name)))?,
            }
        }
        Ok(())
    }

    pub(crate) fn volume_create_in(
        &mut self,
        pool: &Pool,
        volume_name: &str,
        size_bytes: u64,
        provisioning: Provisioning,
    ) -> Result<Volume> {
        name::volume(volume_name)?;
        let size = round_up(size_bytes)?;
        let pool = self.block_pool(&pool.id)?;
        let fits = match provisioning {
            Provisioning::DEFAULT => true,
            Provisioning::THIN => pool.is_thin(),
            Provisioning::FULL => !pool.is_thin(),
            _ => false,
        };
        if !fits {
            return Err(Error::invalid(format!(
                "the pool {} holds {} volumes only",
                pool.name,
                if pool.is_thin() { "thin" } else { "fully provisioned" }
            )));
        }
        // The server would make it outside a thin pool that cannot hold it.
        let named = Named { pool: &pool.name, name: volume_name, size: Some(size) };
        self.rpc.call::<()>("vol_create", &named)?;
        self.rpc.find_new_volume(&pool.name, volume_name)
    }

    fn block_pool(&mut self, id: &str) -> Result<PoolRow> {
        let pools = self.rpc.pool_list()?;
        let pool = pools.into_iter().find(|pool| pool.name == id).ok_or_else(|| {
            Error::new(ErrorKind::NOT_FOUND_POOL, format!("there is no pool {id} on the array"))
        })?;
        if pool.is_block() {
            return Ok(pool);
        }
        Err(Error::no_support(format!("the pool {id} holds file systems, no volumes")))
    }

    pub(crate) fn volume_delete_from(&mut self, volume: &Volume) -> Result<()> {
        let row = self.rpc.find_volume(volume)?;
        let named = Named { pool: &volume.pool_id, name: &row.name, size: None };
        let refused = match self.rpc.call::<()>("vol_destroy", &named) {
            Err(failure) if failure.says("while exported") => failure,
            deleted => return Ok(deleted?),
        };
        // A grant that failed, or a group that was deleted with its grants, leaves a logical unit
        // that nobody sees and that holds the volume.
        if self.rpc.masks()?.iter().any(|mask| mask.is_of(&volume.pool_id, &row.name)) {
            return Err(refused.into());
        }
        self.free_logical_unit(&volume.pool_id, &row.name);
        Ok(self.rpc.call("vol_destroy", &named)?)
    }

    pub(crate) fn volume_resize_to(&mut self, volume: &Volume, bytes: u64) -> Result<Volume> {
        if !self.can_resize()? {
            return Err(Error::no_support(
                "this array cannot resize volumes; targetd can since version 0.10.0",
            ));
        }
        let size = round_up(bytes)?;
        let row = self.rpc.find_volume(volume)?;
        if bytes.next_multiple_of(BLOCK) == row.size {
            let message = format!("the volume {} has that size already", row.name);
            return Err(Error::new(ErrorKind::NO_STATE_CHANGE, message));
        }
        if bytes < row.size {
            return Err(Error::no_support("this array cannot make volumes smaller"));
        }
        let pool = &volume.pool_id;
        self.rpc.call::<()>("vol_resize", &Named { pool, name: &row.name, size: Some(size) })?;
        let row = self.rpc.find_volume(volume)?;
        Ok(row.volume(pool))
    }

    /// Whether the server knows `vol_resize`: asked without arguments, a method that is there wants
    /// them, and one that is not there is not. Nothing is done.
    pub(crate) fn can_resize(&mut self) -> Result<bool> {
        if let Some(known) = self.can_resize {
            return Ok(known);
        }
        let can = match self.rpc.call::<()>("vol_resize", &Nothing {}) {
            Err(failure) if failure.is(INVALID) => true,
            Err(failure) if failure.is(NO_METHOD) => false,
            Err(failure) => return Err(failure.into()),
            Ok(()) => return Err(Error::plugin_bug("the array resizes volumes without a name")),
        };
        self.can_resize = Some(can);
        Ok(can)
    }

    pub(crate) fn volume_copy(
        &mut self,
        pool: Option<&Pool>,
        rep_type: ReplicationType,
        source: &Volume,
        copy_name: &str,
    ) -> Result<Volume> {
        match rep_type {
            ReplicationType::COPY => {}
            ReplicationType::UNKNOWN => {
                return Err(Error::invalid("a replica needs a type; this array makes copies"));
            }
            _ => return Err(Error::no_support("this array makes copies of volumes only")),
        }
        if pool.is_some_and(|pool| pool.id != source.pool_id) {
            return Err(Error::no_support("this array copies volumes within their pool only"));
        }
        name::volume(copy_name)?;
        let row = self.rpc.find_volume(source)?;
        let pool = &source.pool_id;
        let copy = CopyVolume { pool, vol_orig: &row.name, vol_new: copy_name };
        self.rpc.call::<()>("vol_copy", &copy)?;
        self.rpc.find_new_volume(pool, copy_name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernel_shows_these_identifiers() {
        // As a kernel showed it for a volume of LVM.
        assert_eq!(
            vpd83("A22a1S-HLLm-zzzz-zzzz-zzzz-zzzz-zzzcc5"),
            "6001405a22a1cc500000000000000000"
        );
        assert_eq!(vpd83("wLkEbf-3xGd"), "6001405ebf3d00000000000000000000");
        // The guid of ZFS is all digits.
        assert_eq!(vpd83("12345678901234567890"), "60014051234567890123456789000000");
        let long = vpd83(&"0123456789abcdef".repeat(2));
        assert_eq!((&*long, long.len()), ("60014050123456789abcdef012345678", 32));
    }

    #[test]
    fn sizes_never_come_out_smaller() {
        for (asked, sent) in [(0, 1024), (1, 1024), (512, 1024), (1024, 1024), (1025, 2048)] {
            assert_eq!(round_up(asked).unwrap(), sent);
        }
        for too_large in [u64::MAX, 1 << 63] {
            assert_eq!(round_up(too_large).unwrap_err().kind, ErrorKind::INVALID_ARGUMENT);
        }
    }
}
