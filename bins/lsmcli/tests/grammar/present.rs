// SPDX-License-Identifier: MIT OR Apache-2.0
//! Today's grammar.

use lsmcli::error::Failure;
use lsmcli::parse::parse;
use lsmcli::table::Word;

use crate::meaning::{meaning, means, refused, words};

#[test]
fn global_options_stand_before_and_after() {
    let expected = ["capabilities", "--sys", "a", "--uri", "sim://", "--terse", ","];
    means(&["-u", "sim://", "-t", ",", "capabilities", "--sys", "a"], &expected);
    means(&["capabilities", "-u", "sim://", "--sys", "a", "-t", ","], &expected);
    means(&["--uri=sim://", "c", "--sys=a", "-t,"], &expected);
    means(&["-usim://", "-t=,", "c", "--sys", "a"], &expected);
}

#[test]
fn a_value_before_the_command_beats_one_after_it() {
    means(&["-t,", "ls", "-t;"], &["list", "--type", "SYSTEMS", "--terse", ","]);
    means(&["-t,", "-t;", "ls"], &["list", "--type", "SYSTEMS", "--terse", ";"]);
    means(&["ls", "-t,", "-t;"], &["list", "--type", "SYSTEMS", "--terse", ";"]);
    means(&["-w", "5", "ls", "-w", "7"], &["list", "--type", "SYSTEMS", "--wait", "5"]);
    means(&["-H", "ls", "-e"], &["list", "--type", "SYSTEMS", "--human", "--enum"]);
}

#[test]
fn short_options_bundle() {
    means(&["-He", "ls"], &["list", "--type", "SYSTEMS", "--human", "--enum"]);
    means(&["ls", "-Ht,"], &["list", "--type", "SYSTEMS", "--terse", ",", "--human"]);
    means(&["ls", "-Ht", ","], &["list", "--type", "SYSTEMS", "--terse", ",", "--human"]);
    means(&["ls", "-bs"], &["list", "--type", "SYSTEMS", "-b", "--script"]);
    refused(&["ls", "-Hz"], "-z");
    refused(&["ls", "-z"], "-z");
    refused(&["ls", "-H=x"], "-");
    refused(&["ls", "--human=x"], "--human");
}

#[test]
fn long_options_can_be_abbreviated() {
    means(&["list", "--ty", "pools"], &["list", "--type", "POOLS"]);
    means(&["--hu", "ls"], &["list", "--type", "SYSTEMS", "--human"]);
    means(&["--fork", "x", "ls"], &["list", "--type", "SYSTEMS", "--fork_plugin", "x"]);
    refused(&["ls", "--he"], "ambiguous");
    refused(&["ls", "--fo", "x"], "ambiguous");
    // An exact name is no abbreviation of a longer one.
    means(&["lf", "--fs", "a"], &["list", "--type", "FS", "--fs", "a"]);
}

#[test]
fn values() {
    means(&["ls", "-t", ""], &["list", "--type", "SYSTEMS", "--terse", ""]);
    means(&["ls", "-t="], &["list", "--type", "SYSTEMS", "--terse", ""]);
    means(&["ls", "-t", "-"], &["list", "--type", "SYSTEMS", "--terse", "-"]);
    means(&["ls", "-t--"], &["list", "--type", "SYSTEMS", "--terse=--"]);
    means(&["ls", "-t", "%"], &["list", "--type", "SYSTEMS", "--terse", "%"]);
    means(&["ls", "-t", "%%"], &["list", "--type", "SYSTEMS", "--terse", "%%"]);
    means(&["c", "--sys", "-5"], &["capabilities", "--sys=-5"]);
    means(&["c", "--sys", "-.5"], &["capabilities", "--sys=-.5"]);
    means(&["c", "--sys=-x"], &["capabilities", "--sys=-x"]);
    means(&["c", "--sys", "-x y"], &["capabilities", "--sys=-x y"]);
    means(&["c", "--sys", "--", "-x"], &["capabilities", "--sys=-x"]);
    means(&["c", "--sys", "a", "--sys", "b"], &["capabilities", "--sys", "b"]);
    refused(&["c", "--sys", "-x"], "--sys");
    refused(&["c", "--sys", "-H"], "--sys");
    refused(&["c", "--sys", "--human"], "--sys");
    refused(&["c", "--sys", "-Hx y"], "--sys");
    refused(&["c", "--sys", "-5x"], "--sys");
    refused(&["c", "--sys"], "--sys");
    refused(&["ls", "-t"], "-t/--terse");
    // A text with a blank that begins like an old option was never one.
    means(
        &["volume-mask", "--ag", "--volume x", "--vol", "v"],
        &["volume-mask", "--vol", "v", "--ag=--volume x"],
    );
    means(
        &["list", "--type", "volumes", "--vol", "-o x"],
        &["list", "--type", "VOLUMES", "--vol=-o x"],
    );
}

