// SPDX-License-Identifier: MIT OR Apache-2.0
//! A connected Unix socket that carries frames, each wait bounded by a deadline.
//!
//! Sending never raises `SIGPIPE`, since the client side lives inside other people's programs.

use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Instant;

use lsm_wire::{Decoder, FrameError, Payload};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::net::{RecvFlags, SendFlags};

/// One end of a session.
#[derive(Debug)]
pub struct Channel {
    socket: OwnedFd,
    decoder: Decoder,
}

/// Why there is no payload.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReceiveError {
    /// The peer closed the connection; `mid_frame` when it left in the middle of a message.
    Closed {
        /// Whether a message was begun and not finished.
        mid_frame: bool,
    },
    /// The deadline passed.
    TimedOut,
    /// What came is no frame.
    Frame(FrameError),
    /// The socket failed.
    Io(io::Error),
}

impl Channel {
    /// A channel over a connected stream socket; `limit` is the largest payload it takes, in
    /// bytes.
    pub fn new(socket: OwnedFd, limit: usize) -> Self {
        Self { socket, decoder: Decoder::with_limit(limit) }
    }

    /// The next payload, waited for until `deadline`.
    ///
    /// # Errors
    /// [`ReceiveError`]. After `TimedOut` the wait can be taken up again; after the others the
    /// channel is of no more use.
    pub fn receive(&mut self, deadline: Option<Instant>) -> Result<&[u8], ReceiveError> {
        self.fill(deadline)?;
        let payload = self.decoder.next_payload().map_err(ReceiveError::Frame)?;
        Ok(payload.unwrap_or_default())
    }

    /// As [`receive`](Self::receive), in memory of its own.
    ///
    /// # Errors
    /// As for [`receive`](Self::receive).
    pub fn receive_owned(&mut self, deadline: Option<Instant>) -> Result<Payload, ReceiveError> {
        self.receive(deadline)?;
        Ok(self.decoder.take_payload())
    }

    /// Gathers bytes until a payload is complete.
    fn fill(&mut self, deadline: Option<Instant>) -> Result<(), ReceiveError> {
        // One look is taken past the deadline, for what came while this process did not run. A
        // second one would leave it to a peer that always has more how long this takes.
        let mut late = false;
        while !self.decoder.has_payload().map_err(ReceiveError::Frame)? {
            if deadline.is_some() {
                if late || !ready(&self.socket, PollFlags::IN, deadline)? {
                    return Err(ReceiveError::TimedOut);
                }
                late = has_passed(deadline);
            }
            match rustix::net::recv(&self.socket, self.decoder.slot(), RecvFlags::empty()) {
                Ok((0, _)) => {
                    return Err(ReceiveError::Closed { mid_frame: self.decoder.is_mid_frame() });
                }
                Ok((count, _)) => self.decoder.advance(count),
                Err(Errno::INTR) => {}
                Err(error) => return Err(ReceiveError::Io(error.into())),
            }
        }
        Ok(())
    }

    /// Sends a whole frame, until `deadline` at the latest.
    ///
    /// # Errors
    /// `TimedOut` when the peer does not read, otherwise what the socket says. Part of the frame
    /// may have gone out; the channel is of no more use then.
    pub fn send(&mut self, frame: &[u8], deadline: Option<Instant>) -> io::Result<()> {
        let mut flags = SendFlags::NOSIGNAL;
        if deadline.is_some() {
            flags |= SendFlags::DONTWAIT;
        }
        let mut rest = frame;
        while !rest.is_empty() {
            match rustix::net::send(&self.socket, rest, flags) {
                Ok(count) => rest = &rest[count..],
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => {
                    if has_passed(deadline) || !ready(&self.socket, PollFlags::OUT, deadline)? {
                        return Err(io::ErrorKind::TimedOut.into());
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

impl AsFd for Channel {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

impl From<io::Error> for ReceiveError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn has_passed(deadline: Option<Instant>) -> bool {
    deadline.is_some_and(|deadline| Instant::now() >= deadline)
}

/// Waits until the socket is ready or the deadline has passed; `false` for the latter.
fn ready(socket: &OwnedFd, events: PollFlags, deadline: Option<Instant>) -> io::Result<bool> {
    loop {
        let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        let left = left.map(|left| Timespec {
            tv_sec: left.as_secs().try_into().unwrap_or(i64::MAX),
            tv_nsec: left.subsec_nanos().into(),
        });
        match poll(&mut [PollFd::new(socket, events)], left.as_ref()) {
            Ok(count) => return Ok(count > 0),
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
}
