// SPDX-License-Identifier: MIT OR Apache-2.0
//! Hosts made of files, laid out as the kernel does.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use lsm_core::{ErrorKind, LedStatus, LinkType, Rpm};
use lsm_local::Host;
use tempfile::TempDir;

/// A host without anything.
struct Bare(TempDir);

impl Bare {
    fn new() -> Self {
        let bare = Self(tempfile::tempdir().unwrap());
        for folder in ["dev", "sys/block"] {
            fs::create_dir_all(bare.path(folder)).unwrap();
        }
        bare
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    /// A link, made of whole paths.
    fn link(&self, from: &str, to: &str) {
        let from = self.path(from);
        fs::create_dir_all(from.parent().unwrap()).unwrap();
        symlink(self.path(to), from).unwrap();
    }

    /// A disk below a folder of buses: its node, its folder, the link to it, and its device.
    fn disk(&self, name: &str, device: &str) {
        self.write(&format!("dev/{name}"), "");
        let folder = format!("sys/devices/{device}/block/{name}");
        fs::create_dir_all(self.path(&folder)).unwrap();
        self.link(&format!("sys/block/{name}"), &folder);
        self.link(&format!("{folder}/device"), &format!("sys/devices/{device}"));
    }

    fn host(&self) -> Host {
        Host::at(self.0.path())
    }
}

fn page(number: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).unwrap().to_be_bytes();
    [&[0, number, length[0], length[1]], body].concat()
}

/// An identification with this NAA identifier and a port of this protocol.
fn identification(naa: [u8; 8], protocol: u8) -> Vec<u8> {
    let unit = [&[1, 3, 0, 8][..], &naa].concat();
    let port = [&[protocol << 4 | 1, 0x93, 0, 8][..], &naa].concat();
    page(0x83, &[unit, port].concat())
}

const NAA: [u8; 8] = [0x50, 0, 0xc5, 0, 0xa1, 0xb2, 0xc3, 0xd4];
const NAA_TEXT: &str = "5000c500a1b2c3d4";

#[test]
fn all_disks_in_natural_order() {
    let bare = Bare::new();
    for name in ["sdb", "sdaa", "sda", "nvme10n1", "nvme2n1", "vda", "loop0", "nvme0c0n1"] {
        bare.disk(name, &format!("bus/{name}"));
    }
    bare.write("sys/devices/bus/nvme0c0n1/block/nvme0c0n1/hidden", "1\n");
    bare.write("sys/devices/bus/sda/block/sda/hidden", "0\n");
    bare.disk("sdc", "bus/sdc");
    fs::remove_file(bare.path("dev/sdc")).unwrap();
    let found = bare.host().disks().unwrap();
    assert_eq!(found, ["/dev/sda", "/dev/sdb", "/dev/sdaa", "/dev/nvme2n1", "/dev/nvme10n1"]);
    fs::remove_dir_all(bare.path("sys/block")).unwrap();
    assert_eq!(bare.host().disks().unwrap_err().kind, ErrorKind::LIB_BUG);
}

#[test]
fn identifiers_from_the_page_the_kernel_or_udev() {
    let bare = Bare::new();
    for name in ["sda", "sdb", "sdc", "sdd", "sde"] {
        bare.disk(name, &format!("bus/{name}"));
    }
    bare.write("sys/devices/bus/sda/vpd_pg83", identification(NAA, 6));
    bare.write("sys/devices/bus/sdb/wwid", "naa.600508B1001C79ADE5178F0626CAAA9C\n");
    bare.write("sys/devices/bus/sdc/block/sdc/dev", "8:32\n");
    bare.write("run/udev/data/b8:32", format!("S:x\nE:ID_WWN_WITH_EXTENSION=0x{NAA_TEXT}\n"));
    bare.write("sys/devices/bus/sdd/wwid", "t10.ATA     QEMU HARDDISK\n");
    let host = bare.host();
    assert_eq!(host.vpd83("/dev/sda").unwrap(), NAA_TEXT);
    assert_eq!(host.vpd83("/dev/sdb").unwrap(), "600508b1001c79ade5178f0626caaa9c");
    assert_eq!(host.vpd83("/dev/sdc").unwrap(), NAA_TEXT);
    for none in ["/dev/sdd", "/dev/sde"] {
        assert_eq!(host.vpd83(none).unwrap_err().kind, ErrorKind::NO_SUPPORT, "{none}");
    }
    let wanted = NAA_TEXT.to_uppercase();
    assert_eq!(host.vpd83_search(&wanted).unwrap(), ["/dev/sda", "/dev/sdc"]);
    assert_eq!(host.vpd83_search("5").unwrap(), Vec::<String>::new());
    for wrong in ["", &"6".repeat(33)] {
        assert_eq!(host.vpd83_search(wrong).unwrap_err().kind, ErrorKind::INVALID_ARGUMENT);
    }
}

