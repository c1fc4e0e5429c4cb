//! Changes of the members. Lines after the logger calls of etcd-io/raft; see `trace`.

use super::Level;
use crate::base::{NodeId, decisions};
use crate::raft::{
    describe, error::RaftError, membership::ChangeRefused, message::ConfChangeV2,
    tracker::GroupConfig,
};
use std::fmt;

decisions! {
    /// One decision of one member, `id`.
    #[derive(Clone, PartialEq, Eq, Debug)]
    pub enum Membership {
        SwitchedConfig { id: NodeId, config: Box<GroupConfig> },
        ConfChangeIgnored { id: NodeId, change: Box<ConfChangeV2>, config: Box<GroupConfig>, why: ChangeRefused },
        LeavingJoint { config: Box<GroupConfig> },
        NotLeavingJoint { config: Box<GroupConfig>, error: RaftError },
    }
}

impl Membership {
    /// Whether etcd logs this too, in these words.
    pub fn is_upstream(&self) -> bool {
        use Membership::*;
        match self {
            SwitchedConfig { .. }
            | ConfChangeIgnored { .. }
            | LeavingJoint { .. }
            | NotLeavingJoint { .. } => true,
        }
    }

    /// How loud it is.
    pub fn level(&self) -> Level {
        use Membership::*;
        match self {
            NotLeavingJoint { .. } => Level::Debug,
            SwitchedConfig { .. } | ConfChangeIgnored { .. } | LeavingJoint { .. } => Level::Info,
        }
    }
}

impl fmt::Display for Membership {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Membership::*;
        match self {
            SwitchedConfig { id, config } => write!(f, "{id:x} switched to configuration {config}"),
            ConfChangeIgnored { id, change, config, why } => {
                let change = describe::conf_change(change);
                write!(f, "{id:x} ignoring conf change {change} at config {config}: {why}")
            }
            LeavingJoint { config } => {
                write!(f, "initiating automatic transition out of joint configuration {config}")
            }
            NotLeavingJoint { config, error } => write!(
                f,
                "not initiating automatic transition out of joint configuration {config}: {error}"
            ),
        }
    }
}

impl fmt::Display for ChangeRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChangeRefused::Pending { index, applied } => {
                write!(f, "possible unapplied conf change at index {index} (applied to {applied})")
            }
            ChangeRefused::Joint => write!(f, "must transition out of joint config first"),
            ChangeRefused::NotJoint => {
                write!(f, "not in joint state; refusing empty conf change")
            }
        }
    }
}
