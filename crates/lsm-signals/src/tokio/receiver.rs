// SPDX-License-Identifier: MIT OR Apache-2.0
//! Receiving on tokio.

use std::time::Instant;

use super::watch::Watch;
use crate::Result;
use crate::receiver::Event;

/// A [`Receiver`](crate::Receiver) whose waiting does not block the thread.
#[derive(Debug)]
pub struct Receiver {
    inner: crate::Receiver,
    watch: Watch,
}

impl Receiver {
    /// Takes over a receiver that is connected.
    ///
    /// # Errors
    /// [`Error::Io`](crate::Error::Io), also outside of a runtime.
    pub fn new(inner: crate::Receiver) -> Result<Receiver> {
        Ok(Receiver { inner, watch: Watch::new()? })
    }

    /// What comes next. Nothing is lost if the future is dropped before that.
    ///
    /// # Errors
    /// As [`crate::Receiver::next`].
    pub async fn next(&mut self) -> Result<Event<'_>> {
        loop {
            if let Some(taken) = self.inner.advance(Instant::now())? {
                return self.inner.event(taken);
            }
            self.watch.set(self.inner.interests())?;
            self.watch.ready(None).await?;
        }
    }

    /// The receiver, for what does not wait.
    pub fn get_mut(&mut self) -> &mut crate::Receiver {
        &mut self.inner
    }

    /// The receiver, to go on with it without tokio.
    #[must_use]
    pub fn into_inner(self) -> crate::Receiver {
        self.inner
    }
}
