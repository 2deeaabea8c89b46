// SPDX-License-Identifier: MIT OR Apache-2.0
//! Who may use a volume.

use lsm_core::Capability;

use crate::command::access_group;
use crate::table::options::{self, Opt};
use crate::table::{ACCESS_GROUP, Command, Output, SYSTEM, VOLUME};

pub(super) static VOLUME_ACCESS_GROUP: Command = Command {
    name: "volume-access-group",
    aliases: &[],
    summary: "List the access groups that may use the volume.",
    needs_connection: true,
    options: &[options::VOL],
    confirmation: None,
    lookups: &[VOLUME],
    calls: &["volumes", "access_groups_granted_to_volume"],
    capabilities: &[Capability::ACCESS_GROUPS_GRANTED_TO_VOLUME],
    job: None,
    output: Output::Many("AccessGroup"),
    run: access_group::volume_access_group,
};

pub(super) static VOLUME_MASK: Command = Command {
    name: "volume-mask",
    aliases: &["vm"],
    summary: "Give an access group access to a volume.",
    needs_connection: true,
    options: &[options::VOL, options::AG],
    confirmation: None,
    lookups: &[VOLUME, ACCESS_GROUP],
    calls: &["volumes", "access_groups", "volume_mask"],
    capabilities: &[Capability::VOLUME_MASK],
    job: None,
    output: Output::Nothing,
    run: access_group::mask,
};

pub(super) static VOLUME_UNMASK: Command = Command {
    name: "volume-unmask",
    aliases: &["vu"],
    summary: "Take a volume away from an access group.",
    needs_connection: true,
    options: &[options::AG, options::VOL],
    confirmation: None,
    lookups: &[ACCESS_GROUP, VOLUME],
    calls: &["access_groups", "volumes", "volume_unmask"],
    capabilities: &[Capability::VOLUME_UNMASK],
    job: None,
    output: Output::Nothing,
    run: access_group::unmask,
};

pub(super) static ACCESS_GROUP_CREATE: Command = Command {
    name: "access-group-create",
    aliases: &["ac"],
    summary: "Create an access group holding one initiator.",
    needs_connection: true,
    options: &[
        Opt::text("--name", "<AG_NAME>", "Name of the access group").required(),
        options::INIT,
        options::SYS,
    ],
    confirmation: None,
    lookups: &[SYSTEM],
    calls: &["systems", "access_group_create"],
    capabilities: &[
        Capability::ACCESS_GROUP_CREATE_WWPN,
        Capability::ACCESS_GROUP_CREATE_ISCSI_IQN,
    ],
    job: None,
    output: Output::One("AccessGroup"),
    run: access_group::create,
};

pub(super) static ACCESS_GROUP_ADD: Command = Command {
    name: "access-group-add",
    aliases: &["aa"],
    summary: "Add an initiator to an access group.",
    needs_connection: true,
    options: &[options::AG, options::INIT],
    confirmation: None,
    lookups: &[ACCESS_GROUP],
    calls: &["access_groups", "access_group_initiator_add"],
    capabilities: &[
        Capability::ACCESS_GROUP_INITIATOR_ADD_WWPN,
        Capability::ACCESS_GROUP_INITIATOR_ADD_ISCSI_IQN,
    ],
    job: None,
    output: Output::One("AccessGroup"),
    run: access_group::add,
};

pub(super) static ACCESS_GROUP_REMOVE: Command = Command {
    name: "access-group-remove",
    aliases: &["ar"],
    summary: "Remove an initiator from an access group.",
    needs_connection: true,
    options: &[options::AG, options::INIT],
    confirmation: None,
    lookups: &[ACCESS_GROUP],
    calls: &["access_groups", "access_group_initiator_delete"],
    capabilities: &[Capability::ACCESS_GROUP_INITIATOR_DELETE],
    job: None,
    output: Output::One("AccessGroup"),
    run: access_group::remove,
};

pub(super) static ACCESS_GROUP_DELETE: Command = Command {
    name: "access-group-delete",
    aliases: &["ad"],
    summary: "Delete an access group.",
    needs_connection: true,
    options: &[options::AG],
    confirmation: None,
    lookups: &[ACCESS_GROUP],
    calls: &["access_groups", "access_group_delete"],
    capabilities: &[Capability::ACCESS_GROUP_DELETE],
    job: None,
    output: Output::Nothing,
    run: access_group::delete,
};

pub(super) static ACCESS_GROUP_VOLUMES: Command = Command {
    name: "access-group-volumes",
    aliases: &[],
    summary: "List the volumes an access group may use.",
    needs_connection: true,
    options: &[options::AG],
    confirmation: None,
    lookups: &[ACCESS_GROUP],
    calls: &["access_groups", "volumes_accessible_by_access_group"],
    capabilities: &[Capability::VOLUMES_ACCESSIBLE_BY_ACCESS_GROUP],
    job: None,
    output: Output::Many("Volume"),
    run: access_group::volumes,
};

pub(super) static ISCSI_CHAP: Command = Command {
    name: "iscsi-chap",
    aliases: &[],
    summary: "Set or clear CHAP credentials of an iSCSI initiator.",
    needs_connection: true,
    options: &[
        options::INIT,
        Opt::text("--in-user", "<IN_USER>", "Inbound user"),
        Opt::text("--in-pass", "<IN_PASS>", "Inbound secret"),
        Opt::text("--out-user", "<OUT_USER>", "Outbound user"),
        Opt::text("--out-pass", "<OUT_PASS>", "Outbound secret"),
    ],
    confirmation: None,
    lookups: &[],
    calls: &["iscsi_chap_auth"],
    capabilities: &[Capability::VOLUME_ISCSI_CHAP_AUTHENTICATION],
    job: None,
    output: Output::Nothing,
    run: access_group::iscsi_chap,
};
