// SPDX-License-Identifier: MIT OR Apache-2.0
//! CPU time and memory of processes, from `/proc`.

use std::fs;

/// CPU time of all living threads of a process, in nanoseconds; 0 when it is gone.
pub(crate) fn cpu(pid: u32) -> u64 {
    let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else { return 0 };
    threads
        .flatten()
        .filter_map(|thread| fs::read_to_string(thread.path().join("schedstat")).ok())
        .filter_map(|text| text.split_whitespace().next()?.parse::<u64>().ok())
        .sum()
}

/// The most memory a process ever had resident, in KiB; 0 when it is gone.
pub(crate) fn peak_memory(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.split_whitespace().next()?.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_process_uses_time_and_memory_and_a_gone_one_none() {
        let own = std::process::id();
        assert!(cpu(own) > 0);
        assert!(peak_memory(own) > 100);
        assert_eq!((cpu(u32::MAX), peak_memory(u32::MAX)), (0, 0));
    }
}
