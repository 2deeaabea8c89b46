// SPDX-License-Identifier: MIT OR Apache-2.0
//! The blocking driver of a session.

use std::os::fd::{AsFd, BorrowedFd};
use std::time::Instant;

use crate::address::Address;
use crate::message::{Marshalled, Message, OwnedMessage, Template, Writer};
use crate::session::Session;
use crate::socket::Socket;
use crate::{Error, Result};

/// A connection to a bus or to a peer, driven by calls that block until a deadline.
#[derive(Debug)]
pub struct Connection {
    session: Session,
    socket: Socket,
}

impl Connection {
    /// Connects to a bus, authenticates and says Hello.
    ///
    /// # Errors
    /// [`Error::Io`], [`Error::Auth`], [`Error::Refused`] by the bus, [`Error::TimedOut`].
    pub fn open(_address: &Address, _deadline: Instant) -> Result<Self> {
        Err(Error::timed_out("connecting"))
    }

    /// Takes over a connected socket of a peer whose side waits for our handshake.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn from_peer(socket: Socket, _deadline: Instant) -> Result<Self> {
        Ok(Self { session: Session::new(), socket })
    }

    /// Takes over a connected socket of a peer that begins the handshake; `guid` names this
    /// server, 32 hexadecimal digits.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn accept(socket: Socket, _guid: &str, _deadline: Instant) -> Result<Self> {
        Ok(Self { session: Session::new(), socket })
    }

    /// The session that it drives.
    pub fn session(&mut self) -> &mut Session {
        &mut self.session
    }

    /// Our unique name on the bus; empty between peers.
    pub fn unique_name(&self) -> &str {
        self.session.unique_name()
    }

    /// Writes as much as the socket takes without waiting. True if nothing is left to write.
    ///
    /// # Errors
    /// [`Error::Disconnected`].
    pub fn try_flush(&mut self) -> Result<bool> {
        Ok(true)
    }

    /// Writes everything; reads what comes while it waits for the socket.
    ///
    /// # Errors
    /// [`Error::Disconnected`], [`Error::TimedOut`].
    pub fn flush(&mut self, _deadline: Instant) -> Result<()> {
        Ok(())
    }

    /// Writes everything, and last this message, whose shared pieces are not copied.
    ///
    /// # Errors
    /// As [`Self::flush`].
    pub fn flush_shared(&mut self, _message: Marshalled<'_>, _deadline: Instant) -> Result<()> {
        Ok(())
    }

    /// Waits until something came in or could be written, or until the deadline (`None`: does not
    /// wait), and reads and writes. True if something came in.
    ///
    /// # Errors
    /// [`Error::Disconnected`].
    pub fn poll(&mut self, _deadline: Option<Instant>) -> Result<bool> {
        Ok(false)
    }

    /// The next message that is for the user, of those that have come already.
    ///
    /// # Errors
    /// As [`Session::advance`].
    pub fn receive(&mut self) -> Result<Option<Message<'_>>> {
        if self.session.advance()? { Ok(Some(self.session.message())) } else { Ok(None) }
    }

    /// Sends a message, as soon as the socket takes it; gives its serial number.
    ///
    /// # Errors
    /// Those of `body`, [`Error::Disconnected`].
    pub fn send<'p>(
        &mut self,
        template: &Template,
        body: impl FnOnce(&mut Writer<'_, 'p>) -> Result<()>,
    ) -> Result<u32> {
        Ok(self.session.put(template, body)?.serial)
    }

    /// Calls a method and waits for its reply; what else comes meanwhile is kept for
    /// [`Self::receive`].
    ///
    /// # Errors
    /// [`Error::Refused`] if the reply is an error, [`Error::Disconnected`], [`Error::TimedOut`].
    pub fn call<'p>(
        &mut self,
        template: &Template,
        body: impl FnOnce(&mut Writer<'_, 'p>) -> Result<()>,
        _deadline: Instant,
    ) -> Result<OwnedMessage> {
        let serial = self.send(template, body)?;
        self.session.take_reply(serial).ok_or(Error::timed_out("waiting for a reply"))
    }
}

impl AsFd for Connection {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}
