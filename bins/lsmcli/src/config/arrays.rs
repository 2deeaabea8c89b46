// SPDX-License-Identifier: MIT OR Apache-2.0
//! The file of arrays, `$XDG_CONFIG_HOME/lsmcli/config.toml` or `~/.config/lsmcli/config.toml`:
//!
//! ```toml
//! default = "lab"
//!
//! [array.lab]
//! uri = "sim://"
//!
//! [array.filer]
//! uri = "ontap+ssl://admin@filer.example.org/"
//! password-file = "/etc/lsmcli/filer.password"
//! timeout = 60000
//! ```

use std::path::PathBuf;

use super::secret::Source;
use super::toml::{self, Value};
use super::{folder, home};
use crate::error::Failure;

/// An array of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Array {
    pub(crate) name: String,
    pub(super) uri: String,
    pub(super) password: Option<Source>,
    /// Milliseconds that the plug-in may take.
    pub(super) timeout: Option<u32>,
}

/// The arrays of the file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Arrays {
    pub(super) default: Option<String>,
    pub(crate) arrays: Vec<Array>,
}

/// Where the file is.
pub(crate) fn path() -> Option<PathBuf> {
    let folder = folder("XDG_CONFIG_HOME").or_else(|| home().map(|home| home.join(".config")));
    folder.map(|folder| folder.join("lsmcli").join("config.toml"))
}

impl Arrays {
    /// Reads the file; no file is no arrays.
    pub(crate) fn read() -> Result<Self, Failure> {
        let Some(path) = path() else { return Ok(Self::default()) };
        let wrong = |what: String| Failure::client(format!("{}: {what}", path.display()));
        match std::fs::read_to_string(&path) {
            Ok(text) => Self::of(&text).map_err(wrong),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Self::default()),
            // A home that is no folder has no file.
            Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => Ok(Self::default()),
            Err(error) => Err(wrong(error.to_string())),
        }
    }

    fn of(text: &str) -> Result<Self, String> {
        let mut all = Self::default();
        for entry in toml::read(text)? {
            let wrong = |what: &str| format!("line {}: {what}", entry.line);
            let name = match &entry.table[..] {
                [] => match (entry.key.as_str(), entry.value) {
                    ("default", Value::Text(name)) => {
                        all.default = Some(name);
                        continue;
                    }
                    ("default", _) => return Err(wrong("default must be the name of an array")),
                    (key, _) => return Err(wrong(&format!("there is no setting {key}"))),
                },
                [kind, name] if kind == "array" => name,
                _ => return Err(wrong("arrays stand below [array.NAME]")),
            };
            let array = all.entry(name);
            let password = match (entry.key.as_str(), entry.value) {
                ("uri", Value::Text(uri)) => {
                    array.uri = uri;
                    continue;
                }
                ("timeout", Value::Number(timeout)) if timeout > 0 => {
                    array.timeout = Some(u32::try_from(timeout).unwrap_or(u32::MAX));
                    continue;
                }
                ("password-file", Value::Text(path)) => Source::File(path.into()),
                ("password-command", Value::Text(line)) => Source::Shell(line),
                ("password-command", Value::Texts(words)) if !words.is_empty() => {
                    Source::Command(words)
                }
                ("password-credential", Value::Text(name)) => Source::Credential(name),
                ("password", _) => {
                    return Err(wrong(
                        "a password does not belong here; use password-file, password-command or \
                         password-credential",
                    ));
                }
                (
                    key @ ("uri"
                    | "timeout"
                    | "password-file"
                    | "password-command"
                    | "password-credential"),
                    _,
                ) => return Err(wrong(&format!("this is no value for {key}"))),
                (key, _) => return Err(wrong(&format!("an array has no setting {key}"))),
            };
            if array.password.replace(password).is_some() {
                return Err(wrong("one source of the password is enough"));
            }
        }
        match all.arrays.iter().find(|array| array.uri.is_empty()) {
            Some(array) => Err(format!("the array {} has no uri", array.name)),
            None => Ok(all),
        }
    }

    fn entry(&mut self, name: &str) -> &mut Array {
        let found = self.arrays.iter().position(|array| array.name == name);
        let position = found.unwrap_or_else(|| {
            let array =
                Array { name: name.to_owned(), uri: String::new(), password: None, timeout: None };
            self.arrays.push(array);
            self.arrays.len() - 1
        });
        &mut self.arrays[position]
    }

    /// The array of this name.
    pub(crate) fn named(&self, name: &str) -> Result<&Array, Failure> {
        self.arrays.iter().find(|array| array.name == name).ok_or_else(|| {
            let names: Vec<&str> = self.arrays.iter().map(|array| array.name.as_str()).collect();
            let place = path().map_or_else(String::new, |path| format!(" in {}", path.display()));
            let known = match names.is_empty() {
                true => format!("there are none{place}"),
                false => format!("there are: {}", names.join(", ")),
            };
            Failure::client(format!("there is no array {name:?}; {known}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_of_a_file() {
        let text = "default = \"b\"\n[array.a]\nuri = \"x://\"\ntimeout = 5\n[array.b]\n\
                    uri = \"y://u@\"\npassword-command = [\"pass\", \"b\"]";
        let arrays = Arrays::of(text).unwrap();
        assert_eq!(arrays.default.as_deref(), Some("b"));
        let a = arrays.named("a").unwrap();
        assert_eq!((a.uri.as_str(), a.timeout, &a.password), ("x://", Some(5), &None));
        let words = vec!["pass".to_owned(), "b".to_owned()];
        assert_eq!(arrays.named("b").unwrap().password, Some(Source::Command(words)));
        let error = arrays.named("c").unwrap_err().message("lsmcli");
        assert!(error.contains("\"c\"; there are: a, b"), "{error}");
    }

    #[test]
    fn mistakes_are_named_with_their_line() {
        for (text, about) in [
            ("x = 1", "line 1: there is no setting x"),
            ("default = 1", "line 1: default"),
            ("[arrays.a]\nuri = \"x://\"", "line 2: arrays stand below"),
            ("[array.a]\nuri = 1", "line 2: this is no value for uri"),
            ("[array.a]\ntimeout = 0", "line 2: this is no value for timeout"),
            ("[array.a]\ncolour = 1", "line 2: an array has no setting colour"),
            ("[array.a]\npassword = \"secret\"", "line 2: a password does not belong here"),
            ("[array.a]\ntimeout = 1", "the array a has no uri"),
            (
                "[array.a]\nuri=\"x://\"\npassword-file = \"x\"\npassword-credential = \"y\"",
                "line 4: one source",
            ),
        ] {
            let error = Arrays::of(text).unwrap_err();
            assert!(error.contains(about), "{error}");
            assert!(!error.contains("secret"));
        }
    }
}
