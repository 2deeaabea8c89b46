// SPDX-License-Identifier: MIT OR Apache-2.0
//! Takes away what runs made: this one, or one that was killed.
//!
//! Everything is found by its name, and nothing else is touched. What cannot be removed now may be
//! what something else stands on, so the whole is repeated while it gets on.

use lsm_client::Method;
use lsm_core::Outcome;

use crate::run::Run;

/// Removes everything that carries the name of the run.
pub(crate) fn remove(run: &mut Run<'_>) {
    // Six kinds of objects can stand on each other.
    for _ in 0..6 {
        if remove_some(run) == 0 {
            break;
        }
    }
}

/// How many objects could be removed.
fn remove_some(run: &mut Run<'_>) -> usize {
    grants(run) + groups(run) + exports(run) + snapshots(run) + file_systems(run) + volumes(run)
}

/// Whether work ended well.
fn done(run: &mut Run<'_>, started: lsm_core::Result<Outcome<()>>) -> bool {
    let Ok(started) = started else { return false };
    let waited = run.session.wait(started, &mut lsm_client::Wait::default());
    matches!(waited, Ok(lsm_client::Waited::Done(())))
}

fn grants(run: &mut Run<'_>) -> usize {
    let method = Method::volumes_accessible_by_access_group;
    if !run.offers_method(method) {
        return 0;
    }
    let mut removed = 0;
    for group in run.session.access_groups(None).unwrap_or_default() {
        let ours = run.is_ours(&group.name);
        for volume in run.session.volumes_accessible_by_access_group(&group).unwrap_or_default() {
            if ours || run.is_ours(&volume.name) {
                removed += usize::from(run.session.volume_unmask(&group, &volume).is_ok());
            }
        }
    }
    removed
}

fn groups(run: &mut Run<'_>) -> usize {
    if !run.offers_method(Method::access_groups) {
        return 0;
    }
    let mut removed = 0;
    for group in run.session.access_groups(None).unwrap_or_default() {
        if run.is_ours(&group.name) {
            removed += usize::from(run.session.access_group_delete(&group).is_ok());
        }
    }
    removed
}

fn exports(run: &mut Run<'_>) -> usize {
    if !run.offers_method(Method::exports) {
        return 0;
    }
    let mut removed = 0;
    for fs in run.session.fs(None).unwrap_or_default() {
        if run.is_ours(&fs.name) {
            for export in run.session.exports(None).unwrap_or_default() {
                if export.fs_id == fs.id {
                    removed += usize::from(run.session.export_remove(&export).is_ok());
                }
            }
        }
    }
    removed
}

fn snapshots(run: &mut Run<'_>) -> usize {
    if !run.offers_method(Method::fs_snapshots) {
        return 0;
    }
    let mut removed = 0;
    for fs in run.session.fs(None).unwrap_or_default() {
        if run.is_ours(&fs.name) {
            for snapshot in run.session.fs_snapshots(&fs).unwrap_or_default() {
                let started = run.session.fs_snapshot_delete(&fs, &snapshot);
                removed += usize::from(done(run, started));
            }
        }
    }
    removed
}

fn file_systems(run: &mut Run<'_>) -> usize {
    if !run.offers_method(Method::fs) {
        return 0;
    }
    let mut removed = 0;
    for fs in run.session.fs(None).unwrap_or_default() {
        if run.is_ours(&fs.name) {
            let started = run.session.fs_delete(&fs);
            removed += usize::from(done(run, started));
        }
    }
    removed
}

fn volumes(run: &mut Run<'_>) -> usize {
    if !run.offers_method(Method::volumes) {
        return 0;
    }
    let mut removed = 0;
    for volume in run.session.volumes(None).unwrap_or_default() {
        if run.is_ours(&volume.name) {
            if let Ok(true) = run.session.volume_child_dependency(&volume) {
                let started = run.session.volume_child_dependency_rm(&volume);
                done(run, started);
            }
            let started = run.session.volume_delete(&volume);
            removed += usize::from(done(run, started));
        }
    }
    removed
}
