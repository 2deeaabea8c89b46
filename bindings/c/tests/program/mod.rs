// SPDX-License-Identifier: MIT OR Apache-2.0
//! C programs, linked with the library that was built beside the running test.
#![allow(dead_code)] // Each test uses a part.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// What the static library needs besides itself.
pub(crate) const NEEDS: [&str; 4] = ["-lgcc_s", "-lpthread", "-lm", "-ldl"];

/// Who watches a program while it runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Watch {
    /// Nobody.
    Nobody,
    /// The compiler's checks for addresses, leaks and undefined behaviour.
    Sanitizers,
    /// valgrind: memory that is read before it was written, or after it was freed; leaks.
    Memcheck,
    /// valgrind: data races, misuse of locks.
    Helgrind,
}

impl Watch {
    /// Whether the host can do it. When not, a line says so.
    pub(crate) fn is_there(self) -> bool {
        if !matches!(self, Self::Memcheck | Self::Helgrind) {
            return true;
        }
        let found = Command::new("valgrind").arg("--version").stdout(Stdio::null()).status();
        let found = found.is_ok_and(|status| status.success());
        if !found {
            eprintln!("skipped: valgrind is not installed");
        }
        found
    }

    fn compiler_options(self) -> &'static [&'static str] {
        match self {
            Self::Sanitizers => &[
                "-fsanitize=address,undefined",
                "-fno-sanitize-recover=all",
                "-fno-omit-frame-pointer",
            ],
            _ => &[],
        }
    }

    /// The options of valgrind.
    fn valgrind(self) -> Option<Vec<String>> {
        let options = match self {
            Self::Memcheck => vec![
                "--tool=memcheck".into(),
                "--leak-check=full".into(),
                "--errors-for-leak-kinds=definite,indirect".into(),
            ],
            Self::Helgrind => {
                let known = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/c/helgrind.supp");
                vec!["--tool=helgrind".into(), format!("--suppressions={known}")]
            }
            Self::Nobody | Self::Sanitizers => return None,
        };
        Some(options)
    }
}

/// A program in a folder of its own.
pub(crate) struct Program {
    folder: TempDir,
    watch: Watch,
}

impl Program {
    /// Compiles the source `tests/c/NAME`.
    pub(crate) fn compile(name: &str) -> Self {
        Self::compile_watched(name, Watch::Nobody)
    }

    /// Compiles the source `tests/c/NAME` to be watched.
    pub(crate) fn compile_watched(name: &str, watch: Watch) -> Self {
        Builder::new(watch).source(Path::new("c").join(name)).build()
    }

    /// Compiles several sources below `tests/` into one program.
    pub(crate) fn compile_sources(names: &[&Path]) -> Self {
        names.iter().fold(Builder::new(Watch::Nobody), Builder::source).build()
    }

    /// Compiles a source that was generated.
    pub(crate) fn generate(source: &str) -> Self {
        Builder::new(Watch::Nobody).text(source).build()
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("program")
    }

    /// A file of the program's own folder.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts the program at another path; it is watched there, too.
    pub(crate) fn install(&self, path: &Path) {
        if self.watch == Watch::Nobody {
            std::fs::copy(self.path(), path).unwrap();
            return;
        }
        let command = self.command();
        let mut script = "#!/bin/sh\n".to_owned();
        for (name, value) in command.get_envs() {
            let value = value.unwrap_or_default().to_string_lossy();
            script += &format!("export {}='{value}'\n", name.to_string_lossy());
        }
        let words: Vec<_> = std::iter::once(command.get_program())
            .chain(command.get_args())
            .map(|word| format!("'{}'", word.to_string_lossy()))
            .collect();
        script += &format!("exec {} \"$@\"\n", words.join(" "));
        std::fs::write(path, script).unwrap();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// The program in an empty environment, and watched as it was built for.
    pub(crate) fn command(&self) -> Command {
        let reports = self.file("report");
        let mut command = match self.watch.valgrind() {
            None => Command::new(self.path()),
            Some(options) => {
                let mut command = Command::new("valgrind");
                command.args(options).args(["-q", "--error-exitcode=99"]);
                command.arg(format!("--log-file={}.%p", reports.display())).arg(self.path());
                command
            }
        };
        command.env_clear().current_dir(self.folder.path());
        if self.watch == Watch::Sanitizers {
            command.env("ASAN_OPTIONS", format!("log_path={}", reports.display()));
        }
        if self.watch.valgrind().is_some() {
            // valgrind starts its tool by the path.
            command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        }
        command
    }

    /// Asserts that whoever watched the program, and the plug-ins that it was installed as, had
    /// nothing to say.
    pub(crate) fn nothing_was_reported(&self) {
        let entries = std::fs::read_dir(self.folder.path()).unwrap().map(|entry| entry.unwrap());
        for report in entries.filter(|it| it.file_name().to_string_lossy().starts_with("report")) {
            let said = std::fs::read_to_string(report.path()).unwrap();
            // Between dashes valgrind speaks of itself: of system calls that it does not know.
            let said: Vec<_> = said.lines().filter(|line| !line.starts_with("--")).collect();
            assert!(said.is_empty(), "{:?}:\n{}", self.watch, said.join("\n"));
        }
    }
}

/// What a program is built from.
pub(crate) struct Builder {
    compiler: Command,
    program: Program,
}

impl Builder {
    /// A program that is going to be watched.
    pub(crate) fn new(watch: Watch) -> Self {
        let program = Program { folder: tempfile::tempdir().unwrap(), watch };
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut compiler = Command::new("cc");
        compiler.args(["-std=gnu11", "-g", "-Wall", "-Wextra", "-Werror", "-o"]);
        compiler.arg(program.path()).args(watch.compiler_options());
        compiler.arg("-I").arg(manifest.join("include"));
        compiler.arg("-I").arg(manifest.join("tests/c"));
        Self { compiler, program }
    }

    /// A file of the folder that the program will be in.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.program.file(name)
    }

    /// A source below `tests/`.
    pub(crate) fn source(mut self, name: impl AsRef<Path>) -> Self {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
        self.compiler.arg(tests.join(name));
        self
    }

    /// A source that was generated.
    pub(crate) fn text(mut self, source: &str) -> Self {
        let path = self.file("generated.c");
        std::fs::write(&path, source).unwrap();
        self.compiler.arg(path);
        self
    }

    /// A further option of the compiler.
    pub(crate) fn option(mut self, option: &str) -> Self {
        self.compiler.arg(option);
        self
    }

    /// Compiles and links.
    pub(crate) fn build(mut self) -> Program {
        let output = self.compiler.arg(archive()).args(NEEDS).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        self.program
    }
}

/// The static library. Cargo builds it beside the tests, under a name with a hash; it is the newest
/// of that kind.
pub(crate) fn archive() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let entries = std::fs::read_dir(test.parent().unwrap()).unwrap().map(Result::unwrap);
    let archives = entries.map(|entry| entry.path()).filter(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("libstoragemgmt") && name.ends_with(".a")
    });
    archives.max_by_key(|path| path.metadata().unwrap().modified().unwrap()).unwrap()
}

/// Asserts that a program succeeded, and gives what it wrote.
pub(crate) fn succeeded(output: &Output) -> String {
    let (out, err) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{}\n{err}\n…{}", output.status, tail(&out));
    out.into_owned()
}

fn tail(text: &str) -> &str {
    let from = text.char_indices().rev().nth(400).map_or(0, |(at, _)| at);
    &text[from..]
}
