// SPDX-License-Identifier: MIT OR Apache-2.0
//! Old forms.

use lsmcli::parse::{Parsed, parse};
use lsmcli::table::{COMMANDS, Form, Now, OPTION_COMMANDS, Opt, Then, Word};

use crate::meaning::{meaning, means, refused, words};

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
    refused(&["volume-enable", "--vol", "v", "-o"], "-o");
    // A format makes another option of an old switch.
    refused(&["lp", "-o", "jsonx"], "did you mean json");
    means(&["lp", "-o", "json"], &["list", "--type", "POOLS", "--output", "json"]);
    means(&["-l", "POOLS", "-o", "json"], &["list", "--type", "POOLS", "--output", "json"]);
    means(&["-o", "-l", "POOLS"], &["list", "--type", "POOLS"]);
    means(&["lp", "-o"], &["list", "--type", "POOLS"]);
    means(&["list", "-o", "--type", "POOLS"], &["list", "--type", "POOLS"]);
    means(&["list", "-otsv", "--type", "POOLS"], &["list", "--type", "POOLS", "--output", "tsv"]);
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
