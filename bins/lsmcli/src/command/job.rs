// SPDX-License-Identifier: MIT OR Apache-2.0
//! Work that may go on after the array has answered.

use lsm_client::{JobResult, Wait, Waited};
use lsm_core::{JobId, JobStatus, Outcome};

use super::{Context, Status};
use crate::error::Failure;
use crate::render::Shown;

impl Context<'_> {
    /// Ends a command that gives nothing.
    pub(super) fn finish(&mut self, outcome: Outcome<()>) -> Result<Status, Failure> {
        Ok(if self.result(outcome)?.is_some() { Status::Done } else { Status::Unfinished })
    }

    /// Ends a command that gives a record.
    pub(super) fn show_result<R: Shown + JobResult>(
        &mut self,
        outcome: Outcome<R>,
    ) -> Result<Status, Failure> {
        match self.result(outcome)? {
            Some(record) => self.show_one(&record),
            None => Ok(Status::Unfinished),
        }
    }

    /// The result once it is there; with `-b` prints the job instead, and gives `None`.
    pub(super) fn result<T: JobResult>(
        &mut self,
        outcome: Outcome<T>,
    ) -> Result<Option<T>, Failure> {
        if let (Outcome::Job(job), true) = (&outcome, self.invocation.globals.no_wait) {
            self.line(job)?;
            return Ok(None);
        }
        match self.session()?.wait(outcome, &mut Wait::default())? {
            Waited::Done(result) => Ok(Some(result)),
            // Nothing here ends a wait early.
            Waited::Unfinished(job) => self.line(&job).map(|_| None),
            Waited::Failed(job) => Err(failed(self.invocation.command.name, &job)),
        }
    }
}

/// The error for a job that the array has given up.
pub(super) fn failed(operation: &str, job: &JobId) -> Failure {
    let status = JobStatus::ERROR.0;
    Failure::client(format!("{operation}: the job {job} failed on the array, status {status}"))
}
