// SPDX-License-Identifier: MIT OR Apache-2.0
//! The examples of the manual. One after the other, on a fresh `sim://` array whose jobs take a
//! moment, they do what they say; a test plays them all.

/// A command line and what it is for.
#[derive(Debug, PartialEq, Eq)]
pub struct Example {
    /// The command on whose page it stands.
    pub command: &'static str,
    /// The command line.
    pub line: &'static str,
    /// What it does, one sentence.
    pub meaning: &'static str,
    /// The exit codes it may end with.
    pub ends: &'static [u8],
}

const fn example(command: &'static str, line: &'static str, meaning: &'static str) -> Example {
    Example { command, line, meaning, ends: &[0] }
}

impl Example {
    const fn ends(mut self, ends: &'static [u8]) -> Self {
        self.ends = ends;
        self
    }
}

/// All examples, in the order in which they can be played.
pub static EXAMPLES: &[Example] = &[
    example("list", "lsmcli list --type pools -H", "List the pools with sizes for people."),
    example(
        "list",
        "lsmcli list --type pools --filter 'free_space>1G and status=ok' --sort=-free_space -o csv",
        "List the pools that have room, the largest one first, as comma-separated values.",
    ),
    example("capabilities", "lsmcli capabilities --sys sim-01", "Show what a system can do."),
    example(
        "pool-member-info",
        "lsmcli list --type pools -t' ' | cut -d' ' -f1 | lsmcli pool-member-info --pool - -o jsonl",
        "Show what each pool is made of, as JSON, one pool on each line.",
    ),
    example("plugin-info", "lsmcli plugin-info", "Show what the plug-in says of itself."),
    example(
        "volume-create",
        "lsmcli volume-create --name db --size 10GiB --pool POOL_ID_00004",
        "Create a volume of 10 GiB.",
    ),
    example(
        "volume-create",
        "lsmcli volume-create --name db2 --size 10GiB --pool POOL_ID_00004 --dry-run",
        "Show the call that would create a volume, and create none.",
    ),
    example(
        "volume-create",
        "lsmcli volume-create --name scratch --size 1T --pool POOL_ID_00004 --provisioning THIN",
        "Create a thin volume.",
    ),
    example(
        "list",
        "lsmcli list --type volumes --pool POOL_ID_00004",
        "List the volumes of a pool.",
    ),
    example("list", "lsmcli lv -t,", "List all volumes for a script, columns parted by commas."),
    example(
        "volume-resize",
        "lsmcli volume-resize --vol VOL_ID_00001 --size 20GiB -f",
        "Grow a volume without a question.",
    ),
    example(
        "volume-replicate",
        "lsmcli volume-replicate --vol VOL_ID_00001 --rep-type CLONE --name db_copy",
        "Clone a volume.",
    ),
    example(
        "volume-replicate-range-block-size",
        "lsmcli volume-replicate-range-block-size --sys sim-01",
        "Show in which blocks ranges are counted.",
    ),
    example(
        "volume-replicate-range",
        "lsmcli volume-replicate-range --src-vol VOL_ID_00001 --dst-vol VOL_ID_00003 --rep-type COPY \
         --src-start 0 --dst-start 0 --count 1024 -f",
        "Copy the first 1024 blocks over those of another volume.",
    ),
    example(
        "volume-dependants",
        "lsmcli volume-dependants --vol VOL_ID_00001",
        "Ask whether replicas depend on a volume.",
    ),
    example(
        "volume-dependants-rm",
        "lsmcli volume-dependants-rm --vol VOL_ID_00001",
        "Make the replicas of a volume independent of it.",
    ),
    example(
        "access-group-create",
        "lsmcli access-group-create --name web --init iqn.2031-05.org.example:n1 --sys sim-01",
        "Create an access group with its first initiator.",
    ),
    example(
        "access-group-add",
        "lsmcli access-group-add --ag AG_ID_00001 --init iqn.2031-05.org.example:n2",
        "Add another initiator.",
    ),
    example(
        "volume-mask",
        "lsmcli volume-mask --vol VOL_ID_00001 --ag AG_ID_00001",
        "Let the hosts of a group use a volume.",
    ),
    example(
        "access-group-volumes",
        "lsmcli access-group-volumes --ag AG_ID_00001 -H",
        "List what a group may use.",
    ),
    example(
        "volume-access-group",
        "lsmcli volume-access-group --vol VOL_ID_00001",
        "List who may use a volume.",
    ),
    example(
        "iscsi-chap",
        "lsmcli iscsi-chap --init iqn.2031-05.org.example:n1 --in-user n1 --in-pass-command 'echo secret'",
        "Set the inbound CHAP secret; a password manager stands in the place of echo.",
    ),
    example(
        "iscsi-chap",
        "lsmcli iscsi-chap --init iqn.2031-05.org.example:n1",
        "Switch CHAP off.",
    ),
    example(
        "show",
        "lsmcli show pool POOL_ID_00004",
        "Show a pool, what it is made of, and what lies in it.",
    ),
    example("tree", "lsmcli tree", "Show the whole array."),
    example(
        "volume-unmask",
        "lsmcli volume-unmask --vol VOL_ID_00001 --ag AG_ID_00001",
        "Take the volume away again.",
    ),
    example(
        "access-group-remove",
        "lsmcli access-group-remove --ag AG_ID_00001 --init iqn.2031-05.org.example:n2",
        "Remove an initiator.",
    ),
    example(
        "access-group-delete",
        "lsmcli access-group-delete --ag AG_ID_00001",
        "Delete the group.",
    ),
    example("volume-disable", "lsmcli volume-disable --vol VOL_ID_00003", "Take a volume offline."),
    example("volume-enable", "lsmcli volume-enable --vol VOL_ID_00003", "Bring it back online."),
    example(
        "volume-raid-create-cap",
        "lsmcli volume-raid-create-cap --sys sim-01",
        "Show what RAID volumes can be made.",
    ),
    example(
        "volume-raid-create",
        "lsmcli volume-raid-create --name mirror --raid-type RAID1 --disk DISK_ID_00005 --disk DISK_ID_00006",
        "Mirror two free disks.",
    ),
    example(
        "volume-raid-info",
        "lsmcli volume-raid-info --vol VOL_ID_00004",
        "Show how a volume lies on its disks.",
    ),
    example(
        "pool-member-info",
        "lsmcli pool-member-info --pool POOL_ID_00005",
        "Show the disks of a pool.",
    ),
    example(
        "volume-ident-led-on",
        "lsmcli volume-ident-led-on --vol VOL_ID_00004",
        "Light the disks of a volume.",
    ),
    example(
        "volume-ident-led-off",
        "lsmcli volume-ident-led-off --vol VOL_ID_00004",
        "Switch the lights off.",
    ),
    example(
        "volume-cache-info",
        "lsmcli volume-cache-info --vol VOL_ID_00004",
        "Show the cache settings of a volume.",
    ),
    example(
        "volume-phy-disk-cache-update",
        "lsmcli volume-phy-disk-cache-update --vol VOL_ID_00004 --policy DISABLE",
        "Switch the caches of the disks off.",
    ),
    example(
        "volume-read-cache-policy-update",
        "lsmcli volume-read-cache-policy-update --vol VOL_ID_00004 --policy ENABLE",
        "Switch the read cache on.",
    ),
    example(
        "volume-write-cache-policy-update",
        "lsmcli volume-write-cache-policy-update --vol VOL_ID_00004 --policy AUTO",
        "Write back only while the battery is good.",
    ),
    example(
        "system-read-cache-pct-update",
        "lsmcli system-read-cache-pct-update --sys sim-01 --read-pct 30",
        "Use 30 per cent of the cache for reads.",
    ),
    example(
        "volume-delete",
        "lsmcli volume-delete --vol VOL_ID_00004 -f",
        "Delete a volume without a question.",
    ),
    example(
        "fs-create",
        "lsmcli fs-create --name homes --size 100GiB --pool POOL_ID_00004",
        "Create a file system of 100 GiB.",
    ),
    example("fs-resize", "lsmcli fs-resize --fs FS_ID_00001 --size 200GiB -f", "Grow it."),
    example(
        "fs-export",
        "lsmcli fs-export --fs FS_ID_00001 --rw-host 192.0.2.10 --root-host 192.0.2.10 --ro-host a.example.org",
        "Export it to one host for reading and writing, to another for reading.",
    ),
    example(
        "list",
        "lsmcli list --type exports --fs FS_ID_00001",
        "List the exports of a file system.",
    ),
    example("fs-unexport", "lsmcli fs-unexport --export EXP_ID_00001", "Remove the export."),
    example(
        "fs-snap-create",
        "lsmcli fs-snap-create --name monday --fs FS_ID_00001",
        "Take a snapshot.",
    ),
    example(
        "list",
        "lsmcli list --type snapshots --fs FS_ID_00001",
        "List the snapshots of a file system.",
    ),
    example(
        "fs-clone",
        "lsmcli fs-clone --src-fs FS_ID_00001 --dst-name trial --backing-snapshot FS_SNAP_ID_00001",
        "Clone a file system as it was when the snapshot was taken.",
    ),
    example(
        "fs-snap-restore",
        "lsmcli fs-snap-restore --snap FS_SNAP_ID_00001 --fs FS_ID_00001 -f",
        "Put the whole file system back to the snapshot.",
    ),
    example(
        "fs-snap-delete",
        "lsmcli fs-snap-delete --snap FS_SNAP_ID_00001 --fs FS_ID_00001 -f",
        "Delete the snapshot.",
    ),
    example(
        "file-clone",
        "lsmcli file-clone --fs FS_ID_00001 --src a.img --dst b.img",
        "Clone a file inside a file system.",
    ),
    example(
        "fs-dependants",
        "lsmcli fs-dependants --fs FS_ID_00001",
        "Ask whether clones depend on a file system.",
    ),
    example(
        "fs-dependants-rm",
        "lsmcli fs-dependants-rm --fs FS_ID_00001",
        "Make the clones independent of it.",
    ),
    example(
        "fs-delete",
        "lsmcli fs-delete --fs FS_ID_00002 -f",
        "Delete a file system without a question.",
    ),
    example(
        "job-status",
        "lsmcli volume-create --name nightly --size 4GiB --pool POOL_ID_00004 --async",
        "Start a job and print its ID instead of waiting.",
    )
    .ends(&[7]),
    example("job-list", "lsmcli job-list", "List the jobs that you have left to the array."),
    example("job-wait", "lsmcli job-wait --job JOB_ID_00001", "Wait for it and show what it made."),
    example(
        "job-status",
        "lsmcli volume-delete --vol VOL_ID_00004 -f --async",
        "Start another job.",
    )
    .ends(&[7]),
    example(
        "job-status",
        "lsmcli job-status --job JOB_ID_00001",
        "Ask how far it is: exit code 7 while it runs, 0 when it is done.",
    )
    .ends(&[0, 7]),
    example(
        "watch",
        "lsmcli watch list --type volumes --interval 100ms --looks 2",
        "Look at the volumes twice and tell what has changed.",
    ),
    example(
        "batch",
        "echo 'list --type pools' | lsmcli batch -",
        "Run commands from standard input.",
    ),
    example("doctor", "lsmcli doctor", "Check whether commands can reach the array, and why not."),
    example(
        "completion",
        "lsmcli completion bash > completion.bash",
        "Write the script for bash; load it with: source completion.bash",
    ),
];
