// SPDX-License-Identifier: MIT OR Apache-2.0
//! Memory that two processes share.
//!
//! Whoever has the file may write to the memory at any time, also while it is read here. So
//! nothing here lends a reference into it: bytes are copied in and out, by way of raw pointers
//! and atomic loads, and only the copy is looked at. What a hostile other side can do is to make
//! the copy any bytes that it likes, which it could do by sending them, too.
#![allow(unsafe_code)]

use std::os::fd::AsFd;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU8, AtomicU64, Ordering};

use rustix::io::Errno;
use rustix::mm::{MapFlags, ProtFlags, mmap, munmap};

/// What one atomic load takes.
const WORD: usize = size_of::<u64>();
/// Words that are copied in one go, so that the compiler unrolls the loop.
const WORDS: usize = 8;

/// A file that is mapped as a whole, and can no longer become shorter.
#[derive(Debug)]
pub(super) struct Mapping {
    start: NonNull<u8>,
    length: usize,
}

// SAFETY: The memory belongs to no thread, and nothing but this value unmaps it.
unsafe impl Send for Mapping {}
// SAFETY: Through a shared reference the memory is only read, by atomic loads.
unsafe impl Sync for Mapping {}

impl Mapping {
    /// Maps the first `length` bytes of a file, which has to have that many and to be sealed
    /// against becoming shorter: else reading would raise SIGBUS.
    pub(super) fn new(file: impl AsFd, length: usize, writable: bool) -> Result<Mapping, Errno> {
        let mut access = ProtFlags::READ;
        access.set(ProtFlags::WRITE, writable);
        // SAFETY: The kernel chooses a place where nothing is mapped yet.
        let start =
            unsafe { mmap(std::ptr::null_mut(), length, access, MapFlags::SHARED, file, 0) }?;
        let start = NonNull::new(start.cast()).ok_or(Errno::NOMEM)?;
        Ok(Mapping { start, length })
    }

    /// Copies bytes to the place `at`; false if they do not fit. Only for writable mappings.
    pub(super) fn write(&mut self, at: usize, bytes: &[u8]) -> bool {
        if !self.has(at, bytes.len()) {
            return false;
        }
        // SAFETY: The place lies in the mapping, and `bytes`, being a reference, elsewhere.
        unsafe {
            let place = self.start.as_ptr().add(at);
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), place, bytes.len());
        }
        true
    }

    /// Copies what is at the place `at`, a multiple of 8, into `copy`; false if there is less.
    pub(super) fn read(&self, at: usize, copy: &mut [u8]) -> bool {
        if !self.has(at, copy.len()) || !at.is_multiple_of(WORD) {
            return false;
        }
        // SAFETY: The place lies in the mapping.
        let mut from = unsafe { self.start.as_ptr().add(at) };
        let mut blocks = copy.chunks_exact_mut(WORD * WORDS);
        for block in &mut blocks {
            for word in block.chunks_exact_mut(WORD) {
                // SAFETY: `from` is aligned, since mappings are and all steps are words, and what
                // is left of `copy` is left of the checked place, too.
                unsafe {
                    let value = AtomicU64::from_ptr(from.cast()).load(Ordering::Relaxed);
                    word.copy_from_slice(&value.to_ne_bytes());
                    from = from.add(WORD);
                }
            }
        }
        for byte in blocks.into_remainder() {
            // SAFETY: As above; bytes need no alignment.
            unsafe {
                *byte = AtomicU8::from_ptr(from).load(Ordering::Relaxed);
                from = from.add(1);
            }
        }
        true
    }

    fn has(&self, at: usize, length: usize) -> bool {
        at.checked_add(length).is_some_and(|end| end <= self.length)
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: It was mapped with this length, and nothing refers to it any more.
        let _ = unsafe { munmap(self.start.as_ptr().cast(), self.length) };
    }
}
