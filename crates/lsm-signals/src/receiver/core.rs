// SPDX-License-Identifier: MIT OR Apache-2.0
//! A receiver without input and output.

use super::event::{Changes, Missed};
use super::said::{Control, Terms};
use super::source::{Relation, Source};
use crate::message::{Kind, Message, Template};
use crate::protocol::{AGGREGATED, INTERFACE, PATH, PROPERTIES, PROPERTIES_CHANGED, bus};
use crate::rule::Rule;
use crate::session::Session;
use crate::slots::Shape;
use crate::{Error, Result};

/// What a message is to the user.
#[derive(Debug)]
pub(crate) enum Taken {
    /// Nothing.
    Nothing,
    /// A signal.
    Signal,
    /// Changes of properties that came as a signal.
    Changes,
    /// Changes of properties that were asked for.
    Reply,
    Missed(Missed),
    Subscribed(usize, u64),
    Plain(usize),
    Gone(usize),
    /// The owner of a source with a direct way has changed, to this one; what it sent before may
    /// still have to be read.
    Leaves(usize, Option<String>),
    /// A sender has handed out a way of its own.
    Way(usize),
}

/// A header that was looked at: signals with the same one need no second look.
#[derive(Debug, Clone, Copy)]
struct Seen {
    header: u64,
    source: Option<usize>,
}

/// A request for changes that is on its way.
#[derive(Debug)]
struct Resync {
    serial: u32,
    source: usize,
}

/// The state of a receiver.
#[derive(Debug)]
pub(super) struct Core {
    pub(super) rules: Vec<Rule>,
    pub(super) texts: Vec<String>,
    pub(super) sources: Vec<Source>,
    /// Senders that are not asked for by name are found by what they send.
    pub(super) anybody: bool,
    pub(super) flags: u32,
    wanted: u64,
    /// What the bus lets wait for us, from all senders.
    budget: u64,
    seen: Option<Seen>,
    /// Of which source the signal is that the user is handling, and the length of its body.
    pub(super) handling: Option<(usize, u64)>,
    resyncs: Vec<Resync>,
    /// The slots to ask senders for, if they shall be asked for ways of their own.
    pub(super) direct: Option<Shape>,
    /// Rules that the bus was told and has not taken yet.
    pub(super) adding: Vec<u32>,
}

impl Core {
    pub(super) fn new(
        rules: Vec<Rule>,
        names: &[String],
        flags: u32,
        wanted: u64,
        budget: u64,
        direct: Option<Shape>,
    ) -> Core {
        Core {
            texts: rules.iter().map(ToString::to_string).collect(),
            rules,
            sources: names.iter().map(|name| Source::new(name)).collect(),
            anybody: names.is_empty(),
            flags,
            wanted,
            budget,
            seen: None,
            handling: None,
            resyncs: Vec::new(),
            direct,
            adding: Vec::new(),
        }
    }

    /// The owner of a name that was asked for is known, or that it has none.
    pub(super) fn owner_known(
        &mut self,
        session: &mut Session,
        at: usize,
        owner: Option<&str>,
    ) -> Result<()> {
        self.seen = None;
        // Two names of one sender: it counts once.
        let counted = self
            .sources
            .iter()
            .any(|source| source.owner.as_deref() == owner && source.relation != Relation::Absent);
        let share = self.share();
        let Some(source) = self.sources.get_mut(at) else { return Ok(()) };
        source.set_owner(owner);
        if owner.is_none() || counted {
            return Ok(());
        }
        source.told_gone = false;
        match self.direct {
            Some(shape) => source.ask_for_way(session, shape),
            None => source.subscribe(session, &self.texts, share, self.flags),
        }
    }

    /// The name of a source.
    pub(super) fn name(&self, at: usize) -> String {
        self.sources.get(at).map_or_else(String::new, |source| source.name.clone())
    }

    /// The window of one of our senders.
    pub(super) fn share(&self) -> u64 {
        self.wanted.min(self.budget / self.sources.len().max(1) as u64)
    }

    /// The user is done with the signal that it got last, which came from this source and has a
    /// body of so many bytes.
    #[inline]
    pub(super) fn take_handled(&mut self) -> Option<(usize, u64)> {
        self.handling.take()
    }

    /// Takes the message that the session is at.
    #[inline]
    pub(super) fn take(&mut self, session: &mut Session) -> Result<Taken> {
        let message = session.message();
        if let Some(seen) = self.seen
            && seen.header == message.header_id()
        {
            let bytes = message.body_bytes().len() as u64;
            self.handling = seen.source.map(|source| (source, bytes));
            return Ok(Taken::Signal);
        }
        self.look(session)
    }

