// SPDX-License-Identifier: MIT OR Apache-2.0
//! The lights of the slots of this host.

use std::ffi::{CString, c_char};
use std::ptr;

use lsm_core::{Error, ErrorKind, LedStatus};
use lsm_local::Host;

use crate::abi::{Kind, Out, Ref, Shown, Status, c_text};
use crate::error::{ErrorRecord, reported};

/// What the slots are reached by.
pub(crate) struct LedHandle(Host);

impl Kind for LedHandle {
    const MAGIC: u64 = u64::from_be_bytes(*b"lsm leds");
    const NAME: &'static str = "lsm_led_handle";
}

/// A walk through the slots, with the one that it handed out last.
pub(crate) struct SlotIterator {
    slots: Vec<lsm_local::Slot>,
    at: usize,
    current: Ref<Slot>,
}

impl Kind for SlotIterator {
    const MAGIC: u64 = u64::from_be_bytes(*b"lsm walk");
    const NAME: &'static str = "lsm_led_slot_itr";
}

impl SlotIterator {
    fn next(&mut self) -> Ref<Slot> {
        let Some(slot) = self.slots.get(self.at) else { return Ref::NULL };
        self.at += 1;
        let slot = Slot::from(slot);
        match self.current.get_mut() {
            Some(current) => *current = slot,
            None => self.current = Ref::new(slot),
        }
        self.current
    }
}

impl Drop for SlotIterator {
    fn drop(&mut self) {
        self.current.free();
    }
}

/// A place for a disk.
pub(crate) struct Slot {
    id: CString,
    device: Option<CString>,
    slot: lsm_local::Slot,
}

impl Kind for Slot {
    const MAGIC: u64 = u64::from_be_bytes(*b"lsm slot");
    const NAME: &'static str = "lsm_led_slot";
}

impl From<&lsm_local::Slot> for Slot {
    fn from(slot: &lsm_local::Slot) -> Self {
        let device = slot.device().map(|device| c_text(device.to_owned()));
        Self { id: c_text(slot.id().to_owned()), device, slot: slot.clone() }
    }
}

/// Does something with a handle. What went wrong is told in `lsm_err`, unless the arguments were.
fn with_handle(
    handle: Ref<LedHandle>,
    lsm_err: Out<Ref<ErrorRecord>>,
    flags: u64,
    work: impl FnOnce(&Host) -> Result<(), Error>,
) -> Status {
    let checked = || {
        lsm_err.empty("lsm_err")?;
        if flags != 0 {
            return Err(Error::invalid("flags must be 0"));
        }
        handle.required("handle")
    };
    match checked().map(|LedHandle(host)| work(host)) {
        Ok(Ok(())) => Status::OK,
        Ok(Err(error)) if error.kind != ErrorKind::INVALID_ARGUMENT => reported(error, lsm_err),
        Ok(Err(error)) | Err(error) => error.kind.into(),
    }
}

fn open(host: &Host, walk: Out<Ref<SlotIterator>>) -> Result<(), Error> {
    let slot_itr = walk.empty("slot_itr")?;
    let slots = host.slots()?;
    slot_itr.write(Ref::new(SlotIterator { slots, at: 0, current: Ref::NULL }));
    Ok(())
}

