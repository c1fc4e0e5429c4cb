//! How a process begins: with a new data directory, or from what its disk has kept.
//! After `server/etcdserver/bootstrap.go`.

use super::applied::Applied;
use super::contention::TimeoutDetector;
use super::etcd_server::EtcdServer;
use super::ids::IdGenerator;
use super::input::{Fatal, Output};
use super::member::Member;
use super::pending::Pending;
use super::read_mode::ReadMode;
use super::rules::Rules;
use super::snapshot::{Snapshots, record_of};
use super::snapshot_load::load;
use super::trace;
use crate::base::{Bytes, DiskOp, MachineId, NONE, NodeId, Rng, Time};
use crate::raft::{self, MemoryStorage, Peer, RawNode};
use crate::wal::{self, Metadata, Wal};
use std::collections::{BTreeMap, BTreeSet};

/// What a process is told when it starts.
#[derive(Clone, PartialEq, Hash, Debug)]
pub struct ServerConfig {
    /// The member.
    pub id: NodeId,
    /// Where it runs: its name and its addresses.
    pub machine: MachineId,
    /// All members; used only for a new cluster.
    pub members: Vec<Member>,
    /// `--initial-cluster-state existing`: it joins a cluster that knows it already.
    pub join: bool,
    pub cluster_id: u64,
    pub heartbeat: Time,
    pub election_ticks: u32,
    pub rules: Rules,
    pub reads: ReadMode,
    /// Bytes of entries in one `MsgApp`.
    pub max_size_per_msg: u64,
    /// `MsgApp` on their way to one follower.
    pub max_inflight_msgs: u32,
    /// `--snapshot-count`
    pub snapshot_count: u64,
    /// `--snapshot-catchup-entries`
    pub snapshot_catch_up_entries: u64,
}

impl EtcdServer {
    /// A new member of a new cluster. `ops` are to be carried out, synced, before anything else.
    pub fn bootstrap(
        config: &ServerConfig,
        now: Time,
        rng: Rng,
        ops: &mut Vec<DiskOp>,
        out: &mut Output,
    ) -> EtcdServer {
        let metadata = Metadata { node_id: config.id, cluster_id: config.cluster_id };
        let wal = Wal::create(metadata, ops, &mut out.traces);
        let mut node = new_node(config, MemoryStorage::new(), rng, out.traces.on);
        let peers: Vec<Peer> = config
            .members
            .iter()
            .map(|member| Peer {
                id: member.id,
                context: Bytes::from(member.change_json().as_str()),
            })
            .collect();
        trace_unusual(config, out);
        out.trace(|| trace::Boot::Booted { members: peers.len() as u64 });
        node.bootstrap(&peers).expect("a new node has an empty log, and there is a peer");
        EtcdServer::assemble(config, now, node, wal)
    }

    /// A new member of a cluster that is there already. It knows nobody: the members come with the log, as
    /// everything else does.
    pub fn join(
        config: &ServerConfig,
        now: Time,
        rng: Rng,
        ops: &mut Vec<DiskOp>,
        out: &mut Output,
    ) -> EtcdServer {
        let metadata = Metadata { node_id: config.id, cluster_id: config.cluster_id };
        let wal = Wal::create(metadata, ops, &mut out.traces);
        let node = new_node(config, MemoryStorage::new(), rng, out.traces.on);
        trace_unusual(config, out);
        out.trace(|| trace::Boot::Joining);
        EtcdServer::assemble(config, now, node, wal)
    }

