// SPDX-License-Identifier: MIT OR Apache-2.0
//! The manual: lsmcli(1), and one page per command, made from the table.

mod command;
mod notes;
mod program;
mod roff;

use crate::table::{Opt, commands};

use roff::Roff;

/// Every page: the name of its file, and its text.
pub fn pages() -> Vec<(String, String)> {
    let program = ("lsmcli.1".to_owned(), program::page());
    let of_commands =
        commands().map(|each| (format!("lsmcli-{}.1", each.name), command::page(each)));
    std::iter::once(program).chain(of_commands).collect()
}

fn options<'t>(page: &mut Roff, options: impl Iterator<Item = &'t Opt>) {
    for option in options.filter(|option| !option.hidden) {
        page.term(&crate::help::names(option), &format!("{}.", crate::help::meaning(option)));
    }
}

/// A sentence as the name of a page is explained: without its full stop, its first letter small
/// unless it begins an abbreviation.
fn phrase(sentence: &str) -> String {
    let sentence = sentence.trim_end_matches('.');
    let mut letters = sentence.chars();
    let (first, second) = (letters.next(), letters.next());
    match (first, second) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            format!("{}{}", first.to_lowercase(), &sentence[first.len_utf8()..])
        }
        _ => sentence.to_owned(),
    }
}
