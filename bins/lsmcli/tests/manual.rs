// SPDX-License-Identifier: MIT OR Apache-2.0
//! The manual is complete, says each thing once, and is what man(1) understands.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::Write;
use std::process::{Command, Stdio};

use lsmcli::manual::pages;
use lsmcli::table::{EXAMPLES, EXIT_CODES, Opt, VARIABLES, commands, global_options};

/// A page as a terminal shows it; `None` where there is no groff.
fn shown(page: &str) -> Option<(String, String)> {
    let mut groff = Command::new("groff");
    groff.args(["-man", "-Tascii", "-ww", "-rLL=2000n", "-P-cbou"]);
    groff.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = groff.spawn().ok()?;
    child.stdin.take().unwrap().write_all(page.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Some((text(output.stdout), text(output.stderr)))
}

#[test]
fn one_page_for_the_program_and_one_for_each_command() {
    let names: Vec<String> = pages().into_iter().map(|(name, _)| name).collect();
    let expected = commands().map(|command| format!("lsmcli-{}.1", command.name));
    let expected: Vec<String> = std::iter::once("lsmcli.1".to_owned()).chain(expected).collect();
    assert_eq!(names, expected);
}

#[test]
fn groff_has_nothing_to_complain_about() {
    for (name, page) in pages() {
        let Some((_, complaints)) = shown(&page) else {
            eprintln!("groff is not installed; the pages are not checked");
            return;
        };
        assert_eq!(complaints, "", "{name}");
    }
}

#[test]
fn mandoc_has_nothing_to_complain_about() {
    let folder = tempfile::tempdir().unwrap();
    for (name, page) in pages() {
        let file = folder.path().join(&name);
        std::fs::write(&file, page).unwrap();
        let linted =
            Command::new("mandoc").args(["-T", "lint", "-W", "warning"]).arg(&file).output();
        let Ok(linted) = linted else {
            eprintln!("skipped: mandoc is not installed");
            return;
        };
        let complaints = String::from_utf8(linted.stdout).unwrap();
        // The same source gives the same page, on every day.
        let others = complaints.lines().filter(|line| !line.contains("missing date"));
        assert_eq!(others.collect::<Vec<_>>(), [""; 0], "{name}");
    }
}

#[test]
fn a_page_tells_all_that_the_table_tells() {
    let pages = pages();
    let Some((program, _)) = shown(&pages[0].1) else { return };
    for command in commands() {
        assert!(program.contains(command.name) && program.contains(command.summary));
    }
    for option in global_options().filter(|option| !option.hidden) {
        assert!(program.contains(&option.name()), "{}", option.name());
    }
    for (name, meaning) in VARIABLES.iter().chain(EXIT_CODES) {
        assert!(program.contains(name) && program.contains(meaning), "{name}");
    }
    for (command, (_, page)) in commands().zip(&pages[1..]) {
        let (page, _) = shown(page).unwrap();
        assert!(page.contains(command.summary), "{}", command.name);
        for name in command.all_options().map(Opt::name) {
            assert!(page.contains(&name), "{} {name}", command.name);
        }
        for example in EXAMPLES.iter().filter(|example| example.command == command.name) {
            assert!(page.contains(example.line), "{}", example.line);
        }
    }
}

/// Options and commands that a page speaks of exist.
#[test]
fn no_page_speaks_of_what_is_not_there() {
    let known: std::collections::BTreeSet<String> = commands()
        .flat_map(|command| command.all_options())
        .chain(global_options())
        .map(Opt::name)
        .collect();
    for (name, page) in pages() {
        let page = page.replace("\\-", "-").replace("\\%", "");
        for word in page.split(|c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c))) {
            assert!(!word.starts_with("--") || known.contains(word), "{name}: {word}");
        }
        for (before, _) in page.match_indices("(1)").map(|(at, _)| page.split_at(at)) {
            let page_name = before.rsplit([' ', '\n']).next().unwrap();
            let is_known = matches!(page_name, "lsmcli" | "lsmd" | "lsmcli-COMMAND")
                || commands().any(|command| page_name == format!("lsmcli-{}", command.name));
            assert!(is_known, "{name}: {page_name}(1)");
        }
    }
}

/// The texts of the table as one careful person writes them.
#[test]
fn sentences_have_one_form() {
    for command in commands() {
        let summary = command.summary;
        assert!(summary.ends_with('.') && summary.starts_with(char::is_uppercase), "{summary}");
    }
    for option in commands().flat_map(|command| command.all_options()).chain(global_options()) {
        let meaning = option.meaning;
        let starts = |c: char| c.is_uppercase() || c.is_ascii_digit();
        assert!(meaning.starts_with(starts), "{meaning}");
        assert!(option.hidden || !meaning.ends_with('.'), "{meaning}");
    }
    for example in EXAMPLES {
        assert!(example.meaning.starts_with(char::is_uppercase), "{}", example.meaning);
        assert!(example.line.contains("lsmcli "), "{}", example.line);
    }
}
