//! The terminal. What etcdctl prints in it is etcdctl's in every language.

use crate::words;
use engine::base::MachineId;
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
        waiting(member: MachineId): "waiting for {member}";
        waiting_paused(member: MachineId): "waiting for {member}, and the clock is paused";
        connecting: "waiting for a connection";
        connecting_paused: "waiting for a connection, and the clock is paused";
        /// When the client's patience ends, in virtual time.
        gives_up(left: &str): "gives up in {left}";
        /// The same, and in the time of the room.
        gives_up_at(left: &str, room: &str): "gives up in {left} ({room} at this speed)";
        width: "Width of the terminal";
        whole_room: "Give the terminal the whole room";
        less_room: "Back beside the stage";
        to_the_answer: "run to the answer";
        cancel: "cancel (Ctrl+C)";
        /// What opens the lines that etcdctl's client writes for every attempt that failed.
        client_log: "the client's log";
        play: "let time pass (Space)";
    }
}
