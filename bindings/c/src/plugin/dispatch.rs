// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which function of a plug-in answers which method.

use std::ffi::c_void;
use std::ptr;

use lsm_core::{DataType, Error, Result};
use lsm_wire::Method;
use serde_json::{Value, json};

use super::call::{Call, Owned, value};
use super::ops::{Added12, Added13, FileSystems, Management, Nas, Pointer, San};
use crate::abi::{Array, Out, Ref, taken_numbers};
use crate::records::AccessGroup;
use crate::records::{
    BlockRange, Disk, FileSystem, FsSnapshot, NfsExport, Pool, Record, System, Volume,
};

/// The function of this name; `NO_SUPPORT` when the plug-in has none.
macro_rules! function {
    ($pointer:expr, $name:ident) => {
        $pointer
            .get()
            .and_then(|ops| ops.$name)
            .ok_or_else(|| Error::no_support("the plug-in does not have this operation"))?
    };
}

/// Answers a call of a method that is not the runtime's own.
pub(super) fn answer(method: Method, call: &Call<'_>) -> Result<Value> {
    let ops = call.plugin.ops();
    match method {
        Method::time_out_set
        | Method::time_out_get
        | Method::capabilities
        | Method::job_status
        | Method::job_free
        | Method::systems
        | Method::pools => management(method, call, ops.management),
        Method::volume_raid_info
        | Method::pool_member_info
        | Method::volume_raid_create_cap_get
        | Method::volume_raid_create => added_12(method, call, ops.added_12),
        Method::volume_ident_led_on
        | Method::volume_ident_led_off
        | Method::batteries
        | Method::system_read_cache_pct_update
        | Method::volume_cache_info
        | Method::volume_physical_disk_cache_update
        | Method::volume_write_cache_policy_update
        | Method::volume_read_cache_policy_update => added_13(method, call, ops.added_13),
        Method::fs
        | Method::fs_create
        | Method::fs_delete
        | Method::fs_resize
        | Method::fs_clone
        | Method::fs_file_clone
        | Method::fs_snapshots
        | Method::fs_snapshot_create
        | Method::fs_snapshot_delete
        | Method::fs_snapshot_restore
        | Method::fs_child_dependency
        | Method::fs_child_dependency_rm => file_systems(method, call, ops.file_systems),
        Method::export_auth | Method::exports | Method::export_fs | Method::export_remove => {
            nas(method, call, ops.nas)
        }
        _ => san(method, call, ops.san),
    }
}

fn unknown() -> Error {
    Error::no_support("there is no such method")
}

fn management(method: Method, call: &Call<'_>, ops: Pointer<Management>) -> Result<Value> {
    let (plugin, flags) = (call.plugin, call.flags);
    match method {
        Method::time_out_set => {
            let set = function!(ops, tmo_set);
            call.nothing(set(plugin, call.get("ms")?, flags))
        }
        Method::time_out_get => {
            let get = function!(ops, tmo_get);
            let [ms] = call.numbers(|[ms]: [Out<u32>; 1]| get(plugin, ms, flags))?;
            Ok(json!(ms))
        }
        Method::capabilities => {
            let capabilities = function!(ops, capablities);
            let system = call.record::<System>("system")?;
            let mut place = Ref::NULL;
            let answer = capabilities(plugin, system.0, Out::to(&mut place), flags);
            let made = Owned(place);
            call.check(answer)?;
            let bytes = made.0.get().ok_or_else(|| Error::plugin_bug("no capabilities"))?;
            let digits: String = bytes.0.iter().map(|byte| format!("{byte:02x}")).collect();
            Ok(json!({"class": "Capabilities", "cap": digits}))
        }
        Method::job_status => {
            let status = function!(ops, job_status);
            let job = call.text("job_id")?;
            let (mut state, mut percent, mut kind) = (0_i32, 0_u8, DataType::NONE.0);
            let mut item = ptr::null_mut();
            call.check(status(
                plugin,
                job.text(),
                Out::to(&mut state),
                Out::to(&mut percent),
                Out::to(&mut kind),
                Out::to(&mut item),
                flags,
            ))?;
            Ok(json!([state, percent, made_by_job(DataType(kind), item)?]))
        }
        Method::job_free => {
            let free = function!(ops, job_free);
            call.nothing(free(plugin, call.text("job_id")?.text(), flags))
        }
        Method::systems => {
            let list = function!(ops, system_list);
            call.found(|array, count| list(plugin, array, count, flags))
        }
        Method::pools => {
            let list = function!(ops, pool_list);
            call.searched(|key, wanted, array, count| {
                list(plugin, key, wanted, array, count, flags)
            })
        }
        _ => Err(unknown()),
    }
}

