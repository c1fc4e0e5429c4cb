//! What an outsider switches: by which rule, on which values, and where it is written.

use crate::explain::compare::{Operand, one, yes_no};
use crate::explain::rule::{Cite, Parts};
use engine::server::{ReadMode, Rule, trace::Switch};

const STEP: Cite = Cite::Raft("raft.go", "Step");

/// By which rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SwitchRule {
    On(Rule),
    Off(Rule),
    Reads(ReadMode),
}

pub(super) fn explain(trace: &Switch) -> Parts<SwitchRule> {
    use Switch::*;
    match trace {
        RuleSwitched { rule, on } => (
            if *on { SwitchRule::On(*rule) } else { SwitchRule::Off(*rule) },
            vec![one(Operand::SafetyRule, rule.name()), yes_no(Operand::SwitchedOn, *on)],
            guarded(*rule),
        ),
        ReadModeSwitched { mode } => (
            SwitchRule::Reads(*mode),
            vec![one(Operand::Reads, mode.name())],
            &[Cite::Thesis("6.4"), Cite::Thesis("6.4.1")],
        ),
    }
}

/// Where a rule comes from.
fn guarded(rule: Rule) -> &'static [Cite] {
    match rule {
        Rule::PreVote => &[Cite::Raft("raft.go", "Config.PreVote"), Cite::Thesis("9.6")],
        Rule::CheckQuorum => &[Cite::Raft("raft.go", "Config.CheckQuorum"), Cite::Thesis("6.2")],
        Rule::VoteLease => &[STEP, Cite::Thesis("4.2.3")],
        Rule::CommitCurrentTerm => &[Cite::Raft("log.go", "maybeCommit"), Cite::Paper("5.4.2")],
        Rule::PersistBeforeAnswer => {
            &[Cite::Etcd("server/etcdserver/raft.go", "start"), Cite::Thesis("3.8")]
        }
        Rule::ReadIndex => &[Cite::Raft("read_only.go", "advance"), Cite::Thesis("6.4")],
    }
}
