// SPDX-License-Identifier: MIT OR Apache-2.0
//! What can be done with a system.

use lsm_core::Capabilities as Core;

use crate::abi::{Kind, Ref, Status, Text};

/// Bytes of a new vector.
const LENGTH: usize = 512;

/// One byte for each capability.
#[derive(Debug, Clone)]
pub(crate) struct Capabilities(pub(crate) Vec<u8>);

impl Kind for Capabilities {
    const MAGIC: u64 = u64::from_be_bytes(*b"lsm able");
    const NAME: &'static str = "lsm_storage_capabilities";
}

impl From<&Core> for Capabilities {
    fn from(core: &Core) -> Self {
        Self(core.as_bytes().to_vec())
    }
}

impl Capabilities {
    /// The vector that hexadecimal digits, two for a byte, stand for.
    fn decode(digits: &[u8]) -> Option<Self> {
        let nibble = |digit: u8| char::from(digit).to_digit(16);
        let pairs = digits.chunks(2).map(|pair| match *pair {
            [high, low] => u8::try_from(nibble(high)? << 4 | nibble(low)?).ok(),
            _ => None,
        });
        let bytes = pairs.collect::<Option<Vec<u8>>>()?;
        (!bytes.is_empty()).then_some(Self(bytes))
    }

    fn byte(&self, number: i32) -> Option<u8> {
        usize::try_from(number).ok().and_then(|index| self.0.get(index).copied())
    }
}

export! {
    fn lsm_capability_record_alloc(value: Text) -> Ref<Capabilities> {
        Ref::made(match value.get() {
            None => Some(Capabilities(vec![0; LENGTH])),
            Some(digits) => Capabilities::decode(digits.to_bytes()),
        })
    }

    fn lsm_capability_record_free(cap: Ref<Capabilities>) -> Status {
        cap.free()
    }

    fn lsm_capability_get(cap: Ref<Capabilities>, t: i32) -> i32 {
        cap.get().and_then(|cap| cap.byte(t)).map_or(0, i32::from)
    }

    fn lsm_capability_supported(cap: Ref<Capabilities>, t: i32) -> i32 {
        i32::from(cap.get().and_then(|cap| cap.byte(t)) == Some(1))
    }

    fn lsm_capability_set(cap: Ref<Capabilities>, t: i32, v: i32) -> Status {
        let byte = cap.get_mut().and_then(|cap| cap.0.get_mut(usize::try_from(t).ok()?));
        // A byte is all there is: only its lowest bits are kept, as they always were.
        Status::done(byte.map(|byte| *byte = v.to_le_bytes()[0]))
    }
}
