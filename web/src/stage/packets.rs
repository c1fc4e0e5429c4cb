//! Messages on their way.
//!
//! Where a packet is follows from `(now − sent) / (due − sent)`, so nothing has to be computed
//! while it flies: each packet is one element with one animation from its sender's rim to its
//! receiver's, whose clock is virtual time. The browser's compositor moves it, and the page does no
//! work between two moments. These elements are not Yew's: they come and go by the packet's number.
//! An animation whose element is gone would keep the browser busy sixty times a second until it ends,
//! so an element takes its animation with it.

use super::{
    geometry::{Layout, Point},
    member::term_class,
    shape::sign,
};
use crate::{
    dom,
    present::frame::{Frame, LostView, PacketView},
};
use engine::{base::Time, sim::PacketId};
use std::collections::{BTreeMap, BTreeSet};
use wasm_bindgen::JsCast;
use web_sys::{Animation, Element, HtmlElement, KeyframeEffect};

/// How fast virtual time passes at present.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Clock {
    pub now: Time,
    /// Virtual milliseconds a millisecond; 0 while paused.
    pub rate: f64,
    /// The visitor asked for less motion: packets jump.
    pub still: bool,
}

impl Clock {
    fn moves(self, view: &PacketView) -> bool {
        !self.still && !view.held
    }
}

/// All packets on the stage.
#[derive(Default)]
pub struct Packets {
    nodes: BTreeMap<PacketId, Node>,
    lost: BTreeMap<u32, Element>,
    /// Where they are drawn; another one after the stage was a table.
    layer: Option<Element>,
}

struct Node {
    element: HtmlElement,
    flight: Option<Flight>,
    view: PacketView,
    way: (Point, Point),
    /// It moves by itself, or it is put where it is.
    moves: bool,
    selected: bool,
    followed: bool,
}

/// The animation of one that moves by itself, and the effect that holds its way.
struct Flight {
    animation: Animation,
    effect: KeyframeEffect,
}

impl Drop for Node {
    fn drop(&mut self) {
        if let Some(flight) = &self.flight {
            flight.animation.cancel();
        }
        self.element.remove();
    }
}

impl Packets {
    /// Makes the layer show what the frame says.
    pub fn show(&mut self, layer: &Element, frame: &Frame, layout: &Layout, clock: Clock) {
        if self.layer.as_ref() != Some(layer) {
            *self = Packets { layer: Some(layer.clone()), ..Packets::default() };
        }
        let there: BTreeSet<PacketId> = frame.packets.iter().map(|view| view.id).collect();
        self.nodes.retain(|id, _| there.contains(id));
        for view in &frame.packets {
            let Some(way) = layout.way(view.from, view.to) else { continue };
            match self.nodes.get_mut(&view.id) {
                Some(node) if !node.is_old(view, clock) => node.turn(way),
                _ => {
                    if let Some(node) = Node::new(layer, view, way, clock) {
                        self.nodes.insert(view.id, node);
                    }
                }
            }
        }
        for node in self.nodes.values() {
            node.set(clock);
        }
        self.show_lost(layer, frame, layout);
    }

    /// Marks the selected packet.
    pub fn select(&mut self, selected: Option<PacketId>) {
        for (id, node) in &mut self.nodes {
            let chosen = selected == Some(*id);
            if node.selected != chosen {
                node.selected = chosen;
                let _ = node.element.class_list().toggle_with_force("selected", chosen);
            }
        }
    }

    /// Marks those that belong to what the visitor follows.
    pub fn follow(&mut self, followed: &[PacketId]) {
        let followed: BTreeSet<PacketId> = followed.iter().copied().collect();
        for (id, node) in &mut self.nodes {
            let mine = followed.contains(id);
            if node.followed != mine {
                node.followed = mine;
                let _ = node.element.class_list().toggle_with_force("followed", mine);
            }
        }
    }

    /// The packet that an element of the layer belongs to.
    pub fn of(target: &Element) -> Option<PacketId> {
        target.closest("[data-packet]").ok()??.get_attribute("data-packet")?.parse().ok()
    }

    fn show_lost(&mut self, layer: &Element, frame: &Frame, layout: &Layout) {
        self.lost.retain(|moment, element| {
            let stays = frame.lost.iter().any(|lost| lost.moment == *moment);
            if !stays {
                element.remove();
            }
            stays
        });
        for lost in &frame.lost {
            if !self.lost.contains_key(&lost.moment)
                && let Some(element) = draw_lost(layer, lost, layout)
            {
                self.lost.insert(lost.moment, element);
            }
        }
    }
}

