// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the configuration files say.

use std::ffi::OsStr;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::libconfig::{self, Group, SyntaxError, Value};

/// The most bytes of a configuration file.
const FILE_MAX: u64 = 1 << 20;

/// `lsmd.conf`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `allow-plugin-root-privilege`: keep root, and let plug-ins that ask for it run as root
    /// when the client is root. Default false.
    pub root_allowed: bool,
    /// `max-plugin-processes`: how many plug-in processes may run at a time. Default 4096;
    /// 0 in the file means no limit, here `None`.
    pub max_processes: Option<u32>,
    /// `max-plugin-processes-per-user`: how many of them for one user. Default 2048; 0 in the
    /// file means no limit, here `None`.
    pub max_processes_per_user: Option<u32>,
    /// `register-timeout-ms`: how many milliseconds a plug-in waits for the client to register
    /// before it ends the session. Default 60000; 0 in the file means without end, here `None`.
    pub register_timeout_ms: Option<u32>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            root_allowed: false,
            max_processes: Some(4096),
            max_processes_per_user: Some(2048),
            register_timeout_ms: Some(60_000),
        }
    }
}

/// A configuration file that cannot be used.
#[derive(Debug)]
pub struct ConfigError {
    path: PathBuf,
    cause: Cause,
}

#[derive(Debug)]
enum Cause {
    Unreadable(io::Error),
    TooLong,
    Syntax(SyntaxError),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.display();
        match &self.cause {
            Cause::Unreadable(error) => write!(f, "{path}: cannot be read: {error}"),
            Cause::TooLong => write!(f, "{path}: longer than {FILE_MAX} bytes"),
            Cause::Syntax(error) => write!(f, "{path}:{}: {}", error.line, error.message),
        }
    }
}

impl std::error::Error for ConfigError {}

impl Settings {
    /// Reads `lsmd.conf` in a folder; a missing file means the defaults. Settings that nobody
    /// knows are ignored. A value of the wrong type counts as not set; `odd` is told of it.
    ///
    /// # Errors
    ///
    /// A file that is there and cannot be read, or does not follow the syntax.
    pub fn read(folder: &Path, odd: &mut dyn FnMut(String)) -> Result<Self, ConfigError> {
        let file = Values::read(folder.join("lsmd.conf"))?;
        let default = Self::default();
        let mut number = |name, default| file.number(name, odd).unwrap_or(default);
        let max_processes = number("max-plugin-processes", default.max_processes);
        let max_processes_per_user =
            number("max-plugin-processes-per-user", default.max_processes_per_user);
        let register_timeout_ms = number("register-timeout-ms", default.register_timeout_ms);
        let root_allowed = file.boolean("allow-plugin-root-privilege", odd);
        Ok(Self { root_allowed, max_processes, max_processes_per_user, register_timeout_ms })
    }
}

/// Whether `pluginconf.d/NAME.conf` in a folder sets `require-root-privilege`: the plug-in wants
/// to run as root. Default false, as with a missing file.
///
/// # Errors
///
/// As for [`Settings::read`].
pub fn wants_root(
    folder: &Path,
    plugin: &OsStr,
    odd: &mut dyn FnMut(String),
) -> Result<bool, ConfigError> {
    let mut base = plugin.to_owned();
    base.push(".conf");
    Ok(Values::read(folder.join("pluginconf.d").join(base))?.boolean("require-root-privilege", odd))
}

struct Values {
    path: PathBuf,
    values: Group,
}

impl Values {
    fn read(path: PathBuf) -> Result<Self, ConfigError> {
        match read(&path) {
            Ok(values) => Ok(Self { path, values }),
            Err(cause) => Err(ConfigError { path, cause }),
        }
    }

    fn boolean(&self, name: &str, odd: &mut dyn FnMut(String)) -> bool {
        match self.values.get(name) {
            None => false,
            Some(Value::Boolean(value)) => *value,
            Some(_) => {
                let path = self.path.display();
                odd(format!("{path}: {name} is neither true nor false, and counts as not set"));
                false
            }
        }
    }

    /// The outer `None` when it is not set, the inner one when it is 0.
    fn number(&self, name: &str, odd: &mut dyn FnMut(String)) -> Option<Option<u32>> {
        let value = self.values.get(name)?;
        let number = match value {
            Value::Integer(number) => u32::try_from(*number).ok(),
            _ => None,
        };
        if number.is_none() {
            let (path, max) = (self.path.display(), u32::MAX);
            odd(format!("{path}: {name} is no number from 0 to {max}, and counts as not set"));
        }
        number.map(|number| (number > 0).then_some(number))
    }
}

fn read(path: &Path) -> Result<Group, Cause> {
    let mut text = Vec::new();
    let file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Group::new()),
        file => file.map_err(Cause::Unreadable)?,
    };
    file.take(FILE_MAX + 1).read_to_end(&mut text).map_err(Cause::Unreadable)?;
    if text.len() as u64 > FILE_MAX {
        return Err(Cause::TooLong);
    }
    // Comments may be in any encoding.
    libconfig::parse(&String::from_utf8_lossy(&text)).map_err(Cause::Syntax)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(text: &[u8]) -> (Result<Settings, String>, Vec<String>) {
        let folder = crate::fresh_folder();
        std::fs::write(folder.path().join("lsmd.conf"), text).unwrap();
        let mut odd = Vec::new();
        let settings = Settings::read(folder.path(), &mut |message| odd.push(message));
        let prefix = format!("{}/", folder.path().display());
        let shorten = |text: String| text.replace(&prefix, "");
        (
            settings.map_err(|error| shorten(error.to_string())),
            odd.into_iter().map(shorten).collect(),
        )
    }

    #[test]
    fn a_missing_file_means_the_defaults() {
        let read = |folder: &str| Settings::read(Path::new(folder), &mut |odd| panic!("{odd}"));
        assert_eq!(read("/nonexistent").unwrap(), Settings::default());
        assert!(!wants_root(Path::new("/nonexistent"), OsStr::new("sim"), &mut |_| ()).unwrap());
        // A folder that is a file is no missing file.
        assert!(read("/dev/null").unwrap_err().to_string().contains("cannot be read"));
    }

    #[test]
    fn every_setting_is_read() {
        let text = b"allow-plugin-root-privilege = true;\nmax-plugin-processes = 10;\n\
            max-plugin-processes-per-user : 0x5\nregister-timeout-ms = 0; other = \"x\"; # caf\xe9";
        let expected = Settings {
            root_allowed: true,
            max_processes: Some(10),
            max_processes_per_user: Some(5),
            register_timeout_ms: None,
        };
        assert_eq!(settings(text), (Ok(expected), vec![]));
    }

    #[test]
    fn a_value_of_the_wrong_type_counts_as_not_set() {
        let text = b"allow-plugin-root-privilege = 1; max-plugin-processes = -1;\n\
            max-plugin-processes-per-user = \"9\"; register-timeout-ms = 4294967296;";
        let (read, odd) = settings(text);
        assert_eq!(read, Ok(Settings::default()));
        assert_eq!(odd.len(), 4);
        assert!(odd.contains(
            &"lsmd.conf: allow-plugin-root-privilege is neither true nor false, and counts as not set"
                .to_owned()
        ));
    }

    #[test]
    fn errors_name_the_file_and_the_line() {
        assert_eq!(settings(b"a = 1;\nb = ;\n").0, Err("lsmd.conf:2: unexpected ';'".to_owned()));
        assert_eq!(
            settings(&vec![b' '; 1 << 21]).0,
            Err("lsmd.conf: longer than 1048576 bytes".to_owned())
        );
    }
}
