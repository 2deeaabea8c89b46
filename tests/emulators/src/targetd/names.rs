// SPDX-License-Identifier: MIT OR Apache-2.0
//! Names and identifiers as LVM, btrfs and LIO take and make them.

use super::state::{Answer, failure};

/// An identifier as LVM makes them: 32 characters in seven groups.
pub(super) fn lvm_uuid(number: u64) -> String {
    const LETTERS: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut seed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut text = String::new();
    for position in 0..32 {
        if [6, 10, 14, 18, 22, 26].contains(&position) {
            text.push('-');
        }
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        text.push(char::from(LETTERS[(seed >> 33) as usize % LETTERS.len()]));
    }
    text
}

/// An identifier of a subvolume of btrfs.
pub(super) fn subvolume_uuid(number: u64) -> String {
    let high = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{number:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        0x4000 | high & 0xfff,
        0x8000 | high >> 8 & 0x3fff
    )
}

/// LVM judges names of volumes.
pub(super) fn check_volume(group: &str, name: &str) -> Answer<()> {
    let lvm = |what: String| {
        let help = "Run `lvcreate --help' for more information.";
        failure(-1, format!("LVMError: Process reported exit code 3:   {what}\n  {help}\n"))
    };
    if let Some((before, _)) = name.split_once('/') {
        return lvm(format!("Inconsistent volume group names given: \"{before}\" and \"{group}\""));
    }
    let good = |c: char| c.is_ascii_alphanumeric() || "_.+-".contains(c);
    if name.is_empty() || name.starts_with('-') || !name.chars().all(good) || name.len() > 127 {
        return lvm(format!("Logical volume name \"{name}\" is invalid."));
    }
    Ok(())
}

/// An initiator as LIO writes it: in lower case, a WWPN as an NAA name.
pub(super) fn initiator(name: &str) -> Answer<String> {
    let name = name.to_ascii_lowercase();
    let digits: String = name.chars().filter(|c| *c != ':').collect();
    if digits.len() == 16 && digits.chars().all(|c| c.is_ascii_hexdigit()) {
        return Ok(format!("naa.{digits}"));
    }
    let is_iqn = name.starts_with("iqn.") && name.chars().filter(|c| *c == '-').count() > 0;
    if is_iqn || name.starts_with("naa.") || name.starts_with("eui.") {
        return Ok(name);
    }
    failure(-1, "RTSLibError: WWN not valid as: iqn, naa, eui")
}
