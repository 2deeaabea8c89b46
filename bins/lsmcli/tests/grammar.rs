// SPDX-License-Identifier: MIT OR Apache-2.0
//! From the words of a command line to what they mean: the present grammar, then every old form.

use lsmcli::error::Failure;
use lsmcli::parse::{Parsed, parse};
use lsmcli::table::{COMMANDS, Form, Now, OPTION_COMMANDS, Opt, Then, Word};
use proptest::prelude::*;

fn words(line: &[&str]) -> Vec<String> {
    line.iter().map(|word| (*word).to_owned()).collect()
}

/// The invocation spelled out, or the text of the error.
fn meaning(line: &[&str]) -> Result<Vec<String>, String> {
    match parse(&words(line)) {
        Ok(Parsed::Run(invocation)) => Ok(invocation.spelled_out()),
        Ok(Parsed::Help(command)) => Ok(words(&["HELP", command.map_or("", |c| c.name)])),
        Ok(Parsed::Version) => Ok(words(&["VERSION"])),
        Ok(Parsed::NoArguments) => Ok(words(&["NOTHING"])),
        Err(failure) => {
            assert_eq!(failure.exit_code(), 2, "{line:?}");
            Err(failure.message("lsmcli"))
        }
    }
}

#[track_caller]
fn means(line: &[&str], expected: &[&str]) {
    assert_eq!(meaning(line).as_deref(), Ok(&words(expected)[..]), "{line:?}");
}

