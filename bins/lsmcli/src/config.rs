// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which array to talk to, and the password for it.

use std::path::PathBuf;

use lsm_core::Uri;

use crate::error::Failure;
use crate::parse::Globals;
use crate::terminal;

/// An array and how to get in.
pub(crate) struct Target {
    pub(crate) uri: String,
    pub(crate) password: Option<String>,
}

/// The array that the options, the environment or `~/.lsmcli` name, in this order; `None` when
/// none does.
///
/// # Errors
/// When there is a password but no user in the URI, or the URI is malformed.
pub(crate) fn target(globals: &Globals) -> Result<Option<Target>, Failure> {
    let uri = match &globals.uri {
        Some(uri) => Some(uri.clone()),
        None => match variable("LSMCLI_URI")? {
            Some(uri) => Some(uri),
            None => file()
                .and_then(|path| std::fs::read(path).ok())
                .and_then(|text| uri_of(&String::from_utf8_lossy(&text)).map(str::to_owned)),
        },
    };
    let Some(uri) = uri else { return Ok(None) };
    let password = match globals.prompt {
        true => Some(terminal::password()?),
        false => variable("LSMCLI_PASSWORD")?,
    };
    if password.is_some() && Uri::parse(&uri)?.user.is_none() {
        return Err(Failure::client(
            "there is a password, but no user name in the URI; write plugin://user@host",
        ));
    }
    Ok(Some(Target { uri, password }))
}

/// A variable of the environment; set but empty counts as set.
pub(crate) fn variable(name: &str) -> Result<Option<String>, Failure> {
    match std::env::var_os(name) {
        None => Ok(None),
        Some(value) => value
            .into_string()
            .map(Some)
            .map_err(|_| Failure::client(format!("the variable {name} is not valid UTF-8"))),
    }
}

fn file() -> Option<PathBuf> {
    std::env::var_os("HOME")
        .filter(|home| !home.is_empty())
        .map(|home| PathBuf::from(home).join(".lsmcli"))
}

/// The value of `uri` in the text of a configuration file: lines `name=value`, the last one
/// counts; `#` starts a comment line, everything else is skipped.
fn uri_of(text: &str) -> Option<&str> {
    text.lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .filter_map(|line| line.split_once('='))
        .filter(|(name, _)| name.trim() == "uri")
        .map(|(_, value)| value.trim())
        .next_back()
}

#[cfg(test)]
mod tests {
    use super::uri_of;

    #[test]
    fn the_configuration_file() {
        let text =
            "# uri=no://\n  #uri=no://\nURI=no://\nuri\n\nname = x\n uri =  sim://a?b=c \r\n";
        assert_eq!(uri_of(text), Some("sim://a?b=c"));
        assert_eq!(uri_of("uri=a://\nuri=b://"), Some("b://"));
        assert_eq!(uri_of("uri=\"a://\""), Some("\"a://\""));
        assert_eq!(uri_of("uri=\n"), Some(""));
        assert_eq!(uri_of(""), None);
    }
}
