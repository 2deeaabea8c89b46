// SPDX-License-Identifier: MIT OR Apache-2.0
//! Work that may go on after the array has answered.

use std::cell::Cell;
use std::time::Instant;

use lsm_client::{JobResult, Wait, Waited};
use lsm_core::{ErrorKind, JobId, JobItem, JobStatus, Outcome};

use super::{Context, Status};
use crate::error::Failure;
use crate::interrupt;
use crate::journal::Journal;
use crate::parse::spelled_out;
use crate::progress::Progress;
use crate::render::{Job, Plain, Shown};
use crate::words;

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

    /// The result once it is there; with `-b`, or when the time for it is over, prints the job
    /// instead and gives `None`.
    pub(super) fn result<T: JobResult>(
        &mut self,
        outcome: Outcome<T>,
    ) -> Result<Option<T>, Failure> {
        let job = match outcome {
            Outcome::Done(result) => return Ok(Some(result)),
            Outcome::Job(job) => job,
        };
        if self.invocation.globals.no_wait {
            self.note(&job);
            self.answer_job(&job)?;
            return Ok(None);
        }
        self.follow(&job, true)
    }

    /// Waits for a job that this command has started, or another.
    fn follow<T: JobResult>(&mut self, job: &JobId, is_ours: bool) -> Result<Option<T>, Failure> {
        // What was printed so far is not to be lost with an interrupt.
        self.out.flush()?;
        let globals = &self.invocation.globals;
        let operation = self.invocation.command.name;
        let deadline = globals.job_timeout.and_then(|time| Instant::now().checked_add(time));
        let uri = self.connection.uri().unwrap_or_default().to_owned();
        let journal = Journal::of_user();
        let mut line = Progress::new(globals, format!("{operation}: job {job}"));
        let percent = Cell::new(0);
        let is_noted = Cell::new(!is_ours);
        let held = interrupt::hold();
        // Both are told after every question; the second one only while the job goes on.
        let mut progress = |now| {
            percent.set(now);
            line.show(now);
        };
        let cancelled = || {
            if !is_noted.replace(true) {
                journal.note(&uri, &job.0, operation);
            }
            interrupt::came()
        };
        let waited = self.session()?.wait(
            Outcome::Job(job.clone()),
            &mut Wait {
                deadline,
                progress: Some(&mut progress),
                cancelled: Some(&cancelled),
                ..Wait::default()
            },
        );
        drop(line);
        let was_interrupted = interrupt::came();
        drop(held);
        match waited? {
            Waited::Done(result) => {
                if is_noted.get() {
                    journal.forget(&uri, &job.0);
                }
                Ok(Some(result))
            }
            Waited::Failed(job) => Err(failed(operation, &job)),
            Waited::Unfinished(job) if was_interrupted => {
                let text = format!("the job {job} goes on, {} % are done", percent.get());
                let hint = format!("wait for it with: {}", self.follow_up(&job));
                Err(Failure::Interrupted(Some(format!("{text}\nhint: {hint}"))))
            }
            Waited::Unfinished(job) => self.answer_job(&job).map(|_| None),
        }
    }

    /// Tells which job goes on.
    fn answer_job(&mut self, job: &JobId) -> Result<Status, Failure> {
        self.answer("unfinished_job", &["id"], &[vec![Plain::text(&job.0)]], job)
    }

    /// Writes a job that goes on into the journal.
    fn note(&mut self, job: &JobId) {
        if let Some(uri) = self.connection.uri() {
            Journal::of_user().note(uri, &job.0, self.invocation.command.name);
        }
    }

    /// Takes a job that is released out of the journal.
    pub(super) fn forget(&mut self, job: &str) {
        if let Some(uri) = self.connection.uri() {
            Journal::of_user().forget(uri, job);
        }
    }

    /// The command line that waits for a job of this array.
    fn follow_up(&self, job: &JobId) -> String {
        let globals = &self.invocation.globals;
        let mut line = vec!["lsmcli".to_owned()];
        if let Some(uri) = &globals.uri {
            line.extend(["-u".to_owned(), words::without_password(uri)]);
        } else if let Some(name) = &globals.array {
            line.append(&mut spelled_out("--array", Some(name.clone())));
        }
        line.push("job-wait".to_owned());
        line.append(&mut spelled_out("--job", Some(job.0.clone())));
        let line: Vec<String> = line.iter().map(|word| words::quoted(word)).collect();
        line.join(" ")
    }

    /// Shows what a job has made.
    pub(super) fn show_item(&mut self, item: Option<&JobItem>) -> Result<Status, Failure> {
        match item {
            Some(JobItem::Volume(volume)) => self.show_one(volume),
            Some(JobItem::FileSystem(fs)) => self.show_one(fs),
            Some(JobItem::FsSnapshot(snapshot)) => self.show_one(snapshot),
            Some(JobItem::Pool(pool)) => self.show_one(pool),
            None => Ok(Status::Done),
        }
    }
}

/// The error for a job that the array has given up.
pub(super) fn failed(operation: &str, job: &JobId) -> Failure {
    let status = JobStatus::ERROR.0;
    Failure::client(format!("{operation}: the job {job} failed on the array, status {status}"))
}

pub(crate) fn status(context: &mut Context<'_>) -> Result<Status, Failure> {
    let id = context.arguments().required("--job");
    let state = context.session()?.job_status(id)?;
    match state.status {
        JobStatus::COMPLETE => {}
        JobStatus::ERROR => {
            context.session()?.job_free(id)?;
            context.forget(id);
            return Err(failed("job-status", &JobId(id.to_owned())));
        }
        _ => {
            let row = vec![Plain::text(id), Plain::Integer(state.percent.into())];
            context.answer("unfinished_job", &["id", "percent"], &[row], state.percent)?;
            return Ok(Status::Unfinished);
        }
    }
    context.show_item(state.item.as_ref())?;
    context.session()?.job_free(id)?;
    context.forget(id);
    Ok(Status::Done)
}

pub(crate) fn wait(context: &mut Context<'_>) -> Result<Status, Failure> {
    let job = JobId(context.arguments().required("--job").to_owned());
    if context.invocation.globals.no_wait {
        return status(context);
    }
    match context.follow::<Option<JobItem>>(&job, false)? {
        Some(item) => context.show_item(item.as_ref()),
        None => Ok(Status::Unfinished),
    }
}

/// Asks the array about every job of the journal; those that it does not know any more are taken
/// out.
pub(crate) fn list(context: &mut Context<'_>) -> Result<Status, Failure> {
    let journal = Journal::of_user();
    let uri = context.connection.uri().unwrap_or_default().to_owned();
    let mut jobs = Vec::new();
    for entry in journal.jobs(&uri) {
        match context.session()?.job_status(&entry.job) {
            Ok(state) => jobs.push(Job {
                id: entry.job,
                command: entry.command,
                started: entry.started,
                status: state.status,
                percent: state.percent,
            }),
            Err(error) if error.kind == ErrorKind::NOT_FOUND_JOB => {
                journal.forget(&uri, &entry.job);
            }
            Err(error) => return Err(error.into()),
        }
    }
    context.show(&jobs[..])
}
