// SPDX-License-Identifier: MIT OR Apache-2.0
//! The calls of a session, made from the method table.

use lsm_core::*;
use lsm_wire::{Method, RequestEncoder, for_each_method};

use crate::{Listing, Session};

macro_rules! define_calls {
    ($( $family:ident {
        $(
            $(#[$doc:meta])*
            $kind:ident $name:ident($($parameter:ident: $type:ty),*) -> $result:ty $([$($key:literal),*])?,
            [$($capability:ident)?]; [$($finer:ident),*], $effect:ident;
        )*
    } )*) => { $( $( define_call! { $(#[$doc])* $kind $name($($parameter: $type),*) -> $result $([$($key),*])? } )* )* };
}

macro_rules! define_call {
    ($(#[$doc:meta])* list $name:ident() -> $record:ty []) => {
        impl Session {
            $(#[$doc])*
            ///
            /// # Errors
            /// What the plug-in answers; `TIMEOUT` and the `TRANSPORT_` numbers.
            pub fn $name(&mut self) -> Result<Vec<$record>> {
                self.listing(Method::$name, None)?.to_vec()
            }
        }
    };
    ($(#[$doc:meta])* list $name:ident() -> $record:ty [$($key:literal),+]) => {
        impl Session {
            $(#[$doc])*
            ///
            #[doc = concat!("Can be searched by", $( " `", $key, "`", )+ ".")]
            ///
            /// # Errors
            /// `UNSUPPORTED_SEARCH_KEY`; what the plug-in answers; `TIMEOUT` and the `TRANSPORT_`
            /// numbers.
            pub fn $name(&mut self, search: Option<&Search>) -> Result<Vec<$record>> {
                self.listing(Method::$name, search)?.to_vec()
            }
        }
    };
    ($(#[$doc:meta])* $kind:ident $name:ident($($parameter:ident: $type:ty),*) -> $result:ty) => {
        impl Session {
            $(#[$doc])*
            ///
            /// # Errors
            /// What the plug-in answers; `TIMEOUT` and the `TRANSPORT_` numbers.
            #[allow(clippy::too_many_arguments)] // As many as the method has.
            pub fn $name(&mut self, $($parameter: $type),*) -> Result<$result> {
                self.call(Method::$name, |_request| {
                    $( _request.parameter(stringify!($parameter), &$parameter)?; )*
                    Ok(())
                })
            }
        }
    };
}

for_each_method!(define_calls);

impl Session {
    /// Asks for a listing whose records are decoded one by one while they are walked through.
    ///
    /// # Errors
    /// As for the method itself.
    pub fn listing<T: Record>(
        &mut self,
        method: Method,
        search: Option<&Search>,
    ) -> Result<Listing<T>> {
        let keys = method.info().search_keys;
        if let Some(search) = search.filter(|search| !keys.contains(&search.key.as_str())) {
            return Err(Error::new(
                ErrorKind::UNSUPPORTED_SEARCH_KEY,
                format!("{method} cannot be searched by {:?}, only by {keys:?}", search.key),
            ));
        }
        let payload = self.call_for_payload(method, |request: &mut RequestEncoder<'_>| {
            if !keys.is_empty() {
                request.parameter("search_key", &search.map(|search| &search.key))?;
                request.parameter("search_value", &search.map(|search| &search.value))?;
            }
            Ok(())
        })?;
        Listing::new(payload)
    }
}
