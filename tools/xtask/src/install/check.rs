// SPDX-License-Identifier: MIT OR Apache-2.0
//! An installation in a folder of its own, and what people do with one: build C programs with the
//! flags of pkg-config and run them, list an array with `lsmcli`, with and without `lsmd`.

use std::fs;
use std::os::unix::net::UnixDatagram;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use super::{Built, Layout, Stage, everything};
use crate::{abi, c, cargo, packages};

/// What the example client says of the example plug-in.
const SAID: &str = "50 % done\nexample: 68719476736 bytes in pool\n";

/// Installs the C library as it ships, and programs as they were built for tests.
pub(crate) fn check() -> Result<()> {
    let library = c::build(c::Profile::Shipped)?;
    let folder = tempfile::Builder::new().prefix("lsm-install-").tempdir()?;
    let prefix = folder.path().join("usr");
    let built = Built {
        programs: cargo::target_folder().join("debug"),
        shared: library.shared,
        archive: library.archive,
    };
    let mut stage = Stage::new(PathBuf::from("/"));
    everything(&built, &Layout::new(&prefix, "lib"), &mut stage)?;
    println!("\n{} files are installed for a check", stage.count());
    let installed = Installed { folder: folder.path().to_owned(), prefix };
    installed.library_is_found_by_its_name()?;
    if packages::has("pkg-config") {
        installed.programs_are_built_and_run()?;
        installed.static_programs_are_built_and_run()?;
    } else {
        println!("skipped: no program is built, pkg-config is not installed");
    }
    installed.arrays_are_listed()
}

struct Installed {
    folder: PathBuf,
    prefix: PathBuf,
}

impl Installed {
    /// A command that finds this installation, and nothing of the surroundings.
    fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        let path = std::env::var_os("PATH").unwrap_or_default();
        command.env_clear().env("PATH", path).current_dir(&self.folder);
        command.env("PKG_CONFIG_PATH", self.prefix.join("lib/pkgconfig"));
        command.env("LD_LIBRARY_PATH", self.prefix.join("lib"));
        command.env("LSM_SIM_DATA", self.folder.join("state"));
        command
    }

    /// The links lead to the file, and the file says the name that programs ask for.
    fn library_is_found_by_its_name(&self) -> Result<()> {
        let names = abi::names()?;
        let lib = self.prefix.join("lib");
        for link in &names.links {
            let leads = fs::read_link(lib.join(link)).with_context(|| link.clone())?;
            ensure!(leads == Path::new(&names.file), "{link} leads to {}", leads.display());
        }
        let said = output(self.command("readelf").arg("-d").arg(lib.join(&names.file)))?;
        let soname = format!("Library soname: [{}]", names.soname);
        ensure!(said.contains(&soname), "the library has another soname:\n{said}");
        abi::run(&["--library", &lib.join(&names.file).to_string_lossy()])
    }

    /// The examples, by their own Makefile, which asks pkg-config.
    fn programs_are_built_and_run(&self) -> Result<()> {
        let out = self.folder.join("examples");
        fs::create_dir(&out)?;
        let examples = cargo::workspace().join("examples/c");
        let mut make = self.command("make");
        output(make.arg("-C").arg(examples).arg(format!("OUT={}", out.display())))?;
        let said = output(self.command("readelf").arg("-d").arg(out.join("client")))?;
        ensure!(said.contains("[libstoragemgmt.so.1]"), "it needs another library:\n{said}");
        let mut client = self.command(out.join("client"));
        let said = output(client.env("LSM_PLUGIN_DIR", &out).arg("shelf://"))?;
        ensure!(said == SAID, "the example says {said:?}");
        Ok(())
    }

    fn static_programs_are_built_and_run(&self) -> Result<()> {
        let mut pkg_config = self.command("pkg-config");
        let flags = output(pkg_config.args(["--static", "--cflags", "--libs", "libstoragemgmt"]))?;
        ensure!(flags.contains(" -lstoragemgmt "), "pkg-config says {flags:?}");
        // The linker prefers the shared library; its full name says which one is meant.
        let flags = flags.replace(" -lstoragemgmt ", " -l:libstoragemgmt.a ");
        let program = self.folder.join("examples/static");
        let mut cc = self.command("cc");
        cc.arg(cargo::workspace().join("examples/c/client.c")).arg("-o").arg(&program);
        output(cc.args(flags.split_whitespace()))?;
        let needs = output(self.command("readelf").arg("-d").arg(&program))?;
        ensure!(!needs.contains("libstoragemgmt"), "it needs the shared library:\n{needs}");
        let mut client = self.command(&program);
        client.env("LSM_PLUGIN_DIR", self.folder.join("examples"));
        let said = output(client.arg("shelf://"))?;
        ensure!(said == SAID, "the example says {said:?}");
        Ok(())
    }

    fn arrays_are_listed(&self) -> Result<()> {
        let bin = self.prefix.join("bin");
        let list = |name: &str, folder: &Path| {
            let mut lsmcli = self.command(bin.join("lsmcli"));
            output(lsmcli.env(name, folder).args(["-u", "sim://", "list", "--type", "systems"]))
        };
        let alone = list("LSM_PLUGIN_DIR", &bin)?;
        ensure!(alone.contains("sim-01"), "lsmcli lists {alone}");
        let sockets = self.folder.join("sockets");
        fs::create_dir(&sockets)?;
        let daemon = self.daemon(&sockets)?;
        let served = list("LSM_UDS_PATH", &sockets)?;
        drop(daemon);
        ensure!(served == alone, "with lsmd lsmcli lists {served}");
        Ok(())
    }

    /// Starts the installed lsmd, and waits until it serves.
    fn daemon(&self, sockets: &Path) -> Result<Ended> {
        let path = self.folder.join("notify");
        let notify = UnixDatagram::bind(&path)?;
        notify.set_read_timeout(Some(Duration::from_secs(60)))?;
        let mut lsmd = self.command(self.prefix.join("bin/lsmd"));
        lsmd.env("NOTIFY_SOCKET", &path).arg("-d").arg("--plugindir").arg(self.prefix.join("bin"));
        lsmd.arg("--socketdir").arg(sockets).arg("--confdir").arg(self.prefix.join("etc/lsm"));
        lsmd.stdin(Stdio::null()).stdout(Stdio::null());
        let daemon = Ended(lsmd.spawn().context("cannot run lsmd")?);
        let mut state = [0; 4096];
        loop {
            let length = notify.recv(&mut state).context("lsmd does not get ready")?;
            if state[..length].split(|byte| *byte == b'\n').any(|line| line == b"READY=1") {
                return Ok(daemon);
            }
        }
    }
}

/// A process that is ended with the value.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What a command writes, which must succeed.
fn output(command: &mut Command) -> Result<String> {
    let shown = cargo::shown(command);
    let output = command.output().with_context(|| format!("cannot run {shown}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "{shown} failed:\n{said}");
    String::from_utf8(output.stdout).with_context(|| format!("{shown} writes no text"))
}
