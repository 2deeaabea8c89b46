// SPDX-License-Identifier: MIT OR Apache-2.0
//! How healthy disks say they are. This takes a command, and may wake a disk.

use lsm_core::{Error, ErrorKind, HealthStatus, LinkType, Result};

use crate::Host;
use crate::command::{Commands, Device, Reply, SMART_LOG};
use crate::disk::Found;
use crate::link::link_type;
use crate::sense::{Registers, Sense};

/// How often a command is sent that a disk was not ready for.
const TRIES: usize = 4;

/// Additional sense code of a warning.
const WARNING: u8 = 0x0b;
/// Additional sense code of a failure to come.
const PREDICTION: u8 = 0x5d;

/// SMART RETURN STATUS (ACS-3, 7.48.8) through ATA PASS-THROUGH of 12 and of 16 bytes (SAT-3, 12.2):
/// no data, and the registers come back in the sense data.
const SMART_12: [u8; 12] = [0xa1, 6, 0x20, 0xda, 0, 0, 0x4f, 0xc2, 0, 0xb0, 0, 0];
const SMART_16: [u8; 16] = [0x85, 6, 0x2c, 0, 0xda, 0, 0, 0, 0, 0, 0x4f, 0, 0xc2, 0, 0xb0, 0];
/// MODE SENSE of the informational exceptions (SPC-4, 7.5.11), the current values.
const EXCEPTIONS_MODE: [u8; 10] = [0x5a, 0, 0x1c, 0, 0, 0, 0, 0, 252, 0];
/// LOG SENSE of the informational exceptions (SPC-4, 7.3.8), the cumulative values.
const EXCEPTIONS_LOG: [u8; 10] = [0x4d, 0, 0x6f, 0, 0, 0, 0, 0, 252, 0];
/// REQUEST SENSE in the fixed format (SPC-4, 6.39).
const REQUEST_SENSE: [u8; 6] = [3, 0, 0, 0, 252, 0];

impl Host {
    /// How healthy a disk says it is: an ATA disk by its SMART status, a SAS disk by its
    /// informational exceptions, an NVMe disk by its critical warnings. It may be woken for that.
    ///
    /// # Errors
    /// As of [`disk`](Self::disk); `NO_SUPPORT` for disks on other links, and for those that do not
    /// tell; `PERMISSION_DENIED` for who may not ask; `TIMEOUT`.
    pub fn health(&self, node: &str) -> Result<HealthStatus> {
        let disk = self.disk(node)?;
        let link = link_type(&disk);
        if !disk.is_nvme() && !matches!(link, LinkType::ATA | LinkType::SAS) {
            return Err(disk.untold("health"));
        }
        health(&disk, link, &Device::open(&self.path(node))?)
    }
}

fn health(disk: &Found, link: LinkType, commands: &dyn Commands) -> Result<HealthStatus> {
    if disk.is_nvme() {
        return nvme(disk, commands);
    }
    let untold = |error: &Error| error.kind == ErrorKind::NO_SUPPORT;
    let told = match link {
        // What is taken for an ATA disk may be one of SAS that knows the ATA page.
        LinkType::ATA => match ata(commands) {
            Err(error) if untold(&error) => sas(commands),
            told => told,
        },
        _ => sas(commands),
    };
    told.map_err(|error| if untold(&error) { disk.untold("health") } else { error })
}

fn nvme(disk: &Found, commands: &dyn Commands) -> Result<HealthStatus> {
    /// The part of a status that tells what it is about, and that there is no such log.
    const ABOUT: u16 = 0x7ff;
    const INVALID_LOG: u16 = 0x109;
    let mut log = [0; SMART_LOG];
    match commands.smart_log(&mut log)? & ABOUT {
        0 if log[0] == 0 => Ok(HealthStatus::GOOD),
        0 => Ok(HealthStatus::FAIL),
        INVALID_LOG => Err(disk.untold("health")),
        status => Err(odd(&format!("the command for its SMART log failed with {status:#x}"))),
    }
}

fn ata(commands: &dyn Commands) -> Result<HealthStatus> {
    let reply = match send(commands, &SMART_12, &mut []) {
        Err(error) if error.kind == ErrorKind::NO_SUPPORT => send(commands, &SMART_16, &mut [])?,
        reply => reply?,
    };
    let registers = reply.sense.and_then(|sense| sense.registers);
    match registers.ok_or_else(|| odd("the disk answers SMART RETURN STATUS with nothing"))? {
        // The disk itself is at fault.
        Registers { status, .. } if status & 0x20 != 0 => Ok(HealthStatus::FAIL),
        Registers { middle: 0x4f, high: 0xc2, .. } => Ok(HealthStatus::GOOD),
        Registers { middle: 0xf4, high: 0x2c, .. } => Ok(HealthStatus::FAIL),
        _ => Ok(HealthStatus::UNKNOWN),
    }
}