    #[cold]
    fn look(&mut self, session: &mut Session) -> Result<Taken> {
        let message = session.message();
        match message.kind() {
            Kind::Return | Kind::Error => self.reply(session),
            Kind::Signal if message.sender() == Some(bus::NAME) => self.bus_signal(session),
            Kind::Signal if message.interface() == Some(INTERFACE) && to_us(&message) => {
                self.control(session)
            }
            Kind::Signal => self.signal(session),
            Kind::Call if !message.no_reply() => {
                let call = message.to_owned();
                let call = call.view();
                let error = Template::error(&call, "org.freedesktop.DBus.Error.UnknownMethod")?;
                let _ =
                    session.put(&error, |body| body.string("This is a receiver of signals."))?;
                Ok(Taken::Nothing)
            }
            Kind::Call | Kind::Unknown(_) => Ok(Taken::Nothing),
        }
    }

    /// The source that this unique name is.
    fn find(&self, unique: Option<&str>) -> Option<usize> {
        let unique = unique?;
        self.sources.iter().position(|source| {
            source.relation != Relation::Absent && source.owner.as_deref() == Some(unique)
        })
    }

    fn signal(&mut self, session: &mut Session) -> Result<Taken> {
        let message = session.message();
        let (Some(path), Some(interface), Some(member)) =
            (message.path(), message.interface(), message.member())
        else {
            return Ok(Taken::Nothing);
        };
        if !self.wants(path, interface, member) {
            return Ok(Taken::Nothing);
        }
        let mut source = self.find(message.sender());
        let known = source.and_then(|at| self.sources.get(at));
        let broadcast = message.destination().is_none();
        if known.is_some_and(|known| known.has_way() || (known.copies && broadcast)) {
            // It came on the way of that sender, too.
            return Ok(Taken::Nothing);
        }
        let standard = interface == PROPERTIES && member == PROPERTIES_CHANGED;
        let in_lists = self.flags & AGGREGATED != 0 && source.is_some_and(|at| self.counts(at));
        if standard && in_lists {
            return Ok(Taken::Nothing);
        }
        let bytes = message.body_bytes().len() as u64;
        let header = message.header_id();
        if source.is_none()
            && self.anybody
            && let Some(sender) = message.sender()
        {
            let sender = sender.to_owned();
            source = Some(self.discovered(session, &sender)?);
        }
        self.handling = source.map(|source| (source, bytes));
        let known = header != u64::MAX;
        self.seen = known.then_some(Seen { header, source });
        Ok(Taken::Signal)
    }

    fn counts(&self, at: usize) -> bool {
        self.sources.get(at).is_some_and(|source| source.relation == Relation::Subscribed)
    }

    /// Somebody sends to us who was not asked for by name. All get less of the budget then.
    fn discovered(&mut self, session: &mut Session, sender: &str) -> Result<usize> {
        let before = self.share();
        let mut source = Source::new(sender);
        source.set_owner(Some(sender));
        self.sources.push(source);
        let share = self.share();
        let at = self.sources.len() - 1;
        for (number, source) in self.sources.iter_mut().enumerate() {
            let again = source.relation == Relation::Subscribed && share < before;
            if number == at || again {
                source.subscribe(session, &self.texts, share, self.flags)?;
            }
        }
        Ok(at)
    }

    /// Signals of our own protocol.
    fn control(&mut self, session: &mut Session) -> Result<Taken> {
        let message = session.message();
        let Some(at) = self.find(message.sender()) else { return Ok(Taken::Nothing) };
        let control = Control::of(&message)?;
        self.controlled(session, at, control)
    }

    /// A sender says something of our own protocol; `session` is that on which it did.
    pub(super) fn controlled(
        &mut self,
        session: &mut Session,
        at: usize,
        control: Control,
    ) -> Result<Taken> {
        let Some(source) = self.sources.get_mut(at) else { return Ok(Taken::Nothing) };
        match control {
            Control::Changes { bytes } => {
                self.handling = Some((at, bytes));
                Ok(Taken::Changes)
            }
            Control::Mark { sent, window } => {
                let missed = source.marked(session, sent, window)?;
                Ok(missed.map_or(Taken::Nothing, Taken::Missed))
            }
            Control::Missed { events, states } => {
                let sender = source.name.clone();
                Ok(Taken::Missed(Missed { sender, events, states, lost: 0 }))
            }
            Control::Unknown => Ok(Taken::Nothing),
        }
    }

    fn bus_signal(&mut self, session: &mut Session) -> Result<Taken> {
        let message = session.message();
        if message.member() != Some("NameOwnerChanged") {
            return Ok(Taken::Nothing);
        }
        let mut body = message.body();
        let (name, _, new) = (body.string()?, body.string()?, body.string()?);
        let Some(at) = self.sources.iter().position(|source| source.name == name) else {
            return Ok(Taken::Nothing);
        };
        let new = Some(new).filter(|new| !new.is_empty()).map(ToOwned::to_owned);
        if self.sources.get(at).is_some_and(Source::has_way) {
            return Ok(Taken::Leaves(at, new));
        }
        self.owner_changed(session, at, new.as_deref())
    }

