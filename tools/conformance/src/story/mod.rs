// SPDX-License-Identifier: MIT OR Apache-2.0
//! The stories: each makes what it needs, uses it well and badly, and takes it away again.
//!
//! What clients refuse before they send it is not sent: shares of a cache beyond 100 per cent, what
//! is no initiator, too few disks for a RAID level. Plug-ins rely on that.
//!
//! A story that cannot go on ends early; what stopped it is in the report, and what it left is
//! removed with everything else that carries the name of the run.

mod access;
mod cache;
mod exports;
mod file_systems;
pub(crate) mod listings;
mod places;
mod raid;
mod replicas;
mod session;
mod snapshots;
mod systems;
mod unoffered;
mod volumes;

use crate::run::{Run, Step};

const MIB: u64 = 1 << 20;
/// An identifier that no object has.
const NOWHERE: &str = "lsm_conformance_no_such";

/// Tells all stories, one after the other.
pub(crate) fn all(run: &mut Run<'_>) {
    let stories: &[fn(&mut Run<'_>) -> Step] = &[
        session::tells_about_itself,
        session::knows_no_strange_jobs,
        systems::are_complete,
        systems::share_their_cache,
        listings::hold_together,
        raid::tells_what_pools_are_made_of,
        volumes::live_and_die,
        volumes::are_refused,
        replicas::of_volumes,
        replicas::of_ranges,
        access::of_groups,
        access::to_volumes,
        raid::of_volumes,
        raid::made_of_disks,
        cache::of_volumes,
        cache::lights,
        file_systems::live_and_die,
        file_systems::have_clones,
        file_systems::clone_files,
        snapshots::live_and_die,
        exports::live_and_die,
        unoffered::is_refused,
    ];
    for story in stories {
        // What stopped it is noted.
        let _ = story(run);
    }
}
