// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which group is granted which volume, and under which number.

use std::collections::BTreeSet;

use lsm_core::{AccessGroup, Error, ErrorKind, Result, Volume};
use serde::{Deserialize, Serialize};

use crate::failure::{Answer, Failure, NO_EXPORT};
use crate::groups::{is_lone, lone_id};
use crate::plugin::Targetd;
use crate::rpc::{Nothing, Rpc};

/// Logical unit numbers that an initiator can see (LIO).
const NUMBERS: std::ops::RangeInclusive<u64> = 0..=255;

/// How often another number is tried when somebody else has just taken it.
const ATTEMPTS: u32 = 3;

/// A grant to an initiator. Grants to groups appear once for each member.
#[derive(Deserialize)]
pub(crate) struct ExportRow {
    pub(crate) initiator_wwn: String,
    lun: u64,
    vol_name: String,
    pool: String,
}

/// A grant to a group.
#[derive(Deserialize)]
pub(crate) struct MapRow {
    pub(crate) ag_name: String,
    h_lun_id: u64,
    pool_name: String,
    vol_name: String,
}

/// A grant of either kind. Volumes are known by name: a grant outlives a volume that is made anew.
pub(crate) struct Mask {
    group_id: String,
    pool: String,
    volume: String,
}

impl Mask {
    /// Whether it grants that volume.
    pub(crate) fn is_of(&self, pool: &str, volume: &str) -> bool {
        self.pool == pool && self.volume == volume
    }
}

#[derive(Serialize)]
struct Export<'a> {
    pool: &'a str,
    vol: &'a str,
    initiator_wwn: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    lun: Option<u64>,
}

#[derive(Serialize)]
struct Map<'a> {
    pool_name: &'a str,
    vol_name: &'a str,
    ag_name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    h_lun_id: Option<u64>,
}

impl Rpc {
    pub(crate) fn export_list(&mut self) -> Answer<Vec<ExportRow>> {
        self.call("export_list", &Nothing {})
    }

    pub(crate) fn map_list(&mut self) -> Answer<Vec<MapRow>> {
        self.call("access_group_map_list", &Nothing {})
    }
}

/// All grants that there are, as the server tells them.
struct Grants {
    exports: Vec<ExportRow>,
    maps: Vec<MapRow>,
}

impl Grants {
    fn masks(self) -> Vec<Mask> {
        let maps = self.maps.into_iter().map(|map| Mask {
            group_id: map.ag_name,
            pool: map.pool_name,
            volume: map.vol_name,
        });
        let exports = self.exports.into_iter().map(|export| Mask {
            group_id: lone_id(&export.initiator_wwn),
            pool: export.pool,
            volume: export.vol_name,
        });
        maps.chain(exports).collect()
    }

    /// Whether a group is granted a volume.
    fn has(&self, group: &AccessGroup, pool: &str, volume: &str) -> bool {
        let map = |map: &MapRow| {
            map.ag_name == group.id && map.pool_name == pool && map.vol_name == volume
        };
        let export = |export: &ExportRow| {
            lone_id(&export.initiator_wwn) == group.id
                && export.pool == pool
                && export.vol_name == volume
        };
        self.maps.iter().any(map) || self.exports.iter().any(export)
    }

    /// The lowest number that no member of the group sees a volume under. What the server would
    /// choose is free on the volume, not in the group.
    fn free_number(&self, group: &AccessGroup) -> Result<u64> {
        let is_member = |name: &String| group.init_ids.contains(name);
        let maps = self.maps.iter().filter(|map| map.ag_name == group.id).map(|map| map.h_lun_id);
        let exports = self.exports.iter().filter(|export| is_member(&export.initiator_wwn));
        let taken: BTreeSet<u64> = maps.chain(exports.map(|export| export.lun)).collect();
        NUMBERS.into_iter().find(|number| !taken.contains(number)).ok_or_else(|| {
            Error::plugin_bug(
                "system limit of the array reached: the group is granted 256 volumes already",
            )
        })
    }
}

impl Rpc {
    /// All grants: at most two requests. Servers without groups have no grants to them.
    pub(crate) fn masks(&mut self) -> Result<Vec<Mask>> {
        self.grants().map(Grants::masks)
    }

    fn grants(&mut self) -> Result<Grants> {
        let exports = self.export_list()?;
        let maps = match self.map_list() {
            Err(failure) if failure.is(crate::failure::NO_METHOD) => Vec::new(),
            maps => maps?,
        };
        Ok(Grants { exports, maps })
    }
}

