// SPDX-License-Identifier: MIT OR Apache-2.0
//! The name of this host as an initiator.

use std::path::Path;

use lsm_core::InitiatorId;
use uuid::Uuid;

/// Where the iSCSI initiator of the host keeps its name.
const ISCSI_NAME: &str = "iscsi/initiatorname.iscsi";

/// What derived names begin with. They are labels within this host: no iSCSI session is ever made
/// under them.
const DERIVED: &str = "iqn.2026-01.org.lsm.loop:host";

/// The space in which derived names are unique.
const NAMESPACE: Uuid = Uuid::from_u128(0x8d6b_41f5_1c0e_4f0a_9a57_2f6c_0e7d_93b1);

/// The name of the host whose configuration lies in `etc`: its iSCSI name where it has one that
/// can be read, else one derived from its machine id, else from its host name.
///
/// The machine id is meant to stay within the host (machine-id(5)), so only a digest of it shows.
pub(crate) fn of_host(etc: &Path) -> String {
    let iscsi = std::fs::read_to_string(etc.join(ISCSI_NAME)).ok();
    if let Some(name) = iscsi.as_deref().and_then(iscsi_name) {
        return name;
    }
    let machine = std::fs::read_to_string(etc.join("machine-id"))
        .ok()
        .and_then(|text| Uuid::try_parse(text.trim()).ok())
        .filter(|id| !id.is_nil());
    let derived = match machine {
        Some(id) => Uuid::new_v5(&NAMESPACE, id.as_bytes()),
        None => Uuid::new_v5(&NAMESPACE, host_name().as_bytes()),
    };
    format!("{DERIVED}:{}", derived.simple())
}

/// The name of the host for people.
pub(crate) fn host_name() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// The value of the last `InitiatorName=` line.
fn iscsi_name(text: &str) -> Option<String> {
    let value = text.lines().rev().find_map(|line| {
        let (key, value) = line.split_once('=')?;
        (key.trim() == "InitiatorName").then(|| value.trim())
    })?;
    match InitiatorId::parse(value) {
        Ok(InitiatorId::Iscsi(name)) => Some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn etc(files: &[(&str, &str)]) -> tempfile::TempDir {
        let etc = tempfile::tempdir().unwrap();
        std::fs::create_dir(etc.path().join("iscsi")).unwrap();
        for (name, text) in files {
            std::fs::write(etc.path().join(name), text).unwrap();
        }
        etc
    }

    const MACHINE: (&str, &str) = ("machine-id", "0123456789abcdef0123456789abcdef\n");

    #[test]
    fn the_iscsi_name_of_the_host_comes_first() {
        let text = "## DO NOT EDIT\n#InitiatorName=iqn.a:no\n InitiatorName = iqn.b:yes \n";
        let etc = etc(&[(ISCSI_NAME, text), MACHINE]);
        assert_eq!(of_host(etc.path()), "iqn.b:yes");
    }

    #[test]
    fn a_derived_name_is_stable_valid_and_hides_the_machine_id() {
        for iscsi in ["", "InitiatorName=\n", "InitiatorName=bogus\n", "GenerateName=yes\n"] {
            let etc = etc(&[(ISCSI_NAME, iscsi), MACHINE]);
            let name = of_host(etc.path());
            assert_eq!(name, of_host(etc.path()));
            assert!(InitiatorId::parse(&name).is_ok_and(|id| id.to_string() == name), "{name}");
            assert!(name.starts_with(DERIVED) && !name.contains("0123456789abcdef"), "{name}");
        }
    }

    #[test]
    fn every_machine_has_a_name_of_its_own() {
        let other = etc(&[("machine-id", "fedcba9876543210fedcba9876543210\n")]);
        let unset = etc(&[("machine-id", "uninitialized\n")]);
        let bare = etc(&[]);
        assert_ne!(of_host(etc(&[MACHINE]).path()), of_host(other.path()));
        assert_eq!(of_host(unset.path()), of_host(bare.path()));
    }
}