/// What a job made, which is freed.
fn made_by_job(kind: DataType, item: *mut c_void) -> Result<Value> {
    fn sent<T: Record>(item: *mut c_void) -> Result<Value>
    where
        T::Core: serde::Serialize,
    {
        let item = Owned(Ref::<T>::from(item));
        value(item.0)
    }
    if item.is_null() {
        return Ok(Value::Null);
    }
    match kind {
        DataType::VOLUME => sent::<Volume>(item),
        DataType::FS => sent::<FileSystem>(item),
        DataType::SS => sent::<FsSnapshot>(item),
        DataType::POOL => sent::<Pool>(item),
        DataType::NONE => Ok(Value::Null),
        _ => Err(Error::plugin_bug("a job cannot make such a thing")),
    }
}

fn san(method: Method, call: &Call<'_>, ops: Pointer<San>) -> Result<Value> {
    let (plugin, flags) = (call.plugin, call.flags);
    let volume = || call.record::<Volume>("volume");
    let group = || call.record::<AccessGroup>("access_group");
    match method {
        Method::volumes => {
            let list = function!(ops, vol_get);
            call.searched(|key, wanted, array, count| {
                list(plugin, key, wanted, array, count, flags)
            })
        }
        Method::disks => {
            let list = function!(ops, disk_get);
            call.searched(|key, wanted, array, count| {
                list(plugin, key, wanted, array, count, flags)
            })
        }
        Method::target_ports => {
            let list = function!(ops, target_port_list);
            call.searched(|key, wanted, array, count| {
                list(plugin, key, wanted, array, count, flags)
            })
        }
        Method::access_groups => {
            let list = function!(ops, ag_list);
            call.searched(|key, wanted, array, count| {
                list(plugin, key, wanted, array, count, flags)
            })
        }
        Method::volume_create => {
            let create = function!(ops, vol_create);
            let (pool, name) = (call.record::<Pool>("pool")?, call.text("volume_name")?);
            let (size, kind) = (call.get("size_bytes")?, call.get("provisioning")?);
            call.made_or_job(|made, job| {
                create(plugin, pool.0, name.text(), size, kind, made, job, flags)
            })
        }
        Method::volume_resize => {
            let resize = function!(ops, vol_resize);
            let (volume, size) = (volume()?, call.get("new_size_bytes")?);
            call.made_or_job(|made, job| resize(plugin, volume.0, size, made, job, flags))
        }
        Method::volume_replicate => {
            let replicate = function!(ops, vol_replicate);
            let pool = call.optional_record::<Pool>("pool")?;
            let source = call.record::<Volume>("volume_src")?;
            let (kind, name) = (call.get("rep_type")?, call.text("name")?);
            call.made_or_job(|made, job| {
                replicate(plugin, pool.0, kind, source.0, name.text(), made, job, flags)
            })
        }
        Method::volume_replicate_range_block_size => {
            let block_size = function!(ops, vol_rep_range_bs);
            let system = call.record::<System>("system")?;
            let [size] =
                call.numbers(|[bs]: [Out<u32>; 1]| block_size(plugin, system.0, bs, flags))?;
            Ok(json!(size))
        }
        Method::volume_replicate_range => {
            let replicate = function!(ops, vol_rep_range);
            let source = call.record::<Volume>("volume_src")?;
            let dest = call.record::<Volume>("volume_dest")?;
            let (ranges, kind) = (records::<BlockRange>(call, "ranges")?, call.get("rep_type")?);
            call.job(|job| {
                replicate(plugin, kind, source.0, dest.0, ranges.array, ranges.count, job, flags)
            })
        }
        Method::volume_delete => {
            let (delete, volume) = (function!(ops, vol_delete), volume()?);
            call.job(|job| delete(plugin, volume.0, job, flags))
        }
        Method::volume_enable => {
            let enable = function!(ops, vol_enable);
            call.nothing(enable(plugin, volume()?.0, flags))
        }
        Method::volume_disable => {
            let disable = function!(ops, vol_disable);
            call.nothing(disable(plugin, volume()?.0, flags))
        }
        Method::volume_child_dependency => {
            let (depends, volume) = (function!(ops, vol_child_depends), volume()?);
            let [yes] =
                call.numbers(|[yes]: [Out<u8>; 1]| depends(plugin, volume.0, yes, flags))?;
            Ok(json!(yes != 0))
        }
        Method::volume_child_dependency_rm => {
            let (remove, volume) = (function!(ops, vol_child_depends_rm), volume()?);
            call.job(|job| remove(plugin, volume.0, job, flags))
        }
        Method::volume_mask => {
            let (grant, group, volume) = (function!(ops, ag_grant), group()?, volume()?);
            call.nothing(grant(plugin, group.0, volume.0, flags))
        }
        Method::volume_unmask => {
            let (revoke, group, volume) = (function!(ops, ag_revoke), group()?, volume()?);
            call.nothing(revoke(plugin, group.0, volume.0, flags))
        }
        Method::access_group_create => {
            let create = function!(ops, ag_create);
            let (name, id) = (call.text("name")?, call.text("init_id")?);
            let (kind, system) = (call.get("init_type")?, call.record::<System>("system")?);
            call.made(|made| create(plugin, name.text(), id.text(), kind, system.0, made, flags))
        }
        Method::access_group_delete => {
            let delete = function!(ops, ag_delete);
            call.nothing(delete(plugin, group()?.0, flags))
        }
        Method::access_group_initiator_add => {
            let (add, group) = (function!(ops, ag_add_initiator), group()?);
            let (id, kind) = (call.text("init_id")?, call.get("init_type")?);
            call.made(|made| add(plugin, group.0, id.text(), kind, made, flags))
        }
        Method::access_group_initiator_delete => {
            let (delete, group) = (function!(ops, ag_del_initiator), group()?);
            let (id, kind) = (call.text("init_id")?, call.get("init_type")?);
            call.made(|made| delete(plugin, group.0, id.text(), kind, made, flags))
        }
        Method::volumes_accessible_by_access_group => {
            let (list, group) = (function!(ops, vol_accessible_by_ag), group()?);
            call.found(|array, count| list(plugin, group.0, array, count, flags))
        }
        Method::access_groups_granted_to_volume => {
            let (list, volume) = (function!(ops, ag_granted_to_vol), volume()?);
            call.found(|array, count| list(plugin, volume.0, array, count, flags))
        }
        Method::iscsi_chap_auth => {
            let set = function!(ops, iscsi_chap_auth);
            let (id, in_user) = (call.text("init_id")?, call.optional_text("in_user")?);
            let in_password = call.optional_text("in_password")?;
            let out_user = call.optional_text("out_user")?;
            let out_password = call.optional_text("out_password")?;
            let (inward, outward) =
                ((in_user.text(), in_password.text()), (out_user.text(), out_password.text()));
            call.nothing(set(plugin, id.text(), inward.0, inward.1, outward.0, outward.1, flags))
        }
        _ => Err(unknown()),
    }
}

