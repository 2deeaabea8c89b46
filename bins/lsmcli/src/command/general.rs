// SPDX-License-Identifier: MIT OR Apache-2.0
//! What concerns the array as a whole.

use lsm_core::{Capabilities, Capability, Error};

use super::{Context, Status};
use crate::error::Failure;
use crate::render::{self, Format, MembersOfPool, Plain, Plugin, terse_separator};
use crate::table::Word;

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
    let all = wanted(context, &capabilities)?;
    let globals = &context.invocation.globals;
    if let Some(format) = globals.for_programs() {
        return show_capabilities(context, format, &all);
    }
    let mut rows: Vec<(&str, &str)> = all
        .into_iter()
        .map(|(name, is_supported)| match is_supported {
            true => (name, "SUPPORTED"),
            false => (name, "UNSUPPORTED"),
        })
        .collect();
    if rows.is_empty() {
        return Ok(Status::Done);
    }
    rows.sort_by_key(|&(name, supported)| (supported, name));
    render::pairs(&rows, &context.layout, context.out)?;
    Ok(Status::Done)
}

/// The capabilities that the options leave over, by their names, and whether the system has them.
fn wanted(
    context: &Context<'_>,
    capabilities: &Capabilities,
) -> Result<Vec<(&'static str, bool)>, Failure> {
    let arguments = context.arguments();
    let of_command = match arguments.text("--for") {
        None => None,
        Some(name) => match Word::find(name) {
            Some(Word::Command(command)) => Some(command.capabilities),
            Some(Word::List(list)) => Some(list.capabilities),
            None => {
                return Err(Failure::client(format!("--for: there is no command {name:?}")));
            }
        },
    };
    let is_wanted = |capability: Capability, is_supported: bool| {
        (is_supported || !arguments.switch("--supported"))
            && of_command.is_none_or(|wanted| wanted.contains(&capability))
    };
    let mut all: Vec<(&str, bool)> = Capability::ALL
        .iter()
        .map(|named| (named, capabilities.supports(named.value)))
        .filter(|(named, is_supported)| is_wanted(named.value, *is_supported))
        .map(|(named, is_supported)| (named.name, is_supported))
        .collect();
    all.sort_unstable();
    Ok(all)
}

/// One object with all names, or a row for each where rows have few columns.
fn show_capabilities(
    context: &mut Context<'_>,
    format: Format,
    all: &[(&str, bool)],
) -> Result<Status, Failure> {
    if matches!(format, Format::Csv | Format::Tsv) {
        let row = |&(name, is_supported)| vec![Plain::text(name), Plain::Bool(is_supported)];
        let rows: Vec<Vec<Plain<'_>>> = all.iter().map(row).collect();
        return context.answer("capabilities", &["name", "supported"], &rows, "");
    }
    let (names, row): (Vec<&str>, Vec<Plain<'_>>) =
        all.iter().map(|&(name, is_supported)| (name, Plain::Bool(is_supported))).unzip();
    context.answer("capabilities", &names, &[row], "")
}

pub(crate) fn plugin_info(context: &mut Context<'_>) -> Result<Status, Failure> {
    let (description, version) = context.session()?.plugin_info()?;
    let globals = &context.invocation.globals;
    if globals.for_programs().is_some() {
        return context.show_one(&Plugin { description, version });
    }
    match terse_separator(globals) {
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
    context.must_support(Some(&system.id), &[Capability::SYS_READ_CACHE_PCT_UPDATE])?;
    context.session()?.system_read_cache_pct_update(&system, percentage)?;
    let changed = context.system("--sys")?;
    context.show_one(&changed)
}

pub(crate) fn pool_member_info(context: &mut Context<'_>) -> Result<Status, Failure> {
    let pool = context.pool("--pool")?;
    let members = context.session()?.pool_member_info(&pool)?;
    context.show_one(&MembersOfPool { pool_id: pool.id, members })
}
