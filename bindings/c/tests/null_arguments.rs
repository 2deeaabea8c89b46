// SPDX-License-Identifier: MIT OR Apache-2.0
//! NULL in every position of every function: what must be given is missed, what may be left out
//! may be, and nothing crashes.
//!
//! The program is generated from the list of functions. Every other argument of a call is a good
//! one, made for this call alone.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::fmt::Write as _;

use lsm_test::House;
use serde_json::Value;

mod program;

use program::{Builder, Watch, succeeded};

/// Arguments that may be NULL: function and name, `*` for all.
const OPTIONAL: &[(&str, &str)] = &[
    ("*", "plugin_data"),
    ("*", "search_key"),
    ("lsm_connect_password", "password"),
    ("lsm_volume_replicate", "pool"),
    ("lsm_fs_clone", "optional_ss"),
    ("lsm_fs_file_clone", "snapshot"),
    ("*", "files"),
    ("*", "restore_files"),
    ("lsm_iscsi_chap_auth", "in_user"),
    ("lsm_iscsi_chap_auth", "in_password"),
    ("lsm_iscsi_chap_auth", "out_user"),
    ("lsm_iscsi_chap_auth", "out_password"),
    ("lsm_nfs_export_fs", "export_path"),
    ("lsm_nfs_export_fs", "root_list"),
    ("lsm_nfs_export_fs", "rw_list"),
    ("lsm_nfs_export_fs", "ro_list"),
    ("lsm_nfs_export_fs", "auth_type"),
    ("lsm_nfs_export_fs", "options"),
    ("lsm_nfs_export_record_alloc", "id"),
    ("lsm_nfs_export_record_alloc", "export_path"),
    ("lsm_nfs_export_record_alloc", "auth"),
    ("lsm_nfs_export_record_alloc", "root"),
    ("lsm_nfs_export_record_alloc", "rw"),
    ("lsm_nfs_export_record_alloc", "ro"),
    ("lsm_nfs_export_record_alloc", "options"),
    ("lsm_volume_record_alloc", "vpd83"),
    ("lsm_access_group_record_alloc", "initiators"),
    ("lsm_capability_record_alloc", "value"),
    ("lsm_error_create", "*"),
    // NULL clears a text or a list.
    ("lsm_nfs_export_id_set", "ep"),
    ("lsm_nfs_export_fs_id_set", "fs_id"),
    ("lsm_nfs_export_export_path_set", "export_path"),
    ("lsm_nfs_export_auth_type_set", "value"),
    ("lsm_nfs_export_root_set", "value"),
    ("lsm_nfs_export_read_write_set", "value"),
    ("lsm_nfs_export_read_only_set", "value"),
    ("lsm_nfs_export_options_set", "value"),
];

/// Functions of a running plug-in, of which there is none here: all is NULL at once.
const RUNTIME: &[&str] = &[
    "lsm_plugin_init_v1",
    "lsm_register_plugin_v1",
    "lsm_register_plugin_v1_2",
    "lsm_register_plugin_v1_3",
    "lsm_private_data_get",
    "lsm_log_error_basic",
    "lsm_plugin_error_log",
];

/// What int functions answer that do not answer with an error number.
const OTHERWISE: &[(&str, i32)] = &[
    ("lsm_capability_supported", 0),
    ("lsm_system_read_cache_pct_get", -1),
    ("lsm_plugin_init_v1", 152),
];

