// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reading and writing, on the bus and on ways of receivers' own.

use std::iter;
use std::time::Instant;

use super::{BATCH, Sender};
use crate::flow::Urgency;
use crate::socket::wait_for_any;
use crate::{Error, Result};

impl Sender {
    /// Writes and reads without waiting, and does what there is to do.
    pub(super) fn turn(&mut self, urgency: Urgency) -> Result<()> {
        self.step(urgency)?;
        self.write_down_to(BATCH)
    }

    /// As [`Self::turn`], but what the bus does not take at once is left.
    pub(crate) fn step(&mut self, urgency: Urgency) -> Result<()> {
        self.poll(None)?;
        self.core.turn(self.connection.session(), urgency, Instant::now())?;
        // Everything that was emitted is written; this is what others wait for.
        if self.connection.session().outgoing().pending() > 0 {
            self.try_flush()?;
        }
        self.core.ways.write();
        self.flushed = Instant::now();
        Ok(())
    }

    /// Waits until no more than this waits to be written.
    pub(super) fn write_down_to(&mut self, most: usize) -> Result<()> {
        let patience = self.core.ledger.policy().patience;
        let mut left = usize::MAX;
        let mut deadline = None;
        loop {
            let pending = self.connection.session().outgoing().pending();
            if pending <= most || self.try_flush()? {
                return Ok(());
            }
            let now = Instant::now();
            if pending < left {
                deadline = Some(now + patience);
            } else if deadline.is_some_and(|deadline| now >= deadline) {
                return Err(Error::timed_out("waiting for the bus to take signals"));
            }
            left = pending;
            // Reads meanwhile: the bus may wait for us as we wait for it.
            self.poll(deadline)?;
            self.core.incoming(self.connection.session(), Instant::now())?;
        }
    }

    pub(super) fn try_flush(&mut self) -> Result<bool> {
        self.connection.try_flush().map_err(|error| self.failed(error))
    }

    /// Writes and reads what is possible, on the bus and all other ways, and waits for something
    /// to come in until the time is up; not at all without one.
    pub(super) fn poll(&mut self, until: Option<Instant>) -> Result<bool> {
        if self.core.ways.count() == 0 {
            return self.connection.poll(until).map_err(|error| self.failed(error));
        }
        let mut waited = until.is_none();
        loop {
            let news = self.connection.poll(None).map_err(|error| self.failed(error))?;
            if self.core.ways.poll() || news || waited {
                return Ok(news);
            }
            let interests =
                iter::once(self.connection.interest()).chain(self.core.ways.interests());
            wait_for_any(interests, until)?;
            waited = true;
        }
    }

    /// Adds to an error what only we know.
    pub(super) fn failed(&self, error: Error) -> Error {
        match error {
            Error::Disconnected { .. } => {
                Error::Disconnected { unconfirmed: self.core.unconfirmed() }
            }
            error => error,
        }
    }
}
