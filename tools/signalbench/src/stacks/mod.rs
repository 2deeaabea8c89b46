// SPDX-License-Identifier: MIT OR Apache-2.0
//! The stacks that are measured, and how each is started as server and as client.

pub(crate) mod driver;
mod floor;
mod foreign;
mod libdbus;
mod lsm;
mod zbus;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::bus::Kind;
use crate::process;
use crate::tally::Manners;

pub(crate) use foreign::Toolbox;

/// Where a stack's programs come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Origin {
    /// They are in this program.
    Own,
    /// C source, compiled when the host has this library (as pkg-config calls it).
    Compiled { source: &'static str, library: &'static str },
    /// A Python program.
    Script { source: &'static str },
}

/// Something that sends and receives signals.
#[derive(PartialEq, Eq, Debug)]
pub(crate) struct Stack {
    /// What it is called everywhere.
    pub(crate) name: &'static str,
    /// One line about it.
    pub(crate) about: &'static str,
    /// Does it need a bus?
    pub(crate) on_bus: bool,
    /// Is it a floor, which no conforming stack can beat?
    pub(crate) floor: bool,
    /// Do its clients work together with its senders?
    pub(crate) cooperates: bool,
    origin: Origin,
}

const fn own(name: &'static str, about: &'static str) -> Stack {
    Stack { name, about, on_bus: true, floor: false, cooperates: true, origin: Origin::Own }
}

const fn foreign(name: &'static str, about: &'static str, origin: Origin) -> Stack {
    Stack { name, about, on_bus: true, floor: false, cooperates: false, origin }
}

/// All stacks; floors first.
pub(crate) static STACKS: &[Stack] = &[
    Stack {
        name: "floor",
        about: "pre-marshalled messages on the bus, nothing validated",
        on_bus: true,
        floor: true,
        cooperates: false,
        origin: Origin::Own,
    },
    Stack {
        name: "socket",
        about: "the same bytes over a pair of connected sockets",
        on_bus: false,
        floor: true,
        cooperates: false,
        origin: Origin::Own,
    },
    Stack {
        name: "relay",
        about: "the same bytes over two sockets with a process between that copies",
        on_bus: false,
        floor: true,
        cooperates: false,
        origin: Origin::Own,
    },
    own("lsm", "our own: receivers opt in, and every signal counts"),
    own("lsm-state", "our own: the last signal says everything, nobody waits for slow ones"),
    own("lsm-direct", "our own without the bus: a socket that is handed over through it"),
    own("lsm-slots", "our own without the bus, with large signals in shared memory"),
    foreign("zbus", "zbus on a tokio runtime of one thread", Origin::Own),
    foreign("libdbus", "libdbus through the crate dbus", Origin::Own),
    foreign(
        "sd-bus",
        "sd-bus of libsystemd, in C",
        Origin::Compiled { source: include_str!("../../peers/sdbus.c"), library: "libsystemd" },
    ),
    foreign(
        "gdbus",
        "GDBus of GLib, in C",
        Origin::Compiled { source: include_str!("../../peers/gdbus.c"), library: "gio-2.0" },
    ),
    foreign(
        "dbus-python",
        "dbus-python with the main loop of GLib",
        Origin::Script { source: include_str!("../../peers/dbus_python.py") },
    ),
];

impl Stack {
    /// The stack called `name`.
    ///
    /// # Errors
    /// When there is none of that name.
    pub(crate) fn named(name: &str) -> Result<&'static Self> {
        STACKS.iter().find(|stack| stack.name == name).with_context(|| {
            let names: Vec<_> = STACKS.iter().map(|stack| stack.name).collect();
            format!("There is no stack '{name}'; choose from {}", names.join(", "))
        })
    }

    /// Can it be measured on this kind of bus?
    pub(crate) fn runs_on(&self, kind: Kind) -> bool {
        self.on_bus == (kind != Kind::None)
    }
}

impl Toolbox {
    /// The server of `stack` at `address`, owning `name` when it is on a bus.
    ///
    /// # Errors
    /// When the stack is not on this host.
    pub(crate) fn server(&self, stack: &Stack, address: &str, name: &str) -> Result<Command> {
        let mut command = self.program(stack)?;
        command.args(["serve", address, name]);
        Ok(command)
    }

