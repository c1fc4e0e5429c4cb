//! When the entries are gone that a follower needs, it gets the state itself, after etcd raft.go,
//! `maybeSendSnapshot`, `handleSnapshot`, `restore`.

use super::{
    confchange,
    core::{Raft, Role},
    error::{Fault, RaftError},
    log::EntryId,
    message::{Message, MessageType, Snapshot},
    progress::ProgressState,
    trace,
    tracker::ProgressTracker,
};
use crate::base::NONE;
use std::rc::Rc;

impl Raft {
    /// Sends the latest snapshot to the follower at position `at`, if it was heard from lately: a
    /// snapshot is too large to be sent into the void.
    pub(super) fn maybe_send_snapshot(&mut self, at: usize) -> bool {
        let (to, pr) = &mut self.tracker.progress[at];
        let (id, to) = (self.id, *to);
        if !pr.recent_active {
            self.tracer.push(|| trace::Snapshot::SnapshotToInactive { to });
            return false;
        }
        let unstable = self.raft_log.unstable.snapshot.as_ref();
        let snapshot = Rc::clone(unstable.unwrap_or(self.raft_log.storage.snapshot()));
        if snapshot.is_empty() {
            self.tracer.push(|| trace::Snapshot::SnapshotUnavailable { id, to });
            return false;
        }
        let metadata = &snapshot.metadata;
        self.tracer.push(|| trace::Snapshot::SnapshotSent {
            id,
            first: self.raft_log.first_index(),
            commit: self.raft_log.committed,
            snapshot: EntryId { term: metadata.term, index: metadata.index },
            to,
            progress: Box::new(pr.brief()),
        });
        pr.become_snapshot(metadata.index);
        let progress = pr.brief();
        self.tracer.push(|| trace::Snapshot::ReplicationPaused {
            id,
            to,
            progress: Box::new(progress),
        });
        let (msg_type, snapshot) = (MessageType::Snap, Some(snapshot));
        self.send(Message { msg_type, to, snapshot, ..Message::default() });
        true
    }

    /// The transport says what became of a snapshot. The follower's own answer may come first.
    pub(super) fn handle_snapshot_status(&mut self, at: usize, failed: bool) {
        let (to, pr) = &mut self.tracker.progress[at];
        if pr.state != ProgressState::Snapshot {
            return;
        }
        if failed {
            pr.pending_snapshot = 0;
        }
        pr.become_probe();
        let (id, to, progress) = (self.id, *to, pr.brief());
        self.tracer.push(|| trace::Snapshot::SnapshotReported {
            id,
            to,
            failed,
            progress: Box::new(progress),
        });
        // The follower's answer, or the next heartbeat, sets it going again.
        pr.msg_app_flow_paused = true;
    }

    /// The leader sends its state.
    pub(super) fn handle_snapshot(&mut self, message: Message) -> Result<(), RaftError> {
        let snapshot = message.snapshot.unwrap_or_default();
        let metadata = &snapshot.metadata;
        let at = EntryId { term: metadata.term, index: metadata.index };
        let restored = self.restore(snapshot)?;
        let (id, commit) = (self.id, self.raft_log.committed);
        self.tracer.push(|| trace::Snapshot::SnapshotHandled {
            id,
            commit,
            snapshot: at,
            restored,
        });
        let index = if restored { self.raft_log.last_index() } else { commit };
        let (msg_type, to) = (MessageType::AppResp, message.from);
        self.send(Message { msg_type, to, index, ..Message::default() });
        Ok(())
    }

    /// Replaces log and configuration by the snapshot's. False if it was of no use.
    fn restore(&mut self, snapshot: Rc<Snapshot>) -> Result<bool, RaftError> {
        let metadata = &snapshot.metadata;
        let at = EntryId { term: metadata.term, index: metadata.index };
        if at.index <= self.raft_log.committed {
            return Ok(false);
        }
        if self.role != Role::Follower {
            // Only followers are sent here; should another come, it must not lead on.
            self.tracer.push(|| trace::Snapshot::SnapshotAsLeader { id: self.id });
            self.become_follower(self.term + 1, NONE);
            return Ok(false);
        }
        let conf = &metadata.conf_state;
        let lists = [&conf.voters, &conf.learners, &conf.voters_outgoing];
        if !lists.iter().any(|ids| ids.contains(&self.id)) {
            let (id, state) = (self.id, conf.clone());
            self.tracer.push(|| trace::Snapshot::SnapshotWithoutUs { id, state });
            return Ok(false);
        }
        let (id, last) = (self.id, self.raft_log.last_id());
        if self.raft_log.match_term(at) {
            let commit = self.raft_log.committed;
            self.tracer.push(|| trace::Snapshot::FastForwarded { id, commit, last, snapshot: at });
            self.raft_log.commit_to(at.index)?;
            return Ok(false);
        }
        if self.tracer.on {
            let log = self.raft_log.to_string();
            self.tracer.push(|| trace::Snapshot::RestoreStarted { log, snapshot: at });
        }
        self.raft_log.committed = at.index;
        self.raft_log.unstable.restore(Rc::clone(&snapshot));
        let (msgs, bytes) = (self.config.max_inflight_msgs, self.config.max_inflight_bytes);
        self.tracker = ProgressTracker::new(msgs, bytes);
        let changed = confchange::restore(&self.tracker, at.index, conf);
        let (config, progress) = changed.map_err(Fault::ConfChange)?;
        self.switch_to_config(config, progress)?;
        let (commit, last) = (self.raft_log.committed, self.raft_log.last_id());
        self.tracer.push(|| trace::Snapshot::Restored { id, commit, last, snapshot: at });
        Ok(true)
    }

    /// The snapshot at `index` is on disk and in the application.
    pub(super) fn applied_snapshot(&mut self, snapshot: &Snapshot) -> Result<(), RaftError> {
        let index = snapshot.metadata.index;
        self.raft_log.unstable.stable_snapshot_to(index);
        self.applied_to(index, 0)
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        base::Rng,
        raft::{Config, MemoryStorage, Message, Peer, RawNode, Role, Snapshot, SnapshotMetadata},
    };

    #[test]
    fn a_leader_that_is_handed_a_snapshot_steps_down() {
        let config = Config { id: 1, ..Config::default() };
        let rng = Rng::stream(1, "snapshot", 1);
        let mut node = RawNode::traced(config, MemoryStorage::new(), rng, true).unwrap();
        node.bootstrap(&[Peer { id: 1, ..Peer::default() }]).unwrap();
        (node.raft.role, node.raft.lead) = (Role::Leader, 1);
        node.take_traces();
        let metadata = SnapshotMetadata { index: 9, term: 1, ..SnapshotMetadata::default() };
        let snapshot = Snapshot { metadata, ..Snapshot::default() };
        let message = Message { snapshot: Some(snapshot.into()), ..Message::default() };
        node.raft.handle_snapshot(message).unwrap();
        assert_eq!((node.raft.role, node.raft.term, node.raft.lead), (Role::Follower, 2, 0));
        let said: Vec<String> = node.take_traces().iter().map(ToString::to_string).collect();
        let line = "1 attempted to restore snapshot as leader; should never happen";
        assert_eq!(said[0], line);
    }
}
