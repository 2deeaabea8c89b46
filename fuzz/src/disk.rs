// SPDX-License-Identifier: MIT OR Apache-2.0
//! What disks say of themselves.

use lsm_core::{Rpm, vpd83};
use lsm_local::sense::Sense;
use lsm_local::vpd;

/// Pages of vital product data, and sense data: whatever a disk sends, what is understood is
/// something that a disk can be.
pub fn disk_data(data: &[u8]) {
    if let Some(id) = vpd::naa(data) {
        assert_eq!(vpd83::normalize(&id), Some(id));
    }
    if let Some(serial) = vpd::serial(data) {
        assert!(!serial.is_empty() && serial.trim() == serial);
    }
    if let Some(rpm) = vpd::rpm(data) {
        assert!([Rpm::NO_SUPPORT, Rpm::NON_ROTATING_MEDIUM].contains(&rpm) || rpm.0 > 0x400);
    }
    assert!(vpd::port_protocol(data).is_none_or(|protocol| protocol < 16));
    assert!(vpd::sata_speed(data).is_none_or(|speed| [0, 1500, 3000, 6000].contains(&speed)));
    // A page is one page.
    let pages = [
        vpd::lists(data, vpd::ATA),
        vpd::serial(data).is_some(),
        vpd::naa(data).is_some() || vpd::port_protocol(data).is_some(),
        vpd::sata_speed(data).is_some(),
        vpd::rpm(data).is_some(),
    ];
    assert!(pages.into_iter().filter(|page| *page).count() <= 1);
    if let Some(sense) = Sense::read(data) {
        assert!(sense.key < 16);
    }
}
