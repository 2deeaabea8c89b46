// SPDX-License-Identifier: MIT OR Apache-2.0
//! Writing messages.

/// A body under construction, with its signature.
#[derive(Default)]
pub(crate) struct Body {
    bytes: Vec<u8>,
    signature: String,
}

impl Body {
    /// Appends a `t`.
    pub(crate) fn number(mut self, value: u64) -> Self {
        pad(&mut self.bytes, 8);
        self.bytes.extend(value.to_le_bytes());
        self.signature.push('t');
        self
    }

    /// Appends a `u`.
    pub(crate) fn flags(mut self, value: u32) -> Self {
        pad(&mut self.bytes, 4);
        self.bytes.extend(value.to_le_bytes());
        self.signature.push('u');
        self
    }

    /// Appends a `d`.
    pub(crate) fn double(mut self, value: f64) -> Self {
        pad(&mut self.bytes, 8);
        self.bytes.extend(value.to_le_bytes());
        self.signature.push('d');
        self
    }

    /// Appends an `s`.
    pub(crate) fn text(mut self, value: &str) -> Self {
        string(&mut self.bytes, value);
        self.signature.push('s');
        self
    }
}

/// A header field that holds text.
pub(crate) enum Field<'a> {
    Path(&'a str),
    Interface(&'a str),
    Member(&'a str),
    ErrorName(&'a str),
    Destination(&'a str),
}

/// A call to `destination`, which is left out for a peer without a bus.
pub(crate) fn method_call(
    serial: u32,
    destination: Option<&str>,
    path: &str,
    interface: &str,
    member: &str,
    body: &Body,
) -> Vec<u8> {
    let mut fields = vec![Field::Path(path), Field::Interface(interface), Field::Member(member)];
    fields.extend(destination.map(Field::Destination));
    message(1, serial, None, &fields, body)
}

/// The reply to the message `answered` of `destination`.
pub(crate) fn method_return(
    serial: u32,
    answered: u32,
    destination: Option<&str>,
    body: &Body,
) -> Vec<u8> {
    let fields: Vec<_> = destination.map(Field::Destination).into_iter().collect();
    message(2, serial, Some(answered), &fields, body)
}

/// The error reply to the message `answered` of `destination`.
pub(crate) fn method_error(
    serial: u32,
    answered: u32,
    destination: Option<&str>,
    name: &str,
    text: &str,
) -> Vec<u8> {
    let mut fields = vec![Field::ErrorName(name)];
    fields.extend(destination.map(Field::Destination));
    message(3, serial, Some(answered), &fields, &Body::default().text(text))
}

/// A broadcast signal.
pub(super) fn signal(path: &str, interface: &str, member: &str, body: &Body) -> Vec<u8> {
    let fields = [Field::Path(path), Field::Interface(interface), Field::Member(member)];
    message(4, 1, None, &fields, body)
}

fn message(
    kind: u8,
    serial: u32,
    answered: Option<u32>,
    fields: &[Field<'_>],
    body: &Body,
) -> Vec<u8> {
    // Signals and replies expect no reply.
    let flags = u8::from(kind != 1);
    let mut out = vec![b'l', kind, flags, 1];
    out.extend(length(body.bytes.len()).to_le_bytes());
    out.extend(serial.to_le_bytes());
    out.extend([0; 4]);
    let start = out.len();
    for field in fields {
        let (code, signature, text) = match field {
            Field::Path(text) => (1, b'o', text),
            Field::Interface(text) => (2, b's', text),
            Field::Member(text) => (3, b's', text),
            Field::ErrorName(text) => (4, b's', text),
            Field::Destination(text) => (6, b's', text),
        };
        pad(&mut out, 8);
        out.extend([code, 1, signature, 0]);
        string(&mut out, text);
    }
    if let Some(answered) = answered {
        pad(&mut out, 8);
        out.extend([5, 1, b'u', 0]);
        out.extend(answered.to_le_bytes());
    }
    if !body.signature.is_empty() {
        pad(&mut out, 8);
        out.extend([8, 1, b'g', 0]);
        out.push(u8::try_from(body.signature.len()).unwrap_or(u8::MAX));
        out.extend(body.signature.as_bytes());
        out.push(0);
    }
    let fields_length = length(out.len() - start);
    out[12..16].copy_from_slice(&fields_length.to_le_bytes());
    pad(&mut out, 8);
    out.extend(&body.bytes);
    out
}

fn string(out: &mut Vec<u8>, text: &str) {
    pad(out, 4);
    out.extend(length(text.len()).to_le_bytes());
    out.extend(text.as_bytes());
    out.push(0);
}

fn pad(out: &mut Vec<u8>, to: usize) {
    out.resize(out.len().next_multiple_of(to), 0);
}

fn length(bytes: usize) -> u32 {
    u32::try_from(bytes).unwrap_or(u32::MAX)
}
