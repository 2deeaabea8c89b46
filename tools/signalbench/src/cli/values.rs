// SPDX-License-Identifier: MIT OR Apache-2.0
//! What stands behind options.

use anyhow::{Context, Result, bail};

use crate::plan::Pair;
use crate::stacks::{STACKS, Stack};

/// Our senders also serve clients that know nothing of us: the fastest there can be, and one that
/// is slower than any sender.
const MIXED: [&str; 2] = ["lsm:floor", "lsm:dbus-python"];

/// Every pair of a stack with itself, and our own with others.
///
/// # Errors
/// None, as long as the names above are those of stacks.
pub(crate) fn all_pairs() -> Result<Vec<Pair>> {
    let mixed = MIXED.iter().map(|name| pair_named(name));
    STACKS.iter().map(|stack| Ok((stack, stack))).chain(mixed).collect()
}

/// The pair SERVER:CLIENT, or STACK for both.
///
/// # Errors
/// When there is no stack of that name.
pub(super) fn pair_named(name: &str) -> Result<Pair> {
    let (server, client) = name.split_once(':').unwrap_or((name, name));
    Ok((Stack::named(server)?, Stack::named(client)?))
}

/// Sets an option.
///
/// # Errors
/// None; so it can end the setter of an option.
pub(super) fn put<T>(place: &mut T, value: T) -> Result<()> {
    *place = value;
    Ok(())
}

/// The parts of a list.
///
/// # Errors
/// When a part is not what it should be.
pub(super) fn split<T>(value: &str, parse: impl Fn(&str) -> Result<T>) -> Result<Vec<T>> {
    value.split(',').map(|part| parse(part.trim())).collect()
}

/// A whole number.
///
/// # Errors
/// When it is none.
pub(super) fn number(value: &str) -> Result<u64> {
    value.parse().with_context(|| format!("'{value}' is no whole number"))
}

/// A list of numbers and of ranges that double.
///
/// # Errors
/// When a part is neither.
pub(super) fn numbers(value: &str) -> Result<Vec<u64>> {
    let mut found = Vec::new();
    for part in value.split(',') {
        match part.split_once("..") {
            Some((from, to)) => {
                let (from, to) = (number(from)?, number(to)?);
                if from == 0 || from > to {
                    bail!("'{part}' is no range: it doubles from its first to its last number");
                }
                found.extend(doubling(from, to));
            }
            None => found.push(number(part)?),
        }
    }
    Ok(found)
}

/// `from`, twice that, and so on, not above `to`.
pub(crate) fn doubling(from: u64, to: u64) -> Vec<u64> {
    std::iter::successors(Some(from), |last| last.checked_mul(2))
        .take_while(|size| *size <= to)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_and_doubling_ranges() {
        assert_eq!(numbers("32..256,1000").unwrap(), [32, 64, 128, 256, 1000]);
        assert_eq!(doubling(32, 131_072).len(), 13);
        for wrong in ["", "x", "0..8", "9..8", "1,,2"] {
            assert!(numbers(wrong).is_err(), "{wrong}");
        }
    }
}