fn sas(commands: &dyn Commands) -> Result<HealthStatus> {
    /// The disk tells of exceptions only when it is asked for its sense data.
    const ON_REQUEST: u8 = 6;
    let mut data = [0; 252];
    let asc = if reporting(commands, &mut data)? == ON_REQUEST {
        let reply = send(commands, &REQUEST_SENSE, &mut data)?;
        Sense::read(&data[..reply.length]).map_or(0, |sense| sense.asc)
    } else {
        let reply = send(commands, &EXCEPTIONS_LOG, &mut data)?;
        // Behind the header of the page, and that of its first parameter.
        *data[..reply.length].get(8).ok_or_else(|| odd("the log of exceptions is too short"))?
    };
    Ok(match asc {
        PREDICTION => HealthStatus::FAIL,
        WARNING => HealthStatus::WARN,
        _ => HealthStatus::GOOD,
    })
}

/// How the disk tells of informational exceptions.
fn reporting(commands: &dyn Commands, data: &mut [u8; 252]) -> Result<u8> {
    let reply = send(commands, &EXCEPTIONS_MODE, data)?;
    let told = &data[..reply.length];
    let header = || {
        let descriptors = u16::from_be_bytes([*told.get(6)?, *told.get(7)?]);
        told.get(8 + usize::from(descriptors) + 3)
    };
    let byte = header().ok_or_else(|| odd("the mode page of exceptions is too short"))?;
    Ok(byte & 0xf)
}

fn odd(what: &str) -> Error {
    Error::new(ErrorKind::LIB_BUG, what)
}

