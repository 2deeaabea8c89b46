// SPDX-License-Identifier: MIT OR Apache-2.0
//! `--dry-run`: the call that would be made, after a look at whether the system can do it.

use std::io::Write;

use lsm_core::{Error, ErrorKind};
use serde_json::{Value, json};

use super::Status;
use crate::connection::Connection;
use crate::error::Failure;
use crate::looker::Planned;

/// Prints the call on one line, as JSON.
pub(super) fn tell(
    planned: &Planned,
    connection: &mut Connection,
    out: &mut dyn Write,
) -> Result<Status, Failure> {
    check(planned, connection)?;
    let call = json!({"method": planned.method.name(), "params": planned.parameters});
    writeln!(out, "{call}")?;
    Ok(Status::Done)
}

/// Refuses what the system says it cannot do.
fn check(planned: &Planned, connection: &mut Connection) -> Result<(), Failure> {
    let Some(capability) = planned.method.info().capability else { return Ok(()) };
    let Some(id) = system_id(&planned.parameters) else { return Ok(()) };
    let systems = connection.session()?.systems()?;
    let Some(system) = systems.iter().find(|system| system.id == id) else { return Ok(()) };
    if connection.session()?.capabilities(system)?.supports(capability) {
        return Ok(());
    }
    let method = planned.method;
    let text = format!("system {id} cannot do this: {method} is not among its capabilities");
    Err(Error::new(ErrorKind::NO_SUPPORT, text).into())
}

/// The system of the first object that tells it.
fn system_id(parameters: &Value) -> Option<&str> {
    match parameters {
        Value::Object(fields) => {
            if fields.get("class").is_some_and(|class| class == "System") {
                return fields.get("id")?.as_str();
            }
            let own = fields.get("system_id").and_then(Value::as_str);
            own.or_else(|| fields.values().find_map(system_id))
        }
        Value::Array(list) => list.iter().find_map(system_id),
        _ => None,
    }
}
