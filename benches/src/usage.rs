// SPDX-License-Identifier: MIT OR Apache-2.0
//! What child processes used.

use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};

/// Use of the machine by children that have ended.
#[derive(Debug, Clone, Copy)]
pub struct Usage {
    /// Processor time, user and system.
    pub cpu: Duration,
    /// Most memory that any single one of them held, in bytes.
    pub largest: u64,
}

impl Usage {
    /// Of all children of this process, and of their children, until now.
    pub fn of_children() -> Self {
        let usage = getrusage(UsageWho::RUSAGE_CHILDREN).unwrap();
        let time = |time: nix::sys::time::TimeVal| {
            Duration::from_micros((time.tv_sec() * 1_000_000 + time.tv_usec()).unsigned_abs())
        };
        Self {
            cpu: time(usage.user_time()) + time(usage.system_time()),
            largest: usage.max_rss().unsigned_abs() * 1024,
        }
    }
}
