// SPDX-License-Identifier: MIT OR Apache-2.0
//! Options of NFS exports (exports(5)), as far as the server knows them.

use std::net::Ipv6Addr;

use lsm_core::{AnonymousId, Error, Result};

use crate::exports::NewExport;

/// Options without a value that a caller may give in the server's words.
const FLAGS: [&str; 13] = [
    "secure",
    "insecure",
    "sync",
    "async",
    "wdelay",
    "no_wdelay",
    "hide",
    "nohide",
    "crossmnt",
    "no_subtree_check",
    "insecure_locks",
    "all_squash",
    "no_all_squash",
];

/// Options with a value that a caller may give in the server's words.
const PAIRS: [&str; 5] = ["mountpoint", "mp", "fsid", "refer", "replicas"];

/// Options that the server refuses together.
const CONFLICTS: [(&str, &str); 5] = [
    ("secure", "insecure"),
    ("sync", "async"),
    ("hide", "nohide"),
    ("wdelay", "no_wdelay"),
    ("all_squash", "no_all_squash"),
];

/// What a host is granted.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Granted {
    /// It may write.
    pub(crate) write: bool,
    /// Its root user stays root.
    pub(crate) root: bool,
    /// How its users are authenticated.
    pub(crate) auth: String,
    pub(crate) anonuid: AnonymousId,
    pub(crate) anongid: AnonymousId,
    /// Everything but the first two, in the order of the alphabet, with commas.
    pub(crate) others: String,
}

impl Granted {
    /// Reads the options of an export as the server lists them.
    pub(crate) fn read(options: &[String]) -> Self {
        let value = |name: &str| {
            options.iter().find_map(|option| option.strip_prefix(name)?.strip_prefix('='))
        };
        let number = |name| {
            let number = value(name).and_then(|number| number.parse().ok());
            number.map_or(AnonymousId::NA, AnonymousId)
        };
        let has = |flag: &str| options.iter().any(|option| option == flag);
        let mut others: Vec<&str> = options
            .iter()
            .map(String::as_str)
            .filter(|option| !["ro", "rw", "root_squash", "no_root_squash"].contains(option))
            .collect();
        others.sort_unstable();
        Self {
            write: has("rw"),
            root: has("no_root_squash"),
            auth: value("sec").unwrap_or("sys").to_owned(),
            anonuid: number("anonuid"),
            anongid: number("anongid"),
            others: others.join(","),
        }
    }

    fn is_kerberos(&self) -> bool {
        self.auth.contains("krb5")
    }
}

/// A host of an export that is to be.
pub(crate) struct Host {
    /// As the server writes it.
    pub(crate) name: String,
    write: bool,
    root: bool,
}

/// An export that is to be.
pub(crate) struct Wanted {
    hosts: Vec<Host>,
    auth: String,
    /// What all hosts get, in the server's words.
    common: Vec<String>,
}

impl Wanted {
    /// What a caller asks for.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` for what would be misunderstood, contradicts itself or is unknown.
    pub(crate) fn check(new: &NewExport<'_>) -> Result<Self> {
        let mut hosts = Vec::new();
        for (list, write) in [(new.rw, true), (new.ro, false)] {
            for name in list {
                let name = host_name(name)?;
                if hosts.iter().any(|host: &Host| host.name == name && host.write != write) {
                    return Err(Error::invalid(format!("{name} is to read only, and to write")));
                }
                if !hosts.iter().any(|host: &Host| host.name == name) {
                    hosts.push(Host { name, write, root: false });
                }
            }
        }
        for name in new.root {
            let name = host_name(name)?;
            let Some(host) = hosts.iter_mut().find(|host| host.name == name) else {
                return Err(Error::invalid(format!(
                    "root of {name} is to stay root, but {name} may neither read nor write"
                )));
            };
            host.root = true;
        }
        if hosts.is_empty() {
            return Err(Error::invalid("an export needs hosts that may read or write"));
        }
        // Hosts that come after all hosts would get what those have.
        hosts.sort_by_key(|host| host.name == "*");

        let mut common = Vec::new();
        for (name, number) in [("anonuid", new.anonuid), ("anongid", new.anongid)] {
            match number {
                AnonymousId(0..=0xffff_ffff) => common.push(format!("{name}={}", number.0)),
                AnonymousId::NA | AnonymousId::ERROR => {}
                _ => return Err(Error::invalid(format!("{} is no {name}", number.0))),
            }
        }
        let auth = new.auth.filter(|auth| !auth.is_empty());
        common.extend(auth.map(|auth| format!("sec={auth}")));
        common.extend(extra(new.options.unwrap_or_default())?);
        Ok(Self { hosts, auth: auth.unwrap_or("sys").to_owned(), common })
    }

