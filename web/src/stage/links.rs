//! What stands between members: links, cuts, and the tint of a split network.

use super::{
    geometry::{Layout, Point},
    member::{click, press},
};
use crate::{
    msg::{Msg, Selection},
    present::frame::{GroupView, LinkView},
    text::Words,
};
use engine::{script::print, sim::Peer};
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct LinksProps {
    pub words: Words,
    pub links: Vec<LinkView>,
    pub groups: Vec<GroupView>,
    pub layout: Rc<Layout>,
    pub selected: Selection,
    pub on: Callback<Msg>,
}

#[component]
pub fn Links(props: &LinksProps) -> Html {
    let groups = props.groups.iter().map(|group| tint(group, &props.layout));
    html! {
        <g class="links">
            { for groups }
            { for props.links.iter().map(|link| line(props, link)) }
        </g>
    }
}

fn line(props: &LinksProps, link: &LinkView) -> Html {
    let words = props.words;
    let Some((a, b)) = props.layout.place(link.a).zip(props.layout.place(link.b)) else {
        return Html::default();
    };
    let cut = link.cut_ab || link.cut_ba;
    let selected = match props.selected {
        Selection::Link(x, y) => (x, y) == (link.a, link.b) || (y, x) == (link.a, link.b),
        _ => false,
    };
    let class = classes!(
        "link",
        cut.then_some("cut"),
        link.by_partition.then_some("split"),
        link.held.then_some("held"),
        selected.then_some("selected")
    );
    let (from, to) = (print::peer(link.a), print::peer(link.b));
    let label = match cut {
        true => words.stage.link_is_cut(&from, &to),
        false => words.stage.link(&from, &to),
    };
    let select = Msg::Select(Selection::Link(link.a, link.b));
    let d = format!("M{:.1} {:.1} L{:.1} {:.1}", a.x, a.y, b.x, b.y);
    html! {
        <g key={format!("{from}{to}")} {class} role="button"
            tabindex={if cut { "0" } else { "-1" }} aria-label={label}
            onclick={click(&props.on, &select)} onkeydown={press(&props.on, &select)}>
            <path class="reach" d={d.clone()} />
            <path class="wire" {d} />
            if cut && !link.by_partition {
                { mark(link, a, b) }
            }
        </g>
    }
}

/// A cross where the link is cut: in the middle, or near the deaf end if it is cut one way only.
fn mark(link: &LinkView, a: Point, b: Point) -> Html {
    let part = match (link.cut_ab, link.cut_ba) {
        (true, false) => 0.66,
        (false, true) => 0.34,
        _ => 0.5,
    };
    let at = a.towards(b, part);
    html! {
        <g class="scissors" transform={format!("translate({:.1} {:.1})", at.x, at.y)}>
            <circle r="9" />
            <path d="M-4 -4 L4 4 M4 -4 L-4 4" />
        </g>
    }
}

/// Members that can still talk to each other share a tint.
fn tint(group: &GroupView, layout: &Layout) -> Html {
    let mut points: Vec<Point> =
        group.members.iter().filter_map(|id| layout.place(Peer::Member(*id))).collect();
    let Some(first) = points.first().copied() else { return Html::default() };
    if points.len() == 1 {
        points.push(Point { x: first.x + 0.1, y: first.y });
    }
    let mut d = String::new();
    for (n, at) in points.iter().enumerate() {
        d.push_str(&format!("{}{:.1} {:.1} ", if n == 0 { "M" } else { "L" }, at.x, at.y));
    }
    d.push('Z');
    let key = group.members.first().copied().unwrap_or_default().to_string();
    let class = classes!("tint", if group.quorum { "with-quorum" } else { "without-quorum" });
    let width = (layout.radius * 2.0 + 44.0).to_string();
    html! { <path {key} {class} {d} stroke-width={width} /> }
}
