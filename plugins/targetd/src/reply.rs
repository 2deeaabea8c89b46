// SPDX-License-Identifier: MIT OR Apache-2.0
//! Reading what the server answers: JSON-RPC 2.0, section 5.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;

/// An answer of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply<R> {
    /// What the method gave.
    Result(R),
    /// What went wrong.
    Error {
        /// The number of the server; all that are defined are negative.
        code: i64,
        /// Its words.
        message: String,
    },
}

/// The error of a reply. The code of some replies is no integer, and their message no text.
#[derive(Deserialize)]
struct RpcError<'a> {
    code: i64,
    #[serde(borrow, default)]
    message: Option<Cow<'a, str>>,
}

fn absent<T>() -> Option<T> {
    None
}

/// A member that is there, be it null.
fn present<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Reads the body of an answer to the request with the number `id`. Methods without a result give
/// null, which `()` takes.
///
/// # Errors
/// What is wrong with the text, to be told to a user: it may have been cut off, or come from something
/// else than targetd.
pub fn decode<'a, R: Deserialize<'a>>(body: &'a [u8], id: u64) -> Result<Reply<R>, String> {
    #[derive(Deserialize)]
    #[serde(bound(deserialize = "R: Deserialize<'de>"))]
    struct Outcome<'a, R> {
        #[serde(default = "absent", deserialize_with = "present")]
        result: Option<R>,
        #[serde(borrow, default)]
        error: Option<RpcError<'a>>,
        #[serde(default)]
        id: Value,
    }
    let outcome: Outcome<'a, R> = serde_json::from_slice(body).map_err(|error| {
        if error.is_eof() { "it ends in the middle".to_owned() } else { error.to_string() }
    })?;
    match outcome {
        // Errors before a request was understood carry the number 0.
        Outcome { error: Some(RpcError { code, message }), .. } => {
            Ok(Reply::Error { code, message: message.map_or_else(String::new, Cow::into_owned) })
        }
        Outcome { result: Some(result), id: number, .. } if number.as_u64() == Some(id) => {
            Ok(Reply::Result(result))
        }
        Outcome { result: Some(_), .. } => Err("it answers another request".to_owned()),
        _ => Err("it holds neither result nor error".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_and_errors() {
        let list: Reply<Vec<u32>> = decode(br#"{"result":[1],"id":3,"jsonrpc":"2.0"}"#, 3).unwrap();
        assert_eq!(list, Reply::Result(vec![1]));
        let none: Reply<()> = decode(br#"{"result":null,"id":3,"jsonrpc":"2.0"}"#, 3).unwrap();
        assert_eq!(none, Reply::Result(()));
        let body = br#"{"error":{"code":-50,"message":"no\u0021"},"id":0,"jsonrpc":"2.0"}"#;
        let error: Reply<()> = decode(body, 3).unwrap();
        assert_eq!(error, Reply::Error { code: -50, message: "no!".to_owned() });
    }

    #[test]
    fn what_is_no_answer_says_why() {
        for (body, why) in [
            (&b""[..], "ends in the middle"),
            (b"{\"result\": [1, ", "ends in the middle"),
            (b"<html>", "expected value"),
            (b"{}", "neither"),
            (b"[]", "neither"),
            (br#"{"result":[],"id":4}"#, "another request"),
            (br#"{"result":"text","id":3}"#, "invalid type"),
            (br#"{"error":{"code":"-1"},"id":3}"#, "invalid type"),
        ] {
            let error = decode::<Vec<u32>>(body, 3).unwrap_err();
            assert!(error.contains(why), "{error}");
        }
    }
}