    /// A client of `stack` at `address`.
    ///
    /// # Errors
    /// When the stack is not on this host.
    pub(crate) fn client(
        &self,
        stack: &Stack,
        address: &str,
        manners: &Manners,
    ) -> Result<Command> {
        let mut command = self.program(stack)?;
        command.args(["client", address]).args(manners.arguments());
        Ok(command)
    }

    fn program(&self, stack: &Stack) -> Result<Command> {
        if let Some(why) = self.missing(stack) {
            bail!("{} is not on this host: {why}", stack.name);
        }
        match stack.origin {
            Origin::Own => {
                let mut command = process::bound_to_us(std::env::current_exe()?)?;
                command.args(["peer", stack.name]);
                Ok(command)
            }
            Origin::Compiled { .. } => process::bound_to_us(self.compiled(stack)),
            Origin::Script { .. } => {
                let mut command = process::bound_to_us(foreign::PYTHON)?;
                command.arg(self.compiled(stack));
                Ok(command)
            }
        }
    }

    /// The relay between the server at `upstream` and clients at `address`.
    ///
    /// # Errors
    /// When our own program cannot be found.
    pub(crate) fn relay(address: &str, upstream: &str) -> Result<Command> {
        let mut command = process::bound_to_us(std::env::current_exe()?)?;
        command.args(["peer", "relay", "pass", address, upstream]);
        Ok(command)
    }

    /// A driver of the server called `name`, or of the one at `address` itself.
    ///
    /// # Errors
    /// When our own program cannot be found.
    pub(crate) fn driver(address: &str, name: Option<&str>, limit: Duration) -> Result<Command> {
        let mut command = process::bound_to_us(std::env::current_exe()?)?;
        command.args(["peer", "driver", "drive", address, name.unwrap_or("-")]);
        command.arg(limit.as_secs().to_string());
        Ok(command)
    }
}

/// Plays one of our own parts; the arguments are those that the commands above were given.
///
/// # Errors
/// When the part is unknown or its bus cannot be reached.
pub(crate) fn play(part: &[String]) -> Result<()> {
    let words: Vec<&str> = part.iter().map(String::as_str).collect();
    match words[..] {
        ["floor", "serve", address, name] => floor::serve_bus(address, name),
        ["zbus", "serve", address, name] => zbus::serve(address, name),
        ["libdbus", "serve", address, name] => libdbus::serve(address, name),
        ["lsm", "serve", address, name] => lsm::serve(address, name, lsm::Part::Event),
        ["lsm-state", "serve", address, name] => lsm::serve(address, name, lsm::Part::State),
        ["lsm-direct" | "lsm-slots", "serve", address, name] => {
            lsm::serve(address, name, lsm::Part::Direct)
        }
        ["socket" | "relay", "serve", address, _] => floor::serve_peer(address),
        ["relay", "pass", address, upstream] => floor::relay(address, upstream),
        ["driver", "drive", address, name, limit] => {
            let limit = Duration::from_secs(limit.parse()?);
            driver::drive(address, Some(name).filter(|name| *name != "-"), limit)
        }
        [stack, "client", address, ..] => {
            let manners = Manners::parse(&part[3..])?;
            match stack {
                "floor" => floor::client_bus(address, manners),
                "zbus" => zbus::client(address, manners),
                "libdbus" => libdbus::client(address, manners),
                "lsm" | "lsm-state" => lsm::client(address, lsm::Way::Auto, manners),
                "lsm-direct" => lsm::client(address, lsm::Way::Socket, manners),
                "lsm-slots" => lsm::client(address, lsm::Way::Slots, manners),
                "socket" | "relay" => floor::client_peer(address, manners),
                _ => bail!("No such part: {stack}"),
            }
        }
        _ => bail!("No such part: {words:?}"),
    }
}

/// The programs of these stacks; the folder they are made in must outlive their use.
pub(crate) fn toolbox(folder: &Path, stacks: &[&'static Stack]) -> Toolbox {
    Toolbox::prepare(folder, stacks)
}
