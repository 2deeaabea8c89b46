// SPDX-License-Identifier: MIT OR Apache-2.0
//! The ways in which bytes fail to be a D-Bus message.

/// Why bytes are not a message that the D-Bus specification allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The first byte is neither `l` nor `B`.
    #[error("unknown byte order")]
    ByteOrder,
    /// The type of the message is 0.
    #[error("message of type 0")]
    Kind,
    /// The major version of the protocol is not 1.
    #[error("unknown version of the protocol")]
    Version,
    /// The serial, or the serial that is answered, is 0.
    #[error("serial number 0")]
    Serial,
    /// A header field is given twice, has a wrong type, or is missing although its kind needs it.
    #[error("wrong or missing header field")]
    Field,
    /// The message is longer than [`super::MAX_MESSAGE`].
    #[error("message too long")]
    MessageLength,
    /// An array is longer than [`super::MAX_ARRAY`], or ends within an element.
    #[error("wrong length of an array")]
    ArrayLength,
    /// A value ends behind the end of its message, or something is left behind the last one.
    #[error("body and signature differ in length")]
    BodyLength,
    /// A byte that only fills up to the next boundary is not 0.
    #[error("padding that is not zero")]
    Padding,
    /// A boolean that is neither 0 nor 1.
    #[error("boolean that is neither 0 nor 1")]
    Boolean,
    /// A string is not UTF-8, holds a NUL or does not end with one.
    #[error("string that is not UTF-8 without NUL")]
    Text,
    /// An object path that does not keep to the rules.
    #[error("not an object path")]
    ObjectPath,
    /// A bus name, interface, member or error name that does not keep to the rules.
    #[error("not a name")]
    Name,
    /// A signature that does not keep to the rules, or that of a variant is not one single type.
    #[error("not a signature")]
    Signature,
    /// Containers nested too deep.
    #[error("containers nested too deep")]
    Depth,
    /// The message speaks of file descriptors that did not come with it, or they are too many.
    #[error("file descriptors that did not come with the message")]
    Descriptors,
    /// A slot that is named on a direct connection does not exist, is shorter than is said, or
    /// does not hold exactly one signal.
    #[error("slot without a signal")]
    Slot,
}
