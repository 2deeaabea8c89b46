// SPDX-License-Identifier: MIT OR Apache-2.0
//! The headers declare what `c_api.json` lists, and compile in every language that programs are
//! written in.
//!
//! For each header a source file is generated that includes nothing else and uses each thing in
//! the one way that only the right declaration allows. The compiler is the judge.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The languages that a header must compile in.
const LANGUAGES: [(&str, &str, &str); 3] =
    [("cc", "c", "c99"), ("cc", "c", "c11"), ("c++", "c++", "c++17")];

fn include() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("include")
}

fn api() -> Value {
    serde_json::from_str(include_str!("data/c_api.json")).unwrap()
}

#[test]
fn every_header_declares_what_the_list_says() {
    let api = api();
    let headers = api["headers"].as_object().unwrap();
    assert_eq!(headers.len(), 20);
    for (header, content) in headers {
        let source = source(&api, header, content);
        for language in LANGUAGES {
            compile(language, header, &source).unwrap_or_else(|said| panic!("{header}: {said}"));
        }
    }
}

/// Both ways in which programs name a header: with the system's folders, and with the flags of
/// pkg-config.
#[test]
fn both_ways_of_including_work() {
    for source in ["#include <libstoragemgmt/libstoragemgmt.h>\n", "#include <libstoragemgmt.h>\n"]
    {
        let all = format!("{source}lsm_connect *connection;\n");
        for language in LANGUAGES {
            compile(language, "both", &all).unwrap();
        }
    }
}

/// The checker sees a fault: each of these is one word away from the truth.
#[test]
fn a_wrong_list_is_refused() {
    type Fault<'a> = (&'a str, &'a str, &'a dyn Fn(&mut Value));
    let faults: [Fault<'_>; 8] = [
        ("a result", "libstoragemgmt.h", &|api| {
            *function(api, "lsm_volume_create") = "void".into();
        }),
        ("an argument", "libstoragemgmt_pool.h", &|api| {
            *argument(api, "lsm_pool_record_array_free", 1) = "uint64_t".into();
        }),
        ("a constant argument", "libstoragemgmt.h", &|api| {
            *argument(api, "lsm_pool_list", 1) = "const char *".into();
        }),
        ("a function that is not there", "libstoragemgmt_pool.h", &|api| {
            api["headers"]["libstoragemgmt_pool.h"]["functions"][0] = "lsm_fs_list".into();
        }),
        ("a value", "libstoragemgmt_error.h", &|api| {
            api["enums"]["lsm_error_number"][3]["value"] = 8.into();
        }),
        ("a macro", "libstoragemgmt_types.h", &|api| {
            api["macros"]["LSM_POOL_STATUS_OK"]["value"] = "0x4".into();
        }),
        ("an offset", "libstoragemgmt_plug_interface.h", &|api| {
            api["ops_structs"]["lsm_ops_v1_2"]["fields"][1]["offset"] = 16.into();
        }),
        ("a guard", "libstoragemgmt_hash.h", &|api| {
            api["headers"]["libstoragemgmt_hash.h"]["guard"] = "LSM_HASH_H".into();
        }),
    ];
    for (what, header, spoil) in faults {
        let mut api = api();
        spoil(&mut api);
        let content = api["headers"][header].clone();
        let source = source(&api, header, &content);
        for language in LANGUAGES {
            assert!(compile(language, header, &source).is_err(), "{what} in {}", language.2);
        }
    }
}

fn function<'a>(api: &'a mut Value, name: &str) -> &'a mut Value {
    let functions = api["functions"].as_array_mut().unwrap();
    &mut functions.iter_mut().find(|function| function["name"] == name).unwrap()["returns"]
}

fn argument<'a>(api: &'a mut Value, name: &str, place: usize) -> &'a mut Value {
    let functions = api["functions"].as_array_mut().unwrap();
    &mut functions.iter_mut().find(|function| function["name"] == name).unwrap()["args"][place]["type"]
}

/// Each declaration has a comment that says what it is.
#[test]
fn everything_is_documented() {
    let (mut declarations, mut undocumented) = (0, Vec::new());
    for entry in fs::read_dir(include().join("libstoragemgmt")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let mut lines = text.lines();
        assert_eq!(lines.next(), Some("/* SPDX-License-Identifier: MIT OR Apache-2.0 */"));
        let mut before = "";
        for line in lines {
            let declares = ["LSM_DLL_EXPORT ", "typedef ", "struct ", "#define LSM_ERR"]
                .iter()
                .any(|begin| line.starts_with(begin))
                || (line.starts_with("    LSM_") && line.contains(" = "))
                || (line.starts_with("    lsm_plug_")
                    && line.ends_with(';')
                    && !line.contains(')'));
            if declares {
                declarations += 1;
                if !before.ends_with("*/") {
                    undocumented.push(line.to_owned());
                }
            }
            before = line;
        }
    }
    assert_eq!(undocumented, Vec::<String>::new());
    assert!(declarations > 293 + 60 + 200, "{declarations}");
}

