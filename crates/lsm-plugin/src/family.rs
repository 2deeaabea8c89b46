// SPDX-License-Identifier: MIT OR Apache-2.0
//! The families of methods that a plug-in can implement, made from the method table.

use lsm_core::*;
use lsm_wire::{Method, for_each_method};

use crate::List;

/// The answer of every method that a plug-in leaves out.
fn not_implemented<T>(method: Method) -> Result<T> {
    Err(Error::no_support(format!("this plug-in does not offer {method}")))
}

macro_rules! define_families {
    ($( $family:ident { $($methods:tt)* } )*) => { $( define_family! { $family { $($methods)* } } )* };
}

macro_rules! define_family {
    // The runtime answers these itself.
    (Session { $($methods:tt)* }) => {};
    ($family:ident {
        $(
            $(#[$doc:meta])*
            $kind:ident $name:ident($($parameter:ident: $type:ty),*) -> $result:ty $([$($key:literal),*])?,
            [$($capability:ident)?]; [$($finer:ident),*], $effect:ident;
        )*
    }) => {
        #[doc = concat!("The methods of the family ", stringify!($family), "; each answers `NO_SUPPORT` unless it is implemented.")]
        ///
        /// Implementations carry the attribute [`family`](macro@crate::family).
        pub trait $family {
            /// The methods that are implemented; written by the attribute.
            const METHODS: &'static [Method];

            $( define_method! { $(#[$doc])* $kind $name($($parameter: $type),*) -> $result } )*
        }
    };
}

macro_rules! define_method {
    ($(#[$doc:meta])* call $name:ident($($parameter:ident: $type:ty),*) -> $result:ty) => {
        $(#[$doc])*
        #[allow(clippy::too_many_arguments)] // As many as the method has.
        fn $name(&mut self, $($parameter: $type),*) -> Result<$result> {
            $( let _ = $parameter; )*
            not_implemented(Method::$name)
        }
    };
    ($(#[$doc:meta])* list $name:ident() -> $record:ty) => {
        $(#[$doc])*
        ///
        /// Every record is pushed into `list`, which keeps those that the caller searches for.
        fn $name(&mut self, list: &mut List<'_, $record>) -> Result<()> {
            let _ = list;
            not_implemented(Method::$name)
        }
    };
}

for_each_method!(define_families);
