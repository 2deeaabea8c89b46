// SPDX-License-Identifier: MIT OR Apache-2.0
//! The story: clone a volume under a running database and let a backup host see the clone.

use anyhow::{Context, Result};

use super::array::{Array, Volume, first_field};

/// Plays it and gives the backup that the host sees in the end.
pub(crate) fn tell(
    array: &Array<'_>,
    database: &Volume,
    quiesce: impl FnOnce() -> Result<()>,
    release: impl FnOnce() -> Result<()>,
) -> Result<Volume> {
    println!(
        "\n# The host knows the disk under its database as {}: find that volume.",
        database.vpd83
    );
    let volumes = array.lsmcli(&["list", "--type", "volumes", "-t", " "])?;
    let row = volumes.lines().find(|row| row.contains(&database.vpd83));
    let id = first_field(row.context("no volume has that identifier")?, ' ').to_owned();

    println!("\n# Quiesce the database, clone its volume, let it go on.");
    quiesce()?;
    let kind = if array.offers("VOLUME_REPLICATE_CLONE")? { "CLONE" } else { "COPY" };
    let row = array.lsmcli(&[
        "volume-replicate",
        "--vol",
        &id,
        "--rep-type",
        kind,
        "--name",
        "database_copy",
        "-t;",
    ])?;
    let backup = Volume::from_row(&row, ';')?;
    release()?;

    println!("\n# Find the access group of the backup host, or make it.");
    let groups = array.lsmcli(&["list", "--type", "ACCESS_GROUPS", "-t;"])?;
    let known = groups.lines().find(|row| row.contains(&array.initiator)).map(str::to_owned);
    let group = match known {
        Some(row) => row,
        None => array.lsmcli(&[
            "access-group-create",
            "--name",
            "backup-host",
            "--init",
            &array.initiator,
            "--sys",
            &array.system()?,
            "-t;",
        ])?,
    };
    let group = first_field(&group, ';');

    println!("\n# Grant it the clone, and see what the host now sees.");
    array.lsmcli(&["volume-mask", "--ag", group, "--volume", &backup.id])?;
    array.lsmcli(&["access-group-volumes", "--ag", group, "-t", " ", "-H"])?;
    Ok(backup)
}
