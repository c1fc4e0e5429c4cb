//! The Why panel: what happened, by which rule, on which values, since when; and what is still waited for.

use crate::{
    explain::{
        self, Decision,
        compare::{Compared, Value},
    },
    present::{
        entry,
        inspect::Options,
        why::{Cause, WhyView, ms},
    },
    text::Words,
};
use engine::base::{NONE, NOWHERE, Names, NodeId};
use engine::insight::journal::{Level, Said};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct WhyProps {
    pub words: Words,
    pub view: Rc<WhyView>,
    pub options: Options,
    pub go: Callback<Options>,
    pub on_seek: Callback<u32>,
}

#[component]
pub(super) fn WhyPanel(props: &WhyProps) -> Html {
    let WhyProps { words, view, on_seek, .. } = props;
    let words = *words;
    let text = &words.why;
    html! {
        <>
            { super::ask::panel(words, view, &props.options, &props.go) }
            { steps(words, view, on_seek) }
            <p class="happened">
                <span class="when">
                    { text.when(&ms(view.at), view.moment) }
                </span>
                { words.happened(&view.happened) }
            </p>
            if view.decisions.is_empty() {
                <p class="remark">{ text.no_decision }</p>
            }
            { for view.decisions.iter().map(|decision| card(words, &view.names, decision)) }
            { causes(words, &view.causes, on_seek) }
            if let Some(waits) = &view.waiting {
                <h3>{ text.waiting }</h3>
                if waits.is_empty() {
                    <p class="remark">{ text.nothing_waits }</p>
                } else {
                    <ul class="waits">
                        { for waits.iter().map(|wait| html! { <li>{ words.wait(wait) }</li> }) }
                    </ul>
                }
            }
        </>
    }
}

/// From one decision of this member to the next.
fn steps(words: Words, view: &WhyView, on_seek: &Callback<u32>) -> Html {
    let button = |label: &'static str, sign: &'static str, target: Option<u32>, after: bool| {
        let onclick = on_seek.reform(move |_| target.unwrap_or_default());
        let disabled = target.is_none();
        html! {
            <button class="quiet" {disabled} {onclick}>
                { if after { format!("{label} {sign}") } else { format!("{sign} {label}") } }
            </button>
        }
    };
    html! {
        <div class="steps">
            { button(words.why.previous, "◂", view.before, false) }
            { button(words.why.next, "▸", view.after, true) }
        </div>
    }
}

fn card(words: Words, names: &Names, decision: &Decision) -> Html {
    let text = words.rule(decision.rule);
    html! {
        <article class="decision">
            <h3>
                if decision.member != NOWHERE {
                    <span class="who">{ decision.member.to_string() }</span>
                }
                { text.title }
            </h3>
            <p class="rule">{ text.rule }</p>
            { compared(words, names, &decision.compared) }
            { log_lines(words, &decision.log) }
            if !decision.cites.is_empty() {
                <ul class="cites" aria-label={words.why.sources}>
                    { for decision.cites.iter().map(|cite| {
                        html! { <li translate="no">{ cite.to_string() }</li> }
                    }) }
                </ul>
            }
        </article>
    }
}

/// What etcd writes into the member's log, with its level: not all of it is in a production log.
fn log_lines(words: Words, log: &[Said]) -> Html {
    if log.is_empty() {
        return Html::default();
    }
    let lines = log.iter().map(|said| {
        let quiet = said.level < Level::default();
        html! {
            <>
                <pre translate="no"><b>{ said.level.name() }</b>{ " " }{ said.text() }</pre>
                if quiet { <small class="aside">{ words.why.quiet }</small> }
            </>
        }
    });
    html! {
        <figure class="log-line">
            <figcaption>{ words.why.log }</figcaption>
            { for lines }
        </figure>
    }
}

fn compared(words: Words, names: &Names, values: &[Compared]) -> Html {
    if values.is_empty() {
        return Html::default();
    }
    let name = |operand| words.operands.name(operand);
    let rows = values.iter().map(|Compared { name: of, value, with }| match with {
        Some((relation, other_value, other)) => html! {
            <tr>
                <th scope="row">{ name(*of) }</th><td class="number">{ said(words, names, value) }</td>
                <td class="relation">{ *relation }</td>
                <td class="number">{ said(words, names, other_value) }</td><td>{ name(*other) }</td>
            </tr>
        },
        None => html! {
            <tr>
                <th scope="row">{ name(*of) }</th>
                <td class="number" colspan="4">{ said(words, names, value) }</td>
            </tr>
        },
    });
    html! {
        <table class="compared" aria-label={words.why.compared}>
            <tbody>{ for rows }</tbody>
        </table>
    }
}

/// A value: in words where it is one, and otherwise the same in every language.
fn said(words: Words, names: &Names, value: &Value) -> Html {
    let text = &words.operands;
    let verbatim = |value: String| html! { <span translate="no">{ value }</span> };
    let member = |id: &NodeId| verbatim(names.of(*id).to_string());
    match value {
        Value::Plain(value) => verbatim(value.clone()),
        Value::Member(NONE) => text.nobody.into(),
        Value::Member(id) => member(id),
        Value::Members(ids) => listed(words, ids.iter().map(member)),
        Value::Machine(machine) => verbatim(machine.to_string()),
        Value::Message(kind, peer) => verbatim(format!("{kind} · {}", names.of(*peer))),
        Value::Each(all) => {
            let each = |(id, said): &(NodeId, String)| format!("{} {said}", names.of(*id));
            listed(words, all.iter().map(each).map(verbatim))
        }
        Value::Raw(bytes) => verbatim(entry::text(bytes, KEY_MAX)),
        Value::YesNo(true) => text.yes.into(),
        Value::YesNo(false) => text.no.into(),
    }
}

/// One value after the other.
fn listed(words: Words, values: impl Iterator<Item = Html>) -> Html {
    let rows = values.enumerate().map(|(at, value)| {
        html! { <>if at > 0 { { words.operands.comma } }{ value }</> }
    });
    rows.collect()
}

fn causes(words: Words, causes: &[Cause], on_seek: &Callback<u32>) -> Html {
    let text = &words.why;
    let rows = causes.iter().map(|cause| {
        let moment = cause.moment;
        let onclick = on_seek.reform(move |_| moment);
        let happened = words.happened(&cause.happened);
        let said = match &cause.decided {
            Some(trace) => text.led_to(&happened, words.rule(explain::rule(trace)).title),
            None => happened,
        };
        html! {
            <li class={classes!(cause.origin.then_some("origin"))}>
                if cause.skipped > 0 { <span class="skipped">{ text.skipped(cause.skipped) }</span> }
                <button class="cause" {onclick}>
                    <span class="when">{ words.at(cause.at) }</span>
                    <span>{ said }</span>
                </button>
            </li>
        }
    });
    html! {
        <>
            <h3>{ text.causes }</h3>
            if causes.is_empty() {
                <p class="remark">{ text.no_cause }</p>
            } else {
                <ol class="causes">{ for rows }</ol>
            }
        </>
    }
}

/// A longer key is cut.
const KEY_MAX: usize = 40;
