// SPDX-License-Identifier: MIT OR Apache-2.0
//! Private D-Bus message buses, for tests and for measurements: one [`Bus`] of each [`BusKind`]
//! that the host has, in a fresh folder, ended with the value.
//!
//! Anybody on such a bus may own any name and send anything to anybody. The limits are those of a
//! system bus as built in.

use std::fs::File;
use std::io::{BufRead, BufReader, Error, Result};
use std::net::Shutdown;
use std::os::unix::net::{UnixDatagram, UnixListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tempfile::TempDir;

use crate::children_of;

/// A program that is a message bus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BusKind {
    /// `dbus-daemon`, the reference.
    Daemon,
    /// `dbus-broker`, started by `dbus-broker-launch`. Needs root, for a mount namespace.
    Broker,
    /// `busd`.
    Busd,
}

impl BusKind {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Daemon, Self::Broker, Self::Busd];

    /// The name of the program that moves the messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Daemon => "dbus-daemon",
            Self::Broker => "dbus-broker",
            Self::Busd => "busd",
        }
    }

    /// Whether the host can start a bus of this kind.
    pub fn is_installed(self) -> bool {
        let programs: &[&str] = match self {
            Self::Daemon => &["dbus-daemon"],
            Self::Broker => &["dbus-broker", "dbus-broker-launch", "unshare", "mount"],
            Self::Busd => &["busd"],
        };
        let path = std::env::var_os("PATH").unwrap_or_default();
        let has = |program: &&str| {
            std::env::split_paths(&path)
                .chain(["/usr/sbin", "/sbin"].map(PathBuf::from))
                .any(|folder| folder.join(program).is_file())
        };
        programs.iter().all(has) && (self != Self::Broker || rustix::process::geteuid().is_root())
    }
}

/// A private message bus. Killed with the value.
pub struct Bus {
    kind: BusKind,
    process: Child,
    address: String,
    journal: Option<Journal>,
    folder: TempDir,
}

impl Bus {
    /// Starts a bus and waits until it takes connections.
    ///
    /// # Errors
    /// The reason why it does not start; what it said is part of it.
    pub fn start(kind: BusKind) -> Result<Self> {
        let folder = TempDir::with_prefix("lsm-bus-")?;
        let (process, journal) = launch(kind, folder.path())?;
        let address = format!("unix:path={}", folder.path().join("bus").display());
        Ok(Self { kind, process, address, journal, folder })
    }

