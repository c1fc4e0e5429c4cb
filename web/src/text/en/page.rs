//! The page around: header, messages, dialogs, panes.

use crate::{
    msg::{Pane, Theme},
    timeline::Speed,
    words,
};
use engine::{base::MachineId, check::Property, sim::MomentId};

words! {
    /// Header, messages, dialogs, panes.
    pub struct PageWords {
        name: "etcdscope";
        tagline: "a real etcd cluster behind glass";
        skip: "Skip to the terminal";
        members(n: usize): { 1 => "{n} member", _ => "{n} members" };
        add_member: "Add a member";
        add_learner: "Add a learner";
        start_member(member: MachineId): "Start {member}";
        faults: "Faults";
        fault_partition: "Cut the leader off";
        fault_crash: "Crash the leader";
        fault_restart: "Restart what is down";
        fault_heal: "Heal the network";
        checks_hold(n: usize): { 1 => "{n} invariant holds", _ => "{n} invariants hold" };
        checks_broken: "Invariant violated";
        checks_title: "Checked at every moment";
        checks_about: "Each rule is checked against all members after every single step of the \
            cluster. A violation stops the clock and shows its proof here.";
        checks_proof(moment: MomentId): "at moment {moment}";
        /// The name of a promise, and what it says.
        property(Property): {
            ElectionSafety => ("election safety", "At most one member leads in a term."),
            LeaderAppendOnly => (
                "leader append-only",
                "A leader only adds to its log; it never changes or drops an entry."
            ),
            LogMatching => ("log matching", "Two logs that share an entry are the same up to it."),
            LeaderCompleteness => (
                "leader completeness",
                "Whoever leads has every entry that was committed in an earlier term."
            ),
            StateMachineSafety => (
                "state machine safety",
                "No two members carry out different entries at one index."
            ),
            AcknowledgedMeansDurable => (
                "acknowledged means durable",
                "What a client was told of is on so many disks that no quorum is without it."
            ),
            StaleRead => (
                "linearizable reads",
                "A linearizable read shows everything that any client knew before it began."
            ),
            CarriedOutOnce => (
                "carried out at most once",
                "A write becomes one entry, and an entry makes one revision."
            ),
            LeaderDisturbed => (
                "undisturbed leadership",
                "A healthy leader is not deposed by a member that nobody needs."
            ),
            LeaderOfNobody => (
                "leadership of a quorum",
                "Whoever leads hears from a quorum, or stops leading within two election timeouts."
            ),
        };
        share: "Share";
        share_title: "Copy a link to this very moment";
        shared: "Link copied. It holds the whole run up to this moment, and nothing leaves your browser.";
        copied: "The lines are on the clipboard.";
        copy_failed: "The browser did not allow copying. Save the lines as a file instead.";
        share_failed: "The browser did not allow copying. The link now stands in the address bar.";
        save: "Save as a file";
        open: "Open a file…";
        more: "More";
        theme(Theme): { System => "As the system", Light => "Light", Dark => "Dark" };
        help: "Keys and help";
        close: "Close";
        dismiss: "Dismiss";
        pane(Pane): {
            Stage => "Stage",
            Terminal => "Terminal",
            Lanes => "Lanes",
            Inspect => "Inspect",
        };
        pane_list: "Views";
        inspector: "Inspector";
        try_lead(speed: Speed): {
            Speed::Slower(n) => "Real etcd, {n} times slower. Try:",
            Speed::Times(1) => "Real etcd, in real time. Try:",
            Speed::Times(n) => "Real etcd, {n} times faster. Try:",
            Speed::Max => "Real etcd, as fast as it goes. Try:",
        };
        try_put: "write a key";
        try_crash: "crash the leader";
        try_partition: "split the network";
        try_restart: "restart it";
        try_heal: "heal the network";
        past_title: "You are in the past.";
        past_drops(n: u32): {
            1 => "Acting here drops the {n} moment that came later.",
            _ => "Acting here drops the {n} moments that came later.",
        };
        past_act: "Drop them and act";
        past_stay: "Stay";
        /// `error` is a sentence of the engine's, or one of the two below.
        load_failed(name: &str, error: &str):
            "{name} could not be opened: {error} The cluster goes on as it was.";
        link_damaged(at: usize): "character {at} does not belong there; copy the whole link again.";
        too_large: "it has more than a megabyte.";
        loaded(name: &str): "Opened {name}.";
        opening(name: &str, done: u32, all: u32): "Opening {name}: moment {done} of {all}…";
        the_link: "The link";
        keys_title: "Keys";
        keys: [
            ("Space", "play or pause"),
            ("←", "one moment back"),
            ("→", "one moment forward"),
            ("/", "to the terminal"),
            ("?", "this help"),
            ("Esc", "close, or let go of what is selected"),
            ("← → ↑ ↓ Enter + −", "in the lanes: choose a message, go to it, zoom"),
        ];
        help_lead: "Click a member, a message or a link to see what you can do to it. Every click is \
            also a command, and the terminal shows which.";
        simple_title: "What is simpler here than in production";
        simple: [
            "The network is that of three distant cities (14–22 ms one way), a disk syncs in 6–10 ms, \
                and computing takes no time.",
            "Members are called after their machines, n1, n2, …; etcdctl takes ids, which a member's button bar shows.",
            "A process that starts waits for its whole election timeout; etcd shortens the first one \
                when it has found its peers (--initial-election-tick-advance).",
            "The store is kept in memory. Its BoltDB file is written as a whole with each snapshot, \
                where etcd changes a few pages of it every 100 ms; the pages are not shown yet.",
            "A snapshot takes no longer to send than any other message, however large it is.",
            "A crash takes the machine's power: what was not synced is lost, as a process's end alone \
                would not lose it.",
        ];
        panic_title: "Something broke, and it is our fault";
        panic_lead: "The page stopped at this error. Nothing was sent anywhere.";
        panic_scenario:
            "This text brings back what you were doing. Keep it, or add it to a bug report:";
        panic_copy: "Copy";
        panic_reload: "Reload";
    }
}
