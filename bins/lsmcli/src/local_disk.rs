// SPDX-License-Identifier: MIT OR Apache-2.0
//! The disks of this host: what is told of each, and which of them a record of an array means.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use lsm_core::{Disk, ErrorKind, HealthStatus, LedStatus, LinkType, Result, Rpm};
use lsm_local::{Host, Slot};

/// A disk of this host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalDisk {
    /// Device node.
    pub path: String,
    /// NAA identifier of SPC-4 page 0x83; empty when the disk tells none.
    pub vpd83: String,
    /// Revolutions a minute.
    pub rpm: Rpm,
    /// What it is attached by.
    pub link_type: LinkType,
    /// Serial number; empty when the disk tells none.
    pub serial: String,
    /// How the lights of its slot are.
    pub led_status: LedStatus,
    /// Speed of the link in megabits a second, 0 when it is not known.
    pub link_speed: u32,
    /// Health.
    pub health: HealthStatus,
    /// The speed for people.
    pub link_speed_text: String,
}

/// A slot with lights.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LedSlot {
    /// Identifier.
    pub id: String,
    /// How its lights are.
    pub state: LedStatus,
    /// The device node of the disk in it.
    pub device: Option<String>,
}

impl From<&Slot> for LedSlot {
    fn from(slot: &Slot) -> Self {
        let device = slot.device().map(str::to_owned);
        Self { id: slot.id().to_owned(), state: slot.status(), device }
    }
}

/// What a disk tells; what it does not support is left at what stands for that, and `warn` is told
/// what could not be found out.
pub(crate) fn look_at(host: &Host, path: String, warn: &mut dyn FnMut(String)) -> LocalDisk {
    let mut ask = Asking { path: &path, warn };
    let vpd83 = ask.or("vpd83_get", String::new(), host.vpd83(&path));
    let rpm = ask.or("rpm_get", Rpm::UNKNOWN, host.rpm(&path));
    let link_type = ask.or("link_type_get", LinkType::UNKNOWN, host.link_type(&path));
    let serial = ask.or("serial_num_get", String::new(), host.serial(&path));
    let led_status = ask.or("led_status_get", LedStatus::UNKNOWN, host.led_status(&path));
    let unknown = Disk::LINK_SPEED_UNKNOWN;
    let link_speed = ask.or("link_speed_get", unknown, host.link_speed(&path));
    let health = ask.or("health_status_get", HealthStatus::UNKNOWN, host.health(&path));
    let link_speed_text = match link_speed {
        Disk::LINK_SPEED_UNKNOWN => "Unknown".to_owned(),
        speed => format!("{:.1} Gbps", f64::from(speed) / 1000.0),
    };
    LocalDisk {
        path,
        vpd83,
        rpm,
        link_type,
        serial,
        led_status,
        link_speed,
        health,
        link_speed_text,
    }
}

/// Questions about one disk.
struct Asking<'a> {
    path: &'a str,
    warn: &'a mut dyn FnMut(String),
}

impl Asking<'_> {
    /// The answer, or what stands for none.
    fn or<T>(&mut self, question: &str, none: T, answer: Result<T>) -> T {
        answer.unwrap_or_else(|error| {
            if error.kind != ErrorKind::NO_SUPPORT {
                let (kind, number) = (error.kind, error.kind.0);
                let Self { path, warn } = self;
                warn(format!("WARN: {question}('{path}'): {kind}({number}): {}", error.message));
            }
            none
        })
    }
}

/// The block devices of this host behind the logical unit with this VPD 0x83 identifier. The disks
/// are looked at once, when the first identifier is asked for.
pub(crate) fn paths(vpd83: &str) -> &'static [String] {
    static PATHS: OnceLock<BTreeMap<String, Vec<String>>> = OnceLock::new();
    if vpd83.is_empty() {
        return &[];
    }
    // A host whose disks cannot be looked at is no reason to show nothing of the array.
    let paths = PATHS.get_or_init(|| by_identifier(&Host::this()).unwrap_or_default());
    let found = paths.get(vpd83).or_else(|| paths.get(&vpd83.to_ascii_lowercase()));
    found.map_or(&[], Vec::as_slice)
}

/// The disks of a host by their identifiers.
fn by_identifier(host: &Host) -> Result<BTreeMap<String, Vec<String>>> {
    let mut paths: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in host.disks()? {
        if let Ok(vpd83) = host.vpd83(&path) {
            paths.entry(vpd83).or_default().push(path);
        }
    }
    Ok(paths)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// A host with one SCSI disk and one that says nothing.
    fn host() -> (tempfile::TempDir, Host) {
        let root = tempfile::tempdir().unwrap();
        for name in ["sda", "sdb"] {
            let device = root.path().join("sys/block").join(name).join("device");
            fs::create_dir_all(&device).unwrap();
            fs::create_dir_all(root.path().join("dev")).unwrap();
            fs::write(root.path().join("dev").join(name), "").unwrap();
        }
        let mut page = vec![0, 0x83, 0, 12, 1, 3, 0, 8];
        page.extend([0x50, 0x01, 0x4e, 0xe2, 0xb0, 0xc1, 0xd2, 0xe3]);
        fs::write(root.path().join("sys/block/sda/device/vpd_pg83"), page).unwrap();
        let host = Host::at(root.path());
        (root, host)
    }

    #[test]
    fn what_a_disk_does_not_tell_is_left_out() {
        let (_root, host) = host();
        let mut warnings = Vec::new();
        let disks: Vec<_> = host
            .disks()
            .unwrap()
            .into_iter()
            .map(|path| look_at(&host, path, &mut |warning| warnings.push(warning)))
            .collect();
        assert_eq!(disks.len(), 2);
        assert_eq!(
            (disks[0].path.as_str(), disks[0].vpd83.as_str()),
            ("/dev/sda", "50014ee2b0c1d2e3")
        );
        assert_eq!((disks[1].vpd83.as_str(), disks[1].link_speed_text.as_str()), ("", "Unknown"));
        let gone = look_at(&host, "/dev/sdz".to_owned(), &mut |warning| warnings.push(warning));
        assert_eq!(gone.health, HealthStatus::UNKNOWN);
        let told = "WARN: vpd83_get('/dev/sdz'): NOT_FOUND_DISK(209): ";
        assert!(warnings.iter().any(|warning| warning.starts_with(told)), "{warnings:?}");
    }

    #[test]
    fn records_point_at_disks() {
        let (_root, host) = host();
        let paths = by_identifier(&host).unwrap();
        assert_eq!(paths["50014ee2b0c1d2e3"], ["/dev/sda"]);
        assert_eq!(paths.len(), 1);
    }
}
