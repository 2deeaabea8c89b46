// SPDX-License-Identifier: MIT OR Apache-2.0
//! Arrays of records.
#![allow(unsafe_code)]

use std::ptr;

use super::{Kind, Nullable, Ref, Status};

/// A pointer to the first of several handles.
#[repr(transparent)]
#[derive(Debug)]
pub(crate) struct Array<T>(*mut Ref<T>);

impl<T> Clone for Array<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Array<T> {}

impl<T> Nullable for Array<T> {
    const NULL: Self = Self(ptr::null_mut());

    fn is_null(&self) -> bool {
        self.0.is_null()
    }
}

impl<T: Kind> Array<T> {
    pub(crate) const NULL: Self = <Self as Nullable>::NULL;

    /// An array of `size` NULLs; NULL itself when `size` is 0 or memory is short.
    pub(crate) fn alloc(size: u32) -> Self {
        if size == 0 {
            return Self::NULL;
        }
        // SAFETY: calloc gives NULL or zeroed memory, which is an array of NULL handles.
        Self(unsafe { libc::calloc(size as usize, size_of::<Ref<T>>()) }.cast())
    }

    /// An array of these handles; NULL when there are none. Without memory the handles are freed.
    pub(crate) fn of(handles: &[Ref<T>]) -> Option<Self> {
        let size = u32::try_from(handles.len()).ok();
        let array = size.map_or(Self::NULL, Self::alloc);
        if array.is_null() && !handles.is_empty() {
            handles.iter().for_each(|handle| {
                handle.free();
            });
            return None;
        }
        array.handles(size?).copy_from_slice(handles);
        Some(array)
    }

    /// The handles of an array of that size; none when it is NULL.
    pub(crate) fn handles<'a>(self, size: u32) -> &'a mut [Ref<T>] {
        if self.0.is_null() || !self.0.is_aligned() {
            return &mut [];
        }
        // SAFETY: a caller gives NULL or an array with as many handles as it says.
        unsafe { std::slice::from_raw_parts_mut(self.0, size as usize) }
    }

    /// Frees every handle, gaps aside, and the array itself.
    pub(crate) fn free(self, size: u32) -> Status {
        if self.0.is_null() {
            return Status::INVALID_ARGUMENT;
        }
        for handle in self.handles(size) {
            handle.free();
        }
        // SAFETY: the array is one of `alloc`; nobody may use it after this call.
        unsafe { libc::free(self.0.cast()) };
        Status::OK
    }
}
