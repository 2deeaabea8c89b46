// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the decoder and the encoder know of the classes of records.

use std::sync::{Arc, Mutex, PoisonError};

use lsm_core::vpd83;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyInt, PyList, PyString, PyType};

use crate::instance::Maker;

/// Most fields a class can have.
pub(crate) const MOST_FIELDS: usize = 16;

/// What the constructor does with a field beyond storing it.
#[derive(Clone, Copy, PartialEq)]
enum Rule {
    Stored,
    /// Refuses text that is no NAA identifier; empty text and null are taken.
    Vpd83,
    /// Refuses null.
    NotNone,
    /// Makes a number of what is none.
    Integer,
    /// Keeps the bytes that hexadecimal digits stand for.
    Hexadecimal,
}

struct Field {
    /// The key on the wire.
    key: String,
    /// The attribute, which is also the parameter of the constructor: the key behind an underscore.
    attribute: Py<PyString>,
    /// What is stored when the key is missing; `None` also where the constructor makes something
    /// else of its default.
    default: Option<Py<PyAny>>,
    rule: Rule,
}

/// How records of one class are made.
pub(crate) struct Plan {
    name: String,
    class: Py<PyType>,
    maker: Maker,
    /// In the order in which the constructor stores them.
    fields: Vec<Field>,
    /// Every record has to go through the constructor, which changes what it is given.
    by_constructor: bool,
}

/// All that is known of the classes.
pub(crate) struct Records {
    pub(crate) plans: Vec<Plan>,
    /// The class that all records are made from.
    base: Py<PyType>,
    /// Reads a message with the means of Python.
    pub(crate) read_slowly: Py<PyAny>,
    /// Writes a message with the means of Python.
    pub(crate) write_slowly: Py<PyAny>,
}

/// Set when `lsm._data` is imported. Only touched with the interpreter lock held, and never for
/// longer than it takes to copy the pointer.
static RECORDS: Mutex<Option<Arc<Records>>> = Mutex::new(None);

/// What `lsm._data` told.
///
/// # Errors
/// `ValueError` when it did not yet.
pub(crate) fn records() -> PyResult<Arc<Records>> {
    let records = RECORDS.lock().unwrap_or_else(PoisonError::into_inner);
    records.clone().ok_or_else(|| PyValueError::new_err("lsm._data is not imported"))
}

/// One class as Python describes it: the class; its fields as (key, rule) in the order in which
/// they are stored; the defaults of some; whether every record goes through the constructor.
type Described<'py> = (Bound<'py, PyType>, Vec<(String, String)>, Bound<'py, PyDict>, bool);

/// Tells the classes of records, the class they are all made from, and the functions for messages
/// that are out of the ordinary.
#[pyfunction]
#[pyo3(signature = (classes, base, read_slowly, write_slowly, /))]
#[allow(clippy::needless_pass_by_value)] // As extracted from Python.
pub(crate) fn set_records(
    classes: Vec<Described<'_>>,
    base: Bound<'_, PyType>,
    read_slowly: Bound<'_, PyAny>,
    write_slowly: Bound<'_, PyAny>,
) -> PyResult<()> {
    let plans = classes.iter().map(Plan::new).collect::<PyResult<_>>()?;
    let known = Records {
        plans,
        base: base.unbind(),
        read_slowly: read_slowly.unbind(),
        write_slowly: write_slowly.unbind(),
    };
    let former = RECORDS.lock().unwrap_or_else(PoisonError::into_inner).replace(Arc::new(known));
    drop(former);
    Ok(())
}

/// Whether every element of a list is an instance of `class`, or None.
#[pyfunction]
#[pyo3(signature = (elements, class, /))]
#[allow(clippy::needless_pass_by_value)] // As extracted from Python.
pub(crate) fn are_instances(
    elements: Bound<'_, PyList>,
    class: Bound<'_, PyType>,
) -> PyResult<bool> {
    for element in &elements {
        if !element.get_type().is(&class) && !element.is_none() && !element.is_instance(&class)? {
            return Ok(false);
        }
    }
    Ok(true)
}

impl Records {
    /// The place of the class with this name.
    pub(crate) fn named(&self, name: &str) -> Option<usize> {
        self.plans.iter().position(|plan| plan.name == name)
    }

