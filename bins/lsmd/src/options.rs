// SPDX-License-Identifier: MIT OR Apache-2.0
//! The command line, read the way getopt_long reads it.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::PathBuf;

/// How to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Where plug-in programs are looked for.
    pub plugin_dir: PathBuf,
    /// Where the sockets and the lock file are made.
    pub socket_dir: PathBuf,
    /// Where `lsmd.conf` and `pluginconf.d` are.
    pub conf_dir: PathBuf,
    /// Whether informational messages are logged.
    pub verbose: bool,
    /// Whether to stay in the foreground and log to standard output.
    pub foreground: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            plugin_dir: "/usr/bin".into(),
            socket_dir: "/var/run/lsm/ipc".into(),
            conf_dir: "/etc/lsm/".into(),
            verbose: false,
            foreground: false,
        }
    }
}

/// What the command line asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Request {
    /// Be the daemon.
    Serve(Options),
    /// Print [`usage`].
    Help,
    /// Print the version.
    Version,
    /// Nothing, since these arguments are no options.
    Stray(Vec<OsString>),
}

#[derive(Clone, Copy)]
enum Switch {
    PluginDir,
    SocketDir,
    ConfDir,
    Verbose,
    Foreground,
    Help,
    Version,
}

struct Entry {
    switch: Switch,
    short: Option<u8>,
    long: Option<&'static str>,
    takes_folder: bool,
    meaning: &'static str,
}

const fn entry(
    switch: Switch,
    short: Option<u8>,
    long: Option<&'static str>,
    takes_folder: bool,
    meaning: &'static str,
) -> Entry {
    Entry { switch, short, long, takes_folder, meaning }
}

#[rustfmt::skip]
const TABLE: [Entry; 7] = [
    entry(Switch::PluginDir, None, Some("plugindir"), true, "folder with the plug-in programs (/usr/bin)"),
    entry(Switch::SocketDir, None, Some("socketdir"), true, "folder for the sockets (/var/run/lsm/ipc)"),
    entry(Switch::ConfDir, None, Some("confdir"), true, "folder with lsmd.conf and pluginconf.d (/etc/lsm/)"),
    entry(Switch::Verbose, Some(b'v'), None, false, "log informational messages as well"),
    entry(Switch::Foreground, Some(b'd'), None, false, "stay in the foreground, log to standard output"),
    entry(Switch::Help, Some(b'h'), Some("help"), false, "print this text"),
    entry(Switch::Version, None, Some("version"), false, "print the version"),
];

/// The text for `--help`.
pub fn usage() -> String {
    let mut text =
        String::from("lsmd - plug-in daemon of libStorageMgmt\n\nUsage: lsmd [options]\n");
    for Entry { short, long, takes_folder, meaning, .. } in &TABLE {
        let short = short.map(|letter| format!("-{}", letter as char));
        let long = long.map(|name| format!("--{name}{}", if *takes_folder { " DIR" } else { "" }));
        let names = [short, long].into_iter().flatten().collect::<Vec<_>>().join(", ");
        text.push_str(&format!("  {names:<18} {meaning}\n"));
    }
    text
}

/// Reads the arguments (without the name of the program).
///
/// Also returns the complaints to print, one line each: what cannot be understood is ignored.
/// Options and other arguments may come in any order; `--` ends the options.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> (Request, Vec<String>) {
    let mut arguments = arguments.into_iter();
    let (mut options, mut stray, mut complaints) = (Options::default(), vec![], vec![]);
    while let Some(argument) = arguments.next() {
        let bytes = argument.as_bytes();
        let (switches, value) = if bytes == b"--" {
            stray.extend(arguments.by_ref());
            continue;
        } else if let Some(text) = bytes.strip_prefix(b"--") {
            match long(text, &mut arguments) {
                Ok((switch, value)) => (vec![switch], value),
                Err(complaint) => {
                    complaints.push(complaint);
                    continue;
                }
            }
        } else if bytes.len() > 1 && bytes[0] == b'-' {
            (short(&bytes[1..], &mut complaints), None)
        } else {
            stray.push(argument);
            continue;
        };
        let folder = PathBuf::from(value.unwrap_or_default());
        for switch in switches {
            match switch {
                Switch::PluginDir => options.plugin_dir.clone_from(&folder),
                Switch::SocketDir => options.socket_dir.clone_from(&folder),
                Switch::ConfDir => options.conf_dir.clone_from(&folder),
                Switch::Verbose => options.verbose = true,
                Switch::Foreground => options.foreground = true,
                Switch::Help => return (Request::Help, complaints),
                Switch::Version => return (Request::Version, complaints),
            }
        }
    }
    let request = if stray.is_empty() { Request::Serve(options) } else { Request::Stray(stray) };
    (request, complaints)
}

