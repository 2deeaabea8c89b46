// SPDX-License-Identifier: MIT OR Apache-2.0
//! The disks of this host. No daemon is needed.

use crate::command::local;
use crate::table::options::{Form, Opt};
use crate::table::{Command, Output};

pub(super) static LOCAL_DISK_LIST: Command = Command {
    name: "local-disk-list",
    aliases: &["ldl"],
    summary: "List the disks of this host.",
    needs_connection: false,
    options: &[],
    confirmation: None,
    lookups: &[],
    calls: &[],
    capabilities: &[],
    job: None,
    output: Output::Many("LocalDisk"),
    run: local::disk_list,
};

pub(super) static LOCAL_LED_SLOT_LIST: Command = Command {
    name: "local-led-slot-list",
    aliases: &[],
    summary: "List enclosure slots with LED control on this host.",
    needs_connection: false,
    options: &[],
    confirmation: None,
    lookups: &[],
    calls: &[],
    capabilities: &[],
    job: None,
    output: Output::Many("LedSlot"),
    run: local::led_slot_list,
};

pub(super) static LOCAL_DISK_IDENT_LED_ON: Command = Command {
    name: "local-disk-ident-led-on",
    aliases: &["ldilon"],
    summary: "Light the identification LED of a local disk.",
    needs_connection: false,
    options: &[Opt::text("--path", "<DISK_PATH>", "Block device node of the local disk").required()],
    confirmation: None,
    lookups: &[],
    calls: &[],
    capabilities: &[],
    job: None,
    output: Output::Nothing,
    run: local::disk_ident_led_on,
};

pub(super) static LOCAL_DISK_IDENT_LED_OFF: Command = Command {
    name: "local-disk-ident-led-off",
    aliases: &["ldiloff"],
    summary: "Switch the identification LED of a local disk off.",
    needs_connection: false,
    options: &[Opt::text("--path", "<DISK_PATH>", "Block device node of the local disk").required()],
    confirmation: None,
    lookups: &[],
    calls: &[],
    capabilities: &[],
    job: None,
    output: Output::Nothing,
    run: local::disk_ident_led_off,
};

pub(super) static LOCAL_DISK_FAULT_LED_ON: Command = Command {
    name: "local-disk-fault-led-on",
    aliases: &["ldflon"],
    summary: "Light the fault LED of a local disk.",
    needs_connection: false,
    options: &[Opt::text("--path", "<DISK_PATH>", "Block device node of the local disk").required()],
    confirmation: None,
    lookups: &[],
    calls: &[],
    capabilities: &[],
    job: None,
    output: Output::Nothing,
    run: local::disk_fault_led_on,
};

pub(super) static LOCAL_DISK_FAULT_LED_OFF: Command = Command {
    name: "local-disk-fault-led-off",
    aliases: &["ldfloff"],
    summary: "Switch the fault LED of a local disk off.",
    needs_connection: false,
    options: &[Opt::text("--path", "<DISK_PATH>", "Block device node of the local disk").required()],
    confirmation: None,
    lookups: &[],
    calls: &[],
    capabilities: &[],
    job: None,
    output: Output::Nothing,
    run: local::disk_fault_led_off,
};

pub(super) static LOCAL_LED_SLOT_SET: Command = Command {
    name: "local-led-slot-set",
    aliases: &[],
    summary: "Set the LED state of an enclosure slot.",
    needs_connection: false,
    options: &[
        Opt::text("--slot", "<slot_id>", "Slot identifier as shown by local-led-slot-list")
            .required(),
        Opt::value(
            "--state",
            Form::LedState,
            "One state, or one IDENT and one FAULT state joined with a colon",
        )
        .metavar("<state>")
        .required(),
    ],
    confirmation: None,
    lookups: &[],
    calls: &[],
    capabilities: &[],
    job: None,
    output: Output::Nothing,
    run: local::led_slot_set,
};
