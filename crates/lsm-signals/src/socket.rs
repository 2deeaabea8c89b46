// SPDX-License-Identifier: MIT OR Apache-2.0
//! A non-blocking Unix socket: large reads, gathered writes, file descriptors.

use std::io::{IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::Errno;
use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, ReturnFlags,
    SendAncillaryBuffer, SendAncillaryMessage, SendFlags, SocketAddrUnix, SocketFlags, SocketType,
    sockopt,
};

use crate::address::Address;
use crate::{Error, Result};

/// The most file descriptors that Linux lets go with one write.
const MAX_DESCRIPTORS: usize = 253;

/// A connected, non-blocking Unix stream socket.
#[derive(Debug)]
pub struct Socket {
    fd: OwnedFd,
}

/// What came of a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// This many bytes.
    Bytes(usize),
    /// Nothing for now.
    Nothing,
    /// The other side has closed.
    End,
}

impl Socket {
    /// Connects.
    ///
    /// # Errors
    /// [`Error::Io`]; [`Error::TimedOut`] if nobody accepts before the deadline.
    pub fn connect(address: &Address, deadline: Instant) -> Result<Self> {
        let doing = || format!("connect to {address}");
        let target = match address {
            Address::Path(path) => SocketAddrUnix::new(path),
            Address::Abstract(name) => SocketAddrUnix::new_abstract_name(name),
        };
        let target = target.map_err(|errno| Error::io(doing(), errno))?;
        let flags = SocketFlags::CLOEXEC;
        let fd = rustix::net::socket_with(AddressFamily::UNIX, SocketType::STREAM, flags, None)
            .map_err(|errno| Error::io(doing(), errno))?;
        // Only a blocking socket waits for room in the backlog, and no longer than this.
        let patience = remaining(deadline).max(Duration::from_millis(1));
        sockopt::set_socket_timeout(&fd, sockopt::Timeout::Send, Some(patience))
            .map_err(|errno| Error::io(doing(), errno))?;
        loop {
            match rustix::net::connect(&fd, &target) {
                Ok(()) => return Self::new(fd),
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => {
                    return Err(Error::timed_out(format!("connecting to {address}")));
                }
                Err(errno) => return Err(Error::io(doing(), errno)),
            }
        }
    }

