// SPDX-License-Identifier: MIT OR Apache-2.0
//! How a record is defined.

use std::ffi::CString;

use lsm_core::Result;

use crate::abi::{Kind, Ref, Status, Text, c_text, rust_text};
use crate::string_list::StringList;

/// A record of C and the one of Rust that it stands for.
pub(crate) trait Record: Kind + Clone {
    /// The record of Rust.
    type Core;

    /// The record in C.
    fn from_core(core: Self::Core) -> Self;

    /// The record in Rust.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` when a text of it is not UTF-8.
    fn to_core(&self) -> Result<Self::Core>;
}

/// A field of a record of C that holds a `C` of Rust.
pub(crate) trait Held<C>: Sized {
    /// The field in C.
    fn from_core(core: C) -> Self;
    /// The field in Rust.
    fn to_core(&self) -> Result<C>;
}

/// Numbers are the same on both sides.
impl<T: Copy> Held<T> for T {
    fn from_core(core: T) -> Self {
        core
    }

    fn to_core(&self) -> Result<T> {
        Ok(*self)
    }
}

impl Held<String> for CString {
    fn from_core(core: String) -> Self {
        c_text(core)
    }

    fn to_core(&self) -> Result<String> {
        rust_text(self, "a text of a record").map(str::to_owned)
    }
}

impl Held<Option<String>> for Option<CString> {
    fn from_core(core: Option<String>) -> Self {
        core.map(c_text)
    }

    fn to_core(&self) -> Result<Option<String>> {
        self.as_ref().map(Held::to_core).transpose()
    }
}

/// Texts that are empty in Rust when there are none.
impl Held<String> for Option<CString> {
    fn from_core(core: String) -> Self {
        (!core.is_empty()).then(|| c_text(core))
    }

    fn to_core(&self) -> Result<String> {
        self.as_ref().map_or(Ok(String::new()), Held::to_core)
    }
}

/// A list that belongs to a record, which hands out a pointer to it.
pub(crate) struct OwnedList(Ref<StringList>);

impl OwnedList {
    /// A copy of a list; an empty one of NULL.
    pub(crate) fn copy_of(list: Ref<StringList>) -> Self {
        Self(Ref::new(list.get().cloned().unwrap_or_default()))
    }

    /// The list inside.
    pub(crate) fn handle(&self) -> Ref<StringList> {
        self.0
    }
}

impl Drop for OwnedList {
    fn drop(&mut self) {
        self.0.free();
    }
}

impl Clone for OwnedList {
    fn clone(&self) -> Self {
        Self::copy_of(self.0)
    }
}

impl Held<Vec<String>> for OwnedList {
    fn from_core(core: Vec<String>) -> Self {
        Self(Ref::new(StringList::of(core)))
    }

    fn to_core(&self) -> Result<Vec<String>> {
        self.0.get().map_or(Ok(Vec::new()), |list| list.texts("a text of a record"))
    }
}

impl<T: Record> Ref<T> {
    /// The record in Rust, for an argument that must be given.
    pub(crate) fn core(self, argument: &str) -> Result<T::Core> {
        self.required(argument)?.to_core()
    }

    /// The record in Rust, for an argument that may be NULL.
    pub(crate) fn optional_core(self, argument: &str) -> Result<Option<T::Core>> {
        self.optional(argument)?.map(T::to_core).transpose()
    }
}

/// Sets something of a record that is a living one.
pub(crate) fn set<T: Kind>(record: Ref<T>, change: impl FnOnce(&mut T)) -> Status {
    Status::done(record.get_mut().map(change))
}

/// Sets a text of a record, which may be neither NULL nor empty.
pub(crate) fn set_text<T: Kind>(
    record: Ref<T>,
    text: Text,
    field: impl FnOnce(&mut T) -> &mut Option<CString>,
) -> Status {
    match text.owned() {
        Some(text) if !text.is_empty() => set(record, |record| *field(record) = Some(text)),
        _ => Status::INVALID_ARGUMENT,
    }
}

/// Defines a record of C: its fields are those of the record of Rust of the same name.
macro_rules! record {
    ($(#[$doc:meta])* $Name:ident is $type:literal, $magic:literal {
        $( $field:ident: $Field:ty ),+ $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Clone)]
        pub(crate) struct $Name { $( pub(crate) $field: $Field, )+ }

        impl $crate::abi::Kind for $Name {
            const MAGIC: u64 = u64::from_be_bytes(*$magic);
            const NAME: &'static str = $type;
        }

        impl $crate::records::Record for $Name {
            type Core = lsm_core::$Name;

            fn from_core(core: lsm_core::$Name) -> Self {
                Self { $( $field: $crate::records::Held::from_core(core.$field), )+ }
            }

            fn to_core(&self) -> lsm_core::Result<lsm_core::$Name> {
                Ok(lsm_core::$Name { $( $field: $crate::records::Held::to_core(&self.$field)?, )+ })
            }
        }
    };
}

/// Defines the functions that free and copy records.
macro_rules! life {
    ($Name:ident: $free:ident, $copy:ident, $array_alloc:ident, $array_free:ident) => {
        export! {
            fn $free(record: $crate::abi::Ref<$Name>) -> $crate::abi::Status {
                record.free()
            }

            fn $copy(record: $crate::abi::Ref<$Name>) -> $crate::abi::Ref<$Name> {
                record.copy()
            }

            fn $array_alloc(size: u32) -> $crate::abi::Array<$Name> {
                $crate::abi::Array::alloc(size)
            }

            fn $array_free(array: $crate::abi::Array<$Name>, size: u32) -> $crate::abi::Status {
                array.free(size)
            }
        }
    };
}

/// Defines getters of texts, which belong to the record.
macro_rules! texts {
    ($Name:ident: $( $getter:ident => $field:ident; )+) => {
        export! { $(
            fn $getter(record: $crate::abi::Ref<$Name>) -> *const std::ffi::c_char {
                record.get().map_or(std::ptr::null(), |record| $crate::abi::Shown::shown(&record.$field))
            }
        )+ }
    };
}

/// Defines getters of numbers, each with its answer for what is no such record.
macro_rules! numbers {
    ($Name:ident: $( $getter:ident -> $type:ty, else $refused:expr => $get:expr; )+) => {
        export! { $(
            fn $getter(record: $crate::abi::Ref<$Name>) -> $type {
                record.get().map_or($refused, $get)
            }
        )+ }
    };
}
