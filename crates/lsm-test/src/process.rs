// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the kernel says of processes.

use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, pidfd_open};

/// The process numbers of the children of `pid`, zombies included.
pub fn children_of(pid: u32) -> Vec<u32> {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    tasks
        .filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok())
        .flat_map(|children| {
            children.split_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<u32>>()
        })
        .collect()
}

/// How many descriptors `pid` has open.
pub fn descriptors_of(pid: u32) -> usize {
    std::fs::read_dir(format!("/proc/{pid}/fd")).map_or(0, Iterator::count)
}

/// Waits until process `pid` has ended, whoever its parent is.
///
/// # Panics
/// When it has not within a minute.
pub fn wait_for_exit(pid: u32) {
    let Some(process) = Pid::from_raw(pid.cast_signed()) else { return };
    // It may have gone, and have been collected, already.
    let Ok(process) = pidfd_open(process, PidfdFlags::empty()) else { return };
    let minute = Timespec { tv_sec: 60, tv_nsec: 0 };
    let ended = poll(&mut [PollFd::new(&process, PollFlags::IN)], Some(&minute)).unwrap();
    assert!(ended > 0, "process {pid} is still there after a minute");
}

/// Asks `done` again and again until it says yes; for conditions that the kernel offers no event
/// for.
///
/// # Panics
/// When it has not within a minute.
pub(crate) fn wait_until(what: &str, mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !done() {
        assert!(Instant::now() < deadline, "after a minute still not: {what}");
        std::thread::yield_now();
    }
}
