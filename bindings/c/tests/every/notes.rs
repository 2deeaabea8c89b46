// SPDX-License-Identifier: MIT OR Apache-2.0
//! Generates the functions that take the place of those of the library (`ld --wrap`): each calls
//! the one it stands for and notes whether that one served or refused. When the program ends, the
//! notes are added to the file `CALLS`.

use serde_json::Value;

use super::text;

/// Functions that answer a number which is no status: they are refused when they are given NULL.
const NUMBERS: [&str; 3] =
    ["lsm_capability_supported", "lsm_log_error_basic", "lsm_system_read_cache_pct_get"];

const PRELUDE: &str = r#"
#include "check.h"
#include <fcntl.h>
#include <stdarg.h>
#include <unistd.h>

static struct {
    const char *name;
    int served, refused;
} notes[];

static void note(int at, int refused)
{
    if (refused)
        notes[at].refused = 1;
    else
        notes[at].served = 1;
}
"#;

const TELL: &str = r#"
__attribute__((destructor)) static void tell(void)
{
    int file = open(CALLS, O_WRONLY | O_APPEND | O_CREAT, 0600);
    size_t at;
    for (at = 0; at < sizeof(notes) / sizeof(*notes); at++) {
        if (notes[at].served)
            dprintf(file, "served %s\n", notes[at].name);
        if (notes[at].refused)
            dprintf(file, "refused %s\n", notes[at].name);
    }
    close(file);
}
"#;

/// The source of all of them.
pub(crate) fn source(functions: &[Value]) -> String {
    let names = functions.iter().map(|function| format!("{{\"{}\", 0, 0}},\n", name(function)));
    let names: String = names.collect();
    let prelude = PRELUDE.replace("notes[];", &format!("notes[] = {{\n{names}}};"));
    let stand_ins = functions.iter().enumerate().map(|(at, function)| stand_in(at, function));
    prelude + &stand_ins.collect::<String>() + TELL
}

fn name(function: &Value) -> &str {
    text(&function["name"])
}

fn stand_in(at: usize, function: &Value) -> String {
    let (name, returns) = (name(function), text(&function["returns"]));
    let arguments = function["args"].as_array().unwrap().iter();
    let types: Vec<&str> = arguments.map(|argument| text(&argument["type"])).collect();
    if types.last() == Some(&"...") {
        return variadic(at, name);
    }
    let declared: Vec<_> =
        types.iter().enumerate().map(|(place, of)| declaration(of, place)).collect();
    let declared = if types.is_empty() { "void".to_owned() } else { declared.join(", ") };
    let given: Vec<_> = (0..types.len()).map(|place| format!("a{place}")).collect();
    let call = format!("__real_{name}({})", given.join(", "));
    let pointers = types.iter().zip(&given).filter(|(of, _)| is_pointer(of));
    let null: Vec<_> = pointers.map(|(_, argument)| format!("{argument} == NULL")).collect();
    let null = if null.is_empty() { "0".to_owned() } else { null.join(" || ") };
    let refused = match returns {
        _ if NUMBERS.contains(&name) => null,
        "int" => "answer != LSM_ERR_OK && answer != LSM_ERR_JOB_STARTED".to_owned(),
        returns if is_pointer(returns) => "answer == NULL".to_owned(),
        _ => null,
    };
    let body = if returns == "void" {
        format!("{call};\n    note({at}, {refused});")
    } else {
        format!("{returns} answer = {call};\n    note({at}, {refused});\n    return answer;")
    };
    format!(
        "{returns} __real_{name}({declared});\n{returns} __wrap_{name}({declared});\n\
         {returns} __wrap_{name}({declared})\n{{\n    {body}\n}}\n"
    )
}

/// The one function that takes any number of numbers: they are handed on one by one.
fn variadic(at: usize, name: &str) -> String {
    let declared = "lsm_storage_capabilities *cap, lsm_capability_value_type v, ...";
    format!(
        "int __real_{name}({declared});\nint __wrap_{name}({declared});\n\
         int __wrap_{name}({declared})\n{{\n    va_list numbers;\n    \
         int number, answer = __real_{name}(cap, v, -1);\n    va_start(numbers, v);\n    \
         while (answer == LSM_ERR_OK && (number = va_arg(numbers, int)) != -1)\n        \
         answer = __real_{name}(cap, v, number, -1);\n    va_end(numbers);\n    \
         note({at}, answer != LSM_ERR_OK);\n    return answer;\n}}\n"
    )
}

/// A parameter as C declares it.
fn declaration(of: &str, place: usize) -> String {
    match of.split_once("[]") {
        Some((of, _)) => format!("{of} a{place}[]"),
        None => format!("{of} a{place}"),
    }
}

fn is_pointer(of: &str) -> bool {
    of.contains('*') || of.contains('[') || of == "lsm_error_ptr" || of == "lsm_plugin_ptr"
}
