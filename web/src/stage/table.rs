//! The stage in words and numbers: the same frame as tables, with the same things to do.

use super::{
    actions::{Deed, offer},
    legend::picture,
    member::{state_word, term_class},
};
use crate::{
    msg::{Msg, Selection},
    present::frame::{Frame, MemberView, PacketView, Role},
    text::{Words, span},
    ui::table::{Column, plain, table},
};
use engine::base::{NONE, Name};
use engine::script::print;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct TableProps {
    pub words: Words,
    pub frame: Rc<Frame>,
    pub on: Callback<Msg>,
}

#[component]
pub fn StageTable(props: &TableProps) -> Html {
    let TableProps { words, frame, on } = props;
    let stage = &words.stage;
    let members = frame.members.iter().map(|view| member_row(*words, frame, view, on));
    let packets = frame.packets.iter().map(|packet| packet_row(*words, frame, packet, on));
    let links = frame.links.iter().filter(|link| link.cut_ab || link.cut_ba || link.held);
    let links: Vec<Html> = links
        .map(|link| {
            let cut = link.cut_ab || link.cut_ba;
            let state = if cut { stage.cut_state } else { stage.held_state };
            let selection = Selection::Link(link.a, link.b);
            html! {
                <tr>
                    <th scope="row">{ print::peer(link.a) }</th><td>{ print::peer(link.b) }</td>
                    <td>{ state }</td><td>{ deeds(*words, frame, selection, on) }</td>
                </tr>
            }
        })
        .collect();
    html! {
        <div class="as-table" tabindex="0" role="region" aria-label={stage.title}>
            <h3>{ stage.table_members }</h3>
            { table("", &columns(stage.columns_member), members) }
            <h3>{ stage.table_messages }</h3>
            if frame.packets.is_empty() {
                <p class="none">{ stage.no_messages }</p>
            } else {
                { table("", &columns(stage.columns_message), packets) }
            }
            <h3>{ stage.table_links }</h3>
            if links.is_empty() {
                <p class="none">{ stage.no_links }</p>
            } else {
                { table("", &columns(stage.columns_link), links.into_iter()) }
            }
        </div>
    }
}

/// The last one holds what can be done.
fn columns(names: &'static [&'static str]) -> Vec<Column<'static>> {
    plain(&[names, &[""]].concat())
}

fn member_row(words: Words, frame: &Frame, view: &MemberView, on: &Callback<Msg>) -> Html {
    let nobody = |of: Name| if of.id == NONE { "–".to_string() } else { of.to_string() };
    let selection = Selection::Member(view.id);
    let cells = if view.role == Role::Crashed {
        vec!["–".to_string(); 6]
    } else {
        vec![
            view.term.to_string(),
            nobody(view.vote),
            nobody(view.lead),
            view.commit.to_string(),
            view.applied.to_string(),
            view.last.to_string(),
        ]
    };
    let select = on.reform(move |_| Msg::Select(selection));
    html! {
        <tr class={term_class(view.term)}>
            <th scope="row">
                <button class="quiet" onclick={select}>{ view.id.to_string() }</button>
            </th>
            <td>{ state_word(words, view) }</td>
            { for cells.into_iter().map(|cell| html! { <td class="mono">{ cell }</td> }) }
            <td>{ deeds(words, frame, selection, on) }</td>
        </tr>
    }
}

fn packet_row(words: Words, frame: &Frame, packet: &PacketView, on: &Callback<Msg>) -> Html {
    let class = packet.term.map_or("no-term", term_class);
    let term = packet.term.map_or("–".to_string(), |term| term.to_string());
    let left = match packet.held {
        true => words.stage.held_state.to_string(),
        false => span(packet.due.since(frame.now)),
    };
    html! {
        <tr>
            <th scope="row" translate="no">
                { picture(packet.class, packet.refuses, class) }
                { format!("{} {}", packet.name, packet.brief) }
            </th>
            <td>{ print::peer(packet.from) }</td><td>{ print::peer(packet.to) }</td>
            <td class="mono">{ term }</td><td class="mono">{ left }</td>
            <td>{ deeds(words, frame, Selection::Packet(packet.id), on) }</td>
        </tr>
    }
}

fn deeds(words: Words, frame: &Frame, selection: Selection, on: &Callback<Msg>) -> Html {
    let all = offer(words, frame, selection).map(|offer| offer.deeds).unwrap_or_default();
    let buttons = all.into_iter().map(|Deed { label, command }| {
        let title = command.to_string();
        let onclick = on.reform(move |_| Msg::Run(command.clone()));
        html! { <button class="deed small" {title} data-verbatim="title" {onclick}>{ label }</button> }
    });
    html! { <span class="row">{ for buttons }</span> }
}