    /// Takes over a connected socket and makes it non-blocking.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn new(fd: OwnedFd) -> Result<Self> {
        fcntl_getfl(&fd)
            .and_then(|flags| fcntl_setfl(&fd, flags | OFlags::NONBLOCK))
            .map_err(|errno| Error::io("set up a socket", errno))?;
        Ok(Self { fd })
    }

    /// Two sockets that are connected with each other.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn pair() -> Result<(Self, Self)> {
        let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
        rustix::net::socketpair(AddressFamily::UNIX, SocketType::STREAM, flags, None)
            .map(|(one, other)| (Self { fd: one }, Self { fd: other }))
            .map_err(|errno| Error::io("make a pair of sockets", errno))
    }

    /// The user that runs the other side, as of when it connected.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn peer_user(&self) -> Result<u32> {
        sockopt::socket_peercred(&self.fd)
            .map(|credentials| credentials.uid.as_raw())
            .map_err(|errno| Error::io("ask who is connected", errno))
    }

    /// Reads what there is, up to the length of `space`, and the file descriptors with it.
    ///
    /// # Errors
    /// [`Error::Disconnected`], [`Error::Io`].
    pub fn read(&self, space: &mut [u8], fds: &mut Vec<OwnedFd>) -> Result<Read> {
        let mut room = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_DESCRIPTORS))];
        let mut control = RecvAncillaryBuffer::new(&mut room);
        let flags = RecvFlags::CMSG_CLOEXEC;
        let mut into = [IoSliceMut::new(space)];
        loop {
            match rustix::net::recvmsg(&self.fd, &mut into, &mut control, flags) {
                Ok(message) => {
                    for part in control.drain() {
                        if let RecvAncillaryMessage::ScmRights(rights) = part {
                            fds.extend(rights);
                        }
                    }
                    if message.flags.contains(ReturnFlags::CTRUNC) {
                        return Err(crate::message::Fault::Descriptors.into());
                    }
                    return Ok(if message.bytes == 0 {
                        Read::End
                    } else {
                        Read::Bytes(message.bytes)
                    });
                }
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => return Ok(Read::Nothing),
                Err(Errno::CONNRESET | Errno::PIPE) => return Ok(Read::End),
                Err(errno) => return Err(Error::io("read from a socket", errno)),
            }
        }
    }

    /// Writes as much as the socket takes, and these file descriptors with the first byte. None
    /// if it takes nothing for now.
    ///
    /// # Errors
    /// [`Error::Disconnected`], [`Error::Io`].
    pub fn write(&self, bytes: &[IoSlice<'_>], fds: &[OwnedFd]) -> Result<Option<usize>> {
        let mut room = [MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(MAX_DESCRIPTORS))];
        let mut control = SendAncillaryBuffer::new(&mut room);
        let fds: Vec<BorrowedFd<'_>> = fds.iter().map(AsFd::as_fd).collect();
        if !fds.is_empty() && !control.push(SendAncillaryMessage::ScmRights(&fds)) {
            return Err(Error::TooLarge {
                what: "A list of file descriptors",
                length: fds.len() as u64,
                limit: MAX_DESCRIPTORS as u64,
            });
        }
        loop {
            match rustix::net::sendmsg(&self.fd, bytes, &mut control, SendFlags::NOSIGNAL) {
                Ok(written) => return Ok(Some(written)),
                Err(Errno::INTR) => {}
                Err(Errno::AGAIN) => return Ok(None),
                Err(Errno::CONNRESET | Errno::PIPE | Errno::NOTCONN) => {
                    return Err(Error::Disconnected { unconfirmed: 0 });
                }
                Err(errno) => return Err(Error::io("write to a socket", errno)),
            }
        }
    }

    /// Waits until there is something to read or, if `writes`, room to write; no longer than
    /// until the deadline, forever if there is none. False if neither came.
    ///
    /// # Errors
    /// [`Error::Io`].
    pub fn wait(&self, reads: bool, writes: bool, deadline: Option<Instant>) -> Result<bool> {
        wait_for(&mut [Interest { fd: self.as_fd(), reads, writes }.poll()], deadline)
    }
}

/// What is waited for at a socket.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Interest<'s> {
    pub(crate) fd: BorrowedFd<'s>,
    pub(crate) reads: bool,
    pub(crate) writes: bool,
}

impl<'s> Interest<'s> {
    fn poll(self) -> PollFd<'s> {
        let mut events = PollFlags::empty();
        events.set(PollFlags::IN, self.reads);
        events.set(PollFlags::OUT, self.writes);
        PollFd::from_borrowed_fd(self.fd, events)
    }
}

/// Waits at several sockets, as [`Socket::wait`] does at one.
pub(crate) fn wait_for_any<'s>(
    interests: impl Iterator<Item = Interest<'s>>,
    deadline: Option<Instant>,
) -> Result<bool> {
    let mut polls: Vec<_> = interests.map(Interest::poll).collect();
    wait_for(&mut polls, deadline)
}

fn wait_for(polls: &mut [PollFd<'_>], deadline: Option<Instant>) -> Result<bool> {
    loop {
        let timeout = deadline.map(|deadline| {
            let left = remaining(deadline);
            Timespec {
                tv_sec: i64::try_from(left.as_secs()).unwrap_or(i64::MAX),
                tv_nsec: i64::from(left.subsec_nanos()),
            }
        });
        match poll(polls, timeout.as_ref()) {
            Ok(ready) => return Ok(ready > 0),
            Err(Errno::INTR) => {}
            Err(errno) => return Err(Error::io("wait for a socket", errno)),
        }
    }
}

/// How much time is left until the deadline.
fn remaining(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(Instant::now())
}

impl AsFd for Socket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.fd.as_fd()
    }
}

impl From<Socket> for OwnedFd {
    fn from(socket: Socket) -> Self {
        socket.fd
    }
}
