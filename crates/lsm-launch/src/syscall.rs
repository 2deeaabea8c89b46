// SPDX-License-Identifier: MIT OR Apache-2.0
//! The system calls that have no safe form: all `unsafe` of starting plug-ins and of the daemon
//! is in this file.
#![allow(unsafe_code)]

use std::collections::BTreeSet;
use std::ffi::{CStr, CString, c_char, c_int};
use std::io;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};
use std::sync::{Mutex, PoisonError};

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

/// Who is at the other end of a Unix socket, as the kernel noted it when the connection was
/// made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer {
    /// The process; 0 when it lives in a process space that cannot be seen from here.
    pub pid: i32,
    /// Its effective user.
    pub uid: u32,
    /// Its effective group.
    pub gid: u32,
}

/// Asks who is at the other end.
///
/// # Errors
///
/// ENOPROTOOPT and the like when the socket is no connected Unix socket.
pub fn peer(socket: BorrowedFd<'_>) -> io::Result<Peer> {
    // rustix has this call too, but holds the process number to be anything but zero.
    let mut credentials = libc::ucred { pid: 0, uid: u32::MAX, gid: u32::MAX };
    let mut size = size_of_val(&credentials) as libc::socklen_t;
    // SAFETY: the kernel writes at most `size` bytes to `credentials`, which is that long and
    // made of plain integers.
    check(unsafe {
        libc::getsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            libc::SO_PEERCRED,
            (&raw mut credentials).cast(),
            &raw mut size,
        )
    })?;
    let libc::ucred { pid, uid, gid } = credentials;
    Ok(Peer { pid, uid, gid })
}

/// Signals that are read like a file instead of interrupting: they are blocked from here on, and
/// each one that arrives waits to be taken. The descriptor is readable when there is one.
#[derive(Debug)]
pub struct SignalQueue(OwnedFd);

impl SignalQueue {
    /// Starts to collect these signals, even if they were ignored so far.
    ///
    /// # Errors
    ///
    /// EMFILE and the like.
    pub fn open(signals: &[i32]) -> io::Result<Self> {
        // SAFETY: see `default_signals`.
        let (action, mut set): (libc::sigaction, libc::sigset_t) = unsafe { std::mem::zeroed() };
        for &signal in signals {
            // SAFETY: `set` is valid for the call; a number out of range is refused.
            check(unsafe { libc::sigaddset(&raw mut set, signal) })?;
            // SAFETY: `action` is valid and asks for no handler.
            check(unsafe { libc::sigaction(signal, &raw const action, std::ptr::null_mut()) })?;
        }
        // SAFETY: `set` is valid for both calls; -1 asks for a new descriptor.
        let descriptor = unsafe {
            check(libc::sigprocmask(libc::SIG_BLOCK, &raw const set, std::ptr::null_mut()))?;
            check(libc::signalfd(-1, &raw const set, libc::SFD_CLOEXEC | libc::SFD_NONBLOCK))?
        };
        // SAFETY: just made, and known to nobody else.
        Ok(Self(unsafe { OwnedFd::from_raw_fd(descriptor) }))
    }

    /// The number of the next signal, if one waits.
    ///
    /// # Errors
    ///
    /// None in practice.
    pub fn take(&self) -> io::Result<Option<i32>> {
        let mut information = [0; size_of::<libc::signalfd_siginfo>()];
        match rustix::io::read(&self.0, &mut information) {
            // The number comes first in the structure and has 32 bits.
            Ok(_) => Ok(information.first_chunk().map(|number| i32::from_ne_bytes(*number))),
            Err(rustix::io::Errno::AGAIN) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

impl AsFd for SignalQueue {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

/// The number and the primary group of a user, by name; `None` when there is no such user.
///
/// # Errors
///
/// What the user database said.
pub fn user(name: &CStr) -> io::Result<Option<Identity>> {
    let mut text: Vec<c_char> = vec![0; 1024];
    loop {
        // SAFETY: integers and pointers, for which all zeros is a valid value.
        let mut entry: libc::passwd = unsafe { std::mem::zeroed() };
        let mut found = std::ptr::null_mut();
        // SAFETY: all pointers are valid for the call, and `text` is as long as we say.
        let error = unsafe {
            libc::getpwnam_r(
                name.as_ptr(),
                &raw mut entry,
                text.as_mut_ptr(),
                text.len(),
                &raw mut found,
            )
        };
        match error {
            0 if found.is_null() => return Ok(None),
            0 => return Ok(Some(Identity { uid: entry.pw_uid, gid: entry.pw_gid })),
            // The entry is longer than that; no sane one reaches a mebibyte.
            libc::ERANGE if text.len() < 1 << 20 => text.resize(text.len() * 2, 0),
            libc::EINTR => {}
            // What the C library may say when there is no such user (getpwnam(3)).
            libc::ENOENT | libc::ESRCH => return Ok(None),
            error => return Err(io::Error::from_raw_os_error(error)),
        }
    }
}

/// Takes over a descriptor that this process was started with, and marks it close-on-exec.
///
/// To be called first of all, before anything else in the process can own that number.
///
/// # Errors
///
/// EBADF when it is not open; `AlreadyExists` the second time.
pub fn inherited(descriptor: RawFd) -> io::Result<OwnedFd> {
    static TAKEN: Mutex<BTreeSet<RawFd>> = Mutex::new(BTreeSet::new());
    if descriptor < 0 {
        return Err(io::Error::from_raw_os_error(libc::EBADF));
    }
    // SAFETY: changes a flag of a descriptor, or fails when the number is not open.
    check(unsafe { libc::fcntl(descriptor, libc::F_SETFD, libc::FD_CLOEXEC) })?;
    let mut taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
    if !taken.insert(descriptor) {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    // SAFETY: open, as just shown, and given out once only.
    Ok(unsafe { OwnedFd::from_raw_fd(descriptor) })
}

/// Goes on in a child process and ends this one with exit status 0.
///
/// # Errors
///
/// What fork said; and any other thread in the process, since it would not be there in the
/// child while what it holds would be.
pub fn go_on_in_child() -> io::Result<()> {
    if std::fs::read_dir("/proc/self/task")?.count() != 1 {
        return Err(io::Error::other("the process has several threads"));
    }
    // SAFETY: there is no other thread, so the child is as good a process as this one.
    match check(unsafe { libc::fork() })? {
        0 => Ok(()),
        // SAFETY: ends the process without the clean-up that is now the child's to do.
        _ => unsafe { libc::_exit(0) },
    }
}

fn check(result: c_int) -> io::Result<c_int> {
    if result == -1 { Err(io::Error::last_os_error()) } else { Ok(result) }
}
