// SPDX-License-Identifier: MIT OR Apache-2.0
//! The extension module `lsm._lsm`: what the Python package `lsm` leaves to Rust.
//!
//! * `decode` and `encode`: messages of the protocol to and from Python objects, records
//!   included, by the plan that `records` has of each class; `layout` reads large listings;
//! * `transport`: frames over a socket that belongs to Python, without the interpreter lock;
//! * `listing`: a large reply of which the records are made one by one;
//! * `plugin`: starting a plug-in where no daemon runs;
//! * `local_disk` and `slots`: the functions of `lsm._clib`;
//! * `command_line`, which is `lsmcli`.
//!
//! What a fast path does not understand, it leaves to the `json` module of Python, so that every
//! corner of the format and every error is what Python programs know.

use pyo3::prelude::*;

mod command_line;
mod decode;
mod encode;
mod gc;
mod instance;
mod layout;
mod listing;
mod local_disk;
mod plugin;
mod records;
mod slots;
mod text;
mod transport;

/// The parts of `lsm` that are written in Rust; the other modules of `lsm` are its only users.
#[pymodule]
fn _lsm(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("VERSION", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<listing::Listing>()?;
    module.add_class::<plugin::PluginProcess>()?;
    module.add_function(wrap_pyfunction!(command_line::command_line, module)?)?;
    module.add_function(wrap_pyfunction!(decode::decode, module)?)?;
    module.add_function(wrap_pyfunction!(encode::encode, module)?)?;
    module.add_function(wrap_pyfunction!(listing::listing, module)?)?;
    module.add_function(wrap_pyfunction!(plugin::find_plugins, module)?)?;
    module.add_function(wrap_pyfunction!(plugin::start_plugin, module)?)?;
    module.add_function(wrap_pyfunction!(records::are_instances, module)?)?;
    module.add_function(wrap_pyfunction!(records::set_records, module)?)?;
    module.add_function(wrap_pyfunction!(text::normal_initiator, module)?)?;
    module.add_function(wrap_pyfunction!(text::is_vpd83, module)?)?;
    module.add_function(wrap_pyfunction!(transport::receive, module)?)?;
    module.add_function(wrap_pyfunction!(transport::receive_bytes, module)?)?;
    module.add_function(wrap_pyfunction!(transport::receive_listing, module)?)?;
    module.add_function(wrap_pyfunction!(transport::send, module)?)?;
    module.add_function(wrap_pyfunction!(transport::send_bytes, module)?)?;
    local_disk::add_to(module)?;
    slots::add_to(module)
}
