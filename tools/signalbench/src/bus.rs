// SPDX-License-Identifier: MIT OR Apache-2.0
//! Private buses in a folder of their own.

use std::io::{BufRead, BufReader};
use std::os::fd::AsRawFd;
use std::os::unix::net::{UnixDatagram, UnixListener};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use rustix::process::Signal;
use serde::{Deserialize, Serialize};

use crate::process;
use crate::wire::Connection;

/// How long a bus may take to answer after its start.
const START: Duration = Duration::from_secs(20);

/// The programs that route messages.
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

    /// The name of the program.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::DbusDaemon => "dbus-daemon",
            Self::DbusBroker => "dbus-broker",
            Self::Busd => "busd",
            Self::None => "none",
        }
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
        let needed: &[&str] = match self {
            Self::DbusDaemon => &["dbus-daemon"],
            Self::DbusBroker => &["dbus-broker-launch", "dbus-broker", "unshare", "mount"],
            Self::Busd => &["busd"],
            Self::None => &[],
        };
        needed
            .iter()
            .find(|program| find_program(program).is_none())
            .map(|program| format!("{program} is not installed"))
    }
}

/// Where `name` is on the path.
pub(crate) fn find_program(name: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
}

/// Everybody may own, send and receive everything; without limits those of a system bus hold.
const CONFIGURATION: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
 <type>custom</type>
 <listen>ADDRESS</listen>
 <auth>EXTERNAL</auth>
 <policy context="default">
  <allow user="*"/>
  <allow own="*"/>
  <allow send_destination="*" eavesdrop="true"/>
  <allow receive_sender="*" eavesdrop="true"/>
 </policy>
</busconfig>
"#;

/// A running bus; it is killed when dropped.
pub(crate) struct Bus {
    child: Child,
    /// Number of the process that routes.
    pub(crate) pid: u32,
    /// How to connect.
    pub(crate) address: String,
}

impl Bus {
    /// Starts a bus of this kind in `folder` and waits until it answers.
    ///
    /// # Errors
    /// When the program is not there or does not answer in time.
    pub(crate) fn start(kind: Kind, folder: &Path) -> Result<Self> {
        let socket = folder.join("bus");
        // After a bus that was killed.
        let _ = std::fs::remove_file(&socket);
        let address = format!("unix:path={}", socket.display());
        let configuration = folder.join("bus.conf");
        std::fs::write(&configuration, CONFIGURATION.replace("ADDRESS", &address))?;
        let mut command = match kind {
            Kind::DbusDaemon => {
                let mut command = process::bound_to_us("dbus-daemon")?;
                command.arg(format!("--config-file={}", configuration.display()));
                command.args(["--nofork", "--nopidfile", "--print-address=1"]);
                command
            }
            Kind::DbusBroker => {
                let mut command = process::bound_to_us("unshare")?;
                // Without root, a user namespace lets us mount, too.
                let root = rustix::process::geteuid().is_root();
                command.arg(if root { "-m" } else { "-rm" });
                command.arg(std::env::current_exe()?).arg("host-broker");
                command.args([&socket, &configuration]);
                command
            }
            Kind::Busd => {
                let mut command = process::bound_to_us("busd")?;
                command.args(["--address", &address, "--ready-fd", "1"]);
                command
            }
            Kind::None => bail!("There is no bus to start"),
        };
        let errors = std::fs::File::create(folder.join("bus.err"))?;
        let mut child =
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(errors).spawn()?;
        let output = child.stdout.take().context("no output")?;
        let pid = child.id();
        let mut bus = Self { child, pid, address };
        // One line when it listens; the broker's socket answers only later.
        let mut line = String::new();
        let read = BufReader::new(output).read_line(&mut line);
        let ready = read.map_err(anyhow::Error::from).and_then(|read| match read {
            0 => bail!("it ended at once"),
            _ => bus.hello(),
        });
        if let Err(error) = ready {
            let words = std::fs::read_to_string(folder.join("bus.err")).unwrap_or_default();
            bail!("Cannot start {}: {error:#}; {}", kind.name(), words.trim());
        }
        if kind == Kind::DbusBroker {
            bus.pid = only_child(pid)?;
        }
        Ok(bus)
    }

    fn hello(&self) -> Result<()> {
        let path = crate::wire::socket_path(&self.address)?;
        let socket = std::os::unix::net::UnixStream::connect(path)?;
        socket.set_read_timeout(Some(START))?;
        Connection::bus_over(socket).map(drop)
    }

    /// Kills it, as a crash would.
    pub(crate) fn kill(&mut self) {
        if self.pid != self.child.id()
            && let Some(pid) = i32::try_from(self.pid).ok().and_then(rustix::process::Pid::from_raw)
        {
            // The launcher, our child, has not been waited for: the number is still its child's.
            let _ = rustix::process::kill_process(pid, Signal::KILL);
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        self.kill();
    }
}

fn only_child(pid: u32) -> Result<u32> {
    let path = format!("/proc/{pid}/task/{pid}/children");
    let children = std::fs::read_to_string(&path).with_context(|| format!("Cannot read {path}"))?;
    let first = children.split_whitespace().next().context("dbus-broker-launch has no child")?;
    Ok(first.parse()?)
}

/// Becomes dbus-broker-launch with everything it takes for granted under systemd: a listening
/// socket as descriptor 3 and a journal. Runs in a mount namespace of its own.
///
/// # Errors
/// When something of it cannot be had; otherwise it does not return.
pub(crate) fn host_broker(socket: &Path, configuration: &Path) -> Result<()> {
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
    let listener = UnixListener::bind(socket)?;
    if listener.as_raw_fd() != 3 {
        bail!("The listening socket is descriptor {}, not 3", listener.as_raw_fd());
    }
    let systemd = Path::new("/run/systemd");
    if !systemd.is_dir() {
        bail!("There is no /run/systemd to put a journal socket into");
    }
    let mounted = Command::new("mount").args(["-t", "tmpfs", "none"]).arg(systemd).status()?;
    if !mounted.success() {
        bail!("Cannot mount over /run/systemd");
    }
    std::fs::create_dir_all(systemd.join("journal"))?;
    let journal = UnixDatagram::bind(systemd.join("journal/socket"))?;
    for kept in [rustix::fd::AsFd::as_fd(&listener), rustix::fd::AsFd::as_fd(&journal)] {
        rustix::io::fcntl_setfd(kept, rustix::io::FdFlags::empty())?;
    }
    println!("listening");
    let mut launcher = Command::new("dbus-broker-launch");
    launcher
        .args(["--scope", "system", "--config-file"])
        .arg(configuration)
        .env("LISTEN_FDS", "1")
        .env("LISTEN_PID", std::process::id().to_string())
        // The launcher talks to systemd over the bus: it shall be this very one.
        .env("DBUS_SYSTEM_BUS_ADDRESS", format!("unix:path={}", socket.display()));
    Err(anyhow!(launcher.exec()).context("Cannot run dbus-broker-launch"))
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
