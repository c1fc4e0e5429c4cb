//! What an outsider has switched. Etcd has nothing like it.

use crate::base::decisions;
use crate::server::{ReadMode, Rule};
use std::fmt;

decisions! {
    /// A switch that was thrown.
    #[derive(Clone, PartialEq, Debug)]
    pub enum Switch {
        /// An outsider switched a safety rule.
        RuleSwitched { rule: Rule, on: bool },
        /// An outsider chose how linearizable reads are served.
        ReadModeSwitched { mode: ReadMode },
    }
}

impl fmt::Display for Switch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Switch::*;
        match self {
            RuleSwitched { rule, on } => {
                write!(f, "rule {} is {}", rule.name(), if *on { "on" } else { "off" })
            }
            ReadModeSwitched { mode } => write!(f, "linearizable reads by {}", mode.name()),
        }
    }
}
