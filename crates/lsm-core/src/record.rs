// SPDX-License-Identifier: MIT OR Apache-2.0
//! How a record becomes a JSON object and back.
//!
//! Serde's derive would refuse a repeated key and a negative number in an unsigned field. Peers
//! in the field send both (`-1` for a size that is not known), so the decoder is generated here,
//! once, for all twelve classes.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};

/// A class of object on the wire.
pub trait Record: serde::Serialize + serde::de::DeserializeOwned {
    /// The value of the key `class`.
    const CLASS: &'static str;
    /// The keys of the record, without `class`.
    const KEYS: &'static [&'static str];

    /// The value of a key that holds text; `None` when it holds something else or null.
    fn text(&self, key: &str) -> Option<&str>;
}

/// Which records of a listing are wanted: those whose key `key` holds the text `value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Search {
    /// A key of the record, for example `pool_id`.
    pub key: String,
    /// The text it must hold, letter for letter.
    pub value: String,
}

impl Search {
    /// A search for the records whose `key` holds `value`.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self { key: key.into(), value: value.into() }
    }

    /// Whether `record` is wanted.
    pub fn matches<R: Record>(&self, record: &R) -> bool {
        record.text(&self.key) == Some(&self.value)
    }
}

/// A value of a record: read as peers of either dialect write it, written as all understand it.
pub(crate) trait WireValue: Sized {
    /// Reads the value.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error>;
    /// Writes the value.
    fn write<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error>;
    /// The value as text, when it is one.
    fn as_text(&self) -> Option<&str> {
        None
    }
}

/// Hands a [`WireValue`] to a serializer.
pub(crate) struct Written<'a, T>(pub(crate) &'a T);

impl<T: WireValue> Serialize for Written<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

macro_rules! lenient_integer {
    ($($int:ty, $expecting:literal);+) => { $(
        impl WireValue for $int {
            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
                struct Integer;
                impl Visitor<'_> for Integer {
                    type Value = $int;
                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($expecting)
                    }
                    // Numbers of the other signedness wrap within 64 bits, as in C.
                    fn visit_i64<E: Error>(self, v: i64) -> std::result::Result<$int, E> {
                        <$int>::try_from(v).or_else(|_| {
                            if <$int>::BITS == 64 {
                                Ok(v as $int)
                            } else {
                                Err(E::invalid_value(Unexpected::Signed(v), &self))
                            }
                        })
                    }
                    fn visit_u64<E: Error>(self, v: u64) -> std::result::Result<$int, E> {
                        <$int>::try_from(v).or_else(|_| {
                            if <$int>::BITS == 64 {
                                Ok(v as $int)
                            } else {
                                Err(E::invalid_value(Unexpected::Unsigned(v), &self))
                            }
                        })
                    }
                }
                deserializer.deserialize_any(Integer)
            }

            fn write<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                // The largest 64-bit number stands for "not known", which peers write as -1.
                if <$int>::BITS == 64 && *self as u64 == u64::MAX {
                    serializer.serialize_i64(-1)
                } else {
                    self.serialize(serializer)
                }
            }
        }
    )+ };
}

lenient_integer! {
    i32, "a 32-bit integer";
    u32, "an unsigned 32-bit integer";
    i64, "a 64-bit integer";
    u64, "an unsigned 64-bit integer"
}

impl WireValue for String {
    /// A null text reads as an empty one.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Option::<String>::deserialize(deserializer).map(Option::unwrap_or_default)
    }

    fn write<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }

    fn as_text(&self) -> Option<&str> {
        Some(self)
    }
}

impl WireValue for Option<String> {
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    fn write<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }

    fn as_text(&self) -> Option<&str> {
        self.as_deref()
    }
}

/// Types that serde alone reads and writes as peers do.
macro_rules! plain_value {
    ($($ty:ty),+) => { $(
        impl $crate::record::WireValue for $ty {
            fn read<'de, D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
                serde::Deserialize::deserialize(deserializer)
            }

            fn write<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                serde::Serialize::serialize(self, serializer)
            }
        }
    )+ };
}

plain_value!(Vec<String>);

