// SPDX-License-Identifier: MIT OR Apache-2.0
#![allow(clippy::unwrap_used)]

use std::os::unix::fs::{MetadataExt, PermissionsExt};

use super::*;

/// Stand-ins for what a build gives.
fn built(folder: &Path) -> Built {
    let script = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    };
    script("lsmd", "");
    script("lsmcli", "#!/bin/sh\necho \"# $*\"\n");
    script(
        "lsm-local-plugins",
        "#!/bin/sh\nprintf 'Link it to:\\n  sim_lsmplugin\\n  loop_lsmplugin\\n' >&2\nexit 2\n",
    );
    script(
        "lsm-array-plugins",
        "#!/bin/sh\nprintf 'Link it to:\\n  targetd_lsmplugin\\n' >&2\nexit 2\n",
    );
    let (shared, archive) = (script("shared", "shared"), script("archive", "archive"));
    Built { programs: folder.to_owned(), shared, archive }
}

#[test]
fn everything_goes_where_it_belongs() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("root");
    let built = built(folder.path());
    let layout = Layout::new(Path::new("/usr"), "lib/x86_64-linux-gnu");
    let install = || {
        let mut stage = Stage::new(root.clone());
        everything(&built, &layout, &mut stage).unwrap();
        stage.count()
    };
    let count = install();
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let mode = |path: &str| root.join(path).metadata().unwrap().permissions().mode() & 0o777;

    assert_eq!((mode("usr/bin/lsmd"), mode("usr/bin/lsmcli")), (0o755, 0o755));
    let plugin = |name: &str| root.join("usr/bin").join(name).metadata().unwrap().ino();
    assert_eq!(plugin("sim_lsmplugin"), plugin("loop_lsmplugin"));
    assert_ne!(plugin("sim_lsmplugin"), plugin("targetd_lsmplugin"));
    assert!(!root.join("usr/bin/lsm-local-plugins").exists());

    let names = abi::names().unwrap();
    let lib = root.join("usr/lib/x86_64-linux-gnu");
    assert_eq!(fs::read_to_string(lib.join(&names.file)).unwrap(), "shared");
    for link in ["libstoragemgmt.so.1", "libstoragemgmt.so"] {
        assert_eq!(fs::read_link(lib.join(link)).unwrap(), Path::new(&names.file));
    }
    assert_eq!(fs::read_to_string(lib.join("libstoragemgmt.a")).unwrap(), "archive");
    let headers = fs::read_dir(root.join("usr/include/libstoragemgmt")).unwrap();
    assert_eq!(headers.count(), 20);
    let pkg_config = read("usr/lib/x86_64-linux-gnu/pkgconfig/libstoragemgmt.pc");
    for line in [
        "prefix=/usr",
        "libdir=/usr/lib/x86_64-linux-gnu",
        "includedir=/usr/include/libstoragemgmt",
        "Name: libstoragemgmt",
        "Version: 1.10.3",
        "Libs: -L${libdir} -lstoragemgmt",
        "Cflags: -I${includedir} -I/usr/include",
    ] {
        assert!(pkg_config.lines().any(|other| other == line), "{line}\n{pkg_config}");
    }
    assert!(!pkg_config.contains('@'), "{pkg_config}");

    assert!(read("usr/share/man/man1/lsmd.1").contains("lsmd"));
    assert!(read("usr/share/man/man1/lsmcli.1").contains("lsmcli"));
    for (shell, path) in [
        ("bash", "bash-completion/completions/lsmcli"),
        ("zsh", "zsh/site-functions/_lsmcli"),
        ("fish", "fish/vendor_completions.d/lsmcli.fish"),
    ] {
        assert_eq!(read(&format!("usr/share/{path}")), format!("# completion {shell}\n"));
    }

    assert!(read("usr/lib/systemd/system/libstoragemgmt.service").contains("=/usr/bin/lsmd -d\n"));
    assert!(root.join("usr/lib/sysusers.d/libstoragemgmt.conf").exists());
    assert!(root.join("usr/lib/tmpfiles.d/libstoragemgmt.conf").exists());
    assert_eq!(mode("etc/lsm/lsmd.conf"), 0o644);

    // Once more: what the administrator changed stays, everything else is new, nothing is left.
    fs::write(root.join("etc/lsm/lsmd.conf"), "changed").unwrap();
    fs::write(root.join("usr/bin/lsmd"), "old").unwrap();
    let kept = fs::read_dir(root.join("etc/lsm/pluginconf.d")).unwrap().count() + 1;
    assert_eq!(install(), count - kept);
    assert_eq!((&*read("etc/lsm/lsmd.conf"), &*read("usr/bin/lsmd")), ("changed", ""));
    let left = fs::read_dir(root.join("usr/bin")).unwrap();
    assert_eq!(left.count(), 5);
}

#[test]
fn another_prefix_has_its_own_folders() {
    let folder = tempfile::tempdir().unwrap();
    let (layout, destdir) =
        options(&["--prefix", "/opt/lsm", "--destdir", folder.path().to_str().unwrap()]).unwrap();
    let mut stage = Stage::new(destdir);
    let programs = tempfile::tempdir().unwrap();
    everything(&built(programs.path()), &layout, &mut stage).unwrap();
    let read = |path: &str| fs::read_to_string(folder.path().join(path)).unwrap();
    assert!(read("opt/lsm/lib/systemd/system/libstoragemgmt.service").contains(
        "ExecStart=/opt/lsm/bin/lsmd -d --plugindir /opt/lsm/bin --confdir /opt/lsm/etc/lsm\n"
    ));
    assert!(folder.path().join("opt/lsm/etc/lsm/lsmd.conf").exists());
    assert!(read("opt/lsm/lib/pkgconfig/libstoragemgmt.pc").contains("libdir=/opt/lsm/lib\n"));
    let mut top = fs::read_dir(folder.path()).unwrap();
    assert!(top.next().is_some_and(|entry| entry.unwrap().file_name() == "opt"));
    assert!(top.next().is_none());
}

#[test]
fn options_that_make_no_sense_are_refused() {
    for wrong in [&["--prefix"][..], &["--prefix", "here"], &["--into", "/x"]] {
        assert!(options(wrong).is_err(), "{wrong:?}");
    }
}
