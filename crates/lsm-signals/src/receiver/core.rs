// SPDX-License-Identifier: MIT OR Apache-2.0
//! A receiver without input and output.

use super::event::{Changes, Missed};
use super::source::{Relation, Source};
use crate::Result;
use crate::flow::Amount;
use crate::message::{Kind, Message, Template};
use crate::protocol::{
    AGGREGATED, COPIES_ONLY, INTERFACE, PATH, PROPERTIES, PROPERTIES_CHANGED, bus,
};
use crate::rule::Rule;
use crate::session::Session;

/// What a message is to the user.
#[derive(Debug)]
pub(super) enum Taken {
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
    rules: Vec<Rule>,
    texts: Vec<String>,
    pub(super) sources: Vec<Source>,
    /// Senders that are not asked for by name are found by what they send.
    anybody: bool,
    flags: u32,
    wanted: u64,
    /// What the bus lets wait for us, from all senders.
    budget: u64,
    seen: Option<Seen>,
    /// Of which source the signal is that the user is handling, and the length of its body.
    handling: Option<(usize, u64)>,
    resyncs: Vec<Resync>,
}

impl Core {
    pub(super) fn new(
        rules: Vec<Rule>,
        names: &[String],
        flags: u32,
        wanted: u64,
        budget: u64,
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
        source.subscribe(session, &self.texts, share, self.flags)
    }

    /// The name of a source.
    pub(super) fn name(&self, at: usize) -> String {
        self.sources.get(at).map_or_else(String::new, |source| source.name.clone())
    }

    /// The window of one of our senders.
    fn share(&self) -> u64 {
        self.wanted.min(self.budget / self.sources.len().max(1) as u64)
    }

    /// The user is done with the signal that it got last. True if something is to be written.
    #[inline]
    pub(super) fn handled(&mut self, session: &mut Session) -> Result<bool> {
        let Some((source, bytes)) = self.handling.take() else { return Ok(false) };
        match self.sources.get_mut(source) {
            Some(source) => source.handled(session, bytes),
            None => Ok(false),
        }
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
        if !self.rules.iter().any(|rule| rule.wants(path, interface, member)) {
            return Ok(Taken::Nothing);
        }
        let mut source = self.find(message.sender());
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
        let bytes = message.body_bytes().len() as u64;
        let mut body = message.body();
        match message.member() {
            Some("PropertiesChangedMany") => {
                self.handling = Some((at, bytes));
                Ok(Taken::Changes)
            }
            Some("Mark") => {
                let sent = Amount { messages: body.uint64()?, bytes: body.uint64()? };
                let window = body.uint64()?;
                let Some(source) = self.sources.get_mut(at) else { return Ok(Taken::Nothing) };
                let missed = source.marked(session, sent, window)?;
                Ok(missed.map_or(Taken::Nothing, Taken::Missed))
            }
            Some("Missed") => {
                let (events, states) = (body.uint64()?, body.uint64()?);
                let Some(source) = self.sources.get(at) else { return Ok(Taken::Nothing) };
                let sender = source.name.clone();
                Ok(Taken::Missed(Missed { sender, events, states, lost: 0 }))
            }
            _ => Ok(Taken::Nothing),
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
        if new.is_empty() {
            self.seen = None;
            self.sources.get_mut(at).into_iter().for_each(|source| source.set_owner(None));
            self.resyncs.retain(|resync| resync.source != at);
            return Ok(Taken::Gone(at));
        }
        let new = new.to_owned();
        self.owner_known(session, at, Some(&new))?;
        Ok(Taken::Nothing)
    }

    fn reply(&mut self, session: &mut Session) -> Result<Taken> {
        let message = session.message();
        let Some(serial) = message.reply_serial() else { return Ok(Taken::Nothing) };
        let refused = message.kind() == Kind::Error;
        let asked = Relation::Asked(serial);
        if let Some(at) = self.sources.iter().position(|source| source.relation == asked) {
            self.seen = None;
            let Some(source) = self.sources.get_mut(at) else { return Ok(Taken::Nothing) };
            if refused || message.signature() != "ttut" {
                source.relation = Relation::Plain;
                return Ok(Taken::Plain(at));
            }
            let mut body = message.body();
            let (window, budget) = (body.uint64()?, body.uint64()?);
            let (overhead, generation) = (body.uint32()?, body.uint64()?);
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
        let Some(at) = self.resyncs.iter().position(|resync| resync.serial == serial) else {
            return Ok(Taken::Nothing);
        };
        let resync = self.resyncs.swap_remove(at);
        if refused {
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

    /// The rules that the bus has to know: none if everything comes as copies, and none for
    /// changes that come in lists.
    pub(super) fn bus_rules(&self) -> Vec<Rule> {
        if self.flags & COPIES_ONLY != 0 {
            return Vec::new();
        }
        let in_lists = |rule: &&Rule| {
            self.flags & AGGREGATED != 0 && rule.interface.as_deref() == Some(PROPERTIES)
        };
        let rules = self.rules.iter().filter(|rule| !in_lists(rule));
        if self.anybody {
            return rules.cloned().collect();
        }
        rules
            .flat_map(|rule| {
                self.sources
                    .iter()
                    .map(|source| Rule { sender: Some(source.name.clone()), ..rule.clone() })
            })
            .collect()
    }
}

fn to_us(message: &Message<'_>) -> bool {
    message.path() == Some(PATH) && message.destination().is_some()
}
