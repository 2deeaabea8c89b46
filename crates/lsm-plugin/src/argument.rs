// SPDX-License-Identifier: MIT OR Apache-2.0
//! From a parameter on the wire to an argument of a trait method.

use lsm_core::*;
use serde::de::DeserializeOwned;

/// The type of an argument: what is read from the wire, and how it is lent to the method.
pub(crate) trait Argument<'a> {
    /// What is read.
    type Owned: DeserializeOwned;

    /// What the method is given.
    fn lend(owned: &'a Self::Owned) -> Self;
}

macro_rules! copied {
    ($($Type:ty),+) => { $(
        impl Argument<'_> for $Type {
            type Owned = $Type;

            fn lend(owned: &$Type) -> $Type {
                *owned
            }
        }
    )+ };
}

copied! {
    bool, i32, u32, u64, AnonymousId, InitiatorType, PhysicalDiskCache, Provisioning,
    RaidType, ReadCachePolicy, ReplicationType, WriteCachePolicy
}

/// Absent flags are none.
impl Argument<'_> for CreateFlags {
    type Owned = Option<CreateFlags>;

    fn lend(owned: &Option<CreateFlags>) -> CreateFlags {
        owned.unwrap_or(CreateFlags::NONE)
    }
}

impl<'a> Argument<'a> for &'a str {
    type Owned = String;

    fn lend(owned: &'a String) -> &'a str {
        owned
    }
}

impl<'a> Argument<'a> for Option<&'a str> {
    type Owned = Option<String>;

    fn lend(owned: &'a Option<String>) -> Option<&'a str> {
        owned.as_deref()
    }
}

impl<'a, T: Record> Argument<'a> for &'a T {
    type Owned = T;

    fn lend(owned: &'a T) -> &'a T {
        owned
    }
}

impl<'a, T: Record> Argument<'a> for Option<&'a T> {
    type Owned = Option<T>;

    fn lend(owned: &'a Option<T>) -> Option<&'a T> {
        owned.as_ref()
    }
}

impl<'a, T: DeserializeOwned> Argument<'a> for &'a [T] {
    type Owned = Vec<T>;

    fn lend(owned: &'a Vec<T>) -> &'a [T] {
        owned
    }
}

impl<'a> Argument<'a> for Option<&'a [String]> {
    type Owned = Option<Vec<String>>;

    fn lend(owned: &'a Option<Vec<String>>) -> Option<&'a [String]> {
        owned.as_deref()
    }
}
