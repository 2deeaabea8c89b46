// SPDX-License-Identifier: MIT OR Apache-2.0
//! Properties of objects, whose changes are coalesced.

use super::Sender;
use crate::state::Value;
use crate::{Error, Result};

impl Sender {
    /// Sets a property of an object. Those who listen are told with the next [`Self::flush`], in
    /// one standard PropertiesChanged per object, or many objects in one message for those who
    /// asked for that. What changes again before there is room for it is told once, with the last
    /// value. Setting the value that it has already tells nobody anything.
    ///
    /// # Errors
    /// [`Error::Invalid`] if a name is not what D-Bus allows.
    pub fn update(
        &mut self,
        path: &str,
        interface: &str,
        name: &str,
        value: impl Into<Value>,
    ) -> Result<()> {
        self.change(path, interface, name, Some(value.into()))
    }

    /// Tells that a property has another value without saying which, as
    /// [`update`](Self::update) does with values.
    ///
    /// # Errors
    /// As [`Self::update`].
    pub fn invalidate(&mut self, path: &str, interface: &str, name: &str) -> Result<()> {
        self.change(path, interface, name, None)
    }

    fn change(
        &mut self,
        path: &str,
        interface: &str,
        name: &str,
        value: Option<Value>,
    ) -> Result<()> {
        self.core.check_object(path, interface)?;
        let carried = value.as_ref().is_none_or(Value::is_valid) && !name.contains('\0');
        if !carried {
            return Err(Error::Invalid {
                what: "property",
                value: name.into(),
                why: "texts may hold no NUL, and object paths have rules of their own",
            });
        }
        if let Some((entry, true)) = self.core.board.set(path, interface, name, value) {
            self.core.unpublished.push_back(entry);
        }
        Ok(())
    }

    /// The generation of the last change of a state.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.core.board.generation()
    }
}
