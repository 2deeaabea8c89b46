// SPDX-License-Identifier: MIT OR Apache-2.0
//! Names that can be given to the server. It hands many to the tools underneath as they are, where a
//! blank cuts them off and `..` leads out of the pool.

use lsm_core::{Error, Result};

/// Longest name of a group that the server finds again.
const LONGEST_GROUP: usize = 223;

/// Longest name that LVM takes (lvm(8)).
const LONGEST_VOLUME: usize = 127;

/// Longest name that a directory takes.
const LONGEST_FILE: usize = 255;

/// A name that a new volume can have: what LVM takes (lvm(8)).
pub(crate) fn volume(name: &str) -> Result<()> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "+_.-".contains(c);
    check("volume", name, "letters, digits and +_.-", LONGEST_VOLUME, &allowed)
}

/// A name that a new file system or snapshot can have.
pub(crate) fn file_system(what: &str, name: &str) -> Result<()> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    check(what, name, "letters, digits and _.-", LONGEST_FILE, &allowed)
}

/// A name that a new access group can have.
pub(crate) fn group(name: &str) -> Result<()> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    check("access group", name, "letters, digits, _ and -", LONGEST_GROUP, &allowed)
}

fn check(
    what: &str,
    name: &str,
    characters: &str,
    longest: usize,
    allowed: &dyn Fn(char) -> bool,
) -> Result<()> {
    let dash = what != "access group" && name.starts_with('-');
    if name.is_empty()
        || name.len() > longest
        || [".", ".."].contains(&name)
        || dash
        || !name.chars().all(allowed)
    {
        return Err(Error::invalid(format!(
            "{name:?} cannot be the name of a {what} on this array: it takes {characters}, at most \
             {longest} of them, and no - in front"
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_tools_underneath_would_misunderstand_is_refused() {
        let (short, long) = ("n".repeat(127), "n".repeat(256));
        for good in ["a", "v_1.x+y-z", &short] {
            volume(good).unwrap();
        }
        for bad in ["", ".", "..", "-x", "a b", "a/b", "../x", "ü", "a\n", &long] {
            assert!(volume(bad).is_err(), "{bad:?}");
            assert!(file_system("snapshot", bad).is_err(), "{bad:?}");
        }
        assert!(file_system("file system", "a+b").is_err());
        group("-x_9").unwrap();
        assert!(group("a.b").is_err() && group(&"g".repeat(224)).is_err());
    }
}
