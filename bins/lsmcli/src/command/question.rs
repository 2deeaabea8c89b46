// SPDX-License-Identifier: MIT OR Apache-2.0
//! The question before something is lost.

use std::io;

use super::Context;
use crate::error::Failure;
use crate::table::Loss;
use crate::terminal;

impl Context<'_> {
    /// Asks whether to go on with what costs an object its data or its hosts, unless an option
    /// answers that. The object goes by its ID and its name.
    pub(super) fn confirmed(&mut self, id: &str, name: &str) -> Result<bool, Failure> {
        let globals = &self.invocation.globals;
        if let Some(wanted) = &globals.confirm {
            // An empty text is a variable that was not set, not a name.
            if !wanted.is_empty() && (wanted == id || wanted == name) {
                return Ok(true);
            }
            let text = format!("--confirm {wanted:?}: this is {id}, {name}; nothing was changed");
            return Err(Failure::client(text));
        }
        if globals.force || globals.dry_run {
            return Ok(true);
        }
        let warning = match self.invocation.command.confirmation {
            Some(Loss::Will) => "data will be lost by this",
            Some(Loss::May) => "data may be lost by this",
            None if asks_about_hosts() => "hosts may lose access by this",
            None => return Ok(true),
        };
        let goes_on = match globals.for_programs() {
            None => terminal::confirm(warning, self.out)?,
            Some(_) => terminal::confirm(warning, &mut io::stderr())?,
        };
        match globals.abort_code {
            Some(code) if !goes_on => Err(Failure::Told(code)),
            _ => Ok(goes_on),
        }
    }
}

/// Whether `LSMCLI_CONFIRM` wants a question where hosts lose access.
fn asks_about_hosts() -> bool {
    let wanted = std::env::var_os("LSMCLI_CONFIRM");
    wanted.is_some_and(|wanted| !wanted.is_empty() && wanted != "0")
}
