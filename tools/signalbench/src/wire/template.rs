// SPDX-License-Identifier: MIT OR Apache-2.0
//! The signal of the experiment, marshalled once: the floor of sending and of receiving it.

use std::io::{self, IoSlice, Write};
use std::os::unix::net::UnixStream;

use super::marshal::{Body, signal};
use super::message::{Kind, Message};
use crate::experiment;

/// Small messages are gathered up to this many bytes for one write.
const BATCH: usize = 64 * 1024;
/// From this payload on, copying it once more costs more than naming it to the kernel.
const VECTORED: usize = 8 * 1024;

const SERIAL: std::ops::Range<usize> = 8..12;

/// Sends the same signal again and again; only serial and stamp change.
pub(crate) struct Flood {
    message: Vec<u8>,
    body: usize,
    /// Bytes before the payload itself.
    head: usize,
    batch: Vec<u8>,
    gathered: usize,
}

impl Flood {
    /// Marshals the signal with a payload of `size` bytes.
    pub(crate) fn new(size: u64) -> Self {
        let payload = experiment::payload(size);
        let body = Body::default().double(0.0).number(size).text(&payload);
        let message = signal(experiment::PATH, experiment::INTERFACE, experiment::SIGNAL, &body);
        // d, t, length of s, payload, NUL.
        let head = message.len() - payload.len() - 1;
        Self { body: head - 20, head, message, batch: Vec::with_capacity(BATCH * 2), gathered: 0 }
    }

    /// Sends `count` of them to every one of `sockets`.
    ///
    /// # Errors
    /// Whatever the socket says.
    pub(crate) fn send(
        &mut self,
        sockets: &[&UnixStream],
        count: u64,
        serial: &mut u32,
    ) -> io::Result<()> {
        for _ in 0..count {
            *serial = serial.wrapping_add(1).max(1);
            let stamp = experiment::now().to_le_bytes();
            self.message[SERIAL].copy_from_slice(&serial.to_le_bytes());
            self.message[self.body..self.body + 8].copy_from_slice(&stamp);
            if self.message.len() < VECTORED {
                self.batch.extend_from_slice(&self.message);
            } else {
                self.batch.extend_from_slice(&self.message[..self.head]);
                self.gathered += 1;
            }
            let pending = self.batch.len() + self.gathered * (self.message.len() - self.head);
            if pending >= BATCH {
                self.flush(sockets)?;
            }
        }
        self.flush(sockets)
    }

    fn flush(&mut self, sockets: &[&UnixStream]) -> io::Result<()> {
        for socket in sockets {
            if self.gathered == 0 {
                (&**socket).write_all(&self.batch)?;
            } else {
                let payload = &self.message[self.head..];
                let mut parts: Vec<IoSlice<'_>> = self
                    .batch
                    .chunks_exact(self.head)
                    .flat_map(|head| [IoSlice::new(head), IoSlice::new(payload)])
                    .collect();
                write_all_vectored(socket, &mut parts)?;
            }
        }
        self.batch.clear();
        self.gathered = 0;
        Ok(())
    }
}

fn write_all_vectored(mut socket: &UnixStream, mut parts: &mut [IoSlice<'_>]) -> io::Result<()> {
    while !parts.is_empty() {
        match socket.write_vectored(parts) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(written) => IoSlice::advance_slices(&mut parts, written),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Knows the signal by the bytes of its header, without parsing it twice.
#[derive(Default)]
pub(crate) struct SpamReader {
    /// Header of the last `Spam`, length and serial blanked.
    header: Vec<u8>,
}

impl SpamReader {
    /// Stamp and size when `message` is a `Spam`.
    pub(crate) fn read(&mut self, message: &[u8]) -> Option<(f64, u64)> {
        let known = self.header.len();
        if known == 0
            || message.len() < known + 16
            || message[..4] != self.header[..4]
            || message[12..known] != self.header[12..]
        {
            let parsed = Message::parse(message)?;
            if parsed.kind != Kind::Signal
                || parsed.member != experiment::SIGNAL
                || parsed.interface != experiment::INTERFACE
            {
                return None;
            }
            let header = message.len() - parsed.body.len();
            self.header.clear();
            self.header.extend_from_slice(&message[..header]);
        }
        let body = message.get(self.header.len()..)?;
        let stamp = f64::from_le_bytes(body.get(..8)?.try_into().ok()?);
        let size = u64::from_le_bytes(body.get(8..16)?.try_into().ok()?);
        Some((stamp, size))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::super::message::length_of;
    use super::*;

    #[test]
    fn every_signal_sent_is_read_with_its_size_whatever_way_it_is_written() {
        for size in [1, 32, 8000, 9000, 200_000] {
            let (ours, mut theirs) = UnixStream::pair().unwrap();
            let reader = std::thread::spawn(move || {
                let mut bytes = Vec::new();
                theirs.read_to_end(&mut bytes).unwrap();
                bytes
            });
            let mut serial = 0;
            Flood::new(size).send(&[&ours], 20, &mut serial).unwrap();
            drop(ours);
            let bytes = reader.join().unwrap();
            let (mut at, mut seen, mut reader) = (0, 0, SpamReader::default());
            while at < bytes.len() {
                let length = length_of(&bytes[at..]).unwrap();
                let (stamp, read) = reader.read(&bytes[at..at + length]).unwrap();
                assert_eq!(read, size);
                assert!((experiment::now() - stamp).abs() < 60.0);
                seen += 1;
                assert_eq!(Message::parse(&bytes[at..at + length]).unwrap().serial, seen);
                at += length;
            }
            assert_eq!((seen, serial), (20, 20));
        }
    }
}
