// SPDX-License-Identifier: MIT OR Apache-2.0
//! Sense data: why a SCSI command was not simply done (SPC-4, 4.5).

/// Nothing to say.
const NO_SENSE: u8 = 0;
/// Done, with something to say.
const RECOVERED: u8 = 1;
/// Not ready yet.
const NOT_READY: u8 = 2;
/// The device does not know the command, or a field of it.
const ILLEGAL_REQUEST: u8 = 5;
/// Something changed since the last command; the command was not done.
const UNIT_ATTENTION: u8 = 6;
/// Done, of a long list of things to do.
const COMPLETED: u8 = 0xf;

/// Sense data in one form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sense {
    /// Kind of the reason.
    pub key: u8,
    /// Additional sense code.
    pub asc: u8,
    /// Its qualifier.
    pub ascq: u8,
    /// What an ATA disk left in its registers.
    pub registers: Option<Registers>,
}

/// Registers of an ATA disk behind a translation (SAT-3, 12.2.2.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registers {
    /// Status.
    pub status: u8,
    /// Bits 8 to 15 of the address.
    pub middle: u8,
    /// Bits 16 to 23 of the address.
    pub high: u8,
}

impl Sense {
    /// Reads sense data of either format; `None` when there is none.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let at = |place: usize| bytes.get(place).copied();
        match at(0)? & 0x7f {
            0x70 | 0x71 => {
                let registers =
                    at(11).map(|high| Registers { status: bytes[4], middle: bytes[10], high });
                Some(Self {
                    key: at(2)? & 0xf,
                    asc: at(12).unwrap_or_default(),
                    ascq: at(13).unwrap_or_default(),
                    registers,
                })
            }
            0x72 | 0x73 => Some(Self {
                key: at(1)? & 0xf,
                asc: at(2).unwrap_or_default(),
                ascq: at(3).unwrap_or_default(),
                registers: descriptors(bytes.get(8..).unwrap_or_default()),
            }),
            _ => None,
        }
    }

    /// Whether the command was done.
    pub(crate) fn is_success(self) -> bool {
        matches!(self.key, NO_SENSE | RECOVERED | COMPLETED)
    }

    /// Whether the device cannot do the command.
    pub(crate) fn is_refusal(self) -> bool {
        self.key == ILLEGAL_REQUEST
    }

    /// Whether the same command is worth another try.
    pub(crate) fn is_passing(self) -> bool {
        self.key == UNIT_ATTENTION || (self.key == NOT_READY && self.asc == 0x04 && self.ascq == 1)
    }
}

/// The registers in a list of descriptors.
fn descriptors(mut rest: &[u8]) -> Option<Registers> {
    /// Kind of the descriptor, and its length.
    const ATA: [u8; 2] = [9, 12];
    while let [kind, length, ..] = *rest {
        let (descriptor, behind) = rest.split_at_checked(2 + usize::from(length))?;
        if [kind, length] == ATA {
            let (middle, high, status) = (descriptor[9], descriptor[11], descriptor[13]);
            return Some(Registers { status, middle, high });
        }
        rest = behind;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_formats() {
        let registers = Some(Registers { status: 0x50, middle: 0x4f, high: 0xc2 });
        let descriptor =
            [0x72, 1, 0, 0x1d, 0, 0, 0, 0xe, 9, 0xc, 0, 0, 0, 0, 0, 0, 0, 0x4f, 0, 0xc2, 0, 0x50];
        assert_eq!(Sense::read(&descriptor), Some(Sense { key: 1, asc: 0, ascq: 0x1d, registers }));
        let fixed = [0x70, 0, 1, 0, 0x50, 0, 0, 10, 0, 0, 0x4f, 0xc2, 0, 0x1d, 0, 0, 0, 0];
        assert_eq!(Sense::read(&fixed), Some(Sense { key: 1, asc: 0, ascq: 0x1d, registers }));
        assert_eq!(
            Sense::read(&[0x72, 6, 0x29]),
            Some(Sense { key: 6, asc: 0x29, ascq: 0, registers: None })
        );
        for none in [&[][..], &[0], &[0x70, 0], &[0x72], &[0x7f, 5, 5, 5]] {
            assert_eq!(Sense::read(none), None, "{none:?}");
        }
        // A descriptor that says more than it brings.
        let mut cut = descriptor;
        cut[9] = 0x80;
        assert_eq!(Sense::read(&cut).and_then(|sense| sense.registers), None);
    }
}
