// SPDX-License-Identifier: MIT OR Apache-2.0
//! What can go wrong, told apart by what the caller can do about it.

use crate::message::{Fault, Message};

/// The result of everything here that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong. The text is made for the user.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The connection is gone. Connect again and send the state anew.
    #[error("The connection is closed; {unconfirmed} signals are not known to have arrived.")]
    Disconnected {
        /// Signals that were sent and of which nobody knows whether they arrived.
        unconfirmed: u64,
    },

    /// The bus or a peer answered with an error.
    #[error("{name}: {text}")]
    Refused {
        /// The name of the D-Bus error, such as `org.freedesktop.DBus.Error.AccessDenied`.
        name: String,
        /// The text that came with it; may be empty.
        text: String,
    },

    /// The other side does not accept who we are.
    #[error("Authentication failed: {0}.")]
    Auth(String),

    /// The other side broke the protocol. The connection is of no use any more.
    #[error("The other side broke the D-Bus protocol: {0}.")]
    Protocol(#[from] Fault),

    /// A message, an array or a queue would be larger than its limit.
    #[error("{what} of {length} bytes: the limit is {limit} bytes.")]
    TooLarge {
        /// What is too large, such as `An array`.
        what: &'static str,
        /// Its length in bytes.
        length: u64,
        /// The limit in bytes.
        limit: u64,
    },

    /// The deadline passed.
    #[error("Time is up while {doing}.")]
    TimedOut {
        /// What was being done, such as `waiting for the reply to Hello`.
        doing: String,
    },

    /// A receiver cannot be served as fast as signals are made.
    #[error("{receiver} does not keep up: {withheld} signals were withheld from it.")]
    Behind {
        /// The unique bus name of the receiver.
        receiver: String,
        /// How many signals it did not get.
        withheld: u64,
    },

    /// A name, address, rule or signature of the caller is not what D-Bus allows.
    #[error("Not a valid {what}: {value:?}: {why}.")]
    Invalid {
        /// What it should have been, such as `object path`.
        what: &'static str,
        /// What was given.
        value: String,
        /// The rule that it breaks.
        why: &'static str,
    },

    /// The body that was written or read is not that of its signature.
    #[error("The signature {signature:?} has no place for {value} at its byte {at}.")]
    Mismatch {
        /// The signature, or that part of it that was being filled.
        signature: String,
        /// The place in the signature.
        at: usize,
        /// What was to be written or read there.
        value: &'static str,
    },

    /// The operating system refused.
    #[error("Cannot {doing}: {source}.")]
    Io {
        /// What was being done, such as `connect to /run/dbus/system_bus_socket`.
        doing: String,
        /// The reason of the system.
        source: std::io::Error,
    },
}

impl Error {
    /// The operating system refused what was being done.
    pub fn io(doing: impl Into<String>, source: impl Into<std::io::Error>) -> Self {
        Self::Io { doing: doing.into(), source: source.into() }
    }

    /// The deadline passed.
    pub fn timed_out(doing: impl Into<String>) -> Self {
        Self::TimedOut { doing: doing.into() }
    }

    /// The other side answered a call with this error.
    pub fn refused(reply: &Message<'_>) -> Self {
        let name = reply.error_name().unwrap_or_default().into();
        let text = reply.body().string().unwrap_or_default().into();
        Self::Refused { name, text }
    }

    /// More came than is kept.
    pub(crate) fn full() -> Self {
        let limit = crate::session::MAX_KEPT as u64;
        Self::TooLarge { what: "A queue of messages that nobody takes", length: limit, limit }
    }
}
