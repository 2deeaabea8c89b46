// SPDX-License-Identifier: MIT OR Apache-2.0
//! Who receives, and what of all that is sent.

use std::collections::HashMap;

use crate::Result;
use crate::message::Template;
use crate::protocol::{self, INTERFACE, PATH, PROPERTIES, PROPERTIES_CHANGED, bus};
use crate::rule::Rule;

/// What a peer wants.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Interest {
    /// What these rules say.
    Rules(Vec<Rule>),
    /// Nobody can tell; it may be everything.
    Unknown,
}

/// A connection that receives, or may receive, what we send.
#[derive(Debug)]
pub(super) struct Peer {
    pub(super) name: String,
    pub(super) interest: Interest,
    /// It opted in.
    pub(super) subscribed: bool,
    /// Changes of properties go to it many in one message.
    pub(super) aggregated: bool,
    /// Objects that changed up to this generation did.
    pub(super) changes_seen: u64,
    /// Properties that changed up to this generation did. It stands still while objects are gone
    /// through: one that comes late may have properties that changed early.
    pub(super) changes_since: u64,
    /// Headers of copies for it, by the number of the kind.
    copies: Vec<Option<Template>>,
    ping: Option<Template>,
    /// The number of its direct way, if it subscribed there.
    pub(super) way: Option<usize>,
}

impl Peer {
    pub(super) fn new(name: &str, interest: Interest) -> Peer {
        Peer {
            name: name.into(),
            interest,
            subscribed: false,
            aggregated: false,
            changes_seen: 0,
            changes_since: 0,
            copies: Vec::new(),
            ping: None,
            way: None,
        }
    }

    /// Whether it gets signals with these names, as far as anybody can tell.
    pub(super) fn wants(&self, path: &str, interface: &str, member: &str) -> bool {
        match &self.interest {
            Interest::Unknown => true,
            Interest::Rules(rules) => rules.iter().any(|rule| rule.wants(path, interface, member)),
        }
    }

    /// Whether standard signals about properties of this object go to it.
    pub(super) fn wants_changes(&self, path: &str) -> bool {
        !self.aggregated && self.wants(path, PROPERTIES, PROPERTIES_CHANGED)
    }

    /// Whether lists of changes that go to it shall have this object.
    pub(super) fn wants_aggregated(&self, path: &str) -> bool {
        self.aggregated && self.wants(path, PROPERTIES, PROPERTIES_CHANGED)
    }

    /// The header of copies of a kind of signal for this peer, made by `make` the first time.
    pub(super) fn copy(
        &mut self,
        kind: usize,
        make: impl FnOnce(&str) -> Result<Template>,
    ) -> Result<&Template> {
        if self.copies.len() <= kind {
            self.copies.resize_with(kind + 1, || None);
        }
        template(&mut self.copies[kind], || make(&self.name))
    }

    /// The call that every connection answers, if only with an error.
    pub(super) fn ping(&mut self) -> Result<&Template> {
        template(&mut self.ping, || Template::call(Some(&self.name), "/", bus::PEER, "Ping", ""))
    }

    /// A signal of our own protocol for this peer.
    pub(super) fn control(&self, member: &str, signature: &str) -> Result<Template> {
        Template::signal(PATH, INTERFACE, member, signature, Some(&self.name))
    }
}

fn template(
    place: &mut Option<Template>,
    make: impl FnOnce() -> Result<Template>,
) -> Result<&Template> {
    if place.is_none() {
        *place = Some(make()?);
    }
    place.as_ref().ok_or(crate::Error::Invalid {
        what: "header",
        value: String::new(),
        why: "it was not made",
    })
}

/// All peers, under the numbers of their accounts.
#[derive(Debug, Default)]
pub(super) struct Peers {
    peers: Vec<Option<Peer>>,
    by_name: HashMap<String, usize>,
    /// Changes whenever somebody comes, goes or wants something else.
    pub(super) epoch: u64,
}

impl Peers {
    /// The number of the peer with this unique name.
    pub(super) fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    pub(super) fn get(&self, at: usize) -> Option<&Peer> {
        self.peers.get(at).and_then(Option::as_ref)
    }

    pub(super) fn get_mut(&mut self, at: usize) -> Option<&mut Peer> {
        self.peers.get_mut(at).and_then(Option::as_mut)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (usize, &Peer)> {
        self.peers.iter().enumerate().filter_map(|(at, peer)| Some((at, peer.as_ref()?)))
    }

    /// One more than the largest number.
    pub(super) fn end(&self) -> usize {
        self.peers.len()
    }

    /// Puts a peer under the number of its account.
    pub(super) fn insert(&mut self, at: usize, peer: Peer) {
        if self.peers.len() <= at {
            self.peers.resize_with(at + 1, || None);
        }
        self.by_name.insert(peer.name.clone(), at);
        self.peers[at] = Some(peer);
        self.epoch += 1;
    }

    pub(super) fn remove(&mut self, at: usize) -> Option<Peer> {
        let peer = self.peers.get_mut(at).and_then(Option::take)?;
        self.by_name.remove(&peer.name);
        self.epoch += 1;
        Some(peer)
    }
}

/// The flags of Subscribe that there are.
pub(super) const FLAGS: u32 = protocol::AGGREGATED | protocol::COPIES_ONLY;