#[test]
fn aliases_are_commands_in_the_place_of_the_command_only() {
    for (alias, meaning_of_alias) in Word::aliases() {
        let help = match meaning_of_alias {
            Word::Command(command) => command.name,
            Word::List(list) => {
                means(&[alias, "-H"], &["list", "--type", list.name, "--human"]);
                "list"
            }
        };
        means(&[alias, "-h"], &["HELP", help]);
    }
    means(
        &["vc", "--name", "lv", "--size", "1", "--pool", "p"],
        &["volume-create", "--name", "lv", "--size", "1", "--pool", "p"],
    );
    means(&["-t", "c", "ls"], &["list", "--type", "SYSTEMS", "--terse", "c"]);
    means(&["ls", "--type", "pools"], &["list", "--type", "POOLS"]);
}

#[test]
fn choices_in_any_letter_case() {
    for spelling in ["clone", "Clone", "CLONE"] {
        means(
            &["volume-replicate", "--vol", "v", "--rep-type", spelling, "--name", "n"],
            &["volume-replicate", "--vol", "v", "--name", "n", "--rep-type", "CLONE"],
        );
    }
    refused(&["list", "--type", "volume"], "did you mean VOLUMES");
    refused(&["list", "--type", "nonsense"], "choose from");
    refused(&["list", "--type", ""], "--type");
}

#[test]
fn repeated_options() {
    let line = ["vrc", "--name", "n", "--raid-type", "raid1", "--disk", "a", "--disk", "b"];
    means(
        &line,
        &[
            "volume-raid-create",
            "--name",
            "n",
            "--disk",
            "a",
            "--disk",
            "b",
            "--raid-type",
            "RAID1",
        ],
    );
    let line = ["file-clone", "--fs", "f", "--src", "a", "--dst", "b", "--src", "c", "--dst", "d"];
    means(
        &line,
        &["file-clone", "--fs", "f", "--src", "a", "--src", "c", "--dst", "b", "--dst", "d"],
    );
}

#[test]
fn help_and_version() {
    means(&[], &["NOTHING"]);
    means(&["-h"], &["HELP", ""]);
    means(&["--help", "nonsense"], &["HELP", ""]);
    means(&["list", "-h"], &["HELP", "list"]);
    means(&["list", "--type", "pools", "--bogus", "--help"], &["HELP", "list"]);
    means(&["-v"], &["VERSION"]);
    means(&["lv", "-Hv"], &["VERSION"]);
    refused(&["list", "--type", "nonsense", "-h"], "--type");
}

#[test]
fn errors() {
    refused(&["-u"], "-u/--uri");
    refused(&["-u", "sim://"], "no command");
    refused(&["-w", "10000"], "no command");
    refused(&["-w", "x", "ls"], "-w/--wait");
    refused(&["-w", "-1", "ls"], "-w/--wait");
    refused(&["nosuch"], "nosuch");
    refused(&["volume-craete"], "did you mean volume-create");
    refused(&["ls", "extra"], "unrecognized arguments: extra");
    refused(&["list"], "required: --type");
    refused(&["vc"], "required: --name, --size, --pool");
    refused(&["vc", "--nmae", "x", "--size", "1", "--pool", "p"], "did you mean --name");
    refused(&["--bogus", "ls"], "--bogus");
    refused(&["--bogus"], "--bogus");
    refused(&["fs-export", "--fs", "f", "--rw-host", ""], "--rw-host");
    refused(&["fs-export", "--fs", "f", "--rw-host", "no_good"], "--rw-host");
    refused(&["fs-export", "--fs", "f", "--anonuid", "-1"], "--anonuid");
    refused(&["ac", "--name", "n", "--sys", "s", "--init", "IQN.x"], "--init");
    refused(&["local-led-slot-set", "--slot", "1", "--state", "ON"], "--state");
}

#[test]
fn no_error_shows_a_secret() {
    for line in [
        &["iscsi-chap", "--init", "iqn.x", "--in-passs", "hidden"][..],
        &["iscsi-chap", "--init", "iqn.x", "--in-passs=hidden"],
        &["--passphrase=hidden", "ls"],
        &["ls", "test://me:hidden@host"],
    ] {
        let message = meaning(line).unwrap_err();
        assert!(message.contains("unrecognized") && !message.contains("hidden"), "{message}");
    }
}

#[test]
fn operands() {
    means(&["completion", "bash"], &["completion", "bash"]);
    means(&["completion", "BASH", "-H", "a b"], &["completion", "--human", "bash", "a b"]);
    means(&["batch", "-"], &["batch", "-"]);
    means(&["-H", "batch", "f", "--keep-going"], &["batch", "--keep-going", "--human", "f"]);
    means(&["batch", "--", "-x"], &["batch", "--", "-x"]);
    refused(&["batch", "-x"], "-x");
    refused(&["batch"], "<FILE>");
    refused(&["batch", "a", "b"], "unrecognized arguments: b");
    refused(&["completion", "csh"], "choose from bash, zsh, fish");
    means(
        &["watch", "-t,", "list", "--type", "pools", "--interval", "5s", "-H"],
        &["watch", "--interval", "5000ms", "--terse", ",", "list", "--type", "pools", "-H"],
    );
}

#[test]
fn usage_errors_name_the_command() {
    let Err(Failure::Usage(usage)) = parse(&words(&["lv", "extra"])) else { panic!() };
    assert_eq!(usage.command, Some("list"));
    let Err(Failure::Usage(usage)) = parse(&words(&["nosuch"])) else { panic!() };
    assert_eq!(usage.command, None);
}
