// SPDX-License-Identifier: MIT OR Apache-2.0
//! A whole plug-in, from its socket to the arguments of its methods.

use std::io::{Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;

use lsm_core::*;
use lsm_plugin::{
    Block, FileSystems, Identity, List, Management, Nfs, Plugin, Registration, family,
};
use lsm_wire::decode_reply;
use serde::de::IgnoredAny;

use crate::wire::replies;

/// A plug-in with a little of everything. What it leaves out is still decoded before it says so.
struct Dummy;

impl Plugin for Dummy {
    fn connect(_registration: &Registration) -> Result<Self> {
        Ok(Self)
    }
}

#[family]
impl Management for Dummy {
    fn job_status(&mut self, _job_id: &str) -> Result<JobState> {
        Ok(JobState { status: JobStatus::INPROGRESS, percent: 50, item: None })
    }
}

#[family]
impl Block for Dummy {
    fn volumes(&mut self, list: &mut List<'_, Volume>) -> Result<()> {
        for name in ["one", "two"] {
            list.push(&Volume {
                id: name.into(),
                name: name.into(),
                vpd83: None,
                block_size: 512,
                num_of_blocks: UNKNOWN_SIZE,
                admin_state: AdminState::ENABLED,
                system_id: "s".into(),
                pool_id: "p".into(),
                plugin_data: None,
            })?;
        }
        Ok(())
    }

    fn volume_delete(&mut self, volume: &Volume) -> Result<Outcome<()>> {
        Ok(Outcome::Job(JobId(format!("delete {}", volume.id))))
    }
}

#[family]
impl FileSystems for Dummy {}

#[family]
impl Nfs for Dummy {}

const REGISTER: &str = r#"{"method": "plugin_register", "id": 100, "params": {"uri": "dummy://", "password": null, "timeout": 1, "flags": 0}}"#;

/// More would not fit into a socket that is written to before anybody reads.
const MOST: usize = 32 << 10;

/// Method calls: any message behind a registration is answered once, and understandably.
pub fn dispatch(data: &[u8]) {
    if data.len() > MOST {
        return;
    }
    let (mut ours, theirs) = UnixStream::pair().unwrap();
    ours.write_all(format!("{:010}{REGISTER}{:010}", REGISTER.len(), data.len()).as_bytes())
        .unwrap();
    ours.write_all(data).unwrap();
    ours.shutdown(Shutdown::Write).unwrap();
    let identity = Identity { description: "A dummy", version: "0" };
    lsm_plugin::serve::<Dummy>(theirs.into(), identity);

    let mut stream = Vec::new();
    ours.read_to_end(&mut stream).unwrap();
    let replies = replies(&stream);
    assert_eq!(replies.len(), 2, "{replies:?}");
    decode_reply::<()>(&replies[0]).unwrap();
    match decode_reply::<IgnoredAny>(&replies[1]) {
        Ok(_) => {}
        Err(error) => assert_ne!(error.kind, ErrorKind::TRANSPORT_SERIALIZATION, "{error}"),
    }
}
