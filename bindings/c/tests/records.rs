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
