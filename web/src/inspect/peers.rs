//! What a leader knows of its peers: Progress as a table with bars, and the reads that wait for a quorum.

use crate::{
    present::raft::{Peer, RaftView, Sending},
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
pub(super) fn table(words: Words, view: &RaftView) -> Html {
    let text = &words.raft;
    let rows = view.peers.iter().map(|peer| row(words, view, peer));
    html! {
        <>
            <h3>{ text.progress }</h3>
            <div class="scroll" tabindex="0" role="group" aria-label={text.progress}>
                <table class="figures">
                    <thead><tr>
                        <th scope="col">{ text.member }</th>
                        <th scope="col" title={text.state_hint}>{ text.state }</th>
                        <th scope="col" class="wide" title={text.match_hint}>{ "match" }</th>
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
    let (state, hint) = match peer.sending {
        Sending::Probe => ("Probe", text.probe_hint),
        Sending::Replicate => ("Replicate", text.replicate_hint),
        Sending::Snapshot => ("Snapshot", text.snapshot_hint),
    };
    let state_class = match peer.sending {
        Sending::Probe => "chip probe",
        Sending::Replicate => "chip replicate",
        Sending::Snapshot => "chip snapshot",
    };
    html! {
        <tr class={classes!((!peer.active && !me).then_some("silent"))}>
            <th scope="row">
                { format!("n{}", peer.id) }
                if me { <span class="aside">{ format!(" {}", text.itself) }</span> }
                if peer.learner { <span class="aside">{ format!(" {}", text.learner) }</span> }
            </th>
            <td title={hint}>
                if !me {
                    <span class={state_class}>{ state }</span>
                    if peer.paused { <span class="aside">{ format!(" {}", text.paused) }</span> }
                    if !peer.active { <span class="aside">{ format!(" {}", text.silent) }</span> }
                }
            </td>
            <td class="number">{ bar(peer.matched, view.last) }{ peer.matched }</td>
            <td class="number">{ peer.next }</td>
            <td class="number">
                if !me { { format!("{}/{}", peer.inflight, peer.inflight_max) } }
            </td>
        </tr>
    }
}

/// Linearizable reads on their way.
pub(super) fn reads(words: Words, view: &RaftView) -> Html {
    let text = &words.raft;
    let rows = view.reads.iter().map(|read| {
        let acks = words.members(&read.acks);
        html! {
            <li>
                { words.fill(text.read, &[
                    ("index", &read.index), ("acks", &read.acks.len()),
                    ("quorum", &read.quorum), ("from", &acks),
                ]) }
            </li>
        }
    });
    html! {
        <>
            <h3>{ text.reads }</h3>
            if view.reads.is_empty() {
                <p class="remark">{ text.no_reads }</p>
            } else {
                <ul class="plain">{ for rows }</ul>
            }
        </>
    }
}
