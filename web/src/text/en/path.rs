//! The way of a read, in English.

use crate::{text::Span, words};
use engine::base::{MachineId, Name};

words! {
    /// The Path panel. Of a step: what happened, and the values that were compared.
    pub struct PathWords {
        choose: "Linearizable reads, the newest first";
        none: "No linearizable read has been sent yet. Try: get greeting";
        steps: "Step by step; each leads to its moment";
        took(command: &str, time: Span): "{command} took {time}.";
        waits(command: &str, time: Span): "{command} has waited for {time}.";
        later: "after the playhead";
        arrived(client: &str, member: MachineId): "{client} → {member}";
        arrived_detail: "the request arrives";
        queued(member: MachineId): "{member} lets it wait for the next round";
        queued_detail(behind: u64):
            "{behind} in the present one, and a write may have been acknowledged since it began";
        asked(member: MachineId): "{member} asks: at which index may I read?";
        asked_detail(context: &str, reads: u64): "context {context}; reads that share it: {reads}";
        no_leader(member: MachineId, term: u64): "{member} knows no leader in term {term}";
        no_leader_detail: "the question is dropped, and asked again later";
        asked_again(member: MachineId): "{member} asks again";
        asked_again_detail: "no answer within 500 ms";
        forwarded(leader: MachineId): "MsgReadIndex → {leader}";
        forwarded_detail(context: &str, member: MachineId): "context {context}, from {member}";
        held(leader: MachineId): "{leader} holds it back";
        held_detail(term: u64, committed: u64, current: u64):
            "term {term} of its last commit {committed} < its own term {current}";
        noted(leader: MachineId): "{leader} notes its commit index and asks: do I still lead?";
        noted_detail(index: u64, number: u64): "index {index}; its heartbeats bear context {number}";
        acknowledged(from: Name): "{from} answers the heartbeat";
        acknowledged_detail(number: u64, halves: &str): "context ≥ {number}; answered: {halves}";
        lost(from: &str, to: &str): "{from} → {to} is lost";
        confirmed(leader: MachineId): "A quorum still follows {leader}";
        confirmed_detail(index: u64, acks: &str): "index {index}; {acks}";
        trusted(leader: MachineId): "{leader} answers without asking anybody";
        index(index: u64): "index {index}";
        answered(member: MachineId): "MsgReadIndexResp → {member}";
        known(member: MachineId): "{member} may answer";
        applied(applied: u64, index: u64): "applied {applied} ≥ index {index}";
        known_behind(member: MachineId): "{member} must catch up first";
        applied_behind(applied: u64, index: u64): "applied {applied} < index {index}";
        served(member: MachineId): "{member} reads its store";
        replied(client: &str, member: MachineId): "{member} → {client}";
        replied_detail: "the answer arrives";
        leader_changed(member: MachineId): "{member} gives up the round";
        leader_changed_detail: "the leader changed";
        refused(client: &str, member: MachineId): "{member} ✕ {client}";
        refused_detail: "the connection is refused or broken";
        waits_for_leader(member: MachineId): "{member} waits for a leader";
        waits_for_leader_detail: "to whom it would pass the read on";
        proposed(member: MachineId): "{member} proposes the read";
        proposed_detail: "through the log, as if it were a write";
        appended(leader: MachineId): "{leader} appends it";
        appended_detail(index: u64): "as entry {index}";
        committed: "A quorum has it on disk";
        committed_detail(index: u64, leader: MachineId): "entry {index} is committed by {leader}";
        passed_on(member: MachineId, leader: MachineId): "{member} → {leader}";
        passed_on_detail: "the whole read is passed on to the leader";
        handed_back(member: MachineId, leader: MachineId): "{leader} → {member}";
        handed_back_detail: "the leader's answer comes back";
        connected(client: &str, member: MachineId): "{client} is connected to {member}";
        connected_detail: "the request goes to whoever was there first";
        retried(client: &str): "{client} tries its next endpoint";
        retried_detail: "a read may be sent again";
        gave_up(client: &str): "{client} gives up";
        gave_up_detail: "context deadline exceeded";
    }
}
