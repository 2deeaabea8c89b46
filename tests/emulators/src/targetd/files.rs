// SPDX-License-Identifier: MIT OR Apache-2.0
//! Subvolumes of the btrfs, their snapshots, and NFS exports.

use serde_json::{Value, json};

use super::methods::{Parameters, text};
use super::state::{Answer, BTRFS, Export, FileSystem, Snapshot, State, failure};

fn path(fs: &str) -> String {
    format!("{BTRFS}/targetd_fs/{fs}")
}

fn find<'s>(state: &'s State, uuid: &str) -> Answer<&'s FileSystem> {
    match state.file_systems.iter().find(|fs| fs.uuid == uuid) {
        Some(fs) => Ok(fs),
        None => failure(-104, "fs_uuid not found"),
    }
}

pub(super) fn fs_list(state: &mut State, _: &Parameters) -> Answer {
    let listed = state.file_systems.iter().map(|fs| {
        json!({
            "name": fs.name, "uuid": fs.uuid, "total_space": 1_099_511_627_776_u64,
            "free_space": 1_097_346_318_336_u64, "pool": BTRFS, "full_path": path(&fs.name),
        })
    });
    Ok(listed.collect())
}

pub(super) fn fs_create(state: &mut State, parameters: &Parameters) -> Answer {
    let (pool, name) = (text(parameters, "pool_name")?, text(parameters, "name")?);
    if pool != BTRFS {
        return failure(-110, format!("Invalid pool ({pool})"));
    }
    if state.file_systems.iter().any(|fs| fs.name == name) {
        return failure(-53, "FS already exists (Btrfs)");
    }
    // Made beside the folder of file systems, where no list finds it.
    if name.starts_with("../") {
        return Ok(Value::Null);
    }
    let whole = path(name);
    let refused = |output: String| {
        let command = format!("['btrfs', 'subvolume', 'create', '{whole}']");
        failure(-303, format!("Unexpected exit code \"{command}\" 1, out= b{output}"))
    };
    if let Some((folder, _)) = name.rsplit_once('/') {
        let folder = path(folder);
        return refused(format!(
            "\"ERROR: cannot access '{folder}': No such file or directory\\n\""
        ));
    }
    if name.len() > 255 {
        return refused(format!("'ERROR: cannot access {whole}: File name too long\\n'"));
    }
    // Lists are read word by word: what stands behind a blank is lost.
    let name = name.split(' ').next().unwrap_or_default();
    let uuid = state.new_subvolume_uuid();
    state.file_systems.push(FileSystem { name: name.to_owned(), uuid });
    Ok(Value::Null)
}

pub(super) fn fs_destroy(state: &mut State, parameters: &Parameters) -> Answer {
    let uuid = text(parameters, "uuid")?;
    find(state, uuid)?;
    state.snapshots.retain(|snapshot| snapshot.fs != uuid);
    state.file_systems.retain(|fs| fs.uuid != uuid);
    Ok(Value::Null)
}

pub(super) fn fs_clone(state: &mut State, parameters: &Parameters) -> Answer {
    let (uuid, name) = (text(parameters, "fs_uuid")?, text(parameters, "dest_fs_name")?);
    find(state, uuid)?;
    if let Some(snapshot) = parameters.get("snapshot_id").and_then(Value::as_str)
        && !snapshot.is_empty()
        && !state.snapshots.iter().any(|known| known.uuid == snapshot)
    {
        return failure(-112, "snapshot not found");
    }
    if state.file_systems.iter().any(|fs| fs.name == name) {
        return failure(-51, "Filesystem with that name exists (Btrfs)");
    }
    let uuid = state.new_subvolume_uuid();
    state.file_systems.push(FileSystem { name: name.to_owned(), uuid });
    Ok(Value::Null)
}

