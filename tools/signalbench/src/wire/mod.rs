// SPDX-License-Identifier: MIT OR Apache-2.0
//! As much of the D-Bus protocol as the floors and the driver need, and nothing that costs time:
//! messages are marshalled once and patched, nothing is validated. A conforming stack cannot be
//! faster than this, which is what makes it a floor. Little-endian only.

mod connection;
mod marshal;
mod message;
mod template;

pub(crate) use connection::{Connection, Next, socket_path};
pub(crate) use marshal::{Body, method_error, method_return};
pub(crate) use message::{Kind, Message};
pub(crate) use template::{Flood, SpamReader};
