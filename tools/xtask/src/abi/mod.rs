// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo xtask abi`: the version of the C library's interface, decided and not guessed.

mod declaration;
mod header;
mod interface;
mod links;
mod naming;
mod symbols;
mod version_info;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use crate::c;
use crate::cargo::workspace;
use interface::{Baseline, Interface, Kind};
pub(crate) use links::{link, names};
use naming::{SYSTEMS, System};
use version_info::{Change, RULES, VersionInfo};

const USAGE: &str = "\
cargo xtask abi [--library FILE] [--accept]
      compare the built library and its headers with the last release, and check the version-info;
      --accept writes the right one down
cargo xtask abi name C:R:A [--name NAME] [--system SYSTEM|all]
      what a library with this version-info is called
cargo xtask abi next C:R:A none|added|changed
      the version-info of the next release
cargo xtask abi link LIBRARY FOLDER
      put a library into a folder under its right name, with the links to it
cargo xtask abi record RELEASE [--library FILE]
      keep the interface as it is now as that of a release
cargo xtask abi rules
      the three rules";

pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let (words, options) = options(arguments)?;
    let library = options.iter().find(|(name, _)| *name == "--library").map(|(_, value)| *value);
    let option = |name| options.iter().find(|(other, _)| *other == name).map(|(_, value)| *value);
    match words[..] {
        [] => check(&current(library)?, option("--accept").is_some()),
        ["name", info] => {
            let (name, system) = (option("--name"), option("--system"));
            show_names(info.parse()?, name.unwrap_or("foo"), system.unwrap_or("linux"))
        }
        ["next", info, change] => {
            let change = match change {
                "none" => Change::None,
                "added" => Change::Added,
                "changed" => Change::Broken,
                _ => bail!("'{change}' is none of none, added, changed"),
            };
            println!("{}", info.parse::<VersionInfo>()?.next(change));
            Ok(())
        }
        ["link", library, folder] => {
            let file = link(Path::new(library), Path::new(folder))?;
            println!("{}", file.display());
            Ok(())
        }
        ["record", release] => record(release, current(library)?),
        ["rules"] => {
            println!("{RULES}");
            Ok(())
        }
        _ => bail!("{USAGE}"),
    }
}

type Options<'a> = Vec<(&'a str, &'a str)>;

/// Words, and options with their values.
fn options<'a>(arguments: &[&'a str]) -> Result<(Vec<&'a str>, Options<'a>)> {
    let (mut words, mut options) = (Vec::new(), Vec::new());
    let mut rest = arguments.iter().copied();
    while let Some(argument) = rest.next() {
        match argument {
            "--accept" => options.push((argument, "")),
            "--library" | "--name" | "--system" => {
                options.push((argument, rest.next().with_context(|| USAGE.to_owned())?));
            }
            option if option.starts_with('-') => bail!("{USAGE}"),
            word => words.push(word),
        }
    }
    Ok((words, options))
}

/// The interface of the headers and of the library as they are now.
fn current(library: Option<&str>) -> Result<Interface> {
    let mut interface = headers()?;
    let library = match library {
        Some(library) => PathBuf::from(library),
        None => c::build(c::Profile::Shipped)?.shared,
    };
    symbols::add(&library, &mut interface)?;
    Ok(interface)
}

/// The interface that the headers declare.
fn headers() -> Result<Interface> {
    let folder = workspace().join("bindings/c/include/libstoragemgmt");
    let mut interface = Interface::default();
    let entries = fs::read_dir(&folder).with_context(|| format!("no {}", folder.display()))?;
    let mut paths =
        entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, std::io::Error>>()?;
    paths.sort();
    for path in paths {
        let text = fs::read_to_string(&path)?;
        header::words(&text, &mut interface)
            .and_then(|words| declaration::declare(&words, &mut interface))
            .with_context(|| path.display().to_string())?;
    }
    Ok(interface)
}

/// The folder in which interfaces of releases are kept.
fn folder() -> PathBuf {
    workspace().join("bindings/c/abi")
}

