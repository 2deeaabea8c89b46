// SPDX-License-Identifier: MIT OR Apache-2.0
//! RAID layouts of volumes and pools, and RAID volumes.

use lsm_core::{Error, RaidCreateCapabilities, RaidInfo, RaidType, Result};

use super::answer;
use super::connection::{Connection, no_flags};
use crate::abi::{Array, Out, Ref, Status, Text, numbers};
use crate::records::{Disk, Pool, System, Volume};
use crate::string_list::StringList;

/// A size or a number that C has 32 bits for; not known when they do not suffice.
fn narrow(number: u64) -> u32 {
    u32::try_from(number).unwrap_or_default()
}

export! {
    fn lsm_volume_raid_info(
        conn: Ref<Connection>,
        volume: Ref<Volume>,
        raid_type: Out<i32>,
        strip_size: Out<u32>,
        disk_count: Out<u32>,
        min_io_size: Out<u32>,
        opt_io_size: Out<u32>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            raid_type.required("raid_type")?;
            strip_size.required("strip_size")?;
            disk_count.required("disk_count")?;
            min_io_size.required("min_io_size")?;
            opt_io_size.required("opt_io_size")?;
            let info: RaidInfo = session.volume_raid_info(&volume.core("volume")?)?;
            raid_type.write(info.raid_type.0);
            strip_size.write(narrow(info.strip_size));
            disk_count.write(narrow(info.disk_count));
            min_io_size.write(narrow(info.min_io_size));
            opt_io_size.write(narrow(info.opt_io_size));
            Ok(Status::OK)
        })
    }

    fn lsm_pool_member_info(
        conn: Ref<Connection>,
        pool: Ref<Pool>,
        raid_type: Out<i32>,
        member_type: Out<i32>,
        member_ids: Out<Ref<StringList>>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            raid_type.required("raid_type")?;
            member_type.required("member_type")?;
            member_ids.required("member_ids")?.write(Ref::NULL);
            let info = session.pool_member_info(&pool.core("pool")?)?;
            raid_type.write(info.0.0);
            member_type.write(info.1.0);
            if !info.2.is_empty() {
                member_ids.write(Ref::new(StringList::of(info.2)));
            }
            Ok(Status::OK)
        })
    }

    fn lsm_volume_raid_create_cap_get(
        conn: Ref<Connection>,
        system: Ref<System>,
        supported_raid_types: Out<*mut u32>,
        supported_raid_type_count: Out<u32>,
        supported_strip_sizes: Out<*mut u32>,
        supported_strip_size_count: Out<u32>,
        flags: u64,
    ) -> Status {
        conn.call_with(flags, |session| {
            let types = supported_raid_types.empty("supported_raid_types")?;
            let type_count = supported_raid_type_count.required("supported_raid_type_count")?;
            let sizes = supported_strip_sizes.empty("supported_strip_sizes")?;
            let size_count = supported_strip_size_count.required("supported_strip_size_count")?;
            let RaidCreateCapabilities(levels, strips) =
                session.volume_raid_create_cap_get(&system.core("system")?)?;
            let levels: Vec<u32> = levels.iter().map(|level| level.0.cast_unsigned()).collect();
            // One that C cannot name cannot be asked for either.
            let strips: Vec<u32> =
                strips.into_iter().filter_map(|size| u32::try_from(size).ok()).collect();
            type_count.write(narrow(levels.len() as u64));
            types.write(numbers(&levels));
            size_count.write(narrow(strips.len() as u64));
            sizes.write(numbers(&strips));
            Ok(Status::OK)
        })
    }

    fn lsm_volume_raid_create(
        conn: Ref<Connection>,
        name: Text,
        raid_type: i32,
        disks: Array<Disk>,
        disk_count: u32,
        strip_size: u32,
        new_volume: Out<Ref<Volume>>,
        flags: u64,
    ) -> Status {
        conn.call_with(flags, |session| {
            let new_volume = new_volume.empty("new_volume")?;
            let name = name.required("name")?;
            let disks = disks.handles(disk_count).iter();
            let disks = disks.map(|disk| disk.core("disks")).collect::<Result<Vec<_>>>()?;
            let level = RaidType(raid_type);
            level.check_disk_count(disks.len()).map_err(Error::invalid)?;
            let volume = session.volume_raid_create(name, level, &disks, strip_size.into())?;
            answer::record(volume, new_volume)
        })
    }
}
