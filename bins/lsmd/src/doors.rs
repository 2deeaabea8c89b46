// SPDX-License-Identifier: MIT OR Apache-2.0
//! The sockets that clients come in by, one per plug-in.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::os::fd::RawFd;
use std::path::PathBuf;

use rustix::io::Errno;

use crate::listener::{Listener, sweep};
use crate::log::Log;
use crate::scan::Plugin;

/// A socket and the plug-in behind it.
#[derive(Debug)]
pub struct Door {
    /// The socket.
    pub listener: Listener,
    /// The name on the door.
    pub name: OsString,
    /// The plug-in; none when the service manager made a socket for one that is not there.
    pub plugin: Option<Plugin>,
}

/// All sockets, by number of the descriptor.
#[derive(Debug)]
pub struct Doors {
    folder: PathBuf,
    open: BTreeMap<RawFd, Door>,
}

/// A socket that could not be made.
#[derive(Debug)]
pub struct Unopened {
    /// Where.
    pub path: PathBuf,
    /// Why.
    pub error: io::Error,
}

impl Doors {
    /// No sockets yet but those the service manager made; more will be made in a folder.
    pub fn new(folder: PathBuf, adopted: Vec<Listener>) -> Self {
        let mut open = BTreeMap::new();
        for listener in adopted {
            let name = listener.name();
            open.insert(listener.descriptor(), Door { listener, name, plugin: None });
        }
        Self { folder, open }
    }

    /// The door with that descriptor.
    pub fn get(&self, descriptor: RawFd) -> Option<&Door> {
        self.open.get(&descriptor)
    }

    /// All doors.
    pub fn iter(&self) -> impl Iterator<Item = &Door> {
        self.open.values()
    }

    /// The plug-in of that name, as it was when the doors were last arranged.
    pub fn plugin(&self, name: &std::ffi::OsStr) -> Option<&Plugin> {
        self.iter().find(|door| door.name == name)?.plugin.as_ref()
    }

    /// Opens, keeps and closes sockets so that there is one for each of these plug-ins.
    ///
    /// A socket that is there stays as it is, and with it the connections that wait in it. The
    /// descriptors of new ones and the doors no longer needed are returned. A socket that cannot
    /// be made is handed to `unopened`, which ends the work or not; one whose path is too long
    /// is only warned of, since other plug-ins have nothing to do with it.
    ///
    /// # Errors
    ///
    /// The first of `unopened`.
    pub fn arrange(
        &mut self,
        plugins: Vec<Plugin>,
        log: &Log,
        unopened: &dyn Fn(Unopened) -> Result<(), Unopened>,
    ) -> Result<(Vec<RawFd>, Vec<Door>), Unopened> {
        let kept = self.iter().filter_map(|door| door.listener.file()).collect();
        if let Err(error) = sweep(&self.folder, &kept) {
            unopened(Unopened { path: self.folder.clone(), error })?;
        }
        let mut before: BTreeMap<OsString, Door> = BTreeMap::new();
        for (_, door) in std::mem::take(&mut self.open) {
            // Of two sockets of a name (the service manager may have made them) one is enough.
            before.insert(door.name.clone(), door);
        }
        let mut opened = Vec::new();
        for plugin in plugins {
            let usable = |door: &Door| door.listener.is_adopted() || door.listener.is_in_place();
            let listener = match before.remove(&plugin.name).filter(usable) {
                Some(door) => door.listener,
                None => {
                    let path = self.folder.join(&plugin.name);
                    match Listener::bind(path.clone()) {
                        Ok(listener) => {
                            opened.push(listener.descriptor());
                            listener
                        }
                        Err(error) => {
                            let long = Errno::from_io_error(&error) == Some(Errno::NAMETOOLONG);
                            if long {
                                let path = path.display();
                                log.warning(format_args!("too long for a socket: {path}"));
                            } else {
                                unopened(Unopened { path, error })?;
                            }
                            continue;
                        }
                    }
                }
            };
            let (descriptor, name) = (listener.descriptor(), plugin.name.clone());
            self.open.insert(descriptor, Door { listener, name, plugin: Some(plugin) });
        }
        let mut closed = Vec::new();
        for (_, mut door) in before {
            door.plugin = None;
            if door.listener.is_adopted() {
                // It would go on listening without us, and nobody would ever answer.
                self.open.insert(door.listener.descriptor(), door);
            } else {
                door.listener.remove();
                closed.push(door);
            }
        }
        Ok((opened, closed))
    }
}
