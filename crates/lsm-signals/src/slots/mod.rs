// SPDX-License-Identifier: MIT OR Apache-2.0
//! Large messages in memory that sender and receiver share.
//!
//! A [`Pool`] is a memfd of slots, mapped once on both sides: a fresh one for every message costs
//! more than the socket. The sender copies a whole message into a free slot and names slot and
//! length on the socket; the receiver's acknowledgement gives the slot back. The memfd is sealed
//! against resizing, and against writing by the receiver. The sender could still write while the
//! receiver reads; so the receiver copies a message out first, and checks and lends only the copy.
//! Nothing that either side writes can break the other's memory safety.

mod mapping;

use std::collections::VecDeque;
use std::os::fd::{AsFd, OwnedFd};

use rustix::fs::memfd_create;
use rustix::fs::{MemfdFlags, SealFlags, fcntl_add_seals, fcntl_get_seals, fstat, ftruncate};

use self::mapping::Mapping;
use crate::{Error, Result};

/// From this many bytes on a message goes through a slot, if one is free. Smaller ones are as
/// fast through the socket.
pub const SLOT_FROM: usize = 32 << 10;
/// The most slots of one pool.
pub const MAX_SLOTS: u32 = 1024;
/// The most bytes of one slot.
pub const MAX_SLOT: u32 = 16 << 20;
/// The most bytes of one pool.
pub const MAX_POOL: u64 = 64 << 20;
/// Slots begin at multiples of this.
const ALIGNMENT: u32 = 4096;

/// How many slots a pool has and how long each is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shape {
    count: u32,
    size: u32,
}

impl Shape {
    /// `count` slots of `size` bytes, rounded up to whole pages.
    ///
    /// # Errors
    /// [`Error::Invalid`] for more than [`MAX_SLOTS`]; [`Error::TooLarge`] beyond [`MAX_SLOT`] or
    /// [`MAX_POOL`].
    pub fn new(count: u32, size: u32) -> Result<Shape> {
        let too_large = |what, length, limit| Err(Error::TooLarge { what, length, limit });
        if count > MAX_SLOTS {
            return Err(Error::Invalid {
                what: "number of slots",
                value: count.to_string(),
                why: "a pool may have 1024",
            });
        }
        if size > MAX_SLOT {
            return too_large("A slot", u64::from(size), u64::from(MAX_SLOT));
        }
        let shape = Shape { count, size: size.next_multiple_of(ALIGNMENT) };
        if shape.bytes() > MAX_POOL {
            return too_large("A pool of slots", shape.bytes(), MAX_POOL);
        }
        Ok(shape)
    }

    /// The number of slots.
    #[must_use]
    pub const fn count(self) -> u32 {
        self.count
    }

    /// The length of each in bytes.
    #[must_use]
    pub const fn size(self) -> u32 {
        self.size
    }

    /// The length of all together in bytes.
    #[must_use]
    pub const fn bytes(self) -> u64 {
        self.count as u64 * self.size as u64
    }

    /// Where `length` bytes of a slot begin; None if there is no such slot or it is shorter.
    fn place(self, slot: u32, length: usize) -> Option<usize> {
        let fits = slot < self.count && length <= self.size as usize;
        fits.then_some(slot as usize * self.size as usize)
    }

    /// None if there are no bytes to be mapped.
    fn map(self, file: impl AsFd, writable: bool) -> Result<Option<Mapping>> {
        match usize::try_from(self.bytes()) {
            Ok(0) => Ok(None),
            Ok(length) => Mapping::new(file, length, writable)
                .map(Some)
                .map_err(|errno| Error::io("map the memory for large signals", errno)),
            Err(_) => Err(Error::TooLarge {
                what: "A pool of slots",
                length: self.bytes(),
                limit: MAX_POOL,
            }),
        }
    }
}

/// The seals without which a receiver could not read safely.
const FIXED_SIZE: SealFlags = SealFlags::SHRINK.union(SealFlags::GROW);

