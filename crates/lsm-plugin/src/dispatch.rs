// SPDX-License-Identifier: MIT OR Apache-2.0
//! From a request to the trait method of the same name. Only methods of the table can be reached.

use lsm_core::*;
use lsm_wire::{Method, Parameters, ReplyEncoder, for_each_method};

use crate::argument::Argument;
use crate::{List, Plugin};

/// The search of a listing request.
///
/// Keys are those of the record: an array that holds a record can compare any of its texts, even
/// where clients ask for few.
fn search<T: Record>(method: Method, parameters: &Parameters<'_>) -> Result<Option<Search>> {
    // What a method does not take is let be.
    if method.info().search_keys.is_empty() {
        return Ok(None);
    }
    let Some(key) = parameters.get::<Option<String>>("search_key")? else { return Ok(None) };
    // Go clients send an empty key for no search.
    if key.is_empty() {
        return Ok(None);
    }
    if !T::KEYS.contains(&key.as_str()) {
        return Err(Error::new(
            ErrorKind::UNSUPPORTED_SEARCH_KEY,
            format!("{} records cannot be searched by \"{key:.64}\"", T::CLASS),
        ));
    }
    Ok(Some(Search { value: parameters.get("search_value")?, key }))
}

macro_rules! define_dispatch {
    ($( $family:ident {
        $(
            $(#[$doc:meta])*
            $kind:ident $name:ident($($parameter:ident: $type:ty),*) -> $result:ty $([$($key:literal),*])?,
            [$($capability:ident)?]; [$($finer:ident),*], $effect:ident;
        )*
    } )*) => {
        /// Calls `method` of the plug-in and writes its answer. After an error the reply holds
        /// nothing of use.
        pub(crate) fn dispatch<P: Plugin>(
            plugin: &mut P,
            method: Method,
            parameters: &Parameters<'_>,
            reply: ReplyEncoder<'_>,
        ) -> Result<()> {
            match method {
                $( $( Method::$name => {
                    dispatch_method!($kind, plugin, parameters, reply, $name($($parameter: $type),*) -> $result)
                } )* )*
            }
        }
    };
}

macro_rules! dispatch_method {
    (session, $plugin:ident, $parameters:ident, $reply:ident, $name:ident($($rest:tt)*) -> $result:ty) => {
        Err(Error::plugin_bug(concat!(stringify!($name), " is not a method of the plug-in")))
    };
    (call, $plugin:ident, $parameters:ident, $reply:ident, $name:ident($($parameter:ident: $type:ty),*) -> $result:ty) => {{
        $( let $parameter: <$type as Argument<'_>>::Owned = $parameters.get(stringify!($parameter))?; )*
        $reply.result(&$plugin.$name($( <$type as Argument<'_>>::lend(&$parameter) ),*)?)
    }};
    (list, $plugin:ident, $parameters:ident, $reply:ident, $name:ident() -> $record:ty) => {{
        let mut list: List<'_, $record> = List::new($reply, search::<$record>(Method::$name, $parameters)?);
        $plugin.$name(&mut list)?;
        list.finish()
    }};
}

for_each_method!(define_dispatch);
