// SPDX-License-Identifier: MIT OR Apache-2.0
//! Capabilities, derived from what is implemented.

use lsm_core::{Capabilities, Capability, Result, System};
use lsm_wire::Method;

use crate::Plugin;

/// Whether a plug-in implements `method`.
pub(crate) fn implements<P: Plugin>(method: Method) -> bool {
    [
        <P as crate::Management>::METHODS,
        <P as crate::Block>::METHODS,
        <P as crate::FileSystems>::METHODS,
        <P as crate::Nfs>::METHODS,
    ]
    .iter()
    .any(|family| family.contains(&method))
}

/// What `plugin` can do for `system`: the capabilities of the methods it implements, as the
/// plug-in refines them, but never one whose methods are all missing.
pub(crate) fn derive<P: Plugin>(plugin: &mut P, system: &System) -> Result<Capabilities> {
    let implemented = || Method::ALL.iter().copied().filter(|method| implements::<P>(*method));
    let mut capabilities: Capabilities =
        implemented().filter_map(|method| method.info().capability).collect();
    plugin.refine(system, &mut capabilities)?;
    for named in Capability::ALL {
        if !implemented().any(|method| tells_of(method, named.value)) {
            capabilities.set(named.value, false);
        }
    }
    Ok(capabilities)
}

/// Whether `capability` says something of `method`.
fn tells_of(method: Method, capability: Capability) -> bool {
    let info = method.info();
    info.capability == Some(capability) || info.finer.contains(&capability)
}
