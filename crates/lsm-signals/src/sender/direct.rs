// SPDX-License-Identifier: MIT OR Apache-2.0
//! Receivers that are reached without the bus.

use std::time::Instant;

use super::Sent;
use super::core::Core;
use super::peer::Interest;
use super::service::{INVALID_ARGS, LIMITS_EXCEEDED, UNKNOWN_METHOD, refuse};
use crate::direct::Outbound;
use crate::flow::{Class, Decision};
use crate::message::{Kind, Marshalled, Message, Template};
use crate::session::Session;
use crate::slots::Shape;
use crate::{Error, Result};

/// Receivers that may have a way of their own.
const WAYS: usize = 512;
/// While more than this waits for the socket of a receiver, its calls are not looked at: each may
/// make more of it.
const UNREAD: usize = 16 << 20;

impl Core {
    /// Hands a receiver its end of a way of its own.
    pub(super) fn hand_out(&mut self, session: &mut Session, call: &Message<'_>) -> Result<()> {
        let Some(name) = call.sender().filter(|_| self.view.passes_descriptors) else {
            return refuse(session, call, UNKNOWN_METHOD, "There is no way besides the bus here.");
        };
        let mut body = call.body();
        let (slots, size) = (body.uint32()?, body.uint32()?);
        let shape = match Shape::new(slots, size) {
            Ok(shape) => shape,
            Err(error) => return refuse(session, call, INVALID_ARGS, &error.to_string()),
        };
        if let Some(old) = self.ways.find(name) {
            self.way_broke(old);
        }
        if self.ways.count() >= WAYS {
            return refuse(
                session,
                call,
                LIMITS_EXCEEDED,
                "Too many receivers have a way already.",
            );
        }
        let (way, ends) = match Outbound::new(name, shape) {
            Ok(made) => made,
            // No more files, or no more memory; the bus still does.
            Err(error) => return refuse(session, call, LIMITS_EXCEEDED, &error.to_string()),
        };
        let reply = Template::reply(call, "hh")?.with_descriptors(2);
        session.attach(ends.into());
        let _ = session.put(&reply, |body| {
            body.descriptor(0)?;
            body.descriptor(1)
        })?;
        self.ways.insert(way);
        Ok(())
    }

    /// Takes in everything that came on ways of their own. Who breaks the protocol there loses the
    /// way, and nobody else is troubled.
    pub(super) fn incoming_directly(&mut self, now: Instant) -> Result<()> {
        while let Some(broken) = self.ways.broken() {
            // What it confirmed at last counts.
            let _ = self.take_all(broken, now);
            self.way_broke(broken);
        }
        for at in 0..self.ways.end() {
            match self.take_all(at, now) {
                Err(Error::Protocol(_) | Error::TooLarge { .. }) => self.way_broke(at),
                taken => taken?,
            }
        }
        Ok(())
    }

    fn take_all(&mut self, at: usize, now: Instant) -> Result<()> {
        let Some(mut way) = self.ways.take(at) else { return Ok(()) };
        let taken = self.take_from(&mut way, at, now);
        self.ways.put_back(at, way);
        taken
    }

    fn take_from(&mut self, way: &mut Outbound, at: usize, now: Instant) -> Result<()> {
        while way.connection.session().outgoing().pending() < UNREAD
            && way.connection.session().advance()?
        {
            let message = way.connection.message();
            if message.kind() != Kind::Call {
                continue;
            }
            if message.member() == Some("Ack") {
                let peer = self.peers.find(&way.name).filter(|peer| {
                    // An account that was closed and opened again is not that of this way.
                    self.peers.get(*peer).is_some_and(|peer| peer.way == Some(at))
                });
                if let Some(handled) = peer.and_then(|at| self.acknowledged(at, &message, now)) {
                    way.pool.handled(handled);
                }
                continue;
            }
            let call = message.to_owned();
            let call = call.view();
            let subscribes = call.member() == Some("Subscribe");
            self.serve(way.connection.session(), &call.coming_from(Some(&way.name)), Some(at))?;
            if subscribes {
                way.pool.renumber();
            }
        }
        Ok(())
    }

    /// A way is of no use any more: closes it and the account of its receiver, which may be on the
    /// bus still.
    pub(super) fn way_broke(&mut self, at: usize) {
        let Some(way) = self.ways.take(at) else { return };
        let Some(peer) = self.peers.find(&way.name) else { return };
        if self.peers.get(peer).is_some_and(|peer| peer.way == Some(at)) {
            self.close(peer, true);
            if !self.view.scans {
                self.open_plain(&way.name, Interest::Unknown);
            }
        }
    }

    /// Lets the message that was just put go to receivers that all have ways of their own, and as
    /// a broadcast to the others, if everybody has room for it. Gives whether the broadcast is to
    /// stay; None if it takes more than that.
    #[inline]
    pub(super) fn offer_directly(
        &mut self,
        session: &mut Session,
        at: super::Kind,
        message: &Marshalled<'_>,
    ) -> Result<Option<(Sent, bool)>> {
        let bytes = self.body_length(at, message);
        let Some(kind) = self.kinds.get(at.0) else { return Ok(None) };
        let room = self.ledger.decide(&kind.everybody, kind.class, bytes, Instant::now);
        if room != Decision::Broadcast {
            return Ok(None);
        }
        if kind.class == Class::State {
            let header = kind.template.header_length();
            let outgoing = session.outgoing();
            self.board.keep_signal(kind.entry, |body| outgoing.copy_to(message, header, body));
        }
        let generation = self.board.generation();
        for &receiver in &kind.addressees {
            let way = self.peers.get(receiver).and_then(|peer| peer.way);
            let Some(way) = way.and_then(|way| self.ways.get_mut(way)) else { continue };
            let number = self.ledger.get(receiver).map_or(0, |account| account.sent().messages + 1);
            way.send(session.outgoing(), message, number, self.slot_from)?;
            self.ledger.copy(receiver, bytes, generation, Instant::now);
        }
        self.ways.gathered += message.length;
        let broadcasts = self.view.broadcasts;
        if broadcasts {
            self.ledger.broadcast(&kind.listeners, bytes, generation, Instant::now);
            self.unscanned += bytes;
        } else {
            session.outgoing().cut(message);
        }
        self.gathered += self.ledger.cost(bytes);
        Ok(Some((Sent { receivers: kind.everybody.len(), withheld: 0 }, broadcasts)))
    }
}
