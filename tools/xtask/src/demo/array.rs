// SPDX-License-Identifier: MIT OR Apache-2.0
//! The arrays that the story is told on, and how each is spoken to: by `lsmcli` alone.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, ensure};
use lsm_test::House;

use crate::cargo::shown;

/// An array behind a URI.
pub(crate) struct Array<'a> {
    house: &'a House,
    uri: String,
    /// The initiator of the host that is to see the backup.
    pub(crate) initiator: String,
    /// The folder of real volumes.
    folder: Option<PathBuf>,
}

/// A volume as a row of `lsmcli` tells it.
#[derive(Debug, Clone)]
pub(crate) struct Volume {
    pub(crate) id: String,
    pub(crate) vpd83: String,
}

/// The simulator.
pub(crate) fn simulated(house: &House) -> Array<'_> {
    Array {
        house,
        uri: "sim://".into(),
        initiator: "iqn.2031-05.org.example:backup-host".into(),
        folder: None,
    }
}

/// A folder of this machine. The host that is to see the backup is this one.
pub(crate) fn real(house: &House) -> Result<Array<'_>> {
    let folder = house.path("volumes");
    std::fs::create_dir(&folder)?;
    let uri = format!("loop://{}", folder.display());
    let mut array = Array { house, uri, initiator: String::new(), folder: Some(folder) };
    array.initiator = array.own_initiator()?;
    Ok(array)
}

impl Array<'_> {
    /// Runs `lsmcli`, showing the command and its output.
    pub(crate) fn lsmcli(&self, arguments: &[&str]) -> Result<String> {
        let mut command = self.command(arguments);
        println!("$ {}", shown(&command));
        let output = command.output().context("lsmcli does not start")?;
        let (answer, error) =
            (String::from_utf8(output.stdout)?, String::from_utf8_lossy(&output.stderr));
        print!("{answer}");
        ensure!(output.status.success(), "lsmcli failed: {error}");
        Ok(answer)
    }

    /// As [`lsmcli`](Self::lsmcli), for what the story does not tell.
    fn ask(&self, arguments: &[&str]) -> Result<String> {
        let output = self.command(arguments).output()?;
        ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.house.lsmcli(true);
        command.args(arguments).env("LSMCLI_URI", &self.uri);
        command
    }

    /// Makes a volume in the pool with the most free space.
    pub(crate) fn create(&self, name: &str, size: &str) -> Result<Volume> {
        println!("\n# A volume for the database, in the pool with the most room.");
        let pools = self.lsmcli(&["list", "--type", "pools", "-t;"])?;
        let free =
            |row: &&str| row.split(';').nth(4).and_then(|free| free.trim().parse::<u64>().ok());
        let pool = pools.lines().max_by_key(free).context("there is no pool")?;
        let pool = first_field(pool, ';');
        let row =
            self.lsmcli(&["volume-create", "--name", name, "--size", size, "--pool", pool, "-t;"])?;
        Volume::from_row(&row, ';')
    }

    /// Whether the array's system offers a capability.
    pub(crate) fn offers(&self, capability: &str) -> Result<bool> {
        let systems = self.ask(&["list", "--type", "systems", "-t;"])?;
        let capabilities =
            self.ask(&["capabilities", "--sys", first_field(&systems, ';'), "-t;"])?;
        Ok(capabilities
            .lines()
            .any(|line| line.split(';').map(str::trim).eq([capability, "SUPPORTED"])))
    }

    /// The identifier of the only system.
    pub(crate) fn system(&self) -> Result<String> {
        let systems = self.ask(&["list", "--type", "systems", "-t;"])?;
        Ok(first_field(&systems, ';').to_owned())
    }

    /// What this host calls itself, as the plug-in found out.
    fn own_initiator(&self) -> Result<String> {
        let mut session = lsm_client::Session::connect(&self.uri, &self.house.through_daemon())?;
        let system = session.systems()?.into_iter().next().context("there is no system")?;
        let told = system.plugin_data.unwrap_or_default();
        let own = told.split_whitespace().find_map(|word| word.strip_prefix("initiator="));
        Ok(own.context("the plug-in does not tell this host's initiator")?.to_owned())
    }

    /// The file behind a real volume.
    pub(crate) fn file_of(&self, volume: &Volume) -> PathBuf {
        self.folder.clone().unwrap_or_default().join(format!("{}.img", volume.id))
    }

    /// Where this host sees a volume: as a device when it was attached, else the file itself.
    pub(crate) fn where_seen(&self, volume: &Volume) -> PathBuf {
        let file = self.file_of(volume);
        let losetup =
            Command::new("losetup").args(["--noheadings", "-O", "NAME", "-j"]).arg(&file).output();
        let device =
            losetup.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
        match device {
            Ok(device) if !device.is_empty() => {
                println!("  (attached as {device})");
                device.into()
            }
            _ => {
                println!("  (recorded only, since this is not run as root: read from its file)");
                file
            }
        }
    }

    /// Takes the grant back and deletes the volumes.
    pub(crate) fn remove(&self, volume: &Volume, backup: &Volume) -> Result<()> {
        println!("\n# Clean up.");
        let groups = self.ask(&["list", "--type", "access_groups", "-t;"])?;
        self.lsmcli(&["volume-unmask", "--ag", first_field(&groups, ';'), "--vol", &backup.id])?;
        for volume in [backup, volume] {
            self.lsmcli(&["volume-delete", "-f", "--vol", &volume.id])?;
        }
        Ok(())
    }

    /// Takes every grant back, so that no device stays behind whatever went wrong before.
    fn take_grants_back(&self) -> lsm_core::Result<()> {
        let mut session = lsm_client::Session::connect(&self.uri, &self.house.through_daemon())?;
        for group in session.access_groups(None)? {
            for volume in session.volumes_accessible_by_access_group(&group)? {
                session.volume_unmask(&group, &volume)?;
            }
        }
        session.close()
    }
}

impl Drop for Array<'_> {
    fn drop(&mut self) {
        if let Err(error) = self.take_grants_back() {
            eprintln!("xtask: a grant could not be taken back: {error}");
        }
    }
}

impl Volume {
    /// From `ID NAME VPD83 …`, separated as asked.
    pub(crate) fn from_row(row: &str, separator: char) -> Result<Self> {
        let fields: Vec<&str> = row.split(separator).map(str::trim).collect();
        let [id, _name, vpd83, ..] = fields[..] else {
            anyhow::bail!("this is no volume: {row:?}");
        };
        Ok(Self { id: id.to_owned(), vpd83: vpd83.to_owned() })
    }
}

/// The first field of the first line.
pub(crate) fn first_field(rows: &str, separator: char) -> &str {
    rows.lines().next().and_then(|row| row.split(separator).next()).unwrap_or_default().trim()
}
