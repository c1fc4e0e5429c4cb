//! The lines of the other traces: membership, the other ways to read, and what an outsider switched.
//! Continues `trace`. Words are etcd's where etcd logs the same.

use super::trace::Trace;
use crate::base::NONE;
use crate::raft::ConfChangeType;
use std::fmt;

impl Trace {
    /// Changes of the cluster.
    pub(super) fn fmt_membership(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Trace::*;
        match self {
            AppliedConfChange { index, kind, member, promoted } => {
                write!(f, "applied a configuration change at {index}: member {member:x} ")?;
                f.write_str(match kind {
                    ConfChangeType::AddNode if *promoted => "promoted",
                    ConfChangeType::AddNode => "added",
                    ConfChangeType::AddLearnerNode => "added as learner",
                    ConfChangeType::RemoveNode => "removed",
                    ConfChangeType::UpdateNode => "updated",
                })
            }
            ConfChangeInvalid { index, member, error } => write!(
                f,
                "Validation on configuration change failed at {index}, member {member:x}: {error}"
            ),
            AppliedConfChangeV2 { index, config } => {
                write!(f, "applied a configuration change at {index}: {config}")
            }
            ConfChangeV2Rejected { index, error: Some(error) } => {
                write!(f, "passed over the configuration change at {index}: {error}")
            }
            ConfChangeV2Rejected { index, error: None } => write!(
                f,
                "passed over the configuration change at {index}: it names a member that was removed"
            ),
            RemovedSelf { index } => {
                write!(f, "this member is removed by the configuration change at {index}; stopping")
            }
            ConfChangeProposed { request_id, kind, member } => {
                write!(f, "proposed {kind:?} {member:x} as request {request_id:x}")
            }
            ConfChangeV2Proposed { change } => write!(
                f,
                "proposed a configuration change of {} member(s), {:?}",
                change.changes.len(),
                change.transition
            ),
            NotEnoughStarted { member, started, quorum } => write!(
                f,
                "rejecting the change of member {member:x}; started member will be less than quorum: \
                 {started} of {quorum}"
            ),
            Unhealthy { member, active, needed } => write!(
                f,
                "rejecting the change of member {member:x}; local member has not been connected to all \
                 peers, reconfigure breaks active quorum: {active} of {needed}"
            ),
            LearnerMeasured { member, matched, leader, ready } => write!(
                f,
                "learner {member:x} has {matched} of the leader's {leader} entries: {}",
                if *ready { "ready" } else { "not ready" }
            ),
            other => other.fmt_members(f),
        }
    }

    /// Who hands over, joins, or is told that it left.
    fn fmt_members(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Trace::*;
        match self {
            LeaderChanged { id, before, lead: NONE, term } => {
                write!(f, "raft.node: {id:x} lost leader {before:x} at term {term}")
            }
            LeaderChanged { id, before: NONE, lead, term } => {
                write!(f, "raft.node: {id:x} elected leader {lead:x} at term {term}")
            }
            LeaderChanged { id, before, lead, term } => {
                write!(
                    f,
                    "raft.node: {id:x} changed leader from {before:x} to {lead:x} at term {term}"
                )
            }
            LeaderMoveAsked { to } => write!(f, "leadership transfer starting: to {to:x}"),
            LeaderMoved { to, done: true, took } => {
                write!(f, "leadership transfer finished: {to:x} leads after {took}")
            }
            LeaderMoved { to, done: false, took } => {
                write!(f, "leadership transfer to {to:x} not finished after {took}")
            }
            Joining => f.write_str("starting a new member of an existing cluster"),
            NotReadyToServe => f.write_str("not ready to serve client requests"),
            PublishProposed { request_id, member } => {
                write!(f, "publishing local member {member:x} as request {request_id:x}")
            }
            Published { index, member } => {
                write!(f, "published member {member:x} to cluster through raft at {index}")
            }
            RejectedRemoved { from, kind } => {
                write!(f, "rejected Raft message from removed member {from:x}: {kind}")
            }
            ToldRemoved { from } => {
                write!(f, "{from:x} says: the member has been permanently removed from the cluster")
            }
            other => other.fmt_reads(f),
        }
    }

    /// Reads on other ways than ReadIndex, and what an outsider switched.
    fn fmt_reads(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use Trace::*;
        match self {
            ReadProposed { request_id, bytes } => {
                write!(f, "proposed read {request_id:x} ({bytes} bytes)")
            }
            ReadEntrySkipped { index, term, request_id } => write!(
                f,
                "skipped entry {index} (term {term}, request {request_id:x}): a read of another member"
            ),
            Forwarded { request_id, to } => {
                write!(f, "forwarded request {request_id:x} to leader {to:x}")
            }
            ForwardWaits { request_id } => {
                write!(f, "request {request_id:x} waits: no leader to forward it to")
            }
            ForwardRetried { request_id, to } => write!(
                f,
                "waiting for the leader's answer took too long, forwarding request {request_id:x} to \
                 {to:x} again"
            ),
            ForwardAnswered { request_id, from, error: None } => {
                write!(f, "{from:x} answered the forwarded request {request_id:x}")
            }
            ForwardAnswered { request_id, from, error: Some(error) } => {
                write!(f, "{from:x} refused the forwarded request {request_id:x}: {error}")
            }
            ForwardFailedLeaderChanged { requests } => {
                write!(
                    f,
                    "leader changed while {requests} forwarded request(s) waited for its answer"
                )
            }
            AnsweredBeforeFsync { messages } => {
                write!(
                    f,
                    "{messages} message(s) go out before the fsync: persist-before-answer is off"
                )
            }
            RuleSwitched { rule, on } => {
                write!(f, "rule {} is {}", rule.name(), if *on { "on" } else { "off" })
            }
            ReadModeSwitched { mode } => write!(f, "linearizable reads by {}", mode.name()),
            _ => Ok(()),
        }
    }
}
