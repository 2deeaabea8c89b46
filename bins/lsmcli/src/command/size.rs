// SPDX-License-Identifier: MIT OR Apache-2.0
//! Sizes as options give them: bytes, a share of what is free, or more or less than there is now.

use lsm_core::size::{self, SizeError};
use lsm_core::{Error, UNKNOWN_SIZE};

use super::Context;
use crate::error::Failure;

const MEBIBYTE: u64 = 1 << 20;

impl Context<'_> {
    /// The size of something new that `--size` gives, at least one byte; `20%` is a share of the
    /// free space of its pool.
    pub(super) fn first_size(&self, free: u64) -> Result<u64, Failure> {
        let text = self.arguments().required("--size");
        match text.strip_suffix('%') {
            Some(share) => share_of(free, share),
            None => at_least_one(parse_size("--size", text)?),
        }
    }

    /// The new size that `--size` gives, at least one byte; `+1G` and `-1G` are changes of the
    /// present one.
    pub(super) fn next_size(&self, now: u64) -> Result<u64, Failure> {
        let text = self.arguments().required("--size");
        let change = |size: &str| parse_size("--size", size);
        let next = match (text.strip_prefix('+'), text.strip_prefix('-')) {
            (Some(more), _) => now.checked_add(change(more)?),
            (_, Some(less)) => now.checked_sub(change(less)?),
            (None, None) => Some(change(text)?),
        };
        let impossible = || Failure::client(format!("--size {text}: the size is {now} bytes now"));
        at_least_one(next.ok_or_else(impossible)?)
    }
}

fn at_least_one(bytes: u64) -> Result<u64, Failure> {
    match bytes {
        0 => Err(Failure::client("--size: the size must be greater than 0")),
        bytes => Ok(bytes),
    }
}

/// A percentage of what is free, in whole MiB as far as there are some.
fn share_of(free: u64, share: &str) -> Result<u64, Failure> {
    let is_number = share.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let percent: Option<f64> = share.parse().ok().filter(|_| is_number);
    let Some(percent) = percent.filter(|percent| (0.0..=100.0).contains(percent)) else {
        let text = format!("--size {share}%: write a share of the free space, 0% to 100%");
        return Err(Failure::client(text));
    };
    if free == UNKNOWN_SIZE {
        return Err(Failure::client("--size: the pool does not tell how much is free"));
    }
    // A float may round up past the end.
    let bytes = ((free as f64 * percent / 100.0) as u64).min(free);
    at_least_one(if bytes < MEBIBYTE { bytes } else { bytes / MEBIBYTE * MEBIBYTE })
}

/// Bytes that the text given to `option` stands for.
pub(super) fn parse_size(option: &str, text: &str) -> Result<u64, Failure> {
    size::parse(text).map_err(|error| match error {
        SizeError::UnknownUnit => Error::invalid(format!("{option} {text:?}: {error}")).into(),
        _ => Failure::client(format!("{option} {text:?}: {error}")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_what_is_free() {
        for (free, share, bytes) in [
            (1 << 40, "100", 1 << 40),
            (1 << 40, "50", 1 << 39),
            (10 * MEBIBYTE + 7, "100", 10 * MEBIBYTE),
            (1000, "12.5", 125),
            (u64::MAX - 1, "100", u64::MAX / MEBIBYTE * MEBIBYTE),
        ] {
            assert_eq!(share_of(free, share).unwrap(), bytes, "{free} {share}");
        }
        for share in ["", "x", "-1", "101", "1e1", "inf", "nan", "1%", " 5", "0", "0.0"] {
            assert!(share_of(1 << 40, share).is_err(), "{share}");
        }
        assert!(share_of(0, "50").is_err());
        assert!(share_of(UNKNOWN_SIZE, "50").is_err());
    }
}
