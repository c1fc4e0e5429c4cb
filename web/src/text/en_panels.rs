//! English, the panels: terminal, inspector, explanations.

use super::panels::{
    EventWords, InspectWords, RaftWords, StorageWords, TerminalWords, WaitWords, WalWords, WhyWords,
};

pub(super) const TERMINAL: TerminalWords = TerminalWords {
    name: "Terminal",
    log: "Commands and answers",
    input: "Command",
    placeholder: "etcdctl command, or help",
    candidates: "Completions",
    welcome: "This is etcdctl, and the cluster is real. Type a command, or try one of these:",
    examples: &[
        "put greeting hello",
        "get greeting",
        "get --prefix \"\" --write-out=json",
        "crash n1",
        "run until became-leader",
        "partition n1 n2 | n3 n4 n5",
        "heal",
        "help",
    ],
    echo: "(your click)",
    seek: "go to moment {moment}",
    waiting: "waiting for n{member}",
    waiting_paused: "waiting for n{member}, and the clock is paused",
    play: "let time pass (Space)",
};

pub(super) const INSPECT: InspectWords = InspectWords {
    name: "Inspector",
    nothing: "Choose a member on the stage: a click on n1 opens it here.",
    down: "This member is not running. Its memory is gone; what it had written and synced is still on \
        its disk: see the WAL tab. Restart it, and it reads itself back from there.",
    tabs: ["Raft", "WAL", "Storage", "Why"],
    term: "term",
    figures: "commit {commit} · applied {applied} · rev {revision}",
    as_table: "as table",
    as_picture: "as picture",
    older: "older",
    newer: "newer",
    comma: ", ",
};

pub(super) const RAFT: RaftWords = RaftWords {
    role: "role",
    role_hint: "What it takes itself for. There may be two leaders for a while, in different terms.",
    term_hint: "Counts elections. A message of a higher term makes its receiver a follower of that \
        term; one of a lower term is not believed.",
    vote: "vote",
    vote_hint: "Whom it voted for in this term. Saved before it is sent: nobody votes twice.",
    lead: "leader",
    lead_hint: "Whom it takes for the leader.",
    nobody: "nobody",
    applied: "applied",
    applied_hint: "Up to here the log has been carried out on the key-value store.",
    commit: "commit",
    commit_hint: "Up to here the log is known to be on a quorum's disks. It cannot be lost any more.",
    stable: "on disk",
    stable_hint: "Up to here the log is synced to this member's own disk.",
    last: "last",
    last_hint: "The last entry of its log, wherever it is.",
    voters: "voters",
    voters_hint: "A majority of these is a quorum.",
    learners: "learners",
    election_timer: "election timer",
    election_timer_hint: "Set back by every word of the leader. When it runs out, an election begins. \
        The length is random, so that two members rarely start together.",
    quorum_timer: "quorum check",
    quorum_timer_hint: "When it runs out, the leader counts whom it has heard of. Without a quorum it \
        steps down (CheckQuorum).",
    timer: "{elapsed} of {timeout} ms",
    votes: "Votes",
    pre_votes: "Pre-votes: would you vote for me?",
    tally: "{granted} granted, {quorum} needed.",
    log: "Log",
    empty_log: "The log is empty.",
    entry: "Entry {index}, term {term}: {state}.",
    reached: ["applied", "committed", "saved here, not committed", "in memory only"],
    window: "{from}–{to}, log {first}–{last}",
    index: "index",
    content: "content",
    progress: "Progress of each member",
    member: "member",
    itself: "itself",
    learner: "learner",
    state: "state",
    state_hint: "How the leader sends to this member.",
    probe_hint: "Probe: it is not known how far this log agrees. One message at a time, and its \
        answer tells where to go on.",
    replicate_hint: "Replicate: the logs agree. Messages follow each other without waiting for \
        answers.",
    snapshot_hint: "Snapshot: what this member needs is no longer in the log; a snapshot is on its \
        way.",
    paused: "waits",
    silent: "silent",
    match_hint: "Up to here this member's log is known to equal the leader's.",
    next_hint: "The entry that is sent to it next.",
    inflight: "in flight",
    inflight_hint: "Append messages sent and not answered, of so many allowed.",
    reads: "Linearizable reads that wait for a quorum",
    no_reads: "None at this moment.",
    read: "At index {index}: {acks} of {quorum} have answered the heartbeat ({from}).",
    no_op: "(empty: a new leader's first entry)",
};

