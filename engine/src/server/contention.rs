//! Whether a leader's heartbeats leave on time, after `pkg/contention` and `server/etcdserver/raft.go`,
//! `processMessages`. Late ones are a sign of a disk that is too slow for the loop that also sends them.

use super::cx::Cx;
use super::etcd_server::EtcdServer;
use super::trace;
use crate::base::{NodeId, Time};
use crate::raft::message::{Message, MessageType};
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

/// When the last heartbeat left, by receiver (etcd `TimeoutDetector`). Only a warning depends on it, so that it
/// is no part of the state.
#[derive(Clone, Debug)]
pub struct TimeoutDetector {
    /// Twice the heartbeat interval.
    max: Time,
    records: BTreeMap<NodeId, Time>,
}

impl Hash for TimeoutDetector {
    fn hash<H: Hasher>(&self, _: &mut H) {}
}

impl TimeoutDetector {
    /// For a leader whose heartbeats leave so often.
    pub(super) fn new(heartbeat: Time) -> TimeoutDetector {
        TimeoutDetector { max: heartbeat + heartbeat, records: BTreeMap::new() }
    }

    /// Something was observed; by how much it came too late.
    fn observe(&mut self, which: NodeId, now: Time) -> Option<Time> {
        let before = self.records.insert(which, now)?;
        let exceeded = now.since(before).since(self.max);
        (exceeded > Time(0)).then_some(exceeded)
    }

    /// Forgets what was observed: somebody else leads.
    pub(super) fn reset(&mut self) {
        self.records.clear();
    }
}

impl EtcdServer {
    /// A leader is about to send these.
    pub(super) fn observe_heartbeats(&mut self, cx: &mut Cx<'_>, messages: &[Message]) {
        for message in messages.iter().filter(|m| m.msg_type == MessageType::Heartbeat) {
            let to = message.to;
            if let Some(exceeded) = self.contention.observe(to, cx.now) {
                cx.trace(|| trace::Leader::HeartbeatLate { to, exceeded });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_later_than_expected_is_told_with_the_excess() {
        let ms = Time::from_ms;
        let mut detector = TimeoutDetector::new(ms(100));
        let mut observe = |at| detector.observe(2, ms(at));
        assert_eq!(observe(100), None);
        assert_eq!(observe(300), None);
        assert_eq!(observe(501), Some(ms(1)));
        detector.reset();
        assert_eq!(detector.observe(2, ms(9000)), None);
    }
}
