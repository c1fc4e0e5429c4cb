//! What can be done with what is selected: a short bar of buttons. Each is a command of the command
//! language.

use super::member::state_word;
use crate::{
    msg::{Msg, Selection},
    present::frame::{Frame, MemberView, PacketView, Role, Standing},
    text::{Span, Words},
};
use engine::{
    base::Time,
    script::{Command, LinkDeed, print},
    server::{MemberPromoteRequest, MemberRemoveRequest, MoveLeaderRequest, Request},
    sim::{Action, Peer},
};
use yew::prelude::*;

/// One deed: what the button says and the command behind it.
#[derive(Clone, PartialEq, Debug)]
pub struct Deed {
    pub label: &'static str,
    pub command: Command,
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
    let member = view.id;
    let act = |label, action| Deed { label, command: Command::Act(action) };
    let ask = |label, request| Deed { label, command: Command::ask(request) };
    let stage = &words.stage;
    let up = view.role != Role::Crashed;
    let mut deeds = match view.standing {
        Standing::Awaited => vec![act(stage.start, Action::Start { member })],
        _ if view.paused => vec![
            act(stage.resume, Action::Resume { member }),
            act(stage.crash, Action::Crash { member }),
        ],
        _ if up => vec![
            act(stage.crash, Action::Crash { member }),
            act(stage.isolate, Action::Isolate { member }),
        ],
        _ => vec![
            act(stage.restart, Action::Restart { member }),
            act(stage.wipe, Action::Wipe { member }),
        ],
    };
    if up && !view.paused && view.role != Role::Leader && !view.learner {
        deeds.push(act(stage.campaign, Action::Campaign { member }));
        if view.standing == Standing::Member {
            let request = MoveLeaderRequest { target_id: view.member };
            deeds.push(ask(stage.lead, Request::MoveLeader(request)));
        }
    }
    if view.learner {
        let request = MemberPromoteRequest { id: view.member };
        deeds.push(ask(stage.promote, Request::MemberPromote(request)));
    }
    if view.standing != Standing::Removed {
        let request = MemberRemoveRequest { id: view.member };
        deeds.push(ask(stage.remove, Request::MemberRemove(request)));
    }
    let detail = match (&view.crash, up) {
        (Some(crash), _) => crash.clone(),
        (None, false) => state_word(words, view).to_string(),
        (None, true) => {
            let term = stage.term(view.term);
            format!("{} · {term}", state_word(words, view))
        }
    };
    Offer { title: format!("{} {:x}", view.id, view.member), detail, deeds }
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
    let link = frame.link(a, b);
    let deed = |label, what| Deed { label, command: Command::link(what, a, b) };
    let cut = link.is_some_and(|link| link.cut_ab || link.cut_ba);
    let held = link.is_some_and(|link| link.held);
    let stage = &words.stage;
    vec![
        if cut { deed(stage.mend, LinkDeed::Mend) } else { deed(stage.cut, LinkDeed::Cut) },
        if held {
            deed(stage.release, LinkDeed::Release)
        } else {
            deed(stage.hold, LinkDeed::Hold)
        },
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
    let (drop, delay) =
        (Action::Drop { packet: packet.id }, Action::Delay { packet: packet.id, by: DELAY });
    let deeds = vec![
        Deed { label: words.stage.drop, command: Command::Act(drop) },
        Deed { label: words.stage.delay, command: Command::Act(delay) },
    ];
    Offer { title: format!("{} {}", packet.name, packet.brief).trim().to_string(), detail, deeds }
}

/// How much later a packet comes that is delayed by a click.
const DELAY: Time = Time::from_ms(50);

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
        let (command, line) = (deed.command.clone(), deed.command.to_string());
        let onclick = on.reform(move |_| Msg::Run(command.clone()));
        html! {
            <button key={line.clone()} class="deed" title={line} data-verbatim="title" {onclick}>
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
