// SPDX-License-Identifier: MIT OR Apache-2.0
//! Volumes: life, size, replicas, state.

use lsm_core::Capability;

use crate::command::volume;
use crate::table::options::{self, Choice, Form, Opt};
use crate::table::{Command, Lookup, Loss, Made, Output, POOL, SYSTEM, VOLUME};

pub(super) static VOLUME_CREATE: Command = Command {
    name: "volume-create",
    aliases: &["vc"],
    summary: "Create a volume in a pool.",
    needs_connection: true,
    options: &[
        Opt::text("--name", "<NAME>", "Name of the new volume").required(),
        options::SIZE,
        options::POOL,
        Opt::value(
            "--provisioning",
            Form::Choice(&[
                Choice { name: "DEFAULT", number: 3 },
                Choice { name: "THIN", number: 1 },
                Choice { name: "FULL", number: 2 },
            ]),
            "Space allocation; DEFAULT leaves it to the array",
        )
        .default("DEFAULT"),
    ],
    confirmation: None,
    lookups: &[POOL],
    calls: &["pools", "volume_create"],
    capabilities: &[Capability::VOLUME_CREATE, Capability::VOLUME_THIN],
    job: Some(Made::Record("Volume")),
    output: Output::One("Volume"),
    run: volume::create,
};

pub(super) static VOLUME_DELETE: Command = Command {
    name: "volume-delete",
    aliases: &["vd"],
    summary: "Delete a volume.",
    needs_connection: true,
    options: &[options::VOL],
    confirmation: Some(Loss::Will),
    lookups: &[VOLUME],
    calls: &["volumes", "volume_delete"],
    capabilities: &[Capability::VOLUME_DELETE],
    job: Some(Made::Nothing),
    output: Output::Nothing,
    run: volume::delete,
};

pub(super) static VOLUME_RESIZE: Command = Command {
    name: "volume-resize",
    aliases: &["vr"],
    summary: "Change the size of a volume.",
    needs_connection: true,
    options: &[options::VOL, options::NEW_SIZE],
    confirmation: Some(Loss::May),
    lookups: &[VOLUME],
    calls: &["volumes", "volume_resize"],
    capabilities: &[Capability::VOLUME_RESIZE],
    job: Some(Made::Record("Volume")),
    output: Output::One("Volume"),
    run: volume::resize,
};

pub(super) static VOLUME_REPLICATE: Command = Command {
    name: "volume-replicate",
    aliases: &[],
    summary: "Create a new volume that is a replica of another.",
    needs_connection: true,
    options: &[
        Opt::text("--vol", "<VOL_ID>", "ID of the source volume").required(),
        Opt::text("--name", "<NEW_VOL_NAME>", "Name of the replica").required(),
        Opt::value(
            "--rep-type",
            Form::Choice(&[
                Choice { name: "CLONE", number: 2 },
                Choice { name: "COPY", number: 3 },
                Choice { name: "MIRROR_ASYNC", number: 5 },
                Choice { name: "MIRROR_SYNC", number: 4 },
            ]),
            "Kind of replica",
        )
        .metavar("<REPL_TYPE>")
        .required(),
        Opt::value(
            "--pool",
            Form::Text,
            "Pool for the replica; absent: the plug-in chooses (null pool in the RPC)",
        ),
    ],
    confirmation: None,
    lookups: &[POOL, VOLUME],
    calls: &["pools", "volumes", "volume_replicate"],
    capabilities: &[
        Capability::VOLUME_REPLICATE,
        Capability::VOLUME_REPLICATE_CLONE,
        Capability::VOLUME_REPLICATE_COPY,
        Capability::VOLUME_REPLICATE_MIRROR_ASYNC,
        Capability::VOLUME_REPLICATE_MIRROR_SYNC,
    ],
    job: Some(Made::Record("Volume")),
    output: Output::One("Volume"),
    run: volume::replicate,
};

