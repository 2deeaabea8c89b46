// SPDX-License-Identifier: MIT OR Apache-2.0
//! Names of volumes and access groups. They never become file names.

use lsm_core::{Error, InitiatorId, InitiatorType, Result};

/// The longest name, in bytes.
const LONGEST: usize = 255;

/// The longest iSCSI name (RFC 3720, 3.2.6.1), in bytes.
const LONGEST_ISCSI: usize = 223;

/// Whether `name` can be the name of a `kind`.
///
/// # Errors
/// `INVALID_ARGUMENT` when it is empty, longer than 255 bytes, or holds a control character.
pub(crate) fn check(kind: &str, name: &str) -> Result<()> {
    let wrong = if name.is_empty() {
        "empty".to_owned()
    } else if name.len() > LONGEST {
        format!("longer than {LONGEST} bytes")
    } else if name.contains(char::is_control) {
        "with a control character in it".to_owned()
    } else {
        return Ok(());
    };
    Err(Error::invalid(format!("the name of a {kind} cannot be {wrong}")))
}

/// Reads an initiator.
///
/// # Errors
/// `INVALID_ARGUMENT` when it is none.
pub(crate) fn initiator(text: &str) -> Result<InitiatorId> {
    let initiator = InitiatorId::parse(text)?;
    if text.len() > LONGEST_ISCSI || text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(Error::invalid(format!(
            "an initiator has at most {LONGEST_ISCSI} bytes and neither blanks nor control \
             characters"
        )));
    }
    Ok(initiator)
}

/// Reads an initiator that is said to be of a kind.
///
/// # Errors
/// `INVALID_ARGUMENT` when it is none or of another kind.
pub(crate) fn initiator_of_type(text: &str, init_type: InitiatorType) -> Result<InitiatorId> {
    let initiator = initiator(text)?;
    if initiator.init_type() != init_type {
        return Err(Error::invalid(format!(
            "{initiator} is an initiator of type {}, not {init_type}",
            initiator.init_type()
        )));
    }
    Ok(initiator)
}
