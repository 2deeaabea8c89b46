// SPDX-License-Identifier: MIT OR Apache-2.0
//! The system calls that have no safe form: all `unsafe` of starting plug-ins and of the daemon
//! is in this file.
#![allow(unsafe_code)]

use std::ffi::{CString, c_char, c_int};
use std::io;
use std::os::fd::{AsRawFd, BorrowedFd};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};

use rustix::io::FdFlags;
use rustix::process::{Gid, Resource, Rlimit, Uid};

use crate::Identity;

/// Everything that execve needs, ready before the fork: nothing may be allocated after it.
pub(crate) struct Image {
    pub(crate) program: CString,
    pub(crate) arguments: Vec<CString>,
    pub(crate) environment: Vec<CString>,
    pub(crate) identity: Option<Identity>,
    pub(crate) open_files: Option<Rlimit>,
}

/// A null-terminated array of C strings, and the strings.
struct Vector {
    pointers: Vec<*const c_char>,
    _strings: Vec<CString>,
}

// SAFETY: the pointers point into heap blocks owned by the strings beside them, which nobody
// changes or shares; to move or read the two together from another thread is harmless.
unsafe impl Send for Vector {}
// SAFETY: as above; there is no way to write through a shared `Vector`.
unsafe impl Sync for Vector {}

impl Vector {
    fn new(strings: Vec<CString>) -> Self {
        let ends = std::iter::once(std::ptr::null());
        let pointers = strings.iter().map(|string| string.as_ptr()).chain(ends).collect();
        Self { pointers, _strings: strings }
    }

    fn as_ptr(&self) -> *const *const c_char {
        self.pointers.as_ptr()
    }
}

/// Forks and executes. The standard library does the fork, reports a failure of the child and
/// collects it; the exec is ours, because its own hands a file that is no program to the shell.
pub(crate) fn spawn(image: Image, socket: BorrowedFd<'_>) -> io::Result<Child> {
    let Image { program, arguments, environment, identity, open_files } = image;
    let (arguments, environment) = (Vector::new(arguments), Vector::new(environment));
    let socket = socket.as_raw_fd();
    // Never looked at, since the hook below does not return but in failure.
    let mut command = Command::new("/");
    // SAFETY: the hook runs in the child between fork and exec, where only async-signal-safe
    // calls are allowed. It makes system calls and nothing else: no allocation, no lock; all
    // memory it reads was laid out before the fork. It borrows the socket by number; the caller
    // holds it open until spawn returns, and the hook runs within that time alone.
    unsafe {
        command.pre_exec(move || {
            default_signals()?;
            close_on_exec_from(3);
            rustix::io::fcntl_setfd(BorrowedFd::borrow_raw(socket), FdFlags::empty())?;
            if let Some(limit) = open_files {
                rustix::process::setrlimit(Resource::Nofile, limit)?;
            }
            if let Some(identity) = identity {
                assume(identity)?;
            }
            libc::execve(program.as_ptr(), arguments.as_ptr(), environment.as_ptr());
            Err(io::Error::last_os_error())
        });
    }
    command.spawn()
}

/// Makes the calling thread run as another user for good. In a process of one thread that is
/// the process.
///
/// # Errors
///
/// EPERM when the caller is not root.
pub fn assume(identity: Identity) -> io::Result<()> {
    let Identity { uid, gid } = identity;
    let (uid, gid) = (Uid::from_raw(uid), Gid::from_raw(gid));
    // The user last: after that none of this is allowed.
    rustix::thread::set_thread_groups(&[gid])?;
    rustix::thread::set_thread_res_gid(gid, gid, gid)?;
    rustix::thread::set_thread_res_uid(uid, uid, uid)?;
    Ok(())
}

/// Puts every signal back to its default action and unblocks all.
fn default_signals() -> io::Result<()> {
    // SAFETY: both structures are plain integers and pointers for which all zeros is a valid
    // value: SIG_DFL, no flags, and the empty set.
    let (action, none): (libc::sigaction, libc::sigset_t) = unsafe { std::mem::zeroed() };
    for signal in 1..=libc::SIGRTMAX() {
        // SAFETY: `action` is valid for the call and asks for no handler. Numbers that cannot
        // be changed (SIGKILL, SIGSTOP, those of the C library) are refused, which is fine.
        unsafe { libc::sigaction(signal, &raw const action, std::ptr::null_mut()) };
    }
    // SAFETY: `none` is valid for the call.
    check(unsafe { libc::sigprocmask(libc::SIG_SETMASK, &raw const none, std::ptr::null_mut()) })?;
    Ok(())
}

/// Marks all descriptors from one number on close-on-exec, those too that the program around us
/// opened without. Kernels before 5.11 cannot; there everything relies on O_CLOEXEC.
fn close_on_exec_from(first: u32) {
    const CLOSE_RANGE_CLOEXEC: u32 = 1 << 2;
    // SAFETY: marks descriptors and closes none.
    unsafe { libc::syscall(libc::SYS_close_range, first, u32::MAX, CLOSE_RANGE_CLOEXEC) };
}

fn check(result: c_int) -> io::Result<c_int> {
    if result == -1 { Err(io::Error::last_os_error()) } else { Ok(result) }
}
