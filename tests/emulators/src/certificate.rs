// SPDX-License-Identifier: MIT OR Apache-2.0
//! Certificates of a server: a good one, and those that a client must refuse.

use std::sync::Arc;

use rcgen::{CertificateParams, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// What is wrong with a certificate, beside that nobody knows it who was not told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Flaw {
    /// Nothing.
    #[default]
    None,
    /// It is of another host.
    WrongHost,
    /// It was good until the year 2001.
    Expired,
}

/// A certificate that signs itself, with its key.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// What a client has to be given to trust it, as PEM.
    pub pem: String,
    config: Arc<ServerConfig>,
}

impl Certificate {
    /// For `localhost` and `127.0.0.1`, unless it is to be flawed.
    ///
    /// # Errors
    /// A sentence, when none can be made.
    pub fn new(flaw: Flaw) -> Result<Self, String> {
        let names: &[&str] = match flaw {
            Flaw::WrongHost => &["elsewhere.example.org"],
            _ => &["localhost", "127.0.0.1"],
        };
        let names: Vec<String> = names.iter().map(ToString::to_string).collect();
        let failed = |error: rcgen::Error| format!("no certificate can be made: {error}");
        let mut parameters = CertificateParams::new(names).map_err(failed)?;
        if flaw == Flaw::Expired {
            parameters.not_before = date_time_ymd(2000, 1, 1);
            parameters.not_after = date_time_ymd(2001, 1, 1);
        }
        let key = KeyPair::generate().map_err(failed)?;
        let certificate = parameters.self_signed(&key).map_err(failed)?;
        let secret = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let refused = |error: rustls::Error| format!("no TLS: {error}");
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(refused)?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], secret)
            .map_err(refused)?;
        Ok(Self { pem: certificate.pem(), config: Arc::new(config) })
    }

    pub(crate) fn config(&self) -> Arc<ServerConfig> {
        self.config.clone()
    }
}
