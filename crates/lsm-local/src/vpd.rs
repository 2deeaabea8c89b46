// SPDX-License-Identifier: MIT OR Apache-2.0
//! Pages of vital product data (SPC-4, 7.8; SBC-3, 6.6; SAT-3, 12.4), as a disk sent them.
//!
//! Some devices answer with standard inquiry data whatever they are asked for, some with less than
//! they announce: a page counts only when it says that it is the right one, and as far as it goes.

use lsm_core::{Rpm, vpd83};

/// The page that lists pages.
const PAGES: u8 = 0x00;
/// Unit serial number.
const SERIAL: u8 = 0x80;
/// Device identification.
const IDENTIFICATION: u8 = 0x83;
/// ATA information, of an ATA disk behind a translation.
pub const ATA: u8 = 0x89;
/// Block device characteristics.
const CHARACTERISTICS: u8 = 0xB1;

/// Association of a designator with the logical unit.
const UNIT: u8 = 0;
/// Association of a designator with the port that was asked.
const PORT: u8 = 1;
/// A designator that is an NAA identifier.
const NAA: u8 = 3;

/// What follows the header of a page; `None` when it is another page.
fn body(page: u8, bytes: &[u8]) -> Option<&[u8]> {
    match bytes {
        [_, number, high, low, body @ ..] if *number == page => {
            let length = usize::from(u16::from_be_bytes([*high, *low]));
            Some(&body[..length.min(body.len())])
        }
        _ => None,
    }
}

/// Whether the list of pages names this one.
pub fn lists(bytes: &[u8], page: u8) -> bool {
    body(PAGES, bytes).is_some_and(|pages| pages.contains(&page))
}

/// The serial number; `None` when it is blank.
pub fn serial(bytes: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(body(SERIAL, bytes)?);
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    (!text.is_empty()).then(|| text.to_owned())
}

/// An entry of the device identification.
struct Designator<'a> {
    /// The protocol of the port, when it says that it tells one.
    protocol: Option<u8>,
    association: u8,
    kind: u8,
    id: &'a [u8],
}

fn designators(bytes: &[u8]) -> impl Iterator<Item = Designator<'_>> {
    let mut rest = body(IDENTIFICATION, bytes).unwrap_or_default();
    std::iter::from_fn(move || {
        let [code, kind, _, length, behind @ ..] = rest else { return None };
        let (id, behind) = behind.split_at_checked(usize::from(*length))?;
        rest = behind;
        Some(Designator {
            protocol: (kind & 0x80 != 0).then_some(code >> 4),
            association: kind >> 4 & 3,
            kind: kind & 0xf,
            id,
        })
    })
}

/// The NAA identifier of the logical unit: of several the longest, then in the order in which the
/// kernel prefers them.
pub fn naa(bytes: &[u8]) -> Option<String> {
    let found = designators(bytes).filter(|it| it.association == UNIT && it.kind == NAA);
    let texts = found.map(|it| it.id.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    let order = |text: &String| "6523".find(&text[..1]).unwrap_or(usize::MAX);
    texts.filter(|text| vpd83::is_valid(text)).min_by_key(order)
}

/// The protocol of the port by which the disk was asked (SPC-4, 7.6.1, table of protocol
/// identifiers).
pub fn port_protocol(bytes: &[u8]) -> Option<u8> {
    designators(bytes).find(|it| it.association == PORT && it.protocol.is_some())?.protocol
}

/// The speed of rotation; `NO_SUPPORT` when the disk does not tell.
pub fn rpm(bytes: &[u8]) -> Option<Rpm> {
    let [high, low, ..] = body(CHARACTERISTICS, bytes)? else { return None };
    Some(match u16::from_be_bytes([*high, *low]) {
        1 => Rpm::NON_ROTATING_MEDIUM,
        rate @ 0x401..=0xfffe => Rpm(rate.into()),
        _ => Rpm::NO_SUPPORT,
    })
}

/// The speed of the link of a SATA disk in megabits per second: word 77 of its identification
/// (ACS-3, 7.12.7.33), 0 when it does not tell.
pub fn sata_speed(bytes: &[u8]) -> Option<u32> {
    /// Where the identification begins, behind the header of the page.
    const IDENTIFY: usize = 56;
    let word = body(ATA, bytes)?.get(IDENTIFY + 2 * 77)?;
    Some(match word >> 1 & 7 {
        1 => 1500,
        2 => 3000,
        3 => 6000,
        _ => 0,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn page(number: u8, body: &[u8]) -> Vec<u8> {
        let length = u16::try_from(body.len()).unwrap().to_be_bytes();
        [&[0, number, length[0], length[1]], body].concat()
    }

    #[test]
    fn serials_are_trimmed() {
        assert_eq!(serial(&page(SERIAL, b"  S3R1AL \0")).as_deref(), Some("S3R1AL"));
        for none in [page(SERIAL, b"   "), page(SERIAL, b""), page(0x83, b"S3R1AL"), vec![0, 0x80]]
        {
            assert_eq!(serial(&none), None, "{none:?}");
        }
        // It announces more than it brings.
        assert_eq!(serial(&[0, SERIAL, 1, 0, b'A']).as_deref(), Some("A"));
    }

    #[test]
    fn the_best_identifier_of_the_unit_is_taken() {
        let five: Vec<u8> = [&[1, 3, 0, 8][..], &[0x50, 1, 2, 3, 4, 5, 6, 7]].concat();
        let six: Vec<u8> = [&[1, 3, 0, 16][..], &[0x60; 16]].concat();
        let port: Vec<u8> = [&[0x61, 0x93, 0, 8][..], &[0x51; 8]].concat();
        let vendor: Vec<u8> = [&[2, 0, 0, 4][..], b"text"].concat();
        let all = page(0x83, &[vendor, port, five.clone(), six].concat());
        assert_eq!(naa(&all).as_deref(), Some(&*"60".repeat(16)));
        assert_eq!(port_protocol(&all), Some(6));
        assert_eq!(naa(&page(0x83, &five)).as_deref(), Some("5001020304050607"));
        assert_eq!(port_protocol(&page(0x83, &five)), None);
        // Cut off in the middle of a designator, and an identifier of a kind that there is not.
        assert_eq!(naa(&page(0x83, &five[..9])), None);
        assert_eq!(naa(&page(0x83, &[1, 3, 0, 2, 0x70, 0])), None);
        assert_eq!(naa(&[]), None);
    }

    #[test]
    fn rotation_and_speed() {
        let rate = |high, low| rpm(&page(CHARACTERISTICS, &[high, low, 0, 0]));
        assert_eq!(rate(0, 1), Some(Rpm::NON_ROTATING_MEDIUM));
        assert_eq!(rate(0x1c, 0x20), Some(Rpm(7200)));
        for odd in [(0, 0), (0, 2), (4, 0), (0xff, 0xff)] {
            assert_eq!(rate(odd.0, odd.1), Some(Rpm::NO_SUPPORT), "{odd:?}");
        }
        assert_eq!(rpm(&page(CHARACTERISTICS, &[0])), None);
        let mut ata = vec![0; 568];
        for (value, speed) in [(2, 1500), (4, 3000), (6, 6000), (0, 0), (14, 0)] {
            ata[56 + 154] = value;
            assert_eq!(sata_speed(&page(ATA, &ata)), Some(speed));
        }
        assert_eq!(sata_speed(&page(ATA, &ata[..200])), None);
        assert!(lists(&page(0, &[0, 0x80, 0x89]), ATA) && !lists(&page(0, &[0, 0x80]), ATA));
    }
}
