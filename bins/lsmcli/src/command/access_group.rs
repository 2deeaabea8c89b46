// SPDX-License-Identifier: MIT OR Apache-2.0
//! Who may use a volume.

use lsm_core::{AccessGroup, Error, InitiatorId, InitiatorType};

use super::{Context, Status};
use crate::config::variable;
use crate::error::Failure;

pub(crate) fn volume_access_group(context: &mut Context<'_>) -> Result<Status, Failure> {
    let volume = context.volume("--vol")?;
    let groups = context.session()?.access_groups_granted_to_volume(&volume)?;
    context.show(&groups[..])
}

pub(crate) fn mask(context: &mut Context<'_>) -> Result<Status, Failure> {
    let volume = context.volume("--vol")?;
    let group = context.access_group("--ag")?;
    context.session()?.volume_mask(&group, &volume)?;
    Ok(Status::Done)
}

pub(crate) fn unmask(context: &mut Context<'_>) -> Result<Status, Failure> {
    let group = context.access_group("--ag")?;
    let volume = context.volume("--vol")?;
    context.session()?.volume_unmask(&group, &volume)?;
    Ok(Status::Done)
}

pub(crate) fn create(context: &mut Context<'_>) -> Result<Status, Failure> {
    let system = context.system("--sys")?;
    let (id, kind) = initiator(context)?;
    let name = context.arguments().required("--name");
    let group = context.session()?.access_group_create(name, &id, kind, &system)?;
    context.show_one(&group)
}

pub(crate) fn add(context: &mut Context<'_>) -> Result<Status, Failure> {
    let group: AccessGroup = context.access_group("--ag")?;
    let (id, kind) = initiator(context)?;
    let group = context.session()?.access_group_initiator_add(&group, &id, kind)?;
    context.show_one(&group)
}

pub(crate) fn remove(context: &mut Context<'_>) -> Result<Status, Failure> {
    let group = context.access_group("--ag")?;
    let (id, kind) = initiator(context)?;
    let group = context.session()?.access_group_initiator_delete(&group, &id, kind)?;
    context.show_one(&group)
}

/// The initiator that `--init` names, in normal form, and its kind.
fn initiator(context: &Context<'_>) -> Result<(String, InitiatorType), Failure> {
    match context.arguments().initiator("--init") {
        Some(initiator) => Ok((initiator.to_string(), initiator.init_type())),
        // The parser demands one.
        None => Err(Error::invalid("--init is missing").into()),
    }
}

pub(crate) fn delete(context: &mut Context<'_>) -> Result<Status, Failure> {
    let group = context.access_group("--ag")?;
    context.session()?.access_group_delete(&group)?;
    Ok(Status::Done)
}

pub(crate) fn volumes(context: &mut Context<'_>) -> Result<Status, Failure> {
    let group = context.access_group("--ag")?;
    let volumes = context.session()?.volumes_accessible_by_access_group(&group)?;
    context.show(&volumes[..])
}

/// Secrets may also come from `LSMCLI_CHAP_IN_PASS` and `LSMCLI_CHAP_OUT_PASS`, since what is on
/// a command line can be read by everybody.
pub(crate) fn iscsi_chap(context: &mut Context<'_>) -> Result<Status, Failure> {
    context.session()?;
    let arguments = context.arguments();
    let Some(initiator @ InitiatorId::Iscsi(_)) = arguments.initiator("--init") else {
        return Err(Failure::client("--init: CHAP is for iSCSI initiators only"));
    };
    let credentials = |user: &str, pass: &str, from: &str| {
        let given_user = arguments.text(user).map(str::to_owned);
        let given_pass = match arguments.text(pass) {
            Some(secret) => Some(secret.to_owned()),
            None if given_user.is_some() => variable(from)?,
            None => None,
        };
        match (&given_user, &given_pass) {
            (Some(_), None) | (None, Some(_)) => {
                Err(Failure::client(format!("{user} and {pass} must be given together")))
            }
            _ => Ok((given_user, given_pass)),
        }
    };
    let (in_user, in_pass) = credentials("--in-user", "--in-pass", "LSMCLI_CHAP_IN_PASS")?;
    let (out_user, out_pass) = credentials("--out-user", "--out-pass", "LSMCLI_CHAP_OUT_PASS")?;
    if out_user.is_some() && in_user.is_none() {
        return Err(Failure::client("--out-user needs --in-user too"));
    }
    context.session()?.iscsi_chap_auth(
        &initiator.to_string(),
        in_user.as_deref(),
        in_pass.as_deref(),
        out_user.as_deref(),
        out_pass.as_deref(),
    )?;
    Ok(Status::Done)
}