pub(super) static VOLUME_REPLICATE_RANGE: Command = Command {
    name: "volume-replicate-range",
    aliases: &[],
    summary: "Copy block ranges from one volume to another (or to itself).",
    needs_connection: true,
    options: &[
        Opt::text("--src-vol", "<SRC_VOL_ID>", "Source volume ID").required(),
        Opt::text("--dst-vol", "<DST_VOL_ID>", "Destination volume ID").required(),
        Opt::value(
            "--rep-type",
            Form::Choice(&[
                Choice { name: "CLONE", number: 2 },
                Choice { name: "COPY", number: 3 },
            ]),
            "Share or copy the blocks",
        )
        .metavar("<REP_TYPE>")
        .required(),
        Opt::value("--src-start", Form::Natural, "First source block of a range")
            .metavar("<SRC_START_BLK>")
            .required()
            .repeatable(),
        Opt::value("--dst-start", Form::Natural, "First destination block of a range")
            .metavar("<DST_START_BLK>")
            .required()
            .repeatable(),
        Opt::value("--count", Form::Natural, "Number of blocks of a range")
            .metavar("<BLK_COUNT>")
            .required()
            .repeatable(),
    ],
    confirmation: Some(Loss::May),
    lookups: &[
        Lookup { option: "--src-vol", label: "Source Volume", method: "volumes" },
        Lookup { option: "--dst-vol", label: "Destination Volume", method: "volumes" },
    ],
    calls: &["volumes", "volumes", "volume_replicate_range"],
    capabilities: &[
        Capability::VOLUME_COPY_RANGE,
        Capability::VOLUME_COPY_RANGE_CLONE,
        Capability::VOLUME_COPY_RANGE_COPY,
    ],
    job: Some(Made::Nothing),
    output: Output::Nothing,
    run: volume::replicate_range,
};

pub(super) static VOLUME_REPLICATE_RANGE_BLOCK_SIZE: Command = Command {
    name: "volume-replicate-range-block-size",
    aliases: &[],
    summary: "Show the block size used for range replication, in bytes.",
    needs_connection: true,
    options: &[options::SYS],
    confirmation: None,
    lookups: &[SYSTEM],
    calls: &["systems", "volume_replicate_range_block_size"],
    capabilities: &[Capability::VOLUME_COPY_RANGE_BLOCK_SIZE],
    job: None,
    output: Output::Line,
    run: volume::replicate_range_block_size,
};

pub(super) static VOLUME_DEPENDANTS: Command = Command {
    name: "volume-dependants",
    aliases: &[],
    summary: "Tell whether something (such as a replica) depends on the volume.",
    needs_connection: true,
    options: &[options::VOL],
    confirmation: None,
    lookups: &[VOLUME],
    calls: &["volumes", "volume_child_dependency"],
    capabilities: &[Capability::VOLUME_CHILD_DEPENDENCY],
    job: None,
    output: Output::Line,
    run: volume::dependants,
};

pub(super) static VOLUME_DEPENDANTS_RM: Command = Command {
    name: "volume-dependants-rm",
    aliases: &[],
    summary: "Break the dependencies on the volume.",
    needs_connection: true,
    options: &[options::VOL],
    confirmation: None,
    lookups: &[VOLUME],
    calls: &["volumes", "volume_child_dependency_rm"],
    capabilities: &[Capability::VOLUME_CHILD_DEPENDENCY_RM],
    job: Some(Made::Nothing),
    output: Output::Nothing,
    run: volume::dependants_rm,
};

pub(super) static VOLUME_ENABLE: Command = Command {
    name: "volume-enable",
    aliases: &["ve"],
    summary: "Bring a volume online for block access.",
    needs_connection: true,
    options: &[options::VOL],
    confirmation: None,
    lookups: &[VOLUME],
    calls: &["volumes", "volume_enable"],
    capabilities: &[Capability::VOLUME_ENABLE],
    job: None,
    output: Output::Nothing,
    run: volume::enable,
};

pub(super) static VOLUME_DISABLE: Command = Command {
    name: "volume-disable",
    aliases: &["vi"],
    summary: "Take a volume offline for block access.",
    needs_connection: true,
    options: &[options::VOL],
    confirmation: None,
    lookups: &[VOLUME],
    calls: &["volumes", "volume_disable"],
    capabilities: &[Capability::VOLUME_DISABLE],
    job: None,
    output: Output::Nothing,
    run: volume::disable,
};
