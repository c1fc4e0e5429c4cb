//! Where to read more. Function names and section numbers are the same in every language.

use super::rule::Cite;
use engine::server::trace as of;
use engine::{mvcc, raft, server, sim::What, wal};

/// `etcd-io/raft raft.go · stepLeader`.
pub fn name(cite: &Cite) -> String {
    match cite {
        Cite::Paper(section) => format!("Raft paper §{section}"),
        Cite::Thesis(section) => format!("Raft thesis §{section}"),
        Cite::Raft(file, symbol) => format!("etcd-io/raft {file} · {symbol}"),
        Cite::Etcd(file, symbol) => format!("etcd {file} · {symbol}"),
    }
}

/// The sources of a decision.
pub fn cites(what: &What) -> &'static [Cite] {
    match what {
        What::Server(server::Trace::Raft(trace)) => raft_cites(trace),
        What::Server(server::Trace::Wal(trace)) => wal_cites(trace),
        What::Server(server::Trace::Mvcc(trace)) => mvcc_cites(trace),
        What::Server(trace) => server_cites(trace),
        What::Died(_) | What::RequestEnded { .. } | What::PacketDropped { .. } => &[],
        What::RequestSent { .. } => {
            &[Cite::Etcd("client/v3/retry_interceptor.go", "unaryClientInterceptor")]
        }
        What::RetryPlanned { .. } => &[Cite::Etcd("client/v3/retry.go", "isSafeRetryImmutableRPC")],
        What::CrashLost { .. } => {
            &[Cite::Thesis("3.8"), Cite::Etcd("server/storage/wal/wal.go", "sync")]
        }
    }
}

const STEP: Cite = Cite::Raft("raft.go", "Step");
const STEP_LEADER: Cite = Cite::Raft("raft.go", "stepLeader");
const STEP_FOLLOWER: Cite = Cite::Raft("raft.go", "stepFollower");
const CAMPAIGN: Cite = Cite::Raft("raft.go", "campaign");
const APPEND: Cite = Cite::Raft("raft.go", "handleAppendEntries");

fn raft_cites(trace: &raft::Trace) -> &'static [Cite] {
    use raft::{Trace, trace};
    match trace {
        Trace::Role(trace::Role::NewRaft { .. }) => &[Cite::Raft("raft.go", "newRaft")],
        Trace::Role(trace::Role::BecameFollower { .. }) => {
            &[Cite::Raft("raft.go", "becomeFollower"), Cite::Paper("5.1")]
        }
        Trace::Role(trace::Role::BecamePreCandidate { .. }) => {
            &[Cite::Raft("raft.go", "becomePreCandidate"), Cite::Thesis("9.6")]
        }
        Trace::Role(trace::Role::BecameCandidate { .. }) => {
            &[Cite::Raft("raft.go", "becomeCandidate"), Cite::Paper("5.2")]
        }
        Trace::Role(trace::Role::BecameLeader { .. }) => {
            &[Cite::Raft("raft.go", "becomeLeader"), Cite::Paper("5.2")]
        }
        Trace::Role(trace::Role::HigherTerm { .. })
        | Trace::Role(trace::Role::LowerTerm { .. }) => &[STEP, Cite::Paper("5.1")],
        Trace::Role(trace::Role::OldLeaderAnswered { .. }) => &[STEP, Cite::Thesis("9.6")],
        Trace::Role(trace::Role::LeaderFollowed { .. }) => &[STEP_FOLLOWER, Cite::Paper("5.2")],
        Trace::Role(trace::Role::LeaderForgotten { .. })
        | Trace::Role(trace::Role::ForgetLeaderIgnored) => {
            &[Cite::Raft("raft.go", "stepFollower, MsgForgetLeader")]
        }
        Trace::Role(trace::Role::QuorumChecked { .. })
        | Trace::Role(trace::Role::SteppedDown { .. }) => {
            &[Cite::Raft("raft.go", "stepLeader, MsgCheckQuorum"), Cite::Thesis("6.2")]
        }
        Trace::Election(trace::Election::ElectionTimeout { .. }) => {
            &[Cite::Raft("raft.go", "tickElection"), Cite::Paper("5.2")]
        }
        Trace::Election(trace::Election::ElectionStarted { .. })
        | Trace::Election(trace::Election::HupIgnoredByLeader { .. }) => {
            &[Cite::Raft("raft.go", "hup"), Cite::Paper("5.2")]
        }
        Trace::Election(trace::Election::Unpromotable { .. }) => {
            &[Cite::Raft("raft.go", "promotable")]
        }
        Trace::Election(trace::Election::UnpromotableCampaign { .. }) => &[CAMPAIGN],
        Trace::Election(trace::Election::CampaignHeldByConfChange { .. }) => {
            &[Cite::Raft("raft.go", "hasUnappliedConfChanges")]
        }
        Trace::Election(trace::Election::VoteRequested { .. }) => &[CAMPAIGN, Cite::Paper("5.2")],
        Trace::Election(trace::Election::VoteIgnored { .. }) => &[STEP, Cite::Thesis("4.2.3")],
        Trace::Election(trace::Election::VoteCast { .. })
        | Trace::Election(trace::Election::VoteRejected { .. }) => {
            &[STEP, Cite::Raft("log.go", "isUpToDate"), Cite::Paper("5.4.1")]
        }
        Trace::Election(trace::Election::VoteReceived { .. }) => &[Cite::Raft("raft.go", "poll")],
        Trace::Election(trace::Election::VoteTally { .. }) => &[
            Cite::Raft("raft.go", "stepCandidate"),
            Cite::Raft("quorum/majority.go", "VoteResult"),
        ],
        _ => replication_cites(trace).or_else(|| other_cites(trace)).unwrap_or(&[]),
    }
}

