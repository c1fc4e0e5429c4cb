//! What a leader knows of its peers: Progress as a table (the state as a sign with its word, the window of
//! appends in flight as cells), and the reads that wait for a quorum.

use super::group;
use crate::{
    present::{
        group::{Peer, Sending},
        raft::{Leading, RaftView},
    },
    text::Words,
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
    html! {
        <>
            <h3>{ text.progress }</h3>
            <div class="scroll" tabindex="0" role="group" aria-label={text.progress}>
                <table class="figures progress">
                    <thead><tr>
                        <th scope="col">{ text.member }</th>
                        <th scope="col" title={text.state_hint}>{ text.state }</th>
                        <th scope="col" title={text.match_hint}>{ "match" }</th>
                        <th scope="col" title={text.next_hint}>{ "next" }</th>
                        <th scope="col" title={text.inflight_hint}>{ text.inflight }</th>
                    </tr></thead>
                    <tbody>{ for rows }</tbody>
                </table>
            </div>
        </>
    }
}

fn row(words: Words, view: &RaftView, peer: &Peer) -> Html {
    let text = &words.raft;
    let me = peer.id == view.id;
    html! {
        <tr class={classes!((!peer.active && !me).then_some("silent"))}>
            <th scope="row">
                { format!("n{}", peer.id) }
                if me { <span class="aside">{ format!(" {}", text.itself) }</span> }
                if peer.learner { <span class="aside">{ format!(" {}", text.learner) }</span> }
            </th>
            <td>
                if !me {
                    { state(words, peer.sending) }
                    if !peer.active { <span class="aside">{ format!(" {}", text.silent) }</span> }
                    if peer.paused { <div class="aside">{ words.paused(peer) }</div> }
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
    let (at, class, word, d) = match sending {
        Sending::Probe => (0, "chip probe", "Probe", "M1 6H5M7 6H9M10.5 6H11"),
        Sending::Replicate => (1, "chip replicate", "Replicate", "M1 2L5 6L1 10M6 2L10 6L6 10"),
        Sending::Snapshot => (2, "chip snapshot", "Snapshot", "M3 1H9L12 6L9 11H3L0 6Z"),
    };
    html! {
        <span {class} title={words.raft.state_hints[at]}>
            <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true"><path {d} /></svg>
            { word }
        </span>
    }
}

/// The window of appends in flight: a cell for each, as far as there is room.
fn window(words: Words, peer: &Peer) -> Html {
    let text = &words.raft;
    let used = peer.inflight.len();
    let cells = peer.inflight_max.min(CELLS) as usize;
    let cell = |at| html! { <i class={(at < used).then_some("used")} /> };
    let indexes: Vec<String> = peer.inflight.iter().take(8).map(u64::to_string).collect();
    let title = match used {
        0 => text.inflight_hint.to_string(),
        _ => words.fill(text.unanswered, &[("indexes", &indexes.join(words.inspect.comma))]),
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
        let from = &read.from;
        let (line, counts) = match &read.round {
            Some((index, number, halves)) => (
                words.fill(text.read, &[("number", number), ("from", from), ("index", index)]),
                group::counts(words, halves),
            ),
            None => (words.fill(text.read_held, &[("from", from)]), Html::default()),
        };
        html! { <li>{ line }{ " " }<code>{ &read.context }</code>{ counts }</li> }
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
