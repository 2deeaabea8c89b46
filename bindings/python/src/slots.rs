// SPDX-License-Identifier: MIT OR Apache-2.0
//! The functions of `lsm._clib` on the lights of all slots of this host. Handles, walks and slots
//! are numbers for Python; what they stand for is kept here until the handle is given back.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use lsm_core::{Error, LedStatus, Result};
use lsm_local::{Host, Slot};
use pyo3::prelude::*;
use pyo3::types::PyList;

use crate::local_disk::answer;

/// What the numbers stand for. Never locked while Python code could run: that could wait for it.
static OPEN: Mutex<Open> = Mutex::new(Open {
    last: 0,
    handles: BTreeMap::new(),
    walks: BTreeMap::new(),
    slots: BTreeMap::new(),
});

struct Open {
    /// The number given last; none is given twice, so that an old one stands for nothing.
    last: u64,
    handles: BTreeMap<u64, Host>,
    walks: BTreeMap<u64, Walk>,
    /// With the handle that each belongs to.
    slots: BTreeMap<u64, (u64, Slot)>,
}

/// A walk through the slots.
struct Walk {
    handle: u64,
    slots: Vec<Slot>,
    at: usize,
}

impl Open {
    fn new_number(&mut self) -> u64 {
        self.last += 1;
        self.last
    }
}

fn open() -> MutexGuard<'static, Open> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

fn new_handle() -> u64 {
    let mut open = open();
    let handle = open.new_number();
    open.handles.insert(handle, Host::this());
    handle
}

fn new_walk(handle: u64) -> Result<u64> {
    let mut open = open();
    let slots = open.handles.get(&handle).ok_or_else(given_back)?.slots()?;
    let walk = open.new_number();
    open.walks.insert(walk, Walk { handle, slots, at: 0 });
    Ok(walk)
}

fn given_back() -> Error {
    Error::invalid("this handle or slot was given back, or never handed out")
}

/// What the lights are reached by.
#[pyfunction]
fn _local_led_slot_handle_get(py: Python<'_>) -> PyResult<Bound<'_, PyList>> {
    answer(py, new_handle(), None)
}

/// Gives back what [`_local_led_slot_handle_get`] gave, with all walks and slots.
#[pyfunction]
#[pyo3(signature = (handle, /))]
fn _local_led_slot_handle_free(handle: u64) {
    let mut open = open();
    open.handles.remove(&handle);
    open.walks.retain(|_, walk| walk.handle != handle);
    open.slots.retain(|_, (owner, _)| *owner != handle);
}

/// Begins a walk through the slots.
#[pyfunction]
#[pyo3(signature = (handle, /))]
fn _local_led_slot_iterator_get(py: Python<'_>, handle: u64) -> PyResult<Bound<'_, PyList>> {
    match new_walk(handle) {
        Ok(walk) => answer(py, walk, None),
        Err(error) => answer(py, None::<u64>, Some(&error)),
    }
}

/// Ends a walk through the slots.
#[pyfunction]
#[pyo3(signature = (handle, iterator, /))]
fn _local_led_slot_iterator_free(handle: u64, iterator: u64) {
    let _ = handle;
    open().walks.remove(&iterator);
}

/// Begins a walk through the slots anew.
#[pyfunction]
#[pyo3(signature = (handle, iterator, /))]
fn _local_led_slot_iterator_reset(handle: u64, iterator: u64) {
    let _ = handle;
    if let Some(walk) = open().walks.get_mut(&iterator) {
        walk.at = 0;
    }
}

/// The next slot of a walk; 0 at its end.
#[pyfunction]
#[pyo3(signature = (handle, iterator, /))]
fn _local_led_slot_iterator_next(handle: u64, iterator: u64) -> u64 {
    let mut open = open();
    let Some(walk) = open.walks.get_mut(&iterator) else { return 0 };
    let Some(slot) = walk.slots.get(walk.at).cloned() else { return 0 };
    walk.at += 1;
    let number = open.new_number();
    open.slots.insert(number, (handle, slot));
    number
}

/// Name of a slot; empty for one that was given back.
#[pyfunction]
#[pyo3(signature = (slot, /))]
fn _local_led_slot_id(slot: u64) -> String {
    open().slots.get(&slot).map(|(_, slot)| slot.id().to_owned()).unwrap_or_default()
}

/// Path of the disk in a slot; `None` when it is empty.
#[pyfunction]
#[pyo3(signature = (slot, /))]
fn _local_led_slot_device(slot: u64) -> Option<String> {
    open().slots.get(&slot).and_then(|(_, slot)| slot.device().map(str::to_owned))
}

/// State of the lights of a slot.
#[pyfunction]
#[pyo3(signature = (slot, /))]
fn _local_led_slot_status_get(slot: u64) -> u32 {
    open().slots.get(&slot).map_or(LedStatus::UNKNOWN, |(_, slot)| slot.status()).0
}

/// Switches the lights of a slot.
#[pyfunction]
#[pyo3(signature = (handle, slot, state, /))]
fn _local_led_slot_status_set(
    py: Python<'_>,
    handle: u64,
    slot: u64,
    state: u32,
) -> PyResult<Bound<'_, PyList>> {
    let _ = handle;
    let slot = open().slots.get(&slot).map(|(_, slot)| slot.clone()).ok_or_else(given_back);
    let switched = slot.and_then(|slot| slot.set(LedStatus(state)));
    answer(py, None::<u64>, switched.err().as_ref())
}

/// Adds the functions to the extension module.
pub(crate) fn add_to(module: &Bound<'_, PyModule>) -> PyResult<()> {
    macro_rules! add {
        ($($name:ident),+ $(,)?) => {
            $( module.add_function(wrap_pyfunction!($name, module)?)?; )+
        };
    }
    add!(
        _local_led_slot_device,
        _local_led_slot_handle_free,
        _local_led_slot_handle_get,
        _local_led_slot_id,
        _local_led_slot_iterator_free,
        _local_led_slot_iterator_get,
        _local_led_slot_iterator_next,
        _local_led_slot_iterator_reset,
        _local_led_slot_status_get,
        _local_led_slot_status_set,
    );
    Ok(())
}
