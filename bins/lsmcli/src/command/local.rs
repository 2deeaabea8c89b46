// SPDX-License-Identifier: MIT OR Apache-2.0
//! The disks of this host. This build cannot look at them and says so.

use lsm_core::Error;

use super::{Context, Status};
use crate::error::Failure;

fn no_support() -> Result<Status, Failure> {
    let error =
        Error::no_support("this build has no support for the disks of this host and their lights");
    Err(Failure::Library { error, hint: None })
}

pub(crate) fn disk_list(_context: &mut Context<'_>) -> Result<Status, Failure> {
    no_support()
}

pub(crate) fn led_slot_list(_context: &mut Context<'_>) -> Result<Status, Failure> {
    no_support()
}

pub(crate) fn disk_ident_led_on(_context: &mut Context<'_>) -> Result<Status, Failure> {
    no_support()
}

pub(crate) fn disk_ident_led_off(_context: &mut Context<'_>) -> Result<Status, Failure> {
    no_support()
}

pub(crate) fn disk_fault_led_on(_context: &mut Context<'_>) -> Result<Status, Failure> {
    no_support()
}

pub(crate) fn disk_fault_led_off(_context: &mut Context<'_>) -> Result<Status, Failure> {
    no_support()
}

pub(crate) fn led_slot_set(_context: &mut Context<'_>) -> Result<Status, Failure> {
    no_support()
}
