// SPDX-License-Identifier: MIT OR Apache-2.0
//! What can go wrong, by number, and the error that carries it.

use std::fmt;

/// The result of every call.
pub type Result<T> = std::result::Result<T, Error>;

numbers! {
    /// The number of an error. Peers may send numbers without a name here; they are kept.
    ErrorKind(i32), "LSM_ERR_", "lsm.ErrorNumber.", {
        /// Success.
        OK = 0 "OK",
        /// Defect inside the client or plug-in library.
        LIB_BUG = 1 "LIB_BUG",
        /// Defect inside the plug-in.
        PLUGIN_BUG = 2 "PLUGIN_BUG",
        /// Not a failure: work goes on, a job id was handed out.
        JOB_STARTED = 7 "JOB_STARTED",
        /// The array or plug-in did not answer in time.
        TIMEOUT = 11 "TIMEOUT",
        /// lsmd is not there.
        DAEMON_NOT_RUNNING = 12 "DAEMON_NOT_RUNNING",
        /// The caller lacks permission.
        PERMISSION_DENIED = 13 "PERMISSION_DENIED",
        /// The requested name is taken.
        NAME_CONFLICT = 50 "NAME_CONFLICT",
        /// The initiator belongs to another access group.
        EXISTS_INITIATOR = 52 "EXISTS_INITIATOR",
        /// An argument is not acceptable.
        INVALID_ARGUMENT = 101 "INVALID_ARGUMENT",
        /// The request would change nothing.
        NO_STATE_CHANGE = 125 "NO_STATE_CHANGE",
        /// Host reachable, connection refused.
        NETWORK_CONNREFUSED = 140 "NETWORK_CONNREFUSED",
        /// Host not reachable.
        NETWORK_HOSTDOWN = 141 "NETWORK_HOSTDOWN",
        /// Other network failure.
        NETWORK_ERROR = 142 "NETWORK_ERROR",
        /// Allocation failed.
        NO_MEMORY = 152 "NO_MEMORY",
        /// Operation not supported.
        NO_SUPPORT = 153 "NO_SUPPORT",
        /// The object takes part in a masking.
        IS_MASKED = 160 "IS_MASKED",
        /// Something depends on the object.
        HAS_CHILD_DEPENDENCY = 161 "HAS_CHILD_DEPENDENCY",
        /// No such access group.
        NOT_FOUND_ACCESS_GROUP = 200 "NOT_FOUND_ACCESS_GROUP",
        /// No such file system.
        NOT_FOUND_FS = 201 "NOT_FOUND_FS",
        /// No such job.
        NOT_FOUND_JOB = 202 "NOT_FOUND_JOB",
        /// No such pool.
        NOT_FOUND_POOL = 203 "NOT_FOUND_POOL",
        /// No such file-system snapshot.
        NOT_FOUND_FS_SS = 204 "NOT_FOUND_FS_SS",
        /// No such volume.
        NOT_FOUND_VOLUME = 205 "NOT_FOUND_VOLUME",
        /// No such NFS export.
        NOT_FOUND_NFS_EXPORT = 206 "NOT_FOUND_NFS_EXPORT",
        /// Something unnamed was not found.
        NOT_FOUND_GENERIC = 207 "NOT_FOUND_GENERIC",
        /// No such system.
        NOT_FOUND_SYSTEM = 208 "NOT_FOUND_SYSTEM",
        /// No such disk.
        NOT_FOUND_DISK = 209 "NOT_FOUND_DISK",
        /// The array lacks the licence.
        NOT_LICENSED = 226 "NOT_LICENSED",
        /// Object must be offline first.
        NO_SUPPORT_ONLINE_CHANGE = 250 "NO_SUPPORT_ONLINE_CHANGE",
        /// Object must be online first.
        NO_SUPPORT_OFFLINE_CHANGE = 251 "NO_SUPPORT_OFFLINE_CHANGE",
        /// Credentials rejected.
        PLUGIN_AUTH_FAILED = 300 "PLUGIN_AUTH_FAILED",
        /// The socket could not be used.
        PLUGIN_IPC_FAIL = 301 "PLUGIN_IPC_FAIL",
        /// Socket file not readable and writable by the caller.
        PLUGIN_SOCKET_PERMISSION = 307 "PLUGIN_SOCKET_PERMISSION",
        /// No socket of that name.
        PLUGIN_NOT_EXIST = 311 "PLUGIN_NOT_EXIST",
        /// Pool lacks space.
        NOT_ENOUGH_SPACE = 350 "NOT_ENOUGH_SPACE",
        /// Transport broke.
        TRANSPORT_COMMUNICATION = 400 "TRANSPORT_COMMUNICATION",
        /// Reply could not be decoded.
        TRANSPORT_SERIALIZATION = 401 "TRANSPORT_SERIALIZATION",
        /// A parameter has the wrong JSON type or is missing.
        TRANSPORT_INVALID_ARG = 402 "TRANSPORT_INVALID_ARG",
        /// The last member may not be removed.
        LAST_INIT_IN_ACCESS_GROUP = 502 "LAST_INIT_IN_ACCESS_GROUP",
        /// search_key not in the list for that object.
        UNSUPPORTED_SEARCH_KEY = 510 "UNSUPPORTED_SEARCH_KEY",
        /// The group has no member.
        EMPTY_ACCESS_GROUP = 511 "EMPTY_ACCESS_GROUP",
        /// The pool is not in a usable state.
        POOL_NOT_READY = 512 "POOL_NOT_READY",
        /// A disk is already in use.
        DISK_NOT_FREE = 513 "DISK_NOT_FREE",
    }
}