fn replication_cites(trace: &raft::Trace) -> Option<&'static [Cite]> {
    use raft::{Trace, trace};
    Some(match trace {
        Trace::Proposal(trace::Proposal::ProposalWithoutLeader { .. })
        | Trace::Proposal(trace::Proposal::ForwardingDisabled { .. })
        | Trace::Proposal(trace::Proposal::ProposalForwarded { .. }) => {
            &[Cite::Raft("raft.go", "stepFollower, MsgProp"), Cite::Paper("8")]
        }
        Trace::Proposal(trace::Proposal::ProposalDuringTransfer { .. }) => {
            &[STEP_LEADER, Cite::Thesis("3.10")]
        }
        Trace::Proposal(trace::Proposal::UncommittedTooLarge { .. }) => {
            &[Cite::Raft("raft.go", "increaseUncommittedSize")]
        }
        Trace::Proposal(trace::Proposal::EntriesAppended { .. }) => {
            &[Cite::Raft("raft.go", "appendEntry"), Cite::Paper("5.3")]
        }
        Trace::Append(trace::Append::SendPaused { .. })
        | Trace::Snapshot(trace::Snapshot::ReplicationPaused { .. }) => {
            &[Cite::Raft("tracker/progress.go", "IsPaused"), Cite::Thesis("10.2.1")]
        }
        Trace::Append(trace::Append::AppendAccepted { .. })
        | Trace::Append(trace::Append::AppendStale { .. }) => &[APPEND, Cite::Paper("5.3")],
        Trace::Append(trace::Append::AppendRejected { .. }) => {
            &[APPEND, Cite::Raft("log.go", "findConflictByTerm"), Cite::Paper("5.3")]
        }
        Trace::Append(trace::Append::AppendRejectionReceived { .. })
        | Trace::Append(trace::Append::ProgressDecreased { .. }) => {
            &[STEP_LEADER, Cite::Raft("tracker/progress.go", "MaybeDecrTo"), Cite::Paper("5.3")]
        }
        Trace::Append(trace::Append::ReplicateStarted { .. }) => {
            &[Cite::Raft("tracker/progress.go", "BecomeReplicate"), Cite::Thesis("10.2.1")]
        }
        Trace::Append(trace::Append::PeerUnreachable { .. }) => {
            &[Cite::Raft("raft.go", "stepLeader, MsgUnreachable")]
        }
        Trace::Append(trace::Append::NoProgress { .. }) => &[STEP_LEADER],
        Trace::Log(trace::Log::ConflictFound { .. }) => {
            &[Cite::Raft("log.go", "findConflict"), Cite::Paper("5.3")]
        }
        Trace::Log(trace::Log::UnstableReplaced { .. })
        | Trace::Log(trace::Log::UnstableTruncated { .. }) => {
            &[Cite::Raft("log_unstable.go", "truncateAndAppend"), Cite::Paper("5.3")]
        }
        Trace::Log(trace::Log::StableMissing { .. })
        | Trace::Log(trace::Log::StableIsSnapshot { .. })
        | Trace::Log(trace::Log::StableMismatch { .. }) => {
            &[Cite::Raft("log_unstable.go", "stableTo")]
        }
        Trace::Log(trace::Log::StableOfLowerTerm { .. }) => {
            &[STEP, Cite::Raft("log_unstable.go", "stableTo")]
        }
        Trace::Log(trace::Log::CommitAdvanced { .. }) => {
            &[Cite::Raft("raft.go", "maybeCommit"), Cite::Paper("5.3"), Cite::Paper("5.4.2")]
        }
        Trace::Log(trace::Log::CommitHeldOldTerm { .. }) => {
            &[Cite::Raft("raft.go", "maybeCommit"), Cite::Paper("5.4.2")]
        }
        Trace::Log(trace::Log::CommitLearned { .. }) => {
            &[Cite::Raft("log.go", "commitTo"), Cite::Paper("5.3")]
        }
        _ => return None,
    })
}

