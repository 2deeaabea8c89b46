// SPDX-License-Identifier: MIT OR Apache-2.0
//! Receiving signals without losing one silently.

mod builder;
mod core;
mod event;
mod source;

use std::time::Instant;

pub use self::builder::Builder;
use self::core::{Core, Taken};
pub use self::event::{Change, Changes, Event, Missed};
use crate::connection::Connection;
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
    /// [`Error::Disconnected`] if the bus is gone; [`Error::Protocol`] if what came is not D-Bus.
    pub fn next(&mut self, deadline: Instant) -> Result<Option<Event<'_>>> {
        let taken = self.advance(deadline)?;
        let message = self.connection.session().message();
        Ok(Some(match taken {
            None => return Ok(None),
            Some(Taken::Nothing | Taken::Signal) => Event::Signal(message),
            Some(Taken::Changes) => Event::Changes(Changes::of_signal(&message)?),
            Some(Taken::Reply) => Event::Changes(Changes::of_reply(&message)?.0),
            Some(Taken::Missed(missed)) => Event::Missed(missed),
            Some(Taken::Subscribed(at, generation)) => {
                Event::Subscribed { sender: self.core.name(at), generation }
            }
            Some(Taken::Plain(at)) => Event::Plain { sender: self.core.name(at) },
            Some(Taken::Gone(at)) => Event::Gone { sender: self.core.name(at) },
        }))
    }

    /// Goes on to the next message that is something to the user.
    #[inline]
    fn advance(&mut self, deadline: Instant) -> Result<Option<Taken>> {
        if self.core.handled(self.connection.session())? {
            self.connection.try_flush()?;
        }
        loop {
            let session = self.connection.session();
            if session.advance()? {
                match self.core.take(session)? {
                    Taken::Signal => return Ok(Some(Taken::Signal)),
                    Taken::Nothing => {
                        self.connection.try_flush()?;
                    }
                    taken => {
                        self.connection.try_flush()?;
                        return Ok(Some(taken));
                    }
                }
            } else if !self.connection.poll(Some(deadline))? && Instant::now() >= deadline {
                return Ok(None);
            }
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
        self.core.resync(self.connection.session(), at, generation)?;
        self.connection.try_flush()?;
        Ok(())
    }

    /// The connection, for calls to others.
    pub fn connection(&mut self) -> &mut Connection {
        &mut self.connection
    }
}
