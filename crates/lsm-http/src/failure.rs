// SPDX-License-Identifier: MIT OR Apache-2.0
//! What it means when there is no answer.

use std::io;
use std::time::Duration;

use lsm_core::{Error, ErrorKind};
use rustls::{AlertDescription, CertificateError, InvalidMessage};

use crate::Address;

/// The error that a user is shown.
pub(crate) fn explain(error: ureq::Error, address: &Address, timeout: Duration) -> Error {
    let (kind, message) = match &error {
        ureq::Error::Timeout(_) => timed_out(address, timeout),
        ureq::Error::HostNotFound => unknown(address),
        ureq::Error::Io(error) => match error.get_ref().and_then(|e| e.downcast_ref()) {
            Some(error) => tls(error, address),
            None => socket(error, address, timeout),
        },
        ureq::Error::Other(error) => match error.downcast_ref() {
            Some(error) => tls(error, address),
            None => broken(address),
        },
        ureq::Error::Protocol(_) | ureq::Error::LargeResponseHeader(..) => no_http(address),
        ureq::Error::BodyExceedsLimit(limit) => {
            (ErrorKind::PLUGIN_BUG, format!("the answer of {address} is longer than {limit} bytes"))
        }
        ureq::Error::BadUri(_) | ureq::Error::Http(_) => (
            ErrorKind::INVALID_ARGUMENT,
            format!("{address} is no address that can be asked; check the URI"),
        ),
        _ => broken(address),
    };
    Error::new(kind, message).with_source(error)
}

fn timed_out(address: &Address, timeout: Duration) -> (ErrorKind, String) {
    let milliseconds = timeout.as_millis();
    let message = format!("{address} did not answer within {milliseconds} milliseconds");
    (ErrorKind::TIMEOUT, message)
}

fn unknown(address: &Address) -> (ErrorKind, String) {
    let host = address.host();
    let message = format!("the host {host} is not known; check its name in the URI, and the DNS");
    (ErrorKind::NETWORK_ERROR, message)
}

fn broken(address: &Address) -> (ErrorKind, String) {
    let message = format!("the connection to {address} broke before the answer was complete");
    (ErrorKind::NETWORK_ERROR, message)
}

fn no_http(address: &Address) -> (ErrorKind, String) {
    let hint = if address.is_tls() { "" } else { ", and whether it wants TLS (+ssl in the URI)" };
    let message = format!("what {address} answers is no HTTP; check the port{hint}");
    (ErrorKind::NETWORK_ERROR, message)
}

fn socket(error: &io::Error, address: &Address, timeout: Duration) -> (ErrorKind, String) {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => (
            ErrorKind::NETWORK_CONNREFUSED,
            format!("nothing listens at {address}; check the port, and that the service runs"),
        ),
        io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::NetworkDown => {
            (ErrorKind::NETWORK_HOSTDOWN, format!("{address} cannot be reached: {error}"))
        }
        io::ErrorKind::TimedOut => timed_out(address, timeout),
        // The C library could not find the name; the standard library has no kind for it.
        io::ErrorKind::NotFound => unknown(address),
        _ if error.raw_os_error().is_none() && error.to_string().contains("lookup address") => {
            unknown(address)
        }
        _ => broken(address),
    }
}

fn tls(error: &rustls::Error, address: &Address) -> (ErrorKind, String) {
    let too_old = || {
        let message = format!("{address} speaks no TLS that is safe; enable TLS 1.2 on the array");
        (ErrorKind::NO_SUPPORT, message)
    };
    let text = match error {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            CertificateError::UnknownIssuer => format!(
                "the certificate of {address} is signed by nobody that is trusted; name it, or who \
                 signed it, with ca_cert_file=FILE, or take any with no_ssl_verify=yes"
            ),
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                format!(
                    "the certificate of {address} is for another host; use the name that is in it \
                     (subjectAltName)"
                )
            }
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                format!("the certificate of {address} has expired; renew it on the array")
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => format!(
                "the certificate of {address} is not valid yet; compare the clocks of the array \
                 and of this host"
            ),
            other => format!("the certificate of {address} is refused: {other}"),
        },
        rustls::Error::InvalidMessage(InvalidMessage::InvalidContentType) => {
            format!("{address} does not speak TLS; leave +ssl out of the URI")
        }
        rustls::Error::PeerIncompatible(_)
        | rustls::Error::AlertReceived(
            AlertDescription::ProtocolVersion | AlertDescription::HandshakeFailure,
        ) => return too_old(),
        other => format!("TLS with {address} failed: {other}"),
    };
    (ErrorKind::NETWORK_ERROR, text)
}
