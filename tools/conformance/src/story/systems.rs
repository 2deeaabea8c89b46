// SPDX-License-Identifier: MIT OR Apache-2.0
//! Systems, and how they share their cache.

use lsm_client::Method;
use lsm_core::{Capability, ErrorKind, ReadCachePct, System, SystemMode, SystemStatus};

use super::NOWHERE;
use crate::run::{Run, Step};

/// This system as it is listed now.
fn now(run: &mut Run<'_>) -> Step<System> {
    let method = Method::systems;
    let systems = run.gets(method, "a listing", |session| session.systems())?;
    let known = run.system.clone();
    let mine: Vec<_> = systems.into_iter().filter(|system| system.id == known.id).collect();
    run.same(method, "systems of this identifier", &mine.len(), &1);
    Ok(mine.into_iter().next().unwrap_or(known))
}

pub(super) fn are_complete(run: &mut Run<'_>) -> Step {
    let method = Method::systems;
    let system = now(run)?;
    run.expect(method, !system.id.is_empty() && !system.name.is_empty(), || {
        format!("identifier and name must not be empty: {system:?}")
    });
    run.expect(method, system.status != SystemStatus::NONE, || "it must have a status".to_owned());
    if run.offers(Capability::SYS_FW_VERSION_GET) {
        run.expect(method, !system.fw_version.is_empty(), || {
            "SYS_FW_VERSION_GET promises a firmware version".to_owned()
        });
    }
    if run.offers(Capability::SYS_MODE_GET) {
        run.expect(method, system.mode != SystemMode::NO_SUPPORT, || {
            "SYS_MODE_GET promises a mode".to_owned()
        });
    }
    if run.offers(Capability::SYS_READ_CACHE_PCT_GET) {
        let share = system.read_cache_pct;
        run.expect(method, (-1..=100).contains(&share.0), || {
            format!("SYS_READ_CACHE_PCT_GET promises a share of the cache, not {share:?}")
        });
    }
    Ok(())
}

pub(super) fn share_their_cache(run: &mut Run<'_>) -> Step {
    let method = Method::system_read_cache_pct_update;
    if !run.offers_method(method) {
        return Ok(());
    }
    let before = now(run)?;
    let other = if before.read_cache_pct.0 == 50 { 60 } else { 50 };
    let system = before.clone();
    run.gets(method, "another share", |s| s.system_read_cache_pct_update(&system, other))?;
    if run.offers(Capability::SYS_READ_CACHE_PCT_GET) {
        let after = now(run)?;
        run.same(method, "the share that was set", &after.read_cache_pct, &ReadCachePct(other));
    }
    if (0..=100).contains(&before.read_cache_pct.0) {
        let share = before.read_cache_pct.0;
        run.gets(method, "the share as before", |s| {
            s.system_read_cache_pct_update(&system, share)
        })?;
    }
    let unknown = System { id: NOWHERE.into(), ..system };
    run.refuses(method, "a system that is not there", &[ErrorKind::NOT_FOUND_SYSTEM], |session| {
        session.system_read_cache_pct_update(&unknown, 50)
    });
    Ok(())
}
