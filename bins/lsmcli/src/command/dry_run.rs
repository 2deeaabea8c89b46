// SPDX-License-Identifier: MIT OR Apache-2.0
//! `--dry-run`: the calls that would be made.

use std::io::Write;

use serde_json::json;

use super::Status;
use crate::error::Failure;
use crate::looker::Planned;

/// Prints each call on one line, as JSON.
pub(super) fn tell(planned: &[Planned], out: &mut dyn Write) -> Result<Status, Failure> {
    for Planned { method, parameters } in planned {
        let call = json!({"method": method.name(), "params": parameters});
        writeln!(out, "{call}")?;
    }
    Ok(Status::Done)
}
