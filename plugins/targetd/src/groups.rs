// SPDX-License-Identifier: MIT OR Apache-2.0
//! Access groups: those of the server, and one for every initiator that belongs to none.

use lsm_core::{AccessGroup, Error, ErrorKind, InitiatorId, InitiatorType, Result, System};
use serde::{Deserialize, Serialize};

use crate::failure::Answer;
use crate::name;
use crate::plugin::Targetd;
use crate::pools::{SYSTEM, check_system};
use crate::rpc::{Nothing, Rpc};

/// What the identifier of a group begins with that is made up for one initiator.
const LONE: &str = "init.";

/// The only kind of initiators that the server knows.
const ISCSI: &str = "iscsi";

#[derive(Deserialize)]
struct GroupRow {
    name: String,
    init_ids: Vec<String>,
}

#[derive(Deserialize)]
struct InitiatorRow {
    init_id: String,
}

#[derive(Serialize)]
struct Standalone {
    standalone_only: bool,
}

#[derive(Serialize)]
struct Member<'a> {
    ag_name: &'a str,
    init_id: &'a str,
    init_type: &'a str,
}

#[derive(Serialize)]
struct Named<'a> {
    ag_name: &'a str,
}

#[derive(Serialize)]
struct Chap<'a> {
    initiator_wwn: &'a str,
    in_user: Option<&'a str>,
    in_pass: Option<&'a str>,
    out_user: Option<&'a str>,
    out_pass: Option<&'a str>,
}

/// The identifier of the group that stands for an initiator without one.
pub(crate) fn lone_id(initiator: &str) -> String {
    format!("{LONE}{:x}", md5::compute(initiator))
}

/// Whether a group stands for one initiator; the server does not know it.
pub(crate) fn is_lone(group_id: &str) -> bool {
    group_id.starts_with(LONE)
}

fn group(id: String, name: String, init_ids: Vec<String>) -> AccessGroup {
    AccessGroup {
        id,
        name,
        init_ids,
        init_type: InitiatorType::ISCSI_IQN,
        system_id: SYSTEM.to_owned(),
        plugin_data: None,
    }
}

fn unknown(id: &str) -> Error {
    let message = format!("there is no access group {id} on the array");
    Error::new(ErrorKind::NOT_FOUND_ACCESS_GROUP, message)
}

/// The name of an initiator as the server keeps it.
fn initiator(init_id: &str, init_type: InitiatorType) -> Result<String> {
    if init_type != InitiatorType::ISCSI_IQN {
        return Err(Error::no_support("this array knows initiators of iSCSI only"));
    }
    match InitiatorId::parse(init_id)? {
        InitiatorId::Iscsi(name) => Ok(name.to_ascii_lowercase()),
        InitiatorId::Wwpn(_) => {
            Err(Error::invalid(format!("{init_id} is a port of Fibre Channel, no name of iSCSI")))
        }
    }
}

impl Rpc {
    fn access_group_list(&mut self) -> Answer<Vec<AccessGroup>> {
        let rows: Vec<GroupRow> = self.call("access_group_list", &Nothing {})?;
        let groups = rows.into_iter().map(|row| group(row.name.clone(), row.name, row.init_ids));
        Ok(groups.collect())
    }
}

impl Targetd {
    /// All groups: two requests.
    pub(crate) fn groups(&mut self) -> Result<Vec<AccessGroup>> {
        let mut groups = if self.has_groups { self.rpc.access_group_list()? } else { Vec::new() };
        groups.extend(self.lone_groups()?);
        Ok(groups)
    }

    fn lone_groups(&mut self) -> Result<Vec<AccessGroup>> {
        let initiators: Vec<String> = if self.has_groups {
            let all = Standalone { standalone_only: true };
            let rows: Vec<InitiatorRow> = self.rpc.call("initiator_list", &all)?;
            rows.into_iter().map(|row| row.init_id).collect()
        } else {
            let mut names: Vec<_> =
                self.rpc.export_list()?.into_iter().map(|row| row.initiator_wwn).collect();
            names.sort();
            names.dedup();
            names
        };
        let lone = |name: String| group(lone_id(&name), "N/A".to_owned(), vec![name]);
        Ok(initiators.into_iter().map(lone).collect())
    }

    /// The group with this identifier, as it is now: one request.
    pub(crate) fn find_group(&mut self, id: &str) -> Result<AccessGroup> {
        let groups = if is_lone(id) {
            self.lone_groups()?
        } else if self.has_groups {
            self.rpc.access_group_list()?
        } else {
            Vec::new()
        };
        groups.into_iter().find(|group| group.id == id).ok_or_else(|| unknown(id))
    }

