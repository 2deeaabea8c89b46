// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listings: identifiers, references, searches.

use std::collections::{BTreeMap, BTreeSet};

use lsm_client::{ConnectOptions, Method, Session};
use lsm_core::{
    AccessGroup, AdminState, Battery, Capability, Disk, FileSystem, LinkType, NfsExport, Pool,
    Record, Rpm, TargetPort, UNKNOWN_SIZE, Volume, vpd83,
};

use super::NOWHERE;
use crate::run::{Run, Step};

/// The listings that a session can search.
const LISTINGS: [Method; 8] = [
    Method::pools,
    Method::volumes,
    Method::disks,
    Method::target_ports,
    Method::batteries,
    Method::access_groups,
    Method::fs,
    Method::exports,
];

/// The identifiers that each listing gives.
pub(crate) type Identifiers = BTreeMap<&'static str, BTreeSet<String>>;

/// The identifiers in all listings; those that fail are left out, for others to note.
pub(crate) fn identifiers(run: &mut Run<'_>) -> Identifiers {
    let offered =
        LISTINGS.into_iter().filter(|method| run.offers_method(*method)).collect::<Vec<_>>();
    identifiers_over(&mut run.session, &offered)
}

fn identifiers_over(session: &mut Session, listings: &[Method]) -> Identifiers {
    fn of<T: Record>(session: &mut Session, method: Method) -> Option<BTreeSet<String>> {
        let records = session.listing::<T>(method, None).ok()?.to_vec().ok()?;
        Some(records.iter().filter_map(|record| record.text("id")).map(str::to_owned).collect())
    }
    let mut all = Identifiers::new();
    for method in listings.iter().copied() {
        let identifiers = match method {
            Method::pools => of::<Pool>(session, method),
            Method::volumes => of::<Volume>(session, method),
            Method::disks => of::<Disk>(session, method),
            Method::target_ports => of::<TargetPort>(session, method),
            Method::batteries => of::<Battery>(session, method),
            Method::access_groups => of::<AccessGroup>(session, method),
            Method::fs => of::<FileSystem>(session, method),
            _ => of::<NfsExport>(session, method),
        };
        if let Some(identifiers) = identifiers {
            all.insert(method.name(), identifiers);
        }
    }
    all
}

/// After everything, a new session must list what was there before.
pub(crate) fn stay_the_same(
    run: &mut Run<'_>,
    uri: &str,
    connect: &ConnectOptions,
    before: &Identifiers,
) {
    let mut session = match Session::connect(uri, connect) {
        Ok(session) => session,
        Err(error) => {
            return run.failed(Method::plugin_register, format!("a second session: {error}"));
        }
    };
    let listings: Vec<_> =
        LISTINGS.into_iter().filter(|method| before.contains_key(method.name())).collect();
    let after = identifiers_over(&mut session, &listings);
    for method in listings {
        let (before, after) = (before.get(method.name()), after.get(method.name()));
        run.expect(method, before == after, || {
            format!("a new session must list what was there before: {before:?}, not {after:?}")
        });
    }
}

pub(super) fn hold_together(run: &mut Run<'_>) -> Step {
    let systems = run.gets(Method::systems, "a listing", |session| session.systems())?;
    let systems: BTreeSet<_> = systems.into_iter().map(|system| system.id).collect();
    let pools: Vec<Pool> = listing(run, Method::pools, &systems)?;
    for pool in &pools {
        let known = pool.total_space != UNKNOWN_SIZE && pool.free_space != UNKNOWN_SIZE;
        run.expect(Method::pools, !known || pool.free_space <= pool.total_space, || {
            format!("more is free than there is: {pool:?}")
        });
    }
    let pools: BTreeSet<_> = pools.into_iter().map(|pool| pool.id).collect();
    // A story each: one listing that fails is no reason to leave out the others.
    let _ = volumes(run, &systems, &pools);
    let _ = disks(run, &systems);
    let _ = listing::<TargetPort>(run, Method::target_ports, &systems);
    let _ = listing::<Battery>(run, Method::batteries, &systems);
    let _ = listing::<AccessGroup>(run, Method::access_groups, &systems);
    let _ = file_systems(run, &systems, &pools);
    Ok(())
}