/// Sends a command, again when the disk was not ready for it.
fn send(commands: &dyn Commands, command: &[u8], data: &mut [u8]) -> Result<Reply> {
    let mut tries = TRIES;
    loop {
        let reply = commands.scsi(command, data)?;
        tries -= 1;
        match reply.sense {
            Some(sense) if sense.is_passing() && tries > 0 => {}
            Some(sense) if sense.is_refusal() => {
                return Err(Error::no_support("the disk does not know the command"));
            }
            Some(sense) if !sense.is_success() => {
                return Err(odd(&format!(
                    "the disk refuses the command: sense key {:#x}, code {:02x}/{:02x}",
                    sense.key, sense.asc, sense.ascq
                )));
            }
            _ => return Ok(reply),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    /// The first byte of a command that is expected, and what comes back: data and sense data.
    type Answer = (u8, Vec<u8>, Vec<u8>);

    /// A disk that answers commands one after the other.
    struct Script(RefCell<Vec<Answer>>);

    impl Script {
        fn new(replies: &[(u8, &[u8], &[u8])]) -> Self {
            let replies = replies.iter().rev();
            Self(RefCell::new(
                replies.map(|(code, data, sense)| (*code, data.to_vec(), sense.to_vec())).collect(),
            ))
        }
    }

    impl Commands for Script {
        fn scsi(&self, command: &[u8], data: &mut [u8]) -> Result<Reply> {
            let (code, bytes, sense) = self.0.borrow_mut().pop().unwrap();
            assert_eq!(command[0], code, "another command was expected");
            let length = bytes.len().min(data.len());
            data[..length].copy_from_slice(&bytes[..length]);
            Ok(Reply { length, sense: Sense::read(&sense) })
        }

        fn smart_log(&self, log: &mut [u8; SMART_LOG]) -> Result<u16> {
            let (status, bytes, _) = self.0.borrow_mut().pop().unwrap();
            log[..bytes.len()].copy_from_slice(&bytes);
            Ok(u16::from(status) << 8 | u16::from(log[1]))
        }
    }

    fn asked(name: &str, link: LinkType, replies: &[(u8, &[u8], &[u8])]) -> Result<HealthStatus> {
        let disk = Found { node: format!("/dev/{name}"), name: name.into(), folder: "/".into() };
        let script = Script::new(replies);
        let told = health(&disk, link, &script);
        assert!(script.0.borrow().is_empty(), "not all was asked");
        told
    }

    const ILLEGAL: &[u8] = &[0x70, 0, 5, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x20, 0, 0, 0, 0, 0];
    const ATTENTION: &[u8] = &[0x72, 6, 0x29, 0];

    fn registers(status: u8, middle: u8, high: u8) -> Vec<u8> {
        vec![0x72, 1, 0, 0x1d, 0, 0, 0, 14, 9, 12, 0, 0, 0, 0, 0, 0, 0, middle, 0, high, 0, status]
    }

    #[test]
    fn ata_disks_by_their_registers() {
        for (told, status) in [
            (registers(0x50, 0x4f, 0xc2), HealthStatus::GOOD),
            (registers(0x50, 0xf4, 0x2c), HealthStatus::FAIL),
            (registers(0x70, 0x4f, 0xc2), HealthStatus::FAIL),
            (registers(0x50, 0, 0), HealthStatus::UNKNOWN),
        ] {
            let answer = asked("sda", LinkType::ATA, &[(0xa1, &[], &told)]);
            assert_eq!(answer.unwrap(), status, "{told:x?}");
        }
        let good = registers(0x50, 0x4f, 0xc2);
        // A bridge that knows the long form only; a disk that was reset meanwhile.
        let answer = asked("sda", LinkType::ATA, &[(0xa1, &[], ILLEGAL), (0x85, &[], &good)]);
        assert_eq!(answer.unwrap(), HealthStatus::GOOD);
        let answer = asked("sda", LinkType::ATA, &[(0xa1, &[], ATTENTION), (0xa1, &[], &good)]);
        assert_eq!(answer.unwrap(), HealthStatus::GOOD);
        let answer = asked("sda", LinkType::ATA, &[(0xa1, &[], &[])]);
        assert_eq!(answer.unwrap_err().kind, ErrorKind::LIB_BUG);
        // Nothing of all that.
        let refused: [(u8, &[u8], &[u8]); 3] =
            [(0xa1, &[], ILLEGAL), (0x85, &[], ILLEGAL), (0x5a, &[], ILLEGAL)];
        let error = asked("sda", LinkType::ATA, &refused).unwrap_err();
        assert_eq!(error.kind, ErrorKind::NO_SUPPORT);
        assert_eq!(error.message, "/dev/sda does not tell its health");
    }

    #[test]
    fn sas_disks_by_their_exceptions() {
        let mode =
            |mrie: u8| vec![0, 18, 0, 0, 0, 0, 0, 0, 0x1c, 10, 0, mrie, 0, 0, 0, 0, 0, 0, 0, 0];
        let log = |asc: u8| vec![0x2f, 0, 0, 8, 0, 0, 3, 4, asc, 0, 0, 0];
        let sense = |asc: u8| vec![0x70, 0, 0, 0, 0, 0, 0, 10, 0, 0, 0, 0, asc, 0xff, 0, 0, 0, 0];
        for (asc, status) in
            [(0, HealthStatus::GOOD), (0x0b, HealthStatus::WARN), (0x5d, HealthStatus::FAIL)]
        {
            let by_log =
                asked("sda", LinkType::SAS, &[(0x5a, &mode(4), &[]), (0x4d, &log(asc), &[])]);
            assert_eq!(by_log.unwrap(), status);
            let by_sense =
                asked("sda", LinkType::SAS, &[(0x5a, &mode(6), &[]), (0x03, &sense(asc), &[])]);
            assert_eq!(by_sense.unwrap(), status);
        }
        // With a block descriptor in front of the page.
        let long = [&[0, 26, 0, 0, 0, 0, 0, 8][..], &[0; 8], &mode(6)[8..]].concat();
        let answer = asked("sda", LinkType::SAS, &[(0x5a, &long, &[]), (0x03, &sense(0), &[])]);
        assert_eq!(answer.unwrap(), HealthStatus::GOOD);
        for short in [&[][..], &[0, 18, 0, 0, 0, 0, 0xff, 0xff], &mode(4)[..11]] {
            let answer = asked("sda", LinkType::SAS, &[(0x5a, short, &[])]);
            assert_eq!(answer.unwrap_err().kind, ErrorKind::LIB_BUG, "{short:x?}");
        }
    }

    #[test]
    fn a_disk_that_is_never_ready_is_not_asked_for_ever() {
        let again: [(u8, &[u8], &[u8]); TRIES] = [(0x5a, &[], ATTENTION); TRIES];
        let error = asked("sda", LinkType::SAS, &again).unwrap_err();
        assert_eq!(error.kind, ErrorKind::LIB_BUG);
        assert!(error.message.contains("29/00"), "{error}");
    }

    #[test]
    fn nvme_disks_by_their_warnings() {
        let told = |status, warning, low| {
            asked("nvme0n1", LinkType::PCIE, &[(status, &[warning, low], &[])])
        };
        assert_eq!(told(0, 0, 0).unwrap(), HealthStatus::GOOD);
        assert_eq!(told(0, 4, 0).unwrap(), HealthStatus::FAIL);
        // With and without the bit that says not to try again.
        for status in [0x01, 0x41] {
            assert_eq!(told(status, 0, 0x09).unwrap_err().kind, ErrorKind::NO_SUPPORT);
        }
        assert_eq!(told(0x02, 0, 0x80).unwrap_err().kind, ErrorKind::LIB_BUG);
    }
}
