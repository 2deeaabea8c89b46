// SPDX-License-Identifier: MIT OR Apache-2.0
//! What stands in a frame: `{"method", "id", "params"}` one way, `{"id", "result"}` or
//! `{"id", "error": {"code", "message", "data"}}` the other.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use lsm_core::{Error, ErrorKind, Result};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::frame;
use crate::json;

/// The identifier that every client sends and that every reply carries.
pub const ID: i64 = 100;

/// The parameter of every method.
const FLAGS: &str = "flags";

/// Builds the frame of a request, one parameter after the other.
#[derive(Debug)]
pub struct RequestEncoder<'a> {
    buffer: &'a mut Vec<u8>,
    has_flags: bool,
}

impl<'a> RequestEncoder<'a> {
    /// Begins a request in `buffer`, whose former content is dropped.
    pub fn new(buffer: &'a mut Vec<u8>, method: &str) -> Self {
        frame::begin(buffer);
        buffer.extend_from_slice(b"{\"method\": \"");
        buffer.extend_from_slice(method.as_bytes());
        buffer.extend_from_slice(b"\", \"id\": 100, \"params\": {");
        Self { buffer, has_flags: false }
    }

    /// Adds a parameter.
    ///
    /// # Errors
    /// `LIB_BUG` when the value cannot be written as JSON; no value of lsm-core is such.
    pub fn parameter<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<()> {
        self.has_flags |= name == FLAGS;
        self.buffer.push(b'"');
        self.buffer.extend_from_slice(name.as_bytes());
        self.buffer.extend_from_slice(b"\": ");
        json::append(self.buffer, value).map_err(unwritable)?;
        self.buffer.extend_from_slice(b", ");
        Ok(())
    }

    /// Ends the request. `flags` is the parameter that every method takes last; it is added
    /// unless it was given.
    ///
    /// # Errors
    /// `TRANSPORT_SERIALIZATION` when the request is larger than a header can announce.
    pub fn finish(mut self, flags: u64) -> Result<&'a [u8]> {
        if !self.has_flags {
            self.parameter(FLAGS, &flags)?;
        }
        self.buffer.truncate(self.buffer.len() - b", ".len());
        self.buffer.extend_from_slice(b"}}");
        frame::finish(self.buffer)?;
        Ok(self.buffer)
    }
}

/// A request as it came.
#[derive(Debug)]
pub struct Request<'a> {
    /// Name of the method; anything a peer cares to send.
    pub method: Cow<'a, str>,
    /// To be given back in the reply.
    pub id: i64,
    /// The parameters, unread.
    pub parameters: Parameters<'a>,
}

impl<'a> Request<'a> {
    /// Reads the envelope of a request.
    ///
    /// # Errors
    /// `-32700` ([`ErrorKind::PARSE_ERROR`]) for what is no JSON, `TRANSPORT_INVALID_ARG` for JSON
    /// that is no request.
    pub fn decode(payload: &'a [u8]) -> Result<Self> {
        let object: Object<'a> = serde_json::from_slice(payload).map_err(|error| {
            let is_json = serde_json::from_slice::<&RawValue>(payload).is_ok();
            let kind =
                if is_json { ErrorKind::TRANSPORT_INVALID_ARG } else { ErrorKind::PARSE_ERROR };
            Error::new(kind, format!("the request is not understood: {}", wanted(&error)))
        })?;
        let invalid = |what: &str, error: &serde_json::Error| {
            refused(format!("{what} of the request: {}", wanted(error)))
        };
        let method = object
            .get("method")
            .ok_or_else(|| refused("method of the request: missing".to_owned()))
            .and_then(|raw| decode_text(raw).map_err(|error| invalid("method", &error)))?;
        let id = match object.get("id") {
            Some(raw) => serde_json::from_str(raw.get()).map_err(|error| invalid("id", &error))?,
            None => ID,
        };
        let parameters = match object.get("params").filter(|raw| raw.get() != "null") {
            Some(raw) => {
                serde_json::from_str(raw.get()).map_err(|error| invalid("params", &error))?
            }
            None => Object::default(),
        };
        Ok(Self { method, id, parameters: Parameters(parameters) })
    }
}

/// The parameters of a request by name.
#[derive(Debug)]
pub struct Parameters<'a>(Object<'a>);

