// SPDX-License-Identifier: MIT OR Apache-2.0
//! Waiting for several sockets with one registration at the runtime.

use std::os::fd::{AsRawFd, OwnedFd};
use std::time::Instant;

use ::tokio::io::Interest as Direction;
use ::tokio::io::unix::AsyncFd;
use ::tokio::runtime::Handle;
use ::tokio::time::timeout_at;
use rustix::event::epoll::{self, CreateFlags, EventData, EventFlags};
use rustix::io::Errno;

use crate::socket::Interest;
use crate::{Error, Result};

/// An epoll instance of all sockets of a sender or receiver. It becomes readable for the runtime
/// when one of them can be read, or written if there is something to write.
#[derive(Debug)]
pub(super) struct Watch {
    epoll: AsyncFd<OwnedFd>,
}

impl Watch {
    pub(super) fn new() -> Result<Watch> {
        let fault = |error: std::io::Error| Error::io("wait for sockets with tokio", error);
        // Without this the registration would panic.
        Handle::try_current().map_err(|error| fault(std::io::Error::other(error)))?;
        let epoll = epoll::create(CreateFlags::CLOEXEC).map_err(|errno| fault(errno.into()))?;
        // What took its place is unsafe, for types whose descriptor may change or be closed while
        // it is registered. That of an OwnedFd cannot.
        #[allow(deprecated, reason = "sound for an OwnedFd, and needs no unsafe")]
        let epoll = AsyncFd::with_interest(epoll, Direction::READABLE).map_err(fault)?;
        Ok(Watch { epoll })
    }

    /// Sets what is waited for. Sockets that were closed since are not watched any more by
    /// themselves; and what is ready already is told anew, whatever was noticed of it before.
    pub(super) fn set<'s>(&self, interests: impl Iterator<Item = Interest<'s>>) -> Result<()> {
        for interest in interests {
            let mut events = EventFlags::empty();
            events.set(EventFlags::IN, interest.reads);
            events.set(EventFlags::OUT, interest.writes);
            let data = EventData::new_u64(interest.fd.as_raw_fd().unsigned_abs().into());
            let epoll = self.epoll.get_ref();
            let set = match epoll::modify(epoll, interest.fd, data, events) {
                Err(Errno::NOENT) => epoll::add(epoll, interest.fd, data, events),
                set => set,
            };
            set.map_err(|errno| Error::io("wait for a socket", errno))?;
        }
        Ok(())
    }

    /// Waits until one of them is ready, no longer than until then if there is a time.
    pub(super) async fn ready(&self, until: Option<Instant>) -> Result<()> {
        let ready = async {
            let mut ready = self.epoll.readable().await?;
            ready.clear_ready();
            Ok(())
        };
        let waited = match until {
            None => ready.await,
            Some(until) => timeout_at(until.into(), ready).await.unwrap_or(Ok(())),
        };
        waited.map_err(|error: std::io::Error| Error::io("wait for a socket", error))
    }
}
