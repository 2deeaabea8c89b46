// SPDX-License-Identifier: MIT OR Apache-2.0
//! Receiving signals without losing one silently.

mod builder;
mod core;
mod direct;
mod event;
mod rules;
mod said;
mod source;
mod ways;

use std::iter;
use std::time::Instant;

pub use self::builder::{Builder, Transport};
use self::core::Core;
pub(crate) use self::core::Taken;
pub use self::event::{Change, Changes, Event, Missed};
use self::ways::Ways;
use crate::connection::Connection;
use crate::direct::Inbound;
use crate::socket::wait_for_any;
use crate::{Error, Result};

/// A connection that receives signals.
///
/// It asks senders of this library to count what they send to it and confirms what was handled,
/// so that what is lost is found out, and a sender waits, or withholds and tells, instead of
/// flooding. Signals of other senders come as the bus brings them.
///
/// A signal counts as handled when [`Self::next`] is called again. So a receiver that does
/// something for long gets less, later, and no bus has to pile anything up for it.
#[derive(Debug)]
pub struct Receiver {
    connection: Connection,
    core: Core,
    ways: Ways,
}

impl Receiver {
    /// A receiver to set up.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Our unique name on the bus.
    #[must_use]
    pub fn unique_name(&self) -> &str {
        self.connection.unique_name()
    }