impl ErrorKind {
    /// A Python plug-in could not read the request (JSON-RPC 2.0 parse error).
    pub const PARSE_ERROR: Self = Self(-32700);
    /// A Python plug-in met an attribute it does not have (JSON-RPC 2.0 method not found).
    pub const UNKNOWN_ATTRIBUTE: Self = Self(-32601);
    /// A Python plug-in could not be set up.
    pub const PLUGIN_START: Self = Self(-32099);

    /// Whether the same call may succeed when it is made again, nothing else changed.
    pub fn is_retryable(self) -> bool {
        matches!(
            self,
            Self::TIMEOUT
                | Self::DAEMON_NOT_RUNNING
                | Self::NETWORK_CONNREFUSED
                | Self::NETWORK_HOSTDOWN
                | Self::NETWORK_ERROR
                | Self::PLUGIN_IPC_FAIL
                | Self::TRANSPORT_COMMUNICATION
                | Self::POOL_NOT_READY
        )
    }

    /// What the user can do about it, where that does not depend on the call.
    pub fn hint(self) -> Option<&'static str> {
        Some(match self {
            Self::DAEMON_NOT_RUNNING => {
                "start lsmd; or to run without it, unset LSM_UDS_PATH and name the folder of the plug-ins in LSM_PLUGIN_DIR"
            }
            Self::PLUGIN_NOT_EXIST => "list the plug-ins with: lsmcli list --type plugins",
            Self::PLUGIN_AUTH_FAILED => "check the user name in the URI and the password",
            Self::NO_SUPPORT => "see what the system can do with: lsmcli capabilities --sys ID",
            Self::IS_MASKED => "unmask it from every access group first",
            Self::HAS_CHILD_DEPENDENCY => "remove the dependants first",
            Self::NO_STATE_CHANGE => "nothing to do: it is so already",
            Self::TIMEOUT => "try again, or wait longer with -w MS",
            _ => return None,
        })
    }
}

/// A failed call: a number for programs, a sentence for people, a detail for the log.
#[derive(Debug)]
pub struct Error {
    /// The number.
    pub kind: ErrorKind,
    /// One sentence for the user.
    pub message: String,
    /// More for the log; the key `data` on the wire.
    pub detail: Option<String>,
    /// What caused it on this side.
    pub source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error with a number and a sentence.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), detail: None, source: None }
    }

    /// An argument that no array could accept.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::INVALID_ARGUMENT, message)
    }

    /// Something that this plug-in or array cannot do.
    pub fn no_support(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::NO_SUPPORT, message)
    }

    /// A defect of the plug-in.
    pub fn plugin_bug(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::PLUGIN_BUG, message)
    }

    /// Adds a detail for the log.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// Adds the cause.
    #[must_use]
    pub fn with_source(
        mut self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.source = Some(source.into());
        self
    }

    /// What the user can do about it.
    pub fn hint(&self) -> Option<&'static str> {
        self.kind.hint()
    }
}

impl fmt::Display for Error {
    /// `NAME(number): message`, the form that scripts know.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.kind.name().unwrap_or("UNKNOWN_ERROR_NUMBER");
        write!(f, "{name}({}): {}", self.kind.0, self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
