// SPDX-License-Identifier: MIT OR Apache-2.0
//! Finding the addresses of the array.

use std::net::{IpAddr, SocketAddr};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use crate::Address;

/// Asks the system, within the deadline, for hosts that are known by name. An address is its own
/// answer and costs no thread; its zone, which a URL cannot carry, is kept.
#[derive(Debug)]
pub(crate) struct ArrayResolver {
    literal: Option<SocketAddr>,
    system: DefaultResolver,
}

impl ArrayResolver {
    pub(crate) fn new(address: &Address) -> Self {
        Self { literal: literal(address), system: DefaultResolver::default() }
    }
}

/// The address, if it is written as numbers. Only the system knows the number of a zone.
fn literal(address: &Address) -> Option<SocketAddr> {
    let (host, port) = address.target();
    if host.contains('%') {
        let text = format!("[{host}]:{port}");
        return std::net::ToSocketAddrs::to_socket_addrs(&text).ok()?.next();
    }
    Some(SocketAddr::new(host.parse::<IpAddr>().ok()?, port))
}

impl Resolver for ArrayResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let Some(literal) = self.literal else {
            return self.system.resolve(uri, config, timeout);
        };
        let mut addresses = self.empty();
        addresses.push(literal);
        Ok(addresses)
    }
}
