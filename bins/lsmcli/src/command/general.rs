// SPDX-License-Identifier: MIT OR Apache-2.0
//! What concerns the array as a whole.

use lsm_core::{Capability, Error};

use super::{Context, Status};
use crate::error::Failure;
use crate::render::{self, MembersOfPool, terse_separator};

pub(crate) fn list(context: &mut Context<'_>) -> Result<Status, Failure> {
    match context.arguments().list_type("--type") {
        Some(list) => (list.run)(context),
        // The parser demands it.
        None => Ok(Status::Done),
    }
}

pub(crate) fn capabilities(context: &mut Context<'_>) -> Result<Status, Failure> {
    let system = context.system("--sys")?;
    let capabilities = context.session()?.capabilities(&system)?;
    let mut rows: Vec<(&str, &str)> = Capability::ALL
        .iter()
        .map(|named| match capabilities.supports(named.value) {
            true => (named.name, "SUPPORTED"),
            false => (named.name, "UNSUPPORTED"),
        })
        .collect();
    rows.sort_by_key(|&(name, supported)| (supported, name));
    render::pairs(&rows, &context.layout, context.out)?;
    Ok(Status::Done)
}

pub(crate) fn plugin_info(context: &mut Context<'_>) -> Result<Status, Failure> {
    let (description, version) = context.session()?.plugin_info()?;
    match terse_separator(&context.invocation.globals) {
        Some(separator) => context.line(format_args!("{description}{separator}{version}")),
        None => context.line(format_args!("Description: {description} Version: {version}")),
    }
}

pub(crate) fn system_read_cache_pct_update(context: &mut Context<'_>) -> Result<Status, Failure> {
    let system = context.system("--sys")?;
    let given = context.arguments().number("--read-pct").unwrap_or_default();
    // Checked here, as the libraries always did: not every plug-in does it.
    let percentage = i32::try_from(given).ok().filter(|percentage| (0..=100).contains(percentage));
    let percentage = percentage
        .ok_or_else(|| Error::invalid(format!("--read-pct {given}: more than 100 per cent")))?;
    context.session()?.system_read_cache_pct_update(&system, percentage)?;
    let changed = context.system("--sys")?;
    context.show_one(&changed)
}

pub(crate) fn pool_member_info(context: &mut Context<'_>) -> Result<Status, Failure> {
    let pool = context.pool("--pool")?;
    let members = context.session()?.pool_member_info(&pool)?;
    context.show_one(&MembersOfPool { pool_id: pool.id, members })
}