fn other_cites(trace: &raft::Trace) -> Option<&'static [Cite]> {
    use raft::{Trace, trace};
    Some(match trace {
        Trace::Read(trace::Read::ReadWithoutLeader { .. })
        | Trace::Read(trace::Read::BadReadAnswer { .. }) => &[STEP_FOLLOWER],
        Trace::Read(trace::Read::ReadHeld { .. })
        | Trace::Read(trace::Read::ReadsReleasedTooEarly) => {
            &[Cite::Raft("raft.go", "releasePendingReadIndexMessages"), Cite::Thesis("6.4")]
        }
        Trace::Read(trace::Read::ReadRequested { .. })
        | Trace::Read(trace::Read::ReadAcknowledged { .. })
        | Trace::Read(trace::Read::ReadConfirmed { .. }) => {
            &[Cite::Raft("read_only.go", "addRequest, advance"), Cite::Thesis("6.4")]
        }
        Trace::Read(trace::Read::ReadTrusted { .. }) => {
            &[Cite::Raft("raft.go", "sendMsgReadIndexResponse"), Cite::Thesis("6.4.1")]
        }
        Trace::Read(trace::Read::ReadAnswered { .. }) => {
            &[Cite::Raft("raft.go", "stepFollower, MsgReadIndexResp"), Cite::Thesis("6.4")]
        }
        Trace::Transfer(trace::Transfer::TransferStarted { .. })
        | Trace::Transfer(trace::Transfer::TransferAborted { .. })
        | Trace::Transfer(trace::Transfer::TransferRepeated { .. })
        | Trace::Transfer(trace::Transfer::TransferToSelf { .. })
        | Trace::Transfer(trace::Transfer::TransferToLearner { .. })
        | Trace::Transfer(trace::Transfer::TransferWithoutLeader { .. })
        | Trace::Transfer(trace::Transfer::TimeoutNowSent { .. })
        | Trace::Transfer(trace::Transfer::TimeoutNowSentAtOnce { .. })
        | Trace::Transfer(trace::Transfer::TimeoutNowReceived { .. })
        | Trace::Transfer(trace::Transfer::TimeoutNowIgnored { .. }) => {
            &[Cite::Raft("raft.go", "stepLeader, MsgTransferLeader"), Cite::Thesis("3.10")]
        }
        Trace::Snapshot(trace::Snapshot::SnapshotToInactive { .. })
        | Trace::Snapshot(trace::Snapshot::SnapshotUnavailable { .. })
        | Trace::Snapshot(trace::Snapshot::SnapshotSent { .. })
        | Trace::Snapshot(trace::Snapshot::SnapshotNotNeeded { .. })
        | Trace::Snapshot(trace::Snapshot::SnapshotReported { .. }) => {
            &[Cite::Raft("raft.go", "maybeSendSnapshot"), Cite::Paper("7")]
        }
        Trace::Snapshot(trace::Snapshot::SnapshotHandled { .. })
        | Trace::Snapshot(trace::Snapshot::SnapshotAsLeader { .. })
        | Trace::Snapshot(trace::Snapshot::SnapshotWithoutUs { .. })
        | Trace::Snapshot(trace::Snapshot::FastForwarded { .. })
        | Trace::Snapshot(trace::Snapshot::RestoreStarted { .. })
        | Trace::Snapshot(trace::Snapshot::Restored { .. }) => {
            &[Cite::Raft("raft.go", "restore"), Cite::Paper("7")]
        }
        Trace::Membership(trace::Membership::SwitchedConfig { .. })
        | Trace::Membership(trace::Membership::ConfChangeIgnored { .. })
        | Trace::Membership(trace::Membership::LeavingJoint { .. })
        | Trace::Membership(trace::Membership::NotLeavingJoint { .. }) => {
            &[Cite::Raft("raft.go", "applyConfChange"), Cite::Thesis("4.1")]
        }
        _ => return None,
    })
}

