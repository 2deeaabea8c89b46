// SPDX-License-Identifier: MIT OR Apache-2.0
//! Jobs that go on on the array.

use crate::command::job;
use crate::table::options::{self, Opt};
use crate::table::{Command, Output};

pub(in crate::table) static JOB_STATUS: Command = Command {
    name: "job-status",
    aliases: &[],
    summary: "Ask about a job started with -b; show its result and release it when it is done.",
    needs_connection: true,
    options: &[Opt::text("--job", "<JOB_ID>", "Job identifier printed by the command run with -b")
        .required()],
    confirmation: None,
    lookups: &[],
    calls: &["job_status", "job_free"],
    capabilities: &[],
    job: None,
    output: Output::RecordOrPercentage,
    run: job::status,
};

pub(in crate::table) static JOB_WAIT: Command = Command {
    name: "job-wait",
    aliases: &[],
    summary: "Wait for a job; show its result and release it when it is done.",
    needs_connection: true,
    options: &[Opt::text("--job", "<JOB_ID>", "ID of the job").required(), options::MORE_OBJECTS],
    confirmation: None,
    lookups: &[],
    calls: &["job_status", "job_free"],
    capabilities: &[],
    job: None,
    output: Output::RecordOrPercentage,
    run: job::wait,
};

pub(in crate::table) static JOB_LIST: Command = Command {
    name: "job-list",
    aliases: &[],
    summary: "List the jobs that you have started on this array and that are not released yet.",
    needs_connection: true,
    options: &[],
    confirmation: None,
    lookups: &[],
    calls: &["job_status"],
    capabilities: &[],
    job: None,
    output: Output::Many("Job"),
    run: job::list,
};
