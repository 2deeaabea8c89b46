// SPDX-License-Identifier: MIT OR Apache-2.0
//! The blocking driver of a session.

use std::io::IoSlice;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::Instant;

use crate::address::Address;
use crate::auth::{Client, Server, Step};
use crate::message::{Kind, Marshalled, Message, OwnedMessage, Template, Writer};
use crate::session::Session;
use crate::socket::{Interest, Read, Socket};
use crate::{Error, Result};

/// A connection to a bus or to a peer, driven by calls that block until a deadline.
#[derive(Debug)]
pub struct Connection {
    session: Session,
    socket: Socket,
    descriptors: bool,
    /// File descriptors as they come; a field only to be allocated once.
    fds: Vec<OwnedFd>,
}

impl Connection {
    /// Connects to a bus, authenticates and says Hello.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Auth`], [`Error::Refused`] by the bus, [`Error::TimedOut`].
    pub fn open(address: &Address, deadline: Instant) -> Result<Self> {
        let mut connection = Self::from_peer(Socket::connect(address, deadline)?, deadline)?;
        let hello = Template::driver("Hello", "")?;
        let reply = connection.call(&hello, |_| Ok(()), deadline)?;
        connection.session.set_unique_name(reply.view().body().string()?);
        Ok(connection)
    }

