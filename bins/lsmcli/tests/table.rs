// SPDX-License-Identifier: MIT OR Apache-2.0
//! The table of commands against the description of the command line of libStorageMgmt 1.10.3,
//! field by field. Whatever differs on purpose is named here with its reason.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};

use lsm_core::{Capability, ErrorKind};
use lsmcli::table::{
    COMMANDS, Command, FilterBy, Form, GLOBAL_OPTIONS, LIST_TYPES, Loss, Made, Means,
    NEW_GLOBAL_OPTIONS, NEW_OPTIONS, Now, OPTION_COMMANDS, Opt, Output, RENAMED_COMMANDS, SYNONYMS,
    Then, Where, Word, commands, global_options,
};
use serde_json::{Value, json};

fn described() -> Value {
    serde_json::from_str(include_str!("data/commands.json")).unwrap()
}

/// Keys of the description, without those in `prose`, which are sentences for people.
fn keys<'v>(object: &'v Value, prose: &[&str]) -> BTreeSet<&'v str> {
    let keys = object.as_object().unwrap().keys().map(String::as_str);
    keys.filter(|key| !prose.contains(key)).collect()
}

/// What stands before a remark in parentheses.
fn word(text: &Value) -> Value {
    json!(text.as_str().unwrap().split(" (").next().unwrap())
}

fn words(list: &Value) -> Value {
    list.as_array().unwrap().iter().map(word).collect()
}

/// Our option in the words of the description, with the keys that the description has.
fn option(ours: &Opt, theirs: &Value) -> Value {
    let mut object = json!({
        "long": ours.long,
        "short": ours.short.map(|short| format!("-{short}")),
        "takes_value": ours.value.is_some(),
        "metavar": ours.metavar,
        "required": ours.required,
        "repeatable": ours.repeatable,
        "validator": match ours.value {
            Some(Form::Size) => "size_checked_after_connect",
            Some(Form::Natural) if ours.long == Some("--wait") => {
                "non_negative_integer, then 0 refused"
            }
            Some(Form::Natural) => "non_negative_integer",
            Some(Form::Initiator) => "initiator_id",
            Some(Form::Host) => "host",
            Some(Form::LedState) => "led_state",
            Some(Form::Text | Form::Choice(_) | Form::ListType) | None => "string",
            Some(form) => panic!("{form:?} came later"),
        },
        "meaning": ours.meaning,
        "default": match ours.default {
            None if ours.repeatable && !ours.required => json!([]),
            None if ours.value.is_none() && !matches!(ours.short, Some('h' | 'v')) => json!(false),
            None => Value::Null,
            Some(default) => default.parse::<i64>().map_or(json!(default), |number| json!(number)),
        },
    });
    if let Some(search_key) = ours.search_key {
        object["search_key"] = json!(search_key);
    }
    if ours.hidden {
        object["hidden"] = json!(true);
    }
    if let Some(form @ (Form::Choice(_) | Form::ListType)) = ours.value {
        object["choices"] = json!(form.choices());
        object["choices_case_insensitive"] = json!(true);
    }
    if let (Some(Form::Choice(choices)), Some(_)) = (ours.value, theirs.get("rpc_values")) {
        object["rpc_values"] =
            choices.iter().map(|choice| (choice.name.to_owned(), json!(choice.number))).collect();
    }
    object
}

/// Compares two options, after what differs on purpose is made equal.
fn compare_options(place: &str, ours: &[Opt], theirs: &Value) {
    let theirs = theirs.as_array().unwrap();
    assert_eq!(ours.len(), theirs.len(), "{place}");
    for (ours, theirs) in ours.iter().zip(theirs) {
        let place = format!("{place} {}", ours.name());
        let mut theirs = theirs.clone();
        let mut ours = option(ours, &theirs);
        // Every choice is taken in any letter case.
        if theirs.get("choices").is_some() {
            if place.ends_with("--rep-type") {
                assert_eq!(theirs["choices_case_insensitive"], json!(false), "{place}");
            }
            theirs["choices_case_insensitive"] = json!(true);
        }
        // Help and manual always promised that these repeat.
        if let Some(promise) = theirs.as_object_mut().unwrap().remove("documented_as_repeatable") {
            theirs["repeatable"] = promise;
        }
        // The sentence points at a document that users do not have.
        if place.ends_with("--init") {
            theirs["meaning"] = ours["meaning"].take();
            ours["meaning"] = theirs["meaning"].clone();
        }
        assert_eq!(ours, theirs, "{place}");
    }
}

#[test]
fn global_options_of_1_10_3() {
    compare_options("global", GLOBAL_OPTIONS, &described()["global_options"]);
}

