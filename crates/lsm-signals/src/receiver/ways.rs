// SPDX-License-Identifier: MIT OR Apache-2.0
//! The direct ways of a receiver, and whose turn it is.

use crate::direct::Inbound;
use crate::socket::Interest;

/// The ways, under the numbers of their sources, and the bus.
#[derive(Debug, Default)]
pub(super) struct Ways {
    ways: Vec<Option<Inbound>>,
    count: usize,
    /// Whose messages are looked at: one more than the number of a way, or 0 for the bus.
    at: usize,
    /// Ways of which nothing more is to come.
    ended: Vec<usize>,
}

impl Ways {
    pub(super) const fn is_empty(&self) -> bool {
        self.count == 0
    }

    pub(super) fn insert(&mut self, at: usize, way: Inbound) {
        if self.ways.len() <= at {
            self.ways.resize_with(at + 1, || None);
        }
        let old = self.ways[at].replace(way);
        self.count += usize::from(old.is_none());
    }

    #[inline]
    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut Inbound> {
        self.ways.get_mut(at)?.as_mut()
    }

    /// The way whose messages are looked at; None if it is the bus.
    #[inline]
    pub(super) fn current(&self) -> Option<(usize, &Inbound)> {
        let at = self.at.checked_sub(1)?;
        Some((at, self.ways.get(at)?.as_ref()?))
    }

    /// As [`Self::current`].
    #[inline]
    pub(super) fn current_mut(&mut self) -> Option<(usize, &mut Inbound)> {
        let at = self.at.checked_sub(1)?;
        Some((at, self.get_mut(at)?))
    }

    /// There is nothing more at present where it is looked: goes on to the next one. False, and
    /// back to the bus, if that was the last one.
    pub(super) fn turn(&mut self) -> bool {
        if self.count == 0 {
            self.at = 0;
            return false;
        }
        self.at += 1;
        while self.at <= self.ways.len() && self.ways[self.at - 1].is_none() {
            self.at += 1;
        }
        if self.at > self.ways.len() {
            self.at = 0;
            return false;
        }
        true
    }

    /// Writes and reads what is possible without waiting; true if something came in, or ended.
    pub(super) fn poll(&mut self) -> bool {
        let mut news = false;
        for (at, way) in self.ways.iter_mut().enumerate() {
            let Some(open) = way else { continue };
            match open.connection.poll(None) {
                Ok(false) if !open.closing => continue,
                Ok(true) => {}
                // All that it had written before it left, or closed, was read.
                Ok(false) | Err(_) => {
                    *way = None;
                    self.count -= 1;
                    self.ended.push(at);
                }
            }
            news = true;
        }
        news
    }

    /// Whether some have ended that were not taken yet.
    pub(super) fn have_ended(&self) -> bool {
        !self.ended.is_empty()
    }

    /// A way that has ended.
    pub(super) fn take_ended(&mut self) -> Option<usize> {
        self.ended.pop()
    }

    /// The other side has left the bus; what it wrote is still read.
    pub(super) fn close(&mut self, at: usize) {
        if let Some(way) = self.get_mut(at) {
            way.closing = true;
        }
    }

    /// Closes a way at once.
    pub(super) fn give_up(&mut self, at: usize) {
        if self.ways.get_mut(at).and_then(Option::take).is_some() {
            self.count -= 1;
            self.ended.push(at);
        }
    }

    pub(super) fn interests(&mut self) -> impl Iterator<Item = Interest<'_>> {
        self.ways.iter_mut().flatten().map(|way| way.connection.interest())
    }
}
