//! What there is to say about each command, one entry a command. The page shows another language by
//! looking up the name; a test tries every example.

use super::deeds::Deed;

/// One command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Entry {
    pub name: &'static str,
    pub group: Group,
    /// What stands behind the name.
    pub usage: &'static str,
    /// One line.
    pub text: &'static str,
    pub example: &'static str,
}

/// What a command is about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Group {
    Etcdctl,
    Faults,
    Network,
    Time,
    Look,
}

impl Group {
    /// All of them, in the order in which help lists them.
    pub const ALL: [Group; 5] =
        [Group::Etcdctl, Group::Faults, Group::Network, Group::Time, Group::Look];

    /// A title.
    pub fn title(self) -> &'static str {
        ["etcdctl", "Cluster and faults", "Network", "Time", "Look"][self as usize]
    }
}

/// The entry of a command.
pub fn entry(name: &str) -> Option<&'static Entry> {
    let alias = Deed::named(name).map(Deed::name);
    ENTRIES.iter().find(|e| e.name == name || Some(e.name) == alias)
}

/// What `help` prints.
pub fn overview() -> String {
    let width = ENTRIES.iter().map(|e| e.name.len()).max().unwrap_or(0);
    let mut out = String::new();
    for group in Group::ALL {
        out += &format!("{}\n", group.title());
        for e in ENTRIES.iter().filter(|e| e.group == group) {
            out += &format!("  {:width$}  {}\n", e.name, e.text);
        }
    }
    out + SYNTAX
}

/// How a line is read.
const SYNTAX: &str = "A line\n  is cut as bash cuts it: '…', \"…\", $'\\x02' and \\ quote, # begins a comment; ; and line \
                      ends stand\n  between commands. c2: before a command lets another client ask. The beginning of \
                      an etcdctl\n  command is enough if no other begins so.\n";

/// What `help put` prints.
pub fn details(e: &Entry) -> String {
    let mut out = format!("{}\nusage: {} {}", e.text, e.name, e.usage);
    out.truncate(out.trim_end().len());
    out + &format!("\nexample: {}\n", e.example)
}

const fn entry_of(
    group: Group,
    name: &'static str,
    usage: &'static str,
    text: &'static str,
    example: &'static str,
) -> Entry {
    Entry { name, group, usage, text, example }
}