/// Snapshots of every file system of the pool, those of others under their paths.
pub(super) fn ss_list(state: &mut State, parameters: &Parameters) -> Answer {
    let uuid = text(parameters, "fs_uuid")?;
    find(state, uuid)?;
    let listed = state.snapshots.iter().filter_map(|snapshot| {
        let fs = state.file_systems.iter().find(|fs| fs.uuid == snapshot.fs)?;
        let name = match snapshot.fs == uuid || snapshot.uuid == "path" {
            true => snapshot.name.clone(),
            false => format!("targetd_ss/{}/{}", fs.name, snapshot.name),
        };
        Some(json!({"name": name, "uuid": snapshot.uuid, "timestamp": snapshot.timestamp}))
    });
    Ok(listed.collect())
}

pub(super) fn fs_snapshot(state: &mut State, parameters: &Parameters) -> Answer {
    let (fs, name) = (text(parameters, "fs_uuid")?, text(parameters, "dest_ss_name")?);
    find(state, fs)?;
    if state.snapshots.iter().any(|known| known.fs == fs && known.name == name) {
        return failure(-53, "Snapshot already exists with that name (Btrfs)");
    }
    let (mut uuid, timestamp) = state.new_time();
    // Lists are read word by word from their end: with a blank in the name they are one off.
    let word = name.rsplit(' ').next().unwrap_or_default();
    if word != name {
        uuid = "path".to_owned();
    }
    state.snapshots.push(Snapshot { fs: fs.to_owned(), name: word.to_owned(), uuid, timestamp });
    Ok(Value::Null)
}

pub(super) fn fs_snapshot_delete(state: &mut State, parameters: &Parameters) -> Answer {
    let (fs, uuid) = (text(parameters, "fs_uuid")?, text(parameters, "ss_uuid")?);
    find(state, fs)?;
    let known = state.snapshots.iter().position(|known| known.fs == fs && known.uuid == uuid);
    let Some(index) = known else { return failure(-112, "snapshot not found") };
    state.snapshots.remove(index);
    Ok(Value::Null)
}

pub(super) fn nfs_export_auth_list(_: &mut State, _: &Parameters) -> Answer {
    Ok(json!(["sys", "krb5", "krb5i", "krb5p"]))
}

pub(super) fn nfs_export_list(state: &mut State, _: &Parameters) -> Answer {
    if state.poisoned {
        return failure(-1, "ValueError: Both RO & RW set");
    }
    let listed = state.exports.iter().map(|export| {
        json!({"host": export.host, "path": export.path, "options": expanded(&export.options)})
    });
    Ok(listed.collect())
}

/// Options as the kernel's table shows them, with those that were not given.
fn expanded(given: &[String]) -> Vec<String> {
    let has = |option: &str| given.iter().any(|known| known == option);
    let either = |is: &'static str, otherwise: &'static str| if has(is) { is } else { otherwise };
    let mut all = vec![
        either("insecure", "secure").to_owned(),
        either("rw", "ro").to_owned(),
        either("async", "sync").to_owned(),
        either("no_wdelay", "wdelay").to_owned(),
        either("nohide", "hide").to_owned(),
        "no_subtree_check".to_owned(),
        either("no_root_squash", "root_squash").to_owned(),
        either("all_squash", "no_all_squash").to_owned(),
    ];
    let pairs = given.iter().filter(|option| option.contains('=') && !option.starts_with("sec="));
    all.extend(pairs.cloned());
    let sec = given.iter().find(|option| option.starts_with("sec="));
    all.push(sec.cloned().unwrap_or_else(|| "sec=sys".to_owned()));
    all
}

const FLAGS: [&str; 17] = [
    "secure",
    "insecure",
    "rw",
    "ro",
    "sync",
    "async",
    "wdelay",
    "no_wdelay",
    "hide",
    "nohide",
    "crossmnt",
    "no_subtree_check",
    "insecure_locks",
    "root_squash",
    "no_root_squash",
    "all_squash",
    "no_all_squash",
];
const PAIRS: [&str; 8] =
    ["mountpoint", "mp", "fsid", "refer", "replicas", "anonuid", "anongid", "sec"];

