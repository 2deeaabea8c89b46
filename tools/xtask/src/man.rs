// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo xtask man`: the manual pages of lsmcli, made from its table.

use std::fs;

use anyhow::{Context, Result};

use crate::cargo;

pub(crate) fn run() -> Result<()> {
    let folder = cargo::target_folder().join("man");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let pages = lsmcli::manual::pages();
    let count = pages.len();
    for (name, text) in pages {
        let path = folder.join(name);
        fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    println!("{count} pages in {}", folder.display());
    Ok(())
}
