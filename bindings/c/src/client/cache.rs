// SPDX-License-Identifier: MIT OR Apache-2.0
//! Caches of volumes and systems.

use lsm_core::{
    CacheInfo, Error, PhysicalDiskCache, ReadCachePolicy, ReadCacheStatus, WriteCachePolicy,
    WriteCacheStatus,
};

use super::connection::{Connection, no_flags};
use crate::abi::{Out, Ref, Status};
use crate::records::{System, Volume};

/// What cannot be asked for.
fn no_setting(name: &str, number: u32) -> Error {
    Error::invalid(format!("{name} cannot be set to {number}"))
}

export! {
    fn lsm_volume_cache_info(
        conn: Ref<Connection>,
        volume: Ref<Volume>,
        write_cache_policy: Out<u32>,
        write_cache_status: Out<u32>,
        read_cache_policy: Out<u32>,
        read_cache_status: Out<u32>,
        physical_disk_cache: Out<u32>,
        flags: u64,
    ) -> Status {
        let write = |info: CacheInfo| {
            write_cache_policy.write(info.0.0);
            write_cache_status.write(info.1.0);
            read_cache_policy.write(info.2.0);
            read_cache_status.write(info.3.0);
            physical_disk_cache.write(info.4.0);
        };
        write(CacheInfo(
            WriteCachePolicy::UNKNOWN,
            WriteCacheStatus::UNKNOWN,
            ReadCachePolicy::UNKNOWN,
            ReadCacheStatus::UNKNOWN,
            PhysicalDiskCache::UNKNOWN,
        ));
        conn.call(|session| {
            no_flags(flags)?;
            write_cache_policy.required("write_cache_policy")?;
            write_cache_status.required("write_cache_status")?;
            read_cache_policy.required("read_cache_policy")?;
            read_cache_status.required("read_cache_status")?;
            physical_disk_cache.required("physical_disk_cache")?;
            write(session.volume_cache_info(&volume.core("volume")?)?);
            Ok(Status::OK)
        })
    }

    fn lsm_volume_physical_disk_cache_update(
        conn: Ref<Connection>,
        volume: Ref<Volume>,
        pdc: u32,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let volume = volume.core("volume")?;
            match PhysicalDiskCache(pdc) {
                pdc @ (PhysicalDiskCache::ENABLED | PhysicalDiskCache::DISABLED) => {
                    session.volume_physical_disk_cache_update(&volume, pdc)?;
                    Ok(Status::OK)
                }
                _ => Err(no_setting("pdc", pdc)),
            }
        })
    }

    fn lsm_volume_write_cache_policy_update(
        conn: Ref<Connection>,
        volume: Ref<Volume>,
        wcp: u32,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let volume = volume.core("volume")?;
            match WriteCachePolicy(wcp) {
                wcp @ (WriteCachePolicy::WRITE_BACK
                | WriteCachePolicy::AUTO
                | WriteCachePolicy::WRITE_THROUGH) => {
                    session.volume_write_cache_policy_update(&volume, wcp)?;
                    Ok(Status::OK)
                }
                _ => Err(no_setting("wcp", wcp)),
            }
        })
    }

    fn lsm_volume_read_cache_policy_update(
        conn: Ref<Connection>,
        volume: Ref<Volume>,
        rcp: u32,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let volume = volume.core("volume")?;
            match ReadCachePolicy(rcp) {
                rcp @ (ReadCachePolicy::ENABLED | ReadCachePolicy::DISABLED) => {
                    session.volume_read_cache_policy_update(&volume, rcp)?;
                    Ok(Status::OK)
                }
                _ => Err(no_setting("rcp", rcp)),
            }
        })
    }

    fn lsm_system_read_cache_pct_update(
        conn: Ref<Connection>,
        system: Ref<System>,
        read_pct: u32,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            match i32::try_from(read_pct) {
                Ok(percent @ 0..=100) => {
                    session.system_read_cache_pct_update(&system.core("system")?, percent)?;
                    Ok(Status::OK)
                }
                _ => Err(no_setting("read_pct", read_pct)),
            }
        })
    }
}
