// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the plug-in for NetApp filers is built on: the two languages that filers speak, read and
//! written without any input or output of their own.
//!
//! [`rest`] is the REST interface of ONTAP 9.6 and later, [`zapi`] the XML of 7-Mode and of older
//! clusters (ONTAPI). Both reach the filer through [`Exchange`](exchange::Exchange), so that every
//! request can be seen, and every answer given, without a filer. [`Settings`] is what the URI says.

pub mod exchange;
pub mod identity;
pub mod rest;
pub mod settings;
pub mod zapi;

pub use settings::{Protocol, Settings};
