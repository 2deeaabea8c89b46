// SPDX-License-Identifier: MIT OR Apache-2.0
//! The lights of the slots of this host. Like the disks they cannot be reached yet: no handle is
//! ever made, so every function but the first refuses what it is given.

use std::ffi::c_char;
use std::ptr;

use lsm_core::{Error, LedStatus};

use crate::abi::{Kind, Out, Ref, Status};
use crate::error::{ErrorRecord, reported};

macro_rules! never_made {
    ($($(#[$doc:meta])* $Name:ident is $type:literal, $magic:literal;)+) => { $(
        $(#[$doc])*
        pub(crate) enum $Name {}

        impl Kind for $Name {
            const MAGIC: u64 = u64::from_be_bytes(*$magic);
            const NAME: &'static str = $type;
        }
    )+ };
}

never_made! {
    /// What the lights are reached by.
    LedHandle is "lsm_led_handle", b"lsm leds";
    /// Where a walk through the slots is.
    SlotIterator is "lsm_led_slot_itr", b"lsm walk";
    /// A place for a disk.
    Slot is "lsm_led_slot", b"lsm slot";
}

/// Fails unless the arguments that all calls share are good ones.
fn checked(
    handle: Ref<LedHandle>,
    lsm_err: Out<Ref<ErrorRecord>>,
    flags: u64,
) -> Result<(), Error> {
    lsm_err.empty("lsm_err")?;
    handle.required("handle")?;
    if flags == 0 { Ok(()) } else { Err(Error::invalid("flags must be 0")) }
}

export! {
    fn lsm_led_handle_get(handle: Out<Ref<LedHandle>>, flags: u64) -> Status {
        if handle.is_null() || flags != 0 {
            return Status::INVALID_ARGUMENT;
        }
        handle.write(Ref::NULL);
        Error::no_support("").kind.into()
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
        match checked(handle, lsm_err, flags).and_then(|()| slot_itr.empty("slot_itr")) {
            Ok(_) => reported(Error::no_support("this build has no access to lights"), lsm_err),
            Err(error) => error.kind.into(),
        }
    }

    fn lsm_led_slot_iterator_free(_handle: Ref<LedHandle>, slot_itr: Ref<SlotIterator>) {
        slot_itr.free();
    }

    fn lsm_led_slot_iterator_reset(_handle: Ref<LedHandle>, _slot_itr: Ref<SlotIterator>) {}

    fn lsm_led_slot_next(_handle: Ref<LedHandle>, _slot_itr: Ref<SlotIterator>) -> Ref<Slot> {
        Ref::NULL
    }

    fn lsm_led_slot_status_get(_slot: Ref<Slot>) -> u32 {
        LedStatus::UNKNOWN.0
    }

    fn lsm_led_slot_status_set(
        handle: Ref<LedHandle>,
        slot: Ref<Slot>,
        _led_status: u32,
        lsm_err: Out<Ref<ErrorRecord>>,
        flags: u64,
    ) -> Status {
        match checked(handle, lsm_err, flags).and_then(|()| slot.required("slot")) {
            Ok(_) => reported(Error::no_support("this build has no access to lights"), lsm_err),
            Err(error) => error.kind.into(),
        }
    }

    fn lsm_led_slot_id(_slot: Ref<Slot>) -> *const c_char {
        ptr::null()
    }

    fn lsm_led_slot_device(_slot: Ref<Slot>) -> *const c_char {
        ptr::null()
    }
}
