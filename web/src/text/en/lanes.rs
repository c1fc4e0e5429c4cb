//! The space-time diagram: its tools, its legend, its tables, its file.

use crate::{text::Exact, words};
use engine::{insight::spans::MemberState, sim::MomentId};

words! {
    /// Lanes.
    pub struct LanesWords {
        title: "Lanes: who told whom, and when";
        /// On the button that shows them.
        show: "Lanes";
        hide: "Hide lanes";
        hint: "Arrow keys choose a message, Enter goes to it, plus and minus zoom, Shift with an arrow \
            moves through time.";
        heartbeats: "Heartbeats";
        zoom_in: "Zoom in";
        span_title: "So much time is shown";
        zoom_out: "Zoom out";
        earlier: "Earlier";
        later: "Later";
        follow: "Follow";
        as_table: "As a table";
        as_picture: "As a picture";
        save: "SVG";
        save_title: "Save what is shown as an SVG file";
        thinned(n: u32): "One message in {n} is drawn. Zoom in to see all.";

        legend: "Legend";
        legend_lost: "lost";
        state(MemberState): {
            Leader => "leader",
            Follower => "follower",
            PreCandidate => "pre-candidate",
            Candidate => "candidate",
            Learner => "learner",
            Crashed => "crashed",
            Removed => "removed",
        };
        /// In the legend: what the looks of a message mean.
        append: "append";
        heartbeat: "heartbeat";
        pre_vote: "pre-vote";
        vote: "vote";
        read: "read index";
        snapshot: "snapshot";
        client: "client";
        its_answer: "its answer";

        /// A message for those who listen.
        message(name: &str, from: &str, to: &str, end: &str): "{name} from {from} to {to}, {end}";
        arrived(at: Exact): "arrived at {at}";
        lost(at: Exact, why: &str): "lost at {at}: {why}";
        flying(due: Exact): "on its way, due at {due}";
        held: "held back on its link";
        /// What clients and members tell each other.
        request: "request";
        reply: "answer";
        push: "message of a stream";
        refused: "connection refused";
        gone: "you were removed";
        connect: "a new connection";
        connected: "connected";
        connection_refused: "connection refused";
        closed: "connection closed";
        cancel: "waits no longer";

        detail: "The chosen message";
        sent: "Sent";
        end: "Then";
        took(time: &str): "{time} on its way";
        cause: "Because";
        go(moment: MomentId): "Go to moment {moment}";
        decided: "What its receiver decided";
        decided_nothing: "No decision was taken then.";
        close: "Let go";

        file_title(from: Exact, to: Exact): "Space-time diagram of an etcd cluster, {from} to {to}";
        file_desc(members: usize, messages: usize, moment: MomentId): "Lanes of {members} members and \
            their clients with {messages} messages between them, drawn by etcdscope. The playhead is at \
            moment {moment}.";

        table_messages: "Messages";
        table_roles: "Roles and terms";
        table_requests: "Requests";
        table_faults: "Faults";
        table_more(n: usize): "Only the first {n} are listed. Zoom in to see the rest.";
        none: "None in this span of time.";
        columns_message: ["Message", "From", "To", "Sent", "Then", "Term"];
        columns_role: ["Member", "Role", "Term", "From", "To"];
        columns_request: ["Client", "Request", "From", "To", "Outcome"];
        columns_fault: ["Fault", "From", "To"];
        waits: "waits";
        answered: "answered";
        failed: "failed";
        goes_on: "goes on";
    }
}
