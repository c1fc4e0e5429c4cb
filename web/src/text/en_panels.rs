//! English, the panels: inspector, explanations.

use super::panels::{EventWords, WaitWords, WhyWords};

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
    timer: "A timer of {member} ends.",
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
