// SPDX-License-Identifier: MIT OR Apache-2.0
//! Error records.
#![allow(unsafe_code)]

use std::ffi::{CString, c_char, c_void};
use std::ptr;

use lsm_core::Error;

use crate::abi::{Kind, Out, Ref, Shown, Status, Text, c_text};

/// What is known about an error.
#[derive(Debug, Clone, Default)]
pub(crate) struct ErrorRecord {
    /// Its number.
    pub(crate) number: i32,
    /// A sentence for people.
    pub(crate) message: Option<CString>,
    /// What the failing part of a program said.
    pub(crate) exception: Option<CString>,
    /// Details for those who look for the cause.
    pub(crate) debug: Option<CString>,
    /// The same as bytes.
    pub(crate) debug_data: Vec<u8>,
    /// What a plug-in sent along with its error.
    pub(crate) data: Option<CString>,
}

impl Kind for ErrorRecord {
    const MAGIC: u64 = u64::from_be_bytes(*b"lsm fail");
    const NAME: &'static str = "lsm_error";
}

impl From<Error> for ErrorRecord {
    fn from(error: Error) -> Self {
        Self {
            number: Status::from(error.kind).0,
            message: Some(c_text(error.message)),
            data: error.detail.map(c_text),
            ..Self::default()
        }
    }
}

/// Puts the record of an error into a place of the caller; gives its number.
pub(crate) fn reported(error: Error, place: Out<Ref<ErrorRecord>>) -> Status {
    let status = Status::from(error.kind);
    if !place.is_null() {
        place.write(Ref::new(error.into()));
    }
    status
}

fn text(
    e: Ref<ErrorRecord>,
    which: impl FnOnce(&ErrorRecord) -> &Option<CString>,
) -> *const c_char {
    e.get().map_or(ptr::null(), |error| which(error).shown())
}

export! {
    fn lsm_error_create(
        code: i32,
        msg: Text,
        exception: Text,
        debug: Text,
        debug_data: *const c_void,
        debug_data_size: u32,
    ) -> Ref<ErrorRecord> {
        let debug_data = if debug_data.is_null() || debug_data_size == 0 {
            Vec::new()
        } else {
            // SAFETY: a caller gives NULL or as many bytes as it says.
            unsafe { std::slice::from_raw_parts(debug_data.cast(), debug_data_size as usize) }.to_vec()
        };
        Ref::new(ErrorRecord {
            number: code,
            message: msg.owned(),
            exception: exception.owned(),
            debug: debug.owned(),
            debug_data,
            data: None,
        })
    }

    fn lsm_error_free(err: Ref<ErrorRecord>) -> Status {
        err.free()
    }

    fn lsm_error_number_get(e: Ref<ErrorRecord>) -> i32 {
        e.get().map_or(-1, |error| error.number)
    }

    fn lsm_error_message_get(e: Ref<ErrorRecord>) -> *const c_char {
        text(e, |error| &error.message)
    }

    fn lsm_error_exception_get(e: Ref<ErrorRecord>) -> *const c_char {
        text(e, |error| &error.exception)
    }

    fn lsm_error_debug_get(e: Ref<ErrorRecord>) -> *const c_char {
        text(e, |error| &error.debug)
    }

    fn lsm_error_debug_data_get(e: Ref<ErrorRecord>, size: Out<u32>) -> *mut c_void {
        let data = e.get().map(|error| &error.debug_data).filter(|_| !size.is_null());
        size.write(data.map_or(0, |data| u32::try_from(data.len()).unwrap_or(u32::MAX)));
        let data = data.filter(|data| !data.is_empty());
        data.map_or(ptr::null_mut(), |data| data.as_ptr().cast_mut().cast())
    }

    fn lsm_error_data_get(e: Ref<ErrorRecord>) -> *const c_char {
        text(e, |error| &error.data)
    }
}
