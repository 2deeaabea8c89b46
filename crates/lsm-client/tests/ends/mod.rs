// SPDX-License-Identifier: MIT OR Apache-2.0
//! Folders with plug-ins and clients in them.
#![allow(dead_code)] // Not every test needs everything.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// A fresh folder on the file system of the programs, so that links to them can be made.
pub(crate) fn folder() -> TempDir {
    tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap()
}

/// Puts the program into a folder under a name.
pub(crate) fn put(folder: &Path, name: &str) -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let program = tests.ancestors().nth(2).unwrap().join("examples/ends");
    assert!(program.exists(), "cargo build -p lsm-client --examples makes {}", program.display());
    let path = folder.join(name);
    std::fs::hard_link(program, &path).unwrap();
    path
}

/// What the client says, a line for each URI.
pub(crate) fn ask(command: &mut Command) -> Vec<String> {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// The client, as if nobody had set anything.
pub(crate) fn client(program: &Path) -> Command {
    let mut command = Command::new(program);
    for variable in ["LSM_UDS_PATH", "LSM_PLUGIN_DIR", "ASK_DIRECTLY"] {
        command.env_remove(variable);
    }
    command
}
