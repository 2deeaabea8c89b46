// SPDX-License-Identifier: MIT OR Apache-2.0
//! The Python package in a virtual environment of its own: built as a wheel, tested, checked for
//! types.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

use crate::c;
use crate::cargo::{self, run, workspace};

/// What the tests need beside the package.
const TOOLS: [&str; 3] = ["maturin>=1.9,<2", "mypy>=1.14", "pytest>=8"];

/// Builds the wheel, installs it into a fresh environment and runs its tests against the programs
/// that are built. Where there is no Python to make an environment of, or no way to the package
/// index, says so and leaves the tests out.
pub(crate) fn test() -> Result<()> {
    let Some(environment) = Environment::make()? else { return Ok(()) };
    environment.install(Profile::Debug)?;
    let mut tests = environment.python();
    tests.args(["-m", "pytest", "-q", "--import-mode=importlib", "-p", "no:cacheprovider"]);
    tests.arg(workspace().join("bindings/python/tests"));
    tests.env("LSM_TEST_PROGRAMS", cargo::target_folder().join("debug"));
    tests.env("LSM_TEST_C_LIBRARY", c::build(c::Profile::Debug)?.shared);
    run(&mut tests)?;
    let mut types = environment.python();
    types.args(["-m", "mypy", "--strict", "--no-incremental", "-p", "lsm"]);
    run(&mut types)
}

/// Whether there is a Python that can make virtual environments.
pub(crate) fn has_venv() -> bool {
    quiet(Command::new("python3").args(["-c", "import venv, ensurepip"]))
}

/// Whether a command succeeds, without its words.
fn quiet(command: &mut Command) -> bool {
    let command = command.stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// How the extension is compiled.
#[derive(Clone, Copy)]
pub(crate) enum Profile {
    /// Quick to build, for tests.
    Debug,
    /// As it ships.
    Shipped,
}

/// A virtual environment below the target folder.
pub(crate) struct Environment {
    folder: PathBuf,
}

impl Environment {
    /// Makes the environment with the tools in it, or takes the one that is there; `None`, and a
    /// word on what is missing, where that cannot be done.
    pub(crate) fn make() -> Result<Option<Self>> {
        let environment = Self { folder: cargo::target_folder().join("python") };
        let is_ready = "import maturin, mypy, pytest";
        if quiet(environment.python().args(["-c", is_ready])) {
            return Ok(Some(environment));
        }
        if !has_venv() {
            println!("\nMissing: python3 with venv; the tests of the Python package are skipped.");
            return Ok(None);
        }
        let mut make = Command::new("python3");
        run(make.args(["-m", "venv", "--clear"]).arg(&environment.folder))?;
        let mut install = environment.python();
        install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        if run(install.args(TOOLS)).is_err() {
            println!("\nMissing: {TOOLS:?}; the tests of the Python package are skipped.");
            return Ok(None);
        }
        Ok(Some(environment))
    }

    /// The interpreter of the environment.
    pub(crate) fn interpreter(&self) -> PathBuf {
        self.folder.join("bin/python")
    }

    /// The interpreter of the environment; not in the folder of the package, which would be
    /// imported in place of what is installed.
    pub(crate) fn python(&self) -> Command {
        let mut command = Command::new(self.interpreter());
        command.current_dir(&self.folder).env_remove("PYTHONPATH");
        command
    }

    /// Builds the wheel and installs it.
    pub(crate) fn install(&self, profile: Profile) -> Result<()> {
        let wheels = self.folder.join("wheels");
        let _ = std::fs::remove_dir_all(&wheels);
        let mut build = self.python();
        build.args(["-m", "maturin", "build", "--quiet", "--locked", "--out"]).arg(&wheels);
        build.arg("--manifest-path").arg(workspace().join("bindings/python/Cargo.toml"));
        if let Profile::Debug = profile {
            build.args(["--profile", "dev"]);
        }
        run(build.env("CARGO_TARGET_DIR", cargo::target_folder()))?;
        let wheel = only_file(&wheels)?;
        let mut install = self.python();
        install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
        run(install.args(["--force-reinstall", "--no-deps"]).arg(wheel))
    }
}

/// The one file in a folder.
fn only_file(folder: &Path) -> Result<PathBuf> {
    let mut entries = std::fs::read_dir(folder)?;
    let first = entries.next().context("no wheel was built")??;
    Ok(first.path())
}