fn functions() -> Vec<Value> {
    let api: Value = serde_json::from_str(include_str!("data/c_api.json")).unwrap();
    api["functions"].as_array().unwrap().clone()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn is_optional(function: &str, argument: &str) -> bool {
    OPTIONAL.iter().any(|(f, a)| (*f == "*" || *f == function) && (*a == "*" || *a == argument))
}

fn is_pointer(r#type: &str) -> bool {
    r#type.contains('*') || r#type.contains('[') || r#type == "lsm_error_ptr"
}

/// A good argument, as an expression of C.
fn good(function: &str, r#type: &str, name: &str) -> String {
    let plain = r#type.replace("const", "").replace([' ', '[', ']'], "");
    match plain.as_str() {
        "char*" => match name {
            "vpd83" => "VPD83".into(),
            "value" if function == "lsm_capability_record_alloc" => "\"00\"".into(),
            "init_id" | "initiator_id" => "IQN".into(),
            "search_key" => "(char *)\"id\"".into(),
            "uri" if function == "lsm_uri_parse" => "\"sim://u@h:1/p?k=v\"".into(),
            "uri" => "uri()".into(),
            _ => "(char *)\"text\"".into(),
        },
        "char**" if function == "lsm_job_free" => "a_job()".into(),
        "lsm_connect*" => "connection()".into(),
        "void*" => "(void *)\"data\"".into(),
        "..." => "-1".into(),
        "lsm_flag" => "0".into(),
        "lsm_capability_type" => "LSM_CAP_VOLUMES".into(),
        "lsm_access_group_init_type" => "LSM_ACCESS_GROUP_INIT_TYPE_ISCSI_IQN".into(),
        "lsm_access_group_init_type*" => "unknown_type()".into(),
        other if is_pointer(r#type) => {
            let of = other.trim_end_matches('*');
            let depth = other.len() - of.len() + usize::from(r#type.contains('['));
            match (of, depth, name) {
                ("lsm_error_ptr", 0, _) => "an_lsm_error()".into(),
                (of, 1, _) if of.starts_with("lsm_") && has_maker(of) => format!("an_{of}()"),
                (of, 1, _) if of.starts_with("lsm_led") => "NULL".into(),
                // An array that is given, not one that is asked for.
                (of, 2, "ranges" | "disks" | "ag" | "exps" | "pa" | "init" | "br" | "tp")
                | (of, 2, "s" | "d" | "disk" | "ss" | "bs" | "fs")
                    if r#type.contains('[') || name == "ranges" =>
                {
                    format!("an_array_of_{of}()")
                }
                _ => "(void *)place()".into(),
            }
        }
        _ => "1".into(),
    }
}

const KINDS: [&str; 15] = [
    "lsm_access_group",
    "lsm_battery",
    "lsm_block_range",
    "lsm_disk",
    "lsm_error",
    "lsm_fs",
    "lsm_fs_ss",
    "lsm_hash",
    "lsm_nfs_export",
    "lsm_pool",
    "lsm_storage_capabilities",
    "lsm_string_list",
    "lsm_system",
    "lsm_target_port",
    "lsm_volume",
];

fn has_maker(of: &str) -> bool {
    KINDS.contains(&of)
}

const PRELUDE: &str = r#"
#include "check.h"
#define VPD83 "600508b1001c79ade5178f0626caaa9c"
#define IQN "iqn.1994-05.com.domain:01.89bd01"
static inline const char *uri(void) { return getenv("URI"); }
/* Room for any output, holding NULL. */
static inline void *place(void) { return calloc(8, sizeof(void *)); }
static inline char **a_job(void) { char **job = place(); *job = strdup("JOB"); return job; }
static inline lsm_access_group_init_type *unknown_type(void) { return place(); }
static inline lsm_connect *connection(void)
{
    static lsm_connect *conn;
    lsm_error_ptr e = NULL;
    if (conn == NULL && lsm_connect_password(uri(), NULL, &conn, 1000, &e, 0) != 0) {
        fprintf(stderr, "cannot connect: %s\n", lsm_error_message_get(e));
        exit(3);
    }
    return conn;
}
static inline lsm_string_list *an_lsm_string_list(void)
{ lsm_string_list *l = lsm_string_list_alloc(0); lsm_string_list_append(l, "text"); return l; }
static inline lsm_hash *an_lsm_hash(void)
{ lsm_hash *h = lsm_hash_alloc(); lsm_hash_string_set(h, "text", "text"); return h; }
static inline lsm_error *an_lsm_error(void) { return lsm_error_create(2, "m", "e", "d", "x", 1); }
static inline lsm_storage_capabilities *an_lsm_storage_capabilities(void) { return lsm_capability_record_alloc(NULL); }
static inline lsm_system *an_lsm_system(void) { return lsm_system_record_alloc("i", "n", 2, "", NULL); }
static inline lsm_pool *an_lsm_pool(void) { return lsm_pool_record_alloc("i", "n", 4, 0, 9, 9, 2, "", "s", NULL); }
static inline lsm_volume *an_lsm_volume(void) { return lsm_volume_record_alloc("i", "n", VPD83, 512, 9, 1, "s", "p", NULL); }
static inline lsm_disk *an_lsm_disk(void) { return lsm_disk_record_alloc("i", "n", LSM_DISK_TYPE_SAS, 512, 9, 2, "s"); }
static inline lsm_access_group *an_lsm_access_group(void)
{ return lsm_access_group_record_alloc("i", "n", NULL, LSM_ACCESS_GROUP_INIT_TYPE_UNKNOWN, "s", NULL); }
static inline lsm_target_port *an_lsm_target_port(void)
{ return lsm_target_port_record_alloc("i", LSM_TARGET_PORT_TYPE_FC, "a", "b", "c", "d", "s", NULL); }
static inline lsm_block_range *an_lsm_block_range(void) { return lsm_block_range_record_alloc(1, 2, 3); }
static inline lsm_fs *an_lsm_fs(void) { return lsm_fs_record_alloc("i", "n", 9, 9, "p", "s", NULL); }
static inline lsm_fs_ss *an_lsm_fs_ss(void) { return lsm_fs_ss_record_alloc("i", "n", 9, NULL); }
static inline lsm_battery *an_lsm_battery(void) { return lsm_battery_record_alloc("i", "n", LSM_BATTERY_TYPE_OTHER, 4, "s", NULL); }
static inline lsm_nfs_export *an_lsm_nfs_export(void)
{ return lsm_nfs_export_record_alloc("i", "f", "/", NULL, NULL, NULL, NULL, 1, 2, NULL, NULL); }
#define ARRAY(noun) static inline noun **an_array_of_##noun(void) { noun **a = place(); a[0] = an_##noun(); return a; }
ARRAY(lsm_system) ARRAY(lsm_pool) ARRAY(lsm_volume) ARRAY(lsm_disk) ARRAY(lsm_access_group)
ARRAY(lsm_target_port) ARRAY(lsm_block_range) ARRAY(lsm_fs) ARRAY(lsm_fs_ss) ARRAY(lsm_battery)
ARRAY(lsm_nfs_export)
"#;

/// One call, checked.
fn call(source: &mut String, function: &Value, arguments: &[String], refused: bool) {
    let (name, returns) = (text(&function["name"]), text(&function["returns"]));
    let call = format!("{name}({})", arguments.join(", "));
    let _ = writeln!(source, "    puts({:?}); fflush(stdout);", format!("{name} {arguments:?}"));
    let other = OTHERWISE.iter().find(|(function, _)| *function == name);
    let _ = match (returns, refused) {
        ("int", true) => writeln!(
            source,
            "    IS({call}, {});",
            other.map_or("LSM_ERR_INVALID_ARGUMENT".to_owned(), |(_, answer)| answer.to_string())
        ),
        (returns, true) if is_pointer(returns) => writeln!(source, "    CHECK({call} == NULL);"),
        _ => writeln!(source, "    (void)!({call}, 0);"),
    };
}

#[test]
fn null_in_every_position() {
    let house = House::new();
    let functions = functions();
    let (mut bodies, mut names, mut positions) = (String::new(), String::new(), 0);
    for function in &functions {
        let name = text(&function["name"]);
        let arguments: Vec<(&str, &str)> = function["args"]
            .as_array()
            .unwrap()
            .iter()
            .map(|argument| (text(&argument["type"]), argument["name"].as_str().unwrap_or("...")))
            .collect();
        let _ = writeln!(bodies, "static void test_{name}(void)\n{{");
        let _ = writeln!(names, "    test_{name}();");
        let goods: Vec<String> =
            arguments.iter().map(|(ty, argument)| good(name, ty, argument)).collect();
        let in_runtime = RUNTIME.contains(&name);
        let mut required = usize::from(in_runtime);
        for (place, (r#type, argument)) in arguments.iter().enumerate() {
            if !is_pointer(r#type) || in_runtime {
                continue;
            }
            positions += 1;
            let optional = is_optional(name, argument);
            required += usize::from(!optional);
            let mut with_null = goods.clone();
            with_null[place] = "NULL".to_owned();
            call(&mut bodies, function, &with_null, !optional);
        }
        if required > 0 {
            let all: Vec<String> = arguments
                .iter()
                .map(|(ty, _)| match *ty {
                    "..." => "-1",
                    ty if is_pointer(ty) || ty.starts_with("lsm_plugin_") => "NULL",
                    _ => "0",
                })
                .map(str::to_owned)
                .collect();
            call(&mut bodies, function, &all, true);
        }
        bodies.push_str("}\n");
    }
    assert!(positions > 500, "{positions}");
    let source =
        format!("{PRELUDE}\n{bodies}\nint main(void)\n{{\n{names}    return failures != 0;\n}}\n");
    let program = Builder::new(Watch::Sanitizers).text(&source).build();
    let mut command = program.command();
    // Good arguments are made for one call, and left.
    command.env("ASAN_OPTIONS", "detect_leaks=0");
    command.env("URI", house.sim()).env("LSM_PLUGIN_DIR", house.plugins());
    succeeded(&command.output().unwrap());
}