/// The sender's end: slots, and which of them are free.
#[derive(Debug)]
pub struct Pool {
    shape: Shape,
    mapping: Option<Mapping>,
    /// The one that was given back last is on top: it is the most likely to be in the cache.
    free: Vec<u32>,
    /// Slots on their way, with the number of their message.
    used: VecDeque<(u64, u32)>,
    filled: u64,
}

impl Pool {
    /// A pool, and the file for the receiver.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn new(shape: Shape) -> Result<(Pool, OwnedFd)> {
        let fault = |errno| Error::io("make the memory for large signals", errno);
        let flags = MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING;
        let file = memfd_create("lsm-signals", flags).map_err(fault)?;
        ftruncate(&file, shape.bytes()).map_err(fault)?;
        let mapping = shape.map(&file, true)?;
        let seals = FIXED_SIZE | SealFlags::FUTURE_WRITE | SealFlags::SEAL;
        fcntl_add_seals(&file, seals).map_err(fault)?;
        let free = (0..shape.count).rev().collect();
        Ok((Pool { shape, mapping, free, used: VecDeque::new(), filled: 0 }, file))
    }

    /// Copies message `number`, of `length` bytes in `pieces`, into a free slot; None if there is
    /// none or it is too short. Numbers go up.
    pub fn fill<'p>(
        &mut self,
        number: u64,
        length: usize,
        pieces: impl IntoIterator<Item = &'p [u8]>,
    ) -> Option<u32> {
        let mapping = self.mapping.as_mut()?;
        let slot = *self.free.last()?;
        let start = self.shape.place(slot, length)?;
        let mut at = start;
        for piece in pieces {
            let fits = at + piece.len() <= start + length && mapping.write(at, piece);
            if !fits {
                return None;
            }
            at += piece.len();
        }
        self.free.pop();
        self.used.push_back((number, slot));
        self.filled += 1;
        Some(slot)
    }

    /// The receiver has handled all messages up to this number: their slots are free again.
    pub fn handled(&mut self, number: u64) {
        while let Some((used, slot)) = self.used.front().copied()
            && used <= number
        {
            self.used.pop_front();
            self.free.push(slot);
        }
    }

    /// Messages are numbered from 1 anew; whatever the receiver confirms next, it has handled all
    /// before.
    pub fn renumber(&mut self) {
        self.used.iter_mut().for_each(|(number, _)| *number = 0);
    }

    /// How many messages went in slots ever.
    #[must_use]
    pub const fn filled(&self) -> u64 {
        self.filled
    }

    /// How many slots are on their way.
    #[must_use]
    pub fn used(&self) -> usize {
        self.used.len()
    }
}

/// The receiver's end.
#[derive(Debug)]
pub struct View {
    shape: Shape,
    mapping: Option<Mapping>,
}

impl View {
    /// The slots in a file that a sender made.
    ///
    /// # Errors
    /// [`Error::Refused`] if the file has another size than agreed, or could get one: reading
    /// behind its end would end this process. [`Error::Io`].
    pub fn new(shape: Shape, file: impl AsFd) -> Result<View> {
        let fault = |errno| Error::io("look at the memory for large signals", errno);
        let refuse = |text: &str| Error::Refused {
            name: "org.freedesktop.DBus.Error.InconsistentMessage".into(),
            text: format!("The memory for large signals {text}."),
        };
        let seals = fcntl_get_seals(&file).map_err(|_| refuse("is no memfd"))?;
        if !seals.contains(FIXED_SIZE) {
            return Err(refuse("is not sealed against resizing"));
        }
        let size = fstat(&file).map_err(fault)?.st_size;
        if u64::try_from(size) != Ok(shape.bytes()) {
            return Err(refuse("has another size than was agreed"));
        }
        let mapping = shape.map(file, false)?;
        Ok(View { shape, mapping })
    }

    /// Whether a message of this length can be in this slot.
    #[must_use]
    pub fn has(&self, slot: u32, length: usize) -> bool {
        self.mapping.is_some() && self.shape.place(slot, length).is_some()
    }

