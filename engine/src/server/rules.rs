//! The safety rules that a learner may switch off, to see what each of them is for.
//!
//! Etcd has flags for the first only; the others are always on there. Each rule belongs to somebody who
//! keeps it: raft (`raft::Config`), or the order of two lines in `raft_loop`.

use crate::raft;

/// One rule.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Rule {
    /// Ask before raising the term (etcd `--pre-vote`; thesis 9.6).
    PreVote,
    /// A leader that hears from no quorum steps down (thesis 6.2).
    CheckQuorum,
    /// Who hears a live leader ignores candidates (thesis 4.2.3).
    VoteLease,
    /// A leader counts replicas only for entries of its own term (thesis 3.6.2).
    CommitCurrentTerm,
    /// A follower answers only after its fsync (thesis 3.8).
    PersistBeforeAnswer,
    /// A leader confirms with a quorum that it leads before it answers a read (thesis 6.4).
    ReadIndex,
}

impl Rule {
    /// All of them.
    pub const ALL: [Rule; 6] = [
        Rule::PreVote,
        Rule::CheckQuorum,
        Rule::VoteLease,
        Rule::CommitCurrentTerm,
        Rule::PersistBeforeAnswer,
        Rule::ReadIndex,
    ];

    /// The flag of `cluster`, and the word behind `rule`.
    pub fn name(self) -> &'static str {
        [
            "pre-vote",
            "check-quorum",
            "vote-lease",
            "commit-current-term",
            "persist-before-answer",
            "read-index",
        ][self as usize]
    }

    /// The rule of this name.
    pub fn named(name: &str) -> Option<Rule> {
        Rule::ALL.into_iter().find(|rule| rule.name() == name)
    }
}

/// Which rules are on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Rules {
    pub pre_vote: bool,
    pub check_quorum: bool,
    pub vote_lease: bool,
    pub commit_current_term: bool,
    pub persist_before_answer: bool,
    pub read_index: bool,
}

impl Default for Rules {
    fn default() -> Rules {
        Rules {
            pre_vote: true,
            check_quorum: true,
            vote_lease: true,
            commit_current_term: true,
            persist_before_answer: true,
            read_index: true,
        }
    }
}

impl Rules {
    /// Switches one rule.
    pub fn set(&mut self, rule: Rule, on: bool) {
        *match rule {
            Rule::PreVote => &mut self.pre_vote,
            Rule::CheckQuorum => &mut self.check_quorum,
            Rule::VoteLease => &mut self.vote_lease,
            Rule::CommitCurrentTerm => &mut self.commit_current_term,
            Rule::PersistBeforeAnswer => &mut self.persist_before_answer,
            Rule::ReadIndex => &mut self.read_index,
        } = on;
    }

    /// Whether a rule is on.
    pub fn is_on(&self, rule: Rule) -> bool {
        match rule {
            Rule::PreVote => self.pre_vote,
            Rule::CheckQuorum => self.check_quorum,
            Rule::VoteLease => self.vote_lease,
            Rule::CommitCurrentTerm => self.commit_current_term,
            Rule::PersistBeforeAnswer => self.persist_before_answer,
            Rule::ReadIndex => self.read_index,
        }
    }

    /// The rules that are off.
    pub fn off(&self) -> impl Iterator<Item = Rule> + use<> {
        let rules = *self;
        Rule::ALL.into_iter().filter(move |rule| !rules.is_on(*rule))
    }

    /// Those of raft's rules that have no flag in etcd.
    pub fn of_raft(&self) -> raft::Rules {
        raft::Rules {
            vote_lease: self.vote_lease,
            commit_current_term_only: self.commit_current_term,
            read_index_quorum: self.read_index,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_rule_is_switched_by_itself() {
        for rule in Rule::ALL {
            let mut rules = Rules::default();
            assert_eq!(rules.off().count(), 0);
            rules.set(rule, false);
            assert_eq!(rules.off().collect::<Vec<_>>(), [rule]);
            assert_eq!(Rule::named(rule.name()), Some(rule));
            rules.set(rule, true);
            assert_eq!(rules, Rules::default());
        }
    }
}
