// SPDX-License-Identifier: MIT OR Apache-2.0
//! Programs in C, compiled when the host can, and in Python, when the host has dbus-python.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::{Origin, Stack};

/// The interpreter that sees the distribution's modules.
pub(super) const PYTHON: &str = "/usr/bin/python3";
const TALLY: &str = include_str!("../../peers/tally.h");

/// The programs of all stacks that this host has.
pub(crate) struct Toolbox {
    folder: PathBuf,
    missing: BTreeMap<&'static str, String>,
}

impl Toolbox {
    /// Compiles and checks what these stacks need into `folder`.
    pub(crate) fn prepare(folder: &Path, stacks: &[&'static Stack]) -> Self {
        let mut toolbox = Self { folder: folder.to_owned(), missing: BTreeMap::new() };
        for &stack in stacks {
            if let Err(error) = toolbox.make(stack) {
                toolbox.missing.insert(stack.name, format!("{error:#}"));
            }
        }
        toolbox
    }

    /// Why a stack cannot run here; `None` when it can.
    pub(crate) fn missing(&self, stack: &Stack) -> Option<&str> {
        self.missing.get(stack.name).map(String::as_str)
    }

    /// The program or script of a stack that is not in our own program.
    pub(super) fn compiled(&self, stack: &Stack) -> PathBuf {
        self.folder.join(stack.name)
    }

    fn make(&self, stack: &Stack) -> Result<()> {
        match stack.origin {
            Origin::Own => Ok(()),
            Origin::Compiled { source, library } => self.compile(stack, source, library),
            Origin::Script { source } => {
                std::fs::write(self.compiled(stack), source)?;
                let check =
                    "import dbus.service, dbus.mainloop.glib; from gi.repository import GLib";
                run(Command::new(PYTHON).args(["-c", check])).map(drop)
            }
        }
    }

    fn compile(&self, stack: &Stack, source: &str, library: &str) -> Result<()> {
        let flags = run(Command::new("pkg-config").args(["--cflags", "--libs", library]))?;
        let file = self.folder.join(format!("{}.c", stack.name));
        std::fs::write(&file, source)?;
        std::fs::write(self.folder.join("tally.h"), TALLY)?;
        run(Command::new("cc")
            .args(["-O2", "-o"])
            .arg(self.compiled(stack))
            .arg(&file)
            .args(flags.split_whitespace()))
        .map(drop)
    }
}

fn run(command: &mut Command) -> Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| format!("{program} is not installed"))?;
    if !output.status.success() {
        let errors = String::from_utf8_lossy(&output.stderr);
        let line = errors.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
        bail!("{program}: {}", line.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
