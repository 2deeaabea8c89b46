// SPDX-License-Identifier: MIT OR Apache-2.0
//! Exchanges with servers that behave as arrays do, well and badly.
#![allow(clippy::unwrap_used)]

mod answers;
mod server;
mod trust;
