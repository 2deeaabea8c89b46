// SPDX-License-Identifier: MIT OR Apache-2.0
//! The command line of storage management, as a library so that its table, its parser and its
//! renderers can be tested and documented by programs.
//!
//! A run goes through these rooms in this order: [`parse`] understands the words with the help of
//! the [`table`], `config` finds the array, a function of `command` does the work, [`render`]
//! lays out what comes back, and [`error`] says what went wrong and with which exit code.

pub mod error;
pub mod help;
pub mod manual;
pub mod parse;
pub mod render;
pub mod table;

mod command;
mod completion;
mod config;
mod connection;
mod fork;
mod interrupt;
mod journal;
mod local_disk;
mod looker;
mod progress;
mod run;
mod terminal;
mod words;

pub use run::run;
