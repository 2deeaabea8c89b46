// SPDX-License-Identifier: MIT OR Apache-2.0
//! What can stand at the end of a line that is being written: for the shells that people use, and
//! for our own. The table knows the words, arrays know the IDs.

mod expected;
mod ids;
mod scripts;

use std::fs;
use std::path::Path;

use crate::table::{Form, Opt, Word, commands, global_options};
use crate::words::Line;

use expected::{Expected, Position};
pub(crate) use ids::Ids;
pub(crate) use scripts::script;

/// A word that can stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) text: String,
    /// What it means; may be empty.
    pub(crate) meaning: String,
    /// Whether the word is over with it.
    pub(crate) is_whole: bool,
}

/// The candidates for the last word of a line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Completed {
    /// Where the word begins in the line, in bytes.
    pub(crate) start: usize,
    pub(crate) candidates: Vec<Candidate>,
}

/// The candidates for the last word of `line`, which begins with the name of the program.
pub(crate) fn complete(line: &str, ids: &Ids) -> Completed {
    let line = Line::read(line);
    // Variables may be set before the name of the program.
    let is_program = |word: &String| word.rsplit('/').next() == Some("lsmcli");
    let program = line.words.iter().position(is_program).unwrap_or(0);
    let words = line.words.get(program + 1..).unwrap_or_default();
    let position = Position::after(words);
    let mut candidates = match line.last.split_once('=') {
        // `--option=value` is one word.
        Some((name, value)) if name.starts_with("--") => {
            let option = position.options().into_iter().find(|option| option.is_named(name));
            let mut candidates =
                option.map_or_else(Vec::new, |option| values(option, value, &position, words, ids));
            for candidate in &mut candidates {
                candidate.text.insert_str(0, &format!("{name}="));
            }
            candidates
        }
        _ => match position.expected {
            Expected::Value(option) => values(option, &line.last, &position, words, ids),
            _ if line.last.starts_with('-') => options(&position),
            Expected::Command => command_words(),
            Expected::Operand(operand) => values(operand, &line.last, &position, words, ids),
            Expected::Options => options(&position),
        },
    };
    candidates.retain(|candidate| candidate.text.starts_with(&line.last));
    Completed { start: line.start, candidates }
}

fn whole(text: impl Into<String>, meaning: impl Into<String>) -> Candidate {
    Candidate { text: text.into(), meaning: meaning.into(), is_whole: true }
}

fn command_words() -> Vec<Candidate> {
    let names = commands().map(|command| whole(command.name, command.summary));
    let aliases = Word::aliases().map(|(alias, meaning)| match meaning {
        Word::Command(command) => whole(alias, command.summary),
        Word::List(list) => whole(alias, format!("list --type {}", list.name)),
    });
    names.chain(aliases).collect()
}

/// The options that can still be given.
fn options(position: &Position) -> Vec<Candidate> {
    let is_free = |option: &&Opt| {
        !option.hidden
            && !option.is_operand()
            && (option.repeatable || !position.given.contains(option))
    };
    let free = position.options().into_iter().filter(is_free);
    free.map(|option| whole(option.name(), option.meaning)).collect()
}

/// The values that an option takes, as far as they are known.
fn values(
    option: &'static Opt,
    begun: &str,
    position: &Position,
    words: &[String],
    ids: &Ids,
) -> Vec<Candidate> {
    match option.value {
        Some(form @ (Form::Choice(_) | Form::ListType)) => {
            // In any letter case; the user's own counts.
            let is_small = begun.chars().all(|letter| !letter.is_uppercase()) && !begun.is_empty();
            let choice = |name: &str| match is_small {
                true => whole(name.to_lowercase(), ""),
                false => whole(name, ""),
            };
            form.choices().into_iter().map(choice).collect()
        }
        Some(Form::File) => files(begun),
        Some(Form::CommandLine) => command_words(),
        Some(Form::LedState) => {
            ["IDENT_ON", "IDENT_OFF", "FAULT_ON", "FAULT_OFF"].map(|state| whole(state, "")).into()
        }
        _ => ids.of(option, position, words),
    }
}

