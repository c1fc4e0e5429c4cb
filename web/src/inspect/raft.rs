//! The Raft panel: who leads, who decides, how far the log has come here, and what this member waits for.

use super::{entries::Entries, group, peers, role_sign};
use crate::{
    present::{
        frame::Role,
        inspect::Options,
        raft::{Leading, RaftView},
    },
    text::Words,
};
use engine::base::{NONE, Name};
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
    let transfer = view.leading.as_ref().and_then(|leading| leading.transfer.as_ref());
    html! {
        <>
            { facts(words, view) }
            { transfer.map(|transfer| group::transfer(words, transfer)) }
            { group::votes(words, view) }
            { group::config(words, view) }
            <Entries {words} view={view.clone()} options={options.clone()} go={go.clone()} />
            if let Some(leading) = &view.leading {
                { peers::table(words, view, leading) }
                { peers::reads(words, leading) }
            }
        </>
    }
}

/// A name over its value.
fn fact(name: &str, hint: &str, value: Html) -> Html {
    html! { <div title={hint.to_string()}><dt>{ name.to_string() }</dt><dd>{ value }</dd></div> }
}

fn facts(words: Words, view: &RaftView) -> Html {
    let text = &words.raft;
    let member = |of: Name| if of.id == NONE { text.nobody.to_string() } else { of.to_string() };
    let number = |value: u64| html! { { value } };
    html! {
        <dl class={classes!("facts", format!("t{}", view.term % 8))}>
            { fact(text.role, text.role_hint, html! {
                <span class="role">
                    { role_sign(view.role) }{ " " }{ words.stage.role(view.role) }
                    if view.learner { <span class="aside">{ " · " }{ text.learner }</span> }
                </span>
            }) }
            { fact(words.inspect.term, text.term_hint, number(view.term)) }
            { fact(text.vote, text.vote_hint, html! { { member(view.vote) } }) }
            { fact(text.lead, text.lead_hint, html! { { member(view.lead) } }) }
            { fact(text.applied, text.applied_hint, number(view.applied)) }
            { fact(text.commit, text.commit_hint, number(view.commit)) }
            { fact(text.stable, text.stable_hint, number(view.stable)) }
            { fact(text.last, text.last_hint, number(view.last)) }
            { timers(words, view) }
            { view.leading.as_ref().map(|leading| leader_facts(words, view, leading)) }
        </dl>
    }
}

fn leader_facts(words: Words, view: &RaftView, leading: &Leading) -> Html {
    let text = &words.raft;
    let pending = leading.pending_conf;
    let pending = match pending > view.applied {
        true => text.pending_conf_wait(pending),
        false => text.no_change.to_string(),
    };
    let bytes = text.bytes(leading.uncommitted);
    html! {
        <>
            { fact(text.uncommitted, text.uncommitted_hint, html! { { bytes } }) }
            { fact(text.pending_conf, text.pending_conf_hint, html! { { pending } }) }
        </>
    }
}

fn timers(words: Words, view: &RaftView) -> Html {
    let (text, timers) = (&words.raft, &view.timers);
    let ticks = text.tick(timers.tick_ms, timers.randomized);
    let gauge = |name: &str, hint: &str, elapsed: u64, timeout: u64| {
        let value = text.timer(elapsed, timeout);
        html! {
            <div class="wide" title={format!("{hint} {ticks}")}>
                <dt>{ name.to_string() }</dt>
                <dd class="gauge">{ peers::bar(elapsed, timeout) }{ value }</dd>
            </div>
        }
    };
    if view.role != Role::Leader {
        let timeout = timers.randomized;
        return gauge(text.election_timer, text.election_timer_hint, timers.elapsed, timeout);
    }
    let (beat, every) = timers.heartbeat;
    html! {
        <>
            { gauge(text.quorum_timer, text.quorum_timer_hint, timers.elapsed, timers.election) }
            { gauge(text.heartbeat_timer, text.heartbeat_timer_hint, beat, every) }
        </>
    }
}