    pub(crate) fn hosts(&self) -> impl Iterator<Item = &Host> {
        self.hosts.iter()
    }

    pub(crate) fn for_host(&self, name: &str) -> Option<&Host> {
        self.hosts.iter().find(|host| host.name == name)
    }

    /// The options of a host in the server's words.
    pub(crate) fn options_for(&self, host: &Host) -> Vec<String> {
        let mut options = self.common.clone();
        if host.root {
            options.push("no_root_squash".to_owned());
        }
        options.push(if host.write { "rw" } else { "ro" }.to_owned());
        options
    }

    /// Whether a host has what is wanted for it.
    pub(crate) fn is_granted(&self, host: &Host, granted: &Granted) -> bool {
        let has = |option: &String| granted.others.split(',').any(|other| other == option);
        let anonymous = |name: &str| self.common.iter().any(|option| option.starts_with(name));
        granted.write == host.write
            && granted.root == host.root
            && granted.auth == self.auth
            && self.common.iter().all(|option| has(option) || option.starts_with("sec="))
            && (granted.anonuid == AnonymousId::NA || anonymous("anonuid="))
            && (granted.anongid == AnonymousId::NA || anonymous("anongid="))
    }

    /// Makes sure that the server can hold this export beside others of the same path.
    pub(crate) fn check_beside(&self, others: &[(&str, Granted)]) -> Result<()> {
        let kerberos =
            self.auth.contains("krb5") || others.iter().any(|(_, other)| other.is_kerberos());
        let read_only =
            self.hosts.iter().any(|host| !host.write) || others.iter().any(|(_, o)| !o.write);
        // It would list, add and remove no export of anything any more.
        if kerberos && read_only {
            return Err(Error::no_support(
                "the array cannot export one file system to some read-only and to others with \
                 Kerberos; clone it, or let all write",
            ));
        }
        if let Some((_, all)) = others.iter().find(|(host, _)| *host == "*")
            && let Some(host) = self.hosts.iter().find(|host| !self.is_granted(host, all))
        {
            return Err(Error::no_support(format!(
                "the file system is exported to all hosts (*), and the array would give {} the same; \
                 remove that export first",
                host.name
            )));
        }
        Ok(())
    }

    /// Makes sure that every host has what was wanted for it: the server says so in any case.
    pub(crate) fn check_done<'a>(
        &self,
        after: impl Iterator<Item = (&'a str, Granted)>,
    ) -> Result<()> {
        let after: Vec<_> = after.collect();
        for host in &self.hosts {
            let granted = after.iter().find(|(name, _)| *name == host.name);
            if !granted.is_some_and(|(_, granted)| {
                granted.write == host.write && granted.root == host.root
            }) {
                return Err(Error::plugin_bug(format!(
                    "the array did not export to {} as it was asked to; is there another export \
                     that holds this host?",
                    host.name
                )));
            }
        }
        Ok(())
    }
}

/// A host as the server wants it written: addresses of IPv6 in brackets.
fn host_name(name: &str) -> Result<String> {
    let forbidden = |c: char| c.is_whitespace() || c.is_control() || "(),=\"'\\".contains(c);
    if name.is_empty() || name.starts_with('-') || name.contains(forbidden) {
        return Err(Error::invalid(format!("{name:?} is no host")));
    }
    if name == "<world>" {
        return Ok("*".to_owned());
    }
    let (address, prefix) = name.split_once('/').map_or((name, None), |(a, p)| (a, Some(p)));
    if address.parse::<Ipv6Addr>().is_err() {
        return Ok(name.to_owned());
    }
    Ok(match prefix {
        Some(prefix) => format!("[{address}]/{prefix}"),
        None => format!("[{address}]"),
    })
}

