// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which access group is granted which volume.

use lsm_core::{AccessGroup, Result, Volume};
use rusqlite::Transaction;

use super::ids::{ACCESS_GROUP, VOLUME};
use super::volumes::{self, unchanged, volume_query};
use super::{Store, Stored, access_groups};

impl Store {
    /// Grants a group a volume.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`, `NOT_FOUND_ACCESS_GROUP`, `NO_STATE_CHANGE`.
    pub fn volume_mask(&mut self, group: &str, volume: &str) -> Result<()> {
        self.write(|array| {
            let (volume, group) = find(array, volume, group)?;
            let masked = array
                .prepare_cached("SELECT 1 FROM vol_masks WHERE vol_id = ?1 AND ag_id = ?2")?
                .exists([volume, group])?;
            if masked {
                return Err(unchanged("the group is granted the volume already"));
            }
            array
                .prepare_cached("INSERT INTO vol_masks (vol_id, ag_id) VALUES (?1, ?2)")?
                .execute([volume, group])?;
            Ok(())
        })
    }

    /// Withdraws a grant.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`, `NOT_FOUND_ACCESS_GROUP`, `NO_STATE_CHANGE`.
    pub fn volume_unmask(&mut self, group: &str, volume: &str) -> Result<()> {
        self.write(|array| {
            let (volume, group) = find(array, volume, group)?;
            let removed = array
                .prepare_cached("DELETE FROM vol_masks WHERE vol_id = ?1 AND ag_id = ?2")?
                .execute([volume, group])?;
            if removed == 0 {
                return Err(unchanged("the group is not granted the volume"));
            }
            Ok(())
        })
    }

    /// The volumes that a group is granted, in the order of granting; none for a group that does
    /// not exist.
    ///
    /// # Errors
    /// `NOT_FOUND_ACCESS_GROUP` for what is no identifier of a group.
    pub fn volumes_accessible_by_access_group(&mut self, group: &str) -> Result<Vec<Volume>> {
        self.read(|array| {
            let sql = volume_query!(
                "JOIN vol_masks m ON m.vol_id = v.id WHERE m.ag_id = ?1 ORDER BY m.rowid"
            );
            let mut volumes = Vec::new();
            volumes::list(array, sql, [ACCESS_GROUP.number(group)?], &mut |volume| {
                volumes.push(volume.clone());
                Ok(())
            })?;
            Ok(volumes)
        })
    }

    /// The groups that are granted a volume, in the order of granting; none for a volume that
    /// does not exist.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME` for what is no identifier of a volume.
    pub fn access_groups_granted_to_volume(&mut self, volume: &str) -> Result<Vec<AccessGroup>> {
        self.read(|array| {
            let sql = "SELECT a.id, a.name, i.id, i.init_type \
                       FROM vol_masks m JOIN ags a ON a.id = m.ag_id \
                       LEFT JOIN inits i ON i.owner_ag_id = a.id \
                       WHERE m.vol_id = ?1 ORDER BY m.rowid, i.id";
            let mut groups = Vec::new();
            access_groups::list(array, sql, [VOLUME.number(volume)?], &mut |group| {
                groups.push(group.clone());
                Ok(())
            })?;
            Ok(groups)
        })
    }
}

/// The numbers of a volume and a group. Malformed identifiers are told first, the volume's before
/// the group's.
fn find(array: &Transaction<'_>, volume: &str, group: &str) -> Stored<(i64, i64)> {
    let (volume_number, group_number) = (VOLUME.number(volume)?, ACCESS_GROUP.number(group)?);
    volumes::by_number(array, volume_number, volume)?;
    access_groups::check(array, group_number, group)?;
    Ok((volume_number, group_number))
}
