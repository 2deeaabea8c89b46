// SPDX-License-Identifier: MIT OR Apache-2.0
//! Caches and lights of volumes.

use lsm_client::Method;
use lsm_core::{
    Capability, ErrorKind, PhysicalDiskCache, ReadCachePolicy, Volume, WriteCachePolicy,
};

use super::{NOWHERE, places};
use crate::run::{Run, Step};

pub(super) fn of_volumes(run: &mut Run<'_>) -> Step {
    let info = Method::volume_cache_info;
    let volume = places::volume_for(run, info)?;
    let gone = Volume { id: NOWHERE.into(), name: NOWHERE.into(), ..volume.clone() };
    let missing = [ErrorKind::NOT_FOUND_VOLUME];
    let nowhere = "a volume that is not there";
    run.gets(info, "the settings of a volume", |session| session.volume_cache_info(&volume))?;
    run.refuses(info, nowhere, &missing, |session| session.volume_cache_info(&gone));

    let method = Method::volume_physical_disk_cache_update;
    if run.offers_method(method) {
        for wanted in [PhysicalDiskCache::DISABLED, PhysicalDiskCache::ENABLED] {
            run.gets(method, &format!("{wanted}"), |session| {
                session.volume_physical_disk_cache_update(&volume, wanted)
            })?;
            let now =
                run.gets(info, "the settings", |session| session.volume_cache_info(&volume))?;
            run.same(method, "the setting afterwards", &now.4, &wanted);
        }
        run.refuses(method, nowhere, &missing, |session| {
            session.volume_physical_disk_cache_update(&gone, PhysicalDiskCache::ENABLED)
        });
    }

    let method = Method::volume_write_cache_policy_update;
    let mut offered = None;
    for (wanted, capability) in [
        (WriteCachePolicy::WRITE_BACK, Capability::VOLUME_WRITE_CACHE_POLICY_UPDATE_WRITE_BACK),
        (WriteCachePolicy::AUTO, Capability::VOLUME_WRITE_CACHE_POLICY_UPDATE_AUTO),
        (
            WriteCachePolicy::WRITE_THROUGH,
            Capability::VOLUME_WRITE_CACHE_POLICY_UPDATE_WRITE_THROUGH,
        ),
    ] {
        if run.offers(capability) {
            run.gets(method, &format!("{wanted}"), |session| {
                session.volume_write_cache_policy_update(&volume, wanted)
            })?;
            let now =
                run.gets(info, "the settings", |session| session.volume_cache_info(&volume))?;
            run.same(method, "the policy afterwards", &now.0, &wanted);
            offered = Some(wanted);
        }
    }
    if let Some(policy) = offered {
        run.refuses(method, nowhere, &missing, |session| {
            session.volume_write_cache_policy_update(&gone, policy)
        });
    }

    let method = Method::volume_read_cache_policy_update;
    if run.offers_method(method) {
        for wanted in [ReadCachePolicy::DISABLED, ReadCachePolicy::ENABLED] {
            run.gets(method, &format!("{wanted}"), |session| {
                session.volume_read_cache_policy_update(&volume, wanted)
            })?;
            let now =
                run.gets(info, "the settings", |session| session.volume_cache_info(&volume))?;
            run.same(method, "the policy afterwards", &now.2, &wanted);
        }
        run.refuses(method, nowhere, &missing, |session| {
            session.volume_read_cache_policy_update(&gone, ReadCachePolicy::ENABLED)
        });
    }
    places::delete_volume(run, &volume)
}

pub(super) fn lights(run: &mut Run<'_>) -> Step {
    let (on, off) = (Method::volume_ident_led_on, Method::volume_ident_led_off);
    let volume = places::volume_for(run, on)?;
    run.gets(on, "the light on", |session| session.volume_ident_led_on(&volume))?;
    run.gets(off, "the light off", |session| session.volume_ident_led_off(&volume))?;
    let gone = Volume { id: NOWHERE.into(), name: NOWHERE.into(), ..volume.clone() };
    let missing = [ErrorKind::NOT_FOUND_VOLUME];
    let nowhere = "a volume that is not there";
    run.refuses(on, nowhere, &missing, |session| session.volume_ident_led_on(&gone));
    run.refuses(off, nowhere, &missing, |session| session.volume_ident_led_off(&gone));
    places::delete_volume(run, &volume)
}
