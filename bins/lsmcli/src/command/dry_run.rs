// SPDX-License-Identifier: MIT OR Apache-2.0
//! `--dry-run`: the call that would be made.

use std::io::Write;

use serde_json::json;

use super::Status;
use crate::error::Failure;
use crate::looker::Planned;

/// Prints the call on one line, as JSON.
pub(super) fn tell(planned: &Planned, out: &mut dyn Write) -> Result<Status, Failure> {
    let call = json!({"method": planned.method.name(), "params": planned.parameters});
    writeln!(out, "{call}")?;
    Ok(Status::Done)
}
