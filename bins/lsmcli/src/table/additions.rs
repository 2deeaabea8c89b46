// SPDX-License-Identifier: MIT OR Apache-2.0
//! What came after 1.10.3: commands, global options, and options of older commands. The options
//! must be written out in full, so that no abbreviation that worked then is ambiguous now.

use super::options::{Choice, Form, Opt};
use super::{Command, commands};

/// Commands that 1.10.3 does not have, in the order in which help shows them.
pub static NEW_COMMANDS: &[&Command] = &[&commands::job::JOB_WAIT, &commands::job::JOB_LIST];

/// Global options that 1.10.3 does not have.
pub static NEW_GLOBAL_OPTIONS: &[Opt] = &[
    Opt::switch(Some("--async"), None, "The same as -b"),
    Opt::value(
        "--job-timeout",
        Form::Duration,
        "Stop waiting for a job after this time: print the job ID, exit 7; the job goes on",
    )
    .metavar("<DURATION>"),
    Opt::value(
        "--progress",
        Form::Choice(&[
            Choice { name: "auto", number: 0 },
            Choice { name: "always", number: 1 },
            Choice { name: "never", number: 2 },
        ]),
        "Show on stderr how far a job is; auto: only on a terminal",
    )
    .metavar("<WHEN>")
    .default("auto"),
];

/// Options that older commands got.
pub static NEW_OPTIONS: &[(&str, &[Opt])] = &[];