impl Parameters<'_> {
    /// Reads one parameter. One that is absent reads as null. Parameters that nobody asks for are
    /// ignored.
    ///
    /// # Errors
    /// `TRANSPORT_INVALID_ARG` when it has another type, or is missing and may not be null.
    pub fn get<T: DeserializeOwned>(&self, name: &str) -> Result<T> {
        let text = self.0.get(name).map_or("null", |raw| raw.get());
        serde_json::from_str(text).map_err(|error| {
            let what = if text == "null" { "missing or null".into() } else { wanted(&error) };
            refused(format!("parameter {name}: {what}"))
        })
    }
}

fn refused(why: String) -> Error {
    Error::new(ErrorKind::TRANSPORT_INVALID_ARG, why)
}

/// What was wanted where something else came. Not what came: that may be a password, and it may
/// be as long as a peer likes.
fn wanted(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rsplit_once(", expected ") {
        Some((_, wanted)) => format!("expected {wanted}"),
        None => text,
    }
}

/// Builds the frame of a reply.
#[derive(Debug)]
pub struct ReplyEncoder<'a> {
    buffer: &'a mut Vec<u8>,
    records: u64,
}

impl<'a> ReplyEncoder<'a> {
    /// Begins a reply to the request `id` in `buffer`, whose former content is dropped.
    pub fn new(buffer: &'a mut Vec<u8>, id: i64) -> Self {
        frame::begin(buffer);
        buffer.extend_from_slice(b"{\"id\": ");
        buffer.extend_from_slice(id.to_string().as_bytes());
        Self { buffer, records: 0 }
    }

    /// A success with one value.
    ///
    /// # Errors
    /// `PLUGIN_BUG` when the value cannot be written, `TRANSPORT_SERIALIZATION` when it is larger
    /// than a header can announce.
    pub fn result<T: Serialize + ?Sized>(self, result: &T) -> Result<()> {
        self.buffer.extend_from_slice(b", \"result\": ");
        json::append(self.buffer, result).map_err(unwritable)?;
        self.close()
    }

    /// A failure. The cause on this side stays here.
    ///
    /// # Errors
    /// As for [`result`](Self::result).
    pub fn error(self, error: &Error) -> Result<()> {
        #[derive(Serialize)]
        struct Failure<'a> {
            code: i32,
            message: &'a str,
            data: Option<&'a str>,
        }
        self.buffer.extend_from_slice(b", \"error\": ");
        let failure =
            Failure { code: error.kind.0, message: &error.message, data: error.detail.as_deref() };
        json::append(self.buffer, &failure).map_err(unwritable)?;
        self.close()
    }

    /// Adds one record to a success that is a list.
    ///
    /// # Errors
    /// As for [`result`](Self::result).
    pub fn record<T: Serialize + ?Sized>(&mut self, record: &T) -> Result<()> {
        let opening: &[u8] = if self.records == 0 { b", \"result\": [" } else { b", " };
        self.buffer.extend_from_slice(opening);
        self.records += 1;
        json::append(self.buffer, record).map_err(unwritable)
    }

    /// Ends a success that is a list.
    ///
    /// # Errors
    /// As for [`result`](Self::result).
    pub fn end_list(self) -> Result<()> {
        let ending: &[u8] = if self.records == 0 { b", \"result\": []" } else { b"]" };
        self.buffer.extend_from_slice(ending);
        self.close()
    }

    fn close(self) -> Result<()> {
        self.buffer.push(b'}');
        Ok(frame::finish(self.buffer)?)
    }
}

fn unwritable(error: serde_json::Error) -> Error {
    Error::new(ErrorKind::LIB_BUG, "a value cannot be written as JSON").with_source(error)
}

/// Reads a reply whose result is a `T`; one that is only nearly JSON is [mended](crate::mend).
///
/// # Errors
/// The error of the peer; `TRANSPORT_SERIALIZATION` when the reply is not understood.
pub fn decode_reply<T: DeserializeOwned>(payload: &[u8]) -> Result<T> {
    read_reply(payload, PhantomData).or_else(|error| match error.kind {
        ErrorKind::TRANSPORT_SERIALIZATION => match crate::mend(payload) {
            Some(mended) => read_reply(&mended, PhantomData),
            None => Err(error),
        },
        _ => Err(error),
    })
}