    /// What comes next; None at the deadline.
    ///
    /// # Errors
    /// [`Error::Disconnected`] if the bus is gone; [`Error::Protocol`] if what the bus brought is
    /// not D-Bus. A sender with a way of its own that breaks the protocol there is
    /// [`Event::Gone`], and gets another chance on the bus.
    pub fn next(&mut self, deadline: Instant) -> Result<Option<Event<'_>>> {
        match self.advance(deadline)? {
            Some(taken) => self.event(taken).map(Some),
            None => Ok(None),
        }
    }

    /// What was taken, as the user sees it.
    #[inline]
    pub(crate) fn event(&self, taken: Taken) -> Result<Event<'_>> {
        let message = match self.ways.current() {
            Some((at, way)) => {
                let source = self.core.sources.get(at);
                way.message().coming_from(source.and_then(|source| source.owner.as_deref()))
            }
            None => self.connection.message(),
        };
        Ok(match taken {
            Taken::Changes => Event::Changes(Changes::of_signal(&message)?),
            Taken::Reply => Event::Changes(Changes::of_reply(&message)?.0),
            Taken::Missed(missed) => Event::Missed(missed),
            Taken::Subscribed(at, generation) => {
                Event::Subscribed { sender: self.core.name(at), generation }
            }
            Taken::Plain(at) => Event::Plain { sender: self.core.name(at) },
            Taken::Gone(at) => Event::Gone { sender: self.core.name(at) },
            Taken::Nothing | Taken::Signal | Taken::Leaves(..) | Taken::Way(_) => {
                Event::Signal(message)
            }
        })
    }

    /// Goes on to the next message that is something to the user.
    #[inline]
    pub(crate) fn advance(&mut self, deadline: Instant) -> Result<Option<Taken>> {
        self.confirm()?;
        loop {
            if let Some(taken) = self.advance_here()? {
                return Ok(Some(taken));
            }
            if self.ways.turn() {
                continue;
            }
            // Everything that had come was looked at.
            let news = self.ways.have_ended() || self.poll(deadline)?;
            if let Some(ended) = self.ways.take_ended() {
                let taken = self.core.way_ended(self.connection.session(), ended)?;
                self.connection.try_flush()?;
                if !matches!(taken, Taken::Nothing) {
                    return Ok(Some(taken));
                }
            } else if !news && Instant::now() >= deadline {
                return Ok(None);
            }
        }
    }

    /// Tells the sender of the last signal that it was handled, if it is time to.
    #[inline]
    fn confirm(&mut self) -> Result<()> {
        let Some((at, bytes)) = self.core.take_handled() else { return Ok(()) };
        let Some(source) = self.core.sources.get_mut(at) else { return Ok(()) };
        if let Some(way) = self.ways.get_mut(at) {
            if source.handled(way.connection.session(), bytes)? {
                // If it is broken that comes out when it is read.
                let _ = way.connection.try_flush();
            }
        } else if source.handled(self.connection.session(), bytes)? {
            self.connection.try_flush()?;
        }
        Ok(())
    }

    /// The next thing of those that came where it is looked at present: on the bus or on a way.
    #[inline]
    fn advance_here(&mut self) -> Result<Option<Taken>> {
        if let Some((at, way)) = self.ways.current_mut() {
            return match advance_way(&mut self.core, way, at) {
                Ok(taken) => Ok(taken),
                // Whatever it is, it concerns nobody but this sender.
                Err(_) => {
                    self.ways.give_up(at);
                    Ok(None)
                }
            };
        }
        let session = self.connection.session();
        while session.advance()? {
            match self.core.take(session)? {
                Taken::Signal => return Ok(Some(Taken::Signal)),
                Taken::Nothing => {}
                Taken::Way(at) => {
                    if let Some(mut way) = self.core.take_way(session, at)? {
                        let _ = way.connection.try_flush();
                        self.ways.insert(at, way);
                    }
                }
                Taken::Leaves(at, next) => {
                    self.core.sources.get_mut(at).into_iter().for_each(|source| {
                        source.next_owner = Some(next.clone());
                    });
                    self.ways.close(at);
                }
                taken => {
                    self.connection.try_flush()?;
                    return Ok(Some(taken));
                }
            }
        }
        self.connection.try_flush()?;
        Ok(None)
    }

    /// Writes and reads what is possible, and waits for something to come in until the deadline.
    fn poll(&mut self, deadline: Instant) -> Result<bool> {
        if self.ways.is_empty() {
            return self.connection.poll(Some(deadline));
        }
        let mut waited = false;
        loop {
            let news = self.connection.poll(None)?;
            if self.ways.poll() || news || waited {
                return Ok(news);
            }
            let interests = iter::once(self.connection.interest()).chain(self.ways.interests());
            wait_for_any(interests, Some(deadline))?;
            waited = true;
        }
    }

    /// Asks a sender which properties changed since a generation that came with
    /// [`Event::Subscribed`] or [`Event::Changes`]; 0 asks for all it knows of. They come as
    /// [`Event::Changes`], perhaps in several.
    ///
    /// # Errors
    /// [`Error::Invalid`] if `sender` is none of those that signals are received from.
    pub fn resync(&mut self, sender: &str, generation: u64) -> Result<()> {
        let Some(at) = self.core.sources.iter().position(|source| source.name == sender) else {
            return Err(Error::Invalid {
                what: "sender",
                value: sender.into(),
                why: "this receiver gets no signals from it",
            });
        };
        match self.ways.get_mut(at) {
            Some(way) => {
                self.core.resync(way.connection.session(), at, generation)?;
                let _ = way.connection.try_flush();
            }
            None => {
                self.core.resync(self.connection.session(), at, generation)?;
                self.connection.try_flush()?;
            }
        }
        Ok(())
    }

    /// What has to be waited for.
    #[cfg(feature = "tokio")]
    pub(crate) fn interests(&mut self) -> impl Iterator<Item = crate::socket::Interest<'_>> {
        iter::once(self.connection.interest()).chain(self.ways.interests())
    }

    /// The connection, for calls to others.
    pub fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }
}

/// The next thing of those that came on the way of source `at`.
#[inline]
fn advance_way(core: &mut Core, way: &mut Inbound, at: usize) -> Result<Option<Taken>> {
    while way.advance()? {
        match core.take_directly(way, at)? {
            Taken::Nothing => {}
            taken => return Ok(Some(taken)),
        }
    }
    // If it is broken that comes out when it is read.
    let _ = way.connection.try_flush();
    Ok(None)
}
