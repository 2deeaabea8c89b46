// SPDX-License-Identifier: MIT OR Apache-2.0
//! Signals that come without the bus.

use super::core::{Core, Taken, to_us};
use super::said::{Control, Terms};
use super::source::Relation;
use crate::direct::Inbound;
use crate::message::Kind;
use crate::protocol::{AGGREGATED, INTERFACE, PROPERTIES, PROPERTIES_CHANGED};
use crate::session::Session;
use crate::{Error, Result};

impl Core {
    /// Takes over the way that the reply to Direct, the current message, hands out, and subscribes
    /// there. None if it is not what was asked for: then the bus has to do.
    pub(super) fn take_way(&mut self, session: &mut Session, at: usize) -> Result<Option<Inbound>> {
        let mut ends = session.take_fds().into_iter();
        let way = match (ends.next(), ends.next(), self.shape()) {
            (Some(socket), Some(file), Some(shape)) => Inbound::new(socket, &file, shape).ok(),
            _ => None,
        };
        let Some(mut way) = way else {
            self.subscribe_by_bus(session, at)?;
            return Ok(None);
        };
        self.forget_header();
        let (texts, wanted, flags) = self.subscription();
        let Some(source) = self.sources.get_mut(at) else { return Ok(None) };
        source.way = true;
        source.seen = None;
        source.subscribe_directly(way.connection.session(), &texts, wanted, flags)?;
        Ok(Some(way))
    }

    /// Takes the message that the way of source `at` is at.
    #[inline]
    pub(super) fn take_directly(&mut self, way: &mut Inbound, at: usize) -> Result<Taken> {
        if let Some(source) = self.sources.get(at)
            && source.seen == Some(way.header())
        {
            self.handling = Some((at, way.message().body_bytes().len() as u64));
            return Ok(Taken::Signal);
        }
        self.look_directly(way, at)
    }

    #[cold]
    fn look_directly(&mut self, way: &mut Inbound, at: usize) -> Result<Taken> {
        let message = way.message();
        match message.kind() {
            Kind::Return | Kind::Error => return self.reply_directly(way, at),
            Kind::Signal => {}
            Kind::Call | Kind::Unknown(_) => return Ok(Taken::Nothing),
        }
        if message.interface() == Some(INTERFACE) && to_us(&message) {
            let control = Control::of(&message)?;
            return self.controlled(way.connection.session(), at, control);
        }
        let (Some(path), Some(interface), Some(member)) =
            (message.path(), message.interface(), message.member())
        else {
            return Ok(Taken::Nothing);
        };
        let changes = interface == PROPERTIES && member == PROPERTIES_CHANGED;
        if !self.wants(path, interface, member) || (changes && self.has_flag(AGGREGATED)) {
            return Ok(Taken::Nothing);
        }
        let (bytes, header) = (message.body_bytes().len() as u64, way.header());
        self.handling = Some((at, bytes));
        if let Some(source) = self.sources.get_mut(at) {
            source.seen = Some(header).filter(|(_, header)| *header != u64::MAX);
        }
        Ok(Taken::Signal)
    }

    fn reply_directly(&mut self, way: &mut Inbound, at: usize) -> Result<Taken> {
        let message = way.message();
        let Some(serial) = message.reply_serial() else { return Ok(Taken::Nothing) };
        let Some(source) = self.sources.get_mut(at) else { return Ok(Taken::Nothing) };
        if source.relation == Relation::AskedDirectly(serial) {
            if message.kind() == Kind::Error {
                return Err(Error::refused(&message));
            }
            let terms = Terms::of(&message)?;
            source.subscribed(terms.window, terms.overhead);
            return Ok(Taken::Subscribed(at, terms.generation));
        }
        self.resynced_directly(way.connection.session(), at, serial)
    }

    /// Nothing more comes on the way of source `at`.
    pub(super) fn way_ended(&mut self, session: &mut Session, at: usize) -> Result<Taken> {
        let Some(source) = self.sources.get_mut(at) else { return Ok(Taken::Nothing) };
        source.way = false;
        source.seen = None;
        if let Some(next) = source.next_owner.take() {
            return self.owner_changed(session, at, next.as_deref());
        }
        // It left, and the bus will say so, or the way broke: then the bus is left.
        source.told_gone = true;
        source.copies = true;
        self.forget_resyncs(at);
        self.subscribe_again(session, at)?;
        Ok(Taken::Gone(at))
    }
}
