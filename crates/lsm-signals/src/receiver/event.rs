// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a receiver learns.

use crate::Result;
use crate::message::{Message, Reader};

/// What came.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'m> {
    /// A signal that meets one of the rules.
    Signal(Message<'m>),
    /// Properties of many objects changed.
    Changes(Changes<'m>),
    /// Signals did not come.
    Missed(Missed),
    /// A sender is there and counts what it sends to us, so that nothing is lost silently.
    Subscribed {
        /// The name that was asked for, or the unique one if none was.
        sender: String,
        /// The generation of the sender's last change of a state.
        generation: u64,
    },
    /// A sender is there that knows nothing of all this: what it sends comes as the bus brings it.
    Plain {
        /// The name that was asked for, or the unique one if none was.
        sender: String,
    },
    /// A sender has left the bus.
    Gone {
        /// The name that was asked for, or the unique one if none was.
        sender: String,
    },
}

/// Signals that did not come.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Missed {
    /// The name that was asked for, or the unique one if none was.
    pub sender: String,
    /// Signals of which every one counts, withheld because we did not keep up.
    pub events: u64,
    /// Signals that tell states, withheld because we did not keep up. The latest of each kind
    /// follow.
    pub states: u64,
    /// Signals that the bus lost. The latest states follow.
    pub lost: u64,
}

/// Properties that changed, of many objects.
#[derive(Debug)]
pub struct Changes<'m> {
    /// The generation up to which this is complete, for
    /// [`Receiver::resync`](super::Receiver::resync) later on.
    pub generation: u64,
    list: Reader<'m>,
}

/// Properties that changed, of one interface of one object.
#[derive(Debug)]
pub struct Change<'m> {
    /// The path of the object.
    pub path: &'m str,
    /// The interface.
    pub interface: &'m str,
    /// Names and values, `{sv}` by `{sv}`.
    pub changed: Reader<'m>,
    /// Names of properties whose value is another one, `s` by `s`.
    pub invalidated: Reader<'m>,
}

impl<'m> Changes<'m> {
    /// Of the body of PropertiesChangedMany, `ta(osa{sv}as)`.
    pub(super) fn of_signal(message: &Message<'m>) -> Result<Changes<'m>> {
        let mut body = message.body();
        let generation = body.uint64()?;
        Ok(Changes { generation, list: body.array()? })
    }

    /// Of the reply to ChangedSince, `tba(osa{sv}as)`, and whether that is all.
    pub(super) fn of_reply(message: &Message<'m>) -> Result<(Changes<'m>, bool)> {
        let mut body = message.body();
        let generation = body.uint64()?;
        let complete = body.boolean()?;
        Ok((Changes { generation, list: body.array()? }, complete))
    }

    /// The next object.
    ///
    /// # Errors
    /// [`crate::Error::Protocol`] if the message is not what its signature says.
    #[expect(clippy::should_implement_trait, reason = "it can fail")]
    pub fn next(&mut self) -> Result<Option<Change<'m>>> {
        if !self.list.more() {
            return Ok(None);
        }
        self.list
            .structure(|fields| {
                Ok(Change {
                    path: fields.object_path()?,
                    interface: fields.string()?,
                    changed: fields.array()?,
                    invalidated: fields.array()?,
                })
            })
            .map(Some)
    }
}
