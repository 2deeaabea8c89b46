// SPDX-License-Identifier: MIT OR Apache-2.0
//! Compiles the one function that only C can define: it takes any number of arguments.

use std::path::Path;
use std::process::Command;

fn main() {
    let source = "src/variadic.c";
    println!("cargo::rerun-if-changed={source}");
    println!("cargo::rerun-if-env-changed=CC");
    println!("cargo::rerun-if-env-changed=AR");
    let tool = |name: &str, usual: &str| std::env::var(name).unwrap_or_else(|_| usual.to_owned());
    let out = std::env::var("OUT_DIR").unwrap_or_default();
    let object = Path::new(&out).join("variadic.o");
    let archive = Path::new(&out).join("libvariadic.a");
    let mut compiler = Command::new(tool("CC", "cc"));
    compiler.args(["-std=c99", "-O2", "-fPIC", "-Iinclude", "-Wall", "-Wextra", "-Werror"]);
    succeeds(compiler.args(["-c", source, "-o"]).arg(&object));
    succeeds(Command::new(tool("AR", "ar")).arg("crs").arg(&archive).arg(&object));
    println!("cargo::rustc-link-search=native={out}");
    println!("cargo::rustc-link-lib=static=variadic");
}

fn succeeds(command: &mut Command) {
    match command.status() {
        Ok(status) if status.success() => {}
        Ok(status) => println!("cargo::error={command:?} failed: {status}"),
        Err(error) => println!("cargo::error={command:?} cannot be run: {error}"),
    }
}
