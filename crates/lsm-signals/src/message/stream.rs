// SPDX-License-Identifier: MIT OR Apache-2.0
//! Large reads cut into messages.

use std::os::fd::OwnedFd;

use super::header::Fields;
use super::{Fault, Message};

/// Bytes as they come, cut into checked messages.
///
/// Fill it with [`Self::space`] and [`Self::filled`], then go from message to message with
/// [`Self::advance`] and read each with [`Self::message`].
#[derive(Debug, Default)]
pub struct Stream {
    buffer: Vec<u8>,
    fields: Fields,
    fds: Vec<OwnedFd>,
}

impl Stream {
    /// A stream that has got nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Where to put the next bytes; never empty.
    pub fn space(&mut self) -> &mut [u8] {
        &mut self.buffer
    }

    /// This many bytes were put into [`Self::space`].
    pub fn filled(&mut self, _count: usize) {}

    /// These file descriptors came with the last bytes.
    pub fn descriptors(&mut self, fds: impl IntoIterator<Item = OwnedFd>) {
        self.fds.extend(fds);
    }

    /// Goes on to the next message; false if it is not complete yet.
    ///
    /// # Errors
    /// What the specification forbids. The stream is of no use any more.
    pub fn advance(&mut self) -> Result<bool, Fault> {
        Ok(false)
    }

    /// The message that [`Self::advance`] went on to.
    pub fn message(&self) -> Message<'_> {
        Message { bytes: &self.buffer, fields: &self.fields, fds: &self.fds, header_id: 0 }
    }

    /// The file descriptors of that message, taken out.
    pub fn take_fds(&mut self) -> Vec<OwnedFd> {
        std::mem::take(&mut self.fds)
    }
}
