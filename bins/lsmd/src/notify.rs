// SPDX-License-Identifier: MIT OR Apache-2.0
//! Telling the service manager how we are: the protocol of sd_notify(3).

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};
use std::time::Duration;

/// The environment variable with the address of the service manager.
pub const VARIABLE: &str = "NOTIFY_SOCKET";

/// The service manager, or nobody.
#[derive(Debug)]
pub struct Manager(Option<OsString>);

impl Manager {
    /// The one at this address: a path, or after `@` an abstract name. `None` is nobody.
    pub fn at(address: Option<OsString>) -> Self {
        Self(address.filter(|address| !address.is_empty()))
    }

    /// Sockets are open and connections served from now on, by process `pid`.
    ///
    /// # Errors
    ///
    /// What the socket said, as in the other calls.
    pub fn ready(&self, pid: u32) -> io::Result<()> {
        self.tell(&format!("READY=1\nMAINPID={pid}"))
    }

    /// The configuration is read again; [`ready`](Self::ready) follows.
    ///
    /// # Errors
    ///
    /// What the socket said.
    pub fn reloading(&self) -> io::Result<()> {
        // systemd compares it with the time it sent the signal at.
        let now = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
        let now = now.tv_sec * 1_000_000 + now.tv_nsec / 1000;
        self.tell(&format!("RELOADING=1\nMONOTONIC_USEC={now}"))
    }

    /// The end.
    ///
    /// # Errors
    ///
    /// What the socket said.
    pub fn stopping(&self) -> io::Result<()> {
        self.tell("STOPPING=1")
    }

    fn tell(&self, state: &str) -> io::Result<()> {
        let Some(address) = &self.0 else { return Ok(()) };
        let address = match address.as_bytes() {
            [b'@', name @ ..] => SocketAddr::from_abstract_name(name)?,
            path => SocketAddr::from_pathname(OsStr::from_bytes(path))?,
        };
        let socket = UnixDatagram::unbound()?;
        // A manager that does not read must not keep us from serving.
        socket.set_write_timeout(Some(Duration::from_secs(1)))?;
        socket.send_to_addr(state.as_bytes(), &address).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_reach_a_path_and_an_abstract_name() {
        let folder = crate::fresh_folder();
        let path = folder.path().join("notify");
        let name = format!("lsmd-notify-test-{}", std::process::id());
        let abstract_address = SocketAddr::from_abstract_name(&name).unwrap();
        for (address, service) in [
            (path.clone().into_os_string(), UnixDatagram::bind(&path).unwrap()),
            (format!("@{name}").into(), UnixDatagram::bind_addr(&abstract_address).unwrap()),
        ] {
            let manager = Manager::at(Some(address));
            let heard = || {
                let mut text = [0; 100];
                let length = service.recv(&mut text).unwrap();
                String::from_utf8(text[..length].to_vec()).unwrap()
            };
            manager.ready(42).unwrap();
            assert_eq!(heard(), "READY=1\nMAINPID=42");
            manager.reloading().unwrap();
            let text = heard();
            let (state, time) = text.split_once("\nMONOTONIC_USEC=").unwrap();
            assert_eq!(state, "RELOADING=1");
            assert!(time.parse::<u64>().unwrap() > 0);
            manager.stopping().unwrap();
            assert_eq!(heard(), "STOPPING=1");
        }
    }

    #[test]
    fn nobody_is_told_nothing_and_nonsense_is_an_error() {
        assert!(Manager::at(None).ready(1).is_ok());
        assert!(Manager::at(Some("".into())).ready(1).is_ok());
        assert!(Manager::at(Some("/nonexistent/socket".into())).ready(1).is_err());
        assert!(Manager::at(Some("x".repeat(1000).into())).ready(1).is_err());
    }
}