/// A long option, perhaps abbreviated, with its value after `=` or in the next argument.
fn long(
    text: &[u8],
    rest: &mut impl Iterator<Item = OsString>,
) -> Result<(Switch, Option<OsString>), String> {
    let (name, value) = match text.iter().position(|&byte| byte == b'=') {
        Some(at) => (&text[..at], Some(OsString::from_vec(text[at + 1..].to_vec()))),
        None => (text, None),
    };
    let shown = OsStr::from_bytes(name).display();
    let long = |entry: &&Entry| entry.long.is_some_and(|long| long.as_bytes().starts_with(name));
    let candidates: Vec<&Entry> = TABLE.iter().filter(long).collect();
    // The whole name wins over longer names that begin with it.
    let whole = candidates.iter().find(|entry| entry.long.map(str::as_bytes) == Some(name));
    let entry = match (whole, candidates.as_slice()) {
        (Some(entry), _) | (None, [entry]) => *entry,
        (None, []) => return Err(format!("unrecognized option '--{shown}'")),
        (None, many) => {
            let names = many.iter().filter_map(|entry| entry.long);
            let names: Vec<String> = names.map(|name| format!("'--{name}'")).collect();
            let names = names.join(" ");
            return Err(format!("option '--{shown}' is ambiguous; possibilities: {names}"));
        }
    };
    let name = entry.long.unwrap_or_default();
    match (entry.takes_folder, value) {
        (false, Some(_)) => Err(format!("option '--{name}' doesn't allow an argument")),
        (false, None) => Ok((entry.switch, None)),
        (true, value) => match value.or_else(|| rest.next()) {
            Some(value) => Ok((entry.switch, Some(value))),
            None => Err(format!("option '--{name}' requires an argument")),
        },
    }
}

/// The letters after one dash.
fn short(letters: &[u8], complaints: &mut Vec<String>) -> Vec<Switch> {
    let mut switches = Vec::new();
    for &letter in letters {
        match TABLE.iter().find(|entry| entry.short == Some(letter)) {
            Some(entry) => switches.push(entry.switch),
            None => {
                complaints.push(format!("invalid option -- '{}'", letter.escape_ascii()));
            }
        }
    }
    switches
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> (Request, Vec<String>) {
        parse(arguments.iter().map(OsString::from))
    }

    fn served(arguments: &[&str]) -> Options {
        match read(arguments) {
            (Request::Serve(options), complaints) if complaints.is_empty() => options,
            other => panic!("{arguments:?}: {other:?}"),
        }
    }

    #[test]
    fn nothing_means_the_defaults() {
        let Options { plugin_dir, socket_dir, conf_dir, verbose, foreground } = served(&[]);
        assert_eq!(plugin_dir.to_str(), Some("/usr/bin"));
        assert_eq!(socket_dir.to_str(), Some("/var/run/lsm/ipc"));
        assert_eq!(conf_dir.to_str(), Some("/etc/lsm/"));
        assert!(!verbose && !foreground);
    }

    #[test]
    fn values_follow_or_are_attached_and_names_may_be_short() {
        for arguments in [
            &["--plugindir", "/a", "--socketdir", "/b", "--confdir", "/c", "-v", "-d"][..],
            &["--plugindir=/a", "--socketdir=/b", "--confdir=/c", "-vd"],
            &["-d", "--pl", "/a", "--s=/b", "--conf", "/c", "-v", "--"],
        ] {
            let options = served(arguments);
            assert_eq!(options.plugin_dir.to_str(), Some("/a"));
            assert_eq!(options.socket_dir.to_str(), Some("/b"));
            assert_eq!(options.conf_dir.to_str(), Some("/c"));
            assert!(options.verbose && options.foreground);
        }
        // What looks like an option is a value where one is due; the last one counts.
        assert_eq!(served(&["--confdir=x", "--confdir", "-v"]).conf_dir.to_str(), Some("-v"));
        assert_eq!(served(&["--confdir=a=b"]).conf_dir.to_str(), Some("a=b"));
    }

    #[test]
    fn what_is_not_understood_is_told_and_ignored() {
        for (arguments, complaint) in [
            (&["--nonsense"][..], "unrecognized option '--nonsense'"),
            (&["--nonsense=1"], "unrecognized option '--nonsense'"),
            (&["-x"], "invalid option -- 'x'"),
            (&["--help=1"], "option '--help' doesn't allow an argument"),
            (&["--plugindir"], "option '--plugindir' requires an argument"),
            (
                &["--=x"],
                "option '--' is ambiguous; possibilities: '--plugindir' '--socketdir' \
                 '--confdir' '--help' '--version'",
            ),
        ] {
            let expected = (Request::Serve(Options::default()), vec![complaint.to_owned()]);
            assert_eq!(read(arguments), expected);
        }
        let (request, complaints) = read(&["-xvy"]);
        assert_eq!(request, Request::Serve(Options { verbose: true, ..Options::default() }));
        assert_eq!(complaints.len(), 2);
    }

    #[test]
    fn help_and_version_win_over_what_comes_after() {
        for arguments in [&["-h"][..], &["--help"], &["--he"], &["-vh", "stray"]] {
            assert_eq!(read(arguments).0, Request::Help);
        }
        assert_eq!(read(&["--version", "--nonsense"]), (Request::Version, vec![]));
        assert!(usage().contains("--socketdir DIR") && usage().contains("-h, --help"));
    }

    #[test]
    fn other_arguments_are_listed() {
        let stray = |list: &[&str]| Request::Stray(list.iter().map(OsString::from).collect());
        assert_eq!(read(&["a", "-v", "b"]).0, stray(&["a", "b"]));
        assert_eq!(read(&["-d", "--", "-v", "-"]).0, stray(&["-v", "-"]));
        assert_eq!(read(&["-"]).0, stray(&["-"]));
    }
}