/// The line is refused, and the message speaks of `about`.
#[track_caller]
fn refused(line: &[&str], about: &str) {
    let message = meaning(line).expect_err(&format!("{line:?}"));
    assert!(message.contains(about), "{line:?}: {message}");
}

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
    means(&["ls", "-t--"], &["list", "--type", "SYSTEMS", "--terse", "--"]);
    means(&["ls", "-t", "%"], &["list", "--type", "SYSTEMS", "--terse", "%"]);
    means(&["ls", "-t", "%%"], &["list", "--type", "SYSTEMS", "--terse", "%%"]);
    means(&["c", "--sys", "-5"], &["capabilities", "--sys", "-5"]);
    means(&["c", "--sys", "-.5"], &["capabilities", "--sys", "-.5"]);
    means(&["c", "--sys=-x"], &["capabilities", "--sys", "-x"]);
    means(&["c", "--sys", "-x y"], &["capabilities", "--sys", "-x y"]);
    means(&["c", "--sys", "--", "-x"], &["capabilities", "--sys", "-x"]);
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
        &["volume-mask", "--vol", "v", "--ag", "--volume x"],
    );
    means(
        &["list", "--type", "volumes", "--vol", "-o x"],
        &["list", "--type", "VOLUMES", "--vol", "-o x"],
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
fn usage_errors_name_the_command() {
    let Err(Failure::Usage(usage)) = parse(&words(&["lv", "extra"])) else { panic!() };
    assert_eq!(usage.command, Some("list"));
    let Err(Failure::Usage(usage)) = parse(&words(&["nosuch"])) else { panic!() };
    assert_eq!(usage.command, None);
}

#[test]
fn the_lines_of_the_article() {
    means(&["list", "--type", "volumes", "-t "], &["list", "--type", "VOLUMES", "--terse", " "]);
    means(
        &["volume-replicate", "--vol", "ID", "--rep-type", "CLONE", "--name", "db_copy", "-t "],
        &[
            "volume-replicate",
            "--vol",
            "ID",
            "--name",
            "db_copy",
            "--rep-type",
            "CLONE",
            "--terse",
            " ",
        ],
    );
    means(&["list", "--type", "systems"], &["list", "--type", "SYSTEMS"]);
    means(&["--capabilities", "--sys", "987654-32-0"], &["capabilities", "--sys", "987654-32-0"]);
    means(&["capabilities", "--sys", "ID"], &["capabilities", "--sys", "ID"]);
    means(&["list", "--type", "ACCESS_GROUPS"], &["list", "--type", "ACCESS_GROUPS"]);
    means(
        &["volume-mask", "--ag", "AG", "--volume", "VOL"],
        &["volume-mask", "--vol", "VOL", "--ag", "AG"],
    );
    means(
        &["access-group-add", "--ag", "AG", "--init", "iqn.x"],
        &["access-group-add", "--ag", "AG", "--init", "iqn.x"],
    );
    means(
        &["access-group-volumes", "--ag", "AG", "-t ", "-H"],
        &["access-group-volumes", "--ag", "AG", "--terse", " ", "--human"],
    );
    means(
        &["list", "--type", "systems", "-P", "-u", "ontap+ssl://root@host/"],
        &["list", "--type", "SYSTEMS", "--uri", "ontap+ssl://root@host/", "--prompt"],
    );
}

#[test]
fn old_lines_run_as_present_ones() {
    let expected = ["list", "--type", "VOLUMES"];
    means(&["-l", "VOLUMES"], &expected);
    means(&["-lVOLUMES"], &expected);
    means(&["-l=volumes"], &expected);
    means(&["--list", "VOLUMES"], &expected);
    means(&["-l", "SNAPSHOTS", "--fs", "F"], &["list", "--type", "SNAPSHOTS", "--fs", "F"]);
    means(&["--fs", "F", "-l", "SNAPSHOTS"], &["list", "--type", "SNAPSHOTS", "--fs", "F"]);
    means(&["--list=POOLS", "-o"], &["list", "--type", "POOLS"]);
    means(&["--list=POOLS", "--optional"], &["list", "--type", "POOLS"]);
    means(&["-o", "--list", "POOLS"], &["list", "--type", "POOLS"]);
    means(
        &["-u", "sim://", "-l", "VOLUMES", "-P"],
        &["list", "--type", "VOLUMES", "--uri", "sim://", "--prompt"],
    );
    means(&["-Hl", "POOLS"], &["list", "--type", "POOLS", "--human"]);
    for line in [
        &["--capabilities=sim-01"][..],
        &["--capabilities", "sim-01"],
        &["--capabilities", "--sys", "sim-01"],
        &["--capabilities", "--system=sim-01"],
        &["--sys", "sim-01", "--capabilities"],
        &["--sys", "sim-01", "capabilities"],
    ] {
        means(line, &["capabilities", "--sys", "sim-01"]);
    }
    means(
        &["--create-volume=v", "--size", "1G", "--pool", "P"],
        &["volume-create", "--name", "v", "--size", "1G", "--pool", "P"],
    );
    means(
        &["--pool", "P", "--size", "1G", "--create-volume", "v", "-t,"],
        &["volume-create", "--name", "v", "--size", "1G", "--pool", "P", "--terse", ","],
    );
    means(
        &["-r", "V", "--type", "CLONE", "--name", "c"],
        &["volume-replicate", "--vol", "V", "--name", "c", "--rep-type", "CLONE"],
    );
    means(
        &["--access-grant-group", "AG", "--volume", "V", "--access", "RW"],
        &["volume-mask", "--vol", "V", "--ag", "AG"],
    );
    means(
        &["--access-group-add", "AG", "--id", "iqn.x", "--type", "ISCSI"],
        &["access-group-add", "--ag", "AG", "--init", "iqn.x"],
    );
    means(
        &["--access-group-volumes", "AG", "-t ", "-H"],
        &["access-group-volumes", "--ag", "AG", "--terse", " ", "--human"],
    );
    means(&["--delete-volume", "V", "-f"], &["volume-delete", "--vol", "V", "--force"]);
    means(
        &["--nfs-export-fs", "F", "--rw", "h1", "--ro", "h2", "--root", "h1"],
        &["fs-export", "--fs", "F", "--root-host", "h1", "--ro-host", "h2", "--rw-host", "h1"],
    );
    means(&["--job-status", "J"], &["job-status", "--job", "J"]);
    means(&["job-status", "--id", "J"], &["job-status", "--job", "J"]);
    means(&["--plugin-info"], &["plugin-info"]);
    means(
        &["access-group-add", "--ag", "AG", "--init", "iqn.x", "--init-type", "ISCSI"],
        &["access-group-add", "--ag", "AG", "--init", "iqn.x"],
    );
    means(
        &["--restore-ss", "S", "--fs", "F", "--all", "-f"],
        &["fs-snap-restore", "--snap", "S", "--fs", "F", "--force"],
    );
}

#[test]
fn every_option_command_runs_with_all_its_options() {
    for old in OPTION_COMMANDS {
        let Now::Command(name, main) = old.now else {
            refused(&[old.old, "x", "--volume", "v"], old.old);
            continue;
        };
        let Some(Word::Command(command)) = Word::find(name) else { panic!("{name}") };
        let mut line = vec![old.old.to_owned()];
        let main_option = main.and_then(|main| command.option(main));
        line.extend(main_option.map(example));
        for option in command.options.iter().filter(|option| Some(*option) != main_option) {
            if !option.required {
                continue;
            }
            let was = old.options.iter().find(|row| row.then == Then::Is(option.long.unwrap()));
            line.push(was.map_or_else(|| option.name(), |row| row.old.to_owned()));
            line.push(example(option));
        }
        let mut expected = vec![command.name.to_owned()];
        for option in command.options.iter().filter(|option| option.required) {
            expected.extend([option.name(), example(option)]);
        }
        let line: Vec<&str> = line.iter().map(String::as_str).collect();
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        means(&line, &expected);
        if let Some(letter) = old.short {
            let letter = format!("-{letter}");
            means(&[&[letter.as_str()], &line[1..]].concat(), &expected);
        }
    }
}

/// A value that an option takes.
fn example(option: &Opt) -> String {
    match option.value {
        Some(form @ (Form::Choice(_) | Form::ListType)) => form.choices()[0].to_owned(),
        Some(Form::Natural) => "7".to_owned(),
        Some(Form::Initiator) => "iqn.x".to_owned(),
        Some(Form::LedState) => "IDENT_ON".to_owned(),
        _ => "x".to_owned(),
    }
}

#[test]
fn every_present_command_may_be_written_as_an_option() {
    for command in COMMANDS {
        let mut line = vec![format!("--{}", command.name)];
        for option in command.options.iter().filter(|option| option.required) {
            line.extend([option.name(), example(option)]);
        }
        let present: Vec<String> = [&[command.name.to_owned()], &line[1..]].concat();
        let line: Vec<&str> = line.iter().map(String::as_str).collect();
        let present: Vec<&str> = present.iter().map(String::as_str).collect();
        assert_eq!(meaning(&line), meaning(&present));
        assert!(meaning(&line).is_ok(), "{line:?}");
    }
    means(&["--lv"], &["list", "--type", "VOLUMES"]);
}

#[test]
fn synonyms_inside_present_commands() {
    means(&["vr", "--volume=v", "--size", "1"], &["volume-resize", "--vol", "v", "--size", "1"]);
    means(&["vrcc", "--system", "s"], &["volume-raid-create-cap", "--sys", "s"]);
    means(&["vrcc", "--syst", "s"], &["volume-raid-create-cap", "--sys", "s"]);
    means(
        &["iscsi-chap", "--id", "iqn.x", "--in-user", "u", "--in-password", "p"],
        &["iscsi-chap", "--init", "iqn.x", "--in-user", "u", "--in-pass", "p"],
    );
    means(
        &["volume-mask", "--ag", "a", "--vol", "v", "--access", "rw"],
        &["volume-mask", "--vol", "v", "--ag", "a"],
    );
    means(&["list", "-o", "--type", "pools"], &["list", "--type", "POOLS"]);
    means(&["lp", "--optional"], &["list", "--type", "POOLS"]);
    means(
        &["access-group-grant", "--ag", "a", "--volume", "v"],
        &["volume-mask", "--vol", "v", "--ag", "a"],
    );
    means(
        &["access-group-revoke", "--ag", "a", "--vol", "v"],
        &["volume-unmask", "--ag", "a", "--vol", "v"],
    );
    means(
        &["srcps", "--sys", "s", "--read-pct", "3"],
        &["system-read-cache-pct-update", "--sys", "s", "--read-pct", "3"],
    );
    means(
        &["fs-export", "--fs", "f", "--authtype", "x", "--ro", "h"],
        &["fs-export", "--fs", "f", "--auth-type", "x", "--ro-host", "h"],
    );
    // A synonym of one command is none of another.
    refused(&["volume-enable", "--vol", "v", "--id", "x"], "--id");
    refused(&["lp", "-o", "json"], "-o");
}

#[test]
fn what_is_gone_is_explained() {
    refused(&["-l", "INITIATORS"], "access groups");
    refused(&["list", "--type", "initiators"], "access groups");
    refused(&["--access-grant", "iqn.x", "--volume", "v", "--access", "RW"], "access-group-create");
    refused(&["access-revoke"], "volume-unmask");
    refused(&["pool-create", "--name", "x"], "volume-raid-create");
    refused(&["pool-delete"], "pools");
    refused(&["--create-ss", "s", "--fs", "f", "--file", "x"], "single files");
    refused(&["-r", "v", "--type", "SNAPSHOT", "--name", "n"], "CLONE");
    refused(&["volume-mask", "--ag", "a", "--vol", "v", "--access", "RO"], "RO");
    refused(&["--access-grant-group", "a", "--volume", "v", "--access", "RO"], "RO");
    refused(&["volume-mask", "--ag", "a", "--vol", "v", "--access", "x"], "--access");
    refused(&["--access-group-add", "a", "--id", "iqn.x", "--type", "WWPN"], "WWPN");
    refused(&["--access-group-add", "a", "--id", "iqn.x", "--type", "HOSTNAME"], "HOSTNAME");
    refused(
        &["ac", "--name", "n", "--sys", "s", "--init", "2100001b32aabbcc", "--init-type", "iscsi"],
        "21:00:00:1b:32:aa:bb:cc",
    );
}

#[test]
fn one_command_at_a_time() {
    refused(&["--list", "POOLS", "--capabilities", "x"], "two commands");
    refused(&["--plugin-info", "--lv"], "two commands");
    refused(&["--plugin-info", "lv"], "two commands");
    refused(&["--capabilities", "x", "--sys", "y"], "x");
    refused(&["--volume-delete", "x", "--vol", "y"], "x");
    refused(&["--plugin-info=x"], "--plugin-info");
}

#[test]
fn old_forms_are_told_to_those_who_ask() {
    let old_forms = |line: &[&str]| match parse(&words(line)) {
        Ok(Parsed::Run(invocation)) => invocation.old_forms,
        other => panic!("{other:?}"),
    };
    assert!(old_forms(&["lv", "-t,"]).is_empty());
    assert_eq!(old_forms(&["-l", "POOLS"]).len(), 1);
    assert_eq!(old_forms(&["access-group-grant", "--ag", "a", "--volume", "v"]).len(), 2);
}

/// Words that command lines are made of, and some that they are not.
fn any_word() -> impl Strategy<Value = String> {
    let known: Vec<String> = Word::all()
        .map(|(name, _)| name.to_owned())
        .chain(OPTION_COMMANDS.iter().map(|old| old.old.to_owned()))
        .chain(COMMANDS.iter().flat_map(|command| command.options).map(Opt::name))
        .chain(
            [
                "-l", "-r", "-o", "-t", "-H", "-b", "-u", "--", "-", "", "--=", "-=", "-é", "=",
                "--é",
            ]
            .map(str::to_owned),
        )
        .collect();
    prop_oneof![
        6 => proptest::sample::select(known.clone()),
        1 => (proptest::sample::select(known.clone()), ".{0,6}").prop_map(|(a, b)| format!("{a}={b}")),
        1 => (proptest::sample::select(known), ".{0,3}").prop_map(|(a, b)| format!("{a}{b}")),
        1 => "-{0,3}.{0,8}",
        1 => "[-=a-zA-Z0-9:. ]{0,10}",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn no_words_break_the_parser(line in proptest::collection::vec(any_word(), 0..8)) {
        let line: Vec<&str> = line.iter().map(String::as_str).collect();
        let _ = meaning(&line);
    }

    /// What an invocation is spelled out as means the same invocation.
    #[test]
    fn spelling_out_keeps_the_meaning(
        name in "[^-].{0,8}", size in "[^-].{0,4}", separator in "[^-]{0,3}", wait in 1_u32.., human: bool,
    ) {
        let wait = wait.to_string();
        let mut line = vec!["-t", &separator, "vc", "--name", &name, "--size", &size, "--pool", "p", "-w", &wait];
        if human {
            line.insert(0, "-H");
        }
        let spelled_out = meaning(&line).unwrap();
        let again: Vec<&str> = spelled_out.iter().map(String::as_str).collect();
        prop_assert_eq!(meaning(&again).unwrap(), spelled_out);
    }
}
