// SPDX-License-Identifier: MIT OR Apache-2.0
//! A plug-in process that this session started.

use std::process::Child;
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, PidfdFlags, pidfd_open};

/// How long a plug-in may take to leave once its socket is closed.
const GRACE: Duration = Duration::from_secs(2);

/// The process; it is collected when this is dropped, which must come after its socket is closed.
#[derive(Debug)]
pub(crate) struct PluginProcess {
    child: Child,
    /// Who started it: a forked copy of this process must leave it alone.
    parent: u32,
}

impl PluginProcess {
    pub(crate) fn new(child: Child) -> Self {
        Self { child, parent: std::process::id() }
    }

    /// Waits until the process has ended, or `GRACE` has passed.
    fn has_left(&mut self) -> bool {
        if let Some(pid) = Pid::from_raw(self.child.id().cast_signed())
            && let Ok(process) = pidfd_open(pid, PidfdFlags::empty())
        {
            let grace = Timespec { tv_sec: GRACE.as_secs().cast_signed(), tv_nsec: 0 };
            // Whatever it says, the next line asks the child itself.
            let _ = poll(&mut [PollFd::new(&process, PollFlags::IN)], Some(&grace));
        }
        matches!(self.child.try_wait(), Ok(Some(_)))
    }
}

impl Drop for PluginProcess {
    fn drop(&mut self) {
        if std::process::id() != self.parent || self.has_left() {
            return;
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
