// SPDX-License-Identifier: MIT OR Apache-2.0
//! Records, lists, maps, identifiers, URIs and errors, each function with good and bad arguments.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;

mod program;

use program::{Program, succeeded};

#[test]
fn every_function_that_needs_no_session() {
    let sources = ["main.c", "records.c", "texts.c"].map(|name| Path::new("records").join(name));
    let program = Program::compile_sources(&sources.each_ref().map(|source| source.as_path()));
    succeeded(&program.command().output().unwrap());
}

/// What was freed is refused as long as its memory reads, and so is what is no handle at all.
#[test]
fn freed_and_foreign_handles_are_refused() {
    let program = Program::generate(
        r#"
#include "check.h"

int main(void)
{
    static const char foreign[64] = "a text of sixteen bytes or more, which is no record";
    lsm_system *system = lsm_system_record_alloc("i", "n", 2, "", NULL);
    lsm_system *volatile freed = system;
    IS(lsm_system_record_free(system), LSM_ERR_OK);
    IS(lsm_system_record_free(freed), LSM_ERR_INVALID_ARGUMENT);
    SAYS(lsm_system_id_get(freed), NULL);
    SAYS(lsm_system_id_get((lsm_system *)foreign), NULL);
    IS(lsm_system_record_free((lsm_system *)(foreign + 1)), LSM_ERR_INVALID_ARGUMENT);
    return failures != 0;
}
"#,
    );
    succeeded(&program.command().output().unwrap());
}
