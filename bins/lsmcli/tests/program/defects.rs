// SPDX-License-Identifier: MIT OR Apache-2.0
//! What 1.10.3 stumbled over, as far as only the whole program shows it.

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
