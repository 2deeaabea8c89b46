// SPDX-License-Identifier: MIT OR Apache-2.0
//! Jobs.

use std::ffi::c_char;
use std::ptr;

use lsm_client::Session;
use lsm_core::{Error, JobItem, Result};

use super::connection::{Connection, no_flags};
use crate::abi::{Nullable, Out, Ref, Status, Text, freed};
use crate::records::{FileSystem, FsSnapshot, Pool, Record, Volume};

/// Where the state of a job goes.
struct State {
    status: Out<i32>,
    percent_complete: Out<u8>,
}

impl State {
    /// Asks for the job, and gives what it made.
    fn of(self, session: &mut Session, job: Text, flags: u64) -> Result<Option<JobItem>> {
        no_flags(flags)?;
        let status = self.status.required("status")?;
        let percent = self.percent_complete.required("percent_complete")?;
        let state = session.job_status(job.required("job_id")?)?;
        status.write(state.status.0);
        percent.write(state.percent);
        Ok(state.item)
    }
}

fn with_result<T>(
    conn: Ref<Connection>,
    job: Text,
    state: State,
    result: Out<Ref<T>>,
    flags: u64,
) -> Status
where
    T: Record,
    T::Core: TryFrom<JobItem>,
{
    conn.call(|session| {
        let result = result.empty("the result")?;
        if let Some(item) = state.of(session, job, flags)? {
            let item = T::Core::try_from(item).map_err(|_| {
                Error::plugin_bug(format!("the job is done, but did not make a {}", T::NAME))
            })?;
            result.write(Ref::new(T::from_core(item)));
        }
        Ok(Status::OK)
    })
}

export! {
    fn lsm_job_status_get(
        conn: Ref<Connection>,
        job_id: Text,
        status: Out<i32>,
        percent_complete: Out<u8>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            State { status, percent_complete }.of(session, job_id, flags)?;
            Ok(Status::OK)
        })
    }

    fn lsm_job_status_pool_get(
        conn: Ref<Connection>,
        job_id: Text,
        status: Out<i32>,
        percent_complete: Out<u8>,
        pool: Out<Ref<Pool>>,
        flags: u64,
    ) -> Status {
        with_result(conn, job_id, State { status, percent_complete }, pool, flags)
    }

    fn lsm_job_status_volume_get(
        conn: Ref<Connection>,
        job_id: Text,
        status: Out<i32>,
        percent_complete: Out<u8>,
        vol: Out<Ref<Volume>>,
        flags: u64,
    ) -> Status {
        with_result(conn, job_id, State { status, percent_complete }, vol, flags)
    }

    fn lsm_job_status_fs_get(
        conn: Ref<Connection>,
        job_id: Text,
        status: Out<i32>,
        percent_complete: Out<u8>,
        fs: Out<Ref<FileSystem>>,
        flags: u64,
    ) -> Status {
        with_result(conn, job_id, State { status, percent_complete }, fs, flags)
    }

    fn lsm_job_status_ss_get(
        conn: Ref<Connection>,
        job: Text,
        status: Out<i32>,
        percent_complete: Out<u8>,
        ss: Out<Ref<FsSnapshot>>,
        flags: u64,
    ) -> Status {
        with_result(conn, job, State { status, percent_complete }, ss, flags)
    }

    fn lsm_job_free(conn: Ref<Connection>, job_id: Out<*mut c_char>, flags: u64) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let job = job_id.required("job_id")?.read().filter(|job| !job.is_null());
            let job = job.ok_or_else(|| Error::invalid("job_id points at NULL"))?;
            session.job_free(Text::from(job).required("job_id")?)?;
            freed(job);
            job_id.write(ptr::null_mut());
            Ok(Status::OK)
        })
    }
}
