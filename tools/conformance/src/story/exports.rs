// SPDX-License-Identifier: MIT OR Apache-2.0
//! NFS exports.

use lsm_client::Method;
use lsm_core::{AnonymousId, Capability, ErrorKind, FileSystem, NfsExport, Result};

use super::{NOWHERE, places};
use crate::run::{Run, Step};

/// Hosts of networks that are kept for documentation (RFC 5737).
const WRITER: &str = "192.0.2.10";
const READER: &str = "198.51.100.20";

/// An export to a host that may write, as root, and one that may read.
fn export(
    session: &mut lsm_client::Session,
    fs_id: &str,
    path: Option<&str>,
    auth: Option<&str>,
) -> Result<NfsExport> {
    let (writers, readers) = ([WRITER.to_owned()], [READER.to_owned()]);
    let nobody = AnonymousId::NA;
    session.export_fs(fs_id, path, &writers, &writers, &readers, nobody, nobody, auth, None)
}

pub(super) fn live_and_die(run: &mut Run<'_>) -> Step {
    let method = Method::export_fs;
    let mut types = Vec::new();
    if run.offers_method(Method::export_auth) {
        types = run.gets(Method::export_auth, "types", |session| session.export_auth())?;
        run.expect(Method::export_auth, !types.is_empty(), || "there must be a type".to_owned());
    }
    if !run.offers_method(Method::export_remove) && run.offers_method(method) {
        run.skip(method, "exports cannot be removed here, so none is made");
        return Ok(());
    }
    let fs = places::file_system_for(run, method)?;
    let auth = types.iter().find(|auth| *auth == "sys").cloned();
    let made =
        run.gets(method, "a new export", |session| export(session, &fs.id, None, auth.as_deref()))?;
    is_as_asked(run, &fs, &made)?;
    let missing = [ErrorKind::NOT_FOUND_FS];
    run.refuses(method, "a file system that is not there", &missing, |session| {
        export(session, NOWHERE, None, None)
    });
    remove(run, &made)?;

    let path = format!("/{}", run.name("export"));
    if run.offers(Capability::EXPORT_CUSTOM_PATH) {
        let made = run.gets(method, "an export under a path", |session| {
            export(session, &fs.id, Some(&path), None)
        })?;
        run.same(method, "the path", &made.export_path, &path);
        remove(run, &made)?;
    } else {
        let kinds = [ErrorKind::INVALID_ARGUMENT, ErrorKind::NO_SUPPORT];
        run.refuses(method, "a path, which is not offered", &kinds, |session| {
            export(session, &fs.id, Some(&path), None)
        });
    }
    places::delete_file_system(run, &fs)
}

fn is_as_asked(run: &mut Run<'_>, fs: &FileSystem, made: &NfsExport) -> Step {
    let method = Method::export_fs;
    run.same(method, "the file system", &made.fs_id, &fs.id);
    run.expect(method, !made.export_path.is_empty(), || "it must have a path".to_owned());
    for (list, host, what) in [
        (&made.root, WRITER, "who is root"),
        (&made.rw, WRITER, "who may write"),
        (&made.ro, READER, "who may read"),
    ] {
        run.same(method, what, list, &vec![host.to_owned()]);
    }
    if run.offers_method(Method::exports) {
        run.is_listed(Method::exports, &made.id, made)?;
        let found: Vec<NfsExport> = run.found(Method::exports, "fs_id", &fs.id)?;
        run.expect(Method::exports, found.contains(made), || {
            format!("a search by fs_id does not find {made:?}")
        });
    }
    Ok(())
}

fn remove(run: &mut Run<'_>, made: &NfsExport) -> Step {
    let method = Method::export_remove;
    run.gets(method, "removing an export", |session| session.export_remove(made))?;
    if run.offers_method(Method::exports) {
        run.is_gone::<NfsExport>(Method::exports, &made.id)?;
    }
    let missing = [ErrorKind::NOT_FOUND_NFS_EXPORT];
    run.refuses(method, "an export that is gone", &missing, |s| s.export_remove(made));
    Ok(())
}
