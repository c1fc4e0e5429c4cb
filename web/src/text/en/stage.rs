//! The picture of the cluster, and its tables.

use crate::{present::frame::Role, text::Span, words};
use engine::base::{MachineId, Name};

words! {
    /// The picture of the cluster.
    pub struct StageWords {
        title: "The cluster";
        as_table: "As a table";
        as_picture: "As a picture";
        role(Role): {
            Leader => "leader",
            Follower => "follower",
            Candidate => "candidate",
            PreCandidate => "pre-candidate",
            Crashed => "crashed",
        };
        learner: "learner";
        awaited: "not started";
        removed: "removed";
        paused: "stopped";
        resume: "Let it go on";
        wipe: "Wipe its disk";
        start: "Start it";
        promote: "Promote";
        remove: "Remove";
        lead: "Let it lead";
        term(term: u64): "term {term}";
        log(commit: u64, last: u64): "commit {commit} · last {last}";
        log_short(commit: u64): "commit {commit}";
        /// Read aloud; the state is its role, or how it stands.
        member(member: MachineId, state: &str, term: u64, commit: u64, applied: u64, last: u64):
            "{member}, {state}, term {term}, commit {commit}, applied {applied}, last {last}";
        member_down(member: MachineId, state: &str): "{member}, {state}";
        link(from: &str, to: &str): "link between {from} and {to}";
        link_is_cut(from: &str, to: &str): "link between {from} and {to}, cut";
        cut_state: "cut";
        held_state: "held";
        client(id: u64): { 1 => "your terminal", _ => "client {id}" };
        asks(request: &str): "{request} …";
        endpoint(member: MachineId): "talks to {member}";
        /// A client's last answer, in a few words of etcd's own.
        written(revision: i64): "OK · revision {revision}";
        deleted(n: i64): "deleted {n}";
        counted(n: i64): "count {n}";
        added(member: Name): "added {member}";
        moved: "Leadership transferred";
        status(member: Name, term: u64, index: u64): "{member}: term {term}, index {index}";
        hash(hash: u32): "hash {hash}";
        quorum: "quorum";
        no_quorum: "no quorum";
        partition: "Network split";
        heal: "Heal";
        crash: "Crash";
        restart: "Restart";
        isolate: "Isolate";
        campaign: "Start an election";
        drop: "Drop";
        delay: "Delay 50 ms";
        cut: "Cut";
        mend: "Mend";
        hold: "Hold packets";
        release: "Release";
        deselect: "Let go";
        actions(what: &str): "What you can do with {what}";
        gone: "It has arrived.";
        arrives_in(time: Span): "arrives in {time}";
        legend: "What the shapes mean";
        legend_append: "append";
        legend_ack: "its answer";
        legend_heartbeat: "heartbeat";
        legend_vote: "vote";
        legend_pre_vote: "pre-vote";
        legend_request: "client";
        legend_term: "colour: term";
        legend_log: "log: committed, uncommitted, not yet on disk";
        table_members: "Members";
        table_messages: "Messages in flight";
        table_links: "Links that are cut or held";
        no_messages: "None at this moment.";
        no_links: "None: everybody can talk to everybody.";
        columns_member: ["Member", "Role", "Term", "Vote", "Leader", "Commit", "Applied", "Last"];
        columns_message: ["Message", "From", "To", "Term", "Arrives in"];
        columns_link: ["From", "To", "State"];
    }
}