    /// The process again, from its files: the newest snapshot, and the log from there. `ops` mend a torn
    /// tail.
    ///
    /// # Errors
    /// [`Fatal::Wal`] if the log is damaged in a way that etcd does not mend, [`Fatal::Backend`] if the
    /// database is damaged, missing, or older than the snapshot.
    pub fn restart(
        config: &ServerConfig,
        now: Time,
        rng: Rng,
        files: &BTreeMap<String, Vec<u8>>,
        ops: &mut Vec<DiskOp>,
        out: &mut Output,
    ) -> Result<EtcdServer, Fatal> {
        let loaded = load(files, ops, out)?;
        let start = loaded.snapshot.as_ref().map(record_of).unwrap_or_default();
        let from = wal::Snapshot { conf_state: None, ..start };
        let (wal, mut read) =
            wal::open(files, &from, ops).map_err(|error| Fatal::Wal(error.to_string()))?;
        out.traces.give(&mut read.reasons);
        let mut storage = match loaded.snapshot.clone() {
            Some(snapshot) => MemoryStorage::from_snapshot(snapshot),
            None => MemoryStorage::new(),
        };
        storage.set_hard_state(read.hard_state);
        storage.append(&read.entries).map_err(|error| Fatal::Wal(error.to_string()))?;
        let (first, last) = (storage.first_index() - 1, storage.last_index());
        if !(first..=last).contains(&read.hard_state.commit) {
            return Err(Fatal::Wal(format!(
                "state.commit {} is out of range [{first}, {last}]",
                read.hard_state.commit
            )));
        }
        trace_unusual(config, out);
        let node = new_node(config, storage, rng, out.traces.on);
        out.trace(|| trace::Boot::Restarted {
            term: read.hard_state.term,
            commit: read.hard_state.commit,
            last,
            learner: node.raft.tracker.config.learners.contains(config.id),
        });
        let mut server = EtcdServer::assemble(config, now, node, wal);
        (server.applied.index, server.applied.term) = (from.index, from.term);
        server.snapshots.last = from.index;
        server.snapshots.files = loaded.files;
        for (index, db) in loaded.received {
            server.snapshots.transfers.found(index, db);
        }
        server.applied.restore_store(loaded.backend)?;
        if let Some(snapshot) = &loaded.snapshot {
            server.applied.recover_cluster(snapshot)?;
        }
        Ok(server)
    }

    fn assemble(config: &ServerConfig, now: Time, node: RawNode, wal: Wal) -> EtcdServer {
        let election = Time(config.heartbeat.us() * u64::from(config.election_ticks));
        EtcdServer {
            id: config.id,
            machine: config.machine,
            cluster_id: config.cluster_id,
            request_timeout: REQUEST_BASE + election + election,
            node,
            wal,
            applied: Applied::new(),
            snapshots: Snapshots {
                count: config.snapshot_count,
                catch_up_entries: config.snapshot_catch_up_entries,
                ..Snapshots::default()
            },
            lead_elected: None,
            known_leader: NONE,
            ids: IdGenerator::new(config.id, now),
            next_token: 0,
            next_timer: 0,
            in_fsync: None,
            pending: Pending::default(),
            connections: BTreeMap::new(),
            refused: BTreeSet::new(),
            contention: TimeoutDetector::new(config.heartbeat),
            ready: false,
            version_timer: None,
            removed_at: None,
            rules: config.rules,
            read_mode: config.reads,
        }
    }
}

/// Says which rules this process begins without, and how it reads, unless that is etcd's way.
fn trace_unusual(config: &ServerConfig, out: &mut Output) {
    for rule in config.rules.off() {
        out.trace(|| trace::Switch::RuleSwitched { rule, on: false });
    }
    let mode = config.reads;
    if mode != ReadMode::default() {
        out.trace(|| trace::Switch::ReadModeSwitched { mode });
    }
}

fn new_node(config: &ServerConfig, storage: MemoryStorage, rng: Rng, tracing: bool) -> RawNode {
    let config = raft::Config {
        id: config.id,
        election_tick: config.election_ticks,
        heartbeat_tick: 1,
        max_size_per_msg: config.max_size_per_msg,
        max_inflight_msgs: config.max_inflight_msgs,
        check_quorum: config.rules.check_quorum,
        pre_vote: config.rules.pre_vote,
        read_only_option: config.reads.option(config.rules.check_quorum),
        rules: config.rules.of_raft(),
        ..raft::Config::default()
    };
    RawNode::traced(config, storage, rng, tracing)
        .expect("every field is set from a checked scenario")
}

/// `5 s + 2 × election timeout` is etcd's request timeout.
pub(super) const REQUEST_BASE: Time = Time::from_ms(5000);
