//! Who decides: the configuration, and the votes or other answers of its voters. While it is joint, both halves
//! stand side by side wherever they count.

use crate::{
    present::{
        group::{Count, Transfer, VoterHalf},
        raft::RaftView,
    },
    text::Words,
};
use engine::base::Name;
use yew::prelude::*;

/// The configuration in force.
pub(super) fn config(words: Words, view: &RaftView) -> Html {
    let text = &words.raft;
    let group = &view.group;
    let joint = group.is_joint();
    let all = &group.halves;
    let halves = all.iter().enumerate().map(|(at, half)| {
        let other = all.iter().find(|other| joint && *other != half);
        let title = if joint { half_title(words, at) } else { text.voters };
        config_half(words, title, half, other, at == 0)
    });
    let remark = if group.auto_leave { text.joint_leaves } else { text.joint_stays };
    html! {
        <section class={classes!("group", joint.then_some("joint"))}>
            <h3>{ text.config }if joint { <span class="badge">{ text.joint }</span> }</h3>
            if joint { <p class="remark">{ remark }</p> }
            <div class="halves">{ for halves }</div>
            { listeners(words, text.learners, &group.learners) }
            { listeners(words, text.learners_next, &group.learners_next) }
        </section>
    }
}

/// A newcomer has a plus, a leaver a minus.
fn config_half(
    words: Words,
    title: &'static str,
    half: &VoterHalf,
    other: Option<&VoterHalf>,
    incoming: bool,
) -> Html {
    let text = &words.raft;
    let moves = |id: &Name| other.is_some_and(|other| !other.voters.contains(id));
    let sign = if incoming { "+" } else { "−" };
    let chips = half.voters.iter().map(|id| match moves(id) {
        true => html! { <li class={if incoming { "yes" } else { "no" }}>{ format!("{sign} {id}") }</li> },
        false => html! { <li>{ id.to_string() }</li> },
    });
    let all = half.voters.len();
    let quorum = match half.agreed {
        Some(index) => text.quorum_agreed(half.quorum, all, index),
        None => text.quorum(half.quorum, all),
    };
    html! {
        <div class="half">
            <h4>{ title }</h4>
            <ul class="votes">{ for chips }</ul>
            <p class="remark">{ quorum }</p>
        </div>
    }
}

fn listeners(words: Words, title: &'static str, ids: &[Name]) -> Html {
    if ids.is_empty() {
        return Html::default();
    }
    let chips = ids.iter().map(|id| html! { <li class="open">{ format!("◦ {id}") }</li> });
    html! {
        <div class="half" title={words.raft.learners_hint}>
            <h4>{ title }</h4><ul class="votes">{ for chips }</ul>
        </div>
    }
}

/// The votes of a campaign.
pub(super) fn votes(words: Words, view: &RaftView) -> Html {
    let Some(tally) = &view.tally else { return Html::default() };
    let title = if tally.pre { words.raft.pre_votes } else { words.raft.votes };
    html! { <><h3>{ title }</h3>{ counts(words, &tally.halves) }</> }
}

/// What each half has answered.
pub(super) fn counts(words: Words, halves: &[Count]) -> Html {
    let half = |(at, count): (usize, &Count)| {
        let chips = |class: &'static str, sign: &'static str, ids: &[Name]| {
            let chips =
                ids.iter().map(|id| html! { <li {class}>{ sign }{ format!(" {id}") }</li> });
            chips.collect::<Html>()
        };
        html! {
            <div class="half">
                if halves.len() > 1 { <h4>{ half_title(words, at) }</h4> }
                <ul class="votes">
                    { chips("yes", "✓", &count.yes) }
                    { chips("no", "✕", &count.no) }
                    { chips("open", "…", &count.open) }
                </ul>
                <p class="remark">{ words.raft.tally(count.yes.len(), count.quorum) }</p>
            </div>
        }
    };
    html! { <div class="halves">{ for halves.iter().enumerate().map(half) }</div> }
}

/// The leadership is being handed over.
pub(super) fn transfer(words: Words, transfer: &Transfer) -> Html {
    let Transfer { to, elapsed, timeout, matched, last } = *transfer;
    let text = &words.raft;
    let told = match matched == last {
        true => text.transfer_ready(to, elapsed, timeout),
        false => text.transfer(to, elapsed, timeout, matched, last),
    };
    html! { <p class="remark careful">{ told }</p> }
}

/// Of a joint configuration, the incoming voters come first.
fn half_title(words: Words, at: usize) -> &'static str {
    if at == 0 { words.raft.voters_incoming } else { words.raft.voters_outgoing }
}
