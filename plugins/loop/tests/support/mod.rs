// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the tests of the plug-in share.
#![allow(dead_code, unreachable_pub)] // No test binary uses all of it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod interrupted;
pub mod mounted;
pub mod picture;
pub mod world;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use lsm_core::{
    AccessGroup, CreateFlags, Error, ErrorKind, InitiatorId, InitiatorType, Provisioning, Volume,
};
use lsm_loop::{Kernel, Linux, Options, Store};
use tempfile::TempDir;

pub const MIB: u64 = 1 << 20;

/// The name this host goes by in tests, whatever its own is.
pub const THIS_HOST: &str = "iqn.2031-05.org.example:this-host";
/// Another host.
pub const OTHER_HOST: &str = "iqn.2031-05.org.example:other-host";

/// Records grants only, as for those who are not root.
pub struct WithoutDevices;

impl Kernel for WithoutDevices {
    fn can_attach(&self) -> bool {
        false
    }
}

pub fn options(folder: &Path) -> Options {
    Options {
        folder: folder.to_owned(),
        initiator: Some(InitiatorId::parse(THIS_HOST).unwrap()),
        patience: Duration::from_secs(30),
    }
}

/// Opens a folder without ever touching a device.
pub fn open(folder: &Path) -> Store {
    open_with(folder, WithoutDevices)
}

/// Opens a folder as the plug-in does.
pub fn open_for_real(folder: &Path) -> Store {
    open_with(folder, Linux)
}

pub fn open_with(folder: &Path, kernel: impl Kernel + 'static) -> Store {
    Store::open(&options(folder), Box::new(kernel)).unwrap()
}

/// A fresh folder with a store in it that touches no devices.
pub fn plain() -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path());
    (folder, store)
}

/// Shorter calls for what most tests do.
pub trait Shortcuts {
    fn thin(&mut self, name: &str, size: u64) -> Volume;
    fn find(&self, name: &str) -> Volume;
    fn names(&self) -> Vec<String>;
    fn group(&mut self, name: &str, initiator: &str) -> AccessGroup;
}

impl Shortcuts for Store {
    fn thin(&mut self, name: &str, size: u64) -> Volume {
        let pool = self.pool().unwrap();
        self.volume_create(&pool, name, size, Provisioning::THIN, CreateFlags::NONE).unwrap()
    }

    fn find(&self, name: &str) -> Volume {
        let volumes = self.volumes().unwrap();
        volumes.into_iter().find(|volume| volume.name == name).unwrap()
    }

    fn names(&self) -> Vec<String> {
        self.volumes().unwrap().into_iter().map(|volume| volume.name).collect()
    }

    fn group(&mut self, name: &str, initiator: &str) -> AccessGroup {
        let system = self.system().unwrap();
        self.access_group_create(name, initiator, InitiatorType::ISCSI_IQN, &system).unwrap()
    }
}

/// Whether a call failed in the expected way, with a sentence.
#[track_caller]
pub fn assert_fails<T: std::fmt::Debug>(result: Result<T, Error>, kind: ErrorKind) -> Error {
    let error = result.expect_err("must be refused");
    assert_eq!(error.kind, kind, "{error}");
    assert!(!error.message.is_empty());
    error
}

/// The file of a volume.
pub fn file(folder: &Path, volume: &Volume) -> PathBuf {
    folder.join(format!("{}.img", volume.id))
}

/// The names of the volume files in a folder, and nothing else may be there but the metadata.
pub fn image_files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != ".lsm-loop" && name != "lost+found")
        .collect();
    names.sort();
    names
}

/// A value of `plugin_data`.
pub fn datum<'a>(plugin_data: &'a Option<String>, key: &str) -> Option<&'a str> {
    let text = plugin_data.as_deref()?;
    text.split(' ').find_map(|pair| pair.split_once('=').filter(|(k, _)| *k == key)).map(|it| it.1)
}

/// The device that a volume's record tells.
pub fn device(volume: &Volume) -> Option<&str> {
    datum(&volume.plugin_data, "device")
}

/// This test binary again, running one test of it with a variable set.
pub fn again(test: &str, variable: &str, value: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture"]).env(variable, value);
    command
}

pub fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}
