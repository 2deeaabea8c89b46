// SPDX-License-Identifier: MIT OR Apache-2.0
//! A sender, as its receiver sees it.

use super::event::Missed;
use crate::Result;
use crate::flow::{Amount, CostModel};
use crate::message::Template;
use crate::protocol::{COPIES_ONLY, INTERFACE, PATH};
use crate::rule::Rule;
use crate::session::Session;
use crate::slots::Shape;

/// How we stand with a sender.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// It is not there.
    Absent,
    /// It was asked for a way besides the bus, by the call with this serial.
    AskedForWay(u32),
    /// It was asked to count for us, by the call with this serial.
    Asked(u32),
    /// It was asked so on its direct way, by the call with this serial there.
    AskedDirectly(u32),
    /// It counts what it sends to us.
    Subscribed,
    /// It cannot.
    Plain,
}

/// A sender of signals for us.
#[derive(Debug)]
pub(super) struct Source {
    /// The name that was asked for, or the unique one if none was.
    pub(super) name: String,
    /// The unique name of its owner.
    pub(super) owner: Option<String>,
    pub(super) relation: Relation,
    /// What was handled since the sender began to count.
    handled: Amount,
    /// What it was told of.
    acknowledged: Amount,
    lost: u64,
    window: u64,
    model: CostModel,
    ack: Option<Template>,
    /// It has a direct way.
    pub(super) way: bool,
    /// The header that signals of it on its direct way had last: those with the same one need no
    /// second look.
    pub(super) seen: Option<(bool, u64)>,
    /// Its direct way broke. What it broadcast before may still be on the bus and was received
    /// already; so it is asked for copies, and broadcasts do not count.
    pub(super) copies: bool,
    /// The bus knows the rules for its signals.
    pub(super) has_rules: bool,
    /// The user knows that it is gone, or the way to it.
    pub(super) told_gone: bool,
    /// Who has its name when what the owner before sent directly was read: None if not asked for,
    /// Some(None) if nobody.
    pub(super) next_owner: Option<Option<String>>,
}

impl Source {
    pub(super) fn new(name: &str) -> Source {
        Source {
            name: name.into(),
            owner: None,
            relation: Relation::Absent,
            handled: Amount::default(),
            acknowledged: Amount::default(),
            lost: 0,
            window: 0,
            model: CostModel { per_message: 0 },
            ack: None,
            way: false,
            seen: None,
            copies: false,
            has_rules: false,
            told_gone: false,
            next_owner: None,
        }
    }

    /// Whether it is reached by a way of its own.
    pub(super) fn has_way(&self) -> bool {
        self.way
    }

    /// The rule, for nothing but what this source sends.
    pub(super) fn narrow(&self, rule: &Rule) -> Rule {
        Rule { sender: Some(self.name.clone()), ..rule.clone() }
    }

    /// The name has this owner now.
    pub(super) fn set_owner(&mut self, owner: Option<&str>) {
        self.owner = owner.map(Into::into);
        self.relation = Relation::Absent;
        self.ack = None;
        self.seen = None;
        self.next_owner = None;
        self.copies = false;
    }

    /// Asks the owner for a way besides the bus.
    pub(super) fn ask_for_way(&mut self, session: &mut Session, shape: Shape) -> Result<()> {
        let Some(owner) = &self.owner else { return Ok(()) };
        let call = Template::call(Some(owner), PATH, INTERFACE, "Direct", "uu")?;
        let message = session.put(&call, |body| {
            body.uint32(shape.count())?;
            body.uint32(shape.size())
        })?;
        self.relation = Relation::AskedForWay(message.serial);
        Ok(())
    }

    /// As [`Self::subscribe`], on the direct way whose session this is.
    pub(super) fn subscribe_directly(
        &mut self,
        session: &mut Session,
        rules: &[String],
        wanted: u64,
        flags: u32,
    ) -> Result<()> {
        self.subscribe(session, rules, wanted, flags)?;
        if let Relation::Asked(serial) = self.relation {
            self.relation = Relation::AskedDirectly(serial);
        }
        Ok(())
    }

    /// Asks the owner to count what it sends to us from now on, or, if it does, to begin anew.
    pub(super) fn subscribe(
        &mut self,
        session: &mut Session,
        rules: &[String],
        wanted: u64,
        flags: u32,
    ) -> Result<()> {
        let Some(owner) = &self.owner else { return Ok(()) };
        let call = Template::call(Some(owner), PATH, INTERFACE, "Subscribe", "astu")?;
        let message = session.put(&call, |body| {
            body.array(|body| rules.iter().try_for_each(|rule| body.string(rule)))?;
            body.uint64(wanted)?;
            body.uint32(if self.copies { flags | COPIES_ONLY } else { flags })
        })?;
        self.relation = Relation::Asked(message.serial);
        Ok(())
    }

    /// The sender counts from here on.
    pub(super) fn subscribed(&mut self, window: u64, overhead: u32) {
        self.relation = Relation::Subscribed;
        self.handled = Amount::default();
        self.acknowledged = Amount::default();
        self.lost = 0;
        self.window = window;
        self.model = CostModel { per_message: u64::from(overhead) };
    }

    /// A signal with a body of `bytes` was handled; tells the sender when it is time to.
    #[inline]
    pub(super) fn handled(&mut self, session: &mut Session, bytes: u64) -> Result<bool> {
        if self.relation != Relation::Subscribed {
            return Ok(false);
        }
        self.handled += Amount::message(bytes);
        let news = self.model.of(self.handled.since(self.acknowledged));
        if news < self.window / 4 {
            return Ok(false);
        }
        self.acknowledge(session)?;
        Ok(true)
    }

    /// The sender says what it has sent so far: what did not come is lost. Confirms the rest.
    pub(super) fn marked(
        &mut self,
        session: &mut Session,
        sent: Amount,
        window: u64,
    ) -> Result<Option<Missed>> {
        if self.relation != Relation::Subscribed {
            return Ok(None);
        }
        let lost = sent.since(self.handled).messages;
        self.lost += lost;
        self.handled = sent;
        self.window = window;
        self.acknowledge(session)?;
        let sender = self.name.clone();
        Ok((lost > 0).then_some(Missed { sender, events: 0, states: 0, lost }))
    }

    fn acknowledge(&mut self, session: &mut Session) -> Result<()> {
        if self.ack.is_none() {
            let owner = self.owner.as_deref();
            self.ack = Some(Template::call_without_reply(owner, PATH, INTERFACE, "Ack", "ttt")?);
        }
        let Some(ack) = &self.ack else { return Ok(()) };
        let (handled, lost) = (self.handled, self.lost);
        let _ = session.put(ack, |body| {
            body.uint64(handled.messages)?;
            body.uint64(handled.bytes)?;
            body.uint64(lost)
        })?;
        self.acknowledged = handled;
        Ok(())
    }
}