/// The interface of the last release.
fn baseline() -> Result<Baseline> {
    let mut last: Option<Baseline> = None;
    for entry in fs::read_dir(folder())? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "abi") {
            let text = fs::read_to_string(&path)?;
            let baseline: Baseline = text.parse().with_context(|| path.display().to_string())?;
            let number = |of: &Baseline| (of.version_info.current, of.version_info.revision);
            if last.as_ref().is_none_or(|last| number(last) < number(&baseline)) {
                last = Some(baseline);
            }
        }
    }
    last.with_context(|| format!("no interface is kept in {}", folder().display()))
}

/// The names that the library exports: those of the last release, and those that the version
/// script adds.
pub(crate) fn exported() -> Result<Vec<String>> {
    let last = baseline()?;
    let mut names: Vec<_> = last.interface.names(Kind::Symbol).map(str::to_owned).collect();
    let script = fs::read_to_string(workspace().join("bindings/c/libstoragemgmt.map"))?;
    names.extend(symbols::added(&script).map(str::to_owned));
    Ok(names)
}

/// The version-info that the next release is to have.
pub(crate) fn recorded() -> Result<VersionInfo> {
    let path = folder().join("version-info");
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    text.trim().parse().with_context(|| path.display().to_string())
}

fn check(now: &Interface, accept: bool) -> Result<()> {
    let baseline = baseline()?;
    let declared = now.names(Kind::Function);
    let missing: Vec<_> = declared.filter(|name| now.get(Kind::Symbol, name).is_none()).collect();
    ensure!(missing.is_empty(), "declared, but not in the library: {}", missing.join(" "));
    let undeclared: Vec<_> =
        now.names(Kind::Symbol).filter(|name| now.get(Kind::Function, name).is_none()).collect();
    ensure!(undeclared.is_empty(), "in the library, but not declared: {}", undeclared.join(" "));

    let verdict = verdict(now, &baseline);
    println!(
        "Since {} (version-info {}):\n{}",
        baseline.release, baseline.version_info, verdict.report
    );
    if accept {
        fs::write(folder().join("version-info"), format!("{}\n", verdict.next))?;
    }
    let recorded = recorded()?;
    verdict.accept(recorded, &baseline)?;
    show_names(recorded, "storagemgmt", "linux")
}

/// What the comparison with the last release says.
struct Verdict {
    change: Change,
    next: VersionInfo,
    report: String,
}

fn verdict(now: &Interface, last: &Baseline) -> Verdict {
    let difference = now.since(&last.interface);
    let change = difference.change();
    let next = last.version_info.next(change);
    let report = format!("{difference}By {}: {next}", change.rule());
    Verdict { change, next, report }
}

impl Verdict {
    /// Refuses a version-info that does not tell what changed.
    fn accept(&self, recorded: VersionInfo, last: &Baseline) -> Result<()> {
        // Nothing has to change between a release and the first change after it.
        let released = self.change == Change::None && recorded == last.version_info;
        ensure!(
            recorded == self.next || released,
            "bindings/c/abi/version-info says {recorded}, but it must be {}; write it down with \
             `cargo xtask abi --accept`",
            self.next
        );
        Ok(())
    }
}

fn show_names(info: VersionInfo, library: &str, system: &str) -> Result<()> {
    if system == "all" {
        for system in SYSTEMS {
            let names = system.names(library, info);
            println!("{:<11}{:<26}asked for as {}", system.name, names.file, names.soname);
        }
        return Ok(());
    }
    let known = || SYSTEMS.iter().map(|system| system.name).collect::<Vec<_>>().join(", ");
    let system = System::find(system)
        .with_context(|| format!("'{system}' is not known; these are: {}", known()))?;
    let names = system.names(library, info);
    println!("{}", names.file);
    println!("soname {}", names.soname);
    names.links.iter().for_each(|link| println!("link   {link}"));
    let remark = system.remark(library, info);
    if !remark.is_empty() {
        println!("note   {remark}");
    }
    Ok(())
}

fn record(release: &str, interface: Interface) -> Result<()> {
    let baseline = Baseline { release: release.to_owned(), version_info: recorded()?, interface };
    let path = folder().join(format!("{release}.abi"));
    ensure!(!path.exists(), "{} is there already", path.display());
    fs::write(&path, baseline.text())?;
    println!("{}", path.display());
    Ok(())
}

#[cfg(test)]
mod tests;
