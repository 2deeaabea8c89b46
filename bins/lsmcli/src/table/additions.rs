// SPDX-License-Identifier: MIT OR Apache-2.0
//! What came after 1.10.3: commands, global options, and options of older commands. The options
//! must be written out in full, so that no abbreviation that worked then is ambiguous now.

use super::Command;
use super::commands::{job, session};
use super::options::{Choice, Form, MORE_OBJECTS, Opt};

/// Commands that 1.10.3 does not have, in the order in which help shows them.
pub static NEW_COMMANDS: &[&Command] = &[
    &job::JOB_WAIT,
    &job::JOB_LIST,
    &session::SHOW,
    &session::TREE,
    &session::WATCH,
    &session::BATCH,
    &session::SHELL,
    &session::DOCTOR,
    &session::COMPLETION,
];

const WHEN: &[Choice] = &[
    Choice { name: "auto", number: 0 },
    Choice { name: "always", number: 1 },
    Choice { name: "never", number: 2 },
];

/// Global options that 1.10.3 does not have.
pub static NEW_GLOBAL_OPTIONS: &[Opt] = &[
    Opt::value(
        "--output",
        Form::Choice(&[
            Choice { name: "table", number: 0 },
            Choice { name: "wide", number: 1 },
            Choice { name: "script", number: 2 },
            Choice { name: "terse", number: 3 },
            Choice { name: "json", number: 4 },
            Choice { name: "jsonl", number: 5 },
            Choice { name: "yaml", number: 6 },
            Choice { name: "csv", number: 7 },
            Choice { name: "tsv", number: 8 },
        ]),
        "Format of the results; json, jsonl, yaml, csv and tsv are for programs",
    )
    .short('o')
    .metavar("<FORMAT>"),
    Opt::text(
        "--columns",
        "<KEYS>",
        "Show these properties, joined with commas, in this order; +KEYS: behind the usual ones",
    ),
    Opt::text(
        "--sort",
        "<KEYS>",
        "Sort by these properties, joined with commas; downwards by one with :desc behind it or - \
         before it, as in --sort pool_id,size:desc",
    ),
    Opt::text(
        "--filter",
        "<EXPRESSION>",
        "Show the records for which this holds, such as 'size>1G and status=ok'",
    ),
    Opt::value("--limit", Form::Natural, "Show so many records at most").metavar("<NUMBER>"),
    Opt::switch(
        Some("--verbose-result"),
        None,
        "Print ok when a command is done that else prints nothing, {\"version\":1,\"result\":\"ok\"} with -o json",
    ),
    Opt::value(
        "--color",
        Form::Choice(WHEN),
        "Colours in the table of -o wide; auto: only on a terminal and without NO_COLOR",
    )
    .metavar("<WHEN>")
    .default("auto"),
    Opt::switch(Some("--no-headers"), None, "No headings above columns"),
    Opt::switch(
        Some("--fit"),
        None,
        "Tables that fit the width of the terminal or COLUMNS: long cells go on below",
    ),
    Opt::switch(Some("--no-pad"), None, "No blanks that fill up columns"),
    Opt::value(
        "--units",
        Form::Choice(&[
            Choice { name: "bytes", number: 0 },
            Choice { name: "iec", number: 1 },
            Choice { name: "si", number: 2 },
        ]),
        "Units of sizes: none, powers of 1024 (as with -H) or powers of 1000",
    ),
    Opt::value("--precision", Form::Natural, "Decimals of sizes with units")
        .metavar("<NUMBER>")
        .default("2"),
    Opt::switch(
        Some("--json-strings"),
        None,
        "Write whole numbers beyond 2^53 as texts in json and jsonl",
    ),
    Opt::switch(
        Some("--dry-run"),
        None,
        "Look everything up, then print the call that would change something instead of making it",
    ),
    Opt::switch(Some("--debug"), None, "Tell on stderr which calls are made, with times"),
    Opt::switch(
        Some("--trace"),
        None,
        "Tell on stderr what is sent and received, with times and without secrets",
    ),
    Opt::switch(Some("--yes"), None, "The same as -f"),
    Opt::text(
        "--confirm",
        "<NAME>",
        "Go on without a question if this is the ID or the name of what would be lost, else fail",
    ),
    Opt::value(
        "--on-abort-exit",
        Form::ExitCode,
        "Exit code when a question is answered with no, instead of 0",
    )
    .metavar("<CODE>"),
    Opt::text("--array", "<NAME>", "Array to talk to, by its name in the configuration file"),
    Opt::switch(
        Some("--all"),
        None,
        "Run a command that changes nothing on every array of the configuration file",
    ),
    Opt::value("--password-file", Form::File, "Take the password from this file").metavar("<FILE>"),
    Opt::value("--password-fd", Form::Natural, "Take the password from this open descriptor")
        .metavar("<NUMBER>"),
    Opt::text("--password-command", "<COMMAND>", "Take the password from what this command prints"),
    Opt::switch(Some("--async"), None, "The same as -b"),
    Opt::value(
        "--job-timeout",
        Form::Duration,
        "Stop waiting for a job after this time: print the job ID, exit 7; the job goes on",
    )
    .metavar("<DURATION>"),
    Opt::value(
        "--progress",
        Form::Choice(WHEN),
        "Show on stderr how far a job is; auto: only on a terminal",
    )
    .metavar("<WHEN>")
    .default("auto"),
];

