// SPDX-License-Identifier: MIT OR Apache-2.0
//! Volumes, and who reaches them.

use serde_json::{Value, json};

use super::methods::{Parameters, number, text};
use super::names::{check_volume, initiator};
use super::state::{Answer, BTRFS, EXTENT, GROUP, Map, State, THIN, Volume, failure};

/// Bytes of the volume group.
const GROUP_SIZE: u64 = 68_715_282_432;
/// Bytes of the thin pool.
const THIN_SIZE: u64 = 536_870_912_000;
/// What is left of it beside its bookkeeping; it promises more than it has.
const THIN_FREE: u64 = 536_870_858_312;
const BTRFS_SIZE: u64 = 1_099_511_627_776;
const BTRFS_FREE: u64 = 1_097_346_318_336;

pub(super) fn pool_list(state: &mut State, _: &Parameters) -> Answer {
    let free = GROUP_SIZE - used(state);
    Ok(json!([
        {"name": GROUP, "size": GROUP_SIZE, "free_size": free, "type": "block",
         "uuid": "2DXwuR-Gu4Y-B4iA-FYgS-978z-xeAB-3wxYZr"},
        {"name": THIN, "size": THIN_SIZE, "free_size": THIN_FREE, "type": "block",
         "uuid": "u5qJ2g-9Yt1-aXk3-0bcd-QwEr-TyUi-OpAs9F"},
        {"name": BTRFS, "size": BTRFS_SIZE, "free_size": BTRFS_FREE, "type": "fs"},
    ]))
}

fn used(state: &State) -> u64 {
    state.volumes.iter().filter(|volume| volume.pool == GROUP).map(|volume| volume.size).sum()
}

fn check_pool(pool: &str) -> Answer<()> {
    if pool == GROUP || pool == THIN {
        return Ok(());
    }
    failure(-110, format!("Invalid pool ({pool})"))
}

fn find(state: &State, pool: &str, name: &str) -> Option<usize> {
    state.volumes.iter().position(|volume| volume.pool == pool && volume.name == name)
}

fn found(state: &State, pool: &str, name: &str) -> Answer<usize> {
    match find(state, pool, name) {
        Some(index) => Ok(index),
        None => failure(-103, format!("Volume {name} not found in pool {pool}")),
    }
}

pub(super) fn vol_list(state: &mut State, parameters: &Parameters) -> Answer {
    let pool = text(parameters, "pool")?;
    // Anything in a volume group that is known is listed, if only as empty.
    if pool.split('/').next() != Some("vg-targetd") {
        check_pool(pool)?;
    }
    let mut volumes: Vec<_> = state.volumes.iter().filter(|volume| volume.pool == pool).collect();
    volumes.sort_by(|a, b| a.name.cmp(&b.name));
    let listed = volumes
        .iter()
        .map(|volume| json!({"name": volume.name, "size": volume.size, "uuid": volume.uuid}));
    Ok(listed.collect())
}

pub(super) fn vol_create(state: &mut State, parameters: &Parameters) -> Answer {
    let (pool, name) = (text(parameters, "pool")?, text(parameters, "name")?);
    let size = number(parameters, "size")?;
    check_pool(pool)?;
    if find(state, pool, name).is_some() {
        return failure(-50, "Volume with that name exists");
    }
    let Ok(size) = u64::try_from(size) else {
        return failure(-1, format!("OverflowError: {size} not in range 0 to {}", u64::MAX));
    };
    let group = pool.split('/').next().unwrap_or_default();
    check_volume(group, name)?;
    if size < 1024 {
        let help = "Run `lvcreate --help' for more information.";
        return failure(
            -1,
            format!(
                "LVMError: Process reported exit code 3:   --size may not be zero.\n  {help}\n"
            ),
        );
    }
    if pool == THIN && name == "thin_pool" {
        let exists = "already exists in volume group \"vg-targetd\"";
        return failure(
            -1,
            format!(
                "LVMError: Process reported exit code 5:   Logical Volume \"{name}\" {exists}\n"
            ),
        );
    }
    // Whole KiB, then whole extents.
    let size = (size / 1024 * 1024).div_ceil(EXTENT) * EXTENT;
    let free = (GROUP_SIZE - used(state)) / EXTENT;
    if pool == GROUP && size / EXTENT > free {
        let need = size / EXTENT;
        return failure(
            -1,
            format!(
                "LVMError: Process reported exit code 5:   Volume group \"{pool}\" has insufficient \
                 free space ({free} extents): {need} required.\n"
            ),
        );
    }
    let uuid = state.new_lvm_uuid();
    let (pool, name) = (pool.to_owned(), name.to_owned());
    state.volumes.push(Volume { pool, name, size, uuid, active: true });
    Ok(Value::Null)
}

