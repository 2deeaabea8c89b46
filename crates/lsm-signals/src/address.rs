// SPDX-License-Identifier: MIT OR Apache-2.0
//! Addresses of buses.

use std::str::FromStr;

use crate::{Error, Result};

/// Where a bus or a peer listens: one of `unix:path=…` or `unix:abstract=…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    /// A socket in the file system.
    Path(std::path::PathBuf),
    /// A socket in the abstract namespace of Linux.
    Abstract(Vec<u8>),
}

impl FromStr for Address {
    type Err = Error;

    fn from_str(address: &str) -> Result<Self> {
        Err(Error::Invalid { what: "address", value: address.into(), why: "it cannot be read yet" })
    }
}