    /// Kills the bus, as a crash would, and starts another one at the same address, which knows
    /// nobody.
    ///
    /// # Errors
    /// As [`Bus::start`].
    pub fn restart(&mut self) -> Result<()> {
        self.kill();
        for left in ["bus", "journal"] {
            match std::fs::remove_file(self.folder.path().join(left)) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        (self.process, self.journal) = launch(self.kind, self.folder.path())?;
        Ok(())
    }

    /// Starts a bus for a test. None, and a line that says so, if the host has no such bus.
    ///
    /// # Panics
    /// If it is installed and does not start all the same.
    pub fn start_or_skip(kind: BusKind) -> Option<Self> {
        if !kind.is_installed() {
            eprintln!("skipped: this host cannot start {}", kind.name());
            return None;
        }
        Some(Self::start(kind).unwrap())
    }

    /// Which program it is.
    pub fn kind(&self) -> BusKind {
        self.kind
    }

    /// Its address: `unix:path=…`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// A fresh folder that goes with the bus, for whatever belongs to its clients.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The number of the process that moves the messages.
    ///
    /// Of a broker that was just started there may be none yet: it is there once a first
    /// connection was served.
    pub fn pid(&self) -> Option<u32> {
        match self.kind {
            BusKind::Broker => children_of(self.process.id()).first().copied(),
            BusKind::Daemon | BusKind::Busd => Some(self.process.id()),
        }
    }

    /// What the bus wrote to its standard error so far.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }

    /// Kills the bus, as a crash would.
    pub fn kill(&mut self) {
        let broker = self.pid().filter(|_| self.kind == BusKind::Broker);
        let _ = self.process.kill();
        let _ = self.process.wait();
        // A broker ends by itself when its launcher is gone.
        if let Some(broker) = broker {
            crate::wait_for_exit(broker);
        }
        self.journal = None;
    }
}

impl Drop for Bus {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Starts the programs and waits until there is somebody to connect to.
fn launch(kind: BusKind, folder: &Path) -> Result<(Child, Option<Journal>)> {
    let socket = folder.join("bus");
    let log = File::create(folder.join("log"))?;
    let mut journal = None;
    let mut process = match kind {
        BusKind::Daemon => daemon(folder, &socket, log)?,
        BusKind::Busd => busd(&socket, log)?,
        BusKind::Broker => {
            let place = folder.join("journal");
            journal = Some(Journal::start(&place)?);
            broker(folder, &socket, &place, log)?
        }
    };
    // Both print their address once they listen; the broker gets a socket that does already.
    if let Some(output) = process.stdout.take() {
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        if line.is_empty() {
            let _ = process.kill();
            let _ = process.wait();
            let log = std::fs::read_to_string(folder.join("log")).unwrap_or_default();
            return Err(Error::other(format!("{} does not start: {log}", kind.name())));
        }
    }
    Ok((process, journal))
}

fn daemon(folder: &Path, socket: &Path, log: File) -> Result<Child> {
    Command::new("dbus-daemon")
        .args(["--nofork", "--nopidfile", "--nosyslog", "--print-address"])
        .arg(format!("--config-file={}", configuration(folder, socket)?.display()))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
}

fn busd(socket: &Path, log: File) -> Result<Child> {
    Command::new("busd")
        .args(["--print-address", "--address"])
        .arg(format!("unix:path={}", socket.display()))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
}

/// The launcher wants its listening socket as descriptor 3, its own bus as the system bus, and a
/// journal. It gets one of its own in a mount namespace of its own.
fn broker(folder: &Path, socket: &Path, journal: &Path, log: File) -> Result<Child> {
    const SCRIPT: &str = r#"
        set -e
        mount -t tmpfs none /run/systemd
        mkdir /run/systemd/journal
        : > /run/systemd/journal/socket
        mount --bind "$1" /run/systemd/journal/socket
        exec 3<&0 </dev/null
        export LISTEN_FDS=1 LISTEN_PID=$$
        exec dbus-broker-launch --scope system --config-file "$2"
    "#;
    let listener = UnixListener::bind(socket)?;
    let configuration = configuration(folder, socket)?;
    Command::new("unshare")
        .args(["--mount", "sh", "-c", SCRIPT, "sh"])
        .arg(journal)
        .arg(configuration)
        .env("DBUS_SYSTEM_BUS_ADDRESS", format!("unix:path={}", socket.display()))
        .stdin(Stdio::from(std::os::fd::OwnedFd::from(listener)))
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
}

/// Writes what `dbus-daemon` and `dbus-broker-launch` read.
fn configuration(folder: &Path, socket: &Path) -> Result<PathBuf> {
    let path = folder.join("bus.conf");
    let text = format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-BUS Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>custom</type>
  <listen>unix:path={}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow user="*"/>
    <allow own="*"/>
    <allow send_destination="*" eavesdrop="true"/>
    <allow receive_sender="*" eavesdrop="true"/>
  </policy>
</busconfig>
"#,
        socket.display()
    );
    std::fs::write(&path, text)?;
    Ok(path)
}

/// A journal that forgets what it is told, so that who talks to it never has to wait.
struct Journal {
    socket: UnixDatagram,
    ends: Arc<AtomicBool>,
    reader: Option<std::thread::JoinHandle<()>>,
}

impl Journal {
    fn start(path: &Path) -> Result<Self> {
        let socket = UnixDatagram::bind(path)?;
        let ends = Arc::new(AtomicBool::new(false));
        let reader = std::thread::spawn({
            let socket = socket.try_clone()?;
            let ends = ends.clone();
            move || {
                let mut buffer = vec![0; 1 << 16];
                while socket.recv(&mut buffer).is_ok() && !ends.load(Ordering::Acquire) {}
            }
        });
        Ok(Self { socket, ends, reader: Some(reader) })
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        self.ends.store(true, Ordering::Release);
        let _ = self.socket.shutdown(Shutdown::Both);
        if let Some(reader) = self.reader.take() {
            let _ = reader.join();
        }
    }
}
