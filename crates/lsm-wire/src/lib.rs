// SPDX-License-Identifier: MIT OR Apache-2.0
//! The plug-in protocol without any input or output: bytes in, typed values out, and back.
//!
//! * [`frame`]: ten decimal digits, then as many bytes of JSON.
//! * [`envelope`]: requests and replies inside a frame.
//! * [`method`]: the table of all methods, from which client, plug-in SDK and documentation are
//!   made; see [`for_each_method!`].
//!
//! Two dialects are in the field, that of the C library and that of the Python package. Readers
//! here take both; writers send what both take: ten digits, all parameters by name, one blank
//! behind `:` and `,`, strings escaped as RFC 8259 wants them.

pub mod envelope;
pub mod frame;
mod json;
mod mend;
pub mod method;

pub use envelope::{
    ID, Parameters, ReplyEncoder, Request, RequestEncoder, decode_listing, decode_reply,
};
pub use frame::{Decoder, FrameError, Payload};
pub use mend::mend;
pub use method::{Effect, Family, Method, MethodInfo, Parameter};
