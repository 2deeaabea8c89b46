// SPDX-License-Identifier: MIT OR Apache-2.0
//! How volumes lie on disks and caches, and their lights.

use lsm_core::Capability;

use crate::command::raid;
use crate::table::options::{self, Choice, Form, Opt};
use crate::table::{Command, Output, SYSTEM, VOLUME};

const SWITCH: &[Choice] =
    &[Choice { name: "ENABLE", number: 2 }, Choice { name: "DISABLE", number: 3 }];

pub(super) static VOLUME_RAID_CREATE: Command = Command {
    name: "volume-raid-create",
    aliases: &["vrc"],
    summary: "Create a volume on a new RAID group of whole disks (hardware RAID).",
    needs_connection: true,
    options: &[
        Opt::text("--name", "<NAME>", "Name of the new volume").required(),
        Opt::text("--disk", "<DISK>", "ID of a free disk; give one per member")
            .required()
            .repeatable(),
        Opt::value(
            "--raid-type",
            Form::Choice(&[
                Choice { name: "RAID0", number: 0 },
                Choice { name: "RAID1", number: 1 },
                Choice { name: "RAID5", number: 5 },
                Choice { name: "RAID6", number: 6 },
                Choice { name: "RAID10", number: 10 },
                Choice { name: "RAID50", number: 50 },
                Choice { name: "RAID60", number: 60 },
            ]),
            "RAID level",
        )
        .required(),
        Opt::value(
            "--strip-size",
            Form::Size,
            "Strip size per disk; absent or empty means 0 = vendor default",
        ),
    ],
    confirmation: None,
    lookups: &[],
    calls: &["disks", "volume_raid_create"],
    capabilities: &[Capability::VOLUME_RAID_CREATE],
    job: None,
    output: Output::One("Volume"),
    run: raid::raid_create,
};

pub(super) static VOLUME_RAID_CREATE_CAP: Command = Command {
    name: "volume-raid-create-cap",
    aliases: &["vrcc"],
    summary: "Show RAID levels and strip sizes that volume-raid-create may use.",
    needs_connection: true,
    options: &[options::SYS],
    confirmation: None,
    lookups: &[SYSTEM],
    calls: &["systems", "volume_raid_create_cap_get"],
    capabilities: &[Capability::VOLUME_RAID_CREATE],
    job: None,
    output: Output::One("RAID create capability"),
    run: raid::raid_create_cap,
};

pub(super) static VOLUME_RAID_INFO: Command = Command {
    name: "volume-raid-info",
    aliases: &["vri"],
    summary: "Show RAID layout of a volume.",
    needs_connection: true,
    options: &[options::VOL],
    confirmation: None,
    lookups: &[VOLUME],
    calls: &["volumes", "volume_raid_info"],
    capabilities: &[Capability::VOLUME_RAID_INFO],
    job: None,
    output: Output::One("Volume RAID info"),
    run: raid::raid_info,
};

pub(super) static VOLUME_IDENT_LED_ON: Command = Command {
    name: "volume-ident-led-on",
    aliases: &["vilon"],
    summary: "Light the identification LEDs of the disks behind a volume.",
    needs_connection: true,
    options: &[options::VOL],
    confirmation: None,
    lookups: &[VOLUME],
    calls: &["volumes", "volume_ident_led_on"],
    capabilities: &[Capability::VOLUME_LED],
    job: None,
    output: Output::Nothing,
    run: raid::ident_led_on,
};

pub(super) static VOLUME_IDENT_LED_OFF: Command = Command {
    name: "volume-ident-led-off",
    aliases: &["viloff"],
    summary: "Switch those LEDs off.",
    needs_connection: true,
    options: &[options::VOL],
    confirmation: None,
    lookups: &[VOLUME],
    calls: &["volumes", "volume_ident_led_off"],
    capabilities: &[Capability::VOLUME_LED],
    job: None,
    output: Output::Nothing,
    run: raid::ident_led_off,
};

