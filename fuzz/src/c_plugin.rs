// SPDX-License-Identifier: MIT OR Apache-2.0
//! A whole plug-in that is written against the C library: from its socket to the arguments of its
//! functions, and back.
#![allow(unsafe_code)]

use std::ffi::{CString, c_char, c_int, c_void};
use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::fd::IntoRawFd;
use std::os::unix::net::UnixStream;
use std::ptr;
use std::time::Duration;

use lsm_core::{AccessGroup, FileSystem, Outcome, Volume};
use lsm_wire::{Request, decode_reply};
use serde::de::{DeserializeOwned, IgnoredAny};
// Its functions are declared here as C sees them.
use storagemgmt as _;

use crate::wire::replies;

/// A handle of the library.
type Handle = *mut c_void;
/// A text.
type Text = *const c_char;
/// A place for the identifier of a job.
type Job = *mut *mut c_char;

unsafe extern "C" {
    fn lsm_plugin_init_v1(
        argc: c_int,
        argv: *const Text,
        reg: extern "C" fn(Handle, Text, Text, u32, u64) -> c_int,
        unreg: extern "C" fn(Handle, u64) -> c_int,
        about: Text,
        release: Text,
    ) -> c_int;
    fn lsm_register_plugin_v1_3(
        plug: Handle,
        private_data: *mut c_void,
        management: *const Management,
        san: *const San,
        file_systems: *const FileSystems,
        nas: *const Nas,
        added_12: *const Added12,
        added_13: *const c_void,
    ) -> c_int;
    fn lsm_volume_record_copy(volume: Handle) -> Handle;
    fn lsm_access_group_record_copy(group: Handle) -> Handle;
    fn lsm_fs_record_copy(fs: Handle) -> Handle;
    fn lsm_nfs_export_record_alloc(
        id: Text,
        fs_id: Text,
        path: Text,
        auth: Text,
        root: Handle,
        rw: Handle,
        ro: Handle,
        uid: u64,
        gid: u64,
        options: Text,
        plugin_data: Text,
    ) -> Handle;
    fn lsm_block_range_block_count_get(range: Handle) -> u64;
    fn lsm_disk_id_get(disk: Handle) -> Text;
    fn lsm_string_list_elem_get(list: Handle, at: u32) -> Text;
}

/// Puts a value into the place of an output.
fn put<T>(place: *mut T, value: T) -> c_int {
    // SAFETY: the library gives a place of this type for the time of a call.
    unsafe { place.write(value) };
    0
}

extern "C" fn tmo_set(_: Handle, _ms: u32, _flags: u64) -> c_int {
    0
}
extern "C" fn tmo_get(_: Handle, ms: *mut u32, _flags: u64) -> c_int {
    put(ms, 7)
}
/// An operation that says it is done and gives no capabilities.
extern "C" fn capabilities(_: Handle, _system: Handle, _cap: *mut Handle, _flags: u64) -> c_int {
    0
}
extern "C" fn job_status(
    _: Handle,
    _job: Text,
    status: *mut i32,
    percent: *mut u8,
    _kind: *mut i32,
    _item: *mut Handle,
    _flags: u64,
) -> c_int {
    put(status, 1) + put(percent, 50)
}
extern "C" fn job_free(_: Handle, _job: Text, _flags: u64) -> c_int {
    202
}
extern "C" fn pool_list(
    _: Handle,
    _key: Text,
    _value: Text,
    _pools: *mut Handle,
    count: *mut u32,
    _flags: u64,
) -> c_int {
    put(count, 0)
}
extern "C" fn system_list(_: Handle, _list: *mut Handle, count: *mut u32, _flags: u64) -> c_int {
    put(count, 0)
}
extern "C" fn vol_rep_range(
    _: Handle,
    _kind: i32,
    _source: Handle,
    _dest: Handle,
    ranges: *const Handle,
    count: u32,
    _job: Job,
    _flags: u64,
) -> c_int {
    for at in 0..count as usize {
        // SAFETY: there are as many living ranges as the library says.
        unsafe { lsm_block_range_block_count_get(*ranges.add(at)) };
    }
    0
}
/// Gives the volume back as it came.
extern "C" fn vol_resize(
    _: Handle,
    volume: Handle,
    _size: u64,
    made: *mut Handle,
    _job: Job,
    _flags: u64,
) -> c_int {
    // SAFETY: the volume lives as long as the call.
    put(made, unsafe { lsm_volume_record_copy(volume) })
}
extern "C" fn chap(_: Handle, _: Text, _: Text, _: Text, _: Text, _: Text, _flags: u64) -> c_int {
    0
}
/// Gives the group back as it came.
extern "C" fn add_initiator(
    _: Handle,
    group: Handle,
    _id: Text,
    _kind: i32,
    made: *mut Handle,
    _flags: u64,
) -> c_int {
    // SAFETY: the group lives as long as the call.
    put(made, unsafe { lsm_access_group_record_copy(group) })
}
/// Gives the source back as it came.
extern "C" fn fs_clone(
    _: Handle,
    source: Handle,
    _name: Text,
    made: *mut Handle,
    _snapshot: Handle,
    _job: Job,
    _flags: u64,
) -> c_int {
    // SAFETY: the file system lives as long as the call.
    put(made, unsafe { lsm_fs_record_copy(source) })
}
extern "C" fn child_dependency(_: Handle, _fs: Handle, files: Handle, yes: *mut u8) -> c_int {
    // SAFETY: the list lives as long as the call.
    let some = unsafe { !lsm_string_list_elem_get(files, 0).is_null() };
    put(yes, u8::from(some))
}
extern "C" fn nfs_export(
    _: Handle,
    fs_id: Text,
    path: Text,
    root: Handle,
    rw: Handle,
    ro: Handle,
    uid: u64,
    gid: u64,
    auth: Text,
    options: Text,
    made: *mut Handle,
    _flags: u64,
) -> c_int {
    let none = ptr::null();
    // SAFETY: texts and lists live as long as the call.
    put(made, unsafe {
        lsm_nfs_export_record_alloc(none, fs_id, path, auth, root, rw, ro, uid, gid, options, none)
    })
}
extern "C" fn nfs_remove(_: Handle, _export: Handle, _flags: u64) -> c_int {
    0
}
/// Fails without a word.
extern "C" fn create_raid(
    _: Handle,
    _name: Text,
    _level: i32,
    disks: *const Handle,
    count: u32,
    _strip: u32,
    _made: *mut Handle,
    _flags: u64,
) -> c_int {
    for at in 0..count as usize {
        // SAFETY: there are as many living disks as the library says.
        unsafe { lsm_disk_id_get(*disks.add(at)) };
    }
    513
}

