// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a started program is given.
#![allow(clippy::unwrap_used)]

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Command, Stdio};

use lsm_launch::{Identity, Launch};
use rustix::io::Errno;
use rustix::process::Rlimit;

/// Makes a shell do something, its socket as standard output, and returns all it said. The shell
/// is the wrapper of a program that nobody looks at.
fn said(prepare: impl FnOnce(Launch) -> Launch, script: &str) -> String {
    let (mut ours, theirs) = UnixStream::pair().unwrap();
    let script = format!("exec 1>&$1\n{script}");
    let launch = Launch::new(Path::new("/some/say_lsmplugin"));
    let launch = prepare(launch.wrapper("/bin/sh", vec!["-c".into(), script.into()]));
    let mut child = launch.start(theirs.as_fd()).unwrap();
    drop(theirs);
    let mut text = String::new();
    ours.read_to_string(&mut text).unwrap();
    assert!(child.wait().unwrap().success());
    text
}

#[test]
fn the_arguments_are_the_base_name_and_the_descriptor() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("sleep_lsmplugin");
    symlink("/bin/sleep", &program).unwrap();
    let (_ours, theirs) = UnixStream::pair().unwrap();
    let number = theirs.as_raw_fd();
    assert!(number > 2);

    // It sleeps for that many seconds, which is time to look; the exec is over by now.
    let mut child = Launch::new(&program).start(theirs.as_fd()).unwrap();
    let line = fs::read(format!("/proc/{}/cmdline", child.id())).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();

    assert_eq!(line, format!("sleep_lsmplugin\0{number}\0").into_bytes());
}

#[test]
fn a_wrapper_gets_the_path_of_the_program_and_the_descriptor() {
    let text = said(|launch| launch, r#"echo "$0 $#"; [ -S /proc/$$/fd/$1 ] && echo socket"#);
    assert_eq!(text, "/some/say_lsmplugin 1\nsocket\n");
}

#[test]
fn the_environment_is_inherited_with_the_changes() {
    let text = said(
        |launch| {
            launch
                .variable("LSM_NEW", Some("a=b c".into()))
                .variable("CARGO_MANIFEST_DIR", None)
                .variable("LSM_NEW_TOO", Some("".into()))
        },
        r#"echo "$LSM_NEW|${CARGO_MANIFEST_DIR-unset}|${LSM_NEW_TOO-unset}|${PATH:+path}""#,
    );
    assert_eq!(text, "a=b c|unset||path\n");
}

#[test]
fn no_descriptor_is_handed_on_but_the_socket() {
    // One without close-on-exec, as a careless host program might have.
    let null = fs::File::open("/dev/null").unwrap();
    let leak = rustix::io::fcntl_dupfd_cloexec(&null, 900).unwrap();
    rustix::io::fcntl_setfd(&leak, rustix::io::FdFlags::empty()).unwrap();
    let look = format!("[ -e /proc/$$/fd/{} ] || echo closed", leak.as_raw_fd());
    assert_eq!(said(|launch| launch, &look), "closed\n");
}

#[test]
fn every_signal_is_at_its_default_and_unblocked() {
    let text = said(|launch| launch, "grep -E '^Sig(Blk|Ign)' /proc/self/status");
    let sets: Vec<u64> = text
        .lines()
        .map(|line| u64::from_str_radix(line.rsplit('\t').next().unwrap(), 16).unwrap())
        .collect();
    // Signals 32 and 33 belong to the C library, which lets nobody touch them. This process
    // ignores SIGPIPE, as every Rust program does.
    let mine = !(0b11 << 31);
    assert_eq!(sets.iter().map(|set| set & mine).collect::<Vec<_>>(), [0, 0]);
}

#[test]
fn the_limit_on_open_files_is_the_one_given() {
    let limit = Rlimit { current: Some(77), maximum: Some(99) };
    let text = said(|launch| launch.open_files(Some(limit)), "ulimit -S -n; ulimit -H -n");
    assert_eq!(text, "77\n99\n");
}

#[test]
fn root_can_start_it_as_another_user() {
    let identity = Identity { uid: 12345, gid: 23456 };
    if rustix::process::geteuid().is_root() {
        let text = said(
            |launch| launch.identity(Some(identity)),
            "grep -E '^(Uid|Gid|Groups)' /proc/self/status | tr -s '\\t ' ' '",
        );
        let all = "Uid: 12345 12345 12345 12345\nGid: 23456 23456 23456 23456\nGroups: 23456 \n";
        assert_eq!(text, all);
    } else {
        let (_ours, theirs) = UnixStream::pair().unwrap();
        let error = lsm_launch::start(Path::new("/bin/true"), theirs.into(), Some(identity));
        assert_eq!(error.unwrap_err().kind(), io::ErrorKind::PermissionDenied);
    }
}

/// Makes a file, by way of another process: a file open for writing here could be so in the
/// child that another test is just forking, and nobody may execute it then (ETXTBSY).
fn file(path: &Path, text: &[u8], mode: &str) {
    let mut shell = Command::new("/bin/sh")
        .args(["-c", r#"cat >"$0" && chmod "$1" "$0""#])
        .args([path.as_os_str(), OsStr::new(mode)])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    shell.stdin.take().unwrap().write_all(text).unwrap();
    assert!(shell.wait().unwrap().success());
}

#[test]
fn a_program_that_cannot_be_executed_is_an_error_here() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("bad_lsmplugin");
    let number = |errno: Errno| Some(errno.raw_os_error());
    for (text, mode, errno) in [
        (&b"#!/bin/sh\n"[..], "644", Errno::ACCESS),
        (b"#!/no/such/shell\n", "755", Errno::NOENT),
        // Never handed to a shell, which would run it.
        (b"echo hello\n", "755", Errno::NOEXEC),
        (b"", "755", Errno::NOEXEC),
    ] {
        file(&program, text, mode);
        let (mut ours, theirs) = UnixStream::pair().unwrap();
        let error = lsm_launch::start(&program, OwnedFd::from(theirs), None).unwrap_err();
        assert_eq!(error.raw_os_error(), number(errno), "{text:?}");
        // Nothing holds the other end any more.
        assert_eq!(ours.read(&mut [0]).unwrap(), 0);
    }
    let (_ours, theirs) = UnixStream::pair().unwrap();
    let error = Launch::new(&folder.path().join("missing")).start(theirs.as_fd()).unwrap_err();
    assert_eq!(error.raw_os_error(), number(Errno::NOENT));
}

#[test]
fn a_path_without_a_slash_is_never_searched() {
    let (_ours, theirs) = UnixStream::pair().unwrap();
    let error = lsm_launch::start(Path::new("true"), OwnedFd::from(theirs), None).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
}

#[test]
fn a_path_with_a_zero_byte_is_refused() {
    let path = Path::new(OsStr::from_bytes(b"/bin/tr\0ue"));
    let (_ours, theirs) = UnixStream::pair().unwrap();
    assert!(lsm_launch::start(path, OwnedFd::from(theirs), None).is_err());
}
