// SPDX-License-Identifier: MIT OR Apache-2.0
//! The plug-in processes that run, and how many may.

use std::collections::HashMap;
use std::ffi::OsString;

use crate::settings::Settings;

/// A plug-in process.
#[derive(Debug)]
pub struct Running {
    /// The name of the plug-in.
    pub plugin: OsString,
    /// The user it was started for; `None` when the kernel did not say.
    pub user: Option<u32>,
}

/// All plug-in processes that this daemon started and that have not ended.
#[derive(Debug, Default)]
pub struct Census {
    running: HashMap<i32, Running>,
    by_user: HashMap<Option<u32>, u32>,
}

impl Census {
    /// Whether one more may be started for that user.
    ///
    /// # Errors
    ///
    /// The sentence for the user.
    pub fn admit(&self, user: Option<u32>, limits: &Settings) -> Result<(), String> {
        let all = u32::try_from(self.running.len()).unwrap_or(u32::MAX);
        let own = self.by_user.get(&user).copied().unwrap_or(0);
        for (number, limit, whose) in [
            (own, limits.max_processes_per_user, "for this user"),
            (all, limits.max_processes, "in all"),
        ] {
            if let Some(limit) = limit.filter(|&limit| number >= limit) {
                return Err(format!("too many plug-in processes {whose} (limit {limit})"));
            }
        }
        Ok(())
    }

    /// Adds a process that was started.
    pub fn add(&mut self, pid: i32, running: Running) {
        *self.by_user.entry(running.user).or_default() += 1;
        self.running.insert(pid, running);
    }

    /// Takes away a process that ended.
    pub fn remove(&mut self, pid: i32) -> Option<Running> {
        let running = self.running.remove(&pid)?;
        if let Some(number) = self.by_user.get_mut(&running.user) {
            *number -= 1;
            if *number == 0 {
                self.by_user.remove(&running.user);
            }
        }
        Some(running)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_hold_for_each_user_and_for_all() {
        let limits = Settings {
            max_processes: Some(3),
            max_processes_per_user: Some(2),
            ..Settings::default()
        };
        let mut census = Census::default();
        let running = |user| Running { plugin: "sim".into(), user };
        census.add(1, running(Some(7)));
        assert_eq!(census.admit(Some(7), &limits), Ok(()));
        census.add(2, running(Some(7)));
        let refused = census.admit(Some(7), &limits);
        assert_eq!(refused.unwrap_err(), "too many plug-in processes for this user (limit 2)");
        assert_eq!(census.admit(None, &limits), Ok(()));
        census.add(3, running(None));
        let refused = census.admit(Some(8), &limits);
        assert_eq!(refused.unwrap_err(), "too many plug-in processes in all (limit 3)");

        assert_eq!(census.remove(2).unwrap().plugin, "sim");
        assert!(census.remove(2).is_none());
        assert_eq!(census.admit(Some(7), &limits), Ok(()));
        census.remove(1);
        census.remove(3);
        assert!(census.by_user.is_empty());
        let none = Settings { max_processes: None, max_processes_per_user: None, ..limits };
        for pid in 0..10_000 {
            assert_eq!(census.admit(None, &none), Ok(()));
            census.add(pid, running(None));
        }
    }
}