#[test]
fn a_disk_is_named_by_its_node_or_a_link_to_it() {
    let bare = Bare::new();
    bare.disk("sda", "bus/sda");
    bare.write("sys/devices/bus/sda/vpd_pg80", page(0x80, b" SERIAL "));
    bare.link("dev/disk/by-id/one", "dev/sda");
    bare.write("dev/null", "");
    let host = bare.host();
    for node in ["/dev/sda", "/dev/disk/by-id/one"] {
        assert_eq!(host.serial(node).unwrap(), "SERIAL");
    }
    for (node, kind) in [
        ("", ErrorKind::INVALID_ARGUMENT),
        ("/dev/sdx", ErrorKind::NOT_FOUND_DISK),
        ("/dev/null", ErrorKind::NO_SUPPORT),
        ("/", ErrorKind::NO_SUPPORT),
    ] {
        assert_eq!(host.serial(node).unwrap_err().kind, kind, "{node}");
    }
}

/// The files that stand for device nodes here take no commands.
#[test]
fn health_of_what_takes_no_commands() {
    let bare = Bare::new();
    bare.disk("sda", "bus/sda");
    bare.disk("sdb", "bus/sdb");
    bare.write("sys/devices/bus/sdb/vpd_pg83", identification(NAA, 6));
    let host = bare.host();
    for node in ["/dev/sda", "/dev/sdb"] {
        let error = host.health(node).unwrap_err();
        assert_eq!(error.kind, ErrorKind::NO_SUPPORT, "{node}");
        assert_eq!(error.message, format!("{node} does not tell its health"));
    }
}

#[test]
fn rotation_from_the_page_or_the_queue() {
    let bare = Bare::new();
    for name in ["sda", "sdb", "sdc", "nvme0n1", "sdd"] {
        bare.disk(name, &format!("bus/{name}"));
    }
    bare.write("sys/devices/bus/sda/vpd_pgb1", page(0xb1, &[0x1c, 0x20, 0, 0]));
    bare.write("sys/devices/bus/sdb/vpd_pgb1", page(0xb1, &[0, 0, 0, 0]));
    bare.write("sys/devices/bus/sdb/block/sdb/queue/rotational", "1\n");
    bare.write("sys/devices/bus/sdc/block/sdc/queue/rotational", "1\n");
    bare.write("sys/devices/bus/nvme0n1/block/nvme0n1/queue/rotational", "0\n");
    let host = bare.host();
    assert_eq!(host.rpm("/dev/sda").unwrap(), Rpm(7200));
    assert_eq!(host.rpm("/dev/sdb").unwrap(), Rpm::NO_SUPPORT);
    assert_eq!(host.rpm("/dev/sdc").unwrap(), Rpm::ROTATING_UNKNOWN_SPEED);
    assert_eq!(host.rpm("/dev/nvme0n1").unwrap(), Rpm::NON_ROTATING_MEDIUM);
    assert_eq!(host.rpm("/dev/sdd").unwrap_err().kind, ErrorKind::NO_SUPPORT);
}

