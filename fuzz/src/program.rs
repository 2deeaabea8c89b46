// SPDX-License-Identifier: MIT OR Apache-2.0
//! What programs are told: the configuration of lsmd, the words of lsmcli.

use lsm_daemon::libconfig;
use lsmcli::parse::{self, Parsed};

/// Configuration files: an error names a line that is there.
pub fn lsmd_conf(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match libconfig::parse(text) {
        // The same file is the same.
        Ok(settings) => {
            assert_eq!(libconfig::parse(text).map(|again| again.len()), Ok(settings.len()));
        }
        Err(error) => assert!((1..=text.split('\n').count()).contains(&error.line), "{error}"),
    }
}

/// Command lines, a word a line: what is understood means the same when it is spelled out.
pub fn lsmcli_words(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let words: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let Ok(Parsed::Run(invocation)) = parse::parse(&words) else { return };
    let spelled_out = invocation.spelled_out();
    match parse::parse(&spelled_out) {
        Ok(Parsed::Run(again)) => assert_eq!(again.spelled_out(), spelled_out),
        other => panic!("{words:?} is {spelled_out:?}, which is {other:?}"),
    }
}
