// SPDX-License-Identifier: MIT OR Apache-2.0
//! A plug-in process that this session started.

use std::os::fd::OwnedFd;
use std::process::Child;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, Signal, pidfd_open, pidfd_send_signal};

/// How long a plug-in may take to leave once its socket is closed.
const GRACE: Duration = Duration::from_secs(2);

/// How long to wait between two looks at a process that cannot be waited for.
const BETWEEN: Duration = Duration::from_millis(2);

/// The process; it is collected when this is dropped, which must come after its socket is closed.
#[derive(Debug)]
pub struct PluginProcess {
    child: Child,
    /// Stands for this very process even when the program around us has collected it and its
    /// number belongs to another. Kernels before 5.3 have none.
    handle: Option<OwnedFd>,
    /// Who started it: a forked copy of this process must leave it alone.
    parent: u32,
}

impl PluginProcess {
    pub(crate) fn new(child: Child) -> Self {
        let pid = Pid::from_raw(child.id().cast_signed());
        let handle = pid.and_then(|pid| pidfd_open(pid, PidfdFlags::empty()).ok());
        Self { child, handle, parent: std::process::id() }
    }

    /// Asks again and again whether the process has ended, until it has, or `GRACE` has passed.
    fn ask_for_end(&mut self) {
        let deadline = Instant::now() + GRACE;
        while !self.has_ended() && Instant::now() < deadline {
            std::thread::sleep(BETWEEN);
        }
    }

    /// Whether the process has ended; if so, it is collected.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }
}

impl Drop for PluginProcess {
    fn drop(&mut self) {
        if std::process::id() != self.parent {
            return;
        }
        match &self.handle {
            Some(handle) => wait_for_end(handle),
            None => self.ask_for_end(),
        }
        if self.has_ended() {
            return;
        }
        let _ = match &self.handle {
            Some(handle) => pidfd_send_signal(handle, Signal::KILL).map_err(Into::into),
            None => self.child.kill(),
        };
        let _ = self.child.wait();
    }
}

/// Waits until a process has ended, or `GRACE` has passed.
fn wait_for_end(handle: &OwnedFd) {
    let deadline = Instant::now() + GRACE;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        let left =
            Timespec { tv_sec: left.as_secs().cast_signed(), tv_nsec: left.subsec_nanos().into() };
        // The program around us may have signal handlers, for the end of this very child as well.
        match poll(&mut [PollFd::new(handle, PollFlags::IN)], Some(&left)) {
            Err(Errno::INTR) => {}
            _ => return,
        }
    }
}
