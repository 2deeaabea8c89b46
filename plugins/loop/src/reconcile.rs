// SPDX-License-Identifier: MIT OR Apache-2.0
//! What happens at every start: files, catalogue and kernel are brought in line again, whatever
//! broke off before and whatever was done behind our back.

use lsm_core::Result;

use crate::deadline::{self, Share};
use crate::store::Store;
use crate::{catalogue, grants, loop_device};

/// Brings everything in line; what could not be, as remarks for people. The folder is locked.
///
/// # Errors
/// Those of the catalogue and of the file system. A device that does not do as it should is a
/// remark.
pub(crate) fn reconcile(store: &mut Store) -> Result<Vec<String>> {
    remove_unowned_files(store)?;
    forget_vanished_volumes(store)?;
    if !store.kernel.can_attach() {
        return Ok(Vec::new());
    }
    let mut remarks = Vec::new();
    settle_devices(store, &mut remarks)?;
    Ok(remarks)
}

/// Removes the files of volumes that were being made or deleted when everything stopped. Files of
/// which the catalogue knows nothing are somebody else's.
fn remove_unowned_files(store: &mut Store) -> Result<()> {
    for id in catalogue::unowned_files(store.catalogue.reader())? {
        match store.folder.open_volume(id)? {
            // Another session is filling it. If it has finished just now, it is no longer unowned,
            // and discard leaves it alone.
            Some(file) if !deadline::try_lock(&file, Share::WithNobody)? => {}
            Some(_file) => store.discard(id),
            None => store.discard(id),
        }
    }
    Ok(())
}

/// Forgets volumes whose file somebody has removed.
fn forget_vanished_volumes(store: &mut Store) -> Result<()> {
    let mut vanished = Vec::new();
    catalogue::each_volume(store.catalogue.reader(), |entry| {
        if store.folder.volume_state(entry.id)?.is_none() {
            vanished.push(entry.id);
        }
        Ok(())
    })?;
    if vanished.is_empty() {
        return Ok(());
    }
    store.record(|catalogue| {
        for &id in &vanished {
            grants::remove_all(catalogue, id)?;
            catalogue::remove_volume(catalogue, id)?;
            catalogue::forget_file(catalogue, id)?;
        }
        Ok(())
    })
}

/// Makes the loop devices those that the catalogue wants.
fn settle_devices(store: &Store, remarks: &mut Vec<String>) -> Result<()> {
    let attachments = store.attachments();
    let wanted = grants::reachable_volumes(store.catalogue.reader(), &store.initiator()?)?;
    let present = attachments.all()?;
    for it in &present {
        if it.ours && (it.lost || !wanted.contains(&it.volume)) {
            if let Err(error) = attachments.detach(it) {
                remarks.push(format!("not granted, yet attached: {}", error.message));
            }
        } else if !it.lost
            && needs_capacity(store, it.volume, it.number)?
            && let Err(error) = store.kernel.set_capacity(it.number)
        {
            remarks.push(format!("{} has not the size of its volume: {error}", it.node()));
        }
    }
    for &volume in &wanted {
        if !present.iter().any(|it| it.volume == volume && !it.lost)
            && let Err(error) = attachments.attach(volume)
        {
            remarks.push(format!("granted, yet not attached: {}", error.message));
        }
    }
    Ok(())
}

fn needs_capacity(store: &Store, volume: uuid::Uuid, number: u32) -> Result<bool> {
    let state = store.folder.volume_state(volume)?;
    let size = loop_device::size(number).ok();
    Ok(state.zip(size).is_some_and(|(state, size)| state.size != size))
}