fn volumes(run: &mut Run<'_>, systems: &BTreeSet<String>, pools: &BTreeSet<String>) -> Step {
    let method = Method::volumes;
    for volume in listing::<Volume>(run, method, systems)? {
        let identifier = volume.vpd83.as_deref().unwrap_or_default();
        run.expect(method, identifier.is_empty() || vpd83::is_valid(identifier), || {
            format!("{identifier:?} of {} is no NAA identifier", volume.id)
        });
        run.expect(method, pools.contains(&volume.pool_id), || {
            format!("volume {} is in a pool that is not listed: {}", volume.id, volume.pool_id)
        });
        let known = [AdminState::ENABLED, AdminState::DISABLED];
        run.expect(method, known.contains(&volume.admin_state), || {
            format!("volume {} is neither enabled nor disabled", volume.id)
        });
        run.expect(method, volume.block_size > 0, || {
            format!("volume {} has blocks of no bytes", volume.id)
        });
    }
    Ok(())
}

fn disks(run: &mut Run<'_>, systems: &BTreeSet<String>) -> Step {
    let method = Method::disks;
    for disk in listing::<Disk>(run, method, systems)? {
        run.expect(method, disk.vpd83.is_empty() || vpd83::is_valid(&disk.vpd83), || {
            format!("{:?} of {} is no NAA identifier", disk.vpd83, disk.id)
        });
        if run.offers(Capability::DISK_RPM) {
            run.expect(method, disk.rpm != Rpm::NO_SUPPORT, || {
                format!("DISK_RPM promises the speed of {}", disk.id)
            });
        }
        if run.offers(Capability::DISK_LINK_TYPE) {
            run.expect(method, disk.link_type != LinkType::NO_SUPPORT, || {
                format!("DISK_LINK_TYPE promises the link of {}", disk.id)
            });
        }
    }
    Ok(())
}

fn file_systems(run: &mut Run<'_>, systems: &BTreeSet<String>, pools: &BTreeSet<String>) -> Step {
    let method = Method::fs;
    let mut known = BTreeSet::new();
    for fs in listing::<FileSystem>(run, method, systems)? {
        run.expect(method, pools.contains(&fs.pool_id), || {
            format!("file system {} is in a pool that is not listed: {}", fs.id, fs.pool_id)
        });
        run.expect(method, fs.free_space <= fs.total_space, || {
            format!("more is free than there is: {fs:?}")
        });
        known.insert(fs.id);
    }
    for export in listing::<NfsExport>(run, Method::exports, systems)? {
        run.expect(Method::exports, known.contains(&export.fs_id), || {
            format!("export {} is of a file system that is not listed: {}", export.id, export.fs_id)
        });
    }
    Ok(())
}

/// The records of a listing, after looking at what all listings have in common.
fn listing<T: Record + PartialEq>(
    run: &mut Run<'_>,
    method: Method,
    systems: &BTreeSet<String>,
) -> Step<Vec<T>> {
    if !run.offers_method(method) {
        return Ok(Vec::new());
    }
    let records: Vec<T> =
        run.gets(method, "a listing", |session| session.listing(method, None)?.to_vec())?;
    let mut seen = BTreeSet::new();
    for record in &records {
        let id = record.text("id").unwrap_or_default();
        run.expect(method, !id.is_empty() && seen.insert(id.to_owned()), || {
            format!("identifiers must be there and differ: {id:?}")
        });
        if let Some(system) = record.text("system_id") {
            run.expect(method, systems.contains(system), || {
                format!("{id} belongs to a system that is not listed: {system:?}")
            });
        }
    }
    for key in method.info().search_keys {
        let nothing: Vec<T> = run.found(method, key, NOWHERE)?;
        run.expect(method, nothing.is_empty(), || {
            format!("a search by {key} for what is not there finds {}", nothing.len())
        });
        let Some(value) = records.first().and_then(|record| record.text(key)) else { continue };
        let wanted = records.iter().filter(|record| record.text(key) == Some(value)).count();
        let found: Vec<T> = run.found(method, key, value)?;
        let right = found.iter().all(|record| record.text(key) == Some(value));
        run.expect(method, right && found.len() == wanted, || {
            format!("a search by {key} for {value:?} must find {wanted}, not {}", found.len())
        });
    }
    Ok(records)
}
