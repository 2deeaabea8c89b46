// SPDX-License-Identifier: MIT OR Apache-2.0
//! How volumes lie on disks and caches, and their lights.

use std::collections::HashSet;

use lsm_client::Method;
use lsm_core::{
    Capability, Disk, DiskStatus, Error, ErrorKind, PhysicalDiskCache, RaidType, ReadCachePolicy,
    Volume, WriteCachePolicy,
};

use super::context::position_of_name;
use super::size::parse_size;
use super::{Context, Status, several};
use crate::error::Failure;
use crate::render::{CacheOfVolume, RaidChoicesOfSystem, RaidOfVolume};

pub(crate) fn raid_create(context: &mut Context<'_>) -> Result<Status, Failure> {
    let arguments = context.arguments();
    let mut wanted = Vec::new();
    for disk in arguments.texts("--disk").into_iter().chain(arguments.texts("<MORE>")) {
        match disk.as_str() {
            "-" => wanted.append(&mut several::lines()?),
            _ => wanted.push(disk),
        }
    }
    if wanted.is_empty() {
        return Err(Failure::client("--disk: standard input names no disk"));
    }
    check_repeats(wanted.iter())?;
    let disks = free_disks(context, &wanted)?;
    check_repeats(disks.iter().map(|disk| &disk.id))?;
    let strip_size = match arguments.filled("--strip-size") {
        Some(text) => parse_size("--strip-size", text)?,
        None => 0,
    };
    let raid_type = arguments.choice("--raid-type");
    let raid_type = raid_type.map_or(RaidType::UNKNOWN, |choice| RaidType(choice.number));
    let name = arguments.required("--name");
    let system_id = disks.first().map(|disk| disk.system_id.as_str());
    context.must_support(system_id, &[Capability::VOLUME_RAID_CREATE])?;
    let volume = context.session()?.volume_raid_create(name, raid_type, &disks, strip_size)?;
    context.show_one(&volume)
}

/// Refuses a disk that is there twice.
fn check_repeats<'a>(disks: impl Iterator<Item = &'a String>) -> Result<(), Failure> {
    let mut seen = HashSet::new();
    match disks.into_iter().find(|disk| !seen.insert(*disk)) {
        Some(twice) => Err(Failure::client(format!("--disk {twice} is given twice"))),
        None => Ok(()),
    }
}

/// The disks with these IDs or names, in this order, all of them free.
fn free_disks(context: &mut Context<'_>, wanted: &[String]) -> Result<Vec<Disk>, Failure> {
    let all = context.session()?.listing::<Disk>(Method::disks, None)?.to_vec()?;
    let (mut disks, mut missing) = (Vec::new(), Vec::new());
    for id in wanted {
        let by_id = all.iter().position(|disk| disk.id == *id);
        let position = match by_id {
            Some(position) => Some(position),
            None => position_of_name("--disk", id, &all)?,
        };
        match position {
            Some(position) => disks.push(all[position].clone()),
            None => missing.push(id.as_str()),
        }
    }
    if !missing.is_empty() {
        let text = format!("no disk with ID {}", missing.join(", "));
        return Err(Error::new(ErrorKind::NOT_FOUND_DISK, text).into());
    }
    match disks.iter().find(|disk| !disk.status.contains(DiskStatus::FREE)) {
        Some(disk) => {
            let text = format!("disk {} is in use: {}", disk.id, disk.status);
            Err(Error::new(ErrorKind::DISK_NOT_FREE, text).into())
        }
        None => Ok(disks),
    }
}

pub(crate) fn raid_create_cap(context: &mut Context<'_>) -> Result<Status, Failure> {
    let system = context.system("--sys")?;
    let choices = context.session()?.volume_raid_create_cap_get(&system)?;
    context.show_one(&RaidChoicesOfSystem { system_id: system.id, choices })
}

pub(crate) fn raid_info(context: &mut Context<'_>) -> Result<Status, Failure> {
    let volume = context.volume("--vol")?;
    let raid = context.session()?.volume_raid_info(&volume)?;
    context.show_one(&RaidOfVolume { volume_id: volume.id, raid })
}

pub(crate) fn ident_led_on(context: &mut Context<'_>) -> Result<Status, Failure> {
    let volume = context.volume("--vol")?;
    context.must_support(Some(&volume.system_id), &[Capability::VOLUME_LED])?;
    context.session()?.volume_ident_led_on(&volume)?;
    Ok(Status::Done)
}

pub(crate) fn ident_led_off(context: &mut Context<'_>) -> Result<Status, Failure> {
    let volume = context.volume("--vol")?;
    context.must_support(Some(&volume.system_id), &[Capability::VOLUME_LED])?;
    context.session()?.volume_ident_led_off(&volume)?;
    Ok(Status::Done)
}

pub(crate) fn cache_info(context: &mut Context<'_>) -> Result<Status, Failure> {
    let volume = context.volume("--vol")?;
    show_cache(context, volume)
}

pub(crate) fn phy_disk_cache_update(context: &mut Context<'_>) -> Result<Status, Failure> {
    let volume = context.volume("--vol")?;
    let policy = context.arguments().choice("--policy");
    let policy = policy.map_or(PhysicalDiskCache::UNKNOWN, |c| PhysicalDiskCache(number(c.number)));
    let needed = [Capability::VOLUME_PHYSICAL_DISK_CACHE_UPDATE];
    context.must_support(Some(&volume.system_id), &needed)?;
    context.session()?.volume_physical_disk_cache_update(&volume, policy)?;
    show_cache(context, volume)
}

pub(crate) fn read_cache_policy_update(context: &mut Context<'_>) -> Result<Status, Failure> {
    let volume = context.volume("--vol")?;
    let policy = context.arguments().choice("--policy");
    let policy = policy.map_or(ReadCachePolicy::UNKNOWN, |c| ReadCachePolicy(number(c.number)));
    let needed = [Capability::VOLUME_READ_CACHE_POLICY_UPDATE];
    context.must_support(Some(&volume.system_id), &needed)?;
    context.session()?.volume_read_cache_policy_update(&volume, policy)?;
    show_cache(context, volume)
}

pub(crate) fn write_cache_policy_update(context: &mut Context<'_>) -> Result<Status, Failure> {
    let volume = context.volume("--vol")?;
    let policy = context.arguments().choice("--policy");
    let policy = policy.map_or(WriteCachePolicy::UNKNOWN, |c| WriteCachePolicy(number(c.number)));
    let needed = match policy {
        WriteCachePolicy::WRITE_BACK => Capability::VOLUME_WRITE_CACHE_POLICY_UPDATE_WRITE_BACK,
        WriteCachePolicy::AUTO => Capability::VOLUME_WRITE_CACHE_POLICY_UPDATE_AUTO,
        _ => Capability::VOLUME_WRITE_CACHE_POLICY_UPDATE_WRITE_THROUGH,
    };
    context.must_support(Some(&volume.system_id), &[needed])?;
    context.session()?.volume_write_cache_policy_update(&volume, policy)?;
    show_cache(context, volume)
}

/// The number of a policy; the table holds none below 0.
fn number(choice: i32) -> u32 {
    choice.unsigned_abs()
}

/// Shows the cache settings as they are now.
fn show_cache(context: &mut Context<'_>, volume: Volume) -> Result<Status, Failure> {
    let cache = context.session()?.volume_cache_info(&volume)?;
    context.show_one(&CacheOfVolume { volume_id: volume.id, cache })
}