    /// The plan of exactly this class.
    pub(crate) fn of(&self, class: &Bound<'_, PyType>) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.class.is(class))
    }

    /// Whether an object is a record, of these classes or of one made from them.
    pub(crate) fn has(&self, value: &Bound<'_, PyAny>) -> PyResult<bool> {
        value.is_instance(self.base.bind(value.py()))
    }
}

impl Plan {
    fn new(described: &Described<'_>) -> PyResult<Self> {
        let (class, fields, defaults, by_constructor) = described;
        let py = class.py();
        if fields.len() > MOST_FIELDS {
            return Err(PyValueError::new_err("a record has too many fields"));
        }
        let field = |(key, rule): &(String, String)| -> PyResult<Field> {
            let attribute = PyString::intern(py, &format!("_{key}"));
            let rule = match rule.as_str() {
                "stored" => Rule::Stored,
                "vpd83" => Rule::Vpd83,
                "not None" => Rule::NotNone,
                "integer" => Rule::Integer,
                "hexadecimal" => Rule::Hexadecimal,
                _ => return Err(PyValueError::new_err(format!("no rule {rule:?}"))),
            };
            let default = defaults.get_item(&attribute)?.filter(|default| rule.stores(default));
            Ok(Field {
                key: key.clone(),
                attribute: attribute.unbind(),
                default: default.map(Bound::unbind),
                rule,
            })
        };
        Ok(Self {
            name: class.name()?.to_cow()?.into_owned(),
            class: class.clone().unbind(),
            maker: Maker::of(class)?,
            fields: fields.iter().map(field).collect::<PyResult<_>>()?,
            by_constructor: *by_constructor,
        })
    }

    /// The value of the key `class`.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Whether the object on the wire is all that an instance holds, attribute by attribute.
    pub(crate) fn is_plain(&self) -> bool {
        self.fields.iter().all(|field| field.rule != Rule::Hexadecimal)
    }

    /// The place of a key; `expected` is where it most likely is.
    pub(crate) fn place(&self, key: &str, expected: usize) -> Option<usize> {
        match self.fields.get(expected) {
            Some(field) if field.key == key => Some(expected),
            _ => self.fields.iter().position(|field| field.key == key),
        }
    }

    /// Whether the constructor would store this value in the field of this place as it is.
    pub(crate) fn stores(&self, place: usize, value: &Bound<'_, PyAny>) -> bool {
        self.fields[place].rule.stores(value)
    }

    /// A record of these values, each in the place of its field; `stored` tells that each of them
    /// is [stored](Self::stores) as it is.
    ///
    /// # Errors
    /// What the constructor raises, of which the message is for Python to find again.
    pub(crate) fn make<'py>(
        &self,
        py: Python<'py>,
        values: &[Option<Bound<'py, PyAny>>; MOST_FIELDS],
        stored: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let mut pairs = self.fields.iter().zip(values);
        let complete = pairs.all(|(field, value)| value.is_some() || field.default.is_some());
        if self.by_constructor || !stored || !complete {
            let keywords = PyDict::new(py);
            for (field, value) in self.fields.iter().zip(values) {
                if let Some(value) = value {
                    keywords.set_item(&field.attribute, value)?;
                }
            }
            return self.class.bind(py).call((), Some(&keywords));
        }
        let record = self.maker.make(py)?;
        for (field, value) in self.fields.iter().zip(values) {
            let attribute = field.attribute.bind(py);
            match (value, &field.default) {
                (Some(value), _) => record.setattr(attribute, value)?,
                (None, Some(default)) => record.setattr(attribute, default)?,
                (None, None) => {}
            }
        }
        Ok(record)
    }
}

impl Rule {
    /// Whether the constructor would store this value as it is.
    fn stores(self, value: &Bound<'_, PyAny>) -> bool {
        match self {
            Self::Stored => true,
            Self::Vpd83 => {
                value.is_none()
                    || value.cast::<PyString>().is_ok_and(|text| {
                        text.to_cow().is_ok_and(|text| text.is_empty() || vpd83::is_valid(&text))
                    })
            }
            Self::NotNone => !value.is_none(),
            Self::Integer => value.is_exact_instance_of::<PyInt>(),
            Self::Hexadecimal => false,
        }
    }
}
