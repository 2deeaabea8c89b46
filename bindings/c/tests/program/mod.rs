// SPDX-License-Identifier: MIT OR Apache-2.0
//! C programs, linked with the library that was built beside the running test.
#![allow(dead_code)] // Each test uses a part.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// What the static library needs besides itself.
pub(crate) const NEEDS: [&str; 4] = ["-lgcc_s", "-lpthread", "-lm", "-ldl"];

/// A program in a folder of its own.
pub(crate) struct Program {
    folder: TempDir,
}

impl Program {
    /// Compiles the source `tests/c/NAME`.
    pub(crate) fn compile(name: &str) -> Self {
        Self::compile_sources(&[&Path::new("c").join(name)])
    }

    /// Compiles several sources below `tests/` into one program.
    pub(crate) fn compile_sources(names: &[&Path]) -> Self {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
        let sources: Vec<PathBuf> = names.iter().map(|name| tests.join(name)).collect();
        Self::link(&sources, tempfile::tempdir().unwrap())
    }

    /// Compiles a source that was generated.
    pub(crate) fn generate(source: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("generated.c");
        std::fs::write(&path, source).unwrap();
        Self::link(&[path], folder)
    }

    fn link(sources: &[PathBuf], folder: TempDir) -> Self {
        let program = Self { folder };
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut cc = Command::new("cc");
        cc.args(["-std=gnu11", "-g", "-Wall", "-Wextra", "-Werror", "-o"]).arg(program.path());
        cc.arg("-I").arg(manifest.join("include")).arg("-I").arg(manifest.join("tests/c"));
        let output = cc.args(sources).arg(archive()).args(NEEDS).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        program
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("program")
    }

    /// Puts the program at another path.
    pub(crate) fn install(&self, path: &Path) {
        std::fs::copy(self.path(), path).unwrap();
    }

    /// The program in an empty environment.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(self.path());
        command.env_clear().current_dir(self.folder.path());
        command
    }
}

/// The static library. Cargo builds it beside the tests, under a name with a hash; it is the newest
/// of that kind.
pub(crate) fn archive() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let entries = std::fs::read_dir(test.parent().unwrap()).unwrap().map(Result::unwrap);
    let archives = entries.map(|entry| entry.path()).filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("libstoragemgmt") && name.ends_with(".a")
    });
    archives.max_by_key(|path| path.metadata().unwrap().modified().unwrap()).unwrap()
}

/// Asserts that a program succeeded, and gives what it wrote.
pub(crate) fn succeeded(output: &Output) -> String {
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{}\n{err}\n…{}", output.status, tail(&out));
    out.into_owned()
}

fn tail(text: &str) -> &str {
    let from = text.char_indices().rev().nth(400).map_or(0, |(at, _)| at);
    &text[from..]
}