/// Every map of every initiator and group.
fn maps(state: &State) -> impl Iterator<Item = &Map> {
    let of_groups = state.groups.values().flat_map(|(_, maps)| maps);
    state.initiators.values().flatten().chain(of_groups)
}

pub(super) fn vol_destroy(state: &mut State, parameters: &Parameters) -> Answer {
    let (pool, name) = (text(parameters, "pool")?, text(parameters, "name")?);
    check_pool(pool)?;
    let index = found(state, pool, name)?;
    let is_orphan = state.orphans.iter().any(|(of, volume)| of == pool && volume == name);
    if is_orphan || maps(state).any(|map| map.pool == pool && map.volume == name) {
        return failure(-303, format!("Volume '{name}' cannot be removed while exported"));
    }
    state.volumes.remove(index);
    Ok(Value::Null)
}

pub(super) fn vol_copy(state: &mut State, parameters: &Parameters) -> Answer {
    let pool = text(parameters, "pool")?;
    let (original, new) = (text(parameters, "vol_orig")?, text(parameters, "vol_new")?);
    check_pool(pool)?;
    let index = found(state, pool, original)?;
    if find(state, pool, new).is_some() {
        return failure(-50, "Volume with that name exists");
    }
    if pool != THIN {
        return failure(-1, "RuntimeError: copy requires thin-provisioned volumes");
    }
    let mut size = state.volumes[index].size;
    if parameters.get("size").is_some_and(|size| !size.is_null()) {
        size = larger(number(parameters, "size")?, size, original, pool)?;
    }
    check_volume("vg-targetd", new)?;
    let uuid = state.new_lvm_uuid();
    let (pool, name) = (pool.to_owned(), new.to_owned());
    state.volumes.push(Volume { pool, name, size, uuid, active: false });
    Ok(Value::Null)
}

/// The size in whole extents, which must be larger than `size`.
fn larger(wanted: i64, size: u64, name: &str, pool: &str) -> Answer<u64> {
    match u64::try_from(wanted) {
        Ok(new) if new > size => Ok(new.div_ceil(EXTENT) * EXTENT),
        _ => failure(
            -32602,
            format!(
                "Size {wanted} need a larger than size in original volume {name} in pool {pool}"
            ),
        ),
    }
}

pub(super) fn vol_resize(state: &mut State, parameters: &Parameters) -> Answer {
    let (pool, name) = (text(parameters, "pool")?, text(parameters, "name")?);
    check_pool(pool)?;
    let index = found(state, pool, name)?;
    let old = state.volumes[index].size;
    let new = larger(number(parameters, "size")?, old, name, pool)?;
    let (needed, free) = ((new - old) / EXTENT, (GROUP_SIZE - used(state)) / EXTENT);
    if pool == GROUP && needed > free {
        return failure(
            -303,
            format!(
                "Failed to resize volume, nested error: Process reported exit code 5:   Insufficient \
                 free space: {needed} extents needed, but only {free} available"
            ),
        );
    }
    state.volumes[index].size = new;
    Ok(Value::Null)
}

pub(super) fn export_list(state: &mut State, _: &Parameters) -> Answer {
    let members = state.groups.values().flat_map(|(members, maps)| {
        members.iter().flat_map(move |member| maps.iter().map(move |map| (member, map)))
    });
    let own = state.initiators.iter().flat_map(|(name, maps)| maps.iter().map(move |m| (name, m)));
    let listed = own.chain(members).filter_map(|(initiator, map)| {
        let volume = &state.volumes[find(state, &map.pool, &map.volume)?];
        Some(json!({
            "initiator_wwn": initiator, "lun": map.lun, "vol_name": map.volume, "pool": map.pool,
            "vol_uuid": volume.uuid, "vol_size": volume.size,
        }))
    });
    Ok(listed.collect())
}

/// A volume that LIO can open.
fn device(state: &State, pool: &str, name: &str) -> Answer<()> {
    let group = pool.split('/').next().unwrap_or_default();
    match find(state, pool, name) {
        None => failure(
            -1,
            format!(
                "LVMError: Process reported exit code 5:   Failed to find logical volume \
                 \"{group}/{name}\"\n"
            ),
        ),
        Some(index) if !state.volumes[index].active => failure(
            -1,
            format!("RTSLibError: Device /dev/{group}/{name} is not a TYPE_DISK block device"),
        ),
        Some(_) => Ok(()),
    }
}

