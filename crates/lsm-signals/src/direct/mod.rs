// SPDX-License-Identifier: MIT OR Apache-2.0
//! Sender and receiver without a bus between them.
//!
//! A receiver calls Direct of a sender and is handed one end of a pair of sockets and a memfd with
//! slots for large messages. From then on both speak D-Bus on that socket, without a handshake
//! since the bus vouched for both, and in one order: Subscribe, signals, Ack. Nothing but the
//! call of Direct passes the bus, so no bus ever has to hold anything for a receiver that sleeps.

mod inbound;
mod outbound;

pub(crate) use inbound::Inbound;
pub(crate) use outbound::{Outbound, Outbounds};
