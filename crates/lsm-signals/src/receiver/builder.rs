// SPDX-License-Identifier: MIT OR Apache-2.0
//! How a receiver is set up.

use std::time::{Duration, Instant};

use super::Receiver;
use super::core::Core;
use super::ways::Ways;
use crate::address::Address;
use crate::connection::Connection;
use crate::message::Template;
use crate::protocol::{AGGREGATED, COPIES_ONLY, PROPERTIES, PROPERTIES_CHANGED, bus};
use crate::rule::Rule;
use crate::sender::BusKind;
use crate::slots::Shape;
use crate::{Error, Result};

/// What a receiver should be like; [`Builder::connect`] makes it.
#[derive(Debug, Clone)]
#[must_use]
pub struct Builder {
    rules: Vec<Rule>,
    names: Vec<String>,
    window: u64,
    flags: u32,
    connecting: Duration,
    transport: Transport,
    slots: (u32, u32),
}

/// How signals shall come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Transport {
    /// As is safest: directly on buses that hold hardly anything for a receiver and throw it off
    /// when it sleeps, else on the bus.
    #[default]
    Auto,
    /// On the bus.
    Bus,
    /// Directly, on a socket that the sender hands out through the bus: the fastest. On the bus
    /// from senders that cannot.
    Direct,
}

impl Default for Builder {
    fn default() -> Builder {
        Builder {
            rules: Vec::new(),
            names: Vec::new(),
            window: u64::MAX,
            flags: 0,
            connecting: Duration::from_secs(30),
            transport: Transport::Auto,
            slots: (16, 256 << 10),
        }
    }
}

impl Builder {
    /// Wants signals that meet this rule. May be called again for more.
    pub fn rule(mut self, rule: Rule) -> Builder {
        self.rules.push(rule);
        self
    }

    /// Wants standard PropertiesChanged signals of this object and all below it.
    pub fn changes(self, namespace: &str) -> Builder {
        self.rule(Rule {
            interface: Some(PROPERTIES.into()),
            member: Some(PROPERTIES_CHANGED.into()),
            path_namespace: Some(namespace.into()),
            ..Rule::default()
        })
    }

    /// Wants changes of properties many in one message, [`Event::Changes`](super::Event::Changes),
    /// from senders that can.
    pub fn aggregated(mut self) -> Builder {
        self.flags |= AGGREGATED;
        self
    }

    /// Wants nothing but copies to its own name, so that the bus needs no rules; only senders of
    /// this library can.
    pub fn copies_only(mut self) -> Builder {
        self.flags |= COPIES_ONLY;
        self
    }

    /// Wants signals of the owner of this name, well-known or unique, whenever it has one. May be
    /// called again for more; if it is never called, anybody's.
    pub fn from(mut self, name: &str) -> Builder {
        self.names.push(name.into());
        self
    }

    /// The most bytes that may be on their way from one sender. What is safe on the bus is a limit
    /// anyway.
    pub fn window(mut self, bytes: u64) -> Builder {
        self.window = bytes;
        self
    }

    /// How signals shall come, from senders that are asked for with [`Self::from`]; those of
    /// anybody else come on the bus. [`Transport::Auto`] unless set.
    pub fn transport(mut self, transport: Transport) -> Builder {
        self.transport = transport;
        self
    }

    /// Asks every sender that signals come from directly for memory for so many large ones at a
    /// time, of so many bytes each, header included. 16 of 256 KiB unless set; none with 0. Memory
    /// that is never used costs nothing. What is longer, or finds no free slot, comes on the
    /// socket.
    pub fn slots(mut self, count: u32, bytes: u32) -> Builder {
        self.slots = (count, bytes);
        self
    }

    /// How long connecting and each call to the bus may take. 30 s unless set.
    pub fn connecting(mut self, limit: Duration) -> Builder {
        self.connecting = limit;
        self
    }

    /// Connects, tells the bus the rules and asks the senders that are there to count.
    ///
    /// # Errors
    /// Those of [`Connection::open`]; [`Error::Refused`] if the bus does not take a rule; those of
    /// [`Shape::new`].
    pub fn connect(self, address: &Address) -> Result<Receiver> {
        let deadline = Instant::now() + self.connecting;
        let mut connection = Connection::open(address, deadline)?;
        let budget = budget(&mut connection, deadline)?;
        let (slots, size) = self.slots;
        let shape = Shape::new(slots, size)?;
        let wanted = match self.transport {
            Transport::Auto => budget == BusKind::Bounded.budget(),
            Transport::Bus => false,
            Transport::Direct => true,
        };
        let can = !self.names.is_empty() && connection.passes_descriptors();
        let direct = (wanted && can).then_some(shape);
        let mut core = Core::new(self.rules, &self.names, self.flags, self.window, budget, direct);
        let add_match = call("AddMatch", "s")?;
        let mut rules: Vec<String> = core.bus_rules().iter().map(ToString::to_string).collect();
        let owner = "type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged'";
        if self.names.is_empty() {
            rules.push(owner.into());
        }
        rules.extend(self.names.iter().map(|name| format!("{owner},arg0='{name}'")));
        for rule in &rules {
            connection.call(&add_match, |body| body.string(rule), deadline)?;
        }
        for (at, name) in self.names.iter().enumerate() {
            let get = call("GetNameOwner", "s")?;
            match connection.call(&get, |body| body.string(name), deadline) {
                Ok(reply) => {
                    let owner = reply.view().body().string()?.to_owned();
                    core.owner_known(connection.session(), at, Some(&owner))?;
                }
                Err(Error::Refused { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        connection.flush(deadline)?;
        Ok(Receiver { connection, core, ways: Ways::default() })
    }
}

fn call(member: &str, signature: &str) -> Result<Template> {
    Template::call(Some(bus::NAME), bus::PATH, bus::INTERFACE, member, signature)
}

/// What the bus lets wait for us. One that has statistics, even if not for us, has a memory.
fn budget(connection: &mut Connection, deadline: Instant) -> Result<u64> {
    let call = Template::call(Some(bus::NAME), bus::PATH, bus::STATISTICS, "GetStats", "")?;
    match connection.call(&call, |_| Ok(()), deadline) {
        Ok(_) => Ok(BusKind::Daemon.budget()),
        Err(Error::Refused { name, .. }) if name.ends_with(".AccessDenied") => {
            Ok(BusKind::Daemon.budget())
        }
        Err(Error::Refused { .. }) => Ok(BusKind::Bounded.budget()),
        Err(error) => Err(error),
    }
}