fn wal_cites(trace: &wal::Trace) -> &'static [Cite] {
    const WAL: &str = "server/storage/wal/wal.go";
    match trace {
        wal::Trace::Created { .. } => &[Cite::Etcd(WAL, "Create")],
        wal::Trace::Saved { .. } => {
            &[Cite::Etcd(WAL, "Save"), Cite::Raft("rawnode.go", "MustSync")]
        }
        wal::Trace::SnapshotSaved { .. } => &[Cite::Etcd(WAL, "SaveSnapshot")],
        wal::Trace::Cut { .. } => &[Cite::Etcd(WAL, "cut")],
        wal::Trace::Ignored { .. } => &[Cite::Etcd("server/storage/wal/util.go", "checkWalNames")],
        wal::Trace::Repaired { .. } => &[Cite::Etcd("server/storage/wal/repair.go", "Repair")],
        wal::Trace::Opened { .. } | wal::Trace::Refused(_) => &[Cite::Etcd(WAL, "ReadAll")],
    }
}

fn mvcc_cites(trace: &mvcc::Trace) -> &'static [Cite] {
    const TXN: &str = "server/storage/mvcc/kvstore_txn.go";
    const KEY_INDEX: &str = "server/storage/mvcc/key_index.go";
    match trace {
        mvcc::Trace::KeyPut { .. } => &[Cite::Etcd(TXN, "put"), Cite::Etcd(KEY_INDEX, "put")],
        mvcc::Trace::Tombstoned { .. } => {
            &[Cite::Etcd(TXN, "delete"), Cite::Etcd(KEY_INDEX, "tombstone")]
        }
        mvcc::Trace::NothingToDelete { .. } => &[Cite::Etcd(TXN, "DeleteRange, End")],
        mvcc::Trace::RangeAt { .. } => &[Cite::Etcd(TXN, "rangeKeys")],
        mvcc::Trace::FutureRevision { .. } | mvcc::Trace::CompactedRevision { .. } => {
            &[Cite::Etcd(TXN, "rangeKeys")]
        }
    }
}

fn rule_cites(rule: server::Rule) -> &'static [Cite] {
    use server::Rule::*;
    match rule {
        PreVote => &[Cite::Raft("raft.go", "Config.PreVote"), Cite::Thesis("9.6")],
        CheckQuorum => &[Cite::Raft("raft.go", "Config.CheckQuorum"), Cite::Thesis("6.2")],
        VoteLease => &[STEP, Cite::Thesis("4.2.3")],
        CommitCurrentTerm => &[Cite::Raft("log.go", "maybeCommit"), Cite::Paper("5.4.2")],
        PersistBeforeAnswer => {
            &[Cite::Etcd("server/etcdserver/raft.go", "start"), Cite::Thesis("3.8")]
        }
        ReadIndex => &[Cite::Raft("read_only.go", "advance"), Cite::Thesis("6.4")],
    }
}

