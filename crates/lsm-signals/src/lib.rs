// SPDX-License-Identifier: MIT OR Apache-2.0
//! D-Bus signals at the highest rate that a bus can take, none of them lost without a word.
//!
//! From below to above:
//!
//! * [`message`]: marshalling and splitting of messages as the D-Bus specification wants them,
//!   without any input or output; so are [`address`], [`auth`] and [`rule`].
//! * [`session`]: what one end of a connection knows, still without input or output: serials,
//!   replies that are waited for, what has come in, what has to go out.
//! * [`socket`] and [`connection`]: the blocking driver of a session.

pub mod address;
pub mod auth;
pub mod connection;
mod error;
pub mod flow;
pub mod message;
pub mod protocol;
pub mod receiver;
pub mod rule;
pub mod sender;
pub mod session;
pub mod socket;
pub mod state;

pub use connection::Connection;
pub use error::{Error, Result};
pub use receiver::Receiver;
pub use sender::Sender;
