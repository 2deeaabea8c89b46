// SPDX-License-Identifier: MIT OR Apache-2.0
//! A filer that gives prepared answers and keeps what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use lsm_core::Result;
use lsm_http::Method;
use lsm_ontap::exchange::{Answer, Exchange};

/// A request as the filer sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) body: String,
}

/// What the filer was asked so far.
pub(crate) type Record = Arc<Mutex<Vec<Asked>>>;

pub(crate) struct Script {
    answers: VecDeque<Answer>,
    record: Record,
}

impl Script {
    pub(crate) fn new(answers: &[(u16, &str)]) -> (Self, Record) {
        let answers = answers
            .iter()
            .map(|(status, body)| Answer { status: *status, body: body.as_bytes().to_vec() })
            .collect();
        let record = Record::default();
        (Self { answers, record: record.clone() }, record)
    }
}

impl Exchange for Script {
    fn exchange(
        &mut self,
        method: Method,
        path: &str,
        content: Option<(&'static str, &[u8])>,
    ) -> Result<Answer> {
        let body = content.map_or(&[][..], |(_, body)| body);
        let body = String::from_utf8(body.to_vec()).unwrap();
        self.record.lock().unwrap().push(Asked { method, path: path.to_owned(), body });
        Ok(self.answers.pop_front().expect("one request more than there are answers"))
    }

    fn set_timeout(&mut self, _timeout: Duration) {}
}