/// The files that a path may mean; folders end with a slash.
fn files(begun: &str) -> Vec<Candidate> {
    let folder = begun.rfind('/').map_or("", |slash| &begun[..=slash]);
    let place = if folder.is_empty() { "." } else { folder };
    let hidden = begun[folder.len()..].starts_with('.');
    let entries = fs::read_dir(place).into_iter().flatten().flatten();
    let mut files: Vec<Candidate> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let is_folder = Path::new(place).join(&name).is_dir();
            let slash = if is_folder { "/" } else { "" };
            (hidden || !name.starts_with('.')).then(|| Candidate {
                text: format!("{folder}{name}{slash}"),
                meaning: String::new(),
                is_whole: !is_folder,
            })
        })
        .collect();
    files.sort_by(|a, b| a.text.cmp(&b.text));
    files
}

/// The options that are known everywhere and stand in no command's list.
fn everywhere() -> Vec<&'static Opt> {
    global_options().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> Vec<String> {
        let completed = complete(line, &Ids::none());
        completed.candidates.into_iter().map(|candidate| candidate.text).collect()
    }

    #[test]
    fn commands_come_first() {
        assert!(texts("lsmcli ").contains(&"list".to_owned()));
        assert!(texts("lsmcli ").contains(&"vu".to_owned()));
        assert_eq!(texts("lsmcli volume-cre"), ["volume-create"]);
        assert_eq!(texts("lsmcli -u sim:// -t , volume-cre"), ["volume-create"]);
        assert_eq!(texts("LSMCLI_URI=sim:// /usr/bin/lsmcli volume-cre"), ["volume-create"]);
        assert_eq!(texts("lsmcli nosuch"), [""; 0]);
        assert!(texts("lsmcli --").contains(&"--uri".to_owned()));
        assert!(texts("lsmcli list --type pools x").is_empty());
    }

    #[test]
    fn options_that_are_not_given_yet() {
        let options = texts("lsmcli iscsi-chap --init iqn.x --");
        assert!(options.contains(&"--in-user".to_owned()));
        assert!(options.contains(&"--in-pass-file".to_owned()));
        assert!(!options.contains(&"--init".to_owned()));
        assert!(!options.contains(&"--fork_plugin".to_owned()));
        let options = texts("lsmcli vrc --disk a --");
        assert!(options.contains(&"--disk".to_owned()), "it repeats");
        assert!(texts("lsmcli srcpu ").contains(&"--sys".to_owned()));
        assert!(texts("lsmcli srcpu --sys s ").contains(&"--read-pct".to_owned()));
        assert!(texts("lsmcli vd ").contains(&"--vol".to_owned()));
        assert!(texts("lsmcli list --type pools ").contains(&"--pool".to_owned()));
        // Those of `list`, but not its type.
        assert!(!texts("lsmcli lp ").contains(&"--type".to_owned()));
    }

    #[test]
    fn values_of_options() {
        assert_eq!(texts("lsmcli list --type PO"), ["POOLS"]);
        assert_eq!(texts("lsmcli list --type po"), ["pools"]);
        assert_eq!(texts("lsmcli list --type=SY"), ["--type=SYSTEMS"]);
        assert_eq!(texts("lsmcli volume-replicate --rep-type MIRROR_").len(), 2);
        assert_eq!(texts("lsmcli --progress al"), ["always"]);
        assert_eq!(texts("lsmcli volume-delete --vol "), [""; 0]);
        assert_eq!(texts("lsmcli local-led-slot-set --state ID"), ["IDENT_ON", "IDENT_OFF"]);
        // A value that looks like a command is none.
        assert!(texts("lsmcli vc --name list --").contains(&"--size".to_owned()));
    }

    proptest::proptest! {
        #[test]
        fn no_line_breaks_it(begun in "(lsmcli )?[a-z -]{0,12}", rest in ".{0,24}") {
            let line = format!("{begun}{rest}");
            let completed = complete(&line, &Ids::none());
            proptest::prop_assert!(line.is_char_boundary(completed.start));
        }
    }

    #[test]
    fn operands() {
        assert_eq!(texts("lsmcli completion z"), ["zsh"]);
        assert_eq!(texts("lsmcli watch --interval 2s volume-cac"), ["volume-cache-info"]);
        assert_eq!(texts("lsmcli watch list --type PO"), ["POOLS"]);
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("inner")).unwrap();
        std::fs::write(folder.path().join("input"), "").unwrap();
        let path = folder.path().display();
        assert_eq!(
            texts(&format!("lsmcli batch {path}/in")),
            [format!("{path}/inner/"), format!("{path}/input")]
        );
    }
}
