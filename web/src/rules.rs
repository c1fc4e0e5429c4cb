//! The safety rules: a dialog that switches them, and a line that names at all times what is off. Every
//! switch is a line of the command language.

use crate::{
    msg::{Dialog, Msg},
    text::Words,
    ui::icon,
    view::View,
};
use engine::{
    script::Command,
    sim::{Action, ReadMode, Rule},
};
use yew::prelude::*;

/// What is not as etcd has it: rules that are off, another way to read, promises that were broken.
pub fn line(view: &View, on: &Callback<Msg>) -> Html {
    let (words, frame) = (view.words, &view.frame);
    let text = &words.safety;
    let off = frame.rules.off().map(|rule| {
        let command = Command::Act(Action::Rule { rule, on: true });
        html! {
            <span class="part" key={rule.name()}>
                <b>{ text.off }</b>{ " " }{ text.rule(rule).0 }{ " " }
                { deed(on, text.switch_on, command) }
            </span>
        }
    });
    let other = frame.reads != ReadMode::default();
    let reads = text.reads(frame.reads.name());
    let quiet = frame.rules.off().next().is_none() && !other;
    let rules = on.reform(|_| Msg::Dialog(Some(Dialog::Rules)));
    let proof = on.reform(|_| Msg::Dialog(Some(Dialog::Checks)));
    let broken = view.violations.last();
    html! {
        <>
            if !quiet {
                <div class="rules-off" role="status">
                    { icon::warning() }
                    { for off }
                    if other { <span class="part">{ reads }</span> }
                    <button class="small" onclick={rules}>{ text.all }</button>
                </div>
            }
            if let Some(violation) = broken {
                <div class="rules-off bad" role="alert">
                    { icon::warning() }
                    <b>{ text.violated(words.page.property(violation.property).0) }</b>
                    <button class="small" onclick={proof}>{ text.proof }</button>
                </div>
            }
        </>
    }
}

/// The dialog's content.
pub fn dialog(view: &View, on: &Callback<Msg>) -> Html {
    let (words, frame) = (view.words, &view.frame);
    let text = &words.safety;
    let leased = frame.reads == ReadMode::Lease;
    let rules = Rule::ALL.into_iter().map(|rule| {
        let is_on = frame.rules.is_on(rule);
        let (name, guards) = text.rule(rule);
        let command = Command::Act(Action::Rule { rule, on: !is_on });
        let disabled = rule == Rule::CheckQuorum && is_on && leased;
        html! {
            <li key={rule.name()} class={classes!((!is_on).then_some("off"))}>
                <button role="switch" aria-checked={is_on.to_string()} {disabled}
                    title={command.to_string()} data-verbatim="title"
                    onclick={on.reform(move |_| Msg::Run(command.clone()))}>
                    <span class="knob" aria-hidden="true"></span>{ name }
                </button>
                <p>{ guards }</p>
                <p class="without">{ text.without(rule) }</p>
            </li>
        }
    });
    html! {
        <>
            <p>{ text.about }</p>
            <ul class="rule-list">{ for rules }</ul>
            <h3>{ text.reads_title }</h3>
            <ul class="rule-list">
                { for ReadMode::ALL.into_iter().map(|mode| way(words, view, mode, on)) }
            </ul>
            if leased || !frame.rules.check_quorum {
                <p class="without">{ text.needs_check_quorum }</p>
            }
        </>
    }
}

/// One way to read.
fn way(words: Words, view: &View, mode: ReadMode, on: &Callback<Msg>) -> Html {
    let chosen = view.frame.reads == mode;
    let disabled = mode == ReadMode::Lease && !view.frame.rules.check_quorum;
    let command = Command::Act(Action::Reads { mode });
    html! {
        <li key={mode.name()}>
            <button aria-pressed={chosen.to_string()} {disabled} title={command.to_string()} translate="no"
                onclick={on.reform(move |_| Msg::Run(command.clone()))}>{ mode.name() }</button>
            <p>{ words.safety.how(mode) }</p>
        </li>
    }
}

fn deed(on: &Callback<Msg>, label: &'static str, command: Command) -> Html {
    let title = command.to_string();
    let onclick = on.reform(move |_| Msg::Run(command.clone()));
    html! { <button class="deed small" {title} data-verbatim="title" {onclick}>{ label }</button> }
}
