//! The space-time diagram on the page: its tools, the picture with pointer and keys, what was
//! chosen, and the same as tables.

mod card;
pub mod detail;
pub mod look;
mod looks;
pub mod picture;
mod pointer;
pub mod svg;
mod table;

pub use look::{LanesLook, LanesMsg, Scene};

use crate::{
    dom,
    msg::Msg,
    text::{Words, span},
    ui::icon,
};
use looks::legend;
use picture::{Geometry, Layer, Shape, draw, file_name};
use pointer::Hand;
use std::rc::Rc;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct LanesProps {
    pub words: Words,
    /// None while nobody sees it.
    pub scene: Option<Rc<Scene>>,
    pub size: (u32, u32),
    pub table: bool,
    pub on: Callback<Msg>,
}

#[component]
pub fn Lanes(props: &LanesProps) -> Html {
    let LanesProps { words, scene, on, .. } = props;
    let (words, place) = (*words, use_node_ref());
    use_effect_with(place.clone(), {
        let on = on.reform(Msg::Lanes);
        move |place| {
            let watch = crate::room::watch(place, move |width, height| {
                on.emit(LanesMsg::Size(width, height));
            });
            move || drop(watch)
        }
    });
    let chosen = scene.as_ref().and_then(|scene| scene.detail.as_ref());
    html! {
        <section class="lanes" aria-label={words.lanes.title}>
            if let Some(scene) = scene {
                { tools(props, scene) }
            }
            <p class="unseen" role="status" aria-live="polite">
                { chosen.map(|detail| card::sentence(words, detail)) }
            </p>
            <div class="lanes-body">
                <div class="lanes-canvas" ref={place}>
                    if let Some(scene) = scene {
                        if props.table {
                            <table::LanesTable {words} scene={scene.clone()} {on} />
                        } else {
                            <Chart {words} scene={scene.clone()} size={props.size} {on} />
                        }
                    }
                </div>
                if let Some(detail) = chosen {
                    { card::card(words, detail, on) }
                }
            </div>
        </section>
    }
}