    /// Copies what is in a slot from byte `skip` on, a multiple of 8, into `copy`; false if there
    /// is less.
    #[must_use]
    pub fn read(&self, slot: u32, skip: usize, copy: &mut [u8]) -> bool {
        let place = skip.checked_add(copy.len()).and_then(|end| self.shape.place(slot, end));
        match (place, &self.mapping) {
            (Some(place), Some(mapping)) => mapping.read(place + skip, copy),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(count: u32, size: u32) -> (Pool, View) {
        let shape = Shape::new(count, size).unwrap();
        let (pool, file) = Pool::new(shape).unwrap();
        (pool, View::new(shape, file).unwrap())
    }

    #[test]
    fn what_is_put_in_pieces_is_read_as_a_whole() {
        let (mut pool, view) = pair(3, 10_000);
        let bytes: Vec<u8> = (0..9_999_u32).map(|at| (at % 251) as u8).collect();
        for number in 1..=3 {
            let pieces = [&bytes[..16], &bytes[16..7000], &[], &bytes[7000..]];
            let slot = pool.fill(number, bytes.len(), pieces).unwrap();
            let mut copy = vec![0; bytes.len()];
            assert!(view.has(slot, copy.len()) && view.read(slot, 0, &mut copy));
            assert_eq!(copy, bytes);
            assert!(view.read(slot, 4096, &mut copy[..100]));
            assert_eq!(copy[..100], bytes[4096..4196]);
        }
        assert_eq!(pool.fill(4, 1, [&bytes[..1]]), None, "all are on their way");
        pool.handled(2);
        assert_eq!(pool.used(), 1);
        assert!(pool.fill(4, 1, [&bytes[..1]]).is_some());
        pool.renumber();
        pool.handled(0);
        assert_eq!(pool.used(), 0);
    }

    #[test]
    fn nothing_beyond_a_slot_is_read_or_written() {
        let (mut pool, view) = pair(2, 4096);
        let mut copy = [0; 8192];
        assert!(view.has(1, 4096));
        for (slot, length) in [(2, 1), (u32::MAX, 1), (0, 4097), (1, usize::MAX)] {
            assert!(!view.has(slot, length), "{slot} {length}");
        }
        assert!(!view.read(0, 0, &mut copy[..4097]));
        assert!(!view.read(0, 4096, &mut copy[..1]));
        assert!(!view.read(0, usize::MAX, &mut copy[..1]));
        assert!(!view.read(2, 0, &mut copy[..0]));
        assert_eq!(pool.fill(1, 4097, [&copy[..4097]]), None);
        assert_eq!(pool.fill(1, 10, [&copy[..11]]), None, "more than was said");
        assert_eq!(pool.used(), 0);
    }

    #[test]
    fn pools_have_limits() {
        for (count, size) in [(MAX_SLOTS + 1, 1), (1, MAX_SLOT + 1), (MAX_SLOTS, MAX_SLOT)] {
            assert!(Shape::new(count, size).is_err(), "{count} of {size}");
        }
        let (mut pool, view) = pair(0, 0);
        assert!(!view.has(0, 0));
        assert_eq!(pool.fill(1, 0, []), None);
    }

    #[test]
    fn memory_that_could_shrink_or_has_another_size_is_refused() {
        let shape = Shape::new(2, 4096).unwrap();
        let refused = |file: OwnedFd, why: &str| {
            let error = View::new(shape, file).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        };
        let file = memfd_create("open", MemfdFlags::ALLOW_SEALING).unwrap();
        ftruncate(&file, shape.bytes()).unwrap();
        refused(file, "not sealed");
        let (_pool, file) = Pool::new(Shape::new(1, 4096).unwrap()).unwrap();
        refused(file, "another size");
        let (one, _other) = crate::socket::Socket::pair().unwrap();
        refused(one.into(), "no memfd");
    }

    #[test]
    fn the_receiver_cannot_write() {
        let shape = Shape::new(1, 4096).unwrap();
        let (_pool, file) = Pool::new(shape).unwrap();
        assert!(Mapping::new(&file, 4096, true).is_err());
        assert!(rustix::io::write(&file, b"x").is_err());
    }
}
