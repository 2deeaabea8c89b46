// SPDX-License-Identifier: MIT OR Apache-2.0
//! Changes of state, which are coalesced and not queued.

mod board;
pub(crate) mod generation;
mod value;

pub use board::{Board, Content, Entry, Object, Property};
pub use value::Value;
