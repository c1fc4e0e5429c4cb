//! Terminal and inspector, from the lab's values: what they show and what they may ask for.

use crate::{
    app::Look,
    inspect::Inspector,
    lab::Lab,
    msg::Msg,
    present::{
        frame::Frame,
        inspect::{Header, Panel},
    },
    terminal::{Completion, Pending, Terminal},
};
use engine::script::complete;
use yew::prelude::*;

/// The terminal.
pub fn terminal(lab: &Lab, prompt: &NodeRef, on: &Callback<Msg>) -> Html {
    let paused = !lab.playback.playing;
    let pending = lab.owes().map(|member| Pending { member, paused });
    let world = lab.timeline().world();
    let names = complete::Names {
        members: world.machines().map(|machine| machine.id).collect(),
        clients: world.clients().map(|client| client.id).collect(),
    };
    let complete = Callback::from(move |line: String| {
        let complete::Completion { start, candidates } = complete::complete(&line, &names);
        Completion { replaces: start..line.len(), candidates }
    });
    html! {
        <Terminal words={lab.words} back={lab.said.clone()} {pending} {complete}
            on_submit={on.reform(Msg::Type)} on_clear={on.reform(|()| Msg::Clear)}
            on_seek={on.reform(Msg::Seek)} on_play={on.reform(|()| Msg::Play)}
            input={prompt.clone()} />
    }
}

/// The inspector, of the chosen member or of the leader.
pub fn inspector(lab: &Lab, look: &Look, frame: &Frame, on: &Callback<Msg>) -> Html {
    let member = look.member.and_then(|id| frame.member(id)).or_else(|| frame.leader());
    let member = member.or_else(|| frame.members.first());
    let header = member.map(|view| {
        let machine = lab.timeline().world().machine(view.id);
        let server = machine.and_then(|machine| machine.server.as_ref());
        Header {
            id: view.id,
            role: view.role,
            term: view.term,
            commit: view.commit,
            applied: view.applied,
            revision: server.map_or(0, |server| server.store().revision()),
        }
    });
    let panel = member
        .and_then(|view| Panel::of(lab.timeline(), view.id, look.tab, &look.options, lab.words));
    html! {
        <Inspector words={lab.words} {header} tab={look.tab} {panel}
            options={look.options.clone()} on_tab={on.reform(Msg::Inspect)}
            on_options={on.reform(Msg::InspectAt)} on_seek={on.reform(Msg::Seek)} />
    }
}
