// SPDX-License-Identifier: MIT OR Apache-2.0
//! Options, folders, the background, the end.

use std::os::unix::net::UnixDatagram;
use std::process::Command;

use rustix::process::{Pid, Signal, kill_process};

use crate::harness::*;

fn output(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = lsmd().args(arguments).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn help_and_version_go_to_standard_output() {
    let (code, help, complaints) = output(&["--help"]);
    assert_eq!((code, complaints.as_str()), (Some(0), ""));
    for option in ["--plugindir", "--socketdir", "--confdir", "-v", "-d", "-h", "--version"] {
        assert!(help.contains(option), "{option} is not in {help}");
    }
    assert_eq!(output(&["-h"]).1, help);
    let version = format!("lsmd {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(output(&["--version"]), (Some(0), version, String::new()));
}

#[test]
fn what_is_no_option_is_listed() {
    let (code, list, complaints) = output(&["-d", "one", "--", "-v"]);
    assert_eq!((code, complaints.as_str()), (Some(1), ""));
    assert_eq!(list, "lsmd: these are no options: one -v\n");
}

#[test]
fn an_unknown_option_is_told_and_ignored() {
    let place = Place::with_echo();
    let mut command = place.command();
    command.args(["--nonsense", "-x"]);
    // Its standard error goes to a file, for there the complaint is before anything else.
    let complaints = place.path("complaints");
    command.args(["--plugin", place.path("p").to_str().unwrap()]);
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", r#"exec "$0" "$@" 2>"$COMPLAINTS""#]);
    shell.arg(command.get_program()).args(command.get_args());
    shell.env("NOTIFY_SOCKET", place.path("manager")).env("COMPLAINTS", &complaints);
    let lsmd = place.start_with(shell);
    lsmd.serves();
    assert_eq!(
        std::fs::read_to_string(complaints).unwrap(),
        "lsmd: unrecognized option '--nonsense'\nlsmd: invalid option -- 'x'\n"
    );
}

#[test]
fn only_warnings_are_shown_without_v() {
    let place = Place::with_echo();
    place.plugin("plain", "plain");
    let mut command = lsmd();
    command.args(place.options()).arg("-d").env("NOTIFY_SOCKET", place.path("manager"));
    let mut lsmd = place.start_with(command);
    lsmd.serves();
    lsmd.stop(Signal::TERM);
    let path = lsmd.place.program("plain");
    let warning = format!("plug-in plain cannot be executed: {}", path.display());
    assert_eq!(lsmd.rest_of_log(), [warning]);
}

#[test]
fn folders_must_be_there() {
    for (option, what) in [("--socketdir", "socket folder"), ("--plugindir", "plug-in folder")] {
        let place = Place::with_echo();
        let output = place.command().args([option, "/no/such/folder"]).output().unwrap();
        let message = format!("no access to the {what} /no/such/folder: No such file");
        assert!(failed(&output).starts_with(&message), "{output:?}");
    }
    let place = Place::with_echo();
    assert!(failed(&place.command().args(["--confdir", ""]).output().unwrap()).contains("empty"));
    assert!(
        place
            .command()
            .args(["--socketdir", "/dev/null"])
            .output()
            .is_ok_and(|output| { failed(&output).contains("/dev/null") })
    );
}

#[test]
fn both_signals_end_it_with_success_and_no_sockets() {
    for signal in [Signal::TERM, Signal::INT] {
        let mut lsmd = Place::with_echo().start();
        lsmd.serves();
        lsmd.stop(signal);
        assert_eq!(lsmd.place.told(), "STOPPING=1");
        assert!(!lsmd.place.socket("echo").exists());
        assert!(lsmd.place.socket(".lsmd-ipc-lock").exists());
    }
}

/// In the background the daemon is no child of ours; its number comes from the service manager.
fn background(place: &Place, command: &mut Command) -> Pid {
    let output = command.env("NOTIFY_SOCKET", place.path("manager")).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert_eq!(output.stdout, b"");
    // The sockets are there before the command returns.
    echoes(&mut connect(&place.socket("echo")).unwrap());
    let told = place.told();
    let pid = told.strip_prefix("READY=1\nMAINPID=").unwrap().parse().unwrap();
    Pid::from_raw(pid).unwrap()
}

#[test]
fn relative_folders_work_in_the_background() {
    let place = Place::with_echo();
    for _ in 0..2 {
        // The second time over what the first left behind.
        let mut command = lsmd();
        command.current_dir(place.path("")).args(["--plugindir=p", "--socketdir", "s"]);
        let pid = background(&place, command.args(["--confdir", "./c"]));

        let link = |name: &str| std::fs::read_link(format!("/proc/{}/{name}", pid.as_raw_pid()));
        assert_eq!(link("cwd").unwrap().to_str(), Some("/"));
        for descriptor in ["fd/0", "fd/1", "fd/2"] {
            assert_eq!(link(descriptor).unwrap().to_str(), Some("/dev/null"));
        }
        let session = rustix::process::getsid(Some(pid)).unwrap();
        assert_eq!(session, pid);

        place.plugin("later", "echo");
        kill_process(pid, Signal::HUP).unwrap();
        assert!(place.told().starts_with("RELOADING=1"));
        assert!(place.told().starts_with("READY=1"));
        echoes(&mut connect(&place.socket("later")).unwrap());
        std::fs::remove_file(place.program("later")).unwrap();

        kill_process(pid, Signal::TERM).unwrap();
        gone(pid);
        assert_eq!(place.told(), "STOPPING=1");
        assert!(!place.socket("echo").exists());
    }
}

#[test]
fn failures_on_the_way_to_the_background_reach_the_caller() {
    let place = Place::new();
    let output = lsmd().args(place.options()).output().unwrap();
    assert!(failed(&output).starts_with("no plug-in found in "), "{output:?}");
}

#[test]
fn messages_go_to_syslog_in_the_background() {
    if !can_unshare() {
        eprintln!("skipped: needs a mount namespace");
        return;
    }
    let place = Place::with_echo();
    // Another /dev, which is seen by this daemon only.
    std::fs::create_dir(place.path("dev")).unwrap();
    std::fs::write(place.path("dev/null"), "").unwrap();
    let syslog = UnixDatagram::bind(place.path("dev/log")).unwrap();
    syslog.set_read_timeout(Some(PATIENCE)).unwrap();
    let script = r#"mount --bind /dev/null "$0/null"; mount --rbind "$0" /dev; exec "$@""#;
    let mut command = Command::new("unshare");
    command.args(["--mount", "/bin/sh", "-e", "-c", script]).arg(place.path("dev"));
    command.arg(env!("CARGO_BIN_EXE_lsmd")).args(place.options()).arg("-v");
    let pid = background(&place, &mut command);

    let mut text = [0; 1000];
    let mut next = || {
        let length = syslog.recv(&mut text).unwrap();
        String::from_utf8(text[..length].to_vec()).unwrap()
    };
    let connected = loop {
        let message = next();
        // Facility user (1), severity informational (6).
        assert!(message.starts_with("<14>"), "{message}");
        if message.contains("connected: plug-in echo") {
            break message;
        }
    };
    assert!(connected.contains(&format!(" lsmd[{}]: process ", pid.as_raw_pid())), "{connected}");
    kill_process(pid, Signal::TERM).unwrap();
    gone(pid);
}
