// SPDX-License-Identifier: MIT OR Apache-2.0
//! Options that stand before or after every command.

use super::options::{Form, Opt};

/// The global options, in the order in which help shows them.
pub static GLOBAL_OPTIONS: &[Opt] = &[
    Opt::switch(
        Some("--help"),
        Some('h'),
        "Print help for the program or the command on stdout, exit 0",
    ),
    Opt::switch(
        Some("--version"),
        Some('v'),
        "Print \"<program path as invoked> <version>\" on stdout, exit 0",
    ),
    Opt::text("--uri", "<URI>", "Array to talk to; beats LSMCLI_URI, which beats the config file")
        .short('u'),
    Opt::switch(
        Some("--prompt"),
        Some('P'),
        "Ask for the password on the terminal; beats LSMCLI_PASSWORD",
    ),
    Opt::switch(Some("--human"), Some('H'), "Sizes as two-decimal IEC values"),
    Opt::text(
        "--terse",
        "<SEP>",
        "Column separator; also drops the header. Empty value: columns touch, header stays",
    )
    .short('t'),
    Opt::switch(
        Some("--enum"),
        Some('e'),
        "Numbers instead of names for enumerations and flags, and for the snapshot time",
    ),
    Opt::switch(Some("--force"), Some('f'), "No confirmation"),
    Opt::value(
        "--wait",
        Form::Natural,
        "Timeout in milliseconds handed to the plug-in at registration",
    )
    .short('w')
    .default("30000"),
    Opt::switch(Some("--header"), None, "Keep the header when -t is used"),
    Opt::switch(None, Some('b'), "Do not wait for the job: print the job ID, exit 7"),
    Opt::switch(Some("--script"), Some('s'), "One property per line, all properties"),
    Opt::text(
        "--fork_plugin",
        "<plugin executable>",
        "Developer aid: start this plug-in executable directly instead of using the daemon; its \
         output appears as lines starting \"PLUGIN>> \", its exit status as \"PLUGIN EC>> n\". \
         Cannot start it: message on stdout, exit 8. Note the underscore.",
    )
    .hidden(),
];
