// SPDX-License-Identifier: MIT OR Apache-2.0
//! The buses that are measured: private ones, which end with us.

use std::time::Duration;

use anyhow::{Context, Result};
use lsm_test::bus::{self, BusKind};
use serde::{Deserialize, Serialize};

use crate::wire::Connection;

/// How long a bus may take to answer after its start.
const START: Duration = Duration::from_secs(20);

/// Where signals go through.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// The reference bus.
    DbusDaemon,
    /// The bus of systemd distributions.
    DbusBroker,
    /// The bus of the zbus project.
    Busd,
    /// No bus: a plain socket.
    None,
}

impl Kind {
    /// The three buses.
    pub(crate) const BUSES: [Self; 3] = [Self::DbusDaemon, Self::DbusBroker, Self::Busd];

    fn program(self) -> Option<BusKind> {
        match self {
            Self::DbusDaemon => Some(BusKind::Daemon),
            Self::DbusBroker => Some(BusKind::Broker),
            Self::Busd => Some(BusKind::Busd),
            Self::None => None,
        }
    }

    /// The name of the program.
    pub(crate) fn name(self) -> &'static str {
        self.program().map_or("none", BusKind::name)
    }

    /// The bus that `name` means.
    ///
    /// # Errors
    /// When there is none of that name.
    pub(crate) fn parse(name: &str) -> Result<Self> {
        Self::BUSES.into_iter().find(|kind| kind.name() == name).with_context(|| {
            format!("There is no bus '{name}'; choose from dbus-daemon, dbus-broker, busd")
        })
    }

    /// Why this bus cannot run here; `None` when it can.
    pub(crate) fn missing(self) -> Option<String> {
        let program = self.program().filter(|program| !program.is_installed())?;
        let root = if program == BusKind::Broker { ", or we are not root" } else { "" };
        Some(format!("{} is not installed{root}", program.name()))
    }
}

/// A running bus; it is killed when dropped.
pub(crate) struct Bus {
    bus: bus::Bus,
    /// Number of the process that routes.
    pub(crate) pid: u32,
}

impl Bus {
    /// Starts a bus of this kind and waits until it answers.
    ///
    /// # Errors
    /// When the program is not there or does not answer in time.
    pub(crate) fn start(kind: Kind) -> Result<Self> {
        let program = kind.program().context("There is no bus to start")?;
        let bus =
            bus::Bus::start(program).with_context(|| format!("Cannot start {}", program.name()))?;
        let mut started = Self { bus, pid: 0 };
        started.meet()?;
        Ok(started)
    }

    /// Kills it and starts another one at the same address.
    ///
    /// # Errors
    /// As [`Bus::start`].
    pub(crate) fn restart(&mut self) -> Result<()> {
        self.bus.restart()?;
        self.meet()
    }

    /// How to connect.
    pub(crate) fn address(&self) -> &str {
        self.bus.address()
    }

    /// Waits until it answers: only then is it known which process routes.
    fn meet(&mut self) -> Result<()> {
        let path = crate::wire::socket_path(self.bus.address())?;
        let socket = std::os::unix::net::UnixStream::connect(path)?;
        socket.set_read_timeout(Some(START))?;
        Connection::bus_over(socket)
            .with_context(|| format!("The bus does not answer: {}", self.bus.log().trim()))?;
        self.pid = self.bus.pid().context("The bus is gone already")?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bus_is_known_by_its_name() {
        for kind in Kind::BUSES {
            assert_eq!(Kind::parse(kind.name()).unwrap(), kind);
        }
        let error = Kind::parse("kdbus").unwrap_err().to_string();
        assert!(error.contains("dbus-broker"), "{error}");
    }
}
