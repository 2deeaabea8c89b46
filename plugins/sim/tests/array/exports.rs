// SPDX-License-Identifier: MIT OR Apache-2.0
//! NFS exports.

use lsm_core::*;
use lsm_sim::NewExport;

use crate::fixture::{Array, collect, export};

#[test]
fn an_export_comes_back_as_it_was_asked_for() {
    let mut array = Array::furnished();
    let hosts = |hosts: &[&str]| hosts.iter().map(|host| (*host).to_owned()).collect::<Vec<_>>();
    let (root, rw, ro) = (hosts(&["b", "a", "b", "Z"]), hosts(&["it's", "not a host"]), hosts(&[]));
    let asked = NewExport {
        root: &root,
        rw: &rw,
        ro: &ro,
        anon_uid: AnonymousId(99),
        anon_gid: AnonymousId(i64::MIN),
        auth_type: Some("any"),
        options: Some("rw,'quoted'"),
        ..export(Some("/srv/it's"))
    };
    let made = array.export_fs("FS_ID_00002", &asked).unwrap();
    let expected = NfsExport {
        id: "EXP_ID_00002".into(),
        fs_id: "FS_ID_00002".into(),
        export_path: "/srv/it's".into(),
        auth: Some("any".into()),
        root: hosts(&["Z", "a", "b", "b"]),
        rw,
        ro,
        anonuid: AnonymousId(99),
        anongid: AnonymousId(i64::MIN),
        options: Some("rw,'quoted'".into()),
        plugin_data: None,
    };
    assert_eq!(made, expected);
    assert_eq!(array.all_exports()[1], expected);
}

#[test]
fn what_is_not_given_is_chosen_or_empty() {
    let mut array = Array::furnished();
    let made = array.export_fs("FS_ID_00001", &export(None)).unwrap();
    let digits = made.export_path.strip_prefix("/nfs_exp_").unwrap();
    assert!(digits.len() == 8 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')));
    assert_eq!((made.auth.as_deref(), made.options.as_deref()), (Some(""), Some("")));
    assert_eq!((made.anonuid, made.anongid), (AnonymousId::NA, AnonymousId::NA));
    assert_eq!(array.export_fs("FS_ID_00001", &export(Some(""))).unwrap().export_path, "");
    let other = array.export_fs("FS_ID_00001", &export(None)).unwrap();
    assert_ne!(other.export_path, made.export_path);
}

#[test]
fn a_number_sign_stands_between_hosts() {
    let mut array = Array::furnished();
    let rw = ["c#a".to_owned(), "b".to_owned()];
    let made = array.export_fs("FS_ID_00001", &NewExport { rw: &rw, ..export(None) }).unwrap();
    assert_eq!(made.rw, ["a", "b", "c"]);
    assert_eq!(array.all_exports()[1], made);
}

#[test]
fn bad_exports_are_refused() {
    let mut array = Array::furnished();
    let homes = export(Some("/homes"));
    array.refuses(&[
        (ErrorKind::NOT_FOUND_FS, &|a| a.export_fs("FS_ID_00009", &homes)),
        (ErrorKind::NOT_FOUND_FS, &|a| a.export_fs("", &homes)),
        (ErrorKind::NAME_CONFLICT, &|a| a.export_fs("FS_ID_00002", &homes)),
    ]);
}

#[test]
fn an_export_is_removed_once() {
    let mut array = Array::furnished();
    for id in ["EXP_ID_00009", "", "FS_ID_00001"] {
        array.refuses(&[(ErrorKind::NOT_FOUND_NFS_EXPORT, &|a| a.export_remove(id))]);
    }
    array.export_remove("EXP_ID_00001").unwrap();
    array.refuses(&[(ErrorKind::NOT_FOUND_NFS_EXPORT, &|a| a.export_remove("EXP_ID_00001"))]);
    let again = array.export_fs("FS_ID_00001", &export(Some("/homes"))).unwrap();
    assert!(again.root.is_empty() && again.rw.is_empty() && again.ro.is_empty());
}

#[test]
fn a_search_finds_what_a_walk_would() {
    let mut array = Array::furnished();
    array.export_fs("FS_ID_00002", &export(Some("/x"))).unwrap();
    let all = array.all_exports();
    for search in [
        Search::new("id", "EXP_ID_00002"),
        Search::new("id", "x"),
        Search::new("fs_id", "FS_ID_00001"),
    ] {
        let mut found: Vec<NfsExport> = collect(|push| array.exports(Some(&search), push));
        found.retain(|export| search.matches(export));
        let expected: Vec<NfsExport> = all.iter().filter(|e| search.matches(*e)).cloned().collect();
        assert_eq!(found, expected, "{search:?}");
    }
}
