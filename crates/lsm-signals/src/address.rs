// SPDX-License-Identifier: MIT OR Apache-2.0
//! Addresses of buses and peers, as the D-Bus specification writes them.

use std::ffi::OsString;
use std::fmt;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::PathBuf;
use std::str::FromStr;

use crate::{Error, Result};

/// Where a bus or a peer listens: `unix:path=…` or `unix:abstract=…`.
///
/// Of a list of addresses the first one of these is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A socket in the file system.
    Path(PathBuf),
    /// A socket in the abstract namespace of Linux.
    Abstract(Vec<u8>),
}

impl Address {
    /// The system bus: `DBUS_SYSTEM_BUS_ADDRESS` or where the specification puts it.
    ///
    /// # Errors
    /// [`Error::Invalid`] if the variable holds no address of a Unix socket.
    pub fn system() -> Result<Self> {
        match std::env::var("DBUS_SYSTEM_BUS_ADDRESS") {
            Ok(address) => address.parse(),
            Err(_) => Ok(Self::Path("/run/dbus/system_bus_socket".into())),
        }
    }

    /// The session bus: `DBUS_SESSION_BUS_ADDRESS`, or `bus` in the folder `XDG_RUNTIME_DIR`.
    ///
    /// # Errors
    /// [`Error::Invalid`] if neither variable leads to a Unix socket.
    pub fn session() -> Result<Self> {
        if let Ok(address) = std::env::var("DBUS_SESSION_BUS_ADDRESS") {
            return address.parse();
        }
        let folder = std::env::var_os("XDG_RUNTIME_DIR").ok_or_else(|| {
            invalid("", "neither DBUS_SESSION_BUS_ADDRESS nor XDG_RUNTIME_DIR is set")
        })?;
        Ok(Self::Path(PathBuf::from(folder).join("bus")))
    }
}

impl FromStr for Address {
    type Err = Error;

    fn from_str(list: &str) -> Result<Self> {
        for address in list.split(';') {
            let Some(keys) = address.strip_prefix("unix:") else { continue };
            for pair in keys.split(',') {
                let (key, value) =
                    pair.split_once('=').ok_or_else(|| invalid(list, "a key has no value"))?;
                let value = unescape(value).ok_or_else(|| {
                    invalid(list, "a % is not followed by two hexadecimal digits")
                })?;
                match key {
                    "path" if !value.is_empty() && !value.contains(&0) => {
                        return Ok(Self::Path(OsString::from_vec(value).into()));
                    }
                    "abstract" if !value.is_empty() => return Ok(Self::Abstract(value)),
                    _ => {}
                }
            }
        }
        Err(invalid(list, "there is no unix:path=… or unix:abstract=… in it"))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (key, value) = match self {
            Self::Path(path) => ("path", path.as_os_str().as_bytes()),
            Self::Abstract(name) => ("abstract", &name[..]),
        };
        write!(formatter, "unix:{key}=")?;
        for byte in value {
            if byte.is_ascii_alphanumeric() || b"-_/.\\*".contains(byte) {
                write!(formatter, "{}", char::from(*byte))?;
            } else {
                write!(formatter, "%{byte:02x}")?;
            }
        }
        Ok(())
    }
}

fn invalid(address: &str, why: &'static str) -> Error {
    Error::Invalid { what: "D-Bus address", value: address.into(), why }
}

fn unescape(value: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let [byte, behind @ ..] = rest {
        rest = behind;
        if *byte == b'%' {
            let [high, low, behind @ ..] = rest else { return None };
            let digit = |byte: &u8| char::from(*byte).to_digit(16);
            bytes.push(u8::try_from(digit(high)? * 16 + digit(low)?).ok()?);
            rest = behind;
        } else {
            bytes.push(*byte);
        }
    }
    Some(bytes)
}
