// SPDX-License-Identifier: MIT OR Apache-2.0
//! `completion`: the script for a shell, and what the script asks for.

use super::{Context, Status};
use crate::completion::{self, Ids};
use crate::error::Failure;

pub(crate) fn completion(context: &mut Context<'_>) -> Result<Status, Failure> {
    let arguments = context.arguments();
    let shell = arguments.choice("<SHELL>").map_or("bash", |choice| choice.name);
    let Some(line) = arguments.text("<LINE>") else {
        context.out.write_all(completion::script(shell).as_bytes())?;
        return Ok(Status::Done);
    };
    for candidate in completion::complete(line, &Ids::new()).candidates {
        match (shell, candidate.meaning.as_str()) {
            ("bash", _) | (_, "") => writeln!(context.out, "{}", candidate.text)?,
            (_, meaning) => writeln!(context.out, "{}\t{meaning}", candidate.text)?,
        }
    }
    Ok(Status::Done)
}
