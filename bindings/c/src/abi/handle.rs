// SPDX-License-Identifier: MIT OR Apache-2.0
//! Handles: what the opaque pointers of the interface point at.
#![allow(unsafe_code)]

use std::ffi::c_void;
use std::ptr;

use lsm_core::Error;

use super::{Nullable, Status};

/// What a handle can hold.
pub(crate) trait Kind: Sized {
    /// Marks living handles of this kind.
    const MAGIC: u64;
    /// Its type in C.
    const NAME: &'static str;
}

/// What a pointer of the interface points at.
#[repr(C)]
pub(crate) struct Handle<T> {
    magic: u64,
    value: T,
}

/// A pointer to a handle as a caller gave it.
#[repr(transparent)]
#[derive(Debug)]
pub(crate) struct Ref<T>(*mut Handle<T>);

impl<T> Clone for Ref<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Ref<T> {}

impl<T> Nullable for Ref<T> {
    const NULL: Self = Self(ptr::null_mut());

    fn is_null(&self) -> bool {
        self.0.is_null()
    }
}

/// A pointer whose kind is told otherwise.
impl<T> From<*mut c_void> for Ref<T> {
    fn from(pointer: *mut c_void) -> Self {
        Self(pointer.cast())
    }
}

impl<T> From<Ref<T>> for *mut c_void {
    fn from(handle: Ref<T>) -> Self {
        handle.0.cast()
    }
}

impl<T: Kind> Ref<T> {
    pub(crate) const NULL: Self = <Self as Nullable>::NULL;

    /// A new handle, which belongs to the caller.
    pub(crate) fn new(value: T) -> Self {
        Self(Box::into_raw(Box::new(Handle { magic: T::MAGIC, value })))
    }

    /// A new handle, or NULL.
    pub(crate) fn made(value: Option<T>) -> Self {
        value.map_or(Self::NULL, Self::new)
    }

    pub(crate) fn is_null(self) -> bool {
        self.0.is_null()
    }

    /// Whether it is a living handle of this kind.
    fn is_valid(self) -> bool {
        // SAFETY: a pointer of a caller is NULL or points at something of the library's. That may
        // be a handle of another kind, each of which begins with its magic, or one that was freed:
        // its magic was wiped, and the memory is looked at no further.
        !self.0.is_null()
            && self.0.is_aligned()
            && unsafe { ptr::read_volatile(&raw const (*self.0).magic) } == T::MAGIC
    }

    /// What it holds; `None` unless it is a living handle of this kind.
    pub(crate) fn get<'a>(self) -> Option<&'a T> {
        // SAFETY: it is a living handle; a caller uses what it owns from one thread at a time, and
        // does not free it while a function works on it.
        self.is_valid().then(|| unsafe { &(*self.0).value })
    }

    /// As [`get`](Self::get), to change it.
    pub(crate) fn get_mut<'a>(self) -> Option<&'a mut T> {
        // SAFETY: as for `get`; nobody else holds a reference while the function works.
        self.is_valid().then(|| unsafe { &mut (*self.0).value })
    }

    /// What it holds, for an argument that must be given.
    pub(crate) fn required<'a>(self, argument: &str) -> Result<&'a T, Error> {
        self.get().ok_or_else(|| Error::invalid(format!("{argument} is not a valid {}", T::NAME)))
    }

    /// What it holds, for an argument that may be NULL, but nothing else that is no handle.
    pub(crate) fn optional<'a>(self, argument: &str) -> Result<Option<&'a T>, Error> {
        if self.is_null() { Ok(None) } else { self.required(argument).map(Some) }
    }

    /// Ends the handle and gives what it held.
    pub(crate) fn take(self) -> Option<T> {
        if !self.is_valid() {
            return None;
        }
        // SAFETY: it is a living handle, made by `new`. Its mark is wiped first, and in a way that
        // is not optimised out, so that the same pointer is refused as long as the memory reads.
        let handle = unsafe {
            ptr::write_volatile(&raw mut (*self.0).magic, 0);
            Box::from_raw(self.0)
        };
        Some(handle.value)
    }

    /// Ends the handle.
    pub(crate) fn free(self) -> Status {
        Status::done(self.take().map(drop))
    }

    /// A second handle with a copy of what this one holds; NULL unless it is a living one.
    pub(crate) fn copy(self) -> Self
    where
        T: Clone,
    {
        Self::made(self.get().cloned())
    }
}
