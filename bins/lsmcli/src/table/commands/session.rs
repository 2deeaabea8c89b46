// SPDX-License-Identifier: MIT OR Apache-2.0
//! Commands about commands: several over one session, one again and again, writing them, and what
//! keeps them from working.

use crate::command::{completion, doctor, script, shell, show, tree, watch};
use crate::table::options::{Choice, Form, Opt};
use crate::table::{Command, Output};

/// What most of these have in common.
const PLAIN: Command = Command {
    name: "",
    aliases: &[],
    summary: "",
    needs_connection: true,
    options: &[],
    confirmation: None,
    lookups: &[],
    calls: &[],
    capabilities: &[],
    job: None,
    output: Output::Line,
    run: shell::shell,
};

pub(in crate::table) static SHOW: Command = Command {
    name: "show",
    summary: "Show one object with all its properties, and the objects that belong to it.",
    options: &[
        Opt::operand(
            "<KIND>",
            Form::Choice(&[
                Choice { name: "volume", number: 0 },
                Choice { name: "pool", number: 1 },
                Choice { name: "system", number: 2 },
                Choice { name: "access-group", number: 3 },
                Choice { name: "fs", number: 4 },
                Choice { name: "disk", number: 5 },
                Choice { name: "export", number: 6 },
            ]),
            "What kind of object it is",
        )
        .required(),
        Opt::operand("<ID>", Form::Text, "ID or name of the object").required(),
    ],
    calls: &[
        "volumes",
        "pools",
        "systems",
        "access_groups",
        "fs",
        "disks",
        "exports",
        "volume_raid_info",
        "volume_cache_info",
        "access_groups_granted_to_volume",
        "volume_child_dependency",
        "pool_member_info",
        "target_ports",
        "batteries",
        "volumes_accessible_by_access_group",
        "fs_snapshots",
        "fs_child_dependency",
    ],
    run: show::show,
    ..PLAIN
};

pub(in crate::table) static TREE: Command = Command {
    name: "tree",
    summary: "Show systems, their pools, the volumes and file systems in these, and who may use them.",
    calls: &[
        "access_groups",
        "volumes_accessible_by_access_group",
        "pools",
        "volumes",
        "fs",
        "exports",
        "systems",
    ],
    output: Output::Many("Tree node"),
    run: tree::tree,
    ..PLAIN
};

pub(in crate::table) static WATCH: Command = Command {
    name: "watch",
    summary: "Show what a command shows, and from then on what changes, until Ctrl-C.",
    options: &[
        Opt::value("--interval", Form::Duration, "Time between two looks").default("2s"),
        Opt::value("--looks", Form::Natural, "Stop after so many looks").metavar("<NUMBER>"),
        Opt::operand(
            "<COMMAND>",
            Form::CommandLine,
            "Command that changes nothing, with its options",
        )
        .required()
        .repeatable(),
    ],
    run: watch::watch,
    ..PLAIN
};

pub(in crate::table) static BATCH: Command = Command {
    name: "batch",
    summary: "Run the commands in a file, one per line, over one session.",
    options: &[
        Opt::switch(Some("--keep-going"), None, "Go on after a command that fails"),
        Opt::operand("<FILE>", Form::File, "File with the commands; - for standard input")
            .required(),
    ],
    run: script::batch,
    ..PLAIN
};

pub(in crate::table) static SHELL: Command = Command {
    name: "shell",
    summary: "Read commands from the keyboard and run them over one session.",
    run: shell::shell,
    ..PLAIN
};

pub(in crate::table) static DOCTOR: Command = Command {
    name: "doctor",
    summary: "Check daemon, sockets, plug-ins, configuration and array; tell how to mend what is wrong.",
    needs_connection: false,
    run: doctor::doctor,
    ..PLAIN
};

pub(in crate::table) static COMPLETION: Command = Command {
    name: "completion",
    summary: "Print the script that completes command lines in a shell.",
    needs_connection: false,
    options: &[
        Opt::operand(
            "<SHELL>",
            Form::Choice(&[
                Choice { name: "bash", number: 0 },
                Choice { name: "zsh", number: 1 },
                Choice { name: "fish", number: 2 },
            ]),
            "Shell",
        )
        .required(),
        Opt::operand(
            "<LINE>",
            Form::Text,
            "Print what can stand at the end of this unfinished line instead",
        ),
    ],
    run: completion::completion,
    ..PLAIN
};
