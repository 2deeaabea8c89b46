// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listings.

use std::marker::PhantomData;

use lsm_core::{Record, Result, Search};
use lsm_wire::ReplyEncoder;

/// Where a listing puts its records. They are written into the reply at once, so that a listing
/// costs the memory of its reply and no more.
#[derive(Debug)]
pub struct List<'a, T> {
    reply: ReplyEncoder<'a>,
    search: Option<Search>,
    record: PhantomData<fn(&T)>,
}

impl<'a, T: Record> List<'a, T> {
    pub(crate) fn new(reply: ReplyEncoder<'a>, search: Option<Search>) -> Self {
        Self { reply, search, record: PhantomData }
    }

    /// What the caller searches for. Records that do not match may be pushed all the same: this
    /// is for plug-ins whose array can do the search.
    pub fn search(&self) -> Option<&Search> {
        self.search.as_ref()
    }

    /// Adds a record, unless the caller searches for others.
    ///
    /// # Errors
    /// `LIB_BUG` when the record cannot be written.
    pub fn push(&mut self, record: &T) -> Result<()> {
        if self.search.as_ref().is_some_and(|search| !search.matches(record)) {
            return Ok(());
        }
        self.reply.record(record)
    }

    pub(crate) fn finish(self) -> Result<()> {
        self.reply.end_list()
    }
}
