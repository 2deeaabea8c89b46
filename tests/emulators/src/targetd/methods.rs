// SPDX-License-Identifier: MIT OR Apache-2.0
//! The methods with their parameters, checked as the real server's are: by name, none too many and
//! none too few.

use serde_json::{Map, Value};

use super::state::{Answer, State, failure};
use super::{Settings, block, files};

/// The parameters of a call.
pub(super) type Parameters = Map<String, Value>;

/// A method: its name, what it must be given, what it may be given, what it does.
type Method = (
    &'static str,
    &'static [&'static str],
    &'static [&'static str],
    fn(&mut State, &Parameters) -> Answer,
);

const METHODS: &[Method] = &[
    ("pool_list", &[], &[], block::pool_list),
    ("vol_list", &["pool"], &[], block::vol_list),
    ("vol_create", &["pool", "name", "size"], &[], block::vol_create),
    ("vol_destroy", &["pool", "name"], &[], block::vol_destroy),
    ("vol_copy", &["pool", "vol_orig", "vol_new"], &["size", "timeout"], block::vol_copy),
    ("vol_resize", &["pool", "name", "size"], &[], block::vol_resize),
    ("export_list", &[], &[], block::export_list),
    ("export_create", &["pool", "vol", "initiator_wwn", "lun"], &[], block::export_create),
    ("export_destroy", &["pool", "vol", "initiator_wwn"], &[], block::export_destroy),
    (
        "initiator_set_auth",
        &["initiator_wwn", "in_user", "in_pass", "out_user", "out_pass"],
        &[],
        block::initiator_set_auth,
    ),
    ("initiator_list", &[], &["standalone_only"], block::initiator_list),
    ("access_group_list", &[], &[], block::access_group_list),
    ("access_group_create", &["ag_name", "init_id", "init_type"], &[], block::access_group_create),
    ("access_group_destroy", &["ag_name"], &[], block::access_group_destroy),
    ("access_group_init_add", &["ag_name", "init_id", "init_type"], &[], block::access_group_add),
    ("access_group_init_del", &["ag_name", "init_id", "init_type"], &[], block::access_group_del),
    ("access_group_map_list", &[], &[], block::access_group_map_list),
    (
        "access_group_map_create",
        &["pool_name", "vol_name", "ag_name"],
        &["h_lun_id"],
        block::access_group_map_create,
    ),
    (
        "access_group_map_destroy",
        &["pool_name", "vol_name", "ag_name"],
        &[],
        block::access_group_map_destroy,
    ),
    ("fs_list", &[], &[], files::fs_list),
    ("fs_create", &["pool_name", "name", "size_bytes"], &[], files::fs_create),
    ("fs_destroy", &["uuid"], &[], files::fs_destroy),
    ("fs_clone", &["fs_uuid", "dest_fs_name", "snapshot_id"], &[], files::fs_clone),
    ("ss_list", &["fs_uuid"], &[], files::ss_list),
    ("fs_snapshot", &["fs_uuid", "dest_ss_name"], &[], files::fs_snapshot),
    ("fs_snapshot_delete", &["fs_uuid", "ss_uuid"], &[], files::fs_snapshot_delete),
    ("nfs_export_auth_list", &[], &[], files::nfs_export_auth_list),
    ("nfs_export_list", &[], &[], files::nfs_export_list),
    (
        "nfs_export_add",
        &["host", "path"],
        &["options", "chown", "export_path"],
        files::nfs_export_add,
    ),
    ("nfs_export_remove", &["host", "path"], &[], files::nfs_export_remove),
];

/// Calls a method.
pub(super) fn call(
    state: &mut State,
    settings: &Settings,
    name: &str,
    parameters: Option<&Value>,
) -> Answer {
    let hidden = (name.starts_with("access_group") && !settings.has_groups)
        || (name == "vol_resize" && !settings.can_resize);
    let found = METHODS.iter().find(|(known, ..)| *known == name).filter(|_| !hidden);
    let Some((_, required, optional, run)) = found else {
        return failure(-32601, format!("method {name} not found"));
    };
    let none = Parameters::new();
    let parameters = match parameters {
        None | Some(Value::Null) => &none,
        Some(Value::Object(parameters)) => parameters,
        Some(_) => return failure(-32602, "invalid method arguments(s)"),
    };
    let all_there = required.iter().all(|name| parameters.contains_key(*name));
    let known =
        |name: &String| required.contains(&name.as_str()) || optional.contains(&name.as_str());
    if !all_there || !parameters.keys().all(known) {
        return failure(-32602, "invalid method arguments(s)");
    }
    run(state, parameters)
}

/// A parameter that is a text.
pub(super) fn text<'p>(parameters: &'p Parameters, name: &str) -> Answer<&'p str> {
    match parameters.get(name).and_then(Value::as_str) {
        Some(text) => Ok(text),
        None => failure(-32602, "invalid method arguments(s)"),
    }
}

/// A parameter that is a number, or a text or a fraction that Python's `int` takes.
pub(super) fn number(parameters: &Parameters, name: &str) -> Answer<i64> {
    match parameters.get(name) {
        Some(Value::String(text)) => match text.trim().parse() {
            Ok(number) => Ok(number),
            Err(_) => {
                failure(-1, format!("ValueError: invalid literal for int() with base 10: '{text}'"))
            }
        },
        Some(value) => match super::integer(value) {
            Some(number) => Ok(number),
            None => failure(-32602, "invalid method arguments(s)"),
        },
        None => failure(-32602, "invalid method arguments(s)"),
    }
}