pub(super) static VOLUME_CACHE_INFO: Command = Command {
    name: "volume-cache-info",
    aliases: &["vci"],
    summary: "Show RAM cache settings of a volume.",
    needs_connection: true,
    options: &[options::VOL],
    confirmation: None,
    lookups: &[VOLUME],
    calls: &["volumes", "volume_cache_info"],
    capabilities: &[Capability::VOLUME_CACHE_INFO],
    job: None,
    output: Output::One("Volume cache info"),
    run: raid::cache_info,
};

pub(super) static VOLUME_PHY_DISK_CACHE_UPDATE: Command = Command {
    name: "volume-phy-disk-cache-update",
    aliases: &["vpdcu"],
    summary: "Set the write cache of the physical disks behind a volume.",
    needs_connection: true,
    options: &[
        options::VOL,
        Opt::value("--policy", Form::Choice(SWITCH), "Turn the cache on or off")
            .metavar("<POLICY>")
            .required(),
    ],
    confirmation: None,
    lookups: &[VOLUME],
    calls: &["volumes", "volume_physical_disk_cache_update", "volume_cache_info"],
    capabilities: &[
        Capability::VOLUME_PHYSICAL_DISK_CACHE_UPDATE,
        Capability::VOLUME_PHYSICAL_DISK_CACHE_UPDATE_SYSTEM_LEVEL,
    ],
    job: None,
    output: Output::One("Volume cache info"),
    run: raid::phy_disk_cache_update,
};

pub(super) static VOLUME_READ_CACHE_POLICY_UPDATE: Command = Command {
    name: "volume-read-cache-policy-update",
    aliases: &["vrcpu"],
    summary: "Set the read cache policy of a volume.",
    needs_connection: true,
    options: &[
        options::VOL,
        Opt::value("--policy", Form::Choice(SWITCH), "Turn the cache on or off")
            .metavar("<POLICY>")
            .required(),
    ],
    confirmation: None,
    lookups: &[VOLUME],
    calls: &["volumes", "volume_read_cache_policy_update", "volume_cache_info"],
    capabilities: &[
        Capability::VOLUME_READ_CACHE_POLICY_UPDATE,
        Capability::VOLUME_READ_CACHE_POLICY_UPDATE_IMPACT_WRITE,
    ],
    job: None,
    output: Output::One("Volume cache info"),
    run: raid::read_cache_policy_update,
};

pub(super) static VOLUME_WRITE_CACHE_POLICY_UPDATE: Command = Command {
    name: "volume-write-cache-policy-update",
    aliases: &["vwcpu"],
    summary: "Set the write cache policy of a volume.",
    needs_connection: true,
    options: &[
        options::VOL,
        Opt::value(
            "--policy",
            Form::Choice(&[
                Choice { name: "WB", number: 2 },
                Choice { name: "AUTO", number: 3 },
                Choice { name: "WT", number: 4 },
            ]),
            "WB write back, AUTO depends on battery state, WT write through",
        )
        .metavar("<POLICY>")
        .required(),
    ],
    confirmation: None,
    lookups: &[VOLUME],
    calls: &["volumes", "volume_write_cache_policy_update", "volume_cache_info"],
    capabilities: &[
        Capability::VOLUME_WRITE_CACHE_POLICY_UPDATE_WRITE_BACK,
        Capability::VOLUME_WRITE_CACHE_POLICY_UPDATE_AUTO,
        Capability::VOLUME_WRITE_CACHE_POLICY_UPDATE_WRITE_THROUGH,
        Capability::VOLUME_WRITE_CACHE_POLICY_UPDATE_IMPACT_READ,
        Capability::VOLUME_WRITE_CACHE_POLICY_UPDATE_WB_IMPACT_OTHER,
    ],
    job: None,
    output: Output::One("Volume cache info"),
    run: raid::write_cache_policy_update,
};