/// Defines a record: the struct, its JSON form and its reader.
///
/// `field: T` is a key that must be there; `field: T = value` one that may be missing or null.
/// `field as "key": T` gives a key that is no good Rust name.
macro_rules! record {
    (
        $(#[$meta:meta])*
        $Name:ident {
            $( $(#[$field_meta:meta])*
               $field:ident $(as $key:literal)? : $ty:ty $(= $default:expr)? ),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $Name { $( $(#[$field_meta])* pub $field: $ty, )+ }

        impl $crate::Record for $Name {
            const CLASS: &'static str = stringify!($Name);
            const KEYS: &'static [&'static str] = &[$( record!(@key $field $($key)?) ),+];

            fn text(&self, key: &str) -> Option<&str> {
                $( if key == record!(@key $field $($key)?) {
                    return $crate::record::WireValue::as_text(&self.$field);
                } )+
                None
            }
        }

        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
                use serde::ser::SerializeStruct;
                const KEYS: usize = [$( stringify!($field) ),+].len() + 1;
                let mut object = serializer.serialize_struct(stringify!($Name), KEYS)?;
                object.serialize_field("class", stringify!($Name))?;
                $( object.serialize_field(record!(@key $field $($key)?), &$crate::record::Written(&self.$field))?; )+
                object.end()
            }
        }

        impl<'de> serde::Deserialize<'de> for $Name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
                #[allow(non_camel_case_types)]
                enum Key { class, $( $field, )+ unknown }

                impl<'de> serde::Deserialize<'de> for Key {
                    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
                        struct Keys;
                        impl serde::de::Visitor<'_> for Keys {
                            type Value = Key;
                            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                                f.write_str("a key")
                            }
                            fn visit_str<E: serde::de::Error>(self, key: &str) -> std::result::Result<Key, E> {
                                if key == "class" { return Ok(Key::class); }
                                $( if key == record!(@key $field $($key)?) { return Ok(Key::$field); } )+
                                Ok(Key::unknown)
                            }
                        }
                        d.deserialize_identifier(Keys)
                    }
                }

                struct Object;
                impl<'de> serde::de::Visitor<'de> for Object {
                    type Value = $Name;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str(concat!("a ", stringify!($Name), " object"))
                    }
                    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> std::result::Result<$Name, A::Error> {
                        use serde::de::Error;
                        let mut class: Option<bool> = None;
                        $( let mut $field: Option<$ty> = None; )+
                        while let Some(key) = map.next_key::<Key>()? {
                            match key {
                                Key::class => {
                                    class = Some(map.next_value_seed($crate::record::ClassIs(stringify!($Name)))?);
                                }
                                $( Key::$field => {
                                    $field = record!(@read map $ty $(= $default)?);
                                } )+
                                Key::unknown => { map.next_value::<serde::de::IgnoredAny>()?; }
                            }
                        }
                        match class {
                            Some(true) => {}
                            Some(false) => return Err(A::Error::invalid_value(
                                serde::de::Unexpected::Other("another class"),
                                &$crate::record::ClassIs(stringify!($Name)),
                            )),
                            None => return Err(A::Error::missing_field("class")),
                        }
                        Ok($Name { $(
                            $field: match $field {
                                Some(value) => value,
                                None => record!(@missing A $field $($key)? $(= $default)?),
                            },
                        )+ })
                    }
                }
                deserializer.deserialize_map(Object)
            }
        }
    };
    (@key $field:ident) => { stringify!($field) };
    (@key $field:ident $key:literal) => { $key };
    (@read $map:ident $ty:ty) => {
        Some($map.next_value::<$crate::record::Plain<$ty>>()?.0)
    };
    (@read $map:ident $ty:ty = $default:expr) => {
        $map.next_value::<Option<$crate::record::Plain<$ty>>>()?.map(|plain| plain.0)
    };
    (@missing $A:ident $field:ident $($key:literal)?) => {
        return Err($A::Error::missing_field(record!(@key $field $($key)?)))
    };
    (@missing $A:ident $field:ident $($key:literal)? = $default:expr) => { $default };
}

/// Carries a [`WireValue`] through serde's own containers.
pub(crate) struct Plain<T>(pub(crate) T);

impl<'de, T: WireValue> Deserialize<'de> for Plain<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        T::read(deserializer).map(Plain)
    }
}

/// Tells whether a text is this class name.
pub(crate) struct ClassIs(pub(crate) &'static str);

impl<'de> serde::de::DeserializeSeed<'de> for ClassIs {
    type Value = bool;
    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> std::result::Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for ClassIs {
    type Value = bool;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the class {:?}", self.0)
    }
    fn visit_str<E: Error>(self, class: &str) -> std::result::Result<bool, E> {
        Ok(class == self.0)
    }
}