fn check_lun(lun: i64) -> Answer<()> {
    if (0..=255).contains(&lun) {
        return Ok(());
    }
    failure(-1, "RTSLibError: Mapped LUN must be 0 to 255")
}

/// The group of an initiator.
fn group_of<'s>(state: &'s State, initiator: &str) -> Option<&'s String> {
    let mut groups = state.groups.iter();
    groups.find(|(_, (members, _))| members.iter().any(|m| m == initiator)).map(|(name, _)| name)
}

pub(super) fn export_create(state: &mut State, parameters: &Parameters) -> Answer {
    let (pool, volume) = (text(parameters, "pool")?, text(parameters, "vol")?);
    let lun = number(parameters, "lun")?;
    check_pool(pool)?;
    device(state, pool, volume)?;
    let name = initiator(text(parameters, "initiator_wwn")?)?;
    // A failure from here on leaves the access list of the initiator behind.
    let group = group_of(state, &name).cloned();
    if group.is_none() {
        state.initiators.entry(name.clone()).or_default();
    }
    check_lun(lun)?;
    let map = Map { lun, pool: pool.to_owned(), volume: volume.to_owned() };
    let maps = match group.and_then(|group| state.groups.get_mut(&group)) {
        Some((_, maps)) => maps,
        None => state.initiators.entry(name).or_default(),
    };
    // A volume may have several numbers.
    if maps.contains(&map) {
        return Ok(Value::Null);
    }
    if maps.iter().any(|known| known.lun == lun) {
        state.orphans.push((map.pool, map.volume));
        return failure(-1, "RTSLibError: This MappedLUN already exists in configFS");
    }
    maps.push(map);
    Ok(Value::Null)
}

pub(super) fn export_destroy(state: &mut State, parameters: &Parameters) -> Answer {
    let (pool, volume) = (text(parameters, "pool")?, text(parameters, "vol")?);
    let given = text(parameters, "initiator_wwn")?;
    check_pool(pool)?;
    let name = initiator(given)?;
    let maps = state.initiators.entry(name.clone()).or_default();
    let Some(index) = maps.iter().position(|map| map.pool == pool && map.volume == volume) else {
        return failure(-151, format!("Volume '{volume}' not found in {given} exports"));
    };
    maps.remove(index);
    if maps.is_empty() {
        state.initiators.remove(&name);
    }
    Ok(Value::Null)
}

pub(super) fn initiator_set_auth(state: &mut State, parameters: &Parameters) -> Answer {
    let name = initiator(text(parameters, "initiator_wwn")?)?;
    if group_of(state, &name).is_none() {
        state.initiators.entry(name).or_default();
    }
    for key in ["in_user", "in_pass", "out_user", "out_pass"] {
        if parameters.get(key).and_then(Value::as_str).is_some_and(|text| text.len() > 255) {
            return failure(-1, "RTSLibError: Value longer than maximum length of 255");
        }
    }
    Ok(Value::Null)
}

pub(super) fn initiator_list(state: &mut State, parameters: &Parameters) -> Answer {
    let alone = parameters.get("standalone_only") == Some(&Value::Bool(true));
    let members = state.groups.values().flat_map(|(members, _)| members).filter(|_| !alone);
    let names = state.initiators.keys().chain(members);
    Ok(names.map(|name| json!({"init_id": name, "init_type": "iscsi"})).collect())
}

pub(super) fn access_group_list(state: &mut State, _: &Parameters) -> Answer {
    let listed = state
        .groups
        .iter()
        .map(|(name, group)| json!({"name": name, "init_ids": group.0, "init_type": "iscsi"}));
    Ok(listed.collect())
}

/// The name of a group and the initiator of a call about a member.
fn member(parameters: &Parameters) -> Answer<(String, String)> {
    let (group, kind) = (text(parameters, "ag_name")?, text(parameters, "init_type")?);
    if kind != "iscsi" {
        return failure(-153, "Only support iscsi");
    }
    let good = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if group.is_empty() || !group.chars().all(good) {
        return failure(-32602, "Illegal name, should match: ^[a-zA-Z0-9_-]+$");
    }
    Ok((group.to_owned(), initiator(text(parameters, "init_id")?)?))
}

