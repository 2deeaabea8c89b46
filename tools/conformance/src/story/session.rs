// SPDX-License-Identifier: MIT OR Apache-2.0
//! The session itself, and jobs that nobody started.

use lsm_client::Method;
use lsm_core::{ErrorKind, System};

use super::NOWHERE;
use crate::run::{Run, Step};

pub(super) fn tells_about_itself(run: &mut Run<'_>) -> Step {
    let about = Method::plugin_info;
    let (description, version) = run.gets(about, "a description", |s| s.plugin_info())?;
    run.expect(about, !description.is_empty() && !version.is_empty(), || {
        format!("description and version must not be empty: {description:?}, {version:?}")
    });

    let get = Method::time_out_get;
    let before = run.gets(get, "the time-out", |session| session.time_out_get())?;
    let longer = before.saturating_add(1000);
    run.gets(Method::time_out_set, "a longer time-out", |session| session.time_out_set(longer))?;
    let now = run.gets(get, "the time-out", |session| session.time_out_get())?;
    run.same(get, "the time-out that was set", &now, &longer);
    run.gets(Method::time_out_set, "the time-out as before", |s| s.time_out_set(before))?;

    let method = Method::capabilities;
    let system = run.system.clone();
    let again = run.gets(method, "capabilities", |session| session.capabilities(&system))?;
    let once_more = run.gets(method, "capabilities", |session| session.capabilities(&system))?;
    run.same(method, "asked a second time", &once_more, &again);
    // Plug-ins with one system need not look at which one is meant.
    let unknown = System { id: NOWHERE.into(), ..system };
    let missing = [ErrorKind::NOT_FOUND_SYSTEM];
    run.may_refuse(method, "a system that is not there", &missing, |s| s.capabilities(&unknown));
    Ok(())
}

pub(super) fn knows_no_strange_jobs(run: &mut Run<'_>) -> Step {
    // A plug-in without jobs may say so, one that reads its identifiers that this is none.
    let kinds = [ErrorKind::NOT_FOUND_JOB, ErrorKind::INVALID_ARGUMENT, ErrorKind::NO_SUPPORT];
    let status = Method::job_status;
    run.refuses(status, "a job that is not there", &kinds, |session| session.job_status(NOWHERE));
    // Nothing has to be kept for a job that is forgotten.
    let free = Method::job_free;
    run.may_refuse(free, "a job that is not there", &kinds, |session| session.job_free(NOWHERE));
    Ok(())
}