impl Targetd {
    pub(crate) fn mask(&mut self, group: &AccessGroup, volume: &Volume) -> Result<()> {
        let group = self.find_group(&group.id)?;
        let (pool, volume) = (&volume.pool_id, &self.rpc.find_volume(volume)?.name);
        let mut attempt = 1;
        loop {
            let grants = self.rpc.grants()?;
            if grants.has(&group, pool, volume) {
                return Err(Error::new(
                    ErrorKind::NO_STATE_CHANGE,
                    format!("the access group is granted {volume} already"),
                ));
            }
            let number = grants.free_number(&group)?;
            let Err(failure) = self.grant(&group, pool, volume, number) else { return Ok(()) };
            // What a failed grant leaves behind would keep the volume from being deleted.
            if !grants.maps.iter().any(|map| map.pool_name == *pool && map.vol_name == *volume)
                && !grants.exports.iter().any(|row| row.pool == *pool && row.vol_name == *volume)
                && matches!(failure, Failure::Server { .. })
            {
                self.free_logical_unit(pool, volume);
            }
            // Another client was faster.
            if failure.says("mappedlun already exists") && attempt < ATTEMPTS {
                attempt += 1;
                continue;
            }
            return Err(explain(failure, volume));
        }
    }

    fn grant(&mut self, group: &AccessGroup, pool: &str, volume: &str, lun: u64) -> Answer<()> {
        if is_lone(&group.id) {
            let initiator_wwn = &group.init_ids[0];
            let export = Export { pool, vol: volume, initiator_wwn, lun: Some(lun) };
            return self.rpc.call("export_create", &export);
        }
        let map =
            Map { pool_name: pool, vol_name: volume, ag_name: &group.id, h_lun_id: Some(lun) };
        self.rpc.call("access_group_map_create", &map)
    }

    pub(crate) fn unmask(&mut self, group: &AccessGroup, volume: &Volume) -> Result<()> {
        let nothing = || {
            let message = "the access group is not granted this volume";
            Error::new(ErrorKind::NO_STATE_CHANGE, message)
        };
        let group = self.find_group(&group.id)?;
        let (pool, volume) = (&volume.pool_id, &self.rpc.find_volume(volume)?.name);
        // The server takes the withdrawal of what was not granted without a word.
        if !self.rpc.grants()?.has(&group, pool, volume) {
            return Err(nothing());
        }
        if !is_lone(&group.id) {
            let map = Map { pool_name: pool, vol_name: volume, ag_name: &group.id, h_lun_id: None };
            return Ok(self.rpc.call("access_group_map_destroy", &map)?);
        }
        let export = Export { pool, vol: volume, initiator_wwn: &group.init_ids[0], lun: None };
        match self.rpc.call("export_destroy", &export) {
            Err(failure) if failure.is(NO_EXPORT) => Err(nothing()),
            done => Ok(done?),
        }
    }

    /// Frees the logical unit of a volume that nobody is granted, which withdrawing it from any group
    /// does, known or not. That it fails is no failure of what comes after.
    pub(crate) fn free_logical_unit(&mut self, pool: &str, volume: &str) {
        if self.has_groups {
            let map = Map { pool_name: pool, vol_name: volume, ag_name: "lsm", h_lun_id: None };
            let _: Answer<()> = self.rpc.call("access_group_map_destroy", &map);
        }
    }

    pub(crate) fn volumes_of(&mut self, group: &AccessGroup) -> Result<Vec<Volume>> {
        let group = self.find_group(&group.id)?;
        let mut masks = self.rpc.masks()?;
        masks.retain(|mask| mask.group_id == group.id);
        let pools: BTreeSet<&str> = masks.iter().map(|mask| &*mask.pool).collect();
        let mut volumes = Vec::new();
        for pool in pools {
            for row in self.rpc.vol_list(pool)? {
                if masks.iter().any(|mask| mask.is_of(pool, &row.name)) {
                    volumes.push(row.volume(pool));
                }
            }
        }
        Ok(volumes)
    }

    pub(crate) fn groups_of(&mut self, volume: &Volume) -> Result<Vec<AccessGroup>> {
        let name = self.rpc.find_volume(volume)?.name;
        let masks = self.rpc.masks()?;
        let granted: BTreeSet<&str> = masks
            .iter()
            .filter(|mask| mask.is_of(&volume.pool_id, &name))
            .map(|mask| &*mask.group_id)
            .collect();
        let mut groups = if granted.is_empty() { Vec::new() } else { self.groups()? };
        groups.retain(|group| granted.contains(&*group.id));
        Ok(groups)
    }
}

fn explain(failure: Failure, volume: &str) -> Error {
    if failure.says("not a type_disk") {
        return Error::no_support(format!(
            "the array cannot grant {volume}: it is a copy in a thin pool, which LVM leaves \
             inactive; activate it there with lvchange -ay -K"
        ));
    }
    failure.into()
}
