// SPDX-License-Identifier: MIT OR Apache-2.0
//! Writing files below a folder, each in one step, so that a program in use is never half new.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// A folder that stands for the root of the file system.
pub(super) struct Stage {
    root: PathBuf,
    count: usize,
}

impl Stage {
    pub(super) fn new(root: PathBuf) -> Self {
        Self { root, count: 0 }
    }

    /// The folder that all is written below.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// How many files were written.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Whether this is the system that runs.
    pub(super) fn is_live(&self) -> bool {
        self.root == Path::new("/")
    }

    /// A file that everybody may run.
    pub(super) fn program(&mut self, from: &Path, to: &Path) -> Result<()> {
        let from = from.to_owned();
        self.put(to, 0o755, |path| fs::copy(&from, path).map(drop).with_context(|| show(&from)))
    }

    /// A file that everybody may read.
    pub(super) fn file(&mut self, from: &Path, to: &Path) -> Result<()> {
        self.put(to, 0o644, |path| fs::copy(from, path).map(drop).with_context(|| show(from)))
    }

    /// All files of a folder.
    pub(super) fn files(&mut self, from: &Path, to: &Path) -> Result<()> {
        for entry in fs::read_dir(from).with_context(|| show(from))? {
            let entry = entry?;
            self.file(&entry.path(), &to.join(entry.file_name()))?;
        }
        Ok(())
    }

    /// A file with this text.
    pub(super) fn text(&mut self, to: &Path, text: &str) -> Result<()> {
        self.put(to, 0o644, |path| Ok(fs::write(path, text)?))
    }

    /// A file that is left alone when there is one already: somebody may have changed it.
    pub(super) fn keep(&mut self, from: &Path, to: &Path) -> Result<()> {
        if self.place(to).exists() {
            println!("kept {}", to.display());
            return Ok(());
        }
        self.file(from, to)
    }

    /// A further name of a file that was written before.
    pub(super) fn hard_link(&mut self, first: &Path, to: &Path) -> Result<()> {
        let first = self.place(first);
        self.put(to, 0o755, |path| Ok(fs::hard_link(&first, path)?))
    }

    /// A link that leads to another name in the same folder.
    pub(super) fn symlink(&mut self, file: &str, to: &Path) -> Result<()> {
        let path = self.place(to);
        if path.symlink_metadata().is_ok() {
            fs::remove_file(&path).with_context(|| show(&path))?;
        }
        self.count += 1;
        symlink(file, &path).with_context(|| show(&path))
    }

    fn place(&self, path: &Path) -> PathBuf {
        self.root.join(path.strip_prefix("/").unwrap_or(path))
    }

    fn put(&mut self, to: &Path, mode: u32, make: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
        let path = self.place(to);
        let folder = path.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder).with_context(|| show(folder))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let fresh = path.with_file_name(format!(".{name}.new"));
        if fresh.exists() {
            fs::remove_file(&fresh).with_context(|| show(&fresh))?;
        }
        make(&fresh).with_context(|| format!("cannot write {}", path.display()))?;
        fs::set_permissions(&fresh, fs::Permissions::from_mode(mode))?;
        fs::rename(&fresh, &path).with_context(|| show(&path))?;
        // Renaming a hard link to its own file does nothing, and leaves the link.
        if fresh.symlink_metadata().is_ok() {
            fs::remove_file(&fresh)?;
        }
        self.count += 1;
        Ok(())
    }
}

fn show(path: &Path) -> String {
    path.display().to_string()
}
