// SPDX-License-Identifier: MIT OR Apache-2.0
//! libtool's numbering of interfaces, `current:revision:age`.
//!
//! A library that says `current:revision:age` has the interfaces `current - age` to `current`, and
//! is build number `revision` of the last one. A program that was linked with any of these
//! interfaces runs with it.

use std::fmt;
use std::str::FromStr;

use anyhow::{Context, Error, Result, ensure};

/// The three rules, as `cargo xtask abi rules` prints them.
pub(crate) const RULES: &str = "\
The last release had the version-info c:r:a. Then the next one has

  1. c:r+1:a     when no interface changed: only the inside did
  2. c+1:0:a+1   when something was added, and nothing else changed
  3. c+1:0:0     when something was changed or removed: old programs must be built again

Count once per release, not once per change, and never take the release number for it.
On Linux the file is called lib.so.(c-a).a.r, and programs ask for lib.so.(c-a).";

/// `current:revision:age`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct VersionInfo {
    /// Number of the newest interface.
    pub(crate) current: u32,
    /// How often the newest interface has been released again.
    pub(crate) revision: u32,
    /// How many older interfaces are still served.
    pub(crate) age: u32,
}

/// How an interface differs from that of the last release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// Not at all.
    None,
    /// Something was added.
    Added,
    /// Something was changed or removed.
    Broken,
}

impl VersionInfo {
    /// The version-info of the release after this one.
    pub(crate) fn next(self, change: Change) -> Self {
        let Self { current, revision, age } = self;
        match change {
            Change::None => Self { current, revision: revision + 1, age },
            Change::Added => Self { current: current + 1, revision: 0, age: age + 1 },
            Change::Broken => Self { current: current + 1, revision: 0, age: 0 },
        }
    }

    /// Number of the oldest interface that is still served.
    pub(crate) fn oldest(self) -> u32 {
        self.current - self.age
    }
}

impl Change {
    /// The rule that decides, in words.
    pub(crate) fn rule(self) -> &'static str {
        match self {
            Self::None => "rule 1: no interface changed, so the revision grows",
            Self::Added => "rule 2: something was added, so current and age grow",
            Self::Broken => {
                "rule 3: something was changed or removed, so current grows and age is 0"
            }
        }
    }
}

impl FromStr for VersionInfo {
    type Err = Error;

    /// As libtool reads it: revision and age may be left out.
    fn from_str(text: &str) -> Result<Self> {
        let explain = || format!("'{text}' is no version-info: give current:revision:age");
        let numbers: Vec<u32> =
            text.split(':').map(str::parse).collect::<Result<_, _>>().with_context(explain)?;
        ensure!(numbers.len() <= 3, explain());
        let number = |place| numbers.get(place).copied().unwrap_or(0);
        let info = Self { current: number(0), revision: number(1), age: number(2) };
        ensure!(
            info.age <= info.current,
            "'{text}' is no version-info: the age {} is greater than the current interface {}",
            info.age,
            info.current
        );
        // The next release must have a number, too.
        ensure!(numbers.iter().all(|number| *number < u32::MAX), explain());
        Ok(info)
    }
}

impl fmt::Display for VersionInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.current, self.revision, self.age)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_three_rules() {
        let last: VersionInfo = "11:3:10".parse().unwrap();
        assert_eq!(last.next(Change::None).to_string(), "11:4:10");
        assert_eq!(last.next(Change::Added).to_string(), "12:0:11");
        assert_eq!(last.next(Change::Broken).to_string(), "12:0:0");
    }

    #[test]
    fn reads_what_libtool_reads() {
        assert_eq!("2".parse::<VersionInfo>().unwrap().to_string(), "2:0:0");
        assert_eq!("2:1".parse::<VersionInfo>().unwrap().to_string(), "2:1:0");
        for wrong in ["", "1:0:2", "a", "1:-1:0", "1:0:0:0", "1::0", "4294967295:0:0"] {
            wrong.parse::<VersionInfo>().unwrap_err();
        }
    }
}
