// SPDX-License-Identifier: MIT OR Apache-2.0
//! What surrounds a run: variables, files, exit codes. For the manual.

/// Variables of the environment, each with what it does.
pub static VARIABLES: &[(&str, &str)] = &[
    ("LSMCLI_URI", "The array, where -u and --array are absent."),
    ("LSMCLI_ARRAY", "The array by its name, where LSMCLI_URI is absent too."),
    ("LSMCLI_PASSWORD", "The password. Other processes of the same user can read it."),
    (
        "LSMCLI_CHAP_IN_PASS, LSMCLI_CHAP_OUT_PASS",
        "The secrets of iscsi-chap, where the options for them are absent.",
    ),
    (
        "CREDENTIALS_DIRECTORY",
        "The folder of credentials that systemd hands over; lsmcli.password, lsmcli.chap-in and \
         lsmcli.chap-out are looked for in it.",
    ),
    (
        "LSM_UDS_PATH",
        "The folder of the sockets of lsmd; /var/run/lsm/ipc when absent. When set, plug-ins are \
         never started without the daemon.",
    ),
    ("LSM_PLUGIN_DIR", "The folder in which plug-ins are looked for first when no daemon runs."),
    ("LSMCLI_AUTO_COMPLETE_VALUE", "Not empty and not 0: completion asks the array for IDs."),
    (
        "LSMCLI_CONFIRM",
        "Not empty and not 0: volume-unmask, volume-disable, access-group-delete and fs-unexport \
         ask before hosts lose access.",
    ),
    ("LSMCLI_LOG", "debug or trace: the same as --debug or --trace."),
    ("LSMCLI_WARN_LEGACY", "Not empty and not 0: old syntax is told on stderr."),
    (
        "LSM_DEBUG_PLUGIN",
        "Not empty: wait for the Enter key after connecting, so that a debugger can attach to the \
         plug-in.",
    ),
    (
        "COLUMNS",
        "The width of help pages and of tables with --fit, instead of that of the terminal.",
    ),
    ("NO_COLOR", "Not empty: no colours, unless --color always asks for them."),
    ("TZ", "The time zone of the times that are shown."),
];

/// Files, each with what it holds.
pub static FILES: &[(&str, &str)] = &[
    ("~/.config/lsmcli/config.toml", "Arrays and their names. XDG_CONFIG_HOME moves it."),
    ("~/.lsmcli", "One line uri=URI: the array, where nothing else names one."),
    (
        "~/.local/state/lsmcli/jobs",
        "A file for every job that was left to an array. XDG_STATE_HOME moves it.",
    ),
    (
        "~/.local/state/lsmcli/history",
        "Lines typed into the shell, without those that may hold a secret.",
    ),
    ("/var/run/lsm/ipc", "The sockets of lsmd."),
];

/// Exit codes, each with when it is given.
pub static EXIT_CODES: &[(&str, &str)] = &[
    (
        "0",
        "All is done; also when a question was answered with no, unless --on-abort-exit says otherwise.",
    ),
    ("1", "There were no arguments, Ctrl-C was pressed, or the reader of the output went away."),
    (
        "2",
        "An argument or a check on this side was wrong, an ID was not found, or a job failed on the \
         array.",
    ),
    ("4", "The array, the plug-in or the daemon refused: NAME(number) and a text on stderr."),
    ("7", "A job was started or is not done yet."),
    ("8", "The plug-in of --fork_plugin could not be started."),
    ("13", "The array or this host does not permit it: PERMISSION_DENIED(13)."),
];
