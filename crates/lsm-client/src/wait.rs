// SPDX-License-Identifier: MIT OR Apache-2.0
//! Waiting for a job.

use std::time::{Duration, Instant};

use lsm_core::{
    Error, ErrorKind, FileSystem, FsSnapshot, JobId, JobItem, JobStatus, Outcome, Pool, Result,
    Volume,
};

use crate::Session;

/// What a job can give.
pub trait JobResult: Sized {
    /// The result of a job that is done; `None` when the item is of another kind or missing.
    fn from_item(item: Option<JobItem>) -> Option<Self>;
}

impl JobResult for () {
    fn from_item(_item: Option<JobItem>) -> Option<Self> {
        Some(())
    }
}

/// Whatever the job made, for those who only have its identifier.
impl JobResult for Option<JobItem> {
    fn from_item(item: Option<JobItem>) -> Option<Self> {
        Some(item)
    }
}

macro_rules! job_results {
    ($($Class:ident),+) => { $(
        impl JobResult for $Class {
            fn from_item(item: Option<JobItem>) -> Option<Self> {
                item?.try_into().ok()
            }
        }
    )+ };
}

job_results!(Volume, FileSystem, FsSnapshot, Pool);

/// How to wait for a job.
pub struct Wait<'a> {
    /// Pause before the second question; doubled until [`longest_pause`](Self::longest_pause).
    pub first_pause: Duration,
    /// Longest pause between two questions.
    pub longest_pause: Duration,
    /// When to stop waiting; the job goes on.
    pub deadline: Option<Instant>,
    /// Is told the percentage after every question.
    pub progress: Option<&'a mut dyn FnMut(u8)>,
    /// Is asked after every question that found the job running whether to stop waiting; the job
    /// goes on.
    pub cancelled: Option<&'a dyn Fn() -> bool>,
}

impl Default for Wait<'_> {
    fn default() -> Self {
        Self {
            first_pause: Duration::from_millis(2),
            longest_pause: Duration::from_millis(250),
            deadline: None,
            progress: None,
            cancelled: None,
        }
    }
}

/// How a wait ended.
#[derive(Debug, PartialEq, Eq)]
#[must_use]
pub enum Waited<T> {
    /// The work is done, the job forgotten.
    Done(T),
    /// The job failed on the array. It is still known there.
    Failed(JobId),
    /// The wait ended first. The job goes on.
    Unfinished(JobId),
}

impl<T> Waited<T> {
    /// The result, when there is one.
    ///
    /// # Errors
    /// `PLUGIN_BUG` when the job failed without saying why, `TIMEOUT` when the wait ended first;
    /// both name the job.
    pub fn done(self) -> Result<T> {
        match self {
            Self::Done(result) => Ok(result),
            Self::Failed(job) => Err(Error::new(
                ErrorKind::PLUGIN_BUG,
                format!("the job {job} failed on the array, which does not say why"),
            )),
            Self::Unfinished(job) => Err(Error::new(
                ErrorKind::TIMEOUT,
                format!("the job {job} is not done yet; it goes on, ask for it later"),
            )),
        }
    }
}

impl Session {
    /// Waits until started work is done, and forgets its job.
    ///
    /// # Errors
    /// What the plug-in answers to `job_status`, the failure of the job itself included.
    pub fn wait<T: JobResult>(
        &mut self,
        started: Outcome<T>,
        wait: &mut Wait<'_>,
    ) -> Result<Waited<T>> {
        let job = match started {
            Outcome::Done(result) => return Ok(Waited::Done(result)),
            Outcome::Job(job) => job,
        };
        let mut pause = wait.first_pause;
        loop {
            let state = self.job_status(&job.0)?;
            if let Some(progress) = &mut wait.progress {
                progress(state.percent);
            }
            match state.status {
                JobStatus::COMPLETE => return self.finish(&job, state.item).map(Waited::Done),
                JobStatus::ERROR => return Ok(Waited::Failed(job)),
                _ => {}
            }
            let now = Instant::now();
            let left = wait.deadline.map(|deadline| deadline.saturating_duration_since(now));
            let cancelled = wait.cancelled.is_some_and(|cancelled| cancelled());
            if cancelled || left == Some(Duration::ZERO) {
                return Ok(Waited::Unfinished(job));
            }
            std::thread::sleep(left.map_or(pause, |left| left.min(pause)));
            pause = pause.saturating_mul(2).min(wait.longest_pause);
        }
    }

    fn finish<T: JobResult>(&mut self, job: &JobId, item: Option<JobItem>) -> Result<T> {
        // The result counts, even where the array has forgotten the job by now.
        let freed = self.job_free(&job.0);
        let result = T::from_item(item).ok_or_else(|| {
            Error::plugin_bug(format!("the job {job} is done, but not with what was asked for"))
        })?;
        match freed {
            Err(error) if error.kind != ErrorKind::NOT_FOUND_JOB => Err(error),
            _ => Ok(result),
        }
    }
}
