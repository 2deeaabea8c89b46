// SPDX-License-Identifier: MIT OR Apache-2.0
//! From the words of a command line to what they mean: the present grammar, then every old form.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod any;
mod meaning;
mod old;
mod present;