fn output(command: &Command) -> Value {
    match command.output {
        Output::Nothing => json!({"kind": "none"}),
        Output::Line => json!({"kind": "line"}),
        Output::One(record) => json!({"kind": "records", "type": record, "cardinality": "one"}),
        Output::Many(record) => json!({"kind": "records", "type": record, "cardinality": "many"}),
        Output::ByType => {
            json!({"kind": "records", "type": "depends on --type", "cardinality": "many"})
        }
        Output::RecordOrPercentage => json!({"kind": "records_or_line"}),
    }
}

#[test]
fn commands_of_1_10_3() {
    let described = described();
    let theirs = described["commands"].as_array().unwrap();
    assert_eq!(COMMANDS.len(), theirs.len());
    for (ours, theirs) in COMMANDS.iter().zip(theirs) {
        let place = ours.name;
        compare_options(place, ours.options, &theirs["options"]);
        let mut object = json!({
            "name": ours.name,
            "aliases": ours.aliases,
            "summary": ours.summary,
            "needs_connection": ours.needs_connection,
            "confirmation": ours.confirmation.map(|loss| json!({
                "prompted": true,
                "wording_level": match loss { Loss::Will => "will", Loss::May => "may" },
                "skipped_by": ["-f", "--force"],
            })),
            "lookups": ours.lookups.iter().map(|lookup| json!({
                "option": lookup.option,
                "label_in_not_found_message": lookup.label,
                "rpc": lookup.method,
            })).collect::<Vec<_>>(),
            "rpc_sequence": ours.calls,
            "capabilities": ours.capabilities.iter().map(|c| c.name()).collect::<Vec<_>>(),
            "job": match ours.job {
                None => json!({"may_return_job": false}),
                Some(made) => json!({
                    "may_return_job": true,
                    "polled_by_cli": true,
                    "item_type": match made { Made::Nothing => None, Made::Record(name) => Some(name) },
                }),
            },
            "output": output(ours),
        });
        let prose = ["options", "client_side_checks", "notes"];
        assert_eq!(keys(&object, &[]), keys(theirs, &prose), "{place}");
        let mut theirs = theirs.clone();
        theirs["rpc_sequence"] = words(&theirs["rpc_sequence"]);
        if !ours.needs_connection || ours.name == "list" {
            // A sentence stands there instead of methods; those of `list` are with its types.
            theirs["rpc_sequence"] = json!([]);
        }
        theirs["capabilities"] = words(&theirs["capabilities"]);
        for sentence in ["note", "content"] {
            theirs["output"].as_object_mut().unwrap().remove(sentence);
        }
        theirs["job"].as_object_mut().unwrap().remove("note");
        if ours.name == "volume-replicate-range" {
            // The job that was never waited for is waited for.
            assert_eq!(theirs["job"]["polled_by_cli"], json!(false));
            theirs["job"]["polled_by_cli"] = json!(true);
        }
        for key in keys(&object.clone(), &[]) {
            assert_eq!(object[key].take(), theirs[key], "{place}: {key}");
        }
    }
}

#[test]
fn list_types() {
    let described = described();
    let theirs = described["list_types"].as_array().unwrap();
    assert_eq!(LIST_TYPES.len(), theirs.len());
    for (ours, theirs) in LIST_TYPES.iter().zip(theirs) {
        let place = ours.name;
        assert_eq!(json!(ours.name), theirs["type"]);
        assert_eq!(json!(ours.alias), theirs["alias"], "{place}");
        let capabilities: Vec<_> = ours.capabilities.iter().map(|c| c.name()).collect();
        assert_eq!(json!(capabilities), theirs["capabilities"], "{place}");
        match ours.record {
            Some(record) => assert_eq!(json!(record), theirs["output"], "{place}"),
            None => assert!(theirs["output"].as_str().unwrap().starts_with("one line"), "{place}"),
        }
        match theirs.get("noun_in_error").and_then(Value::as_str) {
            // A file system is no volume.
            Some("volume (sic)") => assert_eq!(ours.noun, "file system"),
            Some(noun) => assert_eq!(ours.noun, noun),
            None => assert!(ours.filters.is_empty(), "{place}"),
        }
        let calls = theirs["rpc"].as_str().unwrap().split(" on ").next().unwrap();
        assert_eq!(ours.calls.join(", then "), calls, "{place}");
        let filters = theirs["filters"].as_object().unwrap();
        assert_eq!(ours.filters.len(), filters.len(), "{place}");
        for (option, by) in ours.filters {
            let what = filters[*option].as_str().unwrap();
            match by {
                FilterBy::Key(key) => assert_eq!(*key, what, "{place} {option}"),
                FilterBy::Relation(calls) => {
                    assert_eq!(format!("client side: {}", calls.join(", then ")), what, "{place}");
                }
                FilterBy::Needed => assert!(what.starts_with("mandatory"), "{place}"),
            }
        }
        let known = ["type", "rpc", "output", "filters", "capabilities", "alias", "noun_in_error"];
        assert_eq!(keys(theirs, &["note"]).difference(&known.into()).count(), 0, "{place}");
    }
}

