// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the URI says.

use lsm_core::{Error, Result, Uri};
use lsm_http::Trust;

/// Which dialect is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protocol {
    /// REST if the filer has it, else ZAPI.
    Auto,
    /// REST.
    Rest,
    /// ZAPI.
    Zapi,
}

/// The parameters of a URI that mean something beyond the transport.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `protocol=auto|rest|zapi`.
    pub protocol: Protocol,
    /// `svm=NAME`: the one SVM (in 7-Mode: vfiler) that is managed.
    pub svm: Option<String>,
    /// `os_type=TYPE` of new LUNs and igroups.
    pub os_type: Option<String>,
}

impl Settings {
    /// Reads the parameters of `uri`.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for an unknown protocol, and for an empty or malformed name.
    pub fn of(uri: &Uri) -> Result<Self> {
        let protocol = match uri.parameter("protocol") {
            None | Some("auto") => Protocol::Auto,
            Some("rest") => Protocol::Rest,
            Some("zapi") => Protocol::Zapi,
            Some(other) => {
                return Err(Error::invalid(format!(
                    "protocol={other} is none; use auto, rest or zapi"
                )));
            }
        };
        Ok(Self { protocol, svm: word(uri, "svm")?, os_type: word(uri, "os_type")? })
    }
}

/// A parameter that is a name on the filer.
fn word(uri: &Uri, key: &str) -> Result<Option<String>> {
    match uri.parameter(key) {
        None => Ok(None),
        Some(value)
            if !value.is_empty()
                && value.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.:".contains(&b)) =>
        {
            Ok(Some(value.to_owned()))
        }
        Some(_) => Err(Error::invalid(format!("{key}= wants a name: letters, digits, _ - . :"))),
    }
}

/// Which certificates are taken: as for every plug-in, and `ssl_verify=yes` for what is the rule.
///
/// # Errors
/// `INVALID_ARGUMENT` for parameters that exclude each other, and for a file that is not there.
pub fn trust(uri: &Uri) -> Result<Trust> {
    let verify = uri.parameter("ssl_verify") == Some("yes");
    if verify && uri.parameter("no_ssl_verify") == Some("yes") {
        return Err(Error::invalid(
            "ssl_verify=yes and no_ssl_verify=yes exclude each other; leave one out",
        ));
    }
    Trust::of(uri)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use lsm_core::ErrorKind;

    use super::*;

    fn of(query: &str) -> Result<Settings> {
        Settings::of(&Uri::parse(&format!("ontap://root@filer/?{query}")).unwrap())
    }

    #[test]
    fn every_parameter() {
        let bare = Settings { protocol: Protocol::Auto, svm: None, os_type: None };
        assert_eq!(of("").unwrap(), bare);
        assert_eq!(of("protocol=auto").unwrap(), bare);
        assert_eq!(of("protocol=rest").unwrap().protocol, Protocol::Rest);
        assert_eq!(of("protocol=zapi").unwrap().protocol, Protocol::Zapi);
        assert_eq!(of("svm=vs1").unwrap().svm.as_deref(), Some("vs1"));
        assert_eq!(of("os_type=vmware").unwrap().os_type.as_deref(), Some("vmware"));
        for bad in ["protocol=soap", "svm=", "svm=a\"b", "os_type=a b"] {
            assert_eq!(of(bad).unwrap_err().kind, ErrorKind::INVALID_ARGUMENT, "{bad}");
        }
    }

    #[test]
    fn certificates_are_verified_unless_the_uri_says_no() {
        let of = |query: &str| trust(&Uri::parse(&format!("ontap+ssl://f/?{query}")).unwrap());
        assert_eq!(of("").unwrap(), Trust::System);
        assert_eq!(of("ssl_verify=yes").unwrap(), Trust::System);
        assert_eq!(of("no_ssl_verify=yes").unwrap(), Trust::Anyone);
        for bad in [
            "no_ssl_verify=yes&ssl_verify=yes",
            "ca_cert_file=/nonexistent/ca.pem",
            "ca_cert_file=/nonexistent/ca.pem&ssl_verify=yes",
        ] {
            assert_eq!(of(bad).unwrap_err().kind, ErrorKind::INVALID_ARGUMENT, "{bad}");
        }
    }
}
