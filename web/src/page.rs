//! The page as a whole, from values: what stands where, and what lies over it.

use crate::{
    header::Header,
    msg::{Dialog, Msg, Pane},
    present::{
        frame::{Role, Standing},
        news::News,
        notice::{Notice, Noticed, Refusal, Source},
    },
    rules,
    stage::Stage,
    text::Words,
    timeline::{self, Transport},
    ui::{self, icon},
    view::View,
};
use engine::{
    script::Command,
    server::{PutRequest, Request},
    sim::Action,
};
use yew::prelude::*;

/// The elements that the application reaches for itself.
#[derive(Clone, Default, PartialEq)]
pub struct Places {
    pub canvas: NodeRef,
    pub layer: NodeRef,
}

/// Draws the page. Terminal, inspector and lanes come as they are.
pub fn draw(
    view: &View,
    places: &Places,
    [terminal, inspector, lanes]: [Html; 3],
    on: &Callback<Msg>,
) -> Html {
    let words = view.words;
    let page = &words.page;
    let pane = match view.pane {
        Pane::Stage => "pane-stage",
        Pane::Terminal => "pane-terminal",
        Pane::Lanes => "pane-lanes",
        Pane::Inspect => "pane-inspect",
    };
    html! {
        <div class={classes!("page", pane, view.lanes.0.then_some("lanes-open"),
            view.lanes.1.then_some("lanes-instead"))}>
            { header(view, on) }
            { notice(view, on) }
            { rules::line(view, on) }
            { panes(view, on) }
            <main>
                <div class="middle">
                    if view.hint { { hint(view, on) } }
                    <Stage {words} frame={view.frame.clone()} layout={view.layout.clone()}
                        selection={view.selection} as_table={view.as_table}
                        canvas={places.canvas.clone()} layer={places.layer.clone()} {on} />
                </div>

                <div class="lanes-place" id="lanes">{ lanes }</div>
                <div class="terminal-place" id="terminal">{ terminal }</div>
                <aside class="inspect-place" aria-label={page.inspector}>{ inspector }</aside>
            </main>
            { past(view, on) }
            <Transport {words} playing={view.playing} speeds={view.speeds} speed={view.speed}
                pause_when={view.pause_when} moment={view.frame.moment} head={view.frame.head}
                now={view.frame.now} marks={view.marks.clone()} {on} />
            { dialog(view, on) }
            <p class="unseen" role="status" aria-live="polite"
                translate={view.news.as_ref().and_then(News::translate)}>
                { view.news.as_ref().map(|news| timeline::say(words, news)) }
            </p>
        </div>
    }
}

fn header(view: &View, on: &Callback<Msg>) -> Html {
    let frame = &view.frame;
    let down = frame
        .members
        .iter()
        .filter(|member| member.role == Role::Crashed && member.standing == Standing::Member);
    let awaited = frame.members.iter().any(|member| member.standing == Standing::Awaited);
    let checks = (view.checks.len(), view.violations.len());
    html! {
        <Header words={view.words} members={frame.ids(false)}
            learners={frame.ids(true)} next={(frame.next, awaited)}
            down={down.map(|m| m.id).collect::<Vec<_>>()}
            leader={view.frame.leader().map(|m| m.id)} {checks} theme={view.theme} {on} />
    }
}

fn notice(view: &View, on: &Callback<Msg>) -> Html {
    let Some(Notice { what, bad }) = &view.notice else { return Html::default() };
    let page = &view.words.page;
    html! {
        <div class={classes!("notice", bad.then_some("bad"))}
            role={if *bad { "alert" } else { "status" }}>
            { if *bad { icon::warning() } else { icon::tick() } }
            <span>{ noticed(view.words, what) }</span>
            <button class="quiet icon" aria-label={page.dismiss} title={page.dismiss}
                onclick={on.reform(|_| Msg::Dismiss)}>{ icon::cross() }</button>
        </div>
    }
}

fn noticed(words: Words, what: &Noticed) -> String {
    let page = &words.page;
    let name = |source: &Source| match source {
        Source::Link => page.the_link.to_string(),
        Source::File(name) => name.clone(),
    };
    match what {
        Noticed::Shared => page.shared.to_string(),
        Noticed::ShareFailed => page.share_failed.to_string(),
        Noticed::Copied => page.copied.to_string(),
        Noticed::CopyFailed => page.copy_failed.to_string(),
        Noticed::Loaded(source) => page.loaded(&name(source)),
        Noticed::Opening { source, done, all } => page.opening(&name(source), *done, *all),
        Noticed::Refused(source, Refusal::Damaged(at)) => {
            page.load_failed(&name(source), &page.link_damaged(*at))
        }
        Noticed::Refused(source, Refusal::TooLarge) => {
            page.load_failed(&name(source), page.too_large)
        }
        Noticed::Refused(source, Refusal::Engine(error)) => page.load_failed(&name(source), error),
    }
}

