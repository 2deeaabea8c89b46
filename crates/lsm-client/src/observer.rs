// SPDX-License-Identifier: MIT OR Apache-2.0
//! Somebody who looks on while a session talks with its plug-in.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use lsm_core::Result;
use lsm_wire::Method;

/// Sees every request and every reply of a session. Requests hold passwords.
pub trait Observer: Send {
    /// A request, as JSON, before it is sent.
    ///
    /// # Errors
    /// Keeps it from being sent: the call fails with this error, and the session goes on.
    fn before(&mut self, method: Method, request: &[u8]) -> Result<()>;

    /// A reply, as JSON, and how long it took since the request was sent.
    fn after(&mut self, method: Method, reply: &[u8], took: Duration);
}

/// An observer that is shared with whoever wants to know what it saw.
pub type Shared = Arc<Mutex<dyn Observer>>;

/// The observer of a session, and when the last request was sent.
pub(crate) struct Observed {
    observer: Shared,
    sent: Instant,
}

impl Observed {
    pub(crate) fn by(observer: Shared) -> Self {
        Self { observer, sent: Instant::now() }
    }

    pub(crate) fn before(&mut self, method: Method, request: &[u8]) -> Result<()> {
        // An observer that failed once still sees what comes.
        let mut observer = self.observer.lock().unwrap_or_else(PoisonError::into_inner);
        observer.before(method, request)?;
        self.sent = Instant::now();
        Ok(())
    }

    pub(crate) fn after(&mut self, method: Method, reply: &[u8]) {
        let took = self.sent.elapsed();
        let mut observer = self.observer.lock().unwrap_or_else(PoisonError::into_inner);
        observer.after(method, reply, took);
    }
}
