//! The line of all moments: a slider, with a tick wherever something of note happened.

use crate::{
    msg::Msg,
    present::news::News,
    text::{Span, Words},
};
use engine::{base::Time, sim::MomentId};
use std::rc::Rc;
use yew::prelude::*;

/// Something of note.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    pub moment: MomentId,
    pub what: News,
}

#[derive(Properties, PartialEq)]
pub struct ScrubberProps {
    pub words: Words,
    pub moment: MomentId,
    pub head: MomentId,
    pub now: Time,
    pub marks: Rc<Vec<Mark>>,
    pub on: Callback<Msg>,
}

#[component]
pub fn Scrubber(props: &ScrubberProps) -> Html {
    let ScrubberProps { words, moment, head, marks, on, .. } = props;
    let position = words.time.position(*moment, *head, Span(props.now));
    let go = on.clone();
    let oninput = Callback::from(move |event: InputEvent| {
        let input: web_sys::HtmlInputElement = event.target_unchecked_into();
        if let Ok(moment) = input.value().parse() {
            go.emit(Msg::Seek(moment));
        }
    });
    let past = moment < head;
    let part = if *head == 0 { 1.0 } else { f64::from(*moment) / f64::from(*head) };
    html! {
        <div class={classes!("scrubber", past.then_some("past"))}
            style={format!("--played: {:.3}%", part * 100.0)}>
            <Marks words={*words} marks={marks.clone()} head={coarse(*head)} {on} />
            <input type="range" min="0" max={head.to_string()} step="1" value={moment.to_string()}
                aria-label={words.time.scrubber} aria-valuetext={position} {oninput} />
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct MarksProps {
    words: Words,
    marks: Rc<Vec<Mark>>,
    head: MomentId,
    on: Callback<Msg>,
}

/// The ticks; they move a little with every moment, which is not worth drawing each time.
#[component]
fn Marks(props: &MarksProps) -> Html {
    let head = f64::from(props.head.max(1));
    let latest = &props.marks[props.marks.len().saturating_sub(MARKS_MAX)..];
    let marks = latest.iter().filter(|mark| mark.moment <= props.head).map(|mark| {
        let part = f64::from(mark.moment) / head * 100.0;
        let (class, hue) = match &mark.what {
            News::Elected { term, .. } => ("elected", crate::stage::member::term_class(*term)),
            News::Crashed { .. } | News::Broke(_) | News::Full { .. } => ("fault", ""),
            News::SteppedDown { .. } | News::Restarted { .. } => ("deed-mark", ""),
            News::Cluster { .. } | News::Did(_) => ("deed-mark", ""),
            News::Violated(_) => ("violation", ""),
        };
        let label = super::say(props.words, &mark.what);
        let moment = mark.moment;
        let onclick = props.on.reform(move |_| Msg::Seek(moment));
        html! {
            <button key={format!("{moment}{class}")} class={classes!("mark", class, hue)}
                tabindex="-1" translate={mark.what.translate()}
                style={format!("left: {part:.3}%")} title={label.clone()}
                aria-label={label} {onclick}></button>
        }
    });
    html! { <div class="marks">{ for marks }</div> }
}

/// Rounded up to about half a percent.
fn coarse(head: MomentId) -> MomentId {
    let step = (head / 200).max(1);
    head.div_ceil(step) * step
}

const MARKS_MAX: usize = 200;
