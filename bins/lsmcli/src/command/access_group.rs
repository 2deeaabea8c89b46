// SPDX-License-Identifier: MIT OR Apache-2.0
//! Who may use a volume.

use lsm_core::{AccessGroup, Capability, Error, InitiatorId, InitiatorType, System};

use super::{Context, Status, capability};
use crate::config::{Source, credential, given_source, variable};
use crate::error::{Failure, Steps};
use crate::parse::{Arguments, Sources};

pub(crate) fn volume_access_group(context: &mut Context<'_>) -> Result<Status, Failure> {
    let volume = context.volume("--vol")?;
    let groups = context.session()?.access_groups_granted_to_volume(&volume)?;
    context.show(&groups[..])
}

pub(crate) fn mask(context: &mut Context<'_>) -> Result<Status, Failure> {
    let volume = context.volume("--vol")?;
    let group = context.access_group("--ag")?;
    context.must_support(Some(&volume.system_id), &[Capability::VOLUME_MASK])?;
    context.session()?.volume_mask(&group, &volume)?;
    Ok(Status::Done)
}

pub(crate) fn unmask(context: &mut Context<'_>) -> Result<Status, Failure> {
    let group = context.access_group("--ag")?;
    let volume = context.volume("--vol")?;
    context.must_support(Some(&volume.system_id), &[Capability::VOLUME_UNMASK])?;
    if !context.confirmed(&volume.id, &volume.name)? {
        return Ok(Status::Declined);
    }
    context.session()?.volume_unmask(&group, &volume)?;
    Ok(Status::Done)
}

pub(crate) fn create(context: &mut Context<'_>) -> Result<Status, Failure> {
    let system = context.system("--sys")?;
    let (id, kind) = initiator(context)?;
    let name = context.arguments().required("--name");
    let more: Vec<&InitiatorId> = context.arguments().initiators("<MORE>");
    let of_first = capability::of_initiator(
        kind,
        Capability::ACCESS_GROUP_CREATE_WWPN,
        Capability::ACCESS_GROUP_CREATE_ISCSI_IQN,
    );
    let of_more = more.iter().map(|initiator| to_add(initiator.init_type()));
    let needed: Vec<Capability> = [of_first].into_iter().chain(of_more).collect();
    context.must_support(Some(&system.id), &needed)?;
    let created = context.session()?.access_group_create(name, &id, kind, &system);
    let dry_run = context.invocation.globals.dry_run;
    let mut group = match created {
        // Who looks before shall see the calls that follow, too.
        Err(_) if dry_run => not_made(name, id, kind, &system),
        created => created?,
    };
    let made = format!("access group {} with {}", group.id, group.init_ids.join(", "));
    let mut steps = Steps::new([made].into_iter().chain(more.iter().map(|id| id.to_string())));
    steps.did();
    for initiator in more {
        let (id, kind) = (initiator.to_string(), initiator.init_type());
        match context.session()?.access_group_initiator_add(&group, &id, kind) {
            Err(_) if dry_run => group.init_ids.push(id),
            Err(error) => return Err(Failure::from(error).after(steps)),
            Ok(added) => group = added,
        }
        steps.did();
    }
    if dry_run {
        return Ok(Status::Done);
    }
    context.show_one(&group)
}

/// The group of a dry run: what is known of it before the system has made it.
fn not_made(name: &str, id: String, kind: InitiatorType, system: &System) -> AccessGroup {
    AccessGroup {
        id: "<ID of the new group>".to_owned(),
        name: name.to_owned(),
        init_ids: vec![id],
        init_type: kind,
        system_id: system.id.clone(),
        plugin_data: None,
    }
}

/// What stands for adding an initiator of this kind.
fn to_add(kind: InitiatorType) -> Capability {
    capability::of_initiator(
        kind,
        Capability::ACCESS_GROUP_INITIATOR_ADD_WWPN,
        Capability::ACCESS_GROUP_INITIATOR_ADD_ISCSI_IQN,
    )
}

