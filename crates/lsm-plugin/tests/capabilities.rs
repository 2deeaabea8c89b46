// SPDX-License-Identifier: MIT OR Apache-2.0
//! Capabilities come from what is implemented: they cannot say more, and say all of it.
#![allow(clippy::unwrap_used, clippy::panic)]

use lsm_core::{Capabilities, Capability};

mod shelf;

use shelf::in_thread;

const SYSTEM: &str = r#"{"class": "System", "id": "s1", "name": "", "status": 2,
    "status_info": "", "plugin_data": null}"#;

#[test]
fn they_are_derived_refined_and_never_a_promise_of_what_is_missing() {
    let (mut peer, _serving) = in_thread();
    peer.register("shelf://able");
    let reply = peer.call("capabilities", &format!("\"system\": {SYSTEM}, \"flags\": 0"));
    let able: Capabilities = lsm_wire::decode_reply(reply.as_bytes()).unwrap();
    let mut said: Vec<&str> = Capability::ALL
        .iter()
        .filter(|named| able.supports(named.value))
        .map(|named| named.name)
        .collect();
    said.sort_unstable();
    assert_eq!(
        said,
        [
            "FS_SNAPSHOT_RESTORE",
            "SYS_MODE_GET",
            "VOLUMES",
            "VOLUME_CREATE",
            "VOLUME_DELETE",
            "VOLUME_REPLICATE",
            "VOLUME_THIN",
            // Not VOLUME_MASK, which refining took away; not VOLUME_ENABLE, BATTERIES,
            // EXPORT_CUSTOM_PATH and TARGET_PORTS_QUICK_SEARCH, which it claimed and nothing
            // keeps; not VOLUME_RAID_CREATE, of which one of two methods is there.
        ]
    );
    assert_eq!(shelf::plugin::events("able").last().unwrap(), "refine s1");
}

#[test]
fn refining_can_fail_and_the_system_must_be_one() {
    let (mut peer, _serving) = in_thread();
    peer.register("shelf://unable?refine=208");
    peer.call_is_refused(208, "capabilities", &format!("\"system\": {SYSTEM}, \"flags\": 0"));
    peer.call_is_refused(402, "capabilities", "\"flags\": 0");
    peer.call_is_refused(402, "capabilities", "\"system\": {\"class\": \"Pool\"}");
}
