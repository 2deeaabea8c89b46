// SPDX-License-Identifier: MIT OR Apache-2.0
//! A request on its way to a function of a plug-in, and the answer on its way back.

use std::ffi::{CString, c_char, c_int};

use lsm_core::{Error, ErrorKind, Result};
use lsm_wire::Parameters;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::Plugin;
use crate::abi::{Array, Kind, Nullable, Out, Ref, Status, Text, c_text, freed};
use crate::records::Record;
use crate::string_list::StringList;

/// A request.
pub(super) struct Call<'a> {
    /// The plug-in that it is for.
    pub(super) plugin: Ref<Plugin>,
    /// Its parameters.
    pub(super) parameters: &'a Parameters<'a>,
    /// Its flags.
    pub(super) flags: u64,
}

/// A handle that ends with the call.
pub(super) struct Owned<T: Kind>(pub(super) Ref<T>);

impl<T: Kind> Drop for Owned<T> {
    fn drop(&mut self) {
        self.0.free();
    }
}

/// A text that ends with the call; none is NULL.
pub(super) struct OwnedText(Option<CString>);

impl OwnedText {
    /// The text as an argument.
    pub(super) fn text(&self) -> Text {
        self.0.as_deref().map_or(Text::NULL, Text::from)
    }
}

impl Call<'_> {
    /// A parameter that C takes as it is.
    pub(super) fn get<T: DeserializeOwned>(&self, name: &str) -> Result<T> {
        self.parameters.get(name)
    }

    /// A text.
    pub(super) fn text(&self, name: &str) -> Result<OwnedText> {
        self.get(name).map(|text: String| OwnedText(Some(c_text(text))))
    }

    /// A text that may be null.
    pub(super) fn optional_text(&self, name: &str) -> Result<OwnedText> {
        self.get(name).map(|text: Option<String>| OwnedText(text.map(c_text)))
    }

    /// A record.
    pub(super) fn record<T: Record>(&self, name: &str) -> Result<Owned<T>>
    where
        T::Core: DeserializeOwned,
    {
        self.get(name).map(|core| Owned(Ref::new(T::from_core(core))))
    }

    /// A record that may be null.
    pub(super) fn optional_record<T: Record>(&self, name: &str) -> Result<Owned<T>>
    where
        T::Core: DeserializeOwned,
    {
        let core: Option<T::Core> = self.get(name)?;
        Ok(Owned(Ref::made(core.map(T::from_core))))
    }

    /// A list of texts; null counts as an empty one.
    pub(super) fn texts(&self, name: &str) -> Result<Owned<StringList>> {
        let texts: Option<Vec<String>> = self.get(name)?;
        Ok(Owned(Ref::new(StringList::of(texts.unwrap_or_default()))))
    }

    /// Fails with what the plug-in logged, unless its function succeeded.
    pub(super) fn check(&self, answer: c_int) -> Result<()> {
        let logged = self.plugin.get_mut().and_then(|plugin| plugin.error.take());
        if answer == Status::OK.0 {
            return Ok(());
        }
        let text = |text: Option<CString>| text.map(|text| text.to_string_lossy().into_owned());
        let logged = logged.unwrap_or_default();
        let message = text(logged.message)
            .unwrap_or_else(|| format!("the plug-in failed with the number {answer}"));
        let mut error = Error::new(ErrorKind(Status::from(ErrorKind(answer)).0), message);
        error.detail = text(logged.debug).or_else(|| text(logged.exception));
        Err(error)
    }

    /// Answers with nothing.
    pub(super) fn nothing(&self, answer: c_int) -> Result<Value> {
        self.check(answer).map(|()| Value::Null)
    }

    /// Answers with nothing, or with the job that was started.
    pub(super) fn job(&self, call: impl FnOnce(Out<*mut c_char>) -> c_int) -> Result<Value> {
        let mut job = <*mut c_char as Nullable>::NULL;
        let answer = call(Out::to(&mut job));
        let job = taken(job);
        match job {
            Some(job) if answer == Status::JOB_STARTED.0 => {
                self.plugin.get_mut().and_then(|plugin| plugin.error.take());
                Ok(json!(job))
            }
            _ => self.nothing(answer),
        }
    }

    /// Answers with a record.
    pub(super) fn made<T: Record>(&self, call: impl FnOnce(Out<Ref<T>>) -> c_int) -> Result<Value>
    where
        T::Core: serde::Serialize,
    {
        let mut made = Ref::NULL;
        let answer = call(Out::to(&mut made));
        let made = Owned(made);
        self.check(answer)?;
        value(made.0)
    }

    /// Answers with a record, or with the job that makes it.
    pub(super) fn made_or_job<T: Record>(
        &self,
        call: impl FnOnce(Out<Ref<T>>, Out<*mut c_char>) -> c_int,
    ) -> Result<Value>
    where
        T::Core: serde::Serialize,
    {
        let mut made = Ref::NULL;
        let job = self.job(|job| call(Out::to(&mut made), job));
        let made = Owned(made);
        match job? {
            Value::Null => Ok(json!([null, value(made.0)?])),
            job => Ok(json!([job, null])),
        }
    }

    /// Answers with records.
    pub(super) fn found<T: Record>(
        &self,
        call: impl FnOnce(Out<Array<T>>, Out<u32>) -> c_int,
    ) -> Result<Value>
    where
        T::Core: serde::Serialize,
    {
        let (mut array, mut count) = (Array::NULL, 0);
        let answer = call(Out::to(&mut array), Out::to(&mut count));
        let records = self.check(answer).and_then(|()| {
            array.handles(count).iter().map(|record| value(*record)).collect::<Result<Vec<_>>>()
        });
        array.free(count);
        records.map(Value::Array)
    }

    /// Answers with the records that a search finds.
    pub(super) fn searched<T: Record>(
        &self,
        call: impl FnOnce(Text, Text, Out<Array<T>>, Out<u32>) -> c_int,
    ) -> Result<Value>
    where
        T::Core: serde::Serialize,
    {
        let key = self.optional_text("search_key")?;
        let wanted = self.optional_text("search_value")?;
        if key.0.is_some() && wanted.0.is_none() {
            let why = "search_key is given, but search_value is null";
            return Err(Error::new(ErrorKind::TRANSPORT_INVALID_ARG, why));
        }
        self.found(|array, count| call(key.text(), wanted.text(), array, count))
    }

    /// Answers with numbers that the function writes into `N` places.
    pub(super) fn numbers<const N: usize, T: Copy + Default + serde::Serialize>(
        &self,
        call: impl FnOnce([Out<T>; N]) -> c_int,
    ) -> Result<[T; N]> {
        let mut numbers = [T::default(); N];
        let answer = call(numbers.each_mut().map(Out::to));
        self.check(answer).map(|()| numbers)
    }
}

/// A record of a plug-in as it is sent.
pub(super) fn value<T: Record>(record: Ref<T>) -> Result<Value>
where
    T::Core: serde::Serialize,
{
    let missing = || Error::plugin_bug(format!("the plug-in gave no valid {}", T::NAME));
    let core = record.get().ok_or_else(missing)?.to_core();
    let core = core.map_err(|error| Error::plugin_bug(error.message))?;
    serde_json::to_value(core).map_err(|error| Error::plugin_bug(error.to_string()))
}

/// A text that a plug-in allocated, freed; `None` for NULL or an empty one.
fn taken(text: *mut c_char) -> Option<String> {
    let copy = Text::from(text).owned().map(|text| text.to_string_lossy().into_owned());
    freed(text);
    copy.filter(|text| !text.is_empty())
}
