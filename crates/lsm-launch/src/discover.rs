// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which plug-ins a folder holds.

use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use rustix::fs::{Access, AtFlags, CWD};

/// What the base name of every plug-in program ends in.
pub const SUFFIX: &str = "_lsmplugin";

/// The most bytes of a base name that become the name of a plug-in.
const NAME_MAX: usize = 127;

/// A plug-in program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The base name without [`SUFFIX`], at most 127 bytes of it: the name of the socket and the
    /// scheme of the URI.
    pub name: OsString,
    /// Where the program is: the folder as it was given, and the way below it.
    pub path: PathBuf,
    /// Whether this process could execute it. A file that is not executable is a plug-in all
    /// the same; starting it fails.
    pub executable: bool,
}

/// A second program of a name that is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// The name both claim.
    pub name: OsString,
    /// The program that has it.
    pub kept: PathBuf,
    /// The program that is left out.
    pub refused: PathBuf,
}

/// A folder that could not be read; what it holds is unknown.
#[derive(Debug)]
pub struct Unreadable {
    /// The folder.
    pub path: PathBuf,
    /// Why.
    pub error: io::Error,
}

/// What [`discover`] met.
#[derive(Debug, Default)]
pub struct Discovery {
    /// One program per name, sorted by name.
    pub plugins: Vec<Found>,
    /// Programs that came too late for their name, in the order they were met.
    pub duplicates: Vec<Duplicate>,
    /// Folders that could not be read.
    pub unreadable: Vec<Unreadable>,
}

/// What [`find`] met.
#[derive(Debug, Default)]
pub struct Lookup {
    /// The first program of that name, if there is one.
    pub plugin: Option<Found>,
    /// Folders that could not be read on the way there.
    pub unreadable: Vec<Unreadable>,
}

/// Finds every plug-in in a folder and the folders below it.
///
/// Sub-folders whose name starts with a dot are left out, and links to folders are not
/// followed. Every other entry with the right name counts: files, links to files, files that
/// cannot be executed, and files whose name starts with a dot.
///
/// The order is fixed, whatever the file system says: the programs of a folder by name, then its
/// sub-folders by name. The first program of a name has it; those after it are
/// [reported](Discovery::duplicates).
pub fn discover(folder: &Path) -> Discovery {
    let mut discovery = Discovery::default();
    let mut met: Vec<Found> = Vec::new();
    walk(folder, &mut discovery.unreadable, &mut |found| {
        met.push(found);
        true
    });
    // Stable: of equal names the one met first comes first.
    met.sort_by(|a, b| a.name.cmp(&b.name));
    for found in met {
        match discovery.plugins.last() {
            Some(kept) if kept.name == found.name => discovery.duplicates.push(Duplicate {
                name: found.name,
                kept: kept.path.clone(),
                refused: found.path,
            }),
            _ => discovery.plugins.push(found),
        }
    }
    discovery
}

/// Finds the plug-in of one name, in the first of several folders that has it.
///
/// Within a folder the rules and the order are those of [`discover`]. No name with a slash is
/// ever found.
pub fn find(name: &OsStr, folders: &[PathBuf]) -> Lookup {
    let mut lookup = Lookup::default();
    for folder in folders {
        // Nearly always the program lies in the folder itself, which comes first in the order
        // anyhow: one look instead of a walk through, say, all of /usr/bin.
        lookup.plugin = directly_in(folder, name);
        if lookup.plugin.is_some() {
            break;
        }
        walk(folder, &mut lookup.unreadable, &mut |found| {
            if found.name == name {
                lookup.plugin = Some(found);
            }
            lookup.plugin.is_none()
        });
        if lookup.plugin.is_some() {
            break;
        }
    }
    lookup
}

fn directly_in(folder: &Path, name: &OsStr) -> Option<Found> {
    if name.as_bytes().contains(&b'/') || name.len() > NAME_MAX {
        return None;
    }
    let mut base = name.to_owned();
    base.push(SUFFIX);
    let name = name_of(&base)?;
    let path = folder.join(base);
    // As in a walk: a real folder of that name is no plug-in, anything else is.
    let kind = path.symlink_metadata().ok()?.file_type();
    (!kind.is_dir()).then(|| Found { name, executable: is_executable(&path), path })
}

/// Visits the plug-ins below a folder in their fixed order, until `visit` returns false.
fn walk(folder: &Path, unreadable: &mut Vec<Unreadable>, visit: &mut dyn FnMut(Found) -> bool) {
    // The next folder to visit is the last one: a stack, so that depth costs no call depth.
    let mut ahead = vec![folder.to_owned()];
    while let Some(folder) = ahead.pop() {
        let (programs, mut folders) = match read(&folder) {
            Ok(entries) => entries,
            Err(error) => {
                unreadable.push(Unreadable { path: folder, error });
                continue;
            }
        };
        for base in programs {
            let Some(name) = name_of(&base) else { continue };
            let path = folder.join(base);
            if !visit(Found { name, executable: is_executable(&path), path }) {
                return;
            }
        }
        folders.reverse();
        ahead.extend(folders.into_iter().map(|base| folder.join(base)));
    }
}

/// The base names of the plug-ins and of the sub-folders of one folder, both sorted.
fn read(folder: &Path) -> io::Result<(Vec<OsString>, Vec<OsString>)> {
    let (mut programs, mut folders) = (Vec::new(), Vec::new());
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let base = entry.file_name();
        // The kind of the entry itself, as lstat gives it. One that vanished meanwhile is
        // nothing at all.
        let Ok(kind) = entry.file_type() else { continue };
        if kind.is_dir() {
            if !base.as_bytes().starts_with(b".") {
                folders.push(base);
            }
        } else if name_of(&base).is_some() {
            programs.push(base);
        }
    }
    programs.sort();
    folders.sort();
    Ok((programs, folders))
}

/// The name of the plug-in whose program has this base name.
fn name_of(base: &OsStr) -> Option<OsString> {
    let name = base.as_bytes().strip_suffix(SUFFIX.as_bytes())?;
    let name = name.get(..NAME_MAX).unwrap_or(name);
    (!name.is_empty()).then(|| OsString::from_vec(name.to_vec()))
}

fn is_executable(path: &Path) -> bool {
    path.is_file() && rustix::fs::accessat(CWD, path, Access::EXEC_OK, AtFlags::EACCESS).is_ok()
}
