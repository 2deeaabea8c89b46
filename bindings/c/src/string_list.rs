// SPDX-License-Identifier: MIT OR Apache-2.0
//! Lists of texts.

use std::ffi::{CString, c_char};

use lsm_core::Error;

use crate::abi::{Kind, Ref, Shown, Status, Text, c_text, rust_text};

/// Longest list: an index far past the end must not exhaust the memory.
const LONGEST: usize = 1 << 24;

/// A list of texts, with gaps.
#[derive(Debug, Clone, Default)]
pub(crate) struct StringList(pub(crate) Vec<Option<CString>>);

impl Kind for StringList {
    const MAGIC: u64 = u64::from_be_bytes(*b"lsm list");
    const NAME: &'static str = "lsm_string_list";
}

impl StringList {
    /// The list in C.
    pub(crate) fn of(texts: Vec<String>) -> Self {
        Self(texts.into_iter().map(|text| Some(c_text(text))).collect())
    }

    /// The texts in Rust, gaps left out.
    pub(crate) fn texts(&self, what: &str) -> Result<Vec<String>, Error> {
        let texts = self.0.iter().flatten();
        texts.map(|text| rust_text(text, what).map(str::to_owned)).collect()
    }

    fn set(&mut self, index: usize, text: CString) -> Option<()> {
        if index >= LONGEST {
            return None;
        }
        if index >= self.0.len() {
            self.0.resize(index + 1, None);
        }
        *self.0.get_mut(index)? = Some(text);
        Some(())
    }
}

/// The texts of an argument that may be NULL.
pub(crate) fn optional_texts(
    list: Ref<StringList>,
    argument: &str,
) -> Result<Option<Vec<String>>, Error> {
    list.optional(argument)?.map(|list| list.texts(argument)).transpose()
}

export! {
    fn lsm_string_list_alloc(size: u32) -> Ref<StringList> {
        let size = size as usize;
        Ref::made((size <= LONGEST).then(|| StringList(vec![None; size])))
    }

    fn lsm_string_list_free(sl: Ref<StringList>) -> Status {
        sl.free()
    }

    fn lsm_string_list_copy(src: Ref<StringList>) -> Ref<StringList> {
        src.copy()
    }

    fn lsm_string_list_elem_set(sl: Ref<StringList>, index: u32, value: Text) -> Status {
        Status::done(value.owned().and_then(|text| sl.get_mut()?.set(index as usize, text)))
    }

    fn lsm_string_list_elem_get(sl: Ref<StringList>, index: u32) -> *const c_char {
        let text = sl.get().and_then(|list| list.0.get(index as usize));
        text.map_or(std::ptr::null(), Shown::shown)
    }

    fn lsm_string_list_size(sl: Ref<StringList>) -> u32 {
        sl.get().map_or(0, |list| u32::try_from(list.0.len()).unwrap_or(u32::MAX))
    }

    fn lsm_string_list_append(sl: Ref<StringList>, add: Text) -> Status {
        Status::done(add.owned().and_then(|text| {
            let list = sl.get_mut()?;
            list.set(list.0.len(), text)
        }))
    }

    fn lsm_string_list_delete(sl: Ref<StringList>, index: u32) -> Status {
        let index = index as usize;
        let list = sl.get_mut().filter(|list| index < list.0.len());
        Status::done(list.map(|list| drop(list.0.remove(index))))
    }
}
