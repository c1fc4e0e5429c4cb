//! The stage: the cluster as a picture, or as tables.
//!
//! Three layers: an SVG with what stands (links, members, clients), a layer of packets that the
//! compositor moves ([`packets`]), and plain HTML for what can be read and pressed. Every part is
//! drawn again only when its own values change.

pub mod actions;
pub mod client;
pub mod geometry;
pub mod legend;
pub mod links;
pub mod member;
pub mod packets;
pub mod shape;
pub mod table;

use crate::{
    lanes::LanesMsg,
    msg::{Msg, Selection},
    present::frame::{Frame, GroupView},
    text::Words,
};
use engine::{
    script::Command,
    sim::{Action, Peer},
};
use geometry::Layout;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct StageProps {
    pub words: Words,
    pub frame: Rc<Frame>,
    pub layout: Rc<Layout>,
    pub selection: Selection,
    pub as_table: bool,
    /// The element whose size is the picture's.
    pub canvas: NodeRef,
    /// The element that packets are put into.
    pub layer: NodeRef,
    pub on: Callback<Msg>,
}

#[component]
pub fn Stage(props: &StageProps) -> Html {
    let StageProps { words, frame, selection, as_table, on, .. } = props;
    let offer = actions::offer(*words, frame, *selection);
    let toggle = if *as_table { words.stage.as_picture } else { words.stage.as_table };
    html! {
        <section class="stage" aria-label={words.stage.title}>
            { split(*words, &frame.groups, on) }
            <div class="stage-top">
                <button class="quiet lanes-toggle"
                    onclick={on.reform(|_| Msg::Lanes(LanesMsg::Open(true)))}>
                    { words.lanes.show }
                </button>
                <button class="quiet toggle" onclick={on.reform(|_| Msg::AsTable)}>
                    { toggle }
                </button>
            </div>
            <div class="canvas" ref={props.canvas.clone()}
                onclick={on.reform(|_| Msg::Select(Selection::Nothing))}>
                if *as_table {
                    <table::StageTable words={*words} frame={frame.clone()} {on} />
                } else {
                    { picture(props) }
                }
            </div>
            if let Some(offer) = offer {
                <actions::ActionBar words={*words} {offer} {on} />
            } else if !*as_table {
                <legend::Legend words={*words} />
            }
        </section>
    }
}

fn picture(props: &StageProps) -> Html {
    let StageProps { words, frame, layout, selection, on, .. } = props;
    let seats = frame.members.iter();
    let seats = seats.filter_map(|view| Some((view, layout.place(Peer::Member(view.id))?)));
    let members = seats.map(|(view, at)| {
        let selected = *selection == Selection::Member(view.id);
        html! {
            <member::Member key={view.id.0} words={*words} view={view.clone()} {at}
                radius={layout.radius} small={layout.small} strip={layout.strip} {selected} {on} />
        }
    });
    let clients = frame.clients.iter().map(|view| {
        let selected = *selection == Selection::Client(view.id);
        html! {
            <client::Client key={view.id} words={*words} view={view.clone()}
                layout={layout.clone()} {selected} {on} />
        }
    });
    let (width, height) = (layout.width.to_string(), layout.height.to_string());
    let pick = on.clone();
    let onclick = Callback::from(move |event: MouseEvent| {
        if let Some(id) = event.target_dyn_into().as_ref().and_then(packets::Packets::of) {
            event.stop_propagation();
            pick.emit(Msg::Select(Selection::Packet(id)));
        }
    });
    html! {
        <>
            <svg class="picture" {width} {height} role="group" aria-label={words.stage.title}>
                <links::Links words={*words} links={frame.links.clone()}
                    groups={frame.groups.clone()} layout={layout.clone()}
                    selected={*selection} {on} />
                { for clients }
                { for members }
            </svg>
            <div class="packets" ref={props.layer.clone()} aria-hidden="true" {onclick}></div>
        </>
    }
}

/// What the network's split means, above the picture.
fn split(words: Words, groups: &[GroupView], on: &Callback<Msg>) -> Html {
    if groups.len() < 2 {
        return Html::default();
    }
    let parts = groups.iter().map(|group| {
        let names: Vec<String> = group.members.iter().map(|id| id.to_string()).collect();
        let (class, word) = match group.quorum {
            true => ("with-quorum", words.stage.quorum),
            false => ("without-quorum", words.stage.no_quorum),
        };
        html! {
            <span class={classes!("part", class)}>
                <b>{ names.join(" ") }</b>{ " " }<span>{ word }</span>
            </span>
        }
    });
    html! {
        <div class="split">
            <span>{ words.stage.partition }</span>
            { for parts }
            <button class="deed small" title="heal" data-verbatim="title"
                onclick={on.reform(|_| Msg::Run(Command::Act(Action::Heal)))}>
                { words.stage.heal }
            </button>
        </div>
    }
}
