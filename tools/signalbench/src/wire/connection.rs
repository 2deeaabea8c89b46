// SPDX-License-Identifier: MIT OR Apache-2.0
//! A blocking connection with large reads.

use std::io::{self, Read, Write};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rustix::event::{PollFd, PollFlags, poll};

use super::marshal::{Body, method_call, method_error, method_return};
use super::message::{Kind, Message, length_of};

const READ: usize = 1024 * 1024;

/// The path in `unix:path=…`; other transports are not needed for private buses.
///
/// # Errors
/// When the address is another one.
pub(crate) fn socket_path(address: &str) -> Result<&Path> {
    let rest = address.strip_prefix("unix:path=").with_context(|| {
        format!("Cannot use the address '{address}': only unix:path=… is understood")
    })?;
    Ok(Path::new(rest.split([',', ';']).next().unwrap_or(rest)))
}

/// What [`Connection::next`] came back with.
pub(crate) enum Next {
    /// A whole message lies in the buffer.
    Message(std::ops::Range<usize>),
    /// Nothing came within the timeout of the socket.
    Idle,
}

/// A connection to a bus or to a peer.
pub(crate) struct Connection {
    socket: UnixStream,
    /// Serial of the last message sent.
    pub(crate) serial: u32,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Bytes asked for with one read.
    chunk: usize,
}

impl Connection {
    /// Connects to a peer that speaks D-Bus messages from the first byte on.
    ///
    /// # Errors
    /// Whatever the socket says.
    pub(crate) fn peer(path: &Path) -> Result<Self> {
        let socket = UnixStream::connect(path)
            .with_context(|| format!("Cannot connect to {}", path.display()))?;
        Ok(Self::over(socket))
    }

    /// A connection over a connected socket.
    pub(crate) fn over(socket: UnixStream) -> Self {
        Self { socket, serial: 0, buffer: vec![0; READ], start: 0, end: 0, chunk: READ }
    }

    /// Connects to the bus at `address`, authenticates and says hello.
    ///
    /// # Errors
    /// When the bus is not there or refuses.
    pub(crate) fn bus(address: &str) -> Result<Self> {
        Self::bus_over(Self::peer(socket_path(address)?)?.socket)
    }

    /// The same over a socket that is connected already.
    ///
    /// # Errors
    /// When the bus refuses.
    pub(crate) fn bus_over(socket: UnixStream) -> Result<Self> {
        let mut connection = Self::over(socket);
        connection.authenticate()?;
        connection.bus_call("Hello", &Body::default())?;
        Ok(connection)
    }

    /// From now on reads so many bytes at once: 1 makes a very slow receiver.
    pub(crate) fn read_at_once(&mut self, bytes: usize) {
        self.chunk = bytes.clamp(1, READ);
    }

    /// The socket, to write to or to set timeouts of.
    pub(crate) fn socket(&self) -> &UnixStream {
        &self.socket
    }

    /// Lets [`Connection::next`] return [`Next::Idle`] after so long.
    ///
    /// # Errors
    /// Whatever the socket says.
    pub(crate) fn idle_after(&self, timeout: Option<Duration>) -> io::Result<()> {
        self.socket.set_read_timeout(timeout)
    }

    fn authenticate(&mut self) -> Result<()> {
        // EXTERNAL wants the decimal digits of the uid, each as two hexadecimal ones.
        let uid = rustix::process::getuid().as_raw().to_string();
        let hex: String = uid.bytes().map(|digit| format!("{digit:02x}")).collect();
        self.socket.write_all(format!("\0AUTH EXTERNAL {hex}\r\n").as_bytes())?;
        let mut line = Vec::new();
        let mut byte = [0];
        while !line.ends_with(b"\r\n") {
            self.socket.read_exact(&mut byte).context("The bus hung up while authenticating")?;
            line.push(byte[0]);
        }
        if !line.starts_with(b"OK ") {
            bail!("The bus refused us: {}", String::from_utf8_lossy(&line).trim());
        }
        self.socket.write_all(b"BEGIN\r\n")?;
        Ok(())
    }

    /// The next serial.
    pub(crate) fn next_serial(&mut self) -> u32 {
        self.serial = self.serial.wrapping_add(1).max(1);
        self.serial
    }