/// Options in the server's words.
fn extra(text: &str) -> Result<Vec<String>> {
    let mut options: Vec<String> = Vec::new();
    for option in text.split(',').map(str::trim).filter(|option| !option.is_empty()) {
        let known = match option.split_once('=') {
            Some((name, value)) => PAIRS.contains(&name) && !value.is_empty(),
            None => FLAGS.contains(&option),
        };
        if !known {
            return Err(Error::invalid(format!(
                "the array takes no option {option} here; it takes {}, and {} with a value",
                FLAGS.join(", "),
                PAIRS.join(", ")
            )));
        }
        if !options.iter().any(|other| other == option) {
            options.push(option.to_owned());
        }
    }
    let has = |name: &str| options.iter().any(|option| option == name);
    match CONFLICTS.iter().find(|(one, other)| has(one) && has(other)) {
        Some((one, other)) => {
            Err(Error::invalid(format!("the options {one} and {other} exclude each other")))
        }
        None => Ok(options),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(words: &[&str]) -> Vec<String> {
        words.iter().map(|word| (*word).to_owned()).collect()
    }

    fn options(rw: &[&str], root: &[&str], uid: i64, text: &str) -> Result<Vec<Vec<String>>> {
        let (rw, root) = (strings(rw), strings(root));
        let wanted = Wanted::check(&NewExport {
            export_path: None,
            root: &root,
            rw: &rw,
            ro: &["reader".to_owned()],
            anonuid: AnonymousId(uid),
            anongid: AnonymousId::NA,
            auth: Some("krb5"),
            options: Some(text),
        })?;
        Ok(wanted.hosts().map(|host| wanted.options_for(host)).collect())
    }

    #[test]
    fn options_in_the_servers_words() {
        let all = options(&["*", "2001:db8::1"], &["2001:db8::1"], 99, "insecure, fsid=7").unwrap();
        let common = ["anonuid=99", "sec=krb5", "insecure", "fsid=7"];
        assert_eq!(all[0], strings(&[&common[..], &["no_root_squash", "rw"]].concat()));
        assert_eq!(all[1], strings(&[&common[..], &["ro"]].concat()));
        assert_eq!(all[2], strings(&[&common[..], &["rw"]].concat()), "all hosts come last");
        for nothing in [-1, -2] {
            let all = options(&["a"], &[], nothing, "").unwrap();
            assert_eq!(all[0], strings(&["sec=krb5", "rw"]));
        }
    }

    #[test]
    fn contradictions_are_refused() {
        for (rw, root, uid, text) in [
            (&["reader"][..], &[][..], -1, ""),
            (&["a"], &["b"], -1, ""),
            (&["a b"], &[], -1, ""),
            (&["-o"], &[], -1, ""),
            (&["a"], &[], -3, ""),
            (&["a"], &[], -1, "bogus"),
            (&["a"], &[], -1, "rw"),
            (&["a"], &[], -1, "no_root_squash"),
            (&["a"], &[], -1, "sec=sys"),
            (&["a"], &[], -1, "sync,async"),
        ] {
            let error = options(rw, root, uid, text).unwrap_err();
            assert_eq!(error.kind, lsm_core::ErrorKind::INVALID_ARGUMENT, "{rw:?} {text}");
        }
        assert_eq!(host_name("2001:db8::/32").unwrap(), "[2001:db8::]/32");
        assert_eq!(host_name("@netgroup").unwrap(), "@netgroup");
    }

    #[test]
    fn a_listed_export() {
        let granted = Granted::read(&strings(&[
            "secure",
            "rw",
            "sync",
            "no_root_squash",
            "anonuid=1001",
            "sec=krb5",
        ]));
        assert!(granted.write && granted.root);
        assert_eq!(granted.others, "anonuid=1001,sec=krb5,secure,sync");
        assert_eq!((granted.anonuid, granted.anongid), (AnonymousId(1001), AnonymousId::NA));
    }
}