fn server_cites(trace: &server::Trace) -> &'static [Cite] {
    use server::Trace::*;
    const RAFT_GO: &str = "server/etcdserver/raft.go";
    const SERVER: &str = "server/etcdserver/server.go";
    const V3_SERVER: &str = "server/etcdserver/v3_server.go";
    match trace {
        Raft(trace) => raft_cites(trace),
        Wal(trace) => wal_cites(trace),
        Mvcc(trace) => mvcc_cites(trace),
        Snapshot(trace) => snapshot_cites(trace),
        Boot(of::Boot::Booted { .. }) | Boot(of::Boot::Restarted { .. }) => {
            &[Cite::Etcd("server/etcdserver/bootstrap.go", "bootstrap")]
        }
        Propose(of::Propose::Refused { .. }) => {
            &[Cite::Etcd("server/etcdserver/api/v3rpc/key.go", "checkPutRequest")]
        }
        Propose(of::Propose::Proposed { .. })
        | Propose(of::Propose::ProposalWaits { .. })
        | Propose(of::Propose::RequestTimedOut { .. }) => {
            &[Cite::Etcd(V3_SERVER, "processInternalRaftRequestOnce")]
        }
        Fsync(of::Fsync::SentBeforeFsync { .. }) => {
            &[Cite::Etcd(RAFT_GO, "start"), Cite::Thesis("10.2.1")]
        }
        Fsync(of::Fsync::HeldUntilFsync { .. }) | Fsync(of::Fsync::ReleasedByFsync { .. }) => {
            &[Cite::Etcd(RAFT_GO, "start"), Cite::Thesis("3.8")]
        }
        Apply(of::Apply::Applied { .. }) | Apply(of::Apply::AppliedEmpty { .. }) => {
            &[Cite::Etcd(SERVER, "applyEntryNormal")]
        }
        Read(of::Read::ReadIndexAsked { .. })
        | Read(of::Read::ReadQueued { .. })
        | Read(of::Read::ReadIndexKnown { .. })
        | Read(of::Read::ReadIndexRetried { .. }) => {
            &[Cite::Etcd(V3_SERVER, "linearizableReadLoop"), Cite::Thesis("6.4")]
        }
        Read(of::Read::ReadServed { .. }) => &[Cite::Etcd(V3_SERVER, "Range")],
        Read(of::Read::ReadFailedLeaderChanged { .. }) => {
            &[Cite::Etcd(V3_SERVER, "requestCurrentIndex")]
        }
        Read(of::Read::ReadProposed { .. }) => {
            &[Cite::Etcd(V3_SERVER, "raftRequest"), Cite::Thesis("6.4")]
        }
        Apply(of::Apply::ReadEntrySkipped { .. }) => {
            &[Cite::Etcd(SERVER, "applyEntryNormal, noSideEffect")]
        }
        Forward(of::Forward::Forwarded { .. })
        | Forward(of::Forward::ForwardWaits { .. })
        | Forward(of::Forward::ForwardRetried { .. })
        | Forward(of::Forward::ForwardAnswered { .. })
        | Forward(of::Forward::ForwardFailedLeaderChanged { .. }) => {
            &[Cite::Thesis("6.2"), Cite::Thesis("6.4")]
        }
        Fsync(of::Fsync::AnsweredBeforeFsync { .. }) => {
            &[Cite::Etcd(RAFT_GO, "start"), Cite::Thesis("3.8")]
        }
        Switch(of::Switch::RuleSwitched { rule, .. }) => rule_cites(*rule),
        Switch(of::Switch::ReadModeSwitched { .. }) => {
            &[Cite::Thesis("6.4"), Cite::Thesis("6.4.1")]
        }
        _ => member_cites(trace),
    }
}

