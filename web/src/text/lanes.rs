//! The words of the space-time diagram.

/// Lanes: its tools, its legend, its table, its file.
pub struct LanesWords {
    pub title: &'static str,
    /// On the button that shows them, and that hides them.
    pub show: &'static str,
    pub hide: &'static str,
    pub hint: &'static str,
    pub heartbeats: &'static str,
    pub zoom_in: &'static str,
    pub span_title: &'static str,
    pub zoom_out: &'static str,
    pub earlier: &'static str,
    pub later: &'static str,
    pub follow: &'static str,
    pub as_table: &'static str,
    pub as_picture: &'static str,
    pub save: &'static str,
    pub save_title: &'static str,
    pub legend: &'static str,
    pub legend_lost: &'static str,
    /// Leader, follower, pre-candidate, candidate, learner, crashed.
    pub roles: [&'static str; 6],
    /// As in `Style::SHOWN`.
    pub kinds: [&'static str; 11],
    pub removed: &'static str,
    pub thinned: &'static str,
    pub message: &'static str,
    pub arrived: &'static str,
    pub lost: &'static str,
    pub flying: &'static str,
    pub held: &'static str,
    /// A client's request, the answer, a refused connection.
    pub names: [&'static str; 4],
    pub detail: &'static str,
    pub sent: &'static str,
    pub end: &'static str,
    pub took: &'static str,
    pub cause: &'static str,
    pub go: &'static str,
    pub decided: &'static str,
    pub decided_nothing: &'static str,
    pub close: &'static str,
    pub file_title: &'static str,
    pub file_desc: &'static str,
    pub table_messages: &'static str,
    pub table_roles: &'static str,
    pub table_requests: &'static str,
    pub table_faults: &'static str,
    pub table_more: &'static str,
    pub none: &'static str,
    /// Message, from, to, sent, what became of it, term.
    pub columns_message: [&'static str; 6],
    /// Member, role, term, from, to.
    pub columns_role: [&'static str; 5],
    /// Client, request, from, to, outcome.
    pub columns_request: [&'static str; 5],
    /// Fault, from, to.
    pub columns_fault: [&'static str; 3],
    /// Waits, succeeded, failed.
    pub outcomes: [&'static str; 3],
    pub goes_on: &'static str,
}
