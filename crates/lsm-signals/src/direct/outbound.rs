// SPDX-License-Identifier: MIT OR Apache-2.0
//! The sender's ends of direct ways.

use std::os::fd::OwnedFd;

use crate::Result;
use crate::connection::Connection;
use crate::message::{Marshalled, Outgoing, Template};
use crate::protocol::{INTERFACE, PATH, SLOT};
use crate::session::Session;
use crate::slots::{Pool, Shape};
use crate::socket::{Interest, Socket};

/// The way to one receiver.
#[derive(Debug)]
pub(crate) struct Outbound {
    /// The unique name of the receiver on the bus.
    pub(crate) name: String,
    pub(crate) connection: Connection,
    pub(crate) pool: Pool,
    slot: Template,
    broken: bool,
}

impl Outbound {
    /// A way to the receiver with this unique name, and what it has to be handed: its socket and
    /// the file of the slots.
    pub(crate) fn new(name: &str, shape: Shape) -> Result<(Outbound, [OwnedFd; 2])> {
        let (ours, theirs) = Socket::pair()?;
        let (pool, file) = Pool::new(shape)?;
        let mut connection = Connection::established(ours);
        connection.session().serve(INTERFACE);
        connection.session().serve(crate::protocol::PROPERTIES);
        connection.session().serve(crate::protocol::INTROSPECTABLE);
        let slot = Template::signal(PATH, INTERFACE, SLOT, "uu", None)?;
        let way = Outbound { name: name.into(), connection, pool, slot, broken: false };
        Ok((way, [theirs.into(), file]))
    }

    /// Puts a message, number `number` to this receiver, that was marshalled in `outgoing`: into a
    /// slot if it is `slot_from` bytes long and one is free, else behind what waits for the
    /// socket.
    #[inline]
    pub(crate) fn send(
        &mut self,
        outgoing: &Outgoing,
        message: &Marshalled<'_>,
        number: u64,
        slot_from: usize,
    ) -> Result<()> {
        if message.length >= slot_from
            && let Some(slot) = self.pool.fill(number, message.length, outgoing.pieces(message, 0))
        {
            let length = u32::try_from(message.length).unwrap_or(u32::MAX);
            let _ = self.connection.session().put(&self.slot, |body| {
                body.uint32(slot)?;
                body.uint32(length)
            })?;
            return Ok(());
        }
        self.connection.session().outgoing().put_copy(outgoing, message);
        Ok(())
    }
}

/// The ways to all receivers that have one, under numbers that stay the same.
#[derive(Debug, Default)]
pub(crate) struct Outbounds {
    ways: Vec<Option<Outbound>>,
    count: usize,
    /// Bytes put since the last [`Self::poll`].
    pub(crate) gathered: usize,
}

impl Outbounds {
    pub(crate) const fn count(&self) -> usize {
        self.count
    }

    /// One more than the largest number.
    pub(crate) fn end(&self) -> usize {
        self.ways.len()
    }

    pub(crate) fn insert(&mut self, way: Outbound) {
        self.count += 1;
        match self.ways.iter().position(Option::is_none) {
            Some(at) => self.ways[at] = Some(way),
            None => self.ways.push(Some(way)),
        }
    }

    /// Takes a way out, for good or to [`Self::put_back`].
    pub(crate) fn take(&mut self, at: usize) -> Option<Outbound> {
        let way = self.ways.get_mut(at)?.take()?;
        self.count -= 1;
        Some(way)
    }

    pub(crate) fn put_back(&mut self, at: usize, way: Outbound) {
        if let Some(place) = self.ways.get_mut(at) {
            *place = Some(way);
            self.count += 1;
        }
    }

    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.ways.iter().position(|way| way.as_ref().is_some_and(|way| way.name == name))
    }

    pub(crate) fn get(&self, at: usize) -> Option<&Outbound> {
        self.ways.get(at)?.as_ref()
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, at: usize) -> Option<&mut Outbound> {
        self.ways.get_mut(at)?.as_mut()
    }

    /// Where messages for this receiver have to be put: its way if it has one, else the bus.
    pub(crate) fn session<'s>(
        &'s mut self,
        way: Option<usize>,
        bus: &'s mut Session,
    ) -> &'s mut Session {
        match way.and_then(|way| self.get_mut(way)) {
            Some(way) => way.connection.session(),
            None => bus,
        }
    }

    /// Writes what is possible without waiting.
    pub(crate) fn write(&mut self) {
        self.gathered = 0;
        for way in self.ways.iter_mut().flatten().filter(|way| !way.broken) {
            way.broken = way.connection.try_flush().is_err();
        }
    }

    /// Writes and reads what is possible without waiting; true if something came in, or a way
    /// broke.
    pub(crate) fn poll(&mut self) -> bool {
        self.gathered = 0;
        let mut news = false;
        for way in self.ways.iter_mut().flatten().filter(|way| !way.broken) {
            news |= way.connection.poll(None).unwrap_or_else(|_| {
                way.broken = true;
                true
            });
        }
        news
    }

    /// The number of a way that is of no use any more.
    pub(crate) fn broken(&self) -> Option<usize> {
        self.ways.iter().position(|way| way.as_ref().is_some_and(|way| way.broken))
    }

    /// Whether something waits for a socket.
    pub(crate) fn is_waiting(&mut self) -> bool {
        let mut ways = self.ways.iter_mut().flatten().filter(|way| !way.broken);
        ways.any(|way| way.connection.session().outgoing().pending() > 0)
    }

    pub(crate) fn interests(&mut self) -> impl Iterator<Item = Interest<'_>> {
        let ways = self.ways.iter_mut().flatten().filter(|way| !way.broken);
        ways.map(|way| way.connection.interest())
    }
}
