// SPDX-License-Identifier: MIT OR Apache-2.0
//! Running cargo.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

/// The top folder of the workspace.
pub(crate) fn workspace() -> &'static Path {
    let tool = Path::new(env!("CARGO_MANIFEST_DIR"));
    tool.ancestors().nth(2).unwrap_or(tool)
}

/// Cargo in the top folder of the workspace.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(workspace()).args(arguments);
    command
}

/// Runs a command, which must succeed, and shows it first.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let shown = shown(command);
    println!("\n==> {shown}");
    let status = command.status().with_context(|| format!("cannot run {shown}"))?;
    ensure!(status.success(), "{shown} failed");
    Ok(())
}

/// The command as a person would type it.
pub(crate) fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words
        .map(|word| {
            let word = word.to_string_lossy();
            let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@+".contains(c);
            if !word.is_empty() && word.chars().all(plain) {
                word.into_owned()
            } else {
                format!("'{word}'")
            }
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Builds all programs in release mode and gives the folder they are in.
pub(crate) fn release_programs() -> Result<PathBuf> {
    run(&mut cargo(&["build", "--release", "--workspace", "--bins"]))?;
    Ok(target_folder().join("release"))
}

/// The folder that cargo builds into: this very program lies in `TARGET/PROFILE/`.
pub(crate) fn target_folder() -> PathBuf {
    let own = std::env::current_exe().ok();
    let target = own.as_deref().and_then(|own| own.ancestors().nth(2));
    target.map_or_else(|| workspace().join("target"), Path::to_owned)
}