#[test]
fn aliases() {
    let ours: BTreeMap<String, String> = Word::aliases()
        .map(|(alias, meaning)| match meaning {
            Word::Command(command) => (alias.to_owned(), command.name.to_owned()),
            Word::List(list) => {
                (alias.to_owned(), format!("list --type {}", list.name.to_lowercase()))
            }
        })
        .collect();
    assert_eq!(ours.len(), Word::aliases().count(), "no alias stands for two things");
    assert_eq!(json!(ours), described()["aliases"]);
}

#[test]
fn counts() {
    let counts = &described()["counts"];
    let options = || COMMANDS.iter().flat_map(|command| command.options);
    let ours = json!({
        "commands": COMMANDS.len(),
        "connection_free_commands": COMMANDS.iter().filter(|c| !c.needs_connection).count(),
        "aliases": Word::aliases().count(),
        "list_types": LIST_TYPES.len(),
        "global_options": GLOBAL_OPTIONS.iter().filter(|option| !option.hidden).count(),
        "hidden_global_options": GLOBAL_OPTIONS.iter().filter(|option| option.hidden).count(),
        "command_options": options().count(),
        "distinct_command_option_names": options().map(Opt::name).collect::<BTreeSet<_>>().len(),
        "commands_with_confirmation": COMMANDS.iter().filter(|c| c.confirmation.is_some()).count(),
        "commands_that_may_return_a_job": COMMANDS.iter().filter(|c| c.job.is_some()).count(),
        "capabilities": Capability::ALL.len(),
        "error_numbers": ErrorKind::ALL.len(),
        "legacy_option_commands": OPTION_COMMANDS.len(),
    });
    assert_eq!(&ours, counts);
}

#[test]
fn numbers_of_capabilities_and_errors() {
    let described = described();
    let capabilities: BTreeMap<_, _> =
        Capability::ALL.iter().map(|named| (named.name, named.value.0)).collect();
    assert_eq!(json!(capabilities), described["capability_numbers"]);
    let errors: BTreeMap<_, _> =
        ErrorKind::ALL.iter().map(|named| (named.name, named.value.0)).collect();
    assert_eq!(json!(errors), described["error_numbers"]);
}

#[test]
fn every_reference_leads_somewhere() {
    for command in commands() {
        for lookup in command.lookups {
            assert!(command.option(lookup.option).is_some(), "{} {}", command.name, lookup.option);
            assert!(command.calls.contains(&lookup.method), "{} {}", command.name, lookup.method);
        }
        for call in command.calls {
            assert!(lsm_client::Method::from_name(call).is_some(), "{} {call}", command.name);
        }
        let options = || global_options().chain(command.all_options());
        let names: BTreeSet<_> = options().map(Opt::name).collect();
        assert_eq!(names.len(), options().count(), "{}", command.name);
        for option in command.all_options() {
            let choices = option.value.map(Form::choices).unwrap_or_default();
            let default = option.default.filter(|_| !choices.is_empty());
            assert!(default.is_none_or(|default| choices.contains(&default)), "{}", command.name);
        }
    }
    for list in LIST_TYPES {
        for (option, by) in list.filters {
            let option = COMMANDS[0].option(option);
            assert!(option.is_some_and(|option| option.search_key.is_some()), "{}", list.name);
            if let FilterBy::Key(key) = by {
                let method = lsm_client::Method::from_name(list.calls[0]).unwrap();
                assert!(method.info().search_keys.contains(key), "{} {key}", list.name);
            }
        }
    }
    for synonym in SYNONYMS {
        if let Means::Option(long) = synonym.means {
            match synonym.place {
                Where::With(option) => assert_eq!(option, long),
                Where::In(commands) => {
                    for name in commands {
                        let command = COMMANDS.iter().find(|command| command.name == *name);
                        assert!(command.unwrap().option(long).is_some(), "{} {name}", synonym.old);
                    }
                }
            }
        }
    }
}