pub(super) const WAL: WalWords = WalWords {
    empty: "Nothing is written yet.",
    segment: "Write-ahead log",
    size: "{bytes} bytes, {records} records",
    window: "records {from}–{to} of {total}",
    all_safe: "Everything written is synced. A crash now loses nothing.",
    syncing: "An fsync is under way. A crash now loses the last {bytes} bytes.",
    not_synced: "The last {bytes} bytes are not synced. A crash now loses them, and it may: no entry, \
        term or vote is among them that anybody was told of.",
    safe: "kept",
    lost: "lost",
    record: "{kind} at offset {offset}, {len} bytes, {state} in a crash now:",
    line: "fsync line: a crash loses what is right of it",
    kinds: ["metadata", "entry", "hard state", "crc", "snapshot", "damaged"],
    kinds_short: ["meta", "entry", "state", "crc", "snap", "✕"],
    offset: "offset",
    kind: "record",
    content: "content",
    on_crash: "in a crash",
    open_hint: "Choose a record to see its bytes.",
    opened: "Record {number}: offset {offset}, {len} bytes",
    fields: "Fields",
    bytes: "Bytes",
    more_bytes: "and {more} more bytes",
    chain: "Checksum chain: CRC-32C was {before}; continued over this record's data it is {after}.",
    chain_kept: "Checksum chain: this record has no data to add, so it stays {after}.",
};

pub(super) const STORAGE: StorageWords = StorageWords {
    empty: "The store is empty and at revision 1, so the first write makes revision 2. Try: put \
        greeting hello",
    lattice: "Revisions and generations",
    lattice_hint: "Click a revision, or use ← and →, to read the store as it was then.",
    revisions: "revisions {from}–{to} of {current}",
    keys: "keys {from}–{to} of {total}",
    cursor: "Revision to read at",
    cursor_value: "revision {revision}",
    cursor_label: "read at {revision}",
    compacted: "compacted",
    written: "{key} = {value}  ·  revision {revision}, create {create}, mod {mod}, version {version}",
    deleted: "{key} is deleted at revision {revision}: the tombstone ends the generation",
    read_now: "The store now, at revision {revision}",
    read_at: "The store as it was at revision {revision}",
    nothing_then: "No key was there.",
    more_keys: "and {more} more keys",
    key: "key",
    value: "value",
    revision: "revision",
    generation: "gen.",
    generation_hint: "Which life of the key: a tombstone ends one, the next put begins another.",
    create_version: "create / version",
    create_hint: "The revision at which this generation began.",
    mod_hint: "The revision of the last write.",
    version_hint: "Writes in this generation; 1 is its first.",
    tombstone: "tombstone",
    tree: "treeIndex: key → revisions",
    tree_remark: "A B-tree in memory, rebuilt from the database at every start. Deleted keys stay in \
        it until they are compacted.",
    more_nodes: "and {more} more nodes",
};

pub(super) const WHY: WhyWords = WhyWords {
    when: "{at} ms · moment {moment}",
    no_decision: "No decision was taken at this moment.",
    compared: "Compared values",
    log: "etcd's log line",
    sources: "Read more",
    causes: "Because, back to the first cause",
    no_cause: "Nothing before it: this is where the story begins.",
    waiting: "Not yet, because",
    nothing_waits: "Nothing is pending.",
};

pub(super) const EVENTS: EventWords = EventWords {
    start: "The cluster starts: every member boots.",
    tick: "The clock of {member} ticks.",
    deliver: "{to} receives {kind} from {from}.",
    lost: "{kind} from {from} to {to} is lost: {why}.",
    losses: ["the link is cut", "by chance", "nobody runs there", "you dropped it"],
    unreachable: "{member} notices that {peer} cannot be reached.",
    disk_done: "The disk of {member} reports that its fsync is done.",
    timeout: "{client} gives up waiting.",
    retry: "{client} sends its request again, to its next endpoint.",
    act: "You: {command}",
    request: "a request",
    reply: "an answer",
    refused: "a refused connection",
};

pub(super) const WAITS: WaitWords = WaitWords {
    quorum: "Entry {index} needs {more} more of {missing} to have it on disk.",
    older_term: "Entry {index} is of term {term}: it commits only together with an entry of term \
        {now}.",
    no_quorum_alive: "There is no leader, and there cannot be one: {alive} of {members} members run, \
        {needed} are needed.",
    election: "There is no leader. n{member} is the next to start an election, in {ms} ms.",
    votes: "n{member} needs {more} more of the votes of {missing}.",
    pre_votes: "n{member} asks whether it would win; it needs {more} more yes of {missing}.",
    lonely_leader: "n{member} still takes itself for the leader. It has not heard of {silent} and \
        looks again in {ms} ms; without a quorum it steps down.",
    fsync: "n{member} writes entries {from}–{to}; its fsync has not returned.",
    fsync_state: "n{member} writes; its fsync has not returned.",
    apply: "n{member} has applied up to {applied} and knows of commits up to {commit}.",
    read_quorum: "A read at n{member} (index {index}) needs {more} more answers to its heartbeat.",
    read_apply: "A read at n{member} waits until {index} is applied there; it is at {applied}.",
    client: "Client {client} waits for n{member}: {request}. It gives up in {left} ms.",
    client_down: "Client {client} waits for n{member}, which does not run: {request}. It gives up in \
        {left} ms.",
    down: "n{member} does not run. It answers nothing until it is restarted.",
};
