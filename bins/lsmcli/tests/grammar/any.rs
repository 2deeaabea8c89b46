// SPDX-License-Identifier: MIT OR Apache-2.0
//! Words of all kinds.

use lsmcli::table::{OPTION_COMMANDS, Opt, Word, commands, global_options};
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