/// Reads a reply whose result is a list, and finds the bytes of the list within the payload.
///
/// # Errors
/// As for [`decode_reply`]; the records themselves are not looked at.
pub fn decode_listing(payload: &[u8]) -> Result<std::ops::Range<usize>> {
    let list: &RawValue = read_reply(payload, PhantomData)?;
    if !list.get().starts_with('[') {
        return Err(not_understood("the result is no list"));
    }
    let start = list.get().as_ptr() as usize - payload.as_ptr() as usize;
    Ok(start..start + list.get().len())
}

fn read_reply<'de, T: Deserialize<'de>>(payload: &'de [u8], result: PhantomData<T>) -> Result<T> {
    let mut deserializer = serde_json::Deserializer::from_slice(payload);
    let reply = ReplySeed(result)
        .deserialize(&mut deserializer)
        .and_then(|reply| deserializer.end().map(|()| reply))
        .map_err(|error| not_understood(&wanted(&error)))?;
    match reply {
        Reply { result: Some(result), .. } => Ok(result),
        Reply { error: Some(error), .. } => Err(decode_error(error)),
        _ => Err(not_understood("neither a result nor an error")),
    }
}

fn not_understood(why: &str) -> Error {
    Error::new(
        ErrorKind::TRANSPORT_SERIALIZATION,
        format!("the reply of the plug-in is not understood: {why}"),
    )
}

struct Reply<'de, T> {
    result: Option<T>,
    error: Option<&'de RawValue>,
}

struct ReplySeed<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for ReplySeed<T> {
    type Value = Reply<'de, T>;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> std::result::Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for ReplySeed<T> {
    type Value = Reply<'de, T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a reply")
    }

    fn visit_map<A: MapAccess<'de>>(
        self,
        mut map: A,
    ) -> std::result::Result<Self::Value, A::Error> {
        let mut reply = Reply { result: None, error: None };
        while let Some(key) = map.next_key::<Key<'de>>()? {
            match key.0.as_ref() {
                "result" => reply.result = Some(map.next_value()?),
                "error" => reply.error = Some(map.next_value()?),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(reply)
    }
}

/// The error of a peer. Text may be missing or null; other types of `data` are kept as JSON.
fn decode_error(raw: &RawValue) -> Error {
    let read = || -> std::result::Result<Error, serde_json::Error> {
        let object: Object<'_> = serde_json::from_str(raw.get())?;
        let code = serde_json::from_str(object.get("code").map_or("null", |raw| raw.get()))?;
        let text = |key| object.get(key).filter(|raw| raw.get() != "null");
        let mut error = Error::new(ErrorKind(code), "");
        if let Some(message) = text("message") {
            error.message = decode_text(message)?.into_owned();
        }
        error.detail = text("data")
            .map(|data| decode_text(data).map_or_else(|_| data.get().to_owned(), Cow::into_owned))
            .filter(|data| !data.is_empty());
        Ok(error)
    };
    read().unwrap_or_else(|error| not_understood(&wanted(&error)))
}

/// A JSON string, borrowed when it holds no escapes.
fn decode_text(raw: &RawValue) -> std::result::Result<Cow<'_, str>, serde_json::Error> {
    serde_json::from_str::<Key<'_>>(raw.get()).map(|key| key.0)
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// The keys of an object with their values, unread. Of two equal keys the last one counts.
#[derive(Debug, Default)]
struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Object<'a> {
    fn get(&self, key: &str) -> Option<&'a RawValue> {
        self.0.iter().rev().find(|(name, _)| name == key).map(|(_, value)| *value)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Entries<'a>(PhantomData<&'a ()>);

        impl<'de: 'a, 'a> Visitor<'de> for Entries<'a> {
            type Value = Object<'a>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(
                self,
                mut map: A,
            ) -> std::result::Result<Object<'a>, A::Error> {
                let mut entries = Vec::new();
                while let Some((key, value)) = map.next_entry::<Key<'de>, &'de RawValue>()? {
                    entries.push((key.0, value));
                }
                Ok(Object(entries))
            }
        }
        deserializer.deserialize_map(Entries(PhantomData))
    }
}
