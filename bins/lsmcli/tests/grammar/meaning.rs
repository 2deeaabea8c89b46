// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a line means, for comparing.

use lsmcli::parse::{Parsed, parse};

pub(crate) fn words(line: &[&str]) -> Vec<String> {
    line.iter().map(|word| (*word).to_owned()).collect()
}

/// The invocation spelled out, or the text of the error.
pub(crate) fn meaning(line: &[&str]) -> Result<Vec<String>, String> {
    match parse(&words(line)) {
        Ok(Parsed::Run(invocation)) => Ok(invocation.spelled_out()),
        Ok(Parsed::Help(command)) => Ok(words(&["HELP", command.map_or("", |c| c.name)])),
        Ok(Parsed::Version) => Ok(words(&["VERSION"])),
        Ok(Parsed::NoArguments) => Ok(words(&["NOTHING"])),
        Err(failure) => {
            assert_eq!(failure.exit_code(), 2, "{line:?}");
            Err(failure.message("lsmcli"))
        }
    }
}

#[track_caller]
pub(crate) fn means(line: &[&str], expected: &[&str]) {
    assert_eq!(meaning(line).as_deref(), Ok(&words(expected)[..]), "{line:?}");
}

/// The line is refused, and the message speaks of `about`.
#[track_caller]
pub(crate) fn refused(line: &[&str], about: &str) {
    let message = meaning(line).err().unwrap_or_default();
    assert!(message.contains(about), "{line:?}: {message}");
}
