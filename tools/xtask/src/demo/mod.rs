// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo xtask demo`: the live backup of a database, as the article on orchestrating storage told
//! it in 2013, on our own daemon, plug-ins and command line.

mod array;
mod database;
mod story;

use anyhow::{Context, Result};
use lsm_test::House;

use crate::cargo;

pub(crate) fn run() -> Result<()> {
    cargo::run(&mut cargo::cargo(&["build", "--workspace", "--bins"]))?;
    let house = House::new();
    let daemon = house.daemon();

    println!("\n=== The story on a simulated array ===");
    on_a_simulated_array(&house).context("on the simulated array")?;

    println!("\n=== The story on real volumes: files in a folder of this machine ===");
    on_real_volumes(&house).context("on real volumes")?;
    daemon.stop();
    println!("\nAll of it was played in a temporary folder, which is gone now.");
    Ok(())
}

/// The commands alone.
fn on_a_simulated_array(house: &House) -> Result<()> {
    let array = array::simulated(house);
    let volume = array.create("database", "1GiB")?;
    story::tell(&array, &volume, || Ok(()), || Ok(()))?;
    Ok(())
}

/// The same commands, with a database on the volume that goes on changing all the time.
fn on_real_volumes(house: &House) -> Result<()> {
    let array = array::real(house)?;
    let volume = array.create("database", "64MiB")?;
    let database = database::Database::format(&array.file_of(&volume))?;
    let writer = database.start_writer();
    let quiesced = std::cell::Cell::new(0);
    let quiesce = || {
        quiesced.set(writer.quiesce()?);
        println!("  (the writer rests; {} rows are committed)", quiesced.get());
        Ok(())
    };
    let release = || {
        writer.release();
        println!("  (the writer goes on)");
        Ok(())
    };
    let seen = story::tell(&array, &volume, quiesce, release)?;

    println!("\n# Open the backup from what the host sees, while the original goes on.");
    let backup = database::Backup::read(&array.where_seen(&seen), &house.path("backup.db"))?;
    let rows = backup.check()?;
    anyhow::ensure!(rows == quiesced.get(), "the backup holds {rows} rows");
    let now = writer.stop_beyond(rows)?;
    println!(
        "  integrity check: ok\n  rows in the backup: {rows}, as many as were committed when the \
         writer rested\n  rows in the original by now: {now}"
    );
    array.remove(&volume, &seen)
}
