// SPDX-License-Identifier: MIT OR Apache-2.0
//! The disks of this host and the lights of its slots.

use std::io::Write;

use lsm_core::{Error, LedStatus};
use lsm_local::Host;

use super::{Context, Status};
use crate::error::Failure;
use crate::local_disk::{LedSlot, look_at};

/// A failure without the hint that looks for its cause on an array.
fn of_host(error: Error) -> Failure {
    Failure::Library { error, hint: None }
}

pub(crate) fn disk_list(context: &mut Context<'_>) -> Result<Status, Failure> {
    let host = Host::this();
    // What one disk does not tell is no reason to hide the others.
    let mut warn = |warning: String| drop(writeln!(std::io::stderr(), "{warning}"));
    let paths = host.disks().map_err(of_host)?;
    let disks: Vec<_> = paths.into_iter().map(|path| look_at(&host, path, &mut warn)).collect();
    context.show(&disks[..])
}

pub(crate) fn led_slot_list(context: &mut Context<'_>) -> Result<Status, Failure> {
    let slots: Vec<LedSlot> =
        Host::this().slots().map_err(of_host)?.iter().map(LedSlot::from).collect();
    context.show(&slots[..])
}

/// Switches a light of the disk that `--path` names.
fn switch(
    context: &Context<'_>,
    light: fn(&Host, &str, bool) -> lsm_core::Result<()>,
    on: bool,
) -> Outcome {
    light(&Host::this(), context.arguments().required("--path"), on).map_err(of_host)?;
    Ok(Status::Done)
}

type Outcome = Result<Status, Failure>;

pub(crate) fn disk_ident_led_on(context: &mut Context<'_>) -> Outcome {
    switch(context, Host::set_ident, true)
}

pub(crate) fn disk_ident_led_off(context: &mut Context<'_>) -> Outcome {
    switch(context, Host::set_ident, false)
}

pub(crate) fn disk_fault_led_on(context: &mut Context<'_>) -> Outcome {
    switch(context, Host::set_fault, true)
}

pub(crate) fn disk_fault_led_off(context: &mut Context<'_>) -> Outcome {
    switch(context, Host::set_fault, false)
}

pub(crate) fn led_slot_set(context: &mut Context<'_>) -> Outcome {
    let wanted = context.arguments().required("--slot");
    let state = context.arguments().led("--state").unwrap_or(LedStatus::NONE);
    let slots = Host::this().slots().map_err(of_host)?;
    let Some(slot) = slots.iter().find(|slot| slot.id() == wanted) else {
        let text = format!("there is no slot {wanted:?}; local-led-slot-list shows them");
        return Err(Failure::client(text));
    };
    slot.set(state).map_err(of_host)?;
    Ok(Status::Done)
}
