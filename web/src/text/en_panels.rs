//! English, the panels: inspector, explanations.

use super::panels::{EventWords, InspectWords, StorageWords, WaitWords, WalWords, WhyWords};

pub(super) const INSPECT: InspectWords = InspectWords {
    name: "Inspector",
    nothing: "Choose a member on the stage: a click on n1 opens it here.",
    down: "This member is not running. Its memory is gone; what it had written and synced is still on \
        its disk: see the WAL tab. Restart it, and it reads itself back from there.",
    tabs: ["Raft", "Logs", "WAL", "Storage", "Path", "Why"],
    term: "term",
    figures: "commit {commit} · applied {applied} · rev {revision}",
    as_table: "as table",
    as_picture: "as picture",
    older: "older",
    newer: "newer",
    comma: ", ",
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
    byte_count: "{n} bytes",
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
    keys_changed: "keys {from}–{to} of {listed} changed here, {total} in all",
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
    no_decision: "No decision was taken at this moment. “Decision before” leads to the last one.",
    compared: "Compared values",
    log: "etcd's log line",
    sources: "Read more",
    causes: "Because, back to the first cause",
    no_cause: "Nothing before it: this is where the story begins.",
    waiting: "Not yet, because",
    nothing_waits: "Nothing is pending.",
    skipped: "{n} more steps like these",
    previous: "decision before",
    next: "decision after",
};

pub(super) const EVENTS: EventWords = EventWords {
    start: "The cluster starts: every member boots.",
    tick: "The clock of {member} ticks.",
    deliver: "{to} receives {kind} from {from}.",
    lost: "{kind} from {from} to {to} is lost: {why}.",
    losses: ["the link is cut", "by chance", "nobody runs there", "you dropped it"],
    unreachable: "{member} notices that {peer} cannot be reached.",
    snapshot_arrived: "{member} hears that its snapshot is safe at {peer}.",
    snapshot_lost: "{member} hears that its snapshot did not reach {peer}.",
    disk_done: "The disk of {member} reports that its fsync is done.",
    timeout: "{client} gives up waiting.",
    retry: "{client} sends its request again, to its next endpoint.",
    act: "You: {command}",
    request: "a request",
    reply: "an answer",
    refused: "a refused connection",
    gone: "the word that it was removed",
};

pub(super) const WAITS: WaitWords = WaitWords {
    parked: "At n{member} wait {writes} to be proposed: there is no leader to propose to.",
    fsync: "n{member} writes entries {from}–{to}; its fsync has not returned.",
    fsync_state: "n{member} writes; its fsync has not returned.",
    apply: "n{member} has applied up to {applied} and knows of commits up to {commit}.",
    client: "Client {client} waits for n{member}: {request}. It gives up in {left} ms.",
    client_down: "Client {client} waits for n{member}, which does not run: {request}. It gives up in \
        {left} ms.",
    down: "n{member} does not run. It answers nothing until it is restarted.",
};
