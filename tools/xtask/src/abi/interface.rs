// SPDX-License-Identifier: MIT OR Apache-2.0
//! An interface as a sorted list of items, which can be written down, read back and compared.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::str::FromStr;

use anyhow::{Context, Error, Result, bail};

use super::version_info::{Change, VersionInfo};

/// Everything that programs can see of a library.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Interface {
    items: BTreeMap<(Kind, String), String>,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// A name that the built library exports, and its version node.
    Symbol,
    /// A declared function: result and arguments.
    Function,
    /// A pointer to a function of the plug-in: result and arguments.
    Callback,
    /// A structure whose layout is public: size and members with their offsets.
    Struct,
    /// Another type: what it stands for.
    Type,
    /// A value of an enumeration.
    Constant,
    /// A macro: its value or its arguments.
    Macro,
}

/// An interface with the release that it was recorded from.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Baseline {
    /// Release that it was recorded from.
    pub(crate) release: String,
    /// Version-info of that release.
    pub(crate) version_info: VersionInfo,
    /// Interface of that release.
    pub(crate) interface: Interface,
}

/// What became of the items of an interface, a line for each.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Items that are new.
    pub(crate) added: Vec<String>,
    /// Items that are not what they were.
    pub(crate) changed: Vec<String>,
    /// Items that are gone.
    pub(crate) removed: Vec<String>,
}

const KINDS: [(Kind, &str); 7] = [
    (Kind::Symbol, "symbol"),
    (Kind::Function, "function"),
    (Kind::Callback, "callback"),
    (Kind::Struct, "struct"),
    (Kind::Type, "type"),
    (Kind::Constant, "constant"),
    (Kind::Macro, "macro"),
];

impl Kind {
    fn word(self) -> &'static str {
        KINDS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| *word)
    }
}

impl Interface {
    /// Adds an item; the same declaration may be seen twice.
    pub(crate) fn add(&mut self, kind: Kind, name: &str, value: &str) {
        self.items.insert((kind, name.to_owned()), value.to_owned());
    }

    /// The value of an item.
    pub(crate) fn get(&self, kind: Kind, name: &str) -> Option<&str> {
        self.items.get(&(kind, name.to_owned())).map(String::as_str)
    }

    /// The names of all items of a kind.
    pub(crate) fn names(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.items.keys().filter(move |(other, _)| *other == kind).map(|(_, name)| name.as_str())
    }

    /// How this interface differs from an older one.
    pub(crate) fn since(&self, old: &Self) -> Difference {
        let mut difference = Difference::default();
        for ((kind, name), value) in &self.items {
            let item = format!("{} {name}", kind.word());
            match old.get(*kind, name) {
                None => difference.added.push(format!("{item}: {value}")),
                Some(before) if before != value => {
                    difference.changed.push(format!("{item}: {before}  ->  {value}"));
                }
                Some(_) => {}
            }
        }
        for ((kind, name), value) in &old.items {
            if self.get(*kind, name).is_none() {
                difference.removed.push(format!("{} {name}: {value}", kind.word()));
            }
        }
        difference
    }
}

impl Difference {
    /// Which of the three rules decides.
    pub(crate) fn change(&self) -> Change {
        if !self.changed.is_empty() || !self.removed.is_empty() {
            Change::Broken
        } else if !self.added.is_empty() {
            Change::Added
        } else {
            Change::None
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (what, items) in
            [("added", &self.added), ("changed", &self.changed), ("removed", &self.removed)]
        {
            writeln!(f, "  {what}: {}", items.len())?;
            for item in items {
                writeln!(f, "    {item}")?;
            }
        }
        Ok(())
    }
}

impl Baseline {
    /// The text that is kept in the project: an item in each line.
    pub(crate) fn text(&self) -> String {
        let mut text = format!(
            "# SPDX-License-Identifier: MIT OR Apache-2.0\n\
             # The interface of a release, for `cargo xtask abi`: an item in each line.\n\
             release {}\nversion-info {}\n",
            self.release, self.version_info
        );
        for ((kind, name), value) in &self.interface.items {
            let _ = writeln!(text, "{} {name}: {value}", kind.word());
        }
        text
    }
}

impl FromStr for Baseline {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let mut interface = Interface::default();
        let (mut release, mut version_info) = (None, None);
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (word, rest) =
                line.split_once(' ').with_context(|| format!("what is '{line}'?"))?;
            match word {
                "release" => release = Some(rest.to_owned()),
                "version-info" => version_info = Some(rest.parse()?),
                word => {
                    let Some((kind, _)) = KINDS.iter().find(|(_, known)| *known == word) else {
                        bail!("what is '{word}' in '{line}'?");
                    };
                    let (name, value) =
                        rest.split_once(": ").with_context(|| format!("no value in '{line}'"))?;
                    interface.add(*kind, name, value);
                }
            }
        }
        Ok(Self {
            release: release.context("there is no line 'release'")?,
            version_info: version_info.context("there is no line 'version-info'")?,
            interface,
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn interface(items: &[(Kind, &str, &str)]) -> Interface {
        let mut interface = Interface::default();
        for (kind, name, value) in items {
            interface.add(*kind, name, value);
        }
        interface
    }

    #[test]
    fn tells_what_was_added_changed_and_removed() {
        let old = interface(&[
            (Kind::Function, "stays", "int (void)"),
            (Kind::Function, "changes", "int (void)"),
            (Kind::Symbol, "goes", "unversioned"),
        ]);
        let new = interface(&[
            (Kind::Function, "stays", "int (void)"),
            (Kind::Function, "changes", "int (int)"),
            (Kind::Symbol, "comes", "NEW_1"),
        ]);
        let difference = new.since(&old);
        assert_eq!(difference.added, ["symbol comes: NEW_1"]);
        assert_eq!(difference.changed, ["function changes: int (void)  ->  int (int)"]);
        assert_eq!(difference.removed, ["symbol goes: unversioned"]);
        assert_eq!(difference.change(), Change::Broken);
        assert_eq!(old.since(&old).change(), Change::None);
        assert_eq!(old.since(&Interface::default()).change(), Change::Added);
        assert_eq!(Interface::default().since(&old).change(), Change::Broken);
    }

    #[test]
    fn can_be_written_and_read_back() {
        let baseline = Baseline {
            release: "1.2.3".to_owned(),
            version_info: "3:3:2".parse().unwrap(),
            interface: interface(&[(Kind::Struct, "ops", "8 bytes: 0 callback first")]),
        };
        assert_eq!(baseline.text().parse::<Baseline>().unwrap(), baseline);
        "release 1\nversion-info 1:0:0\ngoat x: y".parse::<Baseline>().unwrap_err();
        "release 1\n".parse::<Baseline>().unwrap_err();
    }
}