/// Records that are given to a function, and end with the call.
struct Records<T: Record> {
    array: Array<T>,
    count: u32,
}

impl<T: Record> Drop for Records<T> {
    fn drop(&mut self) {
        self.array.free(self.count);
    }
}

fn records<T: Record>(call: &Call<'_>, name: &str) -> Result<Records<T>>
where
    T::Core: serde::de::DeserializeOwned,
{
    let cores: Vec<T::Core> = call.get(name)?;
    let handles: Vec<_> = cores.into_iter().map(|core| Ref::new(T::from_core(core))).collect();
    let array = Array::of(&handles)
        .ok_or_else(|| Error::new(lsm_core::ErrorKind::NO_MEMORY, "there is no memory"))?;
    Ok(Records { array, count: u32::try_from(handles.len()).unwrap_or_default() })
}

fn file_systems(method: Method, call: &Call<'_>, ops: Pointer<FileSystems>) -> Result<Value> {
    let (plugin, flags) = (call.plugin, call.flags);
    let fs = || call.record::<FileSystem>("fs");
    match method {
        Method::fs => {
            let list = function!(ops, fs_list);
            call.searched(|key, wanted, array, count| {
                list(plugin, key, wanted, array, count, flags)
            })
        }
        Method::fs_create => {
            let create = function!(ops, fs_create);
            let (pool, name) = (call.record::<Pool>("pool")?, call.text("name")?);
            let size = call.get("size_bytes")?;
            call.made_or_job(|made, job| {
                create(plugin, pool.0, name.text(), size, made, job, flags)
            })
        }
        Method::fs_delete => {
            let (delete, fs) = (function!(ops, fs_delete), fs()?);
            call.job(|job| delete(plugin, fs.0, job, flags))
        }
        Method::fs_resize => {
            let (resize, fs, size) =
                (function!(ops, fs_resize), fs()?, call.get("new_size_bytes")?);
            call.made_or_job(|made, job| resize(plugin, fs.0, size, made, job, flags))
        }
        Method::fs_clone => {
            let clone = function!(ops, fs_clone);
            let (source, name) = (call.record::<FileSystem>("src_fs")?, call.text("dest_fs_name")?);
            let snapshot = call.optional_record::<FsSnapshot>("snapshot")?;
            call.made_or_job(|made, job| {
                clone(plugin, source.0, name.text(), made, snapshot.0, job, flags)
            })
        }
        Method::fs_file_clone => {
            let (clone, fs) = (function!(ops, fs_file_clone), fs()?);
            let (source, dest) = (call.text("src_file_name")?, call.text("dest_file_name")?);
            let snapshot = call.optional_record::<FsSnapshot>("snapshot")?;
            call.job(|job| clone(plugin, fs.0, source.text(), dest.text(), snapshot.0, job, flags))
        }
        Method::fs_snapshots => {
            let (list, fs) = (function!(ops, fs_ss_list), fs()?);
            call.found(|array, count| list(plugin, fs.0, array, count, flags))
        }
        Method::fs_snapshot_create => {
            let (create, fs, name) =
                (function!(ops, fs_ss_create), fs()?, call.text("snapshot_name")?);
            call.made_or_job(|made, job| create(plugin, fs.0, name.text(), made, job, flags))
        }
        Method::fs_snapshot_delete => {
            let (delete, fs) = (function!(ops, fs_ss_delete), fs()?);
            let snapshot = call.record::<FsSnapshot>("snapshot")?;
            call.job(|job| delete(plugin, fs.0, snapshot.0, job, flags))
        }
        Method::fs_snapshot_restore => {
            let (restore, fs) = (function!(ops, fs_ss_restore), fs()?);
            let snapshot = call.record::<FsSnapshot>("snapshot")?;
            let (files, names) = (call.texts("files")?, call.texts("restore_files")?);
            let all = i32::from(call.get::<bool>("all_files")?);
            call.job(|job| restore(plugin, fs.0, snapshot.0, files.0, names.0, all, job, flags))
        }
        Method::fs_child_dependency => {
            let (depends, fs) = (function!(ops, fs_child_dependency), fs()?);
            let files = call.texts("files")?;
            let [yes] = call.numbers(|[yes]: [Out<u8>; 1]| depends(plugin, fs.0, files.0, yes))?;
            Ok(json!(yes != 0))
        }
        Method::fs_child_dependency_rm => {
            let (remove, fs) = (function!(ops, fs_child_dependency_rm), fs()?);
            let files = call.texts("files")?;
            call.job(|job| remove(plugin, fs.0, files.0, job, flags))
        }
        _ => Err(unknown()),
    }
}

fn nas(method: Method, call: &Call<'_>, ops: Pointer<Nas>) -> Result<Value> {
    let (plugin, flags) = (call.plugin, call.flags);
    match method {
        Method::export_auth => {
            let types = function!(ops, nfs_auth_types);
            let mut place = Ref::NULL;
            let answer = types(plugin, Out::to(&mut place), flags);
            let list = Owned(place);
            call.check(answer)?;
            let texts = list.0.get().map(|list| list.texts("an authentication type"));
            Ok(json!(texts.transpose()?.unwrap_or_default()))
        }
        Method::exports => {
            let list = function!(ops, nfs_list);
            call.searched(|key, wanted, array, count| {
                list(plugin, key, wanted, array, count, flags)
            })
        }
        Method::export_fs => {
            let export = function!(ops, nfs_export);
            let (fs_id, path) = (call.text("fs_id")?, call.optional_text("export_path")?);
            let (root, rw) = (call.texts("root_list")?, call.texts("rw_list")?);
            let ro = call.texts("ro_list")?;
            let uid: i64 = call.get("anon_uid")?;
            let gid: i64 = call.get("anon_gid")?;
            let (auth, options) =
                (call.optional_text("auth_type")?, call.optional_text("options")?);
            call.made(|made| {
                let (uid, gid) = (uid.cast_unsigned(), gid.cast_unsigned());
                let (auth, options) = (auth.text(), options.text());
                export(
                    plugin,
                    fs_id.text(),
                    path.text(),
                    root.0,
                    rw.0,
                    ro.0,
                    uid,
                    gid,
                    auth,
                    options,
                    made,
                    flags,
                )
            })
        }
        Method::export_remove => {
            let remove = function!(ops, nfs_export_remove);
            call.nothing(remove(plugin, call.record::<NfsExport>("export")?.0, flags))
        }
        _ => Err(unknown()),
    }
}

fn added_12(method: Method, call: &Call<'_>, ops: Pointer<Added12>) -> Result<Value> {
    let (plugin, flags) = (call.plugin, call.flags);
    match method {
        Method::volume_raid_info => {
            let info = function!(ops, vol_raid_info);
            let volume = call.record::<Volume>("volume")?;
            let mut level = -1;
            let [strip, disks, min, opt] =
                call.numbers(|[strip, disks, min, opt]: [Out<u32>; 4]| {
                    info(plugin, volume.0, Out::to(&mut level), strip, disks, min, opt, flags)
                })?;
            Ok(json!([level, strip, disks, min, opt]))
        }
        Method::pool_member_info => {
            let info = function!(ops, pool_member_info);
            let pool = call.record::<Pool>("pool")?;
            let mut place = Ref::NULL;
            let numbers = call.numbers(|[level, kind]: [Out<i32>; 2]| {
                info(plugin, pool.0, level, kind, Out::to(&mut place), flags)
            });
            let list = Owned(place);
            let [level, kind] = numbers?;
            let members = list.0.get().map(|list| list.texts("a member"));
            Ok(json!([level, kind, members.transpose()?.unwrap_or_default()]))
        }
        Method::volume_raid_create_cap_get => {
            let get = function!(ops, vol_create_raid_cap_get);
            let system = call.record::<System>("system")?;
            let (mut levels, mut strips) = (ptr::null_mut(), ptr::null_mut());
            let counts = call.numbers(|[level_count, strip_count]: [Out<u32>; 2]| {
                let (levels, strips) = (Out::to(&mut levels), Out::to(&mut strips));
                get(plugin, system.0, levels, level_count, strips, strip_count, flags)
            });
            let [level_count, strip_count] = counts.as_ref().copied().unwrap_or_default();
            let levels = taken_numbers(levels, level_count);
            let strips = taken_numbers(strips, strip_count);
            counts.map(|_| {
                let levels: Vec<i32> = levels.into_iter().map(u32::cast_signed).collect();
                json!([levels, strips])
            })
        }
        Method::volume_raid_create => {
            let create = function!(ops, vol_create_raid);
            let (name, level) = (call.text("name")?, call.get("raid_type")?);
            let (disks, strip) = (records::<Disk>(call, "disks")?, call.get("strip_size")?);
            call.made(|made| {
                create(plugin, name.text(), level, disks.array, disks.count, strip, made, flags)
            })
        }
        _ => Err(unknown()),
    }
}

fn added_13(method: Method, call: &Call<'_>, ops: Pointer<Added13>) -> Result<Value> {
    let (plugin, flags) = (call.plugin, call.flags);
    let volume = || call.record::<Volume>("volume");
    match method {
        Method::volume_ident_led_on => {
            let on = function!(ops, vol_ident_on);
            call.nothing(on(plugin, volume()?.0, flags))
        }
        Method::volume_ident_led_off => {
            let off = function!(ops, vol_ident_off);
            call.nothing(off(plugin, volume()?.0, flags))
        }
        Method::system_read_cache_pct_update => {
            let update = function!(ops, sys_read_cache_pct_update);
            let system = call.record::<System>("system")?;
            call.nothing(update(plugin, system.0, call.get("read_pct")?, flags))
        }
        Method::batteries => {
            let list = function!(ops, battery_list);
            call.searched(|key, wanted, array, count| {
                list(plugin, key, wanted, array, count, flags)
            })
        }
        Method::volume_cache_info => {
            let (info, volume) = (function!(ops, vol_cache_info), volume()?);
            let numbers = call.numbers(|[wcp, wcs, rcp, rcs, pdc]: [Out<u32>; 5]| {
                info(plugin, volume.0, wcp, wcs, rcp, rcs, pdc, flags)
            })?;
            Ok(json!(numbers))
        }
        Method::volume_physical_disk_cache_update => {
            let (update, volume) = (function!(ops, vol_pdc_update), volume()?);
            call.nothing(update(plugin, volume.0, call.get("pdc")?, flags))
        }
        Method::volume_write_cache_policy_update => {
            let (update, volume) = (function!(ops, vol_wcp_update), volume()?);
            call.nothing(update(plugin, volume.0, call.get("wcp")?, flags))
        }
        Method::volume_read_cache_policy_update => {
            let (update, volume) = (function!(ops, vol_rcp_update), volume()?);
            call.nothing(update(plugin, volume.0, call.get("rcp")?, flags))
        }
        _ => Err(unknown()),
    }
}