    fn needs_groups(&self) -> Result<()> {
        if self.has_groups {
            return Ok(());
        }
        Err(Error::no_support(
            "this array knows no access groups; targetd does since version 0.7.2",
        ))
    }

    pub(crate) fn group_create(
        &mut self,
        group_name: &str,
        init_id: &str,
        init_type: InitiatorType,
        system: &System,
    ) -> Result<AccessGroup> {
        check_system(&system.id)?;
        self.needs_groups()?;
        let init_id = &initiator(init_id, init_type)?;
        name::group(group_name)?;
        let member = Member { ag_name: group_name, init_id, init_type: ISCSI };
        self.rpc.call::<()>("access_group_create", &member)?;
        self.find_group(group_name)
    }

    pub(crate) fn group_delete(&mut self, group: &AccessGroup) -> Result<()> {
        if is_lone(&group.id) {
            return Err(Error::no_support(
                "this group stands for an initiator without one and cannot be deleted; unmask its \
                 volumes instead",
            ));
        }
        self.needs_groups()?;
        let group = self.find_group(&group.id)?;
        // The server would take the grants along and leave the volumes locked.
        if self.rpc.map_list()?.iter().any(|map| map.ag_name == group.id) {
            let message = format!("the access group {} is granted volumes", group.name);
            return Err(Error::new(ErrorKind::IS_MASKED, message));
        }
        Ok(self.rpc.call("access_group_destroy", &Named { ag_name: &group.id })?)
    }

    pub(crate) fn group_add(
        &mut self,
        group: &AccessGroup,
        init_id: &str,
        init_type: InitiatorType,
    ) -> Result<AccessGroup> {
        self.needs_groups()?;
        let init_id = &initiator(init_id, init_type)?;
        let group = self.find_group(&group.id)?;
        if is_member(&group, init_id) {
            let message = format!("{init_id} is in the access group already");
            return Err(Error::new(ErrorKind::NO_STATE_CHANGE, message));
        }
        if is_lone(&group.id) {
            return Err(Error::no_support(
                "this group stands for an initiator without one and takes no others",
            ));
        }
        let member = Member { ag_name: &group.id, init_id, init_type: ISCSI };
        self.rpc.call::<()>("access_group_init_add", &member)?;
        self.find_group(&group.id)
    }

    pub(crate) fn group_remove(
        &mut self,
        group: &AccessGroup,
        init_id: &str,
        init_type: InitiatorType,
    ) -> Result<AccessGroup> {
        self.needs_groups()?;
        let init_id = &initiator(init_id, init_type)?;
        let group = self.find_group(&group.id)?;
        if !is_member(&group, init_id) {
            let message = format!("{init_id} is not in the access group");
            return Err(Error::new(ErrorKind::NO_STATE_CHANGE, message));
        }
        // The server would delete the group with its last member.
        if group.init_ids.len() == 1 {
            return Err(Error::new(
                ErrorKind::LAST_INIT_IN_ACCESS_GROUP,
                format!(
                    "{init_id} is the last member of the access group; delete the group instead"
                ),
            ));
        }
        let member = Member { ag_name: &group.id, init_id, init_type: ISCSI };
        self.rpc.call::<()>("access_group_init_del", &member)?;
        self.find_group(&group.id)
    }

    pub(crate) fn chap(
        &mut self,
        init_id: &str,
        in_user: Option<&str>,
        in_pass: Option<&str>,
        out_user: Option<&str>,
        out_pass: Option<&str>,
    ) -> Result<()> {
        let initiator_wwn = &initiator(init_id, InitiatorType::ISCSI_IQN)?;
        let values = [in_user, in_pass, out_user, out_pass];
        if values.iter().flatten().any(|value| value.len() > 255) {
            return Err(Error::invalid("users and passwords of CHAP have at most 255 characters"));
        }
        let chap = Chap { initiator_wwn, in_user, in_pass, out_user, out_pass };
        let mut error = match self.rpc.call::<()>("initiator_set_auth", &chap) {
            Ok(()) => return Ok(()),
            Err(failure) => Error::from(failure),
        };
        // Text of the server may repeat what it was given.
        for secret in [in_pass, out_pass].into_iter().flatten().filter(|text| !text.is_empty()) {
            error.message = error.message.replace(secret, "…");
        }
        Err(error)
    }
}

fn is_member(group: &AccessGroup, initiator: &str) -> bool {
    group.init_ids.iter().any(|member| member.eq_ignore_ascii_case(initiator))
}
