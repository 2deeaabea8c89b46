// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reading messages.

/// The type of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    Call,
    Return,
    Error,
    Signal,
    Other,
}

/// A message as it lies in the buffer; absent text fields are empty.
pub(crate) struct Message<'a> {
    pub(crate) kind: Kind,
    pub(crate) serial: u32,
    pub(crate) answered: Option<u32>,
    pub(crate) path: &'a str,
    pub(crate) interface: &'a str,
    pub(crate) member: &'a str,
    pub(crate) error: &'a str,
    pub(crate) sender: &'a str,
    pub(crate) signature: &'a str,
    pub(crate) body: &'a [u8],
}

const FIXED: usize = 16;

/// The length in bytes of the message that begins at `bytes`, as soon as enough of it is there.
pub(crate) fn length_of(bytes: &[u8]) -> Option<usize> {
    let fixed = bytes.get(..FIXED)?;
    Some(FIXED + (number(fixed, 12)? as usize).next_multiple_of(8) + number(fixed, 4)? as usize)
}

impl<'a> Message<'a> {
    /// Reads one whole message; `None` when it is not one.
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (order, kind) = (*bytes.first()?, *bytes.get(1)?);
        if order != b'l' {
            return None;
        }
        let fields_end = FIXED + number(bytes, 12)? as usize;
        let mut message = Message {
            kind: match kind {
                1 => Kind::Call,
                2 => Kind::Return,
                3 => Kind::Error,
                4 => Kind::Signal,
                _ => Kind::Other,
            },
            serial: number(bytes, 8)?,
            answered: None,
            path: "",
            interface: "",
            member: "",
            error: "",
            sender: "",
            signature: "",
            body: bytes.get(fields_end.next_multiple_of(8)..)?,
        };
        let mut at = FIXED;
        while at < fields_end {
            at = message.field(bytes, at.next_multiple_of(8))?;
        }
        Some(message)
    }

    /// Reads the header field at `at` and returns where it ends.
    fn field(&mut self, bytes: &'a [u8], at: usize) -> Option<usize> {
        let (code, signature) = (*bytes.get(at)?, *bytes.get(at + 2)?);
        let value = at + 4;
        if signature == b'u' {
            if code == 5 {
                self.answered = Some(number(bytes, value)?);
            }
            return Some(value + 4);
        }
        let (start, length) = if signature == b'g' {
            (value + 1, usize::from(*bytes.get(value)?))
        } else {
            (value + 4, number(bytes, value)? as usize)
        };
        let text = std::str::from_utf8(bytes.get(start..start + length)?).ok()?;
        match code {
            1 => self.path = text,
            2 => self.interface = text,
            3 => self.member = text,
            4 => self.error = text,
            7 => self.sender = text,
            8 => self.signature = text,
            _ => {}
        }
        Some(start + length + 1)
    }

    /// The `t` at offset `at` of the body.
    pub(crate) fn long(&self, at: usize) -> Option<u64> {
        Some(u64::from_le_bytes(self.body.get(at..at + 8)?.try_into().ok()?))
    }

    /// The `s` at the beginning of the body.
    pub(crate) fn text(&self) -> Option<&'a str> {
        let length = number(self.body, 0)? as usize;
        std::str::from_utf8(self.body.get(4..4 + length)?).ok()
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::super::marshal::{Body, method_call, method_return};
    use super::*;

    #[test]
    fn what_is_written_can_be_read() {
        let body = Body::default().number(7).text("abc");
        let bytes = method_call(9, Some("org.a"), "/a", "org.a.I", "M", &body);
        assert_eq!(length_of(&bytes), Some(bytes.len()));
        let message = Message::parse(&bytes).unwrap();
        assert_eq!((message.kind, message.serial), (Kind::Call, 9));
        assert_eq!((message.path, message.interface, message.member), ("/a", "org.a.I", "M"));
        assert_eq!((message.signature, message.long(0)), ("ts", Some(7)));

        let bytes = method_return(10, 9, None, &Body::default().text("abc"));
        let message = Message::parse(&bytes).unwrap();
        assert_eq!((message.answered, message.text()), (Some(9), Some("abc")));
    }

    #[test]
    fn pieces_of_a_message_are_no_message() {
        let bytes = method_call(9, Some("org.a"), "/a", "org.a.I", "M", &Body::default());
        assert_eq!(length_of(&bytes[..15]), None);
        for end in 0..bytes.len() {
            assert!(Message::parse(&bytes[..end]).is_none_or(|message| message.body.is_empty()));
        }
    }
}