#[test]
fn links_of_every_kind() {
    let bare = Bare::new();
    // SAS, two links wide.
    let sas = "pci/host0/port-0:0/end_device-0:0/target0:0:0/0:0:0:0";
    bare.disk("sda", sas);
    bare.write(&format!("sys/devices/{sas}/vpd_pg83"), identification(NAA, 6));
    for (phy, rate) in [("phy-0:0", "Unknown"), ("phy-0:1", "12.0 Gbit")] {
        let file =
            format!("sys/devices/pci/host0/port-0:0/{phy}/sas_phy/{phy}/negotiated_linkrate");
        bare.write(&file, rate);
    }
    // SATA behind SAS: the ATA page decides.
    let ata = "pci/host0/port-0:1/end_device-0:1/target0:0:1/0:0:1:0";
    bare.disk("sdb", ata);
    bare.write(&format!("sys/devices/{ata}/vpd_pg83"), identification(NAA, 6));
    bare.write(&format!("sys/devices/{ata}/vpd_pg0"), page(0, &[0, 0x80, 0x83, 0x89]));
    let mut identify = vec![0; 568];
    identify[56 + 154] = 6;
    bare.write(&format!("sys/devices/{ata}/vpd_pg89"), page(0x89, &identify));
    // Fibre Channel and iSCSI, by the speed of the adapter.
    for (disk, host, protocol, class, file, speed) in [
        ("sdc", 3, 0, "fc_host", "speed", "16 Gbit"),
        ("sdd", 4, 5, "iscsi_host", "port_speed", "10 Gbps"),
    ] {
        let device = format!("pci/host{host}/rport/target/{host}:0:0:0");
        bare.disk(disk, &device);
        let pages = format!("sys/devices/{device}/vpd_pg83");
        bare.write(&pages, identification(NAA, protocol));
        bare.write(&format!("sys/class/{class}/host{host}/{file}"), speed);
    }
    // A software initiator has no speed.
    bare.disk("sde", "virtual/host5/target/5:0:0:0");
    bare.write("sys/devices/virtual/host5/target/5:0:0:0/vpd_pg83", identification(NAA, 5));
    // USB shows no pages at all.
    bare.disk("sdf", "pci/usb2/2-1/2-1:1.0/host6/target6:0:0/6:0:0:0");
    bare.write("sys/devices/pci/usb2/2-1/speed", "5000\n");
    bare.disk("nvme0n1", "pci/0000:01:00.0/nvme/nvme0");
    bare.write("sys/devices/pci/0000:01:00.0/nvme/nvme0/transport", "pcie\n");
    bare.write("sys/devices/pci/0000:01:00.0/nvme/nvme0/serial", "NV-1  \n");
    bare.link("sys/devices/pci/0000:01:00.0/nvme/nvme0/device", "sys/devices/pci/0000:01:00.0");
    bare.write("sys/devices/pci/0000:01:00.0/current_link_speed", "8.0 GT/s PCIe\n");
    bare.write("sys/devices/pci/0000:01:00.0/current_link_width", "4\n");
    bare.disk("sdg", "virtual/none");
    let host = bare.host();
    for (node, link, speed) in [
        ("/dev/sda", LinkType::SAS, Some(12_000)),
        ("/dev/sdb", LinkType::ATA, Some(6000)),
        ("/dev/sdc", LinkType::FC, Some(16_000)),
        ("/dev/sdd", LinkType::ISCSI, Some(10_000)),
        ("/dev/sde", LinkType::ISCSI, None),
        ("/dev/sdf", LinkType::USB, Some(5000)),
        ("/dev/nvme0n1", LinkType::PCIE, Some(31_508)),
        ("/dev/sdg", LinkType::NO_SUPPORT, None),
    ] {
        assert_eq!(host.link_type(node).unwrap(), link, "{node}");
        let told = host.link_speed(node).map_err(|error| error.kind);
        assert_eq!(told, speed.ok_or(ErrorKind::NO_SUPPORT), "{node}");
    }
    assert_eq!(host.serial("/dev/nvme0n1").unwrap(), "NV-1");
}

/// Two slots, a disk in the second.
fn enclosure() -> Bare {
    let bare = Bare::new();
    bare.disk("sda", "host0/0:0:0:0");
    for (slot, number) in [("Slot 02", "2"), ("Slot 10", "10")] {
        let folder = format!("sys/devices/host0/0:0:9:0/enclosure/0:0:9:0/{slot}");
        bare.write(&format!("{folder}/slot"), number);
        bare.write(&format!("{folder}/locate"), "0\n");
        bare.write(&format!("{folder}/fault"), "0\n");
    }
    let enclosure = "sys/devices/host0/0:0:9:0/enclosure/0:0:9:0";
    bare.write(&format!("{enclosure}/components"), "2\n");
    bare.link("sys/class/enclosure/0:0:9:0", enclosure);
    bare.link(&format!("{enclosure}/Slot 10/device"), "sys/devices/host0/0:0:0:0");
    let slot = format!("{enclosure}/Slot 10");
    bare.link("sys/devices/host0/0:0:0:0/enclosure_device:Slot 10", &slot);
    bare
}

