//! The leader decides what the cluster can do, after `server.go`, `monitorVersions`.

use crate::base::{Index, decisions};
use crate::server::ClusterVersion;
use crate::server::version::Silent;
use std::fmt;

decisions! {
    /// A decision about the cluster's version.
    #[derive(Clone, PartialEq, Debug)]
    pub enum Version {
        /// The leader has asked everybody; those in `unknown` could not be reached. `decided` is proposed, if
        /// there is anything to be proposed.
        Decided {
            current: Option<ClusterVersion>,
            decided: Option<ClusterVersion>,
            unknown: Vec<Silent>,
        },
        /// The entry at `index` sets it.
        Set { index: Index, before: Option<ClusterVersion>, version: ClusterVersion },
        /// What this leader has proposed is in force.
        Updated { version: ClusterVersion },
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Version::*;
        match self {
            Decided { current: None, decided: Some(version), .. } => {
                write!(f, "setting up initial cluster version using v2 API: {version}")
            }
            Decided { current: Some(current), decided: Some(version), .. } => {
                write!(f, "updating cluster version using v2 API from {current} to {version}")
            }
            Decided { decided: None, unknown, .. } => {
                write!(f, "the versions of {} member(s) are not known", unknown.len())
            }
            Set { before: None, version, .. } => write!(f, "set initial cluster version {version}"),
            Set { before: Some(before), version, .. } => {
                write!(f, "updated cluster version from {before} to {version}")
            }
            Updated { version } => write!(f, "cluster version is updated to {version}"),
        }
    }
}
