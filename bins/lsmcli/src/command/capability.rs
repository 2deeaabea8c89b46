// SPDX-License-Identifier: MIT OR Apache-2.0
//! The look, before a change, at whether the system says that it can do it.

use lsm_core::{Capability, Error, ErrorKind, InitiatorType, ReplicationType};

use super::Context;
use crate::error::Failure;
use crate::parse::spelled_out;
use crate::words;

impl Context<'_> {
    /// Refuses a change for which the system lacks one of these capabilities. Where no object
    /// tells the system, the only one there is counts. What cannot be found out stops nothing.
    pub(super) fn must_support(
        &mut self,
        system_id: Option<&str>,
        needed: &[Capability],
    ) -> Result<(), Failure> {
        let Some((system_id, capabilities)) = self.connection.capabilities(system_id) else {
            return Ok(());
        };
        let Some(lacking) = needed.iter().find(|needed| !capabilities.supports(**needed)) else {
            return Ok(());
        };
        let named = Capability::ALL.iter().find(|named| named.value == *lacking);
        let name = named.map_or("this", |named| named.name);
        let text =
            format!("system {system_id} cannot do this: {name} is not among its capabilities");
        let option: Vec<String> =
            spelled_out("--sys", Some(system_id)).iter().map(|word| words::quoted(word)).collect();
        Err(Failure::Library {
            error: Error::new(ErrorKind::NO_SUPPORT, text),
            hint: Some(format!(
                "see what the system can do with: lsmcli capabilities {}",
                option.join(" ")
            )),
        })
    }
}

/// What stands for a kind of replica of a whole volume.
pub(super) fn of_replica(kind: ReplicationType) -> Option<Capability> {
    Some(match kind {
        ReplicationType::CLONE => Capability::VOLUME_REPLICATE_CLONE,
        ReplicationType::COPY => Capability::VOLUME_REPLICATE_COPY,
        ReplicationType::MIRROR_ASYNC => Capability::VOLUME_REPLICATE_MIRROR_ASYNC,
        ReplicationType::MIRROR_SYNC => Capability::VOLUME_REPLICATE_MIRROR_SYNC,
        _ => return None,
    })
}

/// What stands for a kind of replica of parts of a volume.
pub(super) fn of_range(kind: ReplicationType) -> Option<Capability> {
    Some(match kind {
        ReplicationType::CLONE => Capability::VOLUME_COPY_RANGE_CLONE,
        ReplicationType::COPY => Capability::VOLUME_COPY_RANGE_COPY,
        _ => return None,
    })
}

/// What stands for a kind of initiator, of the two there are.
pub(super) fn of_initiator(kind: InitiatorType, wwpn: Capability, iscsi: Capability) -> Capability {
    if kind == InitiatorType::WWPN { wwpn } else { iscsi }
}
