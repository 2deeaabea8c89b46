// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the URI and the environment say of the array.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use lsm_core::{Error, Result};
use lsm_plugin::Registration;

/// The most volumes that a new array can be made with.
const MOST_VOLUMES: u32 = 10_000_000;

/// The value of an environment variable that is set.
pub(crate) type Environment<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// Which array, and how it behaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The state file.
    pub state_file: PathBuf,
    /// How long to wait for the write lock of the file.
    pub timeout: Duration,
    /// How long a job runs.
    pub job_duration: Duration,
    /// How many volumes the array starts with, if it is made now.
    pub volumes: u32,
}

impl Settings {
    /// The array in `state_file`: a time-out of 30 s, jobs of 1 s, no volumes to start with.
    pub fn new(state_file: impl Into<PathBuf>) -> Self {
        Self {
            state_file: state_file.into(),
            timeout: Duration::from_secs(30),
            job_duration: Duration::from_secs(1),
            volumes: 0,
        }
    }

    pub(crate) fn read(registration: &Registration, environment: Environment<'_>) -> Result<Self> {
        let parameter = |key| registration.uri.parameter(key);
        let state_file = match parameter("statefile") {
            Some("") => return Err(Error::invalid("the URI parameter statefile is empty")),
            Some(path) => path.into(),
            None => environment("LSM_SIM_DATA")
                .filter(|path| !path.is_empty())
                .map_or_else(|| std::env::temp_dir().join("lsm_sim_data"), PathBuf::from),
        };
        let mut settings = Self { timeout: registration.timeout, ..Self::new(state_file) };
        if let Some(seconds) = environment("LSM_SIM_TIME") {
            settings.job_duration = seconds
                .to_str()
                .and_then(|seconds| Duration::try_from_secs_f64(seconds.trim().parse().ok()?).ok())
                .ok_or_else(|| {
                    Error::invalid(format!(
                        "LSM_SIM_TIME is {seconds:?}; it must be the seconds that a job takes, \
                         such as 0 or 0.25"
                    ))
                })?;
        }
        if let Some(volumes) = parameter("volumes") {
            settings.volumes =
                volumes.parse().ok().filter(|volumes| *volumes <= MOST_VOLUMES).ok_or_else(
                    || {
                        Error::invalid(format!(
                            "the URI parameter volumes is {volumes:?}; it must be a number up to \
                         {MOST_VOLUMES}"
                        ))
                    },
                )?;
        }
        Ok(settings)
    }
}

#[cfg(test)]
mod tests {
    use lsm_core::{ErrorKind, Uri};

    use super::*;

    fn read(uri: &str, environment: &[(&str, &str)]) -> Result<Settings> {
        let registration = Registration {
            uri: Uri::parse(uri).unwrap(),
            password: None,
            timeout: Duration::from_secs(5),
        };
        Settings::read(&registration, &|key| {
            environment.iter().find(|(name, _)| *name == key).map(|(_, value)| value.into())
        })
    }

    #[test]
    fn the_state_file_is_the_first_that_is_named() {
        let both = [("LSM_SIM_DATA", "/from/environment")];
        for (uri, environment, file) in [
            ("sim://?statefile=/from/uri", &both[..], PathBuf::from("/from/uri")),
            ("sim://user@host:1/x?a=b", &both[..], PathBuf::from("/from/environment")),
            ("sim://", &[("LSM_SIM_DATA", "")][..], std::env::temp_dir().join("lsm_sim_data")),
            ("simc://", &[][..], std::env::temp_dir().join("lsm_sim_data")),
        ] {
            let settings = read(uri, environment).unwrap();
            assert_eq!(
                settings,
                Settings { timeout: Duration::from_secs(5), ..Settings::new(file) }
            );
        }
    }

    #[test]
    fn durations_and_counts_are_read() {
        let settings = read("sim://?volumes=120000", &[("LSM_SIM_TIME", "0.25")]).unwrap();
        assert_eq!(
            (settings.job_duration, settings.volumes),
            (Duration::from_millis(250), 120_000)
        );
        let settings = read("sim://", &[("LSM_SIM_TIME", "0")]).unwrap();
        assert_eq!(settings.job_duration, Duration::ZERO);
    }

    #[test]
    fn nonsense_is_refused() {
        for (uri, environment) in [
            ("sim://?statefile=", &[][..]),
            ("sim://?volumes=", &[][..]),
            ("sim://?volumes=-1", &[][..]),
            ("sim://?volumes=10000001", &[][..]),
            ("sim://", &[("LSM_SIM_TIME", "")][..]),
            ("sim://", &[("LSM_SIM_TIME", "-1")][..]),
            ("sim://", &[("LSM_SIM_TIME", "soon")][..]),
            ("sim://", &[("LSM_SIM_TIME", "nan")][..]),
            ("sim://", &[("LSM_SIM_TIME", "1e300")][..]),
        ] {
            let error = read(uri, environment).unwrap_err();
            assert_eq!(error.kind, ErrorKind::INVALID_ARGUMENT, "{uri} {environment:?}");
        }
    }
}
