// SPDX-License-Identifier: MIT OR Apache-2.0
//! The emulator of targetd answers as the real server did that was recorded.
//!
//! What differs by nature is put aside: identifiers that the server draws, times of snapshots, the
//! order of lists, the reasons in pages of HTTP errors.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use base64::Engine;
use lsm_emulators::server::{Array, Request, Response, Shape};
use lsm_emulators::targetd::{Settings, Targetd};
use serde_json::{Value, json};

/// Recorded identifiers, and ours for the same things.
#[derive(Default)]
struct Identifiers(BTreeMap<String, String>);

impl Identifiers {
    /// Learns them from two lists of things with names.
    fn learn(&mut self, recorded: &Value, ours: &Value) {
        let (Some(recorded), Some(ours)) = (recorded.as_array(), ours.as_array()) else { return };
        for (recorded, ours) in recorded.iter().zip(ours) {
            for key in ["uuid", "vol_uuid"] {
                if let (Some(recorded), Some(ours)) = (recorded[key].as_str(), ours[key].as_str())
                    && recorded.len() > 7
                {
                    self.0.insert(recorded.to_owned(), ours.to_owned());
                }
            }
        }
    }

    fn replaced(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (recorded, ours)| text.replace(recorded, ours))
    }
}

/// A list in an order of its own, without times.
fn settled(value: &Value) -> Value {
    match value {
        Value::Array(elements) => {
            let mut elements: Vec<Value> = elements.iter().map(settled).collect();
            elements.sort_by_key(|element| {
                let of = |key: &str| element[key].to_string();
                if element.is_object() {
                    [
                        of("name"),
                        of("init_id"),
                        of("initiator_wwn"),
                        of("lun"),
                        of("host"),
                        of("path"),
                    ]
                    .concat()
                        + &of("vol_name")
                        + &of("ag_name")
                } else {
                    element.to_string()
                }
            });
            Value::Array(elements)
        }
        Value::Object(members) => {
            let mut members = members.clone();
            members.remove("timestamp");
            Value::Object(members.into_iter().map(|(key, value)| (key, settled(&value))).collect())
        }
        other => other.clone(),
    }
}

fn request(recorded: &Value, identifiers: &Identifiers) -> Request {
    let body = match (&recorded["json"], &recorded["body_text"]) {
        (Value::Null, Value::String(text)) => text.clone(),
        (Value::Null, _) => String::new(),
        (json, _) => identifiers.replaced(&json.to_string()),
    };
    let headers = recorded["headers"].as_object().into_iter().flatten();
    let headers = headers.map(|(name, value)| {
        (name.to_ascii_lowercase(), value.as_str().unwrap_or_default().to_owned())
    });
    Request {
        method: recorded["method"].as_str().unwrap().to_owned(),
        target: recorded["path"].as_str().unwrap().to_owned(),
        headers: headers.collect(),
        body: body.into_bytes(),
    }
}

/// A sentence for what is different.
fn difference(recorded: &Value, ours: &Response, identifiers: &mut Identifiers) -> Option<String> {
    if recorded["exception"].is_string() {
        return (ours.shape != Shape::Raw).then(|| "it must be a raw body".to_owned());
    }
    let status = recorded["status"].as_u64().unwrap();
    if u64::from(ours.status) != status {
        return Some(format!("status {status}, not {}", ours.status));
    }
    let Value::Object(wanted) = &recorded["json"] else { return None };
    let answer: Value = serde_json::from_slice(&ours.body).unwrap();
    let (wanted, found) = (settled(&json!(wanted)), settled(&answer));
    identifiers.learn(&wanted["result"], &found["result"]);
    let (wanted, found) = (identifiers.replaced(&wanted.to_string()), found.to_string());
    (wanted != found).then(|| format!("{wanted}\n     not {found}"))
}

/// Answers that differ: the real server takes clones of file systems for snapshots, and then cannot
/// delete any file system of the pool again. The emulator goes on.
const KNOWN: [&str; 2] = ["ss_list_after_delete", "fs_destroy_exported"];

#[test]
fn the_same_answers_to_the_same_requests() {
    let text = include_str!("data/exchanges.jsonl");
    let exchanges: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(exchanges.len(), 297);
    let password = exchanges.iter().find_map(|exchange| {
        let login = exchange["request"]["headers"]["Authorization"].as_str()?;
        let text = base64::engine::general_purpose::STANDARD.decode(login.strip_prefix("Basic ")?);
        let text = String::from_utf8(text.ok()?).ok()?;
        let good = exchange["response"]["status"] == 200;
        good.then(|| text.split_once(':').unwrap().1.to_owned())
    });
    let settings = Settings {
        password: password.unwrap(),
        tarpit: std::time::Duration::ZERO,
        ..Settings::default()
    };
    let mut differences = Vec::new();
    for part in ["main", "nfs"] {
        let mut server = Targetd::new(settings.clone());
        let mut identifiers = Identifiers::default();
        for exchange in exchanges.iter().filter(|exchange| exchange["part"] == part) {
            let ours = server.answer(&request(&exchange["request"], &identifiers));
            let different = difference(&exchange["response"], &ours, &mut identifiers);
            let name = exchange["name"].as_str().unwrap();
            let is_known = KNOWN.contains(&name);
            assert_eq!(is_known, is_known && different.is_some(), "{name} is the same now");
            if let Some(different) = different.filter(|_| !is_known) {
                differences.push(format!("{part} {} {name}: {different}", exchange["seq"]));
            }
        }
    }
    assert!(differences.is_empty(), "{}\n{}", differences.join("\n"), differences.len());
}