impl Node {
    fn new(layer: &Element, view: &PacketView, way: (Point, Point), clock: Clock) -> Option<Node> {
        let element: HtmlElement = dom::document().create_element("div").ok()?.dyn_into().ok()?;
        let hue = view.term.map_or("no-term", term_class);
        element.set_class_name(&format!("packet {hue}{}", if view.held { " held" } else { "" }));
        element.set_attribute("data-packet", &view.id.to_string()).ok()?;
        element.set_attribute("title", &view.name).ok()?;
        element.set_attribute("translate", "no").ok()?;
        let sign = sign(view.class, view.refuses);
        let svg = dom::svg("svg", &[("viewBox", "-12 -12 24 24"), ("aria-hidden", "true")])?;
        let class = if sign.filled { "sign filled" } else { "sign" };
        dom::put(&svg, dom::svg("path", &[("d", sign.path), ("class", class)])?);
        element.append_child(&svg).ok()?;
        if !view.brief.is_empty() {
            let brief = dom::document().create_element("span").ok()?;
            brief.set_text_content(Some(&view.brief));
            element.append_child(&brief).ok()?;
        }
        layer.append_child(&element).ok()?;
        let moves = clock.moves(view);
        let flight = moves.then(|| Flight::new(&element, view, way)).flatten();
        let view = view.clone();
        Some(Node { element, flight, view, way, moves, selected: false, followed: false })
    }

    /// It was made for something else than what is asked for now.
    fn is_old(&self, view: &PacketView, clock: Clock) -> bool {
        self.view != *view || self.moves != clock.moves(view)
    }

    /// The stage has another size or other seats: the same packet on another way.
    fn turn(&mut self, way: (Point, Point)) {
        if self.way == way {
            return;
        }
        self.way = way;
        if let (Some(flight), Some(frames)) = (&self.flight, keyframes(way)) {
            let _ = flight.effect.set_keyframes(Some(&frames));
        }
    }

    /// Sets the packet's own clock to virtual time.
    fn set(&self, clock: Clock) {
        let passed = clock.now.since(self.view.sent).us() as f64 / 1000.0;
        let Some(Flight { animation, .. }) = &self.flight else {
            let whole = self.view.due.since(self.view.sent).us().max(1) as f64 / 1000.0;
            // at rest: a held packet waits a little way off its sender
            let part = if self.view.held { 0.22 } else { (passed / whole).clamp(0.0, 1.0) };
            let at = self.way.0.towards(self.way.1, part);
            let _ = self.element.style().set_property("transform", &translate(at));
            return;
        };
        let shown = animation.current_time().unwrap_or(f64::NAN);
        if clock.rate == 0.0 {
            let _ = animation.pause();
            if (shown - passed).abs() > 1e-3 || shown.is_nan() {
                animation.set_current_time(Some(passed));
            }
            return;
        }
        if (animation.playback_rate() - clock.rate).abs() > f64::EPSILON {
            animation.set_playback_rate(clock.rate);
        }
        // a difference of a frame or two is not worth a jump
        if (shown - passed).abs() > 34.0 * clock.rate || shown.is_nan() {
            animation.set_current_time(Some(passed));
        }
        if animation.play_state() != web_sys::AnimationPlayState::Running {
            let _ = animation.play();
            animation.set_current_time(Some(passed));
        }
    }
}

impl Flight {
    fn new(element: &HtmlElement, view: &PacketView, way: (Point, Point)) -> Option<Flight> {
        let options = web_sys::KeyframeEffectOptions::new();
        // twice the time: an animation that is near its end has the browser look at every one of them
        options.set_duration_f64(view.due.since(view.sent).us().max(1) as f64 / 1000.0 * 2.0);
        options.set_fill(web_sys::FillMode::Both);
        let effect =
            KeyframeEffect::new_with_opt_element_and_keyframes_and_keyframe_effect_options(
                Some(element),
                Some(&keyframes(way)?),
                &options,
            )
            .ok()?;
        let animation = Animation::new_with_effect(Some(&effect)).ok()?;
        let _ = animation.pause();
        Some(Flight { animation, effect })
    }
}

/// From one rim to the other in the first half, and at rest there in the second.
fn keyframes(way: (Point, Point)) -> Option<js_sys::Object> {
    let frames = js_sys::Array::new();
    for at in [way.0, way.1, way.1] {
        let frame = js_sys::Object::new();
        js_sys::Reflect::set(&frame, &"transform".into(), &translate(at).into()).ok()?;
        frames.push(&frame);
    }
    Some(frames.into())
}

fn translate(at: Point) -> String {
    format!("translate3d({:.2}px, {:.2}px, 0)", at.x, at.y)
}

/// A cross where a packet was lost; its style lets it fade.
fn draw_lost(layer: &Element, lost: &LostView, layout: &Layout) -> Option<Element> {
    let (from, to) = layout.way(lost.from, lost.to)?;
    let at = from.towards(to, if lost.at_door { 0.97 } else { 0.5 });
    let element: HtmlElement = dom::document().create_element("div").ok()?.dyn_into().ok()?;
    element.set_class_name("packet lost");
    element.style().set_property("transform", &translate(at)).ok()?;
    let svg = dom::svg("svg", &[("viewBox", "-12 -12 24 24"), ("aria-hidden", "true")])?;
    dom::put(&svg, dom::svg("circle", &[("r", "7")])?);
    dom::put(&svg, dom::svg("path", &[("d", "M-3.5 -3.5L3.5 3.5M3.5 -3.5L-3.5 3.5")])?);
    element.append_child(&svg).ok()?;
    layer.append_child(&element).ok()?;
    Some(element.into())
}
