// SPDX-License-Identifier: MIT OR Apache-2.0
//! Disks, target ports and batteries.

use lsm_core::{
    Battery, BatteryStatus, BatteryType, Disk, DiskStatus, DiskType, LinkType, PortType, Result,
    Rpm, TargetPort,
};

use super::column::Columns;
use super::ids::{BATTERY, DISK, TARGET_PORT};
use super::{BLOCK_SIZE, Store, systems};

impl Store {
    /// Gives `push` every disk, in the order of the numbers.
    ///
    /// # Errors
    /// Those of `push`.
    pub fn disks(&mut self, push: &mut dyn FnMut(&Disk) -> Result<()>) -> Result<()> {
        self.read(|array| {
            let system_id = systems::id(array)?;
            let mut query = array.prepare_cached(
                "SELECT id, disk_prefix, disk_type, total_space, status, role, vpd83, location,
                    rpm, link_type
                 FROM disks ORDER BY id",
            )?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let number = row.integer(0)?;
                let mut status = DiskStatus(row.number(4)?);
                if row.text(5)?.is_empty() {
                    status = status | DiskStatus::FREE;
                }
                push(&Disk {
                    id: DISK.id(number),
                    name: format!("{}_{number}", row.text(1)?),
                    disk_type: DiskType(row.number(2)?),
                    block_size: BLOCK_SIZE,
                    num_of_blocks: row.integer(3)?.max(0) as u64 / BLOCK_SIZE,
                    status,
                    system_id: system_id.clone(),
                    plugin_data: None,
                    vpd83: row.text(6)?,
                    location: row.text(7)?,
                    rpm: Rpm(row.number(8)?),
                    link_type: LinkType(row.number(9)?),
                })?;
            }
            Ok(())
        })
    }

    /// Gives `push` every target port, in the order of the numbers.
    ///
    /// # Errors
    /// Those of `push`.
    pub fn target_ports(&mut self, push: &mut dyn FnMut(&TargetPort) -> Result<()>) -> Result<()> {
        self.read(|array| {
            let system_id = systems::id(array)?;
            let mut query = array.prepare_cached(
                "SELECT id, port_type, service_address, network_address, physical_address,
                    physical_name
                 FROM tgts ORDER BY id",
            )?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                push(&TargetPort {
                    id: TARGET_PORT.id(row.integer(0)?),
                    port_type: PortType(row.number(1)?),
                    service_address: row.text(2)?,
                    network_address: row.text(3)?,
                    physical_address: row.text(4)?,
                    physical_name: row.text(5)?,
                    system_id: system_id.clone(),
                    plugin_data: None,
                })?;
            }
            Ok(())
        })
    }

    /// Gives `push` every battery, in the order of the numbers.
    ///
    /// # Errors
    /// Those of `push`.
    pub fn batteries(&mut self, push: &mut dyn FnMut(&Battery) -> Result<()>) -> Result<()> {
        self.read(|array| {
            let system_id = systems::id(array)?;
            let mut query =
                array.prepare_cached("SELECT id, name, type, status FROM batteries ORDER BY id")?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                push(&Battery {
                    id: BATTERY.id(row.integer(0)?),
                    name: row.text(1)?,
                    battery_type: BatteryType(row.number(2)?),
                    status: BatteryStatus(row.number(3)?),
                    system_id: system_id.clone(),
                    plugin_data: None,
                })?;
            }
            Ok(())
        })
    }
}
