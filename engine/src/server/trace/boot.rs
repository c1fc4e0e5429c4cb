//! A process comes up, after `server/etcdserver/bootstrap.go`.

use crate::base::{Index, Term, decisions};
use std::fmt;

decisions! {
    /// How a process came up.
    #[derive(Clone, PartialEq, Debug)]
    pub enum Boot {
        /// The process came up for the first time.
        Booted { members: u64 },
        /// The process came up from its disk. `learner`: its snapshot says that it does not vote; whether the log
        /// says so is not known yet.
        Restarted { term: Term, commit: Index, last: Index, learner: bool },
        /// The process came up to join a cluster that is there already.
        Joining,
    }
}

impl fmt::Display for Boot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Boot::*;
        match self {
            Booted { members } => write!(f, "starting a new member of a cluster of {members}"),
            Restarted { term, commit, last, .. } => {
                write!(
                    f,
                    "restarting local member from WAL: term {term}, commit {commit}, last {last}"
                )
            }
            Joining => f.write_str("starting a new member of an existing cluster"),
        }
    }
}
