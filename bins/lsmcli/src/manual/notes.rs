// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the table does not tell of a command.

/// Paragraphs for the page of a command.
pub(super) static NOTES: &[(&str, &[&str])] = &[
    (
        "list",
        &[
            "At most one filter can be given. A list of SNAPSHOTS needs --fs.",
            "PLUGINS shows the plug-ins of this host and needs no array.",
            "--filter compares properties with =, !=, <, <=, >, >= and ~ (contains, in any letter \
             case), joined with and, or, not and parentheses. A size may have a unit; of a list one \
             element is enough; null stands for what is not there. Properties go by the keys of \
             -o json, or by their headings, in which _ may stand for blanks.",
            "--sort takes several properties: those that are equal in the first one are sorted by \
             the second one, and so on. KEY:desc or -KEY sorts downwards, KEY:asc upwards. Numbers, \
             sizes among them, are sorted by their size, texts letter by letter; what is not there \
             comes first. --limit counts behind --filter and --sort; without --sort no record \
             behind the last one shown is read. With --all it counts for each array.",
        ],
    ),
    (
        "show",
        &["--columns chooses from all that is known of the object: for people these properties \
             are shown alone, without what belongs to it."],
    ),
    ("job-list", &["A job that the array has forgotten is left out and no longer remembered."]),
    (
        "iscsi-chap",
        &[
            "Without users CHAP is switched off. Each user needs a secret: from one of the options, \
             from LSMCLI_CHAP_IN_PASS and LSMCLI_CHAP_OUT_PASS, or from the credentials \
             lsmcli.chap-in and lsmcli.chap-out. A secret in an option such as --in-pass can be \
             read by everybody on this host; the other places are better.",
        ],
    ),
    (
        "tree",
        &[
            "What the array cannot list is left out. Access groups without volumes stand below \
             their system.",
            "With -o, -s, -t or --fit every node is a row, from the systems down: path (the IDs \
             from the system to it), kind (a word of lsmcli-show(1)), id, name, parent_id and \
             whatever it has of size_bytes, free_space, status and init_ids. An access group stands \
             below every volume that it may use.",
            "The drawn tree has sizes with units; --columns changes what stands on its lines.",
        ],
    ),
    (
        "watch",
        &[
            "At first the command shows what it always shows. From then on every change is a line: \
             the time; added, changed or removed; and the record, or its ID with the columns that \
             changed.",
            "With -o jsonl every line is an object: time, event, type and item. The event is present \
             for what is there at first, then added, changed or removed; item is the record as -o \
             jsonl shows it, a removed one as it was.",
            "When the array fails for a while, the error is told on stderr and the watch goes on. \
             The options of watch may stand behind those of the command.",
        ],
    ),
    (
        "batch",
        &[
            "A line holds a command as it is written behind lsmcli, with or without that word. \
             Blanks separate words; quotes and the backslash keep them together as in a shell, but \
             nothing is expanded. # before a word begins a remark.",
            "All lines talk to the array over one session, except those that name another array or \
             give -w. A line takes over the global options of batch that it does not give itself; \
             what names the array goes only to lines that name none.",
            "The first command that fails ends the batch with its exit code. With --keep-going the \
             others run all the same, and the exit code of the first failure counts.",
        ],
    ),
    (
        "shell",
        &[
            "Lines are read as by lsmcli-batch(1). The arrow keys edit the line and fetch earlier \
             ones, Tab completes it. Ctrl-C gives up the line, or ends the wait for a job. exit, \
             quit or Ctrl-D leaves the shell; the exit code is that of the last command.",
            "When standard input is no terminal, its lines are run one after the other, whatever \
             fails.",
        ],
    ),
    (
        "doctor",
        &["Every line begins with ok, note or WRONG; what is wrong is followed by a way to mend \
             it. In the formats for programs every check has check, outcome (ok, note or wrong), text \
             and, where something is wrong, mend. The exit code is 4 when something is wrong. The name of a host, a plug-in and the \
             array are given 10 seconds each to answer."],
    ),
    (
        "completion",
        &["The script asks lsmcli what can stand at the end of the line, so it need not be \
             renewed with a new release. IDs are offered where LSMCLI_AUTO_COMPLETE_VALUE is set \
             and not 0: each press of Tab then asks the array, for 2 seconds at most."],
    ),
];