/// Operations that are not there.
type Missing<const N: usize> = [usize; N];

#[repr(C)]
struct Management(
    extern "C" fn(Handle, u32, u64) -> c_int,
    extern "C" fn(Handle, *mut u32, u64) -> c_int,
    extern "C" fn(Handle, Handle, *mut Handle, u64) -> c_int,
    extern "C" fn(Handle, Text, *mut i32, *mut u8, *mut i32, *mut Handle, u64) -> c_int,
    extern "C" fn(Handle, Text, u64) -> c_int,
    extern "C" fn(Handle, Text, Text, *mut Handle, *mut u32, u64) -> c_int,
    extern "C" fn(Handle, *mut Handle, *mut u32, u64) -> c_int,
);

#[repr(C)]
struct San {
    before: Missing<5>,
    vol_rep_range:
        extern "C" fn(Handle, i32, Handle, Handle, *const Handle, u32, Job, u64) -> c_int,
    vol_resize: extern "C" fn(Handle, Handle, u64, *mut Handle, Job, u64) -> c_int,
    deletion_and_state: Missing<3>,
    iscsi_chap_auth: extern "C" fn(Handle, Text, Text, Text, Text, Text, u64) -> c_int,
    groups: Missing<3>,
    ag_add_initiator: extern "C" fn(Handle, Handle, Text, i32, *mut Handle, u64) -> c_int,
    behind: Missing<8>,
}

#[repr(C)]
struct FileSystems {
    before: Missing<4>,
    fs_clone: extern "C" fn(Handle, Handle, Text, *mut Handle, Handle, Job, u64) -> c_int,
    file_clone: Missing<1>,
    fs_child_dependency: extern "C" fn(Handle, Handle, Handle, *mut u8) -> c_int,
    behind: Missing<5>,
}

#[repr(C)]
struct Nas {
    before: Missing<2>,
    #[allow(clippy::type_complexity)] // As C declares it.
    nfs_export: extern "C" fn(
        Handle,
        Text,
        Text,
        Handle,
        Handle,
        Handle,
        u64,
        u64,
        Text,
        Text,
        *mut Handle,
        u64,
    ) -> c_int,
    nfs_export_remove: extern "C" fn(Handle, Handle, u64) -> c_int,
}

#[repr(C)]
struct Added12 {
    before: Missing<3>,
    vol_create_raid:
        extern "C" fn(Handle, Text, i32, *const Handle, u32, u32, *mut Handle, u64) -> c_int,
}

static MANAGEMENT: Management =
    Management(tmo_set, tmo_get, capabilities, job_status, job_free, pool_list, system_list);
static SAN: San = San {
    before: [0; 5],
    vol_rep_range,
    vol_resize,
    deletion_and_state: [0; 3],
    iscsi_chap_auth: chap,
    groups: [0; 3],
    ag_add_initiator: add_initiator,
    behind: [0; 8],
};
static FILE_SYSTEMS: FileSystems = FileSystems {
    before: [0; 4],
    fs_clone,
    file_clone: [0; 1],
    fs_child_dependency: child_dependency,
    behind: [0; 5],
};
static NAS: Nas = Nas { before: [0; 2], nfs_export, nfs_export_remove: nfs_remove };
static ADDED_12: Added12 = Added12 { before: [0; 3], vol_create_raid: create_raid };

