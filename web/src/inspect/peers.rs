//! What a leader knows of its peers: Progress as a table (the state as a sign with its word, the window of
//! appends in flight as cells), and the reads that wait for a quorum.

use super::group;
use crate::{
    present::{
        group::{PeerProgress, Sending},
        raft::{Leading, RaftView},
    },
    text::Words,
    ui::table::scrolling,
};
use yew::prelude::*;

/// A small bar: `value` of `whole`.
pub(super) fn bar(value: u64, whole: u64) -> Html {
    let share = if whole == 0 { 0.0 } else { value.min(whole) as f64 / whole as f64 };
    let width = format!("{:.1}", share * 48.0);
    html! {
        <svg class="bar" width="48" height="8" viewBox="0 0 48 8" aria-hidden="true">
            <rect class="bar-whole" width="48" height="8" rx="4" />
            <rect class="bar-part" {width} height="8" rx="4" />
        </svg>
    }
}

/// The Progress of every member.
pub(super) fn table(words: Words, view: &RaftView, leading: &Leading) -> Html {
    let text = &words.raft;
    let rows = leading.peers.iter().map(|peer| row(words, view, peer));
    let columns = [
        text.member.into(),
        (text.state, text.state_hint).into(),
        (text.matched, text.match_hint).into(),
        (text.next, text.next_hint).into(),
        (text.inflight, text.inflight_hint).into(),
    ];
    html! {
        <>
            <h3>{ text.progress }</h3>
            { scrolling(text.progress, "figures progress", &columns, rows) }
        </>
    }
}

fn row(words: Words, view: &RaftView, peer: &PeerProgress) -> Html {
    let text = &words.raft;
    let me = peer.id == view.id;
    html! {
        <tr class={classes!((!peer.active && !me).then_some("silent"))}>
            <th scope="row">
                { peer.id.to_string() }
                if me { <span class="aside">{ format!(" {}", text.itself) }</span> }
                if peer.learner { <span class="aside">{ format!(" {}", text.learner) }</span> }
            </th>
            <td>
                if !me {
                    { state(words, peer.sending) }
                    if !peer.active { <span class="aside">{ format!(" {}", text.silent) }</span> }
                    if peer.paused { <div class="aside">{ text.paused(peer.sending, peer.snapshot) }</div> }
                }
            </td>
            <td class="number">{ bar(peer.matched, view.last) }{ peer.matched }</td>
            <td class="number">{ peer.next }</td>
            <td class="number">if !me { { window(words, peer) } }</td>
        </tr>
    }
}

/// The state as a sign of its own shape, with etcd's word.
fn state(words: Words, sending: Sending) -> Html {
    let (class, word, d) = match sending {
        Sending::Probe => ("chip probe", "Probe", "M1 6H5M7 6H9M10.5 6H11"),
        Sending::Replicate => ("chip replicate", "Replicate", "M1 2L5 6L1 10M6 2L10 6L6 10"),
        Sending::Snapshot => ("chip snapshot", "Snapshot", "M3 1H9L12 6L9 11H3L0 6Z"),
    };
    html! {
        <span {class} translate="no" title={words.raft.sending_hint(sending)}>
            <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true"><path {d} /></svg>
            { word }
        </span>
    }
}

/// The window of appends in flight: a cell for each, as far as there is room.
fn window(words: Words, peer: &PeerProgress) -> Html {
    let text = &words.raft;
    let used = peer.inflight.len();
    let cells = peer.inflight_max.min(CELLS) as usize;
    let cell = |at| html! { <i class={(at < used).then_some("used")} /> };
    let indexes: Vec<String> = peer.inflight.iter().take(8).map(u64::to_string).collect();
    let title = match used {
        0 => text.inflight_hint.to_string(),
        _ => text.unanswered(&indexes.join(words.inspect.comma)),
    };
    html! {
        <span class={classes!("inflights", peer.full.then_some("full"))} {title}>
            <span aria-hidden="true">
                { for (0..cells).map(cell) }
                if peer.inflight_max > CELLS { { "…" } }
            </span>
            { format!(" {used}/{}", peer.inflight_max) }
            if peer.full { <b>{ format!(" {}", text.full) }</b> }
        </span>
    }
}

/// More cells of a window are not drawn.
const CELLS: u64 = 8;

/// Linearizable reads on their way.
pub(super) fn reads(words: Words, leading: &Leading) -> Html {
    let text = &words.raft;
    let rows = leading.reads.iter().map(|read| {
        let (line, counts) = match &read.round {
            Some((index, number, halves)) => {
                (text.read(*number, read.from, *index), group::counts(words, halves))
            }
            None => (text.read_held(read.from), Html::default()),
        };
        html! { <li>{ line }{ " " }<code translate="no">{ &read.context }</code>{ counts }</li> }
    });
    html! {
        <>
            <h3>{ text.reads }</h3>
            if leading.reads.is_empty() {
                <p class="remark">{ text.no_reads }</p>
            } else {
                <ul class="reads">{ for rows }</ul>
            }
        </>
    }
}
