// SPDX-License-Identifier: MIT OR Apache-2.0
//! Maps from text to text.

use std::collections::BTreeMap;
use std::ffi::{CString, c_char};

use crate::abi::{Kind, Out, Ref, Shown, Status, Text};
use crate::string_list::StringList;

/// A map; its keys come sorted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Hash(pub(crate) BTreeMap<CString, CString>);

impl Kind for Hash {
    const MAGIC: u64 = u64::from_be_bytes(*b"lsm hash");
    const NAME: &'static str = "lsm_hash";
}

export! {
    fn lsm_hash_alloc() -> Ref<Hash> {
        Ref::new(Hash::default())
    }

    fn lsm_hash_free(op: Ref<Hash>) -> Status {
        op.free()
    }

    fn lsm_hash_keys(op: Ref<Hash>, l: Out<Ref<StringList>>) -> Status {
        let map = op.get().filter(|_| !l.is_null());
        Status::done(map.map(|map| {
            // An empty map leaves the place as it is, as it always did.
            if !map.0.is_empty() {
                l.write(Ref::new(StringList(map.0.keys().cloned().map(Some).collect())));
            }
        }))
    }

    fn lsm_hash_string_get(op: Ref<Hash>, key: Text) -> *const c_char {
        let value = key.get().and_then(|key| op.get()?.0.get(key));
        value.map_or(std::ptr::null(), Shown::shown)
    }

    fn lsm_hash_string_set(op: Ref<Hash>, key: Text, value: Text) -> Status {
        Status::done(key.owned().zip(value.owned()).and_then(|(key, value)| {
            op.get_mut()?.0.insert(key, value);
            Some(())
        }))
    }

    fn lsm_hash_copy(src: Ref<Hash>) -> Ref<Hash> {
        src.copy()
    }
}
