// SPDX-License-Identifier: MIT OR Apache-2.0
//! Numbers that say how recent a state is.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Bits below the second at which a sender was started: a million changes per second, for as long
/// as it runs, do not catch up with the clock.
const BITS: u32 = 20;

/// The generation that a sender started now begins with: above all that an earlier one ever
/// reached, so that who asks what changed since then is told everything.
#[must_use]
pub(crate) fn first() -> u64 {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    since_epoch.as_secs() << BITS
}