#[test]
fn what_came_later_can_be_told_apart() {
    let words: BTreeSet<_> = Word::all().map(|(word, _)| word).collect();
    assert_eq!(words.len(), Word::all().count(), "no word stands for two things");
    for (name, options) in NEW_OPTIONS {
        assert!(COMMANDS.iter().any(|command| command.name == *name), "{name}");
        assert!(options.iter().all(|option| !option.required), "{name} works as it did");
    }
    // What abbreviated one option of 1.10.3 still does.
    let starts = |new: &Opt, old: &Opt| match (new.long, old.long) {
        (Some(new), Some(old)) => old.starts_with(new),
        _ => false,
    };
    for command in COMMANDS {
        let old = || command.options.iter().chain(GLOBAL_OPTIONS);
        for new in command.new_options().iter().chain(NEW_GLOBAL_OPTIONS) {
            let hidden = old().filter(|old| starts(new, old)).count();
            assert_ne!(hidden, 1, "{}: {}", command.name, new.name());
        }
    }
    for synonym in SYNONYMS {
        for option in global_options() {
            assert_ne!(option.long, Some(synonym.old));
        }
    }
}

#[test]
fn option_commands() {
    let described = described();
    let theirs = described["legacy_option_commands"]["rows"].as_array().unwrap();
    assert_eq!(OPTION_COMMANDS.len(), theirs.len());
    for (ours, theirs) in OPTION_COMMANDS.iter().zip(theirs) {
        let place = ours.old;
        assert_eq!(json!(ours.old), theirs["old"]);
        let short = theirs.get("short").and_then(Value::as_str);
        assert_eq!(ours.short.map(|letter| format!("-{letter}")).as_deref(), short, "{place}");
        assert_eq!(json!(ours.value_is), theirs["value_is"], "{place}");
        let now = match ours.now {
            Now::Command(name, Some(option)) => json!(format!("{name} {option} VALUE")),
            Now::Command(name, None) => json!(name),
            Now::Gone(_) => Value::Null,
        };
        assert_eq!(now, theirs["now"], "{place}");
        let Now::Command(name, _) = ours.now else { continue };
        let Some(Word::Command(command)) = Word::find(name) else { panic!("{name}") };
        let no_rows = json!({});
        let rows = theirs.get("options_then_to_now").unwrap_or(&no_rows).as_object().unwrap();
        for (old, now) in rows {
            let ours = ours.options.iter().find(|row| row.old == old).map(|row| &row.then);
            match (now.as_str().unwrap(), ours) {
                // Accepted and without effect, under both names.
                ("dropped (accept, no effect)", None) if old == "-o/--optional" => {
                    for old in ["-o", "--optional"] {
                        let synonym = SYNONYMS.iter().find(|synonym| synonym.old == old).unwrap();
                        assert_eq!(synonym.means, Means::Nothing);
                    }
                }
                (now, None) if now.starts_with("--") => {
                    assert_eq!(old, now, "{place}: only an option that kept its name has no row");
                    assert!(command.option(now).is_some(), "{place} {now}");
                }
                (now, Some(Then::Is(long))) if now.starts_with("--") => {
                    assert_eq!(*long, now, "{place} {old}");
                    assert!(command.option(now).is_some(), "{place} {now}");
                }
                ("dropped after a consistency check", Some(Then::Is("--init-type"))) => {}
                ("dropped (the default)", Some(Then::Ignored)) => {}
                ("gone: refuse, exit 2", Some(Then::Gone(_))) => {}
                // The command has the synonym, which does just this.
                ("RW accepted and dropped; RO refused", None) => {
                    assert!(SYNONYMS.iter().any(|synonym| synonym.old == old));
                }
                (now, ours) => panic!("{place} {old}: {now} but {ours:?}"),
            }
        }
        for row in ours.options {
            assert!(rows.contains_key(row.old) || row.old == "-o", "{place} {}", row.old);
        }
    }
}

#[test]
fn synonyms() {
    let described = described();
    let theirs: BTreeSet<_> = described["legacy_option_synonyms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["old"].as_str().unwrap())
        .collect();
    let ours: BTreeSet<_> = SYNONYMS.iter().map(|synonym| synonym.old).collect();
    assert_eq!(ours, theirs);
}

#[test]
fn words_that_are_gone() {
    let described = described();
    for row in described["removed_in_the_past"].as_array().unwrap() {
        let name = row["name"].as_str().unwrap();
        if name == "list --type INITIATORS" {
            assert!(lsmcli::table::GONE_VALUES.iter().any(|gone| gone.value == "INITIATORS"));
            continue;
        }
        let ours = RENAMED_COMMANDS.iter().find(|word| word.old == name).expect(name);
        let now = row["now"].as_str().unwrap();
        match ours.now {
            Now::Command(command, None) => assert_eq!(now.split(' ').next(), Some(command)),
            Now::Gone(_) => assert!(now.starts_with("none"), "{name}: {now}"),
            Now::Command(..) => panic!("{name}"),
        }
    }
}
