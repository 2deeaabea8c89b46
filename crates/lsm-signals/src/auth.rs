// SPDX-License-Identifier: MIT OR Apache-2.0
//! The handshake before the first message, both sides, without any input or output.
