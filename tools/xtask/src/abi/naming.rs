// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a library file is called, on every system that libtool serves.

use super::version_info::VersionInfo;

/// How the files of a system are named. In the patterns, `NAME` is the name that `-l` takes, `C`,
/// `R` and `A` are current, revision and age, `M` is current - age, and `N` is one more than that.
pub(crate) struct System {
    /// What `--system` calls it.
    pub(crate) name: &'static str,
    /// The file itself.
    file: &'static str,
    /// What programs that are linked with it ask for at run time.
    soname: &'static str,
    /// Further names: links to the file, or what the linker reads in its place.
    links: &'static [&'static str],
    /// What else libtool tells the linker.
    pub(crate) remark: &'static str,
}

/// The names of one library on one system.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Names {
    /// The file itself.
    pub(crate) file: String,
    /// What programs ask for at run time.
    pub(crate) soname: String,
    /// Links to the file, or what the linker reads in its place.
    pub(crate) links: Vec<String>,
}

/// Linux comes first: it is the one that is asked for most.
pub(crate) const SYSTEMS: &[System] = &[
    elf("linux"),
    elf("freebsd"),
    elf("dragonfly"),
    elf("midnightbsd"),
    elf("solaris"),
    elf("hurd"),
    elf("haiku"),
    System {
        name: "irix",
        file: "libNAME.so.N.R",
        soname: "libNAME.so.N",
        links: &["libNAME.so.N", "libNAME.so"],
        remark: "counts from 1; with the linker of GNU as on linux",
    },
    System {
        name: "osf",
        file: "libNAME.so.C.A.R",
        soname: "libNAME.so.M",
        links: &["libNAME.so.M", "libNAME.so"],
        remark: "",
    },
    sunos("netbsd", "libNAME.so.C.R", "libNAME.so.C", &["libNAME.so.C", "libNAME.so"]),
    sunos("openbsd", "libNAME.so.C.R", "libNAME.so.C.R", &[]),
    sunos("sunos", "libNAME.so.C.R", "libNAME.so.C.R", &[]),
    sunos("hpux", "libNAME.sl.C.R", "libNAME.sl.C", &["libNAME.sl.C", "libNAME.sl"]),
    sunos("hpux-ia64", "libNAME.so.C.R", "libNAME.so.C", &["libNAME.so.C", "libNAME.so"]),
    System {
        name: "darwin",
        file: "libNAME.M.dylib",
        soname: "libNAME.M.dylib",
        links: &["libNAME.dylib"],
        remark: "-compatibility_version C+1 -current_version C+1.R",
    },
    System {
        name: "aix",
        file: "libNAME.a",
        soname: "libNAME.a(libNAME.so.M)",
        links: &[],
        remark: "the shared object is a member of the archive",
    },
    System {
        name: "aix-svr4",
        file: "libNAME.so.M",
        soname: "libNAME.so.M",
        links: &["libNAME.so"],
        remark: "an archive of the shared object and its import file",
    },
    windows("mingw", "libNAME-M.dll"),
    windows("cygwin", "cygNAME-M.dll"),
    windows("msys", "msys-NAME-M.dll"),
    System {
        name: "qnx",
        file: "libNAME.so.C",
        soname: "libNAME.so.C",
        links: &["libNAME.so"],
        remark: "",
    },
    System {
        name: "sco",
        file: "libNAME.so.C",
        soname: "libNAME.so.C",
        links: &["libNAME.so"],
        remark: "",
    },
    System {
        name: "android",
        file: "libNAME.so",
        soname: "libNAME.so",
        links: &[],
        remark: "libraries have no versions",
    },
];

const fn elf(name: &'static str) -> System {
    System {
        name,
        file: "libNAME.so.M.A.R",
        soname: "libNAME.so.M",
        links: &["libNAME.so.M", "libNAME.so"],
        remark: "",
    }
}

const fn sunos(
    name: &'static str,
    file: &'static str,
    soname: &'static str,
    links: &'static [&'static str],
) -> System {
    System { name, file, soname, links, remark: "the age is not in the name" }
}

const fn windows(name: &'static str, file: &'static str) -> System {
    System {
        name,
        file,
        soname: file,
        links: &["libNAME.dll.a"],
        remark: "libNAME.dll.a is the import library",
    }
}

impl System {
    /// The system of that name.
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        SYSTEMS.iter().find(|system| system.name == name)
    }

    /// The names of `-l<library>` here.
    pub(crate) fn names(&self, library: &str, info: VersionInfo) -> Names {
        let fill = |pattern: &str| fill(pattern, library, info);
        Names {
            file: fill(self.file),
            soname: fill(self.soname),
            links: self.links.iter().copied().map(fill).collect(),
        }
    }

    /// What else libtool tells the linker, with the numbers filled in.
    pub(crate) fn remark(&self, library: &str, info: VersionInfo) -> String {
        let next = info.current + 1;
        let remark = self.remark.replace("libNAME", &format!("lib{library}"));
        remark
            .replace("C+1.R", &format!("{next}.{}", info.revision))
            .replace("C+1", &next.to_string())
    }
}

/// The names on Linux.
pub(crate) fn linux(library: &str, info: VersionInfo) -> Names {
    elf("linux").names(library, info)
}

/// Letters stand for numbers only where a dot or dash makes a part of a name of them.
fn fill(pattern: &str, library: &str, info: VersionInfo) -> String {
    let mut filled = String::new();
    for part in pattern.split_inclusive(['.', '-', ')', '(']) {
        let (word, end) = match part.char_indices().last() {
            Some((at, '.' | '-' | ')' | '(')) => part.split_at(at),
            _ => (part, ""),
        };
        match word {
            "C" => filled += &info.current.to_string(),
            "R" => filled += &info.revision.to_string(),
            "A" => filled += &info.age.to_string(),
            "M" => filled += &info.oldest().to_string(),
            "N" => filled += &(info.oldest() + 1).to_string(),
            other => filled += &other.replace("NAME", library),
        }
        filled += end;
    }
    filled
}
