// SPDX-License-Identifier: MIT OR Apache-2.0
//! From the text of a header to macros and words.
//!
//! Our headers keep to a small part of C, so that a reader of a few hundred lines understands all
//! of it; what it does not understand is an error, never skipped.

use anyhow::{Result, bail, ensure};

use super::interface::{Interface, Kind};

/// A header without comments and preprocessor lines, cut into words and signs.
pub(crate) fn words(text: &str, interface: &mut Interface) -> Result<Vec<String>> {
    let text = without_comments(text)?.replace("\\\n", " ");
    let mut code = String::new();
    // The depth of #if at which a part for C++ began.
    let (mut depth, mut skipping) = (0usize, None);
    for line in text.lines() {
        let Some(directive) = line.trim_start().strip_prefix('#') else {
            if skipping.is_none() {
                code += line;
                code.push('\n');
            }
            continue;
        };
        let (word, rest) = split_word(directive.trim_start());
        match word {
            "if" | "ifdef" | "ifndef" => {
                depth += 1;
                if word == "ifdef" && rest.trim() == "__cplusplus" && skipping.is_none() {
                    skipping = Some(depth);
                }
            }
            "endif" => {
                ensure!(depth > 0, "#endif without #if");
                if skipping == Some(depth) {
                    skipping = None;
                }
                depth -= 1;
            }
            "define" if skipping.is_none() => define(rest.trim(), interface),
            "define" | "include" | "elif" | "else" => {}
            _ => bail!("what is '#{directive}'?"),
        }
    }
    ensure!(depth == 0, "#if without #endif");
    Ok(cut(&code))
}

fn without_comments(text: &str) -> Result<String> {
    let mut kept = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("/*") {
        kept += before;
        kept.push(' ');
        let Some((comment, after)) = after.split_once("*/") else {
            bail!("a comment has no end");
        };
        kept.extend(comment.chars().filter(|c| *c == '\n'));
        rest = after;
    }
    Ok(kept + rest)
}

/// Notes a macro, unless it is a guard, says who sees a function, or tells the release.
fn define(definition: &str, interface: &mut Interface) {
    let (name, rest) = split_word(definition);
    let about_the_build = name.starts_with("LSM_DLL_")
        || ["LSM_MAJOR", "LSM_MINOR", "LSM_MICRO", "LSM_VERSION"].contains(&name);
    if rest.trim().is_empty() || about_the_build {
        return;
    }
    let value = match rest.strip_prefix('(').and_then(|inside| inside.split_once(')')) {
        // The arguments of a macro follow its name at once.
        Some((arguments, _)) => {
            let names: Vec<_> = arguments.split(',').map(str::trim).collect();
            format!("({})", names.join(", "))
        }
        None => value(rest.trim(), interface),
    };
    interface.add(Kind::Macro, name, &value);
}

/// A number in one way of writing; another macro stands for its own value.
fn value(text: &str, interface: &Interface) -> String {
    let plain = text.trim_start_matches('(').trim_end_matches(')');
    number(plain)
        .map(|number| number.to_string())
        .or_else(|| interface.get(Kind::Macro, plain).map(str::to_owned))
        .unwrap_or_else(|| text.to_owned())
}

/// A decimal or hexadecimal number.
pub(crate) fn number(text: &str) -> Option<i64> {
    match text.strip_prefix("0x") {
        Some(digits) => i64::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

/// The word at the beginning, and what follows it.
fn split_word(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !is_word(c)).unwrap_or(text.len());
    text.split_at(end)
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn cut(code: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut rest = code.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if is_word(first) {
            split_word(rest).0.len()
        } else if rest.starts_with("...") {
            3
        } else {
            first.len_utf8()
        };
        let (word, after) = rest.split_at(length);
        words.push(word.to_owned());
        rest = after.trim_start();
    }
    words
}