/// Commands that cost hosts their access. They ask only where `LSMCLI_CONFIRM` or `--confirm`
/// wants it: 1.10.3 does not.
pub static ASKED_ON_DEMAND: &[&str] =
    &["volume-unmask", "volume-disable", "access-group-delete", "fs-unexport"];

/// Commands that take several objects: the option that names the first one. The others stand
/// behind it as words, not as further options: of those the last one has always counted.
pub static REPEATED: &[(&str, &str)] = &[
    ("volume-delete", "--vol"),
    ("volume-enable", "--vol"),
    ("volume-disable", "--vol"),
    ("volume-mask", "--vol"),
    ("volume-unmask", "--vol"),
    ("volume-access-group", "--vol"),
    ("volume-dependants", "--vol"),
    ("volume-dependants-rm", "--vol"),
    ("volume-raid-info", "--vol"),
    ("volume-cache-info", "--vol"),
    ("volume-ident-led-on", "--vol"),
    ("volume-ident-led-off", "--vol"),
    ("volume-phy-disk-cache-update", "--vol"),
    ("volume-read-cache-policy-update", "--vol"),
    ("volume-write-cache-policy-update", "--vol"),
    ("access-group-delete", "--ag"),
    ("access-group-volumes", "--ag"),
    ("access-group-add", "--init"),
    ("access-group-remove", "--init"),
    ("fs-delete", "--fs"),
    ("fs-dependants", "--fs"),
    ("fs-dependants-rm", "--fs"),
    ("fs-snap-create", "--fs"),
    ("fs-snap-delete", "--snap"),
    ("fs-unexport", "--export"),
    ("pool-member-info", "--pool"),
    ("capabilities", "--sys"),
    ("system-read-cache-pct-update", "--sys"),
    ("volume-raid-create-cap", "--sys"),
    ("volume-replicate-range-block-size", "--sys"),
    ("job-status", "--job"),
    ("job-wait", "--job"),
];

const MORE: &[Opt] = &[MORE_OBJECTS];

const MORE_INITIATORS: &[Opt] = &[Opt::operand(
    "<MORE>",
    Form::Initiator,
    "More initiators; - reads them from standard input, one on each line",
)
.repeatable()];

/// These make one volume, so that the command is not run once for each.
const MORE_DISKS: &[Opt] = &[Opt::operand(
    "<MORE>",
    Form::Text,
    "More member disks; - reads them from standard input, one on each line",
)
.repeatable()];

/// Options that older commands got.
pub static NEW_OPTIONS: &[(&str, &[Opt])] = &[
    ("volume-delete", MORE),
    ("volume-enable", MORE),
    ("volume-disable", MORE),
    ("volume-mask", MORE),
    ("volume-unmask", MORE),
    ("volume-access-group", MORE),
    ("volume-dependants", MORE),
    ("volume-dependants-rm", MORE),
    ("volume-raid-info", MORE),
    ("volume-cache-info", MORE),
    ("volume-ident-led-on", MORE),
    ("volume-ident-led-off", MORE),
    ("volume-phy-disk-cache-update", MORE),
    ("volume-read-cache-policy-update", MORE),
    ("volume-write-cache-policy-update", MORE),
    ("access-group-delete", MORE),
    ("access-group-volumes", MORE),
    (
        "access-group-create",
        &[Opt::operand(
            "<MORE>",
            Form::Initiator,
            "More initiators, added once the group is there",
        )
        .repeatable()],
    ),
    ("access-group-add", MORE_INITIATORS),
    ("access-group-remove", MORE_INITIATORS),
    ("fs-delete", MORE),
    ("fs-dependants", MORE),
    ("fs-dependants-rm", MORE),
    ("fs-snap-create", MORE),
    ("fs-snap-delete", MORE),
    ("fs-unexport", MORE),
    ("pool-member-info", MORE),
    ("system-read-cache-pct-update", MORE),
    ("volume-raid-create", MORE_DISKS),
    ("volume-raid-create-cap", MORE),
    ("volume-replicate-range-block-size", MORE),
    ("job-status", MORE),
    (
        "capabilities",
        &[
            Opt::switch(Some("--supported"), None, "Show only what the system can do"),
            Opt::text("--for", "<COMMAND>", "Show only what this command may need"),
            MORE_OBJECTS,
        ],
    ),
    (
        "iscsi-chap",
        &[
            Opt::value("--in-pass-file", Form::File, "Take the inbound secret from this file")
                .metavar("<FILE>"),
            Opt::value(
                "--in-pass-fd",
                Form::Natural,
                "Take the inbound secret from this descriptor",
            )
            .metavar("<NUMBER>"),
            Opt::text(
                "--in-pass-command",
                "<COMMAND>",
                "Take the inbound secret from what this command prints",
            ),
            Opt::value("--out-pass-file", Form::File, "Take the outbound secret from this file")
                .metavar("<FILE>"),
            Opt::value(
                "--out-pass-fd",
                Form::Natural,
                "Take the outbound secret from this descriptor",
            )
            .metavar("<NUMBER>"),
            Opt::text(
                "--out-pass-command",
                "<COMMAND>",
                "Take the outbound secret from what this command prints",
            ),
        ],
    ),
];