pub(super) fn nfs_export_add(state: &mut State, parameters: &Parameters) -> Answer {
    let (host, path) = (text(parameters, "host")?, text(parameters, "path")?);
    if parameters.get("export_path").is_some_and(|path| !path.is_null()) {
        return failure(-401, "separate export path not supported at this time");
    }
    if let Some(owner) = parameters.get("chown").and_then(Value::as_str) {
        for id in owner.split(':') {
            if id.parse::<u32>().is_err() {
                let why = format!("invalid literal for int() with base 10: '{id}'");
                return failure(-32602, format!("Wrong chown arguments: {why}"));
            }
        }
    }
    let options: Vec<String> = match parameters.get("options") {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::String(option)) => vec![option.clone()],
        Some(options) => options
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|option| option.as_str().map(str::to_owned))
            .collect(),
    };
    for option in &options {
        match option.split_once('=') {
            Some((key, _)) if PAIRS.contains(&key) => {}
            Some((key, _)) => return failure(-32602, format!("option {key} not valid")),
            None if FLAGS.contains(&option.as_str()) => {}
            // A dictionary lacks a key, which the server takes for a method that it lacks.
            None => return failure(-32601, "method nfs_export_add not found"),
        }
    }
    let has = |option: &str| options.iter().any(|known| known == option);
    if has("ro") && has("rw") {
        return failure(-32602, "Both RO & RW set");
    }
    if let Some(sec) = options.iter().find_map(|option| option.strip_prefix("sec="))
        && !sec.split(':').all(|one| ["sys", "krb5", "krb5i", "krb5p"].contains(&one))
    {
        return failure(
            -1,
            format!(
                "RuntimeError: Unexpected exit code \"['exportfs', '-o', 'sec={sec}', \
                 '{host}:{path}']\" 1, out= :exportfs: unknown flavor {sec}\n\n"
            ),
        );
    }
    let command = |why: &str| {
        let options = options.join(",");
        let arguments = format!("['exportfs', '-o', '{options}', '{host}:{path}']");
        let what =
            format!("RuntimeError: Unexpected exit code \"{arguments}\" 1, out= :exportfs: ");
        failure(-1, format!("{what}{why}\n"))
    };
    if host.contains(':') && !host.starts_with('[') {
        let start = host.split(':').next().unwrap_or_default();
        return command(&format!("Invalid export syntax: {start}"));
    }
    let of_path = || state.exports.iter().filter(|export| export.path == path);
    let is_kerberos = options.iter().any(|option| option.starts_with("sec=krb5"));
    if state.poisoned || (has("rw") && is_kerberos && of_path().any(|e| e.is("ro"))) {
        // The kernel's table then shows both, which the server cannot read any more.
        state.poisoned = true;
        return failure(-32602, "Both RO & RW set");
    }
    // What is exported to everybody decides for those who come later.
    let of_all = of_path().find(|export| export.host == "*").map(|export| export.options.clone());
    let taken = match of_all {
        Some(flags) => {
            let own = options.iter().filter(|option| option.contains('=') || *option == "insecure");
            flags.iter().filter(|flag| !flag.contains('=')).chain(own).cloned().collect()
        }
        None => options.clone(),
    };
    let listed = if host == "<world>" { "*" } else { host };
    let known = state.exports.iter().any(|export| export.host == listed && export.path == path);
    // The kernel never hears of a host that nobody knows (RFC 6761).
    if !known && !host.ends_with(".invalid") {
        let (host, path) = (listed.to_owned(), path.to_owned());
        state.exports.push(Export { host, path, options: taken });
    }
    if path != "/etc" && !state.file_systems.iter().any(|fs| self::path(&fs.name) == path) {
        // The export stays all the same.
        return command(&format!("Failed to stat {path}: No such file or directory"));
    }
    Ok(json!({"host": host, "path": path}))
}

pub(super) fn nfs_export_remove(state: &mut State, parameters: &Parameters) -> Answer {
    let (host, path) = (text(parameters, "host")?, text(parameters, "path")?);
    if state.poisoned {
        return failure(-1, "ValueError: Both RO & RW set");
    }
    let known = state.exports.iter().position(|export| export.host == host && export.path == path);
    let Some(index) = known else {
        return failure(-400, format!("NFS export to remove not found {host}:{path}"));
    };
    state.exports.remove(index);
    Ok(Value::Null)
}
