// SPDX-License-Identifier: MIT OR Apache-2.0
//! Places that a function writes its results to.
#![allow(unsafe_code)]

use std::ffi::c_char;
use std::ptr;

use lsm_core::Error;

/// What can be NULL.
pub(crate) trait Nullable: Copy {
    /// That value.
    const NULL: Self;
    /// Whether it is.
    fn is_null(&self) -> bool;
}

impl Nullable for *mut c_char {
    const NULL: Self = ptr::null_mut();

    fn is_null(&self) -> bool {
        (*self).is_null()
    }
}

impl Nullable for *mut u32 {
    const NULL: Self = ptr::null_mut();

    fn is_null(&self) -> bool {
        (*self).is_null()
    }
}

/// A pointer to a place for a `T`.
#[repr(transparent)]
#[derive(Debug)]
pub(crate) struct Out<T>(*mut T);

impl<T> Clone for Out<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Out<T> {}

impl<T: Copy> Out<T> {
    /// A place of our own, for a function of a plug-in.
    pub(crate) fn to(place: &mut T) -> Self {
        Self(place)
    }

    pub(crate) fn is_null(self) -> bool {
        self.0.is_null()
    }

    /// What is in the place.
    pub(crate) fn read(self) -> Option<T> {
        // SAFETY: a caller gives NULL or a place of this type that holds a value.
        (!self.0.is_null()).then(|| unsafe { self.0.read_unaligned() })
    }

    /// Puts a value into the place, if there is one.
    pub(crate) fn write(self, value: T) {
        if !self.0.is_null() {
            // SAFETY: as for `read`.
            unsafe { self.0.write_unaligned(value) }
        }
    }

    /// The place, for an argument that must be given.
    pub(crate) fn required(self, argument: &str) -> Result<Self, Error> {
        if self.is_null() { Err(Error::invalid(format!("{argument} is NULL"))) } else { Ok(self) }
    }
}

impl<T: Nullable> Out<T> {
    /// The place, for an argument that must be given and hold NULL: what it holds would be lost.
    pub(crate) fn empty(self, argument: &str) -> Result<Self, Error> {
        match self.required(argument)?.read() {
            Some(value) if !value.is_null() => {
                Err(Error::invalid(format!("{argument} must point at NULL")))
            }
            _ => Ok(self),
        }
    }
}

/// Numbers in memory that the caller frees with `free()`; NULL when there are none.
pub(crate) fn numbers(numbers: &[u32]) -> *mut u32 {
    if numbers.is_empty() {
        return ptr::null_mut();
    }
    // SAFETY: calloc gives NULL or zeroed memory for that many numbers.
    let memory = unsafe { libc::calloc(numbers.len(), size_of::<u32>()) }.cast::<u32>();
    if !memory.is_null() {
        // SAFETY: the memory is ours, fresh, and has room for all of them.
        unsafe { ptr::copy_nonoverlapping(numbers.as_ptr(), memory, numbers.len()) };
    }
    memory
}

/// Numbers that a plug-in allocated, freed.
pub(crate) fn taken_numbers(memory: *mut u32, count: u32) -> Vec<u32> {
    if memory.is_null() {
        return Vec::new();
    }
    // SAFETY: a plug-in gives as many numbers as it says, in memory of `malloc` that is ours now.
    unsafe {
        let numbers = std::slice::from_raw_parts(memory, count as usize).to_vec();
        libc::free(memory.cast());
        numbers
    }
}
