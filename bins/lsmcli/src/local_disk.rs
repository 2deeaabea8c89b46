// SPDX-License-Identifier: MIT OR Apache-2.0
//! The disks of this host, as far as records of an array point at them.

/// The block devices of this host behind the logical unit with this VPD 0x83 identifier. This
/// build does not look for any.
pub(crate) fn paths(_vpd83: &str) -> &'static [String] {
    &[]
}
