//! Terminal and inspector, from the lab's values: what they show and what they may ask for.

use crate::{
    inspect::Inspector,
    lab::Lab,
    look::Look,
    msg::{Keep, Msg, Tab},
    present::{
        frame::{Frame, Standing},
        inspect::{Header, Options, Panel, Read},
    },
    terminal::{Completion, Pending, Terminal},
};
use engine::script::complete;
use std::{cell::RefCell, rc::Rc};
use yew::prelude::*;

/// What terminal and inspector may ask for. Made once, so that they are not drawn again for new
/// callbacks.
pub struct Slots {
    prompt: NodeRef,
    complete: Callback<String, Completion>,
    submit: Callback<String>,
    clear: Callback<()>,
    seek: Callback<u32>,
    play: Callback<()>,
    answer: Callback<u64>,
    cancel: Callback<Option<u64>>,
    tab: Callback<Tab>,
    options: Callback<Options>,
    keep: Callback<Keep>,
    /// What was read for the panel that the inspector showed last.
    read: RefCell<Read>,
}

impl Slots {
    pub fn new(lab: &Rc<RefCell<Lab>>, on: &Callback<Msg>) -> Slots {
        let lab = lab.clone();
        Slots {
            prompt: NodeRef::default(),
            complete: Callback::from(move |line: String| completion(&lab.borrow(), &line)),
            submit: on.reform(Msg::Type),
            clear: on.reform(|()| Msg::Clear),
            seek: on.reform(Msg::Seek),
            play: on.reform(|()| Msg::Play),
            answer: on.reform(Msg::ToAnswer),
            cancel: on.reform(Msg::Cancel),
            tab: on.reform(Msg::Inspect),
            options: on.reform(Msg::InspectAt),
            keep: on.reform(Msg::Keep),
            read: RefCell::default(),
        }
    }

    /// The terminal.
    pub fn terminal(&self, lab: &Lab) -> Html {
        let paused = !lab.playback.playing;
        let rate = lab.playback.rate();
        let seconds = |seconds: f64| match seconds {
            long if long >= 100.0 => format!("{long:.0} s"),
            short => format!("{short:.1} s"),
        };
        let pending = lab.owed().into_iter().map(|owed| Pending {
            block: owed.block,
            member: owed.member,
            left: owed.left.map(|left| {
                let left = left.us() as f64 / 1e6;
                let apart = !paused && rate.is_finite() && (rate - 1.0).abs() > f64::EPSILON;
                (seconds(left), apart.then(|| seconds(left / rate)))
            }),
        });
        html! {
            <Terminal words={lab.words} back={lab.said.clone()} {paused}
                pending={pending.collect::<Vec<_>>()} on_answer={self.answer.clone()} on_cancel={self.cancel.clone()}
                complete={self.complete.clone()} on_submit={self.submit.clone()}
                on_clear={self.clear.clone()} on_seek={self.seek.clone()}
                on_play={self.play.clone()} input={self.prompt.clone()} />
        }
    }

    /// The inspector, of the chosen member or of the leader.
    pub fn inspector(&self, lab: &Lab, look: &Look, frame: &Frame) -> Html {
        let chosen = look.member.and_then(|id| frame.member(id));
        // of one that was never started there is nothing to see yet
        let chosen = chosen.filter(|view| view.standing != Standing::Awaited);
        let member = chosen.or_else(|| frame.leader());
        let member = member.or_else(|| frame.members.first());
        let header = member.map(|view| {
            let machine = lab.timeline().world().machine(view.id);
            let server = machine.and_then(|machine| machine.server.as_ref());
            Header {
                id: view.id,
                member: view.member,
                role: view.role,
                term: view.term,
                commit: view.commit,
                applied: view.applied,
                revision: server.map_or(0, |server| server.store().revision()),
            }
        });
        let panel = member.and_then(|view| {
            let read = &mut *self.read.borrow_mut();
            Panel::of(lab.timeline(), view.id, look.tab, &look.options, read)
        });
        html! {
            <Inspector words={lab.words} {header} tab={look.tab} {panel}
                options={look.options.clone()} on_tab={self.tab.clone()}
                on_options={self.options.clone()} on_seek={self.seek.clone()}
                on_keep={self.keep.clone()} />
        }
    }
}

fn completion(lab: &Lab, line: &str) -> Completion {
    let world = lab.timeline().world();
    let names = complete::Names {
        members: world
            .machines()
            .map(|machine| machine.id)
            .chain(world.awaited().map(|(machine, _)| machine))
            .collect(),
        ids: world.cluster().into_iter().flat_map(|all| all.members()).map(|m| m.id).collect(),
        clients: world.clients().map(|client| client.id).collect(),
    };
    let complete::Completion { start, candidates } = complete::complete(line, &names);
    Completion { replaces: start..line.len(), candidates }
}
