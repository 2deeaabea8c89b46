// SPDX-License-Identifier: MIT OR Apache-2.0
//! Integers with names: the two shapes every constant of the interface has.

/// One named value of a number type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named<T> {
    /// The number.
    pub value: T,
    /// The identifier, without the prefix of its type: `SATA` of `LSM_DISK_TYPE_SATA`.
    pub name: &'static str,
    /// What a person reads in a table.
    pub text: &'static str,
}

/// Defines the type and its tables; [`numbers!`] and [`bits!`] add what tells them apart.
macro_rules! named_integer {
    (
        $(#[$meta:meta])*
        $Name:ident($repr:ty), $c_prefix:literal, $python_prefix:literal,
        { $( $(#[$value_meta:meta])* $CONST:ident = $value:literal $text:literal ),+ $(,)? }
    ) => {
        $(#[$meta])*
        #[derive(
            Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize,
        )]
        #[serde(transparent)]
        pub struct $Name(pub $repr);

        #[allow(missing_docs)] // Where a value has no sentence of its own, its text says it all.
        impl $Name {
            $( $(#[$value_meta])* pub const $CONST: Self = Self($value); )+
        }

        impl $Name {
            /// Every value that has a name, in the order in which people see them listed.
            pub const ALL: &'static [$crate::Named<Self>] = &[
                $( $crate::Named { value: Self::$CONST, name: stringify!($CONST), text: $text } ),+
            ];
            /// What the C constants begin with.
            pub const C_PREFIX: &'static str = $c_prefix;
            /// What the Python constants begin with.
            pub const PYTHON_PREFIX: &'static str = $python_prefix;

            /// The identifier of exactly this value, if it has one.
            pub fn name(self) -> Option<&'static str> {
                Self::ALL.iter().find(|named| named.value == self).map(|named| named.name)
            }

            /// The value with this identifier, in any letter case.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL
                    .iter()
                    .find(|named| named.name.eq_ignore_ascii_case(name))
                    .map(|named| named.value)
            }
        }

        impl<'de> serde::Deserialize<'de> for $Name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
                <$repr as $crate::record::WireValue>::read(deserializer).map(Self)
            }
        }

        plain_value!($Name);
    };
}

/// A number of which each value means one thing. Unknown values print as `Unknown(n)`.
macro_rules! numbers {
    ($(#[$meta:meta])* $Name:ident($repr:ty), $($rest:tt)*) => {
        named_integer! { $(#[$meta])* $Name($repr), $($rest)* }

        impl std::fmt::Display for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match Self::ALL.iter().find(|named| named.value == *self) {
                    Some(named) => f.write_str(named.text),
                    None => write!(f, "Unknown({})", self.0),
                }
            }
        }

        impl std::fmt::Debug for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match self.name() {
                    Some(name) => write!(f, "{}({name})", stringify!($Name)),
                    None => write!(f, "{}({})", stringify!($Name), self.0),
                }
            }
        }
    };
}

/// A set of bits. Prints the names of its known bits joined with commas; nothing when empty,
/// `Unknown(0x…)` when no bit is known.
macro_rules! bits {
    ($(#[$meta:meta])* $Name:ident($repr:ty), $($rest:tt)*) => {
        named_integer! { $(#[$meta])* $Name($repr), $($rest)* }

        impl $Name {
            /// No bit set.
            pub const NONE: Self = Self(0);

            /// Whether every bit of `other` is set.
            pub const fn contains(self, other: Self) -> bool {
                self.0 & other.0 == other.0
            }

            /// The set without the bits of `other`.
            #[must_use]
            pub const fn without(self, other: Self) -> Self {
                Self(self.0 & !other.0)
            }

            /// The named bits that are set, in the order of [`Self::ALL`].
            pub fn names(self) -> impl Iterator<Item = &'static $crate::Named<Self>> {
                Self::ALL.iter().filter(move |named| self.contains(named.value))
            }
        }

        impl std::ops::BitOr for $Name {
            type Output = Self;
            fn bitor(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }
        }

        impl std::fmt::Display for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut separator = "";
                for named in self.names() {
                    write!(f, "{separator}{}", named.text)?;
                    separator = ",";
                }
                if separator.is_empty() && self.0 != 0 {
                    write!(f, "Unknown({:#x})", self.0)?;
                }
                Ok(())
            }
        }

        impl std::fmt::Debug for $Name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({:#x}: {self})", stringify!($Name), self.0)
            }
        }
    };
}
