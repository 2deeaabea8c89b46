// SPDX-License-Identifier: MIT OR Apache-2.0
//! The plug-in: calls of the interface, answered by the server.

use std::time::Duration;

use lsm_core::{Pool, Result, System};
use lsm_plugin::{Block, FileSystems, List, Management, Nfs, Plugin, Registration, family};

use crate::failure::NO_METHOD;
use crate::pools;
use crate::rpc::{Nothing, Rpc};

/// A session with a server.
#[derive(Debug)]
pub struct Targetd {
    rpc: Rpc,
    /// Whether the server knows access groups: since 0.7.2, of 2015.
    #[allow(dead_code)]
    has_groups: bool,
}

impl Plugin for Targetd {
    fn connect(registration: &Registration) -> Result<Self> {
        let mut rpc = Rpc::new(registration)?;
        let groups: crate::failure::Answer<Vec<serde_json::Value>> =
            rpc.call("access_group_list", &Nothing {});
        let has_groups = match groups {
            Ok(_) => true,
            Err(failure) if failure.is(NO_METHOD) => false,
            Err(failure) => return Err(failure.into()),
        };
        Ok(Self { rpc, has_groups })
    }

    fn set_timeout(&mut self, timeout: Duration) {
        self.rpc.set_timeout(timeout);
    }
}

#[family]
impl Management for Targetd {
    fn systems(&mut self, list: &mut List<'_, System>) -> Result<()> {
        // There is one whatever the server says, but only if it says something.
        self.rpc.pool_list()?;
        list.push(&pools::system())
    }

    fn pools(&mut self, list: &mut List<'_, Pool>) -> Result<()> {
        self.rpc.pool_list()?.iter().try_for_each(|row| list.push(&row.pool()))
    }
}

#[family]
impl Block for Targetd {}

#[family]
impl FileSystems for Targetd {}

#[family]
impl Nfs for Targetd {}
