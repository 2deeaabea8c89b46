// SPDX-License-Identifier: MIT OR Apache-2.0
//! Answers of calls, handed over.

use std::ffi::c_char;

use lsm_core::{Error, ErrorKind, JobId, Outcome, Result};

use crate::abi::{Array, Out, Ref, Status, c_text, malloced};
use crate::records::Record;

/// Hands over a record.
pub(crate) fn record<T: Record>(record: T::Core, place: Out<Ref<T>>) -> Result<Status> {
    place.write(Ref::new(T::from_core(record)));
    Ok(Status::OK)
}

/// Hands over records with their number: NULL and 0 when there are none.
pub(crate) fn records<T: Record>(
    records: impl IntoIterator<Item = Result<T::Core>>,
    array: Out<Array<T>>,
    count: Out<u32>,
) -> Result<Status> {
    let mut handles = Handles(Vec::new());
    for record in records {
        handles.0.push(Ref::new(T::from_core(record?)));
    }
    let number = u32::try_from(handles.0.len());
    let handles = std::mem::take(&mut handles.0);
    match (Array::of(&handles), number) {
        (Some(handed), Ok(number)) => {
            array.write(handed);
            count.write(number);
            Ok(Status::OK)
        }
        _ => Err(Error::new(ErrorKind::NO_MEMORY, "there is no memory for an array")),
    }
}

/// Records that nobody owns yet.
struct Handles<T: Record>(Vec<Ref<T>>);

impl<T: Record> Drop for Handles<T> {
    fn drop(&mut self) {
        for handle in &self.0 {
            handle.free();
        }
    }
}

/// Where the answer of a call that may take long goes: its result, or its job.
pub(crate) struct Places<T> {
    result: T,
    job: Out<*mut c_char>,
}

impl<T: Record> Places<Out<Ref<T>>> {
    /// Checks both places.
    pub(crate) fn new(result: Out<Ref<T>>, name: &str, job: Out<*mut c_char>) -> Result<Self> {
        Ok(Self { result: result.empty(name)?, job: job.empty("job")? })
    }

    /// Hands over what came.
    pub(crate) fn hand(self, outcome: Outcome<T::Core>) -> Result<Status> {
        match outcome {
            Outcome::Done(done) => record(done, self.result),
            Outcome::Job(job) => Ok(started(job, self.job)),
        }
    }
}

impl Places<()> {
    /// Checks the place of the job.
    pub(crate) fn job(job: Out<*mut c_char>) -> Result<Self> {
        Ok(Self { result: (), job: job.empty("job")? })
    }

    /// Hands over what came.
    pub(crate) fn done(self, outcome: Outcome<()>) -> Status {
        match outcome {
            Outcome::Done(()) => Status::OK,
            Outcome::Job(job) => started(job, self.job),
        }
    }
}

fn started(job: JobId, place: Out<*mut c_char>) -> Status {
    place.write(malloced(&c_text(job.0)));
    Status::JOB_STARTED
}
