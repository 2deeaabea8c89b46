// SPDX-License-Identifier: MIT OR Apache-2.0
//! Where a secret comes from when it is neither typed nor in the environment. What is read never
//! appears in a message.

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::error::Failure;

/// A place that holds a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// A file that not everybody can read.
    File(PathBuf),
    /// A descriptor that whoever started us has opened.
    Descriptor(i32),
    /// A program with its arguments, which prints it.
    Command(Vec<String>),
    /// A line for the shell, which prints it.
    Shell(String),
    /// A credential that the service manager has handed over.
    Credential(String),
}

/// No secret is longer, nothing that is no secret is read to its end.
const LONGEST: u64 = 1 << 16;

impl Source {
    /// Reads the secret: the text without the end of its line. `what` names it in messages.
    pub(crate) fn read(&self, what: &str) -> Result<String, Failure> {
        let wrong = |error: String| Failure::client(format!("{what}: {error}"));
        let bytes = match self {
            Self::File(path) => read_file(path),
            Self::Descriptor(number) => read_descriptor(*number),
            Self::Command(words) => match &words[..] {
                [] => Err("no command is given".to_owned()),
                [program, arguments @ ..] => read_output(Command::new(program).args(arguments)),
            },
            Self::Shell(line) => read_output(Command::new("/bin/sh").args(["-c", line])),
            Self::Credential(name) => match credential(name) {
                Some(path) => read_file(&path),
                None => {
                    Err("there are no credentials: CREDENTIALS_DIRECTORY is not set".to_owned())
                }
            },
        };
        let bytes = bytes.map_err(wrong)?;
        let text = String::from_utf8(bytes).map_err(|_| wrong("it is not valid UTF-8".into()))?;
        let line = text.strip_suffix('\n').unwrap_or(&text);
        let line = line.strip_suffix('\r').unwrap_or(line);
        match line {
            "" => Err(wrong("it is empty".to_owned())),
            line if line.contains(['\n', '\0']) => {
                Err(wrong("it has more than one line".to_owned()))
            }
            line => Ok(line.to_owned()),
        }
    }
}

/// The file of a credential, whether it is there or not; `None` without a folder of credentials.
pub(crate) fn credential(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("CREDENTIALS_DIRECTORY").filter(|folder| !folder.is_empty())?;
    // One file of the folder, never another.
    let name = Path::new(name).file_name()?;
    Some(Path::new(&folder).join(name))
}

fn read_file(path: &Path) -> Result<Vec<u8>, String> {
    let named = |error: io::Error| format!("{}: {error}", path.display());
    let file = File::open(path).map_err(named)?;
    let about = file.metadata().map_err(named)?;
    if about.is_file() && about.mode() & 0o007 != 0 {
        let path = path.display();
        return Err(format!(
            "{path} can be read by everybody; take the rights away: chmod o= {path}"
        ));
    }
    read_up(file).map_err(named)
}

fn read_descriptor(number: i32) -> Result<Vec<u8>, String> {
    let named = |error: String| format!("descriptor {number}: {error}");
    // Those of this process itself close when it starts another program, and are none of ours.
    let about = std::fs::read_to_string(format!("/proc/self/fdinfo/{number}"));
    let about = about.map_err(|_| named("it is not open".to_owned()))?;
    let flags = about.lines().find_map(|line| line.strip_prefix("flags:"));
    let flags = flags.and_then(|flags| u32::from_str_radix(flags.trim(), 8).ok());
    if flags.is_none_or(|flags| flags & 0o2_000_000 != 0) {
        return Err(named("it was not handed over".to_owned()));
    }
    let file = lsm_launch::syscall::inherited(number).map_err(|error| named(error.to_string()))?;
    read_up(File::from(file)).map_err(|error| named(error.to_string()))
}

fn read_output(command: &mut Command) -> Result<Vec<u8>, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let named = |error: io::Error| format!("{program}: {error}");
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(named)?;
    let bytes = match child.stdout.take() {
        Some(output) => read_up(output),
        None => Ok(Vec::new()),
    };
    let status = child.wait().map_err(named)?;
    match status.success() {
        true => bytes.map_err(named),
        false => Err(format!("{program} failed: {status}")),
    }
}

fn read_up(from: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn shell(line: &str) -> Result<String, String> {
        Source::Shell(line.to_owned()).read("x").map_err(|failure| failure.message("lsmcli"))
    }

    #[test]
    fn the_line_without_its_end() {
        assert_eq!(shell("printf 'a b'").unwrap(), "a b");
        assert_eq!(shell("printf ' a \\r\\n'").unwrap(), " a ");
        for (line, about) in [
            ("true", "x: it is empty"),
            ("echo", "x: it is empty"),
            ("printf 'hidden\\nhidden\\n'", "x: it has more than one line"),
            ("printf '\\377'", "x: it is not valid UTF-8"),
            ("echo hidden; exit 3", "x: /bin/sh failed: exit status: 3"),
        ] {
            let error = shell(line).unwrap_err();
            assert!(error.contains(about) && !error.contains("hidden"), "{line}: {error}");
        }
        let command = Source::Command(vec!["printf".to_owned(), "%s".to_owned(), "$x'".to_owned()]);
        assert_eq!(command.read("x").unwrap(), "$x'");
        let missing = Source::Command(vec!["/nonexistent/program".to_owned()]).read("x");
        assert!(missing.unwrap_err().message("").contains("/nonexistent/program"));
    }

    #[test]
    fn files_that_everybody_can_read_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        std::fs::write(&path, "hidden\n").unwrap();
        let mode = |mode| std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).unwrap();
        let source = Source::File(path.clone());
        mode(0o640);
        assert_eq!(source.read("x").unwrap(), "hidden");
        mode(0o604);
        let error = source.read("x").unwrap_err().message("lsmcli");
        assert!(error.contains("chmod o= ") && !error.contains("hidden"), "{error}");
        assert!(Source::File(folder.path().join("none")).read("x").is_err());
    }

    #[test]
    fn only_descriptors_that_were_handed_over() {
        let file = tempfile::tempfile().unwrap();
        let number = std::os::fd::AsRawFd::as_raw_fd(&file);
        let error = Source::Descriptor(number).read("x").unwrap_err().message("lsmcli");
        assert!(error.contains("it was not handed over"), "{error}");
        let error = Source::Descriptor(4711).read("x").unwrap_err().message("lsmcli");
        assert!(error.contains("it is not open"), "{error}");
    }
}