extern "C" fn reg(plug: Handle, _uri: Text, _password: Text, _timeout: u32, _flags: u64) -> c_int {
    let (private, added_13) = (ptr::null_mut(), ptr::null());
    // SAFETY: the plug-in lives as long as the call, the structures for ever.
    unsafe {
        lsm_register_plugin_v1_3(
            plug,
            private,
            &MANAGEMENT,
            &SAN,
            &FILE_SYSTEMS,
            &NAS,
            &ADDED_12,
            added_13,
        )
    }
}

extern "C" fn unreg(_plug: Handle, _flags: u64) -> c_int {
    0
}

const REGISTER: &str = r#"{"method": "plugin_register", "id": 100, "params": {"uri": "dummy://", "password": null, "timeout": 1, "flags": 0}}"#;

/// More would not fit into a socket that is written to before anybody reads.
const MOST: usize = 32 << 10;

/// Exit status after a message that is none.
const MALFORMED: c_int = 1;

/// Method calls of a C plug-in: a message behind a registration is answered once and
/// understandably, or ends the plug-in when it is no request; a record that goes through it comes
/// out as it was.
pub fn c_plugin(data: &[u8]) {
    if data.len() > MOST {
        return;
    }
    let (mut ours, theirs) = UnixStream::pair().unwrap();
    ours.write_all(format!("{:010}{REGISTER}{:010}", REGISTER.len(), data.len()).as_bytes())
        .unwrap();
    ours.write_all(data).unwrap();
    ours.shutdown(Shutdown::Write).unwrap();
    // A plug-in that did not take its socket would leave it open.
    ours.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let status = serve(theirs);

    let mut stream = Vec::new();
    ours.read_to_end(&mut stream).unwrap();
    let mut replies = replies(&stream);
    assert!(!replies.is_empty());
    decode_reply::<()>(&replies.remove(0)).unwrap();
    match Request::decode(data) {
        Err(_) => assert_eq!((replies.len(), status), (0, MALFORMED)),
        Ok(request) => {
            assert_eq!(replies.len(), 1, "{replies:?}");
            match decode_reply::<IgnoredAny>(&replies[0]) {
                Ok(_) => assert_eq!(status, 0),
                Err(error) => assert_eq!(status, error.kind.0, "{error}"),
            }
            echoed(&request, &replies[0]);
        }
    }
}

/// Runs the plug-in until its socket has nothing more; gives its exit status.
fn serve(socket: UnixStream) -> c_int {
    let number = CString::new(socket.into_raw_fd().to_string()).unwrap();
    let argv = [c"plugin".as_ptr(), number.as_ptr(), ptr::null()];
    // SAFETY: two texts that end with NUL, and the number of a socket that is the plug-in's now.
    unsafe { lsm_plugin_init_v1(2, argv.as_ptr(), reg, unreg, c"A dummy".as_ptr(), c"0".as_ptr()) }
}

/// What the operations that give back what they were given must give.
fn echoed(request: &Request<'_>, reply: &[u8]) {
    fn given<T: DeserializeOwned>(request: &Request<'_>, name: &str) -> Option<T> {
        request.parameters.get(name).ok()
    }
    // A text of C ends at the first NUL.
    let cut = |text: &mut String| text.truncate(text.find('\0').unwrap_or(text.len()));
    match &*request.method {
        "volume_resize" => {
            let Ok(Outcome::Done(made)) = decode_reply::<Outcome<Volume>>(reply) else { return };
            let mut volume: Volume = given(request, "volume").unwrap();
            [&mut volume.id, &mut volume.name, &mut volume.system_id, &mut volume.pool_id]
                .into_iter()
                .for_each(cut);
            volume.vpd83.iter_mut().for_each(cut);
            volume.plugin_data.iter_mut().for_each(cut);
            assert_eq!(made, volume);
        }
        "access_group_initiator_add" => {
            let Ok(made) = decode_reply::<AccessGroup>(reply) else { return };
            let mut group: AccessGroup = given(request, "access_group").unwrap();
            [&mut group.id, &mut group.name, &mut group.system_id].into_iter().for_each(cut);
            group.init_ids.iter_mut().for_each(cut);
            group.plugin_data.iter_mut().for_each(cut);
            assert_eq!(made, group);
        }
        "fs_clone" => {
            let Ok(Outcome::Done(made)) = decode_reply::<Outcome<FileSystem>>(reply) else {
                return;
            };
            let mut fs: FileSystem = given(request, "src_fs").unwrap();
            [&mut fs.id, &mut fs.name, &mut fs.system_id, &mut fs.pool_id]
                .into_iter()
                .for_each(cut);
            fs.plugin_data.iter_mut().for_each(cut);
            assert_eq!(made, fs);
        }
        _ => {}
    }
}
