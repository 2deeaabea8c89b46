// SPDX-License-Identifier: MIT OR Apache-2.0
//! RAID: what pools and volumes are made of, and volumes made of whole disks.

use std::collections::BTreeSet;

use lsm_client::Method;
use lsm_core::{Disk, DiskStatus, ErrorKind, MemberType, Pool, RaidType, System, Volume};

use super::{NOWHERE, places};
use crate::run::{Run, Step};

pub(super) fn tells_what_pools_are_made_of(run: &mut Run<'_>) -> Step {
    let method = Method::pool_member_info;
    if !run.offers_method(method) {
        return Ok(());
    }
    let pools = run.gets(Method::pools, "a listing", |session| session.pools(None))?;
    let mut disks = BTreeSet::new();
    if run.offers_method(Method::disks) {
        let listed = run.gets(Method::disks, "a listing", |session| session.disks(None))?;
        disks.extend(listed.into_iter().map(|disk| disk.id));
    }
    let names: BTreeSet<_> = pools.iter().map(|pool| pool.id.clone()).collect();
    let system = run.system.id.clone();
    for pool in pools.iter().filter(|pool| pool.system_id == system) {
        let what = format!("members of {}", pool.id);
        let info = run.gets(method, &what, |session| session.pool_member_info(pool))?;
        let known = match info.1 {
            MemberType::POOL => &names,
            MemberType::DISK => &disks,
            _ => continue,
        };
        let strange: Vec<_> = info.2.iter().filter(|member| !known.contains(*member)).collect();
        run.expect(method, strange.is_empty(), || {
            format!("{what}: these are not listed: {strange:?}")
        });
    }
    if let Some(pool) = pools.into_iter().next() {
        let gone = Pool { id: NOWHERE.into(), name: NOWHERE.into(), ..pool };
        let missing = [ErrorKind::NOT_FOUND_POOL];
        run.refuses(method, "a pool that is not there", &missing, |s| s.pool_member_info(&gone));
    }
    Ok(())
}

pub(super) fn of_volumes(run: &mut Run<'_>) -> Step {
    let method = Method::volume_raid_info;
    let volume = places::volume_for(run, method)?;
    let info = run.gets(method, "the layout of a volume", |s| s.volume_raid_info(&volume))?;
    let ordered = info.opt_io_size == 0 || info.min_io_size <= info.opt_io_size;
    run.expect(method, ordered, || {
        format!("the optimal size of a request is no less than the smallest: {info:?}")
    });
    let gone = Volume { id: NOWHERE.into(), name: NOWHERE.into(), ..volume.clone() };
    let missing = [ErrorKind::NOT_FOUND_VOLUME];
    run.refuses(method, "a volume that is not there", &missing, |s| s.volume_raid_info(&gone));
    places::delete_volume(run, &volume)
}

pub(super) fn made_of_disks(run: &mut Run<'_>) -> Step {
    let (ask, method) = (Method::volume_raid_create_cap_get, Method::volume_raid_create);
    if !run.offers_method(method) {
        return Ok(());
    }
    let system = run.system.clone();
    let offered = run.gets(ask, "levels and strips", |s| s.volume_raid_create_cap_get(&system))?;
    run.expect(ask, !offered.0.is_empty(), || "there must be a level".to_owned());
    let unknown = System { id: NOWHERE.into(), ..system.clone() };
    run.refuses(ask, "a system that is not there", &[ErrorKind::NOT_FOUND_SYSTEM], |session| {
        session.volume_raid_create_cap_get(&unknown)
    });

    let disks = run.gets(Method::disks, "a listing", |session| session.disks(None))?;
    let (mut free, mut taken) = (Vec::new(), Vec::new());
    for disk in disks.into_iter().filter(|disk| disk.system_id == system.id) {
        if disk.status.contains(DiskStatus::FREE) { free.push(disk) } else { taken.push(disk) }
    }
    let name = run.name("raid");
    let taken = offered.0.iter().find_map(|level| Some((*level, fewest(*level, &taken)?)));
    if let Some((level, members)) = taken {
        run.refuses(method, "disks in use", &[ErrorKind::DISK_NOT_FREE], |session| {
            session.volume_raid_create(&name, level, &members, 0)
        });
    }
    let fitting = offered.0.iter().find_map(|level| Some((*level, fewest(*level, &free)?)));
    let Some((level, members)) = fitting else {
        run.skip(method, format!("{} free disks are not enough for any level", free.len()));
        return Ok(());
    };
    let volume = run.gets(method, &format!("a {level} of whole disks"), |session| {
        session.volume_raid_create(&name, level, &members, 0)
    })?;
    run.is_listed(Method::volumes, &volume.id, &volume)?;
    if run.offers_method(Method::volume_raid_info) {
        let info =
            run.gets(Method::volume_raid_info, "the layout", |s| s.volume_raid_info(&volume))?;
        run.same(method, "the level", &info.raid_type, &level);
        run.same(method, "the number of disks", &info.disk_count, &(members.len() as u64));
    }
    run.refuses(method, "disks of another volume", &[ErrorKind::DISK_NOT_FREE], |session| {
        session.volume_raid_create(&format!("{name}2"), level, &members, 0)
    });
    if run.offers_method(Method::volume_delete) {
        places::delete_volume(run, &volume)?;
        let disks = run.gets(Method::disks, "a listing", |session| session.disks(None))?;
        let ids: BTreeSet<_> = members.iter().map(|disk| &disk.id).collect();
        let freed = disks
            .iter()
            .filter(|disk| ids.contains(&disk.id) && disk.status.contains(DiskStatus::FREE))
            .count();
        run.same(method, "disks that are free again", &freed, &members.len());
    }
    Ok(())
}

/// The fewest of `disks` that make this level; `None` when there are too few.
fn fewest(level: RaidType, disks: &[Disk]) -> Option<Vec<Disk>> {
    let count = (1..=disks.len()).find(|count| level.check_disk_count(*count).is_ok())?;
    disks.get(..count).map(<[Disk]>::to_vec)
}
