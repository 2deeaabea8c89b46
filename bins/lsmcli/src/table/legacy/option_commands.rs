// SPDX-License-Identifier: MIT OR Apache-2.0
//! The commands that were options. Options that went with them and kept their name have no row.

use super::Now::{Command, Gone};
use super::Then::{self, Ignored, Is};
use super::{NO_FILE_SNAPSHOT, NO_GRANT, NO_INITIATOR_LIST, Now, OptionCommand, Row};

const fn was(
    old: &'static str,
    value_is: &'static str,
    now: Now,
    options: &'static [Row],
) -> OptionCommand {
    OptionCommand { old, short: None, value_is: Some(value_is), now, options }
}

const fn row(old: &'static str, then: Then) -> Row {
    Row { old, then }
}

/// The commands that were options.
pub static OPTION_COMMANDS: &[OptionCommand] = &[
    OptionCommand {
        short: Some('l'),
        ..was("--list", "<type>", Command("list", Some("--type")), &[row("-o", Is("--optional"))])
    },
    was("--capabilities", "<system id>", Command("capabilities", Some("--sys")), &[]),
    OptionCommand { value_is: None, ..was("--plugin-info", "", Command("plugin-info", None), &[]) },
    was("--job-status", "<job id>", Command("job-status", Some("--job")), &[]),
    was("--create-volume", "<name>", Command("volume-create", Some("--name")), &[]),
    was("--delete-volume", "<volume id>", Command("volume-delete", Some("--vol")), &[]),
    was("--resize-volume", "<volume id>", Command("volume-resize", Some("--vol")), &[]),
    OptionCommand {
        short: Some('r'),
        ..was(
            "--replicate-volume",
            "<volume id>",
            Command("volume-replicate", Some("--vol")),
            &[row("--type", Is("--rep-type"))],
        )
    },
    was(
        "--replicate-volume-range",
        "<source volume id>",
        Command("volume-replicate-range", Some("--src-vol")),
        &[
            row("--type", Is("--rep-type")),
            row("--dest", Is("--dst-vol")),
            row("--src_start", Is("--src-start")),
            row("--dest_start", Is("--dst-start")),
        ],
    ),
    was(
        "--replicate-volume-range-block-size",
        "<system id>",
        Command("volume-replicate-range-block-size", Some("--sys")),
        &[],
    ),
    was("--volume-dependants", "<volume id>", Command("volume-dependants", Some("--vol")), &[]),
    was(
        "--volume-dependants-rm",
        "<volume id>",
        Command("volume-dependants-rm", Some("--vol")),
        &[],
    ),
    was("--volume-access-group", "<volume id>", Command("volume-access-group", Some("--vol")), &[]),
    was(
        "--access-grant-group",
        "<access group id>",
        Command("volume-mask", Some("--ag")),
        &[row("--volume", Is("--vol"))],
    ),
    was(
        "--access-revoke-group",
        "<access group id>",
        Command("volume-unmask", Some("--ag")),
        &[row("--volume", Is("--vol"))],
    ),
    was("--access-grant", "<initiator id>", Gone(NO_GRANT), &[]),
    was("--access-revoke", "<initiator id>", Gone(NO_GRANT), &[]),
    was("--volumes-accessible-initiator", "<initiator id>", Gone(NO_INITIATOR_LIST), &[]),
    was("--initiators-granted-volume", "<volume id>", Gone(NO_INITIATOR_LIST), &[]),
    was(
        "--create-access-group",
        "<name>",
        Command("access-group-create", Some("--name")),
        &[
            row("--id", Is("--init")),
            row("--type", Is("--init-type")),
            row("--system", Is("--sys")),
        ],
    ),
    was(
        "--delete-access-group",
        "<access group id>",
        Command("access-group-delete", Some("--ag")),
        &[],
    ),
    was(
        "--access-group-add",
        "<access group id>",
        Command("access-group-add", Some("--ag")),
        &[row("--id", Is("--init")), row("--type", Is("--init-type"))],
    ),
    was(
        "--access-group-remove",
        "<access group id>",
        Command("access-group-remove", Some("--ag")),
        &[row("--id", Is("--init"))],
    ),
    was(
        "--access-group-volumes",
        "<access group id>",
        Command("access-group-volumes", Some("--ag")),
        &[],
    ),
    was(
        "--iscsi-chap",
        "<initiator id>",
        Command("iscsi-chap", Some("--init")),
        &[row("--in-password", Is("--in-pass")), row("--out-password", Is("--out-pass"))],
    ),
    was("--create-fs", "<name>", Command("fs-create", Some("--name")), &[]),
    was("--delete-fs", "<fs id>", Command("fs-delete", Some("--fs")), &[]),
    was("--resize-fs", "<fs id>", Command("fs-resize", Some("--fs")), &[]),
    was(
        "--clone-fs",
        "<source fs id>",
        Command("fs-clone", Some("--src-fs")),
        &[row("--name", Is("--dst-name"))],
    ),
    was(
        "--clone-file",
        "<fs id>",
        Command("file-clone", Some("--fs")),
        &[row("--dest", Is("--dst"))],
    ),
    was(
        "--create-ss",
        "<snapshot name>",
        Command("fs-snap-create", Some("--name")),
        &[row("--file", Then::Gone(NO_FILE_SNAPSHOT))],
    ),
    was("--delete-ss", "<snapshot id>", Command("fs-snap-delete", Some("--snap")), &[]),
    was(
        "--restore-ss",
        "<snapshot id>",
        Command("fs-snap-restore", Some("--snap")),
        &[row("--all", Ignored)],
    ),
    was("--fs-dependants", "<fs id>", Command("fs-dependants", Some("--fs")), &[]),
    was("--fs-dependants-rm", "<fs id>", Command("fs-dependants-rm", Some("--fs")), &[]),
    was(
        "--nfs-export-fs",
        "<fs id>",
        Command("fs-export", Some("--fs")),
        &[
            row("--root", Is("--root-host")),
            row("--ro", Is("--ro-host")),
            row("--rw", Is("--rw-host")),
            row("--authtype", Is("--auth-type")),
        ],
    ),
    was("--nfs-export-remove", "<export id>", Command("fs-unexport", Some("--export")), &[]),
];
