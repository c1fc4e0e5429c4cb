//! The Raft panel: who leads, how far the log has come here, and what this member waits for.

use super::{entries::Entries, peers, role_sign};
use crate::{
    present::{
        frame::Role,
        inspect::Options,
        raft::{RaftView, Tally, Timer},
    },
    text::Words,
};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct RaftProps {
    pub words: Words,
    pub view: Rc<RaftView>,
    pub options: Options,
    pub go: Callback<Options>,
}

#[component]
pub(super) fn RaftPanel(props: &RaftProps) -> Html {
    let RaftProps { words, view, options, go } = props;
    let words = *words;
    html! {
        <>
            { facts(words, view) }
            { view.tally.as_ref().map(|tally| votes(words, tally)) }
            <Entries {words} view={view.clone()} options={options.clone()} go={go.clone()} />
            if view.role == Role::Leader {
                { peers::table(words, view) }
                { peers::reads(words, view) }
            }
        </>
    }
}

fn facts(words: Words, view: &RaftView) -> Html {
    let text = &words.raft;
    let member = |id: u64| if id == 0 { text.nobody.to_string() } else { format!("n{id}") };
    let fact = |name: &str, hint: &str, value: Html| {
        html! {
            <div title={hint.to_string()}><dt>{ name.to_string() }</dt><dd>{ value }</dd></div>
        }
    };
    let number = |value: u64| html! { { value } };
    html! {
        <dl class={classes!("facts", format!("t{}", view.term % 8))}>
            { fact(text.role, text.role_hint, html! {
                <span class="role">{ role_sign(view.role) }{ " " }{ words.role(view.role) }</span>
            }) }
            { fact(words.inspect.term, text.term_hint, number(view.term)) }
            { fact(text.vote, text.vote_hint, html! { { member(view.vote) } }) }
            { fact(text.lead, text.lead_hint, html! { { member(view.lead) } }) }
            { fact(text.applied, text.applied_hint, number(view.applied)) }
            { fact(text.commit, text.commit_hint, number(view.commit)) }
            { fact(text.stable, text.stable_hint, number(view.stable)) }
            { fact(text.last, text.last_hint, number(view.last)) }
            { timer(words, view.role, view.timer) }
            <div class="wide" title={text.voters_hint}>
                <dt>{ text.voters }</dt><dd>{ words.members(&view.voters) }</dd>
            </div>
            if !view.learners.is_empty() {
                <div class="wide">
                    <dt>{ text.learners }</dt><dd>{ words.members(&view.learners) }</dd>
                </div>
            }
        </dl>
    }
}

fn timer(words: Words, role: Role, timer: Timer) -> Html {
    let (name, hint) = match role {
        Role::Leader => (words.raft.quorum_timer, words.raft.quorum_timer_hint),
        _ => (words.raft.election_timer, words.raft.election_timer_hint),
    };
    let Timer { elapsed, timeout, tick_ms } = timer;
    let text = words.fill(
        words.raft.timer,
        &[("elapsed", &(elapsed * tick_ms)), ("timeout", &(timeout * tick_ms))],
    );
    html! {
        <div class="wide" title={hint}>
            <dt>{ name }</dt>
            <dd class="gauge">{ super::peers::bar(elapsed, timeout) }{ text }</dd>
        </div>
    }
}

fn votes(words: Words, tally: &Tally) -> Html {
    let text = &words.raft;
    let chip = |class: &'static str, sign: &'static str, ids: &[u64]| {
        let chips = ids.iter().map(|id| html! { <li {class}>{ sign }{ format!(" n{id}") }</li> });
        chips.collect::<Html>()
    };
    let title = if tally.pre { text.pre_votes } else { text.votes };
    html! {
        <>
            <h3>{ title }</h3>
            <ul class="votes">
                { chip("yes", "✓", &tally.granted) }
                { chip("no", "✕", &tally.refused) }
                { chip("open", "…", &tally.missing) }
            </ul>
            <p class="remark">
                { words.fill(text.tally, &[
                    ("granted", &tally.granted.len()), ("quorum", &tally.quorum),
                ]) }
            </p>
        </>
    }
}