    /// Takes over a connected socket of a peer whose side waits for our handshake.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn from_peer(socket: Socket, deadline: Instant) -> Result<Self> {
        let mut client = Client::new(rustix::process::geteuid().as_raw());
        let mut connection = Self::established(socket);
        loop {
            connection.write_all(&client.output(), deadline)?;
            let bytes = connection.read_some(deadline)?;
            let step = client.feed(&bytes)?;
            if let Step::Done { rest, descriptors } = step {
                connection.write_all(&client.output(), deadline)?;
                return Ok(connection.begin(&rest, descriptors));
            }
        }
    }

    /// Takes over a connected socket of a peer that begins the handshake, and that has to be the
    /// user as whom it connected. `guid` names this server: 32 hexadecimal digits.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn accept(socket: Socket, guid: &str, deadline: Instant) -> Result<Self> {
        let user = socket.peer_user()?;
        Self::serve(socket, Server::new(guid, Some(user)), deadline)
    }

    /// As [`Self::accept`], of a peer that was handed its socket and so may be any user.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn accept_anybody(socket: Socket, guid: &str, deadline: Instant) -> Result<Self> {
        Self::serve(socket, Server::new(guid, None), deadline)
    }

    /// Takes over a connected socket on which messages are spoken already, without a handshake.
    pub fn established(socket: Socket) -> Self {
        let session = Session::new(machine_id());
        Self { session, socket, descriptors: true, fds: Vec::new() }
    }

    /// The session that it drives.
    #[inline]
    pub fn session(&mut self) -> &mut Session {
        &mut self.session
    }

    /// The message that the session is at.
    #[inline]
    pub(crate) fn message(&self) -> Message<'_> {
        self.session.message()
    }

    /// What there is to wait for: whether there is room for more to be read, and whether anything
    /// is to be written.
    pub(crate) fn interest(&mut self) -> Interest<'_> {
        let reads = !self.session.stream().space().is_empty();
        let writes = self.session.outgoing().pending() > 0;
        Interest { fd: self.socket.as_fd(), reads, writes }
    }

    /// Our unique name on the bus; empty between peers.
    pub fn unique_name(&self) -> &str {
        self.session.unique_name()
    }

    /// Whether file descriptors may go with messages.
    pub fn passes_descriptors(&self) -> bool {
        self.descriptors
    }

    /// Writes as much as the socket takes without waiting. True if nothing is left to write.
    ///
    /// # Errors
    /// [`Error::Disconnected`].
    pub fn try_flush(&mut self) -> Result<bool> {
        let outgoing = self.session.outgoing();
        while outgoing.pending() > 0 {
            let bytes = IoSlice::new(outgoing.bytes());
            match self.socket.write(&[bytes], outgoing.descriptors())? {
                Some(taken) => outgoing.advance(taken),
                None => return Ok(false),
            }
        }
        Ok(true)
    }

    /// Writes everything. What comes while it waits for the socket is kept for
    /// [`Self::receive`].
    ///
    /// # Errors
    /// [`Error::Disconnected`], [`Error::TimedOut`].
    pub fn flush(&mut self, deadline: Instant) -> Result<()> {
        while !self.try_flush()? {
            self.make_room(deadline)?;
        }
        Ok(())
    }

    /// As [`Self::try_flush`], with this last message, whose shared pieces are not copied. False
    /// if some of it is left: then call it again with the same message, or absorb it.
    ///
    /// # Errors
    /// [`Error::Disconnected`].
    pub fn try_flush_shared(&mut self, message: &mut Marshalled<'_>) -> Result<bool> {
        let outgoing = self.session.outgoing();
        if !message.is_shared() || !outgoing.gathers() {
            return Ok(!message.is_shared() && self.try_flush()?);
        }
        loop {
            let Some(taken) = self.socket.write(&outgoing.slices(message), &[])? else {
                return Ok(false);
            };
            if outgoing.advance_shared(message, taken) {
                return Ok(true);
            }
        }
    }

    /// Writes everything, and last this message, whose shared pieces are not copied, as
    /// [`Self::flush`] does. If time is up, what is left of the message is absorbed.
    ///
    /// # Errors
    /// As [`Self::flush`].
    pub fn flush_shared(&mut self, mut message: Marshalled<'_>, deadline: Instant) -> Result<()> {
        if !self.session.outgoing().gathers() {
            self.session.outgoing().absorb(message);
            return self.flush(deadline);
        }
        while !self.try_flush_shared(&mut message)? {
            if let Err(error) = self.make_room(deadline) {
                self.session.outgoing().absorb(message);
                return Err(error);
            }
        }
        self.flush(deadline)
    }

    /// Writes and reads what is possible. If nothing came in, waits until something can be read
    /// or written, no longer than until the deadline (`None`: does not wait), and does so again.
    /// True if something came in.
    ///
    /// # Errors
    /// [`Error::Disconnected`], once everything was read that came before.
    pub fn poll(&mut self, deadline: Option<Instant>) -> Result<bool> {
        let written = self.try_flush();
        if self.fill()? {
            return Ok(true);
        }
        let writes = !written?;
        if deadline.is_none() || !self.wait(writes, deadline)? {
            return Ok(false);
        }
        let written = self.try_flush();
        let filled = self.fill()?;
        if !filled {
            written?;
        }
        Ok(filled)
    }

    /// The next message that is for the user, of those that have come already.
    ///
    /// # Errors
    /// As [`Session::advance`].
    #[inline]
    pub fn receive(&mut self) -> Result<Option<Message<'_>>> {
        if self.session.advance()? { Ok(Some(self.session.message())) } else { Ok(None) }
    }

    /// Sends a message, at once as far as the socket takes it; gives its serial number.
    ///
    /// # Errors
    /// Those of `body`, [`Error::Disconnected`].
    pub fn send<'p>(
        &mut self,
        template: &Template,
        body: impl FnOnce(&mut Writer<'_, 'p>) -> Result<()>,
    ) -> Result<u32> {
        let mut message = self.session.put(template, body)?;
        let serial = message.serial;
        if !self.try_flush_shared(&mut message)? {
            self.session.outgoing().absorb(message);
        }
        Ok(serial)
    }

    /// Calls a method and waits for its reply; what else comes meanwhile is kept for
    /// [`Self::receive`].
    ///
    /// # Errors
    /// [`Error::Refused`] if the reply is an error, [`Error::Disconnected`], [`Error::TimedOut`];
    /// [`Error::TooLarge`] if more came before the reply than is kept.
    pub fn call<'p>(
        &mut self,
        template: &Template,
        body: impl FnOnce(&mut Writer<'_, 'p>) -> Result<()>,
        deadline: Instant,
    ) -> Result<OwnedMessage> {
        let serial = self.send(template, body)?;
        self.session.expect_reply(serial);
        let reply = self.wait_for_reply(serial, deadline);
        self.session.forget_reply(serial);
        let reply = reply?;
        if reply.view().kind() == Kind::Error {
            return Err(Error::refused(&reply.view()));
        }
        Ok(reply)
    }

    fn wait_for_reply(&mut self, serial: u32, deadline: Instant) -> Result<OwnedMessage> {
        loop {
            let all = self.session.collect()?;
            if let Some(reply) = self.session.take_reply(serial) {
                return Ok(reply);
            }
            if !all {
                return Err(Error::full());
            }
            if !self.poll(Some(deadline))? && Instant::now() >= deadline {
                return Err(Error::timed_out("waiting for the reply to a call"));
            }
        }
    }

    /// Waits for the socket to take more, and meanwhile takes in what comes, so that two sides
    /// that both write do not wait for each other.
    fn make_room(&mut self, deadline: Instant) -> Result<()> {
        let reads = self.session.collect()? && !self.session.stream().space().is_empty();
        if !self.socket.wait(reads, true, Some(deadline))? {
            return Err(Error::timed_out("waiting until the other side reads"));
        }
        if reads {
            self.fill()?;
        }
        Ok(())
    }

    fn wait(&mut self, writes: bool, deadline: Option<Instant>) -> Result<bool> {
        let reads = !self.session.stream().space().is_empty();
        self.socket.wait(reads, writes, deadline)
    }

    /// Reads once. True if something came.
    fn fill(&mut self) -> Result<bool> {
        let stream = self.session.stream();
        let space = stream.space();
        if space.is_empty() {
            return Ok(false);
        }
        match self.socket.read(space, &mut self.fds)? {
            Read::Nothing => Ok(false),
            Read::End => Err(Error::Disconnected { unconfirmed: 0 }),
            Read::Bytes(count) => {
                stream.filled(count);
                stream.descriptors(self.fds.drain(..));
                Ok(true)
            }
        }
    }

    fn serve(socket: Socket, mut server: Server, deadline: Instant) -> Result<Self> {
        let mut connection = Self::established(socket);
        loop {
            let bytes = connection.read_some(deadline)?;
            let step = server.feed(&bytes)?;
            connection.write_all(&server.output(), deadline)?;
            if let Step::Done { rest, descriptors } = step {
                return Ok(connection.begin(&rest, descriptors));
            }
        }
    }

    /// Goes over from the handshake to messages.
    fn begin(mut self, mut rest: &[u8], descriptors: bool) -> Self {
        self.descriptors = descriptors;
        let stream = self.session.stream();
        while let [_, ..] = rest {
            let space = stream.space();
            let count = rest.len().min(space.len());
            let (now, later) = rest.split_at(count);
            if let Some(place) = space.get_mut(..count) {
                place.copy_from_slice(now);
            }
            stream.filled(count);
            rest = later;
        }
        stream.descriptors(self.fds.drain(..));
        self
    }

    fn write_all(&mut self, mut bytes: &[u8], deadline: Instant) -> Result<()> {
        while !bytes.is_empty() {
            match self.socket.write(&[IoSlice::new(bytes)], &[])? {
                Some(count) => bytes = bytes.get(count..).unwrap_or(&[]),
                None if self.socket.wait(false, true, Some(deadline))? => {}
                None => return Err(Error::timed_out("greeting the other side")),
            }
        }
        Ok(())
    }

    fn read_some(&mut self, deadline: Instant) -> Result<Vec<u8>> {
        let mut bytes = vec![0; 4096];
        loop {
            match self.socket.read(&mut bytes, &mut self.fds)? {
                Read::Bytes(count) => {
                    bytes.truncate(count);
                    return Ok(bytes);
                }
                Read::End => return Err(Error::Auth("the other side has closed".into())),
                Read::Nothing if self.socket.wait(true, false, Some(deadline))? => {}
                Read::Nothing => return Err(Error::timed_out("greeting the other side")),
            }
        }
    }
}

/// What this machine is called, by those files that the specification names.
fn machine_id() -> String {
    ["/etc/machine-id", "/var/lib/dbus/machine-id"]
        .iter()
        .find_map(|path| std::fs::read_to_string(path).ok())
        .map_or_else(|| "0".repeat(32), |id| id.trim().to_owned())
}

impl AsFd for Connection {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}
