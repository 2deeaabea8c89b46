// SPDX-License-Identifier: MIT OR Apache-2.0
//! All that can be seen of a folder, to be compared.

use std::collections::BTreeMap;
use std::path::Path;

use lsm_loop::Store;

use super::mounted::devices_of;
use super::{device, file, image_files};

/// What a folder looks like. Identifiers are left out, since they differ from run to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// By name: size, admin state, digest of the content.
    volumes: BTreeMap<String, (u64, u32, u64)>,
    /// By name: members, names of the volumes granted.
    groups: BTreeMap<String, (Vec<String>, Vec<String>)>,
    /// Names of the volumes that are devices.
    attached: Vec<String>,
}

impl Picture {
    /// Looks at a folder, and makes sure that nothing is there which does not show.
    #[track_caller]
    pub fn of(store: &Store, folder: &Path) -> Self {
        let volumes = store.volumes().unwrap();
        let mut files: Vec<_> = volumes.iter().map(|volume| format!("{}.img", volume.id)).collect();
        files.sort();
        assert_eq!(image_files(folder), files, "orphan files");
        let told: Vec<_> = volumes.iter().filter_map(device).collect();
        let devices = devices_of(folder);
        assert_eq!(devices.len(), told.len(), "orphan devices: {devices:?}, {volumes:?}");
        let catalogue = rusqlite::Connection::open(folder.join(".lsm-loop/catalogue.db")).unwrap();
        let unowned: i32 = catalogue
            .query_row("SELECT count(*) FROM unowned_files", [], |row| row.get(0))
            .unwrap();
        assert_eq!(unowned, 0, "work left to do");
        let integrity: String =
            catalogue.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
        assert_eq!(integrity, "ok");
        Self {
            volumes: volumes
                .iter()
                .map(|volume| {
                    let seen = (
                        volume.size_bytes(),
                        volume.admin_state.0,
                        digest(&std::fs::read(file(folder, volume)).unwrap()),
                    );
                    (volume.name.clone(), seen)
                })
                .collect(),
            groups: store
                .access_groups()
                .unwrap()
                .into_iter()
                .map(|group| {
                    let granted = store.volumes_of_group(&group).unwrap();
                    let granted = granted.into_iter().map(|volume| volume.name).collect();
                    (group.name.clone(), (group.init_ids, granted))
                })
                .collect(),
            attached: volumes
                .iter()
                .filter(|volume| device(volume).is_some())
                .map(|volume| volume.name.clone())
                .collect(),
        }
    }
}

fn digest(content: &[u8]) -> u64 {
    use std::hash::{DefaultHasher, Hasher};
    let mut hasher = DefaultHasher::new();
    hasher.write(content);
    hasher.finish()
}
