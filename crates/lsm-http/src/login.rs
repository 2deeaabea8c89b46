// SPDX-License-Identifier: MIT OR Apache-2.0
//! Who logs in.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use lsm_core::{Error, Result};
use lsm_plugin::Secret;
use ureq::http::HeaderValue;

/// The header of HTTP Basic authentication (RFC 7617), with user and password in UTF-8. It is sent
/// with every request and printed with none.
#[derive(Clone)]
pub struct Login(HeaderValue);

impl Login {
    /// A user and a password; none is the same as an empty one.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for a user with a `:`, which would change the password.
    pub fn new(user: &str, password: Option<&Secret>) -> Result<Self> {
        if user.contains(':') {
            return Err(Error::invalid("the user name in the URI holds a colon"));
        }
        let password = password.map_or("", Secret::expose);
        let text = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
        let mut value = HeaderValue::try_from(text)
            .map_err(|_| Error::plugin_bug("a log-in that is no header"))?;
        value.set_sensitive(true);
        Ok(Self(value))
    }

    pub(crate) fn header(&self) -> HeaderValue {
        self.0.clone()
    }
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rfc_7617_section_2() {
        let password = Secret::new("open sesame".to_owned());
        let login = Login::new("Aladdin", Some(&password)).unwrap();
        assert_eq!(login.header(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
        assert_eq!(format!("{login:?} {:?}", login.header()), "Login(…) Sensitive");
        assert!(Login::new("a:b", None).is_err());
    }
}
