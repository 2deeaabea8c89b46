// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which certificates are taken, and what is said of the others.

use std::path::PathBuf;

use lsm_core::{ErrorKind, Uri};
use lsm_http::{Method, Request, Trust};
use rcgen::{
    BasicConstraints, Certificate, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::server::{Reply, Server};

const YES: &[u8] = b"HTTP/1.0 200 OK\r\n\r\nyes";

struct Own {
    certificate: Certificate,
    key: KeyPair,
    /// The certificate in a file.
    file: tempfile::NamedTempFile,
}

/// A certificate that signs itself.
fn own(name: &str, change: impl FnOnce(&mut CertificateParams)) -> Own {
    let mut params = CertificateParams::new([name.to_owned()]).unwrap();
    change(&mut params);
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), certificate.pem()).unwrap();
    Own { certificate, key, file }
}

fn config(certificate: &Certificate, key: &KeyPair) -> ServerConfig {
    let provider = rustls::crypto::ring::default_provider().into();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap()
}

/// What a client with these parameters gets from a server with that certificate.
fn ask(
    host: &str,
    parameters: &str,
    certificate: &Certificate,
    key: &KeyPair,
) -> Result<(), String> {
    let server = Server::tls(vec![Reply::Close(YES)], config(certificate, key));
    let http = server.client(&format!("x+ssl://{host}:PORT{parameters}")).unwrap();
    // The server closes the socket under TLS without notice; the answer counts all the same.
    let answer = http.exchange(&Request::new(Method::Get, "/"));
    drop(http);
    server.finish();
    match answer {
        Ok(answer) => {
            assert_eq!(answer.body, b"yes");
            Ok(())
        }
        Err(error) => {
            assert_eq!(error.kind, ErrorKind::NETWORK_ERROR, "{error}");
            Err(error.message)
        }
    }
}

fn parameter(own: &Own) -> String {
    format!("?ca_cert_file={}", own.file.path().display())
}

#[test]
fn strangers_are_not_trusted_unless_any_is() {
    let own = own("localhost", |_| {});
    let refused = ask("localhost", "", &own.certificate, &own.key).unwrap_err();
    assert!(refused.contains("ca_cert_file") || refused.contains("ca-certificates"), "{refused}");
    for almost in ["?no_ssl_verify=1", "?no_ssl_verify=YES"] {
        assert!(ask("localhost", almost, &own.certificate, &own.key).is_err());
    }
    // Any certificate, for any name.
    ask("127.0.0.1", "?no_ssl_verify=yes", &own.certificate, &own.key).unwrap();
}

#[test]
fn a_certificate_in_the_file_is_taken_even_marked_as_authority() {
    let plain = own("localhost", |_| {});
    ask("localhost", &parameter(&plain), &plain.certificate, &plain.key).unwrap();
    let authority =
        own("localhost", |params| params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained));
    ask("localhost", &parameter(&authority), &authority.certificate, &authority.key).unwrap();
    // For its own names only, and not in place of another one.
    for (host, file, word) in
        [("127.0.0.1", &authority, "another host"), ("localhost", &plain, "ca_cert_file")]
    {
        let refused =
            ask(host, &parameter(file), &authority.certificate, &authority.key).unwrap_err();
        let other = refused.contains("CaUsedAsEndEntity");
        assert!(refused.contains(word) || other, "{refused}");
    }
}

#[test]
fn certificates_have_their_time() {
    for is_ca in [IsCa::NoCa, IsCa::Ca(BasicConstraints::Unconstrained)] {
        for (year, word) in [(2000, "expired"), (2998, "not valid yet")] {
            let own = own("localhost", |params| {
                params.not_before = date_time_ymd(year, 1, 1);
                params.not_after = date_time_ymd(year + 1, 1, 1);
                params.is_ca = is_ca;
            });
            let refused =
                ask("localhost", &parameter(&own), &own.certificate, &own.key).unwrap_err();
            assert!(refused.contains(word), "{refused}");
        }
    }
}

#[test]
fn what_a_trusted_authority_signed_is_taken() {
    let mut params = CertificateParams::new([]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    let certificate = params.signed_by(&key, &authority).unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), authority.pem()).unwrap();
    let parameter = format!("?ca_cert_file={}", file.path().display());
    for host in ["localhost", "127.0.0.1"] {
        ask(host, &parameter, &certificate, &key).unwrap();
    }
}

#[test]
fn a_server_without_tls_is_told_apart() {
    let server = Server::plain(vec![Reply::Close(b"HTTP/1.0 400 Bad\r\n\r\n")]);
    let http = server.client("x+ssl://127.0.0.1:PORT?no_ssl_verify=yes").unwrap();
    // It waits for the end of a line; the client tells it enough by going.
    let mut http = http;
    http.set_timeout(std::time::Duration::from_millis(300));
    let error = http.exchange(&Request::new(Method::Get, "/")).unwrap_err();
    assert!(matches!(error.kind, ErrorKind::NETWORK_ERROR | ErrorKind::TIMEOUT), "{error}");
}

#[test]
fn files_that_hold_no_certificate_are_refused_at_once() {
    let (empty, broken) =
        (tempfile::NamedTempFile::new().unwrap(), tempfile::NamedTempFile::new().unwrap());
    std::fs::write(broken.path(), "-----BEGIN CERTIFICATE-----\n%\n-----END CERTIFICATE-----\n")
        .unwrap();
    let server = Server::plain(vec![]);
    let folder = PathBuf::from(empty.path().parent().unwrap());
    for path in [empty.path(), broken.path(), &folder, &folder.join("there is no such file")] {
        let uri = format!("x+ssl://localhost:PORT?ca_cert_file={}", path.display());
        let error = server.client(&uri).unwrap_err();
        assert_eq!(error.kind, ErrorKind::INVALID_ARGUMENT, "{error}");
        assert!(error.message.contains("ca_cert_file"), "{error}");
    }
}

#[test]
fn parameters_exclude_each_other() {
    let uri = Uri::parse("x+ssl://h?ca_cert_file=/etc/passwd&no_ssl_verify=yes").unwrap();
    assert_eq!(Trust::of(&uri).unwrap_err().kind, ErrorKind::INVALID_ARGUMENT);
    let uri = Uri::parse("x+ssl://h?no_ssl_verify=no").unwrap();
    assert_eq!(Trust::of(&uri).unwrap(), Trust::System);
}
