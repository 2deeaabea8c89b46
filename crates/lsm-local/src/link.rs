// SPDX-License-Identifier: MIT OR Apache-2.0
//! What disks are attached by.

use std::path::Path;

use lsm_core::{Disk, LinkType, Result};

use crate::disk::{Found, text};
use crate::{Host, vpd};

/// Protocol identifiers that stand for a kind of link (SPC-4, 7.6.1); 1 is obsolete.
fn protocol(number: u8) -> Option<LinkType> {
    let known = LinkType::ALL.iter().map(|named| named.value);
    known.filter(|link| link.0 >= 0).find(|link| link.0 == i32::from(number))
}

impl Host {
    /// The protocol by which a disk is attached; `NO_SUPPORT` as a value when it cannot be told.
    ///
    /// # Errors
    /// As of [`disk`](Self::disk).
    pub fn link_type(&self, node: &str) -> Result<LinkType> {
        Ok(link_type(&self.disk(node)?))
    }

    /// The speed that the link of a disk has negotiated, in megabits per second; 0 when there is
    /// none at the moment. For disks of a network, that of this host's adapter.
    ///
    /// # Errors
    /// As of [`disk`](Self::disk); `NO_SUPPORT` for links whose speed the kernel does not tell.
    pub fn link_speed(&self, node: &str) -> Result<u32> {
        let disk = self.disk(node)?;
        let speed = match link_type(&disk) {
            LinkType::ATA => disk.read("device/vpd_pg89").and_then(|page| vpd::sata_speed(&page)),
            LinkType::SAS => sas(&disk),
            LinkType::FC => self.adapter(&disk, "fc_host", "speed"),
            LinkType::ISCSI => self.adapter(&disk, "iscsi_host", "port_speed"),
            LinkType::USB => usb(&disk),
            LinkType::PCIE => pcie(&disk),
            _ => None,
        };
        speed.ok_or_else(|| disk.untold("speed of the link"))
    }

    /// The speed of the adapter that a disk is reached by.
    fn adapter(&self, disk: &Found, class: &str, file: &str) -> Option<u32> {
        let host = ancestor(disk, "host")?;
        let name = host.file_name()?;
        rate(&text(&self.path("/sys/class").join(class).join(name).join(file))?)
    }
}

pub(crate) fn link_type(disk: &Found) -> LinkType {
    if disk.is_nvme() {
        return match disk.text("device/transport").as_deref() {
            Some("pcie") => LinkType::PCIE,
            Some("fc") => LinkType::FC,
            _ => LinkType::NO_SUPPORT,
        };
    }
    // A SATA disk behind a SAS expander speaks of a SAS port, so this comes first.
    let listed = disk.read("device/vpd_pg0").is_some_and(|pages| vpd::lists(&pages, vpd::ATA));
    if listed || disk.read("device/vpd_pg89").is_some() {
        return LinkType::ATA;
    }
    let told = disk.read("device/vpd_pg83").and_then(|page| vpd::port_protocol(&page));
    let told = told.and_then(protocol);
    let usb = || ancestor(disk, "usb").map(|_| LinkType::USB);
    told.or_else(usb).unwrap_or(LinkType::NO_SUPPORT)
}

/// The nearest folder above the disk that has this name and a number.
fn ancestor<'a>(disk: &'a Found, kind: &str) -> Option<&'a Path> {
    disk.folder.ancestors().find(|folder| {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let number = name.strip_prefix(kind).unwrap_or_default();
        number.starts_with(|c: char| c.is_ascii_digit())
    })
}

/// The speed of the widest of the links that make the port of a SAS disk.
fn sas(disk: &Found) -> Option<u32> {
    let port = ancestor(disk, "port-")?;
    let entries = port.read_dir().ok()?.flatten().map(|entry| entry.file_name());
    let links = entries.filter(|name| name.to_string_lossy().starts_with("phy-"));
    let speeds = links.filter_map(|name| {
        rate(&text(&port.join(&name).join("sas_phy").join(&name).join("negotiated_linkrate"))?)
    });
    speeds.max()
}

/// Signalling rate of the device that a USB disk is, in megabits per second.
fn usb(disk: &Found) -> Option<u32> {
    let devices = disk.folder.ancestors().map(|folder| folder.join("speed"));
    devices.filter_map(|file| text(&file)).find_map(|speed| speed.parse::<f64>().ok()).map(whole)
}

/// What is left of the lanes of an NVMe disk when their encoding is taken off (PCIe 6.0, 4.2).
fn pcie(disk: &Found) -> Option<u32> {
    let speed = disk.text("device/device/current_link_speed")?;
    let transfers: f64 = speed.split_once(' ')?.0.parse().ok()?;
    let lanes: f64 = disk.text("device/device/current_link_width")?.parse().ok()?;
    let payload = if transfers <= 5.0 { 8.0 / 10.0 } else { 128.0 / 130.0 };
    Some(whole(transfers * 1000.0 * lanes * payload))
}

/// Megabits per second out of `16 Gbit`, `6.0 Gbit`, `10 Gbps` or `100 Mbps`; 0 for the words that
/// the kernel has for no link.
fn rate(text: &str) -> Option<u32> {
    let number = |unit: &str| text.strip_suffix(unit)?.trim_end().parse::<f64>().ok();
    let gigabits = number("Gbit").or_else(|| number("Gbps"));
    let megabits = gigabits.map(|rate| rate * 1000.0);
    let megabits = megabits.or_else(|| number("Mbps")).or_else(|| number("Mbit"));
    match megabits {
        Some(rate) => Some(whole(rate)),
        None if text.ends_with("bit") || text.ends_with("bps") => None,
        None => Some(Disk::LINK_SPEED_UNKNOWN),
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // Checked, and rounded.
fn whole(megabits: f64) -> u32 {
    if (0.0..f64::from(u32::MAX)).contains(&megabits) { megabits.round() as u32 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_as_the_kernel_writes_them() {
        for (text, megabits) in [
            ("16 Gbit", Some(16_000)),
            ("6.0 Gbit", Some(6000)),
            ("22.5 Gbit", Some(22_500)),
            ("10 Gbps", Some(10_000)),
            ("100 Mbps", Some(100)),
            ("Unknown", Some(0)),
            ("Not Negotiated", Some(0)),
            ("many Gbit", None),
        ] {
            assert_eq!(rate(text), megabits, "{text}");
        }
        assert_eq!(whole(-1.0), 0);
        assert_eq!(whole(f64::NAN), 0);
    }

    #[test]
    fn protocols_that_there_are() {
        assert_eq!(protocol(6), Some(LinkType::SAS));
        assert_eq!(protocol(0), Some(LinkType::FC));
        for none in [1, 12, 15, 255] {
            assert_eq!(protocol(none), None, "{none}");
        }
    }
}
