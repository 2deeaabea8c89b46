// SPDX-License-Identifier: MIT OR Apache-2.0
//! `shell`: commands typed one after the other over one session.

use std::fs::OpenOptions;
use std::io::{self, IsTerminal, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use rustyline::completion::{Completer, Pair};
use rustyline::config::{BellStyle, Builder, CompletionType};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::MemHistory;
use rustyline::validate::Validator;
use rustyline::{Editor, Helper};

use super::{Context, Status};
use crate::completion::{self, Ids};
use crate::config::state_folder;
use crate::error::Failure;
use crate::interrupt;
use crate::run;

const PROMPT: &str = "lsmcli> ";
/// Lines that are remembered from one shell to the next.
const REMEMBERED: usize = 1000;

pub(crate) fn shell(context: &mut Context<'_>) -> Result<Status, Failure> {
    let stdin = io::stdin();
    if !stdin.is_terminal() {
        return context.run_lines(stdin.lock(), "standard input", true);
    }
    let unusable =
        |error: &ReadlineError| Failure::client(format!("the terminal cannot be used: {error}"));
    let config = Builder::new()
        .completion_type(CompletionType::List)
        .bell_style(BellStyle::None)
        .auto_add_history(true)
        .build();
    let mut editor = Editor::with_history(config, MemHistory::new()).map_err(|e| unusable(&e))?;
    editor.set_helper(Some(Candidates));
    let history = state_folder().map(|folder| folder.join("history"));
    for line in history.iter().flat_map(|history| remembered(history)) {
        // A line that is not taken is not remembered.
        let _ = editor.add_history_entry(line);
    }
    let mut last = Ok(Status::Done);
    loop {
        context.out.flush()?;
        let line = match editor.readline(PROMPT) {
            Ok(line) => line,
            Err(ReadlineError::Interrupted) => continue,
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(unusable(&error)),
        };
        match line.trim() {
            "" => continue,
            "exit" | "quit" => break,
            "help" => {
                context.out.write_all(run::help_page(None).as_bytes())?;
                continue;
            }
            _ => {}
        }
        if let Some(history) = &history {
            remember(history, &line);
        }
        // Ctrl-C ends what the line does, not the shell.
        let held = interrupt::hold();
        let ran = context.run_line(&line);
        drop(held);
        context.out.flush()?;
        last = match ran {
            Err(failure @ Failure::Output(_)) => return Err(failure),
            Err(failure) => {
                Err(run::report(&failure, "lsmcli", context.invocation.globals.wants_json()))
            }
            Ok(status) => Ok(status),
        };
    }
    last.map_err(Failure::Told)
}

fn remembered(history: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(history).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    let recent = &lines[lines.len().saturating_sub(REMEMBERED)..];
    recent.iter().map(|line| (*line).to_owned()).collect()
}

/// Adds a line to the history, unless it may hold a secret or begins with a blank.
fn remember(history: &PathBuf, line: &str) {
    if line.starts_with(' ') || line.contains("pass") || has_password(line) {
        return;
    }
    let open = || {
        std::fs::create_dir_all(history.parent()?).ok()?;
        OpenOptions::new().append(true).create(true).mode(0o600).open(history).ok()
    };
    if let Some(mut file) = open() {
        // Without a history everything else works.
        let _ = writeln!(file, "{line}");
    }
}

/// Whether something in the line looks like `plugin://user:password@host`.
fn has_password(line: &str) -> bool {
    line.split("://").skip(1).any(|rest| {
        let authority = rest.split(['/', ' ']).next().unwrap_or_default();
        authority.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'))
    })
}

/// Completes a line at the Tab key.
struct Candidates;

impl Completer for Candidates {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        position: usize,
        _context: &rustyline::Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let completed = completion::complete(&format!("lsmcli {}", &line[..position]), &Ids::new());
        let start = completed.start.saturating_sub("lsmcli ".len());
        let pair = |word: completion::Candidate| {
            let end = if word.is_whole { " " } else { "" };
            let replacement = format!("{}{end}", crate::words::quoted(&word.text));
            Pair { display: word.text, replacement }
        };
        Ok((start, completed.candidates.into_iter().map(pair).collect()))
    }
}

impl Helper for Candidates {}
impl Highlighter for Candidates {}
impl Hinter for Candidates {
    type Hint = String;
}
impl Validator for Candidates {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let history = folder.path().join("a/history");
        for line in [
            "ls",
            " lp",
            "iscsi-chap --init iqn.x --in-user u --in-pass hidden",
            "ls -u a://me:hidden@host/",
            "ls -u a://me@host/x",
        ] {
            remember(&history, line);
        }
        assert_eq!(remembered(&history), ["ls", "ls -u a://me@host/x"]);
    }

    #[test]
    fn the_latest_lines_are_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let history = folder.path().join("history");
        let lines: Vec<String> = (0..REMEMBERED + 5).map(|number| number.to_string()).collect();
        std::fs::write(&history, lines.join("\n")).unwrap();
        assert_eq!(remembered(&history), lines[5..]);
        assert!(remembered(&folder.path().join("none")).is_empty());
    }
}
