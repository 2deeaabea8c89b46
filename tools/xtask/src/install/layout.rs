// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where the parts of an installation go, below its prefix.

use std::path::{Path, PathBuf};

/// Folders as they are called once the installation is in use.
pub(super) struct Layout {
    prefix: PathBuf,
    /// Programs, plug-ins included.
    pub(super) bin: PathBuf,
    /// Libraries.
    pub(super) lib: PathBuf,
    /// Headers.
    pub(super) include: PathBuf,
    /// What does not depend on the machine.
    pub(super) share: PathBuf,
    /// Pages of section 1.
    pub(super) man: PathBuf,
    /// Configuration.
    pub(super) etc: PathBuf,
    /// What systemd reads.
    pub(super) system: PathBuf,
}

impl Layout {
    pub(super) fn new(prefix: &Path, libdir: &str) -> Self {
        let usr = prefix == Path::new("/usr");
        Self {
            prefix: prefix.to_owned(),
            bin: prefix.join("bin"),
            lib: prefix.join(libdir),
            include: prefix.join("include"),
            share: prefix.join("share"),
            man: prefix.join("share/man/man1"),
            etc: if usr { "/etc".into() } else { prefix.join("etc") },
            system: prefix.join("lib"),
        }
    }

    /// Fills the folders and the release into a text.
    pub(super) fn fill(&self, text: &str) -> String {
        let show = |path: &Path| path.display().to_string();
        text.replace("@prefix@", &show(&self.prefix))
            .replace("@libdir@", &show(&self.lib))
            .replace("@includedir@", &show(&self.include))
            .replace("@version@", env!("CARGO_PKG_VERSION"))
    }

    /// A service that starts the programs of this installation. lsmd looks below /usr and /etc
    /// when it is not told otherwise.
    pub(super) fn service(&self, text: &str) -> String {
        if self.prefix == Path::new("/usr") {
            return text.to_owned();
        }
        let (bin, etc) = (self.bin.display(), self.etc.display());
        text.replace(
            "/usr/bin/lsmd -d",
            &format!("{bin}/lsmd -d --plugindir {bin} --confdir {etc}/lsm"),
        )
    }
}
