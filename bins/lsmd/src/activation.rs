// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listening sockets that the service manager hands over: the protocol of sd_listen_fds(3).
//!
//! A plug-in's socket is known by the file name it is bound to, so that a socket unit with
//! `ListenStream=/run/lsm/ipc/sim` serves the plug-in `sim`.

use std::ffi::OsStr;
use std::os::fd::RawFd;

use lsm_launch::syscall;

use crate::listener::Listener;

/// The environment variables of the protocol, which are for us and not for plug-ins.
pub const VARIABLES: [&str; 3] = ["LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"];

/// The first descriptor that is handed over.
const FIRST: RawFd = 3;

/// How many descriptors at most.
const COUNT_MAX: i32 = 4096;

/// Takes over what the environment announces for this process; also returns warnings about what
/// is of no use. To be called before anything else opens a descriptor.
pub fn take_over() -> (Vec<Listener>, Vec<String>) {
    let (mut listeners, mut warnings) = (Vec::new(), Vec::new());
    let [pid, count, names] = VARIABLES.map(std::env::var_os);
    let count = announced(pid.as_deref(), count.as_deref(), std::process::id());
    let names = names.unwrap_or_default();
    let names: Vec<&str> = names.to_str().unwrap_or_default().split(':').collect();
    for descriptor in FIRST..FIRST + count {
        match syscall::inherited(descriptor).and_then(Listener::adopt) {
            Ok(listener) => listeners.push(listener),
            Err(error) => {
                let at = usize::try_from(descriptor - FIRST).unwrap_or_default();
                let name = names.get(at).filter(|name| !name.is_empty()).unwrap_or(&"unnamed");
                warnings.push(format!(
                    "descriptor {descriptor} ({name}) from the service manager is no listening \
                     Unix socket with a path: {error}"
                ));
                if error.raw_os_error().is_some() && listeners.is_empty() && warnings.len() > 8 {
                    // The number is nonsense; one sentence for each would be too many.
                    break;
                }
            }
        }
    }
    (listeners, warnings)
}

/// How many descriptors are meant for us.
fn announced(pid: Option<&OsStr>, count: Option<&OsStr>, us: u32) -> i32 {
    let number = |text: Option<&OsStr>| text?.to_str()?.parse::<u32>().ok();
    match (number(pid), number(count)) {
        (Some(pid), Some(count)) if pid == us => {
            i32::try_from(count).unwrap_or(COUNT_MAX).min(COUNT_MAX)
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_meant_for_us_counts() {
        let count = |pid, count| announced(Some(OsStr::new(pid)), Some(OsStr::new(count)), 42);
        assert_eq!(count("42", "3"), 3);
        assert_eq!(count("42", "0"), 0);
        assert_eq!(count("43", "3"), 0);
        assert_eq!(count("42", "4294967295"), COUNT_MAX);
        for nonsense in ["", "-1", "x", "4294967296", "1 "] {
            assert_eq!(count("42", nonsense), 0);
            assert_eq!(count(nonsense, "1"), 0);
        }
        assert_eq!(announced(None, Some(OsStr::new("1")), 42), 0);
        assert_eq!(announced(Some(OsStr::new("42")), None, 42), 0);
    }
}
