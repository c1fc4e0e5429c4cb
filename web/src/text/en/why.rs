//! What happened at a moment, and what is still pending, in English.

use crate::words;
use engine::base::{MachineId, Name};
use engine::sim::Loss;

words! {
    /// The Why panel.
    pub struct WhyWords {
        when(at: &str, moment: u32): "{at} ms · moment {moment}";
        at(at: &str): "{at} ms";
        no_decision: "No decision was taken at this moment. “Decision before” leads to the last one.";
        compared: "Compared values";
        log: "In etcd's log";
        /// Behind a line of the level debug.
        quiet: "Only with --log-level=debug, so not in a production log.";
        sources: "Read more";
        causes: "Because, back to the first cause";
        no_cause: "Nothing before it: this is where the story begins.";
        // a cause: what happened, and what was decided then
        led_to(happened: &str, decided: &str): "{happened} {decided}.";
        waiting: "Not yet, because";
        nothing_waits: "Nothing is pending.";
        skipped(n: usize): "{n} more steps like these";
        previous: "decision before";
        next: "decision after";
    }
}

words! {
    /// What happened at a moment.
    pub struct EventWords {
        start: "The cluster starts: every member boots.";
        tick(member: MachineId): "The clock of {member} ticks.";
        timer(member: MachineId): "A timer of {member} ends.";
        deliver(to: &str, kind: &str, from: &str): "{to} receives {kind} from {from}.";
        lost(kind: &str, from: &str, to: &str, why: &str): "{kind} from {from} to {to} is lost: {why}.";
        loss(Loss): {
            Cut => "the link is cut",
            Chance => "by chance",
            Down => "nobody runs there",
            Dropped => "you dropped it"
        };
        unreachable(member: MachineId, peer: Name): "{member} notices that {peer} cannot be reached.";
        snapshot_arrived(member: MachineId, peer: Name): "{member} hears that its snapshot is safe at {peer}.";
        snapshot_lost(member: MachineId, peer: Name):
            "{member} hears that its snapshot did not reach {peer}.";
        disk_done(member: MachineId): "The disk of {member} reports that its fsync is done.";
        timeout(client: &str): "{client} gives up waiting.";
        dial(client: &str, member: MachineId): "{client} tries to connect to {member} again";
        retry(client: &str): "{client} sends its request again, to its next endpoint.";
        act(command: &str): "You: {command}";
        request: "a request";
        reply: "an answer";
        push: "a message of a stream";
        refused: "a refused connection";
        gone: "the word that it was removed";
        connect: "a new connection";
        connected: "the word that the connection stands";
        connection_refused: "a refused connection";
        closed: "the end of a connection";
        cancel: "the word that nobody waits any more";
    }
}

words! {
    /// What pending things wait for.
    pub struct WaitWords {
        parked(member: MachineId, writes: usize):
            "At {member} wait {writes} to be proposed: there is no leader to propose to.";
        fsync(member: MachineId, from: u64, to: u64):
            "{member} writes entries {from}–{to}; its fsync has not returned.";
        fsync_state(member: MachineId): "{member} writes; its fsync has not returned.";
        apply(member: MachineId, applied: u64, commit: u64):
            "{member} has applied up to {applied} and knows of commits up to {commit}.";
        client(client: u64, request: &str, member: MachineId, left: u64):
            "Client {client} waits for {member}: {request}. It gives up in {left} ms.";
        client_down(client: u64, request: &str, member: MachineId, left: u64):
            "Client {client} waits for {member}, which does not run: {request}. It gives up in {left} ms.";
        down(member: MachineId): "{member} does not run. It answers nothing until it is restarted.";
    }
}