pub(crate) fn add(context: &mut Context<'_>) -> Result<Status, Failure> {
    let group: AccessGroup = context.access_group("--ag")?;
    let (id, kind) = initiator(context)?;
    context.must_support(Some(&group.system_id), &[to_add(kind)])?;
    let group = context.session()?.access_group_initiator_add(&group, &id, kind)?;
    context.show_one(&group)
}

pub(crate) fn remove(context: &mut Context<'_>) -> Result<Status, Failure> {
    let group = context.access_group("--ag")?;
    let (id, kind) = initiator(context)?;
    let needed = [Capability::ACCESS_GROUP_INITIATOR_DELETE];
    context.must_support(Some(&group.system_id), &needed)?;
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
    context.must_support(Some(&group.system_id), &[Capability::ACCESS_GROUP_DELETE])?;
    if !context.confirmed(&group.id, &group.name)? {
        return Ok(Status::Declined);
    }
    context.session()?.access_group_delete(&group)?;
    Ok(Status::Done)
}

pub(crate) fn volumes(context: &mut Context<'_>) -> Result<Status, Failure> {
    let group = context.access_group("--ag")?;
    let volumes = context.session()?.volumes_accessible_by_access_group(&group)?;
    context.show(&volumes[..])
}

/// Secrets may also come from files, descriptors, commands, `LSMCLI_CHAP_IN_PASS` and
/// `LSMCLI_CHAP_OUT_PASS`, and credentials, since what is on a command line can be read by
/// everybody.
pub(crate) fn iscsi_chap(context: &mut Context<'_>) -> Result<Status, Failure> {
    context.session()?;
    let arguments = context.arguments();
    let Some(initiator @ InitiatorId::Iscsi(_)) = arguments.initiator("--init") else {
        return Err(Failure::client("--init: CHAP is for iSCSI initiators only"));
    };
    let (in_user, in_pass) = credentials(arguments, "in", "LSMCLI_CHAP_IN_PASS")?;
    let (out_user, out_pass) = credentials(arguments, "out", "LSMCLI_CHAP_OUT_PASS")?;
    if out_user.is_some() && in_user.is_none() {
        return Err(Failure::client("--out-user needs --in-user too"));
    }
    context.must_support(None, &[Capability::VOLUME_ISCSI_CHAP_AUTHENTICATION])?;
    context.session()?.iscsi_chap_auth(
        &initiator.to_string(),
        in_user.as_deref(),
        in_pass.as_deref(),
        out_user.as_deref(),
        out_pass.as_deref(),
    )?;
    Ok(Status::Done)
}

/// The user and the secret of one direction, `in` or `out`; both or none.
fn credentials(
    arguments: &Arguments,
    direction: &str,
    variable_name: &str,
) -> Result<(Option<String>, Option<String>), Failure> {
    let option = |rest: &str| format!("--{direction}-{rest}");
    let pass = option("pass");
    let user = arguments.text(&option("user")).map(str::to_owned);
    let sources = Sources {
        file: arguments.text(&option("pass-file")).map(str::to_owned),
        descriptor: arguments.number(&option("pass-fd")),
        command: arguments.text(&option("pass-command")).map(str::to_owned),
    };
    let credential =
        || credential(&format!("lsmcli.chap-{direction}")).filter(|path| path.exists());
    let secret = match (arguments.text(&pass), given_source(&sources, &pass)?) {
        (Some(_), Some((other, _))) => {
            return Err(Failure::client(format!("{pass} and {other}: give one of them")));
        }
        (Some(secret), None) => Some(secret.to_owned()),
        (None, Some((option, source))) => Some(source.read(&option)?),
        (None, None) if user.is_none() => None,
        (None, None) => match (variable(variable_name)?, credential()) {
            (Some(secret), _) => Some(secret),
            (None, Some(path)) => Some(Source::File(path).read("the credential")?),
            (None, None) => None,
        },
    };
    match (&user, &secret) {
        (Some(_), None) | (None, Some(_)) => {
            Err(Failure::client(format!("--{direction}-user and {pass} must be given together")))
        }
        _ => Ok((user, secret)),
    }
}