/// Refuses an initiator that is anywhere else.
fn check_free(state: &State, initiator: &str, why: &str) -> Answer<()> {
    if group_of(state, initiator).is_some() || state.initiators.contains_key(initiator) {
        return failure(-52, why);
    }
    Ok(())
}

pub(super) fn access_group_create(state: &mut State, parameters: &Parameters) -> Answer {
    let (group, initiator) = member(parameters)?;
    if state.groups.contains_key(&group) {
        return failure(-50, "Requested access group name is in use");
    }
    check_free(state, &initiator, "Requested init_id is in use")?;
    if group.len() > 223 {
        // Too long for the kernel: the initiator is all that comes of it.
        state.initiators.entry(initiator).or_default();
        return Ok(Value::Null);
    }
    state.groups.insert(group, (vec![initiator], Vec::new()));
    Ok(Value::Null)
}

pub(super) fn access_group_destroy(state: &mut State, parameters: &Parameters) -> Answer {
    if let Some((_, maps)) = state.groups.remove(text(parameters, "ag_name")?) {
        // Nobody reaches these LUNs any more, but they are still there.
        state.orphans.extend(maps.into_iter().map(|map| (map.pool, map.volume)));
    }
    Ok(Value::Null)
}

pub(super) fn access_group_add(state: &mut State, parameters: &Parameters) -> Answer {
    let (group, initiator) = member(parameters)?;
    if group_of(state, &initiator) == Some(&group) {
        return Ok(Value::Null);
    }
    check_free(state, &initiator, "Requested init_id is used by other access group")?;
    state.groups.entry(group).or_default().0.push(initiator);
    Ok(Value::Null)
}

pub(super) fn access_group_del(state: &mut State, parameters: &Parameters) -> Answer {
    let (group, initiator) = member(parameters)?;
    if let Some((members, _)) = state.groups.get_mut(&group) {
        members.retain(|known| *known != initiator);
        if members.is_empty() {
            state.groups.remove(&group);
        }
    }
    Ok(Value::Null)
}

pub(super) fn access_group_map_list(state: &mut State, _: &Parameters) -> Answer {
    let listed = state.groups.iter().flat_map(|(name, (_, maps))| {
        maps.iter().map(move |map| {
            json!({"ag_name": name, "h_lun_id": map.lun, "pool_name": map.pool,
                   "vol_name": map.volume})
        })
    });
    Ok(listed.collect())
}

pub(super) fn access_group_map_create(state: &mut State, parameters: &Parameters) -> Answer {
    let (pool, volume) = (text(parameters, "pool_name")?, text(parameters, "vol_name")?);
    let group = text(parameters, "ag_name")?;
    check_pool(pool)?;
    device(state, pool, volume)?;
    // The server's own choice looks at this volume alone.
    let taken: Vec<i64> = maps(state)
        .filter(|map| map.pool == pool && map.volume == volume)
        .map(|map| map.lun)
        .collect();
    let lun = match parameters.get("h_lun_id") {
        None | Some(Value::Null) => (0..=255).find(|lun| !taken.contains(lun)).unwrap_or(256),
        Some(_) => number(parameters, "h_lun_id")?,
    };
    let Some((_, maps)) = state.groups.get_mut(group) else {
        return failure(-200, "Access group not found");
    };
    if maps.iter().any(|map| map.pool == pool && map.volume == volume) {
        return Ok(Value::Null);
    }
    if lun > 255 && parameters.get("h_lun_id").is_none_or(Value::is_null) {
        return failure(-1000, "Host LUN ID is out of resource");
    }
    check_lun(lun)?;
    if maps.iter().any(|map| map.lun == lun) {
        state.orphans.push((pool.to_owned(), volume.to_owned()));
        return failure(-1, "RTSLibError: This MappedLUN already exists in configFS");
    }
    maps.push(Map { lun, pool: pool.to_owned(), volume: volume.to_owned() });
    Ok(Value::Null)
}

pub(super) fn access_group_map_destroy(state: &mut State, parameters: &Parameters) -> Answer {
    let (pool, volume) = (text(parameters, "pool_name")?, text(parameters, "vol_name")?);
    check_pool(pool)?;
    device(state, pool, volume)?;
    // Whatever group is named: a LUN that nobody is left to reach goes as well.
    state.orphans.retain(|(of, name)| of != pool || name != volume);
    if let Some((_, maps)) = state.groups.get_mut(text(parameters, "ag_name")?) {
        maps.retain(|map| map.pool != pool || map.volume != volume);
    }
    Ok(Value::Null)
}