/// On a narrow screen: which of the four to show.
fn panes(view: &View, on: &Callback<Msg>) -> Html {
    let all = [Pane::Stage, Pane::Terminal, Pane::Lanes, Pane::Inspect];
    let buttons = all.into_iter().map(|pane| {
        let name = view.words.page.pane(pane);
        let onclick = on.reform(move |_| Msg::Pane(pane));
        html! { <button aria-pressed={(pane == view.pane).to_string()} {onclick}>{ name }</button> }
    });
    html! {
        <nav class="panes" aria-label={view.words.page.pane_list}>{ for buttons }</nav>
    }
}

/// One line on what to try; each example is a command.
fn hint(view: &View, on: &Callback<Msg>) -> Html {
    let page = &view.words.page;
    let (members, learners) = (view.frame.ids(false), view.frame.ids(true));
    let example = PutRequest { key: "color".into(), value: "blue".into(), ..PutRequest::default() };
    let example = Request::Put(example);
    let mut examples = vec![(page.try_put, Command::ask(example))];
    // never more than three: what is broken is offered to be repaired instead
    let leader = view.frame.leader();
    let down = view
        .frame
        .members
        .iter()
        .find(|member| member.role == Role::Crashed && member.standing == Standing::Member);
    if let Some(member) = down {
        let restart = Action::Restart { member: member.id };
        examples.push((page.try_restart, Command::Act(restart)));
    } else if let Some(leader) = leader {
        examples.push((page.try_crash, Command::Act(Action::Crash { member: leader.id })));
    }
    if view.frame.groups.len() > 1 {
        examples.push((page.try_heal, Command::Act(Action::Heal)));
    } else if let Some(leader) = leader.filter(|_| members.len() > 2) {
        examples
            .push((page.try_partition, crate::header::partition(leader.id, &members, &learners)));
    }
    let buttons = examples.into_iter().map(|(label, command)| {
        let title = command.to_string();
        let onclick = on.reform(move |_| Msg::Run(command.clone()));
        html! { <button class="try" {title} data-verbatim="title" {onclick}>{ label }</button> }
    });
    html! {
        <div class="hint">
            <p>{ page.try_lead(view.speeds[view.speed]) }</p>
            { for buttons }
        </div>
    }
}

/// The word before acting in the past.
fn past(view: &View, on: &Callback<Msg>) -> Html {
    let Some(drops) = view.drops else { return Html::default() };
    let words = view.words;
    html! {
        <div class="past-bar" role="alertdialog" aria-label={words.page.past_title}>
            <p>
                <b>{ words.page.past_title }</b>{ " " }
                { words.page.past_drops(drops) }
            </p>
            <button class="primary" id="act-in-past" onclick={on.reform(|_| Msg::ActInPast)}>
                { words.page.past_act }
            </button>
            <button onclick={on.reform(|_| Msg::Stay)}>{ words.page.past_stay }</button>
        </div>
    }
}

fn dialog(view: &View, on: &Callback<Msg>) -> Html {
    let page = &view.words.page;
    let on_close = on.reform(|()| Msg::Dialog(None));
    let (title, body) = match view.dialog {
        None => return Html::default(),
        Some(Dialog::Help) => (page.help, help(view)),
        Some(Dialog::Rules) => (view.words.safety.title, rules::dialog(view, on)),
        Some(Dialog::Checks) => (page.checks_title, checks(view, on)),
    };
    let close = page.close;
    html! { <ui::dialog::Dialog {title} {close} {on_close}>{ body }</ui::dialog::Dialog> }
}

fn help(view: &View) -> Html {
    let page = &view.words.page;
    let keys = page.keys.iter().map(|(key, what)| {
        html! { <><dt><kbd>{ *key }</kbd></dt><dd>{ *what }</dd></> }
    });
    html! {
        <>
            <p>{ page.help_lead }</p>
            <h3>{ page.keys_title }</h3>
            <dl class="keys">{ for keys }</dl>
            <h3>{ page.simple_title }</h3>
            <ul>{ for page.simple.iter().map(|what| html! { <li>{ *what }</li> }) }</ul>
        </>
    }
}

fn checks(view: &View, on: &Callback<Msg>) -> Html {
    let words = view.words;
    let rows = view.checks.iter().map(|property| {
        let (name, means) = words.page.property(*property);
        let broken = view.violations.iter().find(|violation| violation.property == *property);
        let proof = broken.map(|violation| {
            let moment = violation.moment;
            let at = words.page.checks_proof(moment);
            let onclick = on.reform(move |_| Msg::Seek(moment));
            html! {
                <><button class="quiet" {onclick}>{ at }</button>
                    <pre translate="no">{ &violation.proof }</pre></>
            }
        });
        let (class, sign) = match broken {
            None => ("good", icon::tick()),
            Some(_) => ("bad", icon::warning()),
        };
        html! { <li {class}>{ sign }<span>{ name }</span><small>{ means }</small>{ proof }</li> }
    });
    html! { <><p>{ words.page.checks_about }</p><ul class="check-list">{ for rows }</ul></> }
}
