// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo xtask install`: everything that an installation consists of, put where it belongs.

mod check;
mod layout;
mod stage;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::{abi, c, cargo};
pub(crate) use check::check;
use layout::Layout;
use stage::Stage;

const USAGE: &str = "\
cargo xtask install [--prefix FOLDER] [--libdir FOLDER] [--destdir FOLDER]
  --prefix    where the installation will be used from; /usr/local unless given
  --libdir    where libraries go, below the prefix; lib unless given
  --destdir   folder to write below, as packagers do; / unless given
cargo xtask install --check
  install into a temporary folder, build programs against it, run them and what was installed";

/// What is installed, as it was built.
struct Built {
    /// Folder of the programs.
    programs: PathBuf,
    /// The shared library.
    shared: PathBuf,
    /// The static library.
    archive: PathBuf,
}

pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let (layout, destdir) = options(arguments)?;
    let library = c::build(c::Profile::Shipped)?;
    let programs = cargo::release_programs()?;
    let built = Built { programs, shared: library.shared, archive: library.archive };
    let mut stage = Stage::new(destdir);
    everything(&built, &layout, &mut stage)?;
    println!("{} files below {}", stage.count(), stage.root().display());
    if stage.is_live() {
        println!("Run `ldconfig`, so that programs find the library.");
    }
    Ok(())
}

fn options(arguments: &[&str]) -> Result<(Layout, PathBuf)> {
    let (mut prefix, mut libdir, mut destdir) = ("/usr/local", "lib", "/");
    for pair in arguments.chunks(2) {
        match *pair {
            ["--prefix", folder] => prefix = folder,
            ["--libdir", folder] => libdir = folder,
            ["--destdir", folder] => destdir = folder,
            _ => bail!("{USAGE}"),
        }
    }
    ensure!(Path::new(prefix).is_absolute(), "--prefix {prefix}: give a whole path");
    Ok((Layout::new(Path::new(prefix), libdir), std::path::absolute(destdir)?))
}

fn everything(built: &Built, layout: &Layout, stage: &mut Stage) -> Result<()> {
    programs(built, layout, stage)?;
    library(built, layout, stage)?;
    manual(layout, stage)?;
    completion(built, layout, stage)?;
    daemon(layout, stage)
}

fn programs(built: &Built, layout: &Layout, stage: &mut Stage) -> Result<()> {
    for program in ["lsmd", "lsmcli"] {
        stage.program(&built.programs.join(program), &layout.bin.join(program))?;
    }
    for program in ["lsm-local-plugins", "lsm-array-plugins"] {
        let plugins = built.programs.join(program);
        let mut names = plugin_names(&plugins)?.into_iter().map(|name| layout.bin.join(name));
        let first = names.next().with_context(|| format!("{program} names no plug-in"))?;
        stage.program(&plugins, &first)?;
        names.try_for_each(|name| stage.hard_link(&first, &name))?;
    }
    Ok(())
}

/// The names under which a program with many plug-ins wants to be started: it says so itself when
/// it is started under another one.
fn plugin_names(program: &Path) -> Result<Vec<String>> {
    let output = Command::new(program)
        .output()
        .with_context(|| format!("cannot run {}", program.display()))?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let words = said.split_whitespace().filter(|word| word.ends_with("_lsmplugin"));
    Ok(words.map(str::to_owned).collect())
}

fn library(built: &Built, layout: &Layout, stage: &mut Stage) -> Result<()> {
    let names = abi::names()?;
    let file = layout.lib.join(&names.file);
    stage.program(&built.shared, &file)?;
    for link in &names.links {
        stage.symlink(&names.file, &layout.lib.join(link))?;
    }
    stage.file(&built.archive, &layout.lib.join("libstoragemgmt.a"))?;
    let c = cargo::workspace().join("bindings/c");
    stage.files(&c.join("include/libstoragemgmt"), &layout.include.join("libstoragemgmt"))?;
    let pkg_config = fs::read_to_string(c.join("libstoragemgmt.pc.in"))?;
    stage.text(
        &layout.lib.join("pkgconfig/libstoragemgmt.pc"),
        &layout.fill(&pkg_config).replace("@private@", c::STATIC_NEEDS),
    )
}

fn manual(layout: &Layout, stage: &mut Stage) -> Result<()> {
    for (name, text) in lsmcli::manual::pages() {
        stage.text(&layout.man.join(name), &text)?;
    }
    stage.files(&cargo::workspace().join("packaging/man"), &layout.man)
}

fn completion(built: &Built, layout: &Layout, stage: &mut Stage) -> Result<()> {
    for (shell, path) in [
        ("bash", "bash-completion/completions/lsmcli"),
        ("zsh", "zsh/site-functions/_lsmcli"),
        ("fish", "fish/vendor_completions.d/lsmcli.fish"),
    ] {
        let mut lsmcli = Command::new(built.programs.join("lsmcli"));
        let output = lsmcli.args(["completion", shell]).output().context("cannot run lsmcli")?;
        ensure!(output.status.success(), "lsmcli completion {shell} failed");
        stage.text(&layout.share.join(path), &String::from_utf8(output.stdout)?)?;
    }
    Ok(())
}

/// The configuration of lsmd, and what tells the system to start it.
fn daemon(layout: &Layout, stage: &mut Stage) -> Result<()> {
    let packaging = cargo::workspace().join("packaging");
    stage.keep(&packaging.join("lsm/lsmd.conf"), &layout.etc.join("lsm/lsmd.conf"))?;
    for entry in fs::read_dir(packaging.join("lsm/pluginconf.d"))? {
        let path = entry?.path();
        let name = Path::new("lsm/pluginconf.d").join(path.file_name().unwrap_or_default());
        stage.keep(&path, &layout.etc.join(name))?;
    }
    for (from, to) in
        [("systemd", "systemd/system"), ("sysusers.d", "sysusers.d"), ("tmpfiles.d", "tmpfiles.d")]
    {
        for entry in fs::read_dir(packaging.join(from))? {
            let path = entry?.path();
            let text = fs::read_to_string(&path)?;
            let name = layout.system.join(to).join(path.file_name().unwrap_or_default());
            stage.text(&name, &layout.service(&text))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
