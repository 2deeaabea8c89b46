// SPDX-License-Identifier: MIT OR Apache-2.0
//! How much was sent, and what it costs where it waits.

use std::ops::{Add, AddAssign};

/// A number of messages and their bytes on the wire. Counted upwards from the moment a receiver
/// subscribed, never reset, so that one that is lost does no harm: the next one says it all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Amount {
    /// Number of messages.
    pub messages: u64,
    /// Their lengths on the wire, headers included, in bytes.
    pub bytes: u64,
}

impl Amount {
    /// One message of `bytes`.
    #[must_use]
    pub const fn message(bytes: u64) -> Amount {
        Amount { messages: 1, bytes }
    }

    /// What came after `earlier`; nothing where `earlier` claims more than there was.
    #[must_use]
    pub const fn since(self, earlier: Amount) -> Amount {
        Amount {
            messages: self.messages.saturating_sub(earlier.messages),
            bytes: self.bytes.saturating_sub(earlier.bytes),
        }
    }

    /// The smaller number of each: a receiver cannot have confirmed more than was sent to it.
    #[must_use]
    pub fn at_most(self, limit: Amount) -> Amount {
        Amount { messages: self.messages.min(limit.messages), bytes: self.bytes.min(limit.bytes) }
    }

    /// The larger number of each: confirmations may overtake one another.
    #[must_use]
    pub fn at_least(self, floor: Amount) -> Amount {
        Amount { messages: self.messages.max(floor.messages), bytes: self.bytes.max(floor.bytes) }
    }
}

impl Add for Amount {
    type Output = Amount;

    fn add(self, other: Amount) -> Amount {
        Amount {
            messages: self.messages.saturating_add(other.messages),
            bytes: self.bytes.saturating_add(other.bytes),
        }
    }
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Amount) {
        *self = *self + other;
    }
}

/// What a waiting message costs: its bytes and something for itself.
///
/// A bus that queues in its own memory pays for a list entry; a bus that queues nothing but what
/// fits into the receiver's socket pays what the kernel charges for a socket buffer, about a
/// thousand bytes above the data. Being linear, the cost of many follows from their [`Amount`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CostModel {
    /// Bytes that every message costs besides its own.
    pub per_message: u64,
}

impl CostModel {
    /// What `amount` costs, in bytes.
    #[must_use]
    pub const fn of(self, amount: Amount) -> u64 {
        amount.bytes.saturating_add(amount.messages.saturating_mul(self.per_message))
    }
}
