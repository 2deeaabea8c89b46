// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listings that are decoded while they are walked through.

use std::marker::PhantomData;
use std::ops::Range;

use lsm_core::{Error, ErrorKind, Record, Result};
use lsm_wire::{Payload, decode_listing};

/// The reply to a listing. It holds the bytes of the reply and decodes one record at a time, so
/// that 120,000 volumes take no more memory than their message; it can be walked through as often
/// as is needed.
#[derive(Debug)]
pub struct Listing<T> {
    payload: Payload,
    list: Range<usize>,
    record: PhantomData<fn() -> T>,
}

impl<T: Record> Listing<T> {
    pub(crate) fn new(payload: Payload) -> Result<Self> {
        let list = decode_listing(&payload)?;
        Ok(Self { payload, list, record: PhantomData })
    }

    /// Walks through the records. After an error there are no more.
    pub fn iter(&self) -> Iter<'_, T> {
        // Without its brackets.
        let list = &self.payload[self.list.start + 1..self.list.end - 1];
        Iter { rest: list, record: PhantomData }
    }

    /// All records at once.
    ///
    /// # Errors
    /// `TRANSPORT_SERIALIZATION` when one of them is not understood.
    pub fn to_vec(&self) -> Result<Vec<T>> {
        self.iter().collect()
    }
}

impl<'a, T: Record> IntoIterator for &'a Listing<T> {
    type Item = Result<T>;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        self.iter()
    }
}

/// The records of a [`Listing`].
#[derive(Debug)]
pub struct Iter<'a, T> {
    rest: &'a [u8],
    record: PhantomData<fn() -> T>,
}

impl<T: Record> Iterator for Iter<'_, T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        self.rest = self.rest.trim_ascii_start();
        if self.rest.is_empty() {
            return None;
        }
        let mut records = serde_json::Deserializer::from_slice(self.rest).into_iter::<T>();
        let record = records.next()?;
        let read = records.byte_offset();
        match record {
            Ok(record) => {
                let rest = self.rest[read..].trim_ascii_start();
                self.rest = rest.strip_prefix(b",").unwrap_or(rest);
                Some(Ok(record))
            }
            Err(error) => {
                self.rest = &[];
                Some(Err(Error::new(
                    ErrorKind::TRANSPORT_SERIALIZATION,
                    format!("a {} of the plug-in is not understood: {error}", T::CLASS),
                )
                .with_source(error)))
            }
        }
    }
}
