//! The terminal. What etcdctl prints in it is etcdctl's in every language.

use crate::words;
use engine::sim::MomentId;

words! {
    /// The terminal.
    pub struct TerminalWords {
        name: "Terminal";
        log: "Commands and answers";
        input: "Command";
        placeholder: "etcdctl command, or help";
        candidates: "Completions";
        welcome:
            "This is etcdctl, and the cluster is real. Type a command, or try one of these:";
        /// Beside a command that a click stands for.
        echo: "(your click)";
        seek(moment: MomentId): "go to moment {moment}";
        waiting(member: u64): "waiting for n{member}";
        waiting_paused(member: u64): "waiting for n{member}, and the clock is paused";
        /// What opens the lines that etcdctl's client writes for every attempt that failed.
        client_log: "the client's log";
        play: "let time pass (Space)";
    }
}
