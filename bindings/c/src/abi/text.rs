// SPDX-License-Identifier: MIT OR Apache-2.0
//! Texts.
#![allow(unsafe_code)]

use std::ffi::{CStr, CString, c_char};
use std::ptr;

use lsm_core::Error;

/// A text as a caller gave it.
#[repr(transparent)]
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text(*const c_char);

impl From<&CStr> for Text {
    fn from(text: &CStr) -> Self {
        Self(text.as_ptr())
    }
}

impl From<*mut c_char> for Text {
    fn from(text: *mut c_char) -> Self {
        Self(text)
    }
}

impl Text {
    /// No text.
    pub(crate) const NULL: Self = Self(ptr::null());

    /// The text; `None` for NULL.
    pub(crate) fn get<'a>(self) -> Option<&'a CStr> {
        // SAFETY: a caller gives NULL or a text that ends with NUL and stays until the function
        // returns.
        (!self.0.is_null()).then(|| unsafe { CStr::from_ptr(self.0) })
    }

    /// A copy of the text; `None` for NULL.
    pub(crate) fn owned(self) -> Option<CString> {
        self.get().map(CStr::to_owned)
    }

    /// The text, for an argument that must be given and not be empty.
    pub(crate) fn required<'a>(self, argument: &str) -> Result<&'a str, Error> {
        match self.optional(argument)? {
            Some(text) if !text.is_empty() => Ok(text),
            _ => Err(Error::invalid(format!("{argument} is NULL or empty"))),
        }
    }

    /// The text, for an argument that may be NULL.
    pub(crate) fn optional<'a>(self, argument: &str) -> Result<Option<&'a str>, Error> {
        self.get().map(|text| rust_text(text, argument)).transpose()
    }
}

/// The text in Rust. Nothing but UTF-8 can be sent, and nothing is sent under another name than
/// was asked for.
pub(crate) fn rust_text<'a>(text: &'a CStr, what: &str) -> Result<&'a str, Error> {
    text.to_str().map_err(|error| Error::invalid(format!("{what} is not UTF-8")).with_source(error))
}

/// The text in C; it ends where it holds a NUL.
pub(crate) fn c_text(text: String) -> CString {
    CString::new(text).unwrap_or_else(|error| {
        let end = error.nul_position();
        let mut bytes = error.into_vec();
        bytes.truncate(end);
        CString::new(bytes).unwrap_or_default()
    })
}

/// A copy of the text that the caller frees with `free()`; NULL when memory is short.
pub(crate) fn malloced(text: &CStr) -> *mut c_char {
    // SAFETY: the text ends with NUL.
    unsafe { libc::strdup(text.as_ptr()) }
}

/// Frees a text that was handed out with [`malloced`].
pub(crate) fn freed(text: *mut c_char) {
    // SAFETY: a caller gives back what it got from the library, or its own from `malloc`.
    unsafe { libc::free(text.cast()) }
}

/// A text that is owned by what it was asked of.
pub(crate) trait Shown {
    /// A pointer to it; NULL when there is none.
    fn shown(&self) -> *const c_char;
}

impl Shown for CString {
    fn shown(&self) -> *const c_char {
        self.as_ptr()
    }
}

impl Shown for Option<CString> {
    fn shown(&self) -> *const c_char {
        self.as_ref().map_or(ptr::null(), |text| text.as_ptr())
    }
}
