// SPDX-License-Identifier: MIT OR Apache-2.0
//! What crosses the boundary between C and Rust.
//!
//! The types here have the layout of the C types they stand for and may hold anything a caller
//! passes. They are safe to use under the one promise that every C interface asks for: a pointer is
//! NULL, or points at what the header says it points at. What can be found out beyond that is: a
//! handle that was freed, or is of another kind, is refused.

#[macro_use]
mod guard;
mod array;
mod handle;
mod out;
mod status;
mod text;

pub(crate) use array::Array;
pub(crate) use guard::{guard, said};
pub(crate) use handle::{Kind, Ref};
pub(crate) use out::{Nullable, Out, numbers, taken_numbers};
pub(crate) use status::Status;
pub(crate) use text::{Shown, Text, c_text, freed, malloced, rust_text};