const SLOT: &str = "sys/class/enclosure/0:0:9:0/Slot 10";

#[test]
fn lights_of_disks_change_one_at_a_time() {
    let bare = enclosure();
    let host = bare.host();
    let (ident, fault) = (LedStatus::IDENT_ON, LedStatus::FAULT_ON);
    let off = |light: LedStatus| LedStatus(light.0 << 1);
    assert_eq!(host.led_status("/dev/sda").unwrap(), off(ident) | off(fault));
    host.set_ident("/dev/sda", true).unwrap();
    assert_eq!(host.led_status("/dev/sda").unwrap(), ident | off(fault));
    host.set_fault("/dev/sda", true).unwrap();
    assert_eq!(host.led_status("/dev/sda").unwrap(), ident | fault);
    host.set_ident("/dev/sda", false).unwrap();
    assert_eq!(host.led_status("/dev/sda").unwrap(), off(ident) | fault);
    assert_eq!(fs::read(bare.path(SLOT).join("locate")).unwrap(), b"0");
    host.set_fault("/dev/sda", false).unwrap();
    assert_eq!(host.led_status("/dev/sda").unwrap(), off(ident) | off(fault));

    bare.disk("sdb", "host0/0:0:1:0");
    assert_eq!(host.led_status("/dev/sdb").unwrap_err().kind, ErrorKind::NO_SUPPORT);
    assert_eq!(host.set_ident("/dev/no", true).unwrap_err().kind, ErrorKind::NOT_FOUND_DISK);
}

#[test]
fn slots_with_and_without_disks() {
    let bare = enclosure();
    let host = bare.host();
    let slots = host.slots().unwrap();
    let seen: Vec<_> = slots.iter().map(|slot| (slot.id(), slot.device())).collect();
    assert_eq!(seen, [("/dev/bsg/0:0:9:0-2", None), ("/dev/bsg/0:0:9:0-10", Some("/dev/sda"))]);
    let sg = bare.path("sys/devices/host0/0:0:9:0/scsi_generic/sg24");
    fs::create_dir_all(sg).unwrap();
    bare.link("sys/class/enclosure/0:0:9:0/device", "sys/devices/host0/0:0:9:0");
    let slots = host.slots().unwrap();
    assert_eq!(slots[1].id(), "/dev/sg24-10");

    let (ident, fault) = (LedStatus::IDENT_ON, LedStatus::FAULT_ON);
    let (dark, sound) = (LedStatus::IDENT_OFF, LedStatus::FAULT_OFF);
    for (wanted, becomes) in [
        (ident, ident | sound),
        (fault, ident | fault),
        (dark, dark | sound),
        (dark | fault, dark | fault),
        (sound, dark | sound),
        (ident | fault, ident | fault),
        (ident | sound, ident | sound),
        (dark | sound, dark | sound),
    ] {
        slots[1].set(wanted).unwrap();
        assert_eq!(slots[1].status(), becomes, "{wanted}");
    }
    for wrong in [LedStatus(0), LedStatus::UNKNOWN, ident | dark, LedStatus(0x40)] {
        assert_eq!(slots[1].set(wrong).unwrap_err().kind, ErrorKind::INVALID_ARGUMENT);
    }
    assert_eq!(slots[0].status(), dark | sound);
    assert_eq!(Bare::new().host().slots().unwrap_err().kind, ErrorKind::NO_SUPPORT);
}

/// A light that does not follow is said so, and so is one that may not be switched.
#[test]
fn lights_that_do_not_follow() {
    let bare = enclosure();
    let light = bare.path(SLOT).join("locate");
    fs::remove_file(&light).unwrap();
    symlink(Path::new("/dev/null"), &light).unwrap();
    let error = bare.host().set_ident("/dev/sda", true).unwrap_err();
    assert_eq!(error.kind, ErrorKind::NO_SUPPORT, "{error}");
    fs::remove_file(&light).unwrap();
    fs::create_dir(&light).unwrap();
    let error = bare.host().set_ident("/dev/sda", true).unwrap_err();
    assert_eq!(error.kind, ErrorKind::LIB_BUG, "{error}");
}
