// SPDX-License-Identifier: MIT OR Apache-2.0
//! The runtime of plug-ins that are written in C: it serves one session and turns each request
//! into a call of a function that the plug-in registered.

mod call;
mod dispatch;
mod ops;
mod runtime;
mod search;

use std::ffi::c_void;

use crate::abi::{Kind, Ref};
use crate::error::ErrorRecord;

/// What a plug-in registered, and the error it logged last.
pub(crate) struct Plugin {
    private_data: *mut c_void,
    ops: ops::Ops,
    error: Option<ErrorRecord>,
}

impl Kind for Plugin {
    const MAGIC: u64 = u64::from_be_bytes(*b"lsm plug");
    const NAME: &'static str = "lsm_plugin";
}

impl Ref<Plugin> {
    /// The operations that were registered; none for what is no plug-in.
    fn ops(self) -> ops::Ops {
        self.get().map(|plugin| plugin.ops).unwrap_or_default()
    }
}
