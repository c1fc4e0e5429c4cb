//! The Raft panel.

use crate::{
    present::{group::Sending, raft::Reached},
    words,
};
use engine::{
    base::{Index, Name, Term},
    raft::ConfChangeType,
};

words! {
    /// The Raft panel, and what an entry of the log holds.
    pub struct RaftWords {
        role: "role";
        role_hint: "What it takes itself for. There may be two leaders for a while, in different \
            terms.";
        term_hint: "Counts elections. A message of a higher term makes its receiver a follower of \
            that term; one of a lower term is not believed.";
        vote: "vote";
        vote_hint: "Whom it voted for in this term. Saved before it is sent: nobody votes twice.";
        lead: "leader";
        lead_hint: "Whom it takes for the leader.";
        nobody: "nobody";
        applied: "applied";
        applied_hint: "Up to here the log has been carried out on the key-value store.";
        commit: "commit";
        commit_hint: "Up to here the log is known to be on a quorum's disks. It cannot be lost \
            any more.";
        stable: "on disk";
        stable_hint: "Up to here the log is synced to this member's own disk.";
        last: "last";
        last_hint: "The last entry of its log, wherever it is.";
        uncommitted: "uncommitted";
        uncommitted_hint: "Size of the proposals in the log that are not applied yet. A leader \
            with too many refuses more.";
        bytes(n: u64): "{n} B";
        pending_conf: "change pending";
        pending_conf_hint: "One configuration change at a time: the next is taken only after this \
            entry is applied. A new leader takes its whole log for such a change.";
        pending_conf_wait(index: Index): "{index}, not applied";
        no_change: "none";
        election_timer: "election timer";
        election_timer_hint: "Set back by every word of the leader. When it runs out, an election \
            begins. The length is random, so that two members rarely start together.";
        quorum_timer: "quorum check";
        quorum_timer_hint: "When it runs out, the leader counts whom it has heard of. Without a \
            quorum it steps down (CheckQuorum).";
        heartbeat_timer: "heartbeat";
        heartbeat_timer_hint: "When it runs out, the leader sends a heartbeat to everybody.";
        tick(ms: u64, ticks: u64): "A tick is {ms} ms; the random election timeout drawn last is \
            {ticks} ticks.";
        timer(elapsed: u64, timeout: u64): "{elapsed}/{timeout} ticks";
        config: "Configuration";
        joint: "joint";
        joint_leaves: "Two configurations at once: everything needs a quorum of both. The leader \
            leaves it by itself, as soon as it is applied.";
        joint_stays: "Two configurations at once: everything needs a quorum of both, until an \
            empty change is proposed and committed.";
        voters: "voters";
        voters_incoming: "incoming voters";
        voters_outgoing: "outgoing voters";
        quorum(quorum: usize, all: usize): "quorum {quorum} of {all}";
        quorum_agreed(quorum: usize, all: usize, index: Index):
            "quorum {quorum} of {all}, agreed up to {index}";
        learners: "learners";
        learners_next: "learners next";
        learners_hint: "A learner receives the log and does not vote. A voter on its way out \
            becomes one only when the joint configuration is left.";
        votes: "Votes";
        pre_votes: "Pre-votes: would you vote for me?";
        tally(granted: usize, quorum: usize): "{granted} granted, {quorum} needed.";
        transfer(to: Name, elapsed: u64, timeout: u64, matched: Index, last: Index):
            "The leadership is being handed to {to}, {elapsed} of {timeout} ticks ago. No \
                proposal is taken meanwhile. Its log is at {matched} of {last}.";
        transfer_ready(to: Name, elapsed: u64, timeout: u64):
            "The leadership is being handed to {to}, {elapsed} of {timeout} ticks ago. No \
                proposal is taken meanwhile. It has the whole log and was told to campaign at \
                once.";
        log: "Log";
        empty_log: "The log is empty.";
        compacted(index: Index): "up to {index} compacted";
        snapshot_at(index: Index, term: Term): "Snapshot at {index}, term {term}.";
        restoring(index: Index): "A snapshot at {index} has come from the leader and is being \
            saved.";
        entry(index: Index, term: Term, state: &str): "Entry {index}, term {term}: {state}.";
        /// How far an entry has come.
        reached(Reached): {
            Applied => "applied",
            Committed => "committed",
            Saved => "saved here, not committed",
            Volatile => "in memory only",
        };
        window(from: Index, to: Index, first: Index, last: Index): "{from}–{to}, log \
            {first}–{last}";
        index: "index";
        /// Beside an entry's index.
        term_short(term: Term): "t{term}";
        entry_label(index: Index, term: Term, what: &str, state: &str):
            "{index} t{term}: {what}, {state}";
        content: "content";
        progress: "Progress of each member";
        member: "member";
        itself: "itself";
        learner: "learner";
        state: "state";
        state_hint: "How the leader sends to this member.";
        sending_hint(Sending): {
            Probe => "Probe: it is not known how far this log agrees. One message at a time, and \
                its answer tells where to go on.",
            Replicate => "Replicate: the logs agree. Messages follow each other without waiting \
                for answers.",
            Snapshot => "Snapshot: what this member needs is no longer in the log; a snapshot is \
                on its way.",
        };
        /// Why nothing more is sent for now; `index` is the snapshot's.
        paused(sending: Sending, index: Index): {
            Sending::Probe => "waits for the answer to its probe",
            Sending::Replicate => "waits: the window is full",
            Sending::Snapshot => "waits for the snapshot at {index}",
        };
        /// Raft forgets at every check of the quorum from whom it has heard.
        silent: "not heard since the last check";
        matched: "match";
        next: "next";
        match_hint: "Up to here this member's log is known to equal the leader's.";
        next_hint: "The entry that is sent to it next.";
        inflight: "in flight";
        inflight_hint: "Append messages sent and not answered, of so many allowed.";
        unanswered(indexes: &str): "sent up to {indexes}, not answered";
        full: "full";
        reads: "Linearizable reads that wait for a quorum";
        no_reads: "None at this moment.";
        read(number: u64, from: Name, index: Index):
            "Read {number} of {from} at index {index}: who has answered its heartbeat?";
        read_held(from: Name):
            "A read of {from} is held until the leader has committed an entry of its own term.";
        no_op: "(empty: a new leader's first entry)";
        publish(name: &str): "publish {name}";
        version(version: &str): "cluster version {version}";
        leave_joint: "leave the joint configuration";
        change(change: ConfChangeType, member: Name): {
            ConfChangeType::AddNode => "add {member}",
            ConfChangeType::RemoveNode => "remove {member}",
            ConfChangeType::UpdateNode => "update {member}",
            ConfChangeType::AddLearnerNode => "add learner {member}",
        };
        /// Changes through a joint configuration that is left by itself.
        joint_left(changes: &str): "joint, left by itself: {changes}";
        /// Changes through a joint configuration that stays until it is left.
        joint_kept(changes: &str): "joint, until told to leave: {changes}";
    }
}