fn tools(props: &LanesProps, scene: &Rc<Scene>) -> Html {
    let LanesProps { words, on, .. } = props;
    let (text, window) = (&words.lanes, scene.view.window);
    let say = |msg: LanesMsg| on.reform(move |_: MouseEvent| Msg::Lanes(msg.clone()));
    let button = |label: &'static str, sign: &'static str, msg: LanesMsg| {
        html! {
            <button class="quiet icon" aria-label={label} title={label} onclick={say(msg)}>
                { sign }
            </button>
        }
    };
    let (saved, words) = (scene.clone(), *words);
    let save = Callback::from(move |_: MouseEvent| {
        let file = svg::file(&saved.view, FILE_WIDTH, words);
        let _ = dom::save(&file_name(&saved.view), &file, "image/svg+xml");
    });
    html! {
        <div class="lanes-tools">
            <h2>{ text.show }</h2>
            <div class="row">
                { button(text.earlier, "◂", LanesMsg::Show(window.panned(-0.5))) }
                { button(text.zoom_out, "−", LanesMsg::Zoom(scene.zoomed(2.0))) }
                <span class="mono" title={text.span_title} translate="no">{ span(window.span()) }</span>
                { button(text.zoom_in, "+", LanesMsg::Zoom(scene.zoomed(0.5))) }
                { button(text.later, "▸", LanesMsg::Show(window.panned(0.5))) }
            </div>
            <button class="small" aria-pressed={scene.follows.to_string()}
                onclick={say(LanesMsg::Follow)}>{ text.follow }</button>
            <button class="small" aria-pressed={scene.view.heartbeats.to_string()}
                onclick={say(LanesMsg::Heartbeats)}>{ text.heartbeats }</button>
            <Keys {words} />
            if scene.view.one_of > 1 {
                <span class="thinned" role="note">
                    { text.thinned(scene.view.one_of) }
                </span>
            }
            <span class="grow"></span>
            <button class="quiet small" onclick={say(LanesMsg::Table)}>
                { if props.table { text.as_picture } else { text.as_table } }
            </button>
            <button class="quiet small" id="lanes-save" title={text.save_title} onclick={save}>
                { text.save }
            </button>
            <button class="quiet icon lanes-hide" aria-label={text.hide} title={text.hide}
                onclick={say(LanesMsg::Open(false))}>{ icon::cross() }</button>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct KeysProps {
    words: Words,
}

/// What the looks mean: drawn once.
#[component]
fn Keys(props: &KeysProps) -> Html {
    let keys = legend(props.words).into_iter().map(|(shapes, word)| {
        html! {
            <li>
                <svg class="lanes-picture" width="30" height="14" aria-hidden="true">
                    { for shapes.iter().map(shape) }
                </svg>
                { word }
            </li>
        }
    });
    html! {
        <details class="menu lanes-legend">
            <summary class="pill">{ props.words.lanes.legend }</summary>
            <ul>{ for keys }</ul>
        </details>
    }
}

#[derive(Properties, PartialEq)]
struct ChartProps {
    words: Words,
    scene: Rc<Scene>,
    size: (u32, u32),
    on: Callback<Msg>,
}

/// The picture, and the hand upon it.
#[component]
fn Chart(props: &ChartProps) -> Html {
    let ChartProps { words, scene, size, on } = props;
    let view = &scene.view;
    let at = Geometry::new(size.0.into(), size.1.into(), view.lanes.len(), view.window);
    let chosen = scene.detail.as_ref().map(|detail| detail.line.packet);
    let picture = draw(view, &at, chosen, *words);
    let place = use_node_ref();
    let hand = use_memo((), |()| Hand::default());
    hand.sees(scene.clone(), at, place.clone(), on.clone());
    use_effect_with(place.clone(), {
        let hand = hand.clone();
        move |place| {
            let wheel = hand.listens_to_the_wheel(place);
            move || drop(wheel)
        }
    });
    let does = |what: fn(&Hand, PointerEvent)| {
        let hand = hand.clone();
        Callback::from(move |event: PointerEvent| what(&hand, event))
    };
    let onkeydown = {
        let hand = hand.clone();
        Callback::from(move |event: KeyboardEvent| hand.key(&event))
    };
    let (width, height) = (format!("{:.0}", picture.width), format!("{:.0}", picture.height));
    html! {
        <div class="lanes-picture chart" ref={place} tabindex="0" role="application"
            aria-label={words.lanes.title} aria-description={words.lanes.hint} {onkeydown}
            onpointerdown={does(Hand::down)} onpointermove={does(Hand::moves)}
            onpointerup={does(Hand::up)} onpointercancel={does(Hand::up)}>
            <svg {width} {height} aria-hidden="true">
                { for picture.layers.iter().map(layer) }
            </svg>
        </div>
    }
}

fn layer(layer: &Layer) -> Html {
    html! { <g key={layer.class} class={layer.class}>{ for layer.shapes.iter().map(shape) }</g> }
}

fn shape(shape: &Shape) -> Html {
    let place = |at: f64| AttrValue::from(format!("{at:.1}"));
    match shape {
        Shape::Rect { class, x, y, width, height, title } => html! {
            <rect class={class.clone()} x={place(*x)} y={place(*y)} width={place(*width)}
                height={place(*height)}>
                if !title.is_empty() { <title translate="no">{ title }</title> }
            </rect>
        },
        Shape::Path { class, d } => html! { <path class={class.clone()} d={d.clone()} /> },
        Shape::Text { class, x, y, text, verbatim } => {
            let translate = verbatim.then_some("no");
            html! {
                <text class={class.clone()} x={place(*x)} y={place(*y)} {translate}>{ text }</text>
            }
        }
    }
}

/// How wide a saved file is.
const FILE_WIDTH: f64 = 1200.0;