    /// Waits for the next message.
    ///
    /// # Errors
    /// Whatever the socket says; [`io::ErrorKind::UnexpectedEof`] when the other side hung up.
    pub(crate) fn next(&mut self) -> io::Result<Next> {
        loop {
            if let Some(length) = length_of(&self.buffer[self.start..self.end]) {
                if self.end - self.start >= length {
                    let found = self.start..self.start + length;
                    self.start = found.end;
                    return Ok(Next::Message(found));
                }
                self.make_room(length);
            } else {
                self.make_room(16);
            }
            let until = self.buffer.len().min(self.end + self.chunk);
            match self.socket.read(&mut self.buffer[self.end..until]) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(read) => self.end += read,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(Next::Idle),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The bytes of a message found by [`Connection::next`].
    pub(crate) fn bytes(&self, range: std::ops::Range<usize>) -> &[u8] {
        &self.buffer[range]
    }

    fn make_room(&mut self, length: usize) {
        if self.start == self.end {
            (self.start, self.end) = (0, 0);
        }
        if self.buffer.len() - self.start < length {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
            if self.buffer.len() < length {
                self.buffer.resize(length, 0);
            }
        }
        if self.end == self.buffer.len() {
            self.buffer.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
    }

    /// Answers whoever calls us, as every conforming program does: senders may ask receivers by
    /// a ping how far they are.
    ///
    /// # Errors
    /// Whatever the socket says.
    pub(crate) fn answer(&mut self, range: std::ops::Range<usize>) -> io::Result<()> {
        let Some(call) =
            Message::parse(&self.buffer[range]).filter(|message| message.kind == Kind::Call)
        else {
            return Ok(());
        };
        let (member, sender) = (call.member.to_owned(), call.sender.to_owned());
        let (answered, serial) = (call.serial, self.next_serial());
        let reply = if member == "Ping" {
            method_return(serial, answered, Some(&sender), &Body::default())
        } else {
            let name = "org.freedesktop.DBus.Error.UnknownMethod";
            method_error(serial, answered, Some(&sender), name, "There is no such method")
        };
        self.socket.write_all(&reply)
    }

    /// Waits until there is something to read, here or on `other`; true when it is `other`.
    ///
    /// # Errors
    /// Whatever the system says.
    pub(crate) fn wait_beside(&self, other: impl AsFd) -> io::Result<bool> {
        if self.start < self.end {
            return Ok(false);
        }
        let mut both =
            [PollFd::new(&other, PollFlags::IN), PollFd::new(&self.socket, PollFlags::IN)];
        while let Err(error) = poll(&mut both, None) {
            if error != rustix::io::Errno::INTR {
                return Err(error.into());
            }
        }
        Ok(!both[0].revents().is_empty())
    }

    /// Calls a method of the bus itself and returns the bytes of the reply.
    ///
    /// # Errors
    /// When the bus answers with an error or hangs up.
    pub(crate) fn bus_call(&mut self, member: &str, body: &Body) -> Result<Vec<u8>> {
        self.call(
            Some("org.freedesktop.DBus"),
            "/org/freedesktop/DBus",
            "org.freedesktop.DBus",
            member,
            body,
        )
    }

    /// Calls a method and returns the bytes of the reply; signals are dropped meanwhile.
    ///
    /// # Errors
    /// When the answer is an error or does not come within the timeout of the socket.
    pub(crate) fn call(
        &mut self,
        destination: Option<&str>,
        path: &str,
        interface: &str,
        member: &str,
        body: &Body,
    ) -> Result<Vec<u8>> {
        let serial = self.next_serial();
        let call = method_call(serial, destination, path, interface, member, body);
        self.socket.write_all(&call).context("The bus hung up")?;
        loop {
            let range = match self.next().with_context(|| format!("No answer to {member}"))? {
                Next::Message(range) => range,
                Next::Idle => bail!("No answer to {member} within the time limit"),
            };
            let bytes = &self.buffer[range.clone()];
            let Some(message) = Message::parse(bytes) else { continue };
            if message.answered != Some(serial) {
                self.answer(range)?;
                continue;
            }
            if message.kind == Kind::Error {
                let text = if message.signature.starts_with('s') { message.text() } else { None };
                bail!("{member} failed: {} {}", message.error, text.unwrap_or_default());
            }
            return Ok(bytes.to_vec());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_found_however_the_bytes_arrive() {
        let body = Body::default().text(&"x".repeat(3 * READ));
        let small = method_call(1, None, "/a", "a.b", "Small", &Body::default());
        let large = method_call(2, None, "/a", "a.b", "Large", &body);
        let mut all = Vec::new();
        for _ in 0..3 {
            all.extend(small.repeat(5000));
            all.extend(&large);
        }
        for chunk in [1000, READ] {
            let (ours, mut theirs) = UnixStream::pair().unwrap();
            let bytes = all.clone();
            let writer = std::thread::spawn(move || theirs.write_all(&bytes).unwrap());
            let mut connection = Connection::over(ours);
            connection.read_at_once(chunk);
            let mut members = Vec::new();
            while let Ok(Next::Message(range)) = connection.next() {
                let message = Message::parse(connection.bytes(range)).unwrap();
                members.push(message.member.len() + message.body.len());
            }
            writer.join().unwrap();
            assert_eq!(members.len(), 3 * 5001);
            assert_eq!(members[5000], 5 + 4 + 3 * READ + 1);
        }
    }
}
