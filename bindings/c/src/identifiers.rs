// SPDX-License-Identifier: MIT OR Apache-2.0
//! Names of initiators and of logical units.

use lsm_core::{Error, InitiatorId, InitiatorType, vpd83};

use crate::abi::{Out, Status, Text};

/// Shortest iSCSI name that is taken.
const SHORTEST_ISCSI: usize = 5;

/// The initiator, when it is one of the kind `wanted`, or of either when that is `UNKNOWN`.
fn verified(text: &str, wanted: InitiatorType) -> Option<InitiatorId> {
    let id = InitiatorId::parse(text).ok()?;
    let long_enough = !matches!(&id, InitiatorId::Iscsi(name) if name.len() < SHORTEST_ISCSI);
    let fits = wanted == InitiatorType::UNKNOWN || wanted == id.init_type();
    (fits && long_enough).then_some(id)
}

/// The normal form of an initiator that is an argument of a call. Kinds that vendors made up are
/// for the array to judge.
pub(crate) fn initiator(id: Text, kind: i32) -> Result<(String, InitiatorType), Error> {
    let (text, kind) = (id.required("init_id")?, InitiatorType(kind));
    if !matches!(kind, InitiatorType::WWPN | InitiatorType::ISCSI_IQN) {
        return Ok((text.to_owned(), kind));
    }
    let id = verified(text, kind).ok_or_else(|| {
        Error::invalid(format!("init_id {text:?} is no initiator of the kind {kind}"))
    })?;
    Ok((id.to_string(), kind))
}

/// Fails unless the argument is the name of an iSCSI initiator.
pub(crate) fn iscsi(id: Text) -> Result<String, Error> {
    initiator(id, InitiatorType::ISCSI_IQN.0).map(|(id, _)| id)
}

export! {
    fn lsm_initiator_id_verify(init_id: Text, init_type: Out<i32>) -> Status {
        let id = init_id.get().and_then(|id| id.to_str().ok()).zip(init_type.read());
        let verified = id.and_then(|(text, wanted)| verified(text, InitiatorType(wanted)));
        Status::done(verified.map(|id| init_type.write(id.init_type().0)))
    }

    fn lsm_volume_vpd83_verify(vpd83: Text) -> Status {
        let text = vpd83.get().and_then(|text| text.to_str().ok());
        Status::done(text.filter(|text| vpd83::is_valid(text)).map(|_| ()))
    }
}
