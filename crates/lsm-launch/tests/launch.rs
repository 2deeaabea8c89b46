// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a started program is given.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{self, Read};
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use lsm_launch::{Identity, Launch};
use rustix::process::Rlimit;

/// A script that says something on its socket.
fn script(folder: &Path, body: &str) -> PathBuf {
    let path = folder.join("say_lsmplugin");
    // Written under another name and moved: a file that is still open for writing in a child
    // another test is just forking could not be executed (ETXTBSY).
    fs::write(folder.join("say"), format!("#!/bin/sh\nexec 1>&$1\n{body}\n")).unwrap();
    fs::set_permissions(folder.join("say"), fs::Permissions::from_mode(0o755)).unwrap();
    fs::rename(folder.join("say"), &path).unwrap();
    path
}

/// Starts it and returns all it said.
fn said(prepare: impl FnOnce(Launch) -> Launch, body: &str) -> String {
    // The dropped user of the identity test must get at the script.
    let open = fs::Permissions::from_mode(0o755);
    let folder = tempfile::Builder::new().permissions(open).tempdir().unwrap();
    let (mut ours, theirs) = UnixStream::pair().unwrap();
    let launch = prepare(Launch::new(&script(folder.path(), body)));
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
    fs::copy("/bin/sleep", folder.path().join("sleep")).unwrap();
    fs::rename(folder.path().join("sleep"), &program).unwrap();
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
    let number = leak.as_raw_fd();
    let look =
        format!("[ -e /proc/$$/fd/{number} ] || echo closed; [ -S /proc/$$/fd/$1 ] && echo open");
    assert_eq!(said(|launch| launch, &look), "closed\nopen\n");
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
        let folder = tempfile::tempdir().unwrap();
        let (_ours, theirs) = UnixStream::pair().unwrap();
        let program = script(folder.path(), "");
        let error = lsm_launch::start(&program, OwnedFd::from(theirs), Some(identity));
        assert_eq!(error.unwrap_err().kind(), io::ErrorKind::PermissionDenied);
    }
}

#[test]
fn a_wrapper_gets_the_program_and_the_descriptor() {
    let options = vec!["-c".into(), r#"echo "$0 ${1##*/} on $2" >&$2"#.into(), "w".into()];
    assert!(
        said(|launch| launch.wrapper("/bin/sh", options), "").starts_with("w say_lsmplugin on ")
    );
}

#[test]
fn a_program_that_cannot_be_executed_is_an_error_here() {
    let folder = tempfile::tempdir().unwrap();
    let start = |name: &str, text: &[u8], mode| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let (mut ours, theirs) = UnixStream::pair().unwrap();
        let error = lsm_launch::start(&path, OwnedFd::from(theirs), None).unwrap_err();
        // Nothing holds the other end any more.
        assert_eq!(ours.read(&mut [0]).unwrap(), 0);
        error.raw_os_error()
    };
    let number = |errno: rustix::io::Errno| Some(errno.raw_os_error());
    assert_eq!(start("a", b"#!/bin/sh\n", 0o644), number(rustix::io::Errno::ACCESS));
    assert_eq!(start("b", b"#!/no/such/shell\n", 0o755), number(rustix::io::Errno::NOENT));
    // Never handed to a shell, which would run it.
    assert_eq!(start("c", b"echo hello\n", 0o755), number(rustix::io::Errno::NOEXEC));
    assert_eq!(start("d", b"", 0o755), number(rustix::io::Errno::NOEXEC));
}

#[test]
fn a_path_without_a_slash_is_never_searched() {
    let (_ours, theirs) = UnixStream::pair().unwrap();
    let error = lsm_launch::start(Path::new("true"), OwnedFd::from(theirs), None).unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::NotFound);
}

#[test]
fn a_path_with_a_zero_byte_is_refused() {
    use std::os::unix::ffi::OsStrExt;
    let path = Path::new(std::ffi::OsStr::from_bytes(b"/bin/tr\0ue"));
    let (_ours, theirs) = UnixStream::pair().unwrap();
    assert!(lsm_launch::start(path, OwnedFd::from(theirs), None).is_err());
}