export! {
    fn lsm_led_handle_get(handle: Out<Ref<LedHandle>>, flags: u64) -> Status {
        if handle.is_null() || flags != 0 {
            return Status::INVALID_ARGUMENT;
        }
        handle.write(Ref::new(LedHandle(Host::this())));
        Status::OK
    }

    fn lsm_led_handle_free(handle: Ref<LedHandle>) {
        handle.free();
    }

    fn lsm_led_slot_iterator_get(
        handle: Ref<LedHandle>,
        slot_itr: Out<Ref<SlotIterator>>,
        lsm_err: Out<Ref<ErrorRecord>>,
        flags: u64,
    ) -> Status {
        with_handle(handle, lsm_err, flags, |host| open(host, slot_itr))
    }

    fn lsm_led_slot_iterator_free(_handle: Ref<LedHandle>, slot_itr: Ref<SlotIterator>) {
        slot_itr.free();
    }

    fn lsm_led_slot_iterator_reset(_handle: Ref<LedHandle>, slot_itr: Ref<SlotIterator>) {
        if let Some(walk) = slot_itr.get_mut() {
            walk.at = 0;
        }
    }

    fn lsm_led_slot_next(_handle: Ref<LedHandle>, slot_itr: Ref<SlotIterator>) -> Ref<Slot> {
        slot_itr.get_mut().map_or(Ref::NULL, SlotIterator::next)
    }

    fn lsm_led_slot_status_get(slot: Ref<Slot>) -> u32 {
        slot.get().map_or(LedStatus::UNKNOWN, |slot| slot.slot.status()).0
    }

    fn lsm_led_slot_status_set(
        handle: Ref<LedHandle>,
        slot: Ref<Slot>,
        led_status: u32,
        lsm_err: Out<Ref<ErrorRecord>>,
        flags: u64,
    ) -> Status {
        with_handle(handle, lsm_err, flags, |_| {
            slot.required("slot")?.slot.set(LedStatus(led_status))
        })
    }

    fn lsm_led_slot_id(slot: Ref<Slot>) -> *const c_char {
        slot.get().map_or(ptr::null(), |slot| slot.id.shown())
    }

    fn lsm_led_slot_device(slot: Ref<Slot>) -> *const c_char {
        slot.get().map_or(ptr::null(), |slot| slot.device.shown())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::ffi::CStr;

    use super::*;

    /// A host with one enclosure of two slots.
    fn host() -> (tempfile::TempDir, Host) {
        let root = tempfile::tempdir().unwrap();
        for (slot, number) in [("A", "1"), ("B", "2")] {
            let folder = root.path().join("sys/class/enclosure/0:0:1:0").join(slot);
            std::fs::create_dir_all(&folder).unwrap();
            for (file, content) in [("slot", number), ("locate", "0"), ("fault", "0")] {
                std::fs::write(folder.join(file), content).unwrap();
            }
        }
        std::fs::create_dir_all(root.path().join("sys/class/enclosure/0:0:1:0/B/device/block/sdb"))
            .unwrap();
        let host = Host::at(root.path());
        (root, host)
    }

    fn shown(text: *const c_char) -> String {
        assert!(!text.is_null());
        // SAFETY: the text of a living slot.
        #[allow(unsafe_code)]
        let text = unsafe { CStr::from_ptr(text) };
        text.to_str().unwrap().to_owned()
    }

    #[test]
    fn a_walk_through_the_slots() {
        let (_root, host) = host();
        let handle = Ref::new(LedHandle(host));
        let (mut walk, mut error) = (Ref::NULL, Ref::NULL);
        let answer = lsm_led_slot_iterator_get(handle, Out::to(&mut walk), Out::to(&mut error), 0);
        assert_eq!(answer, Status::OK);
        for _ in 0..2 {
            let first = lsm_led_slot_next(handle, walk);
            assert_eq!(shown(lsm_led_slot_id(first)), "/dev/bsg/0:0:1:0-1");
            assert!(lsm_led_slot_device(first).is_null());
            let second = lsm_led_slot_next(handle, walk);
            assert_eq!(shown(lsm_led_slot_id(second)), "/dev/bsg/0:0:1:0-2");
            assert_eq!(shown(lsm_led_slot_device(second)), "/dev/sdb");
            assert!(lsm_led_slot_next(handle, walk).is_null());
            lsm_led_slot_iterator_reset(handle, walk);
        }
        let slot = lsm_led_slot_next(handle, walk);
        let place = Out::to(&mut error);
        let set = |status: LedStatus| lsm_led_slot_status_set(handle, slot, status.0, place, 0);
        assert_eq!(set(LedStatus::IDENT_ON), Status::OK);
        let lit = LedStatus::IDENT_ON | LedStatus::FAULT_OFF;
        assert_eq!(lsm_led_slot_status_get(slot), lit.0);
        assert_eq!(set(LedStatus(0)), Status::INVALID_ARGUMENT);
        assert!(error.is_null());
        lsm_led_slot_iterator_free(handle, walk);
        lsm_led_handle_free(handle);
    }

    #[test]
    fn no_enclosure_is_told() {
        let root = tempfile::tempdir().unwrap();
        let handle = Ref::new(LedHandle(Host::at(root.path())));
        let (mut walk, mut error) = (Ref::NULL, Ref::NULL);
        let answer = lsm_led_slot_iterator_get(handle, Out::to(&mut walk), Out::to(&mut error), 0);
        assert_eq!(answer, ErrorKind::NO_SUPPORT.into());
        assert!(walk.is_null());
        assert_eq!(error.take().unwrap().number, ErrorKind::NO_SUPPORT.0);
        handle.free();
    }
}
