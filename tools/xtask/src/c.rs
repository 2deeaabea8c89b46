// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo xtask c`: the C library, linked from the archive that cargo builds.
//!
//! rustc links shared libraries itself, but with a version script of its own, which leaves no room
//! for nodes. So everything that the functions of the interface need is put into one object, in
//! which all other names become local, and the C compiler links that.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{abi, cargo};

/// How the library is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// For tests.
    Debug,
    /// As it is installed.
    Shipped,
}

/// What was built.
pub(crate) struct Library {
    /// The shared library, under its right name and with the links to it beside it.
    pub(crate) shared: PathBuf,
    /// The static library, in the same folder.
    pub(crate) archive: PathBuf,
}

/// What a program that is linked with the static library has to be linked with, too.
pub(crate) const STATIC_NEEDS: &str = "-lgcc_s -lpthread -lm -ldl";

pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let profile = match arguments {
        [] => Profile::Shipped,
        ["--debug"] => Profile::Debug,
        _ => bail!("cargo xtask c [--debug]"),
    };
    let library = build(profile)?;
    println!("{}\n{}", library.shared.display(), library.archive.display());
    Ok(())
}

/// Builds both libraries.
pub(crate) fn build(profile: Profile) -> Result<Library> {
    // The workspace's release profile aborts on a panic; a library catches it.
    let (option, folder) = match profile {
        Profile::Debug => ("dev", "debug"),
        Profile::Shipped => ("c", "c"),
    };
    let built = cargo::target_folder().join(folder);
    cargo::run(&mut cargo::cargo(&["build", "--package", "lsm-c", "--lib", "--profile", option]))?;
    let folder = built.join("libstoragemgmt");
    fs::create_dir_all(&folder).with_context(|| folder.display().to_string())?;
    let object = folder.join("libstoragemgmt.o");
    gather(&built.join("libstoragemgmt.a"), &object)?;
    let archive = folder.join("libstoragemgmt.a");
    if archive.exists() {
        // ar adds to what is there.
        fs::remove_file(&archive)?;
    }
    cargo::run(Command::new("ar").arg("crs").arg(&archive).arg(&object))?;
    let linked = folder.join("libstoragemgmt.linked");
    link(profile, &object, &linked)?;
    let shared = abi::link(&linked, &folder)?;
    fs::remove_file(&linked)?;
    Ok(Library { shared, archive })
}

/// Takes all that the interface needs out of the archive, and makes every other name local.
fn gather(archive: &Path, object: &Path) -> Result<()> {
    let exported = abi::exported()?;
    let keep = object.with_extension("exports");
    fs::write(&keep, exported.join("\n") + "\n")?;
    let wanted = exported.iter().map(|name| format!("--undefined={name}"));
    let mut ld = Command::new("ld");
    ld.args(["-r", "-o"]).arg(object).args(wanted).arg(archive);
    quietly(&mut ld)?;
    let mut objcopy = Command::new("objcopy");
    objcopy.arg(format!("--keep-global-symbols={}", keep.display()));
    // The bitcode of Rust's own libraries is no bitcode any more once it is put together; tools
    // with a plug-in for it would trip over it.
    objcopy.args(["--remove-section=.llvmbc", "--remove-section=.llvmcmd"]).arg(object);
    quietly(&mut objcopy)
}

fn link(profile: Profile, object: &Path, linked: &Path) -> Result<()> {
    let script = cargo::workspace().join("bindings/c/libstoragemgmt.map");
    let mut cc = Command::new("cc");
    cc.args(["-shared", "-o"]).arg(linked).arg(object);
    cc.arg(format!("-Wl,-soname,{}", abi::names()?.soname));
    cc.arg(format!("-Wl,--version-script={}", script.display()));
    cc.args(["-Wl,--gc-sections", "-Wl,-z,defs", "-Wl,-z,relro,-z,now", "-Wl,--as-needed"]);
    if profile == Profile::Shipped {
        cc.arg("-Wl,--strip-all");
    }
    cargo::run(cc.args(STATIC_NEEDS.split(' ')))
}

/// A command whose arguments are too many to show.
fn quietly(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.output().with_context(|| format!("cannot run {name}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{name} failed: {}", said.lines().take(20).collect::<Vec<_>>().join("\n"));
    }
    Ok(())
}