/// A source that compiles only when `header` declares what is listed for it.
fn source(api: &Value, header: &str, content: &Value) -> String {
    let mut source = format!("#include <libstoragemgmt/{header}>\n");
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let list = |key: &str| content[key].as_array().unwrap().iter().map(text).collect::<Vec<_>>();
    let guard = text(&content["guard"]);
    let _ = writeln!(source, "#ifndef {guard}\n#error guard\n#endif\n#include <stddef.h>");
    for other in list("includes").iter().filter(|other| *other != "inttypes.h") {
        let guard = text(&api["headers"][other]["guard"]);
        let _ = writeln!(source, "#ifndef {guard}\n#error does not include {other}\n#endif");
    }
    for name in list("functions") {
        let functions = api["functions"].as_array().unwrap();
        let function = functions.iter().find(|function| function["name"] == *name).unwrap();
        let (result, arguments) = signature(function);
        let _ = writeln!(source, "{result} (*use_{name})({arguments}) = {name};");
    }
    for name in list("callback_types") {
        let callbacks = api["callback_types"].as_array().unwrap();
        let callback = callbacks.iter().find(|callback| callback["name"] == *name).unwrap();
        let (result, arguments) = signature(callback);
        let _ = writeln!(
            source,
            "{name} *a_{name};\n{result} (***use_{name})({arguments}) = &a_{name};"
        );
    }
    for pair in content["opaque_structs"].as_array().unwrap() {
        let (tag, name) = (text(&pair[0]), text(&pair[1]));
        let _ = writeln!(source, "{name} *a_{name};\nstruct {tag} **use_{name} = &a_{name};");
    }
    for name in list("typedefs") {
        let of = text(&api["other_typedefs"][&name]);
        let _ = writeln!(source, "{name} a_{name};\n{of} *use_{name} = &a_{name};");
    }
    for name in list("enums") {
        let _ = writeln!(source, "{}", holds(&format!("sizeof({name}) == sizeof(int)")));
        for value in api["enums"][&name].as_array().unwrap() {
            let constant = text(&value["name"]);
            let _ = writeln!(source, "{name} use_{constant} = {constant};");
            let _ = writeln!(source, "{}", holds(&format!("{constant} == {}", value["value"])));
        }
    }
    for name in list("macros") {
        macro_use(&mut source, &name, &api["macros"][&name]);
    }
    for name in list("structs") {
        let layout = &api["ops_structs"][&name];
        let fields = layout["fields"].as_array().unwrap().iter();
        let mut uses = String::new();
        for (of, field, offset) in
            fields.map(|field| (text(&field["type"]), text(&field["name"]), &field["offset"]))
        {
            let offset = format!("offsetof(struct {name}, {field}) == {offset}");
            let _ = writeln!(source, "{}", holds_on_64_bits(&offset));
            let _ = writeln!(uses, "{of} *{field} = &ops->{field}; (void){field};");
        }
        let size = format!("sizeof(struct {name}) == {}", layout["size_64bit"]);
        let _ = writeln!(source, "{}", holds_on_64_bits(&size));
        let taker = format!("void use_{name}(struct {name} *ops)");
        let _ = writeln!(source, "{taker};\n{taker} {{\n{uses}}}");
    }
    source + "extern int not_empty;\n"
}

/// Result and arguments of a function.
fn signature(function: &Value) -> (String, String) {
    let arguments = function["args"].as_array().unwrap().iter();
    let types: Vec<_> = arguments.map(|argument| argument["type"].as_str().unwrap()).collect();
    let arguments = if types.is_empty() { "void".to_owned() } else { types.join(", ") };
    (function["returns"].as_str().unwrap().to_owned(), arguments)
}

/// An assertion that C99 knows.
fn holds(condition: &str) -> String {
    format!("extern char holds[({condition}) ? 1 : -1];")
}

/// Layouts are listed for systems of 64 bits.
fn holds_on_64_bits(condition: &str) -> String {
    holds(&format!("sizeof(void *) != 8 || {condition}"))
}

fn macro_use(source: &mut String, name: &str, listed: &Value) {
    let value = listed["value"].as_str().unwrap();
    let _ = if let Some(passed) = listed["passes"].as_array() {
        // An error of each kind; only the first takes any number in C++, too.
        let number = if name.ends_with("_MSG") { "101" } else { "LSM_ERR_INVALID_ARGUMENT" };
        let all = [number, "\"text\"", "\"exception\"", "\"debug\"", "\"data\"", "4"];
        let given =
            passed.iter().filter(|argument| *argument != "NULL" && *argument != "0").count();
        writeln!(
            source,
            "lsm_error_ptr use_{name}(void);\nlsm_error_ptr use_{name}(void) {{ return {name}({}); }}",
            all[..given].join(", ")
        )
    } else if name.starts_with("LSM_DLL_") {
        writeln!(source, "{name} void use_{name}(void);")
    } else {
        writeln!(source, "{}", holds(&format!("({name}) == ({value})")))
    };
}

fn compile(language: (&str, &str, &str), header: &str, source: &str) -> Result<(), String> {
    let (compiler, kind, standard) = language;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(format!("{header}.{kind}"));
    fs::write(&file, source).unwrap();
    let include = include();
    let output = Command::new(compiler)
        .args(["-x", kind, &format!("-std={standard}"), "-fsyntax-only"])
        .args(["-Wall", "-Wextra", "-Werror", "-pedantic"])
        .arg("-I")
        .arg(&include)
        .arg("-I")
        .arg(include.join("libstoragemgmt"))
        .arg(&file)
        .output()
        .unwrap();
    if output.status.success() {
        Ok(())
    } else {
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!("{standard}: {}", said.chars().take(2000).collect::<String>()))
    }
}
