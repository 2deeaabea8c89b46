// SPDX-License-Identifier: MIT OR Apache-2.0
//! Configuration files that cannot be used, and plug-ins under valgrind.

use std::fs;
use std::path::Path;

use crate::harness::*;

#[test]
fn a_broken_configuration_is_fatal_with_file_and_line() {
    let place = Place::with_echo();
    place.config("# fine\nallow-plugin-root-privilege = maybe;\n");
    let path = place.path("c/lsmd.conf");
    let message = "\"maybe\" is no value; text goes in double quotes";
    assert_eq!(place.fails(), format!("{}:2: {message}\n", path.display()));

    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    assert!(place.fails().starts_with(&format!("{}: cannot be read: ", path.display())));
    fs::remove_dir(&path).unwrap();

    place.plugin_config("echo", "a = {\n\n");
    let path = place.path("c/pluginconf.d/echo.conf");
    let message = "'}' expected before the end of the file";
    assert_eq!(place.fails(), format!("{}:3: {message}\n", path.display()));

    // Files of plug-ins that are not there are nobody's business.
    fs::rename(path, place.path("c/pluginconf.d/other.conf")).unwrap();
    place.start().serves();
}

#[test]
fn a_value_of_the_wrong_type_is_warned_of() {
    let place = Place::with_echo();
    place.config("allow-plugin-root-privilege = \"yes\";");
    let lsmd = place.start();
    lsmd.logged("allow-plugin-root-privilege is neither true nor false, and counts as not set");
    lsmd.serves();
}

#[test]
fn plugins_run_under_valgrind_when_asked() {
    let place = Place::with_echo();
    let mut command = place.command();
    command.env("LSM_VALGRIND", "").env("TMPDIR", place.path(""));
    let mut lsmd = place.start_with(command);
    let mut session = lsmd.connect("echo");
    if !Path::new("/usr/bin/valgrind").exists() {
        let (code, message) = refused(session);
        assert_eq!(code, 301);
        assert!(message.contains("No such file"), "{message}");
        return;
    }
    echoes(&mut session);
    let line = lsmd.logged("connected");
    let plugin = line.rsplit(' ').next().unwrap();
    let report = format!("leaking_{}-{plugin}", lsmd.pid().as_raw_pid());
    assert!(lsmd.place.path(report).exists());
    drop(session);
    lsmd.stop(rustix::process::Signal::TERM);
}