fn snapshot_cites(trace: &server::trace::Snapshot) -> &'static [Cite] {
    use server::trace::Snapshot::*;
    const SERVER: &str = "server/etcdserver/server.go";
    const SENDER: &str = "server/etcdserver/api/rafthttp/snapshot_sender.go";
    const SNAPSHOTTER: &str = "server/etcdserver/api/snap/snapshotter.go";
    match trace {
        SnapshotTriggered { .. } => &[Cite::Etcd(SERVER, "triggerSnapshot"), Cite::Paper("7")],
        SnapshotTaken { .. } | RaftLogCompacted { .. } | CompactionSkipped { .. } => {
            &[Cite::Etcd(SERVER, "snapshot"), Cite::Thesis("5.1")]
        }
        SnapshotPurged { .. } => &[Cite::Etcd(SERVER, "purgeFile")],
        SnapshotSending { .. } => &[
            Cite::Etcd("server/etcdserver/snapshot_merge.go", "createMergedSnapshotMessage"),
            Cite::Thesis("5.1"),
        ],
        SnapshotSendEnded { .. } => &[Cite::Etcd(SENDER, "send")],
        SnapshotReceiving { .. } | SnapshotStored { .. } => {
            &[Cite::Etcd("server/etcdserver/api/rafthttp/http.go", "snapshotHandler")]
        }
        SnapshotApplied { .. } => &[Cite::Etcd(SERVER, "applySnapshot"), Cite::Paper("7")],
        SnapshotLoaded { .. } => &[
            Cite::Etcd("server/storage/backend.go", "RecoverSnapshotBackend"),
            Cite::Etcd(SNAPSHOTTER, "LoadNewestAvailable"),
        ],
        SnapshotOrphan { .. } => &[Cite::Etcd(SNAPSHOTTER, "LoadNewestAvailable")],
        SnapshotBroken { .. } => &[Cite::Etcd(SNAPSHOTTER, "loadSnap")],
        EntrySkipped { .. } => &[Cite::Etcd(SERVER, "applyEntryNormal")],
    }
}

/// Decisions about the cluster's members.
fn member_cites(trace: &server::Trace) -> &'static [Cite] {
    use server::Trace::*;
    const SERVER: &str = "server/etcdserver/server.go";
    const CLUSTER: &str = "server/etcdserver/api/membership/cluster.go";
    match trace {
        Membership(of::Membership::AppliedConfChange { .. })
        | Membership(of::Membership::AppliedConfChangeV2 { .. })
        | Membership(of::Membership::ConfChangeV2Rejected { .. }) => {
            &[Cite::Etcd(SERVER, "applyConfChange"), Cite::Thesis("4.1")]
        }
        Membership(of::Membership::ConfChangeInvalid { .. }) => &[
            Cite::Etcd(SERVER, "applyConfChange"),
            Cite::Etcd(CLUSTER, "ValidateConfigurationChange"),
        ],
        Membership(of::Membership::RemovedSelf { .. }) => {
            &[Cite::Etcd(SERVER, "stopWithDelay"), Cite::Thesis("4.2.2")]
        }
        Membership(of::Membership::ConfChangeProposed { .. }) => &[Cite::Etcd(SERVER, "configure")],
        Membership(of::Membership::ConfChangeV2Proposed { .. }) => {
            &[Cite::Raft("node.go", "ProposeConfChange"), Cite::Thesis("4.3")]
        }
        Membership(of::Membership::NotEnoughStarted { .. }) => &[
            Cite::Etcd(SERVER, "mayAddMember, mayRemoveMember, mayPromoteMember"),
            Cite::Etcd(CLUSTER, "IsReadyToAddVotingMember"),
        ],
        Membership(of::Membership::Unhealthy { .. }) => {
            &[Cite::Etcd("server/etcdserver/cluster_util.go", "isConnectedFullySince")]
        }
        Membership(of::Membership::LearnerMeasured { .. }) => {
            &[Cite::Etcd(SERVER, "isLearnerReady"), Cite::Thesis("4.2.1")]
        }
        Leader(of::Leader::LeaderChanged { .. }) => &[Cite::Raft("node.go", "run")],
        Leader(of::Leader::LeaderMoveAsked { .. }) | Leader(of::Leader::LeaderMoved { .. }) => {
            &[Cite::Etcd(SERVER, "MoveLeader"), Cite::Thesis("3.10")]
        }
        Boot(of::Boot::Joining) => {
            &[Cite::Etcd("server/etcdserver/bootstrap.go", "bootstrapExistingCluster")]
        }
        Publish(of::Publish::NotReadyToServe)
        | Publish(of::Publish::PublishProposed { .. })
        | Publish(of::Publish::Published { .. }) => &[Cite::Etcd(SERVER, "publish")],
        Membership(of::Membership::RejectedRemoved { .. }) => &[Cite::Etcd(SERVER, "Process")],
        Membership(of::Membership::ToldRemoved { .. }) => {
            &[Cite::Etcd("server/etcdserver/api/rafthttp/http.go", "StatusGone")]
        }
        _ => &[],
    }
}
