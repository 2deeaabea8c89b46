// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which array to talk to, and the password for it.

mod arrays;
mod secret;
mod toml;

use std::path::PathBuf;

use lsm_core::Uri;

use crate::error::Failure;
use crate::parse::{Globals, Sources};
use crate::terminal;

pub(crate) use arrays::{Array, Arrays, path as arrays_path};
pub(crate) use secret::{Source, credential};

/// The credential that holds the password.
pub(crate) const PASSWORD_CREDENTIAL: &str = "lsmcli.password";

/// An array and how to get in.
#[derive(Clone)]
pub(crate) struct Target {
    pub(crate) uri: String,
    pub(crate) password: Option<String>,
    /// Milliseconds that the plug-in may take, where the command line says nothing else.
    pub(crate) timeout: Option<u32>,
}

/// The array that the options, the environment or a configuration file name; `None` when none
/// does. A URI comes before a name; what is on the command line comes before the environment,
/// that before `~/.lsmcli`, and that before the default of the file of arrays.
///
/// # Errors
/// When there is a password but no user in the URI, when the URI is malformed, or a file is.
pub(crate) fn target(globals: &Globals) -> Result<Option<Target>, Failure> {
    if let (Some(_), Some(_)) = (&globals.uri, &globals.array) {
        return Err(Failure::client("-u and --array name two arrays; give one of them"));
    }
    let Some((uri, array)) = named(globals)? else { return Ok(None) };
    let password = password(globals, &uri, array.as_ref())?;
    if password.is_some() && Uri::parse(&uri)?.user.is_none() {
        return Err(Failure::client(
            "there is a password, but no user name in the URI; write plugin://user@host",
        ));
    }
    let timeout = array.as_ref().and_then(|array| array.timeout);
    Ok(Some(Target { uri, password, timeout }))
}

/// The URI alone; nothing is asked for and no secret is read.
pub(crate) fn uri(globals: &Globals) -> Result<Option<String>, Failure> {
    Ok(named(globals)?.map(|(uri, _)| uri))
}

/// The URI, and the array of the file that it comes from.
fn named(globals: &Globals) -> Result<Option<(String, Option<Array>)>, Failure> {
    let of_file = |name: &str| {
        let array = Arrays::read()?.named(name)?.clone();
        Ok(Some((array.uri.clone(), Some(array))))
    };
    if let Some(name) = &globals.array {
        return of_file(name);
    }
    let given = match &globals.uri {
        Some(uri) => Some(uri.clone()),
        None => variable("LSMCLI_URI")?,
    };
    let uri = match given {
        Some(uri) => Some(uri),
        None => match variable("LSMCLI_ARRAY")?.filter(|name| !name.is_empty()) {
            Some(name) => return of_file(&name),
            None => old_file()
                .and_then(|path| std::fs::read(path).ok())
                .and_then(|text| uri_of(&String::from_utf8_lossy(&text)).map(str::to_owned)),
        },
    };
    match uri {
        Some(uri) => match uri.strip_prefix("array:").filter(|name| !name.starts_with("//")) {
            Some(name) => of_file(name),
            None => Ok(Some((uri, None))),
        },
        None => match Arrays::read()?.default {
            Some(name) => of_file(&name),
            None => Ok(None),
        },
    }
}

/// The password: typed, from where an option says, from where the file of arrays says, from the
/// environment, or the credential of that name when the URI names a user.
fn password(
    globals: &Globals,
    uri: &str,
    array: Option<&Array>,
) -> Result<Option<String>, Failure> {
    if globals.prompt {
        return terminal::password().map(Some);
    }
    if let Some((option, source)) = given_source(&globals.password, "--password")? {
        return source.read(&option).map(Some);
    }
    if let Some(Array { name, password: Some(source), .. }) = array {
        return source.read(&format!("the password of the array {name}")).map(Some);
    }
    if let Some(password) = variable("LSMCLI_PASSWORD")? {
        return Ok(Some(password));
    }
    let has_user = || Uri::parse(uri).is_ok_and(|uri| uri.user.is_some());
    match secret::credential(PASSWORD_CREDENTIAL).filter(|path| path.exists() && has_user()) {
        Some(path) => Source::File(path).read("the credential").map(Some),
        None => Ok(None),
    }
}

/// The one place of a secret that options give, and the option that gave it. `name` is what the
/// options are called, less `-file`, `-fd` and `-command`.
///
/// # Errors
/// When there is more than one.
pub(crate) fn given_source(
    given: &Sources,
    name: &str,
) -> Result<Option<(String, Source)>, Failure> {
    let descriptor = |number: u64| Source::Descriptor(i32::try_from(number).unwrap_or(i32::MAX));
    let sources = [
        ("file", given.file.as_ref().map(|path| Source::File(path.into()))),
        ("fd", given.descriptor.map(descriptor)),
        ("command", given.command.clone().map(Source::Shell)),
    ];
    let mut sources = sources.into_iter().filter_map(|(kind, source)| Some((kind, source?)));
    match (sources.next(), sources.next()) {
        (Some((one, _)), Some((two, _))) => {
            Err(Failure::client(format!("{name}-{one} and {name}-{two}: give one of them")))
        }
        (first, _) => Ok(first.map(|(kind, source)| (format!("{name}-{kind}"), source))),
    }
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

/// A folder that a variable names.
fn folder(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).filter(|folder| !folder.is_empty()).map(PathBuf::from)
}

fn home() -> Option<PathBuf> {
    folder("HOME")
}

/// Where this program keeps what it remembers: `$XDG_STATE_HOME/lsmcli` or
/// `~/.local/state/lsmcli`.
pub(crate) fn state_folder() -> Option<PathBuf> {
    let folder =
        folder("XDG_STATE_HOME").or_else(|| home().map(|home| home.join(".local").join("state")));
    folder.map(|folder| folder.join("lsmcli"))
}

/// The configuration file that holds one URI.
pub(crate) fn old_file() -> Option<PathBuf> {
    home().map(|home| home.join(".lsmcli"))
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
