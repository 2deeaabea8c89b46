// SPDX-License-Identifier: MIT OR Apache-2.0
//! Texts whose forms the constructors of records check.

use lsm_core::{InitiatorId, vpd83};
use pyo3::prelude::*;

/// Whether a text is an NAA identifier of SPC-4 page 0x83.
#[pyfunction]
#[pyo3(signature = (text, /))]
pub(crate) fn is_vpd83(text: &str) -> bool {
    vpd83::is_valid(text)
}

/// Kind (2 WWPN, 5 iSCSI) and normal form of an initiator; `None` for what is none.
#[pyfunction]
#[pyo3(signature = (text, /))]
pub(crate) fn normal_initiator(text: &str) -> Option<(i32, String)> {
    // A newline at the end always was let through for a WWPN.
    let text = match text.strip_suffix('\n') {
        Some(line) if !matches!(text.get(..3), Some("iqn" | "eui" | "naa")) => line,
        _ => text,
    };
    let id = InitiatorId::parse(text).ok()?;
    let kind = id.init_type().0;
    Some((kind, id.to_string()))
}
