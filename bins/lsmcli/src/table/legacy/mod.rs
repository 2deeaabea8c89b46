// SPDX-License-Identifier: MIT OR Apache-2.0
//! How people wrote commands before: options that were commands, other names of options, words
//! that are gone. Tried only where the present grammar finds nothing.

mod option_commands;

pub use option_commands::OPTION_COMMANDS;

/// A command that was an option (2012 to November 2013): `--delete-volume ID`.
#[derive(Debug, PartialEq, Eq)]
pub struct OptionCommand {
    /// The option.
    pub old: &'static str,
    /// Its letter.
    pub short: Option<char>,
    /// What its value was; `None` when it had none.
    pub value_is: Option<&'static str>,
    /// What it is today.
    pub now: Now,
    /// What became of the options that went with it.
    pub options: &'static [Row],
}

/// What became of a command.
#[derive(Debug, PartialEq, Eq)]
pub enum Now {
    /// It has this name; the value of the old option goes to the option named second.
    Command(&'static str, Option<&'static str>),
    /// There is none; this is what to do instead.
    Gone(&'static str),
}

/// What became of an option of an option-command.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// The option.
    pub old: &'static str,
    /// What became of it.
    pub then: Then,
}

/// What became of an old option.
#[derive(Debug, PartialEq, Eq)]
pub enum Then {
    /// It has this name, in the command or among its [`SYNONYMS`].
    Is(&'static str),
    /// A switch that says what is so anyway.
    Ignored,
    /// There is none; this is what to do instead.
    Gone(&'static str),
}

/// Another name of an option of a present command.
#[derive(Debug, PartialEq, Eq)]
pub struct Synonym {
    /// The name.
    pub old: &'static str,
    /// The commands in which it stands for something.
    pub place: Where,
    /// What it stands for.
    pub means: Means,
}

/// The commands that know a synonym.
#[derive(Debug, PartialEq, Eq)]
pub enum Where {
    /// All that have this option.
    With(&'static str),
    /// These.
    In(&'static [&'static str]),
}

/// What a synonym stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// This option.
    Option(&'static str),
    /// The kind of the initiator, which must be what `--init` is.
    InitiatorType,
    /// The kind of access, which must be read and write.
    Access,
    /// A switch without effect.
    Nothing,
}

/// A command word that was renamed or given up.
#[derive(Debug, PartialEq, Eq)]
pub struct OldWord {
    /// The word.
    pub old: &'static str,
    /// What became of it.
    pub now: Now,
}

/// A value that was given up.
#[derive(Debug, PartialEq, Eq)]
pub struct GoneValue {
    /// The command.
    pub command: &'static str,
    /// Its option.
    pub option: &'static str,
    /// The value, in capitals.
    pub value: &'static str,
    /// What to do instead.
    pub instead: &'static str,
}

use Now::{Command, Gone};

const NO_GRANT: &str = "volumes are no longer granted to single initiators: put the initiator into an \
    access group (access-group-create, access-group-add), then use volume-mask or volume-unmask";
const NO_INITIATOR_LIST: &str = "initiators are listed in their access groups: see list --type \
    ACCESS_GROUPS, access-group-volumes and volume-access-group";
const NO_POOL_CHANGE: &str = "pools can no longer be created or deleted; volume-raid-create makes a \
    volume from whole disks";
const NO_FILE_SNAPSHOT: &str = "snapshots of single files are gone; leave --file out to take one of the \
    whole file system";

/// Other names of options.
pub static SYNONYMS: &[Synonym] = &[
    Synonym { old: "--volume", place: Where::With("--vol"), means: Means::Option("--vol") },
    Synonym { old: "--system", place: Where::With("--sys"), means: Means::Option("--sys") },
    Synonym {
        old: "--id",
        place: Where::In(&[
            "access-group-create",
            "access-group-add",
            "access-group-remove",
            "iscsi-chap",
        ]),
        means: Means::Option("--init"),
    },
    Synonym { old: "--id", place: Where::In(&["job-status"]), means: Means::Option("--job") },
    Synonym {
        old: "--init-type",
        place: Where::In(&["access-group-create", "access-group-add"]),
        means: Means::InitiatorType,
    },
    Synonym { old: "--access", place: Where::In(&["volume-mask"]), means: Means::Access },
    Synonym { old: "--optional", place: Where::In(&["list"]), means: Means::Nothing },
    Synonym { old: "-o", place: Where::In(&["list"]), means: Means::Nothing },
    Synonym {
        old: "--in-password",
        place: Where::In(&["iscsi-chap"]),
        means: Means::Option("--in-pass"),
    },
    Synonym {
        old: "--out-password",
        place: Where::In(&["iscsi-chap"]),
        means: Means::Option("--out-pass"),
    },
    Synonym { old: "--dest", place: Where::In(&["file-clone"]), means: Means::Option("--dst") },
    Synonym {
        old: "--dest",
        place: Where::In(&["volume-replicate-range"]),
        means: Means::Option("--dst-vol"),
    },
    Synonym {
        old: "--src_start",
        place: Where::In(&["volume-replicate-range"]),
        means: Means::Option("--src-start"),
    },
    Synonym {
        old: "--dest_start",
        place: Where::In(&["volume-replicate-range"]),
        means: Means::Option("--dst-start"),
    },
    Synonym {
        old: "--root",
        place: Where::In(&["fs-export"]),
        means: Means::Option("--root-host"),
    },
    Synonym { old: "--ro", place: Where::In(&["fs-export"]), means: Means::Option("--ro-host") },
    Synonym { old: "--rw", place: Where::In(&["fs-export"]), means: Means::Option("--rw-host") },
    Synonym {
        old: "--authtype",
        place: Where::In(&["fs-export"]),
        means: Means::Option("--auth-type"),
    },
];

/// Command words that were renamed or given up, and one that the manual misprinted.
pub static RENAMED_COMMANDS: &[OldWord] = &[
    OldWord { old: "access-group-grant", now: Command("volume-mask", None) },
    OldWord { old: "access-group-revoke", now: Command("volume-unmask", None) },
    OldWord { old: "access-grant", now: Gone(NO_GRANT) },
    OldWord { old: "access-revoke", now: Gone(NO_GRANT) },
    OldWord { old: "volumes-accessible-initiator", now: Gone(NO_INITIATOR_LIST) },
    OldWord { old: "initiators-granted-volume", now: Gone(NO_INITIATOR_LIST) },
    OldWord { old: "pool-create", now: Gone(NO_POOL_CHANGE) },
    OldWord { old: "pool-create-from-disks", now: Gone(NO_POOL_CHANGE) },
    OldWord { old: "pool-create-from-pool", now: Gone(NO_POOL_CHANGE) },
    OldWord { old: "pool-delete", now: Gone(NO_POOL_CHANGE) },
    OldWord { old: "srcps", now: Command("system-read-cache-pct-update", None) },
];

/// Values that were given up.
pub static GONE_VALUES: &[GoneValue] = &[
    GoneValue {
        command: "list",
        option: "--type",
        value: "INITIATORS",
        instead: NO_INITIATOR_LIST,
    },
    GoneValue {
        command: "volume-replicate",
        option: "--rep-type",
        value: "SNAPSHOT",
        instead: "volumes are no longer replicated as snapshots; use CLONE",
    },
];
