// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a built library exports.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::interface::{Interface, Kind};

/// Value of a symbol without a version.
pub(crate) const UNVERSIONED: &str = "unversioned";

/// Adds the symbols that `nm` finds in a library.
pub(crate) fn add(library: &Path, interface: &mut Interface) -> Result<()> {
    let output = Command::new("nm")
        .args(["-D", "--defined-only", "--with-symbol-versions"])
        .arg(library)
        .output()
        .context("cannot run nm; it comes with binutils")?;
    ensure!(
        output.status.success(),
        "nm cannot read {}: {}",
        library.display(),
        String::from_utf8_lossy(&output.stderr).trim()
    );
    for (name, version) in listed(&String::from_utf8_lossy(&output.stdout)) {
        interface.add(Kind::Symbol, name, version);
    }
    Ok(())
}

/// The names that a version script gives to its nodes.
pub(crate) fn added(script: &str) -> impl Iterator<Item = &str> {
    let lines = script.lines().map(str::trim);
    let names = lines.filter_map(|line| line.strip_suffix(';'));
    names.filter(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'))
}

/// Names and versions in what `nm` wrote; the version nodes themselves are no symbols.
fn listed(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.lines().filter_map(|line| {
        let mut fields = line.split_whitespace().rev();
        let (symbol, kind) = (fields.next()?, fields.next()?);
        let (name, version) = symbol.split_once('@').unwrap_or((symbol, UNVERSIONED));
        (kind != "A").then_some((name, version.trim_start_matches('@')))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_version_scripts() {
        let script = "/* a comment; */\nNODE_1 {\n    global:\n        one;\n        two;\n};\n";
        assert_eq!(added(script).collect::<Vec<_>>(), ["one", "two"]);
    }

    #[test]
    fn reads_what_nm_writes() {
        let text = "0000000000000000 A LSM_1.11\n0000000000001109 T lsm_new@@LSM_1.11\n\
                    0000000000001119 T lsm_old\n";
        let symbols: Vec<_> = listed(text).collect();
        assert_eq!(symbols, [("lsm_new", "LSM_1.11"), ("lsm_old", "unversioned")]);
    }
}
