//! The transport: play, pause, speed, steps, and the line of all moments.

mod scrubber;

pub use scrubber::Mark;

use crate::{
    msg::{Msg, PauseWhen},
    present::news::News,
    text::{Words, span},
    ui::icon,
};
use engine::{base::Time, sim::MomentId};
use scrubber::Scrubber;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct TransportProps {
    pub words: Words,
    pub playing: bool,
    /// Virtual time per time, as fractions; the last is "as fast as it goes".
    pub speeds: &'static [Speed],
    pub speed: usize,
    pub pause_when: PauseWhen,
    pub moment: MomentId,
    pub head: MomentId,
    pub now: Time,
    pub marks: Rc<Vec<Mark>>,
    pub on: Callback<Msg>,
}

/// How fast virtual time passes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Speed {
    /// So many times slower.
    Slower(u32),
    /// So many times faster; 1 is real time.
    Times(u32),
    /// As fast as it goes.
    Max,
}

#[component]
pub fn Transport(props: &TransportProps) -> Html {
    let TransportProps { words, playing, moment, head, on, .. } = props;
    let time = &words.time;
    let say = |msg: Msg| on.reform(move |_: MouseEvent| msg.clone());
    let (word, sign) = match playing {
        true => (time.pause, icon::pause()),
        false => (time.play, icon::play()),
    };
    html! {
        <section class="transport" aria-label={time.title}>
            <div class="buttons">
                <button class="icon" aria-label={time.back} title={time.back}
                    disabled={*moment == 0} onclick={say(Msg::Back)}>{ icon::back() }</button>
                <button class="play primary" aria-label={word} onclick={say(Msg::Toggle)}>
                    { sign }<span>{ word }</span>
                </button>
                <button class="icon" aria-label={time.forward} title={time.forward}
                    onclick={say(Msg::Forward)}>{ icon::forward() }</button>
            </div>
            <Scrubber words={*words} moment={*moment} head={*head} now={props.now}
                marks={props.marks.clone()} {on} />
            <div class="readout" aria-hidden="true">
                <span class="when mono">{ span(props.now) }</span>
                <span class="place mono">
                    <span class="word">{ time.moment }{ " " }</span>{ format!("{moment} / {head}") }
                </span>
            </div>
            <div class="choices">
                { speed(props) }
                { pause_when(props) }
            </div>
        </section>
    }
}

fn speed(props: &TransportProps) -> Html {
    let words = props.words;
    let options = props.speeds.iter().enumerate().map(|(at, speed)| {
        let name = match speed {
            Speed::Slower(n) => words.time.slower(*n),
            Speed::Times(n) => words.time.faster(*n),
            Speed::Max => words.time.fastest.to_string(),
        };
        html! { <option value={at.to_string()} selected={at == props.speed}>{ name }</option> }
    });
    let onchange = props.on.reform(|event: Event| Msg::Speed(chosen(&event).unwrap_or_default()));
    html! {
        <label class="choice">
            <span>{ words.time.speed }</span>
            <select {onchange}>{ for options }</select>
        </label>
    }
}

fn pause_when(props: &TransportProps) -> Html {
    let words = props.words;
    let all = [PauseWhen::Never, PauseWhen::LeaderElected, PauseWhen::Answered, PauseWhen::Crashed];
    let options = all.iter().enumerate().map(|(at, when)| {
        let name = words.time.pause_whens(*when);
        let selected = *when == props.pause_when;
        html! { <option value={at.to_string()} {selected}>{ name }</option> }
    });
    let onchange = props.on.reform(move |event: Event| {
        let at = chosen(&event).unwrap_or_default();
        Msg::PauseWhen(all.get(at).copied().unwrap_or_default())
    });
    html! {
        <label class="choice">
            <span>{ words.time.pause_when }</span>
            <select {onchange}>{ for options }</select>
        </label>
    }
}

/// What happened, in a sentence.
pub fn say(words: Words, news: &News) -> String {
    let text = &words.news;
    match news {
        News::Elected { member, term } => text.elected(*member, *term),
        News::SteppedDown { member } => text.stepped_down(*member),
        News::Crashed { member } => text.crashed(*member),
        News::Restarted { member } => text.restarted(*member),
        News::Cluster { members } => text.cluster(*members),
        News::Violated(property) => text.violated(words.page.property(*property).0),
        News::Full { moments } => text.full(*moments),
        News::Broke(command) | News::Did(command) => command.clone(),
    }
}

fn chosen(event: &Event) -> Option<usize> {
    let select = event.target()?.dyn_into::<web_sys::HtmlSelectElement>().ok()?;
    select.value().parse().ok()
}
