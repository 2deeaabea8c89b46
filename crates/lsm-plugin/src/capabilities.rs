// SPDX-License-Identifier: MIT OR Apache-2.0
//! Capabilities, derived from what is implemented.

use lsm_core::{Capabilities, Capability, Result, System};
use lsm_wire::Method;

use crate::Plugin;

/// What `plugin` can do for `system`: the capabilities of the methods it implements, as the
/// plug-in refines them, but never one that promises a method which is missing.
pub(crate) fn derive<P: Plugin>(plugin: &mut P, system: &System) -> Result<Capabilities> {
    let implemented = [
        <P as crate::Management>::METHODS,
        <P as crate::Block>::METHODS,
        <P as crate::FileSystems>::METHODS,
        <P as crate::Nfs>::METHODS,
    ]
    .concat();
    let mut capabilities: Capabilities =
        implemented.iter().filter_map(|method| method.info().capability).collect();
    plugin.refine(system, &mut capabilities)?;
    for named in Capability::ALL {
        if capabilities.supports(named.value) && !is_kept(named.value, &implemented) {
            capabilities.set(named.value, false);
        }
    }
    Ok(capabilities)
}

/// Whether the methods that are implemented keep the promise of `capability`: all methods that it
/// stands for are there or, where it only tells more of some, one of those.
fn is_kept(capability: Capability, implemented: &[Method]) -> bool {
    let mut stands_for =
        Method::ALL.iter().filter(|method| method.info().capability == Some(capability)).peekable();
    if stands_for.peek().is_some() {
        return stands_for.all(|method| implemented.contains(method));
    }
    implemented.iter().any(|method| method.info().finer.contains(&capability))
}
