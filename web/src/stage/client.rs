//! A client at the rim: whom it talks to, what it waits for, what it was told last.

use super::{
    geometry::Layout,
    member::{click, press},
};
use crate::{
    msg::{Msg, Selection},
    present::frame::{Answer, ClientView},
    text::Words,
};
use engine::sim::Peer;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct ClientProps {
    pub words: Words,
    pub view: ClientView,
    pub layout: Rc<Layout>,
    pub selected: bool,
    pub on: Callback<Msg>,
}

#[component]
pub fn Client(props: &ClientProps) -> Html {
    let ClientProps { words, view, layout, selected, on } = props;
    let (me, member) = (Peer::Client(view.id), Peer::Member(view.endpoint));
    let Some(at) = layout.place(me) else { return Html::default() };
    let (half_width, half_height) = layout.card;
    let name = words.stage.client(view.id);
    let (line, mood) = match (&view.waits, &view.last) {
        (Some(request), _) => (words.stage.asks(request), "waits"),
        (None, Some(Answer::Refused(error))) => (error.clone(), "refused"),
        (None, Some(answer)) => (told(*words, answer), "good"),
        (None, None) => (words.stage.endpoint(view.endpoint), "idle"),
    };
    let wire = layout
        .way(me, member)
        .map(|(a, b)| format!("M{:.1} {:.1} L{:.1} {:.1}", a.x, a.y, b.x, b.y));
    let select = Msg::Select(Selection::Client(view.id));
    let fits = ((half_width * 2.0 - 20.0) / 6.6) as usize;
    html! {
        <g class={classes!("client", mood, selected.then_some("selected"))}
            onclick={click(on, &select)}>
            if let Some(d) = wire {
                <path class="endpoint" {d} />
            }
            <g transform={format!("translate({:.1} {:.1})", at.x - half_width, at.y - half_height)}>
                <rect width={(half_width * 2.0).to_string()}
                    height={(half_height * 2.0).to_string()} rx="10" role="button" tabindex="0"
                    aria-label={format!("{name}: {line}")} aria-pressed={selected.to_string()}
                    onkeydown={press(on, &select)} />
                <g aria-hidden="true">
                    <text class="who" x="12" y={(half_height - 4.0).to_string()}>{ &name }</text>
                    <text class="what" x="12" y={(half_height + 13.0).to_string()}>
                        { shorten(&line, fits) }
                    </text>
                </g>
            </g>
        </g>
    }
}

/// An answer in a few words.
fn told(words: Words, answer: &Answer) -> String {
    let stage = &words.stage;
    match answer {
        Answer::Written { revision } => stage.written(*revision),
        Answer::Deleted(n) => stage.deleted(*n),
        Answer::Counted(n) => stage.counted(*n),
        Answer::Found { key, value, more: false } => format!("{key} = {value}"),
        Answer::Found { key, value, more: true } => format!("{key} = {value}, …"),
        Answer::Added(id) => stage.added(*id),
        Answer::Members(ids) => ids.iter().map(|id| id.to_string()).collect::<Vec<_>>().join(" "),
        Answer::Moved => stage.moved.to_string(),
        Answer::Status { member, term, index } => stage.status(*member, *term, *index),
        Answer::Hash(hash) => stage.hash(*hash),
        Answer::Refused(error) => error.clone(),
    }
}

/// At most `most` characters.
fn shorten(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_string(),
        Some((at, _)) => {
            let at = text[..at].char_indices().next_back().map_or(0, |(at, _)| at);
            format!("{}…", text[..at].trim_end())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::shorten;

    #[test]
    fn long_text_ends_in_dots() {
        assert_eq!(shorten("put a 1", 7), "put a 1");
        assert_eq!(shorten("put color blue", 8), "put col…");
        assert_eq!(shorten("键键键键", 3), "键键…");
        assert_eq!(shorten("abc", 0), "…");
    }
}
