//! The version that a cluster speaks, after `server.go`, `monitorVersions`, `cluster_util.go`,
//! `decideClusterVersion`, and `api/membership/cluster.go`, `SetVersion`: that of its eldest member. The leader
//! asks all members for theirs when it has committed its first entry, and tells the cluster through the log.
//! While somebody cannot be asked, nothing is known of him: a cluster that has no version yet then begins with
//! the least, and the leader asks again.
//!
//! All members run the same version here, so what is asked is only who can be reached; the question itself
//! takes no time. Left out: downgrades, and members of different versions.

use super::cx::Cx;
use super::etcd_server::EtcdServer;
use super::input::{Fatal, TimerToken};
use super::member::Member;
use super::own::Own;
use super::trace;
use crate::base::{NodeId, Time};
use std::fmt;

/// Major and minor version, of which each raises what a cluster can do.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ClusterVersion {
    pub major: u32,
    pub minor: u32,
}

/// A member whose version is not known, since it does not answer.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Silent {
    pub member: NodeId,
    /// Where it was asked.
    pub peer_url: String,
    /// Nobody listens at its address; otherwise nothing comes back from there.
    pub refused: bool,
}

impl ClusterVersion {
    /// That of every member here.
    pub const LOCAL: ClusterVersion = ClusterVersion { major: 3, minor: 5 };
    /// Where a cluster begins whose members cannot all be asked (`version.MinClusterVersion`).
    pub const LEAST: ClusterVersion = ClusterVersion { major: 3, minor: 0 };

    /// As it stands in the log and on the disk: `3.5.0`.
    pub fn semver(self) -> String {
        format!("{self}.0")
    }

    /// From such a text.
    pub fn from_semver(text: &str) -> Option<ClusterVersion> {
        let mut numbers = text.split('.').map(|number| number.parse().ok());
        let (major, minor, _patch) = (numbers.next()??, numbers.next()??, numbers.next()??);
        let version = ClusterVersion { major, minor };
        (numbers.next().is_none() && version.semver() == text).then_some(version)
    }
}

impl fmt::Display for ClusterVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl EtcdServer {
    /// The leader has applied the first entry of its term: it looks at the version as soon as that is done, and
    /// again and again.
    pub(super) fn watch_version(&mut self, cx: &mut Cx<'_>) {
        if self.is_leader() {
            if let Some(timer) = self.version_timer.take() {
                self.stop_timer(cx, timer);
            }
            self.version_timer = Some(self.set_timer(cx, Time(0)));
        }
    }

    /// Decides on the cluster's version, if this is what the timer was for.
    pub(super) fn decide_version(
        &mut self,
        cx: &mut Cx<'_>,
        timer: TimerToken,
    ) -> Result<bool, Fatal> {
        if self.version_timer.take_if(|own| *own == timer).is_none() {
            return Ok(false);
        }
        if !self.is_leader() {
            return Ok(true);
        }
        let current = self.applied.cluster.version();
        let is_silent = |id: NodeId| id != self.id && !self.connections.contains_key(&id);
        let silent = |member: &Member| Silent {
            member: member.id,
            peer_url: member.peer_urls.first().cloned().unwrap_or_default(),
            refused: self.refused.contains(&member.id),
        };
        let members = self.applied.cluster.members();
        let unknown: Vec<Silent> =
            members.filter(|member| is_silent(member.id)).map(silent).collect();
        let decided = match (unknown.is_empty(), current) {
            (true, _) => Some(ClusterVersion::LOCAL),
            (false, None) => Some(ClusterVersion::LEAST),
            (false, Some(_)) => None,
        };
        let decided = decided.filter(|version| current != Some(*version));
        if !unknown.is_empty() || decided.is_some() {
            cx.trace(|| trace::Version::Decided { current, decided, unknown });
        }
        if let Some(version) = decided {
            self.propose_own(cx, Own::Version(version))?;
        }
        self.version_timer = Some(self.set_timer(cx, MONITOR_VERSION_INTERVAL));
        Ok(true)
    }

    /// The entry at `index` sets the cluster's version.
    pub(super) fn apply_version(&mut self, cx: &mut Cx<'_>, index: u64, version: ClusterVersion) {
        let before = self.applied.cluster.version();
        cx.trace(|| trace::Version::Set { index, before, version });
        self.applied.cluster.set_version(version);
    }
}

/// The etcd that this engine follows.
pub const SERVER_VERSION: &str = "3.5.16";
/// Etcd `monitorVersionInterval`: a second less than the transport's patience with a write.
const MONITOR_VERSION_INTERVAL: Time = Time::from_ms(4000);

#[cfg(test)]
mod tests {
    use super::ClusterVersion;

    #[test]
    fn a_version_is_written_with_its_patch() {
        assert_eq!(ClusterVersion::LOCAL.semver(), "3.5.0");
        assert_eq!(ClusterVersion::from_semver("3.5.0"), Some(ClusterVersion::LOCAL));
        for wrong in ["", "3", "3.5", "3.5.1", "3.5.0.0", "03.5.0", "3.-5.0", "a.b.c"] {
            assert_eq!(ClusterVersion::from_semver(wrong), None, "{wrong}");
        }
    }
}
