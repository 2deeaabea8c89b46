// SPDX-License-Identifier: MIT OR Apache-2.0
//! Words of all kinds.

use lsmcli::table::{Form, OPTION_COMMANDS, Opt, Word, commands, global_options};
use proptest::prelude::*;

use crate::meaning::meaning;

/// Words that command lines are made of, and some that they are not.
fn any_word() -> impl Strategy<Value = String> {
    let known: Vec<String> = Word::all()
        .map(|(name, _)| name.to_owned())
        .chain(OPTION_COMMANDS.iter().map(|old| old.old.to_owned()))
        .chain(commands().flat_map(|command| command.all_options()).map(Opt::name))
        .chain(global_options().map(Opt::name))
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
    #![proptest_config(ProptestConfig {
        cases: 4000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_words_break_the_parser(line in proptest::collection::vec(any_word(), 0..8)) {
        let line: Vec<&str> = line.iter().map(String::as_str).collect();
        let _ = meaning(&line);
    }

    /// What an invocation is spelled out as means the same invocation.
    #[test]
    fn spelling_out_keeps_the_meaning((line, values) in any_invocation()) {
        let line: Vec<&str> = line.iter().map(String::as_str).collect();
        let spelled_out = meaning(&line).unwrap();
        for value in &values {
            let ends_so = |word: &String| word == value || word.ends_with(&format!("={value}"));
            prop_assert!(spelled_out.iter().any(ends_so), "{value:?} of {line:?}: {spelled_out:?}");
        }
        let again: Vec<&str> = spelled_out.iter().map(String::as_str).collect();
        prop_assert_eq!(meaning(&again).unwrap(), spelled_out);
    }
}

/// A text that an option may stand before: dashes, blanks, quotes, anything, nothing.
fn any_value() -> impl Strategy<Value = String> {
    const ODD: &[&str] =
        &["", "-", "--", "-H", "--help", "-x", "-5", "-.5", "- 5", "=", "'", "\"a b\"", "\\"];
    prop_oneof![
        1 => proptest::sample::select(ODD).prop_map(str::to_owned),
        1 => "-{0,2}[-= a-zA-Z0-9]{0,8}",
        1 => ".{0,8}",
        1 => "\\PC{0,8}",
    ]
}

/// A command line of any command with any of its options and the global ones, each value attached
/// to its option, and the texts among the values that count.
fn any_invocation() -> impl Strategy<Value = (Vec<String>, Vec<String>)> {
    let all: Vec<_> = commands().collect();
    let global: Vec<&'static Opt> =
        global_options().filter(|o| o.long != Some("--fork_plugin")).collect();
    (proptest::sample::select(all), proptest::sample::subsequence(global.clone(), 0..global.len()))
        .prop_flat_map(|(command, global)| {
            let own: Vec<&'static Opt> = command.all_options().collect();
            let some = proptest::sample::subsequence(own.clone(), 0..=own.len());
            some.prop_flat_map(move |some| {
                let is_wanted = |o: &&&Opt| o.required || some.contains(o);
                let own: Vec<_> = own.iter().filter(is_wanted).copied().collect();
                let options: Vec<_> = own.into_iter().chain(global.iter().copied()).collect();
                let values = proptest::collection::vec(any_value(), options.len());
                values.prop_map(move |values| line_of(command.name, &options, values))
            })
        })
}

fn line_of(command: &str, options: &[&Opt], values: Vec<String>) -> (Vec<String>, Vec<String>) {
    let mut line = vec![command.to_owned()];
    let mut operands = vec!["--".to_owned()];
    let mut texts = Vec::new();
    for (option, value) in options.iter().zip(values) {
        let Some(form) = option.value else {
            if !matches!(option.short, Some('h' | 'v')) {
                line.push(option.name());
            }
            continue;
        };
        let value = match form {
            Form::Text | Form::Size | Form::File => {
                texts.push(value.clone());
                value
            }
            Form::CommandLine => "ls".to_owned(),
            Form::Natural | Form::ExitCode | Form::Duration => "5".to_owned(),
            Form::Initiator => "iqn.x".to_owned(),
            Form::Host => "192.0.2.1".to_owned(),
            Form::LedState => "IDENT_ON:FAULT_OFF".to_owned(),
            Form::Choice(_) | Form::ListType => form.choices()[0].to_owned(),
        };
        match option.is_operand() {
            true => operands.push(value),
            false => line.push(format!("{}={value}", option.name())),
        }
    }
    line.extend(operands);
    (line, texts)
}