/// Every command, grouped.
pub const ENTRIES: &[Entry] = &[
    entry_of(
        Group::Etcdctl,
        "put",
        "KEY VALUE [--prev-kv] [--lease=HEX] [--ignore-value] [--ignore-lease]",
        "write a key",
        "put a 1",
    ),
    entry_of(
        Group::Etcdctl,
        "get",
        "KEY [RANGE_END] [--prefix] [--from-key] [--rev=N] [--limit=N] \
         [--sort-by=create|key|modify|value|version] [--order=ascend|descend] [--keys-only] \
         [--count-only] [--print-value-only] [--consistency=l|s]",
        "read keys; -w json shows the revisions",
        "get a --consistency=s -w json",
    ),
    entry_of(
        Group::Etcdctl,
        "del",
        "KEY [RANGE_END] [--prefix] [--from-key] [--prev-kv] [--range]",
        "delete keys",
        "del a --prefix",
    ),
    entry_of(
        Group::Etcdctl,
        "member list",
        "",
        "the members, and which of them are learners",
        "member list -w table",
    ),
    entry_of(
        Group::Etcdctl,
        "member add",
        "NAME --peer-urls=URL [--learner]",
        "add a member, whose process is started afterwards; n4 listens on http://127.0.0.1:23804",
        "member add n4 --peer-urls=http://127.0.0.1:23804 --learner",
    ),
    entry_of(
        Group::Etcdctl,
        "member update",
        "ID --peer-urls=URL",
        "give a member other addresses; of a learner the list forgets that it is one, as in 3.5.16",
        "member update d8c789e0cff9a973 --peer-urls=http://localhost:23804",
    ),
    entry_of(
        Group::Etcdctl,
        "member promote",
        "ID",
        "let a learner vote; it must have caught up with the leader",
        "member promote d8c789e0cff9a973",
    ),
    entry_of(
        Group::Etcdctl,
        "member remove",
        "ID",
        "remove a member for good; its id never comes back",
        "member remove d8c789e0cff9a973",
    ),
    entry_of(
        Group::Etcdctl,
        "move-leader",
        "ID",
        "let the leader hand its office to another member",
        "move-leader 2943212f5e2cf73",
    ),
    entry_of(
        Group::Etcdctl,
        "endpoint status",
        "[--cluster]",
        "whom each endpoint takes for the leader, and how far it is",
        "endpoint status -w table",
    ),
    entry_of(
        Group::Etcdctl,
        "endpoint health",
        "[--cluster]",
        "whether each endpoint can serve a linearizable read",
        "endpoint health",
    ),
    entry_of(
        Group::Etcdctl,
        "endpoint hashkv",
        "[--cluster] [--rev=N]",
        "one number for all that each endpoint holds: the same where the keys are the same",
        "endpoint hashkv --rev=5",
    ),
    entry_of(
        Group::Faults,
        "cluster",
        "MEMBERS [--seed=N] [--heartbeat-interval=T] [--election-ticks=N] [--latency=T..T] \
         [--client-latency=T..T] \
         [--fsync=T..T] [--command-timeout=T] \
         [--snapshot-count=N] [--snapshot-catchup-entries=N] [--max-size-per-msg=BYTES] \
         [--max-inflight-msgs=N] [--reads=log|forward|read-index|lease] \
         [--pre-vote=BOOL] [--check-quorum=BOOL] [--vote-lease=BOOL] [--commit-current-term=BOOL] \
         [--persist-before-answer=BOOL] [--read-index=BOOL]",
        "start again with a new cluster",
        "cluster 5 --seed=7",
    ),
    entry_of(
        Group::Faults,
        "crash",
        "MEMBER | leader | all",
        "kill a process, as kill -9 does; its disk keeps what was synced. Also: kill, stop",
        "crash n1",
    ),
    entry_of(
        Group::Faults,
        "tear",
        "MEMBER SECTORS",
        "kill a member; so many unsynced sectors of 512 bytes had reached its disk by themselves",
        "tear n1 2",
    ),
    entry_of(
        Group::Faults,
        "wipe",
        "MEMBER",
        "give a member that is down an empty disk; restarted, it joins as whom the cluster knows at its address",
        "wipe n2",
    ),
    entry_of(
        Group::Faults,
        "restart",
        "MEMBER | all",
        "start a crashed member from its disk",
        "restart n1",
    ),
    entry_of(
        Group::Faults,
        "fsync",
        "MEMBER SHORTEST [LONGEST]",
        "how long a member's disk takes to sync",
        "fsync n1 5ms 10ms",
    ),
    entry_of(
        Group::Faults,
        "clock",
        "MEMBER RATE",
        "how fast a member's clock runs: its ticks, and so its election timeout and its lease",
        "clock n1 90%",
    ),
    entry_of(Group::Faults, "campaign", "MEMBER", "let a member start an election", "campaign n2"),
    entry_of(
        Group::Faults,
        "start",
        "MEMBER",
        "start the machine of a member that was added: it joins the cluster with an empty log",
        "start n6",
    ),
    entry_of(
        Group::Faults,
        "propose-conf-change",
        "MEMBER [vN|lN|rN…] [--transition=auto|implicit|explicit]",
        "let a member propose to change several members at once: vN becomes a voter, lN a learner, rN \
         leaves; without changes, leave the joint configuration. Raft can do this; etcd's server never asks",
        "propose-conf-change n1 v4 r2 --transition=explicit",
    ),
    entry_of(
        Group::Faults,
        "rule",
        "pre-vote|check-quorum|vote-lease|commit-current-term|persist-before-answer|read-index on|off",
        "switch one of the safety rules, to see what it is for",
        "rule vote-lease off",
    ),
    entry_of(
        Group::Faults,
        "reads",
        "log|forward|read-index|lease",
        "how linearizable reads are served: through the log (etcd before 3.2), by the leader itself, \
         by asking the leader for its commit index (etcd), or by trusting the leader's lease",
        "reads lease",
    ),
    entry_of(
        Group::Faults,
        "pause",
        "MEMBER | leader | all",
        "stop a process where it is, as SIGSTOP does; connections and disk go on without it",
        "pause n2",
    ),
    entry_of(
        Group::Faults,
        "resume",
        "MEMBER | leader | all",
        "let a stopped process go on: all that came meanwhile is there at once",
        "resume n2",
    ),
    entry_of(
        Group::Faults,
        "cancel",
        "[CLIENT] [NUMBER]",
        "a client waits no longer, as after Ctrl+C: for its command with this number, or for all",
        "cancel c1",
    ),
    entry_of(
        Group::Faults,
        "request",
        "CLIENT COMMAND",
        "what a command of etcdctl asks for, asked by a program that has been connected all along",
        "request c2 put a 1 --endpoints=n1",
    ),
    entry_of(
        Group::Network,
        "partition",
        "MEMBER… | MEMBER…",
        "let members talk within their group only",
        "partition n1 n2 | n3 n4 n5",
    ),
    entry_of(
        Group::Network,
        "isolate",
        "MEMBER",
        "cut a member off from all other members",
        "isolate n1",
    ),
    entry_of(
        Group::Network,
        "heal",
        "",
        "let every link work again and every clock run right",
        "heal",
    ),
    entry_of(
        Group::Network,
        "cut",
        "PEER PEER, or PEER -> PEER for one way",
        "let nothing pass between two members or a client and a member",
        "cut n1 -> n2",
    ),
    entry_of(Group::Network, "mend", "PEER PEER, or PEER -> PEER", "undo cut", "mend n1 n2"),
    entry_of(
        Group::Network,
        "hold",
        "PEER PEER, or PEER -> PEER",
        "let packets wait until they are released",
        "hold n1 -> n2",
    ),
    entry_of(
        Group::Network,
        "release",
        "PEER PEER, or PEER -> PEER",
        "let held packets go on",
        "release n1 -> n2",
    ),
    entry_of(Group::Network, "drop", "PACKET", "lose one packet that is under way", "drop 123"),
    entry_of(
        Group::Network,
        "delay",
        "PACKET TIME",
        "let one packet arrive later",
        "delay 123 20ms",
    ),
    entry_of(
        Group::Network,
        "loss",
        "SHARE",
        "lose this share of packets between members",
        "loss 10%",
    ),
    entry_of(
        Group::Network,
        "duplicate",
        "SHARE",
        "let this share of packets between members arrive twice, which TCP never does",
        "duplicate 5%",
    ),
    entry_of(
        Group::Network,
        "reorder",
        "SHARE",
        "let this share of packets between members overtake and be overtaken",
        "reorder 5%",
    ),
    entry_of(
        Group::Network,
        "latency",
        "SHORTEST [LONGEST]",
        "how long a packet between members takes",
        "latency 10ms 20ms",
    ),
    entry_of(
        Group::Time,
        "run",
        "TIME, or until leader|idle|commit|DECISION [MEMBER] [--limit=TIME]",
        "let time pass, or let it pass until something happens",
        "run until leader",
    ),
    entry_of(Group::Time, "step", "[MOMENTS]", "go on by one moment", "step 3"),
    entry_of(
        Group::Time,
        "seek",
        "MOMENT or TIME",
        "go to a moment, forwards or backwards",
        "seek 1200ms",
    ),
    entry_of(Group::Look, "status", "", "each member's role, term, indices and revision", "status"),
    entry_of(Group::Look, "log", "MEMBER", "a member's raft log", "log n1"),
    entry_of(
        Group::Look,
        "wal",
        "MEMBER [--dump]",
        "the records in a member's write-ahead log; or its entries as etcd-dump-logs prints them",
        "wal n1 --dump",
    ),
    entry_of(
        Group::Look,
        "logs",
        "[MEMBER] [TEXT] [--level=debug|info|warn|error|panic|fatal] [--json] [--last=N|all]",
        "what a member would have logged up to now; a text finds the lines that contain it",
        "logs n1 --level=debug",
    ),
    entry_of(
        Group::Look,
        "why",
        "[no-leader | MEMBER not-leader | entry INDEX [MEMBER] | read [CLIENT]]",
        "what has not happened yet, and what stands in the way; alone: everything that is pending",
        "why no-leader",
    ),
    entry_of(
        Group::Look,
        "path",
        "[CLIENT, or the MOMENT at which it was sent]",
        "how a linearizable read went through the members, step by step; alone: the newest",
        "path",
    ),
    entry_of(
        Group::Look,
        "help",
        "[COMMAND]",
        "this list, or more about one command; help etcdctl … is etcdctl's own",
        "help put",
    ),
    entry_of(Group::Etcdctl, "version", "", "the version of etcdctl", "version"),
];
