// SPDX-License-Identifier: MIT OR Apache-2.0
//! What 1.10.3 stumbled over, as far as only the whole program shows it. Elsewhere: jobs that
//! `job-status` could not show or took for unfinished, ranges that were not waited for and clones of
//! files in pairs in `jobs`; sizes, disks twice and the name of a file system in `lookups`; letter
//! case, the manual's own lines and `srcps` in the grammar; questions without terminal in
//! `terminal`.

use std::sync::{Arc, Mutex};

use lsmcli::table::{Word, commands, global_options};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::array::{Array, Ran, error, file_system, pool, snapshot, volume};

fn array() -> Array {
    Array::new(|method, _| match method {
        "systems" => Ok(json!([{"class": "System", "id": "s", "name": "n", "status": 2,
            "status_info": "", "plugin_data": null}])),
        "capabilities" => Ok(json!({"class": "Capabilities", "cap": "01".repeat(512)})),
        "pools" => Ok(json!([pool("p")])),
        "volumes" => Ok(json!([volume("v", "lv")])),
        "fs" => Ok(json!([file_system("f")])),
        "fs_snapshots" => Ok(json!([snapshot("x", 1)])),
        "volume_create" => Ok(json!([null, volume("v", "lv")])),
        "volume_enable" => Ok(Value::Null),
        _ => error(153, "not offered"),
    })
}

#[test]
fn an_alias_is_a_value_like_any_other() {
    let array = array();
    for name in ["lv", "p", "c"] {
        array.run(&["vc", "-t,", "--name", name, "--size", "1", "--pool", "p"]);
        assert_eq!(array.calls().last().unwrap().1["volume_name"], name);
    }
    array.run(&["ve", "--vol", "lv"]).printed("");
}

#[test]
fn any_separator() {
    let array = array();
    for separator in ["%", "%%", "%s", "{}", "\\", "ü", "--"] {
        let ran = array.run(&["lv", &format!("-t{separator}")]);
        let fields = ["v", "lv", "50aa00bb11cc22dd", "2097152", "No", "p", "s", " "];
        ran.printed(&format!("{}\n", fields.join(separator)));
    }
}

#[test]
fn a_scheme_has_one_plus_at_most() {
    let array = array();
    array.run(&["-u", "test+ssl+x://", "lv"]).failed(4, "INVALID_ARGUMENT(101)");
    for uri in ["", "test", "://", "test:", "+://"] {
        let ran = array.run(&["-u", uri, "lv"]);
        assert!([Some(2), Some(4)].contains(&ran.code), "{uri:?}: {ran:?}");
    }
}

/// The first line of a list makes the value column as wide as it is, whatever follows.
#[test]
fn the_script_layout_is_as_wide_as_ever() {
    let long = "iqn.1994-05.com.example:much-longer-than-the-first";
    let array = Array::new(move |_, _| {
        Ok(json!([{"class": "AccessGroup", "id": "g", "name": "web", "init_ids": ["iqn.x", long],
            "init_type": 5, "system_id": "s", "plugin_data": null}]))
    });
    let rule = "-".repeat("Initiator IDs | iqn.x".len());
    let ran = array.run(&["la", "-s"]);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    let expected = [
        &rule,
        "ID            | g    ",
        "Name          | web  ",
        "Initiator IDs | iqn.x",
        &format!("              | {long}"),
        "Type          | iSCSI",
        "System ID     | s    ",
        &rule,
    ];
    assert_eq!(lines, expected);
    // What lays out for people counts all lines, and the columns of wide letters.
    let wide = array.run(&["la", "-o", "wide"]).stdout;
    let widths: Vec<usize> = wide.lines().map(|line| line.trim_end().len()).collect();
    assert!(wide.contains(long) && widths.iter().all(|width| *width <= widths[1]), "{wide}");
}

/// What its bash completion did not know, twice knew, or mixed up.
#[test]
fn the_completion_knows_every_word() {
    let array = array();
    let offered = |line: &str| {
        let ran = array.run(&["completion", "bash", line]);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{line}");
        ran.stdout.lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let words = offered("lsmcli ");
    for (word, _) in Word::all() {
        assert_eq!(words.iter().filter(|offered| *offered == word).count(), 1, "{word}");
    }
    for command in commands() {
        let words = offered(&format!("lsmcli -t, {} -", command.name));
        let options = command.all_options().filter(|option| !option.hidden && !option.is_operand());
        for option in options {
            let count = words.iter().filter(|offered| **offered == option.name()).count();
            assert_eq!(count, 1, "{} {}", command.name, option.name());
        }
    }
    assert!(!offered("lsmcli srcpu -").contains(&"--vol".to_owned()));
}

/// Words that command lines are made of, so that some are understood.
fn word() -> impl Strategy<Value = String> {
    let known: Vec<String> = Word::all()
        .map(|(name, _)| name.to_owned())
        .filter(|name| !["shell", "batch", "watch"].contains(&name.as_str()))
        .chain(commands().flat_map(|command| command.all_options()).map(|option| option.name()))
        .chain(global_options().map(|option| option.name()))
        .filter(|name| name != "--fork_plugin" && !name.contains("-command"))
        .collect();
    let values = ["v", "p", "f", "x", "s", "1G", "+1G", "-1G", "5", "json", "iqn.x", "raid1", "-"];
    prop_oneof![
        4 => proptest::sample::select(known),
        3 => proptest::sample::select(values.map(str::to_owned).to_vec()),
        1 => "-{0,2}[a-zA-Z0-9=%{}'\" ü]{0,6}",
    ]
}

#[test]
fn no_line_ends_in_a_trace() {
    let array = array();
    let lines = (0_usize..200, proptest::collection::vec(word(), 0..9));
    let commands: Vec<&str> = commands()
        .map(|command| command.name)
        .filter(|name| !["shell", "batch", "watch", "doctor"].contains(name))
        .filter(|name| !name.starts_with("local-"))
        .collect();
    let seen = Arc::new(Mutex::new(0));
    let config = Config { cases: 1000, failure_persistence: None, ..Config::default() };
    let ended = TestRunner::new(config).run(&lines, |(number, words)| {
        let command = commands[number % commands.len()];
        let line: Vec<&str> =
            [command].into_iter().chain(words.iter().map(String::as_str)).collect();
        let ran = Ran::from(array.command(&line).output().unwrap());
        let all = format!("{}{}", ran.stdout, ran.stderr);
        for trace in ["panicked", "Traceback", "RUST_BACKTRACE", "LIB_BUG"] {
            prop_assert!(!all.contains(trace), "{line:?}: {all}");
        }
        let is_code = ran.code.is_some_and(|code| [0, 1, 2, 4, 7, 8, 13].contains(&code));
        let is_wanted = line.contains(&"--on-abort-exit");
        prop_assert!(is_code || is_wanted, "{line:?}: {ran:?}");
        prop_assert!(ran.code == Some(0) || !all.is_empty(), "{line:?} fails in silence");
        *seen.lock().unwrap() += usize::from(ran.code == Some(0));
        Ok(())
    });
    ended.unwrap();
    assert!(*seen.lock().unwrap() > 0, "nothing was understood");
}
