// SPDX-License-Identifier: MIT OR Apache-2.0
//! Putting a library file where programs and linkers find it.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::naming::{self, Names};
use super::recorded;

/// What our library is called on Linux.
pub(crate) fn names() -> Result<Names> {
    Ok(naming::linux("storagemgmt", recorded()?))
}

/// Copies our library into a folder under its right name, and makes the links to it.
pub(crate) fn link(library: &Path, folder: &Path) -> Result<PathBuf> {
    let names = names()?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let file = folder.join(&names.file);
    if library != file {
        // A program may be running with the old file: it keeps that, the name gets the new one.
        let fresh = folder.join(format!("{}.new", names.file));
        fs::copy(library, &fresh).with_context(|| format!("cannot copy {}", library.display()))?;
        fs::rename(&fresh, &file)?;
    }
    for link in names.links {
        let path = folder.join(link);
        if path.symlink_metadata().is_ok() {
            fs::remove_file(&path)?;
        }
        symlink(&names.file, &path).with_context(|| format!("cannot make {}", path.display()))?;
    }
    Ok(file)
}
