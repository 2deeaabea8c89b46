// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listings that are decoded while they are walked through.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::ops::Range;

use lsm_core::{Error, ErrorKind, Record, Result};
use lsm_wire::{Payload, decode_listing, mend};

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
        let mut payload = payload;
        let list = decode_listing(&payload).or_else(|error| match mend(&payload) {
            Some(mended) => {
                payload = mended.into();
                decode_listing(&payload)
            }
            None => Err(error),
        })?;
        Ok(Self { payload, list, record: PhantomData })
    }

    /// Walks through the records. After an error there are no more.
    pub fn iter(&self) -> Iter<'_, T> {
        // Without its brackets.
        let list = &self.payload[self.list.start + 1..self.list.end - 1];
        Iter { list: Cow::Borrowed(list), at: 0, number: 0, record: PhantomData }
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
    /// The records, without brackets; ours once they had to be mended.
    list: Cow<'a, [u8]>,
    /// Where the next one begins.
    at: usize,
    /// How many there were before it.
    number: usize,
    record: PhantomData<fn() -> T>,
}

impl<T: Record> Iter<'_, T> {
    /// Decodes the next record and steps over it and the comma behind it.
    fn decode(&mut self) -> Option<serde_json::Result<T>> {
        let rest = &self.list[self.at..];
        let mut records = serde_json::Deserializer::from_slice(rest).into_iter::<T>();
        let record = records.next()?;
        if record.is_ok() {
            let behind = &rest[records.byte_offset()..];
            let comma = behind.iter().position(|byte| !byte.is_ascii_whitespace());
            let behind = comma.map_or(0, |comma| behind.len() - comma - 1);
            self.at = self.list.len() - behind;
            self.number += 1;
        }
        Some(record)
    }

    /// What is wrong with the next record, by its identifier if it has one.
    fn refused(&self, error: serde_json::Error) -> Error {
        let rest = &self.list[self.at..];
        let mut objects = serde_json::Deserializer::from_slice(rest).into_iter::<Identified>();
        let id = match objects.next() {
            Some(Ok(Identified { id })) => format!(" (id {id:?})"),
            _ => String::new(),
        };
        let (class, number) = (T::CLASS, self.number + 1);
        let message =
            format!("{class} number {number}{id} of the plug-in is not understood: {error}");
        Error::new(ErrorKind::TRANSPORT_SERIALIZATION, message).with_source(error)
    }
}

impl<T: Record> Iterator for Iter<'_, T> {
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        let mut decoded = self.decode()?;
        if decoded.is_err()
            && let Some(mended) = mend(&self.list[self.at..])
        {
            (self.list, self.at) = (Cow::Owned(mended), 0);
            decoded = self.decode()?;
        }
        Some(decoded.map_err(|error| {
            let error = self.refused(error);
            self.at = self.list.len();
            error
        }))
    }
}

/// The identifier of a record that cannot be read otherwise.
#[derive(serde::Deserialize)]
struct Identified {
    id: String,
}