    /// The owner of a name has changed, and everything that the old one sent was read.
    pub(super) fn owner_changed(
        &mut self,
        session: &mut Session,
        at: usize,
        new: Option<&str>,
    ) -> Result<Taken> {
        self.seen = None;
        self.resyncs.retain(|resync| resync.source != at);
        let told = self.sources.get(at).is_some_and(|source| source.told_gone);
        self.owner_known(session, at, new)?;
        Ok(if new.is_none() && !told { Taken::Gone(at) } else { Taken::Nothing })
    }

    fn reply(&mut self, session: &mut Session) -> Result<Taken> {
        let message = session.message();
        let Some(serial) = message.reply_serial() else { return Ok(Taken::Nothing) };
        let refused = message.kind() == Kind::Error;
        if let Some(at) = self.adding.iter().position(|adding| *adding == serial) {
            self.adding.swap_remove(at);
            return if refused { Err(Error::refused(&message)) } else { Ok(Taken::Nothing) };
        }
        let asked = Relation::AskedForWay(serial);
        if let Some(at) = self.sources.iter().position(|source| source.relation == asked) {
            if !refused && message.signature() == "hh" {
                return Ok(Taken::Way(at));
            }
            self.subscribe_by_bus(session, at)?;
            return Ok(Taken::Nothing);
        }
        let asked = Relation::Asked(serial);
        if let Some(at) = self.sources.iter().position(|source| source.relation == asked) {
            self.seen = None;
            let Some(source) = self.sources.get_mut(at) else { return Ok(Taken::Nothing) };
            if refused || message.signature() != "ttut" {
                if source.told_gone {
                    source.relation = Relation::Absent;
                    return Ok(Taken::Nothing);
                }
                source.relation = Relation::Plain;
                return Ok(Taken::Plain(at));
            }
            let Terms { window, budget, overhead, generation } = Terms::of(&message)?;
            source.told_gone = false;
            source.subscribed(window, overhead);
            if budget < self.budget {
                self.budget = budget;
                let share = self.share();
                if share < window
                    && let Some(source) = self.sources.get_mut(at)
                {
                    source.subscribe(session, &self.texts, share, self.flags)?;
                    return Ok(Taken::Nothing);
                }
            }
            return Ok(Taken::Subscribed(at, generation));
        }
        let by_bus = |resync: &Resync| {
            resync.serial == serial && !self.sources.get(resync.source).is_some_and(Source::has_way)
        };
        let Some(at) = self.resyncs.iter().position(by_bus) else { return Ok(Taken::Nothing) };
        self.resynced(session, at)
    }

    /// The answer to the request for changes `at` has come on this session.
    fn resynced(&mut self, session: &mut Session, at: usize) -> Result<Taken> {
        let resync = self.resyncs.swap_remove(at);
        let message = session.message();
        if message.kind() == Kind::Error {
            return Ok(Taken::Nothing);
        }
        let (changes, complete) = Changes::of_reply(&message)?;
        let generation = changes.generation;
        if !complete {
            self.resync(session, resync.source, generation)?;
        }
        Ok(Taken::Reply)
    }

    /// Asks a sender what changed since `generation`.
    pub(super) fn resync(
        &mut self,
        session: &mut Session,
        source: usize,
        generation: u64,
    ) -> Result<()> {
        let owner = self.sources.get(source).and_then(|source| source.owner.as_deref());
        let Some(owner) = owner else { return Ok(()) };
        let call = Template::call(Some(owner), PATH, INTERFACE, "ChangedSince", "t")?;
        let serial = session.put(&call, |body| body.uint64(generation))?.serial;
        self.resyncs.push(Resync { serial, source });
        Ok(())
    }

    /// The answer to a request for changes, if it is one, has come on the way of `source`.
    pub(super) fn resynced_directly(
        &mut self,
        session: &mut Session,
        source: usize,
        serial: u32,
    ) -> Result<Taken> {
        let is_it = |resync: &Resync| resync.serial == serial && resync.source == source;
        match self.resyncs.iter().position(is_it) {
            Some(at) => self.resynced(session, at),
            None => Ok(Taken::Nothing),
        }
    }

    /// What was decided by a header has to be decided again.
    pub(super) fn forget_header(&mut self) {
        self.seen = None;
    }

    pub(super) fn forget_resyncs(&mut self, source: usize) {
        self.resyncs.retain(|resync| resync.source != source);
    }

    /// The slots to ask senders for.
    pub(super) const fn shape(&self) -> Option<Shape> {
        self.direct
    }

    /// What to subscribe with on a direct way, where no other sender has a share.
    pub(super) fn subscription(&self) -> (Vec<String>, u64, u32) {
        (self.texts.clone(), self.wanted, self.flags)
    }

    pub(super) const fn has_flag(&self, flag: u32) -> bool {
        self.flags & flag != 0
    }

    pub(super) fn wants(&self, path: &str, interface: &str, member: &str) -> bool {
        self.rules.iter().any(|rule| rule.wants(path, interface, member))
    }
}

pub(super) fn to_us(message: &Message<'_>) -> bool {
    message.path() == Some(PATH) && message.destination().is_some()
}
