// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the bus is told, and senders on the bus are asked for.

use super::core::Core;
use crate::Result;
use crate::message::Template;
use crate::protocol::{AGGREGATED, COPIES_ONLY, PROPERTIES};
use crate::rule::Rule;
use crate::session::Session;

impl Core {
    /// The rules that the bus has to know: none if everything comes as copies, and none for
    /// changes that come in lists.
    pub(super) fn bus_rules(&self) -> Vec<Rule> {
        if self.direct.is_some() {
            return Vec::new();
        }
        let rules = self.broadcast_rules();
        if self.anybody {
            return rules.cloned().collect();
        }
        rules.flat_map(|rule| self.sources.iter().map(|source| source.narrow(rule))).collect()
    }

    fn broadcast_rules(&self) -> impl Iterator<Item = &Rule> {
        let (flags, rules) = (self.flags, &self.rules);
        rules.iter().filter(move |rule| {
            let in_lists = flags & AGGREGATED != 0 && rule.interface.as_deref() == Some(PROPERTIES);
            flags & COPIES_ONLY == 0 && !in_lists
        })
    }

    /// Asks a source that has no direct way to count for us on the bus, which is told the rules.
    pub(super) fn subscribe_by_bus(&mut self, session: &mut Session, at: usize) -> Result<()> {
        if let Some(source) = self.sources.get(at).filter(|source| !source.has_rules) {
            let add = Template::driver("AddMatch", "s")?;
            let rules = self.broadcast_rules().map(|rule| source.narrow(rule).to_string());
            for rule in rules.collect::<Vec<_>>() {
                self.adding.push(session.put(&add, |body| body.string(&rule))?.serial);
            }
        }
        self.sources.get_mut(at).into_iter().for_each(|source| source.has_rules = true);
        self.subscribe_again(session, at)
    }

    /// Asks a source to count for us on the bus.
    pub(super) fn subscribe_again(&mut self, session: &mut Session, at: usize) -> Result<()> {
        let share = self.share();
        let Some(source) = self.sources.get_mut(at) else { return Ok(()) };
        source.subscribe(session, &self.texts, share, self.flags)
    }
}
