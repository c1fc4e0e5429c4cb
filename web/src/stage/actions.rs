//! What can be done with what is selected: a short bar of buttons. Each is a line of the command
//! language.

use super::member::state_word;
use crate::{
    msg::{Msg, Selection},
    present::frame::{Frame, MemberView, PacketView, Role, Standing},
    text::{Span, Words},
};
use engine::{script::print, sim::Peer};
use yew::prelude::*;

/// One deed: what the button says and the command behind it.
#[derive(Clone, PartialEq, Debug)]
pub struct Deed {
    pub label: &'static str,
    pub command: String,
}

/// What is selected, in words, and what can be done with it.
#[derive(Clone, PartialEq, Debug)]
pub struct Offer {
    pub title: String,
    pub detail: String,
    pub deeds: Vec<Deed>,
}

/// The offer for a selection; none if nothing is selected.
pub fn offer(words: Words, frame: &Frame, selection: Selection) -> Option<Offer> {
    match selection {
        Selection::Nothing => None,
        Selection::Member(id) => frame.member(id).map(|view| of_member(words, view)),
        Selection::Link(a, b) => of_link(words, frame, a, b),
        Selection::Packet(id) => {
            let gone = Offer {
                title: String::new(),
                detail: words.stage.gone.to_string(),
                deeds: Vec::new(),
            };
            Some(frame.packet(id).map_or(gone, |packet| of_packet(words, frame, packet)))
        }
        Selection::Client(id) => {
            let client = frame.clients.iter().find(|client| client.id == id)?;
            let title = words.stage.client(id);
            let mut detail = words.stage.endpoint(client.endpoint);
            if let Some(request) = &client.waits {
                detail = format!("{detail} · {}", words.stage.asks(request));
            }
            let (me, member) = (Peer::Client(id), Peer::Member(client.endpoint));
            Some(Offer { title, detail, deeds: link_deeds(words, frame, me, member) })
        }
    }
}

fn of_member(words: Words, view: &MemberView) -> Offer {
    let deed = |label, verb: &str| Deed { label, command: format!("{verb} n{}", view.id) };
    let stage = &words.stage;
    let up = view.role != Role::Crashed;
    let mut deeds = match view.standing {
        Standing::Awaited => vec![deed(stage.start, "start")],
        _ if up => vec![deed(stage.crash, "crash"), deed(stage.isolate, "isolate")],
        _ => vec![deed(stage.restart, "restart")],
    };
    if up && view.role != Role::Leader && !view.learner {
        deeds.push(deed(stage.campaign, "campaign"));
        if view.standing == Standing::Member {
            deeds.push(deed(stage.lead, "move-leader"));
        }
    }
    if view.learner {
        deeds.push(deed(stage.promote, "member promote"));
    }
    if view.standing != Standing::Removed {
        deeds.push(deed(stage.remove, "member remove"));
    }
    let detail = match (&view.crash, up) {
        (Some(crash), _) => crash.clone(),
        (None, false) => state_word(words, view).to_string(),
        (None, true) => {
            let term = stage.term(view.term);
            format!("{} · {term}", state_word(words, view))
        }
    };
    Offer { title: format!("n{}", view.id), detail, deeds }
}

fn of_link(words: Words, frame: &Frame, a: Peer, b: Peer) -> Option<Offer> {
    let link = frame.link(a, b)?;
    let (from, to) = (print::peer(link.a), print::peer(link.b));
    let state = match (link.cut_ab || link.cut_ba, link.held) {
        (true, _) => words.stage.cut_state,
        (false, true) => words.stage.held_state,
        (false, false) => "",
    };
    let deeds = link_deeds(words, frame, link.a, link.b);
    Some(Offer { title: format!("{from} – {to}"), detail: state.to_string(), deeds })
}

fn link_deeds(words: Words, frame: &Frame, a: Peer, b: Peer) -> Vec<Deed> {
    let (from, to) = (print::peer(a), print::peer(b));
    let link = frame.link(a, b);
    let deed = |label, verb: &str| Deed { label, command: format!("{verb} {from} {to}") };
    let cut = link.is_some_and(|link| link.cut_ab || link.cut_ba);
    let held = link.is_some_and(|link| link.held);
    let stage = &words.stage;
    vec![
        if cut { deed(stage.mend, "mend") } else { deed(stage.cut, "cut") },
        if held { deed(stage.release, "release") } else { deed(stage.hold, "hold") },
    ]
}

fn of_packet(words: Words, frame: &Frame, packet: &PacketView) -> Offer {
    let (from, to) = (print::peer(packet.from), print::peer(packet.to));
    let left = packet.due.since(frame.now);
    let mut detail = format!("{from} → {to}");
    if packet.held {
        detail = format!("{detail} · {}", words.stage.held_state);
    } else {
        detail = format!("{detail} · {}", words.stage.arrives_in(Span(left)));
    }
    let id = packet.id;
    let deeds = vec![
        Deed { label: words.stage.drop, command: format!("drop {id}") },
        Deed { label: words.stage.delay, command: format!("delay {id} 50ms") },
    ];
    Offer { title: format!("{} {}", packet.name, packet.brief).trim().to_string(), detail, deeds }
}

#[derive(Properties, PartialEq)]
pub struct ActionBarProps {
    pub words: Words,
    pub offer: Offer,
    pub on: Callback<Msg>,
}

#[component]
pub fn ActionBar(props: &ActionBarProps) -> Html {
    let ActionBarProps { words, offer, on } = props;
    let buttons = offer.deeds.iter().map(|deed| {
        let command = deed.command.clone();
        let onclick = on.reform(move |_| Msg::Run(command.clone()));
        html! {
            <button key={deed.command.clone()} class="deed" title={deed.command.clone()}
                data-verbatim="title" {onclick}>
                { deed.label }
            </button>
        }
    });
    let let_go = on.reform(|_| Msg::Select(Selection::Nothing));
    let label = words.stage.actions(&offer.title);
    html! {
        <div class="actions" role="toolbar" aria-label={label}>
            <span class="what"><b translate="no">{ &offer.title }</b>{ " " }<span>{ &offer.detail }</span></span>
            { for buttons }
            <button class="quiet icon" aria-label={words.stage.deselect}
                title={words.stage.deselect} onclick={let_go}>{ crate::ui::icon::cross() }</button>
        </div>
    }
}
