// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which certificates are taken.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lsm_core::{Error, ErrorKind, Result, Uri};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, OtherError, RootCertStore,
    SignatureScheme,
};

/// More than any file of certificates that is meant.
const MOST_PEM: u64 = 16 << 20;

/// Which certificates of an array are taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// Those that an authority which this host trusts has signed.
    System,
    /// Those in this PEM file, and those that they have signed.
    File(PathBuf),
    /// Any, for any host name. Whoever sits in between reads the password.
    Anyone,
}

impl Trust {
    /// What the parameters of `uri` say: `ca_cert_file=FILE`, `no_ssl_verify=yes` (no other value
    /// counts), or neither.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for both, or when there is no such file.
    pub fn of(uri: &Uri) -> Result<Self> {
        let anyone = uri.parameter("no_ssl_verify") == Some("yes");
        match (uri.parameter("ca_cert_file"), anyone) {
            (Some(_), true) => Err(Error::invalid(
                "no_ssl_verify=yes and ca_cert_file exclude each other; leave one out",
            )),
            (Some(file), false) if Path::new(file).is_file() => Ok(Self::File(file.into())),
            (Some(file), false) => Err(Error::invalid(format!(
                "ca_cert_file: {file} is no file that the plug-in can see"
            ))),
            (None, true) => Ok(Self::Anyone),
            (None, false) => Ok(Self::System),
        }
    }

    /// The same for TLS.
    pub(crate) fn client_config(&self) -> Result<Arc<ClientConfig>> {
        let provider = Arc::new(ring::default_provider());
        let verifier: Arc<dyn ServerCertVerifier> = match self {
            Self::Anyone => Arc::new(Nobody(provider.clone())),
            Self::System => Arc::new(Anchors::new(system()?, provider.clone())?),
            Self::File(file) => Arc::new(Anchors::new(read(file)?, provider.clone())?),
        };
        let builder = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|error| Error::plugin_bug(format!("TLS cannot be set up: {error}")))?;
        // Not the authorities but the way they are looked at is ours; see `Anchors`.
        let config = builder.dangerous().with_custom_certificate_verifier(verifier);
        Ok(Arc::new(config.with_no_client_auth()))
    }
}

fn system() -> Result<Vec<CertificateDer<'static>>> {
    let found = rustls_native_certs::load_native_certs();
    if !found.certs.is_empty() {
        return Ok(found.certs);
    }
    let error = Error::new(
        ErrorKind::NETWORK_ERROR,
        "this host trusts no certificate authority; install the package ca-certificates, or name \
         the certificate of the array with ca_cert_file=FILE",
    );
    Err(match found.errors.into_iter().next() {
        Some(cause) => error.with_source(cause),
        None => error,
    })
}

fn read(file: &Path) -> Result<Vec<CertificateDer<'static>>> {
    let unusable = |why: &dyn std::fmt::Display| {
        Error::invalid(format!("ca_cert_file: {} cannot be used: {why}", file.display()))
    };
    let length = fs::metadata(file).map_err(|error| unusable(&error))?.len();
    if length > MOST_PEM {
        return Err(unusable(&"it is too long"));
    }
    let text = fs::read(file).map_err(|error| unusable(&error))?;
    let certificates: std::result::Result<Vec<_>, _> =
        CertificateDer::pem_slice_iter(&text).collect();
    match certificates {
        Ok(certificates) if certificates.is_empty() => {
            Err(unusable(&"it holds no certificate in PEM"))
        }
        Ok(certificates) => Ok(certificates),
        Err(_) => Err(unusable(&"it holds a certificate that is no PEM")),
    }
}

/// Takes certificates that one of some anchors has signed, and the anchors themselves.
///
/// Arrays come with a certificate that they signed themselves, and it is marked as that of an
/// authority, because the tool that makes it marks it so. The rules of the web (RFC 5280, as `webpki`
/// reads it) refuse such a certificate for a server. Who names it in a file means it, though: if
/// that is all that is wrong, and the host name is right, it is taken.
#[derive(Debug)]
struct Anchors {
    web: Arc<WebPkiServerVerifier>,
    certificates: Vec<CertificateDer<'static>>,
}

impl Anchors {
    fn new(
        certificates: Vec<CertificateDer<'static>>,
        provider: Arc<CryptoProvider>,
    ) -> Result<Self> {
        let mut roots = RootCertStore::empty();
        roots.add_parsable_certificates(certificates.iter().cloned());
        let web = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider)
            .build()
            .map_err(|error| {
                Error::invalid(format!("no certificate of the trusted ones can be used: {error}"))
            })?;
        Ok(Self { web, certificates })
    }
}

/// Whether the only fault of a certificate is to be marked as that of an authority. Dates are looked
/// at before that mark.
fn is_authority(error: &rustls::Error) -> bool {
    let rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(cause))) = error
    else {
        return false;
    };
    matches!(cause.downcast_ref(), Some(webpki::Error::CaUsedAsEndEntity))
}

impl ServerCertVerifier for Anchors {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        let refused = match self.web.verify_server_cert(
            end_entity,
            intermediates,
            server_name,
            ocsp_response,
            now,
        ) {
            Err(error) if is_authority(&error) => error,
            verified => return verified,
        };
        if !self.certificates.iter().any(|anchor| anchor.as_ref() == end_entity.as_ref()) {
            return Err(refused);
        }
        verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        self.web.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        self.web.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.web.supported_verify_schemes()
    }
}

/// Takes every certificate whose owner holds its key.
#[derive(Debug)]
struct Nobody(Arc<CryptoProvider>);

impl ServerCertVerifier for Nobody {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> std::result::Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> std::result::Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
