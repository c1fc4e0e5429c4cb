//! The hand on the diagram: what pointer, wheel and keys ask for. Drags reach the page once a frame
//! and no more often.

use super::{LanesMsg, Scene, picture::Geometry};
use crate::{
    dom,
    msg::Msg,
    present::lanes::{Line, Window},
};
use gloo_events::{EventListener, EventListenerOptions};
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::Element;
use yew::prelude::*;

/// One visitor's hand.
#[derive(Clone, Default)]
pub(super) struct Hand(Rc<RefCell<State>>);

#[derive(Default)]
struct State {
    sees: Option<Sees>,
    drag: Drag,
    /// What the next frame will ask for.
    pending: Option<Msg>,
    waits: bool,
}

/// What is before the visitor's eyes at present.
#[derive(Clone)]
struct Sees {
    scene: Rc<Scene>,
    at: Geometry,
    place: NodeRef,
    on: Callback<Msg>,
}

#[derive(Clone, Copy, Default, PartialEq, Debug)]
enum Drag {
    #[default]
    None,
    Playhead,
    /// Began at this place with this window; true once it went further than a click.
    Pan(f64, Window, bool),
}

impl PartialEq for Hand {
    fn eq(&self, other: &Hand) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Hand {
    /// The picture was drawn anew.
    pub(super) fn sees(&self, scene: Rc<Scene>, at: Geometry, place: NodeRef, on: Callback<Msg>) {
        self.0.borrow_mut().sees = Some(Sees { scene, at, place, on });
    }

    pub(super) fn down(&self, event: PointerEvent) {
        let Some(sees) = self.eyes().filter(|_| event.button() == 0) else { return };
        let (x, y) = sees.point(&event);
        if let Some(element) = sees.place.cast::<Element>() {
            let _ = element.set_pointer_capture(event.pointer_id());
        }
        let view = &sees.scene.view;
        let line = sees.at.hit(view, x, y).filter(|_| y >= 0.0);
        let scale = sees.at.takes_playhead(x, y, view.now) && line.is_none();
        self.0.borrow_mut().drag = match scale {
            true => Drag::Playhead,
            false => Drag::Pan(x, view.window, false),
        };
        if scale {
            // the window rests while the playhead moves in it
            sees.on.emit(Msg::Lanes(LanesMsg::Show(view.window)));
            self.soon(sees.seek(x));
        }
    }

    pub(super) fn moves(&self, event: PointerEvent) {
        let Some(sees) = self.eyes() else { return };
        let (x, _) = sees.point(&event);
        let drag = self.0.borrow().drag;
        match drag {
            Drag::None => {}
            Drag::Playhead => self.soon(sees.seek(x)),
            Drag::Pan(start, window, moved) => {
                if moved || (x - start).abs() > CLICK {
                    self.0.borrow_mut().drag = Drag::Pan(start, window, true);
                    let part = sees.at.part(start) - sees.at.part(x);
                    self.soon(Msg::Lanes(LanesMsg::Show(window.panned(part))));
                }
            }
        }
    }

    pub(super) fn up(&self, event: PointerEvent) {
        let drag = std::mem::take(&mut self.0.borrow_mut().drag);
        if let Some(sees) = self.eyes().filter(|_| matches!(drag, Drag::Pan(_, _, false))) {
            let (x, y) = sees.point(&event);
            let line = sees.at.hit(&sees.scene.view, x, y).copied();
            sees.choose(line);
        }
    }

    /// The wheel zooms around the pointer, and pans if it is turned sideways. Not one of Yew's
    /// listeners: those may not keep the browser from zooming the whole page.
    pub(super) fn listens_to_the_wheel(&self, place: &NodeRef) -> Option<EventListener> {
        let hand = self.clone();
        let options = EventListenerOptions::enable_prevent_default();
        let element = place.cast::<Element>()?;
        Some(EventListener::new_with_options(&element, "wheel", options, move |event| {
            let Some(event) = event.dyn_ref::<web_sys::WheelEvent>() else { return };
            let Some(sees) = hand.eyes() else { return };
            event.prevent_default();
            let pending = hand.0.borrow().pending.clone();
            let window = match pending {
                Some(Msg::Lanes(LanesMsg::Show(window))) => window,
                _ => sees.scene.view.window,
            };
            let (down, aside) = (event.delta_y(), event.delta_x());
            let next = if event.shift_key() || aside.abs() > down.abs() {
                window.panned((if aside == 0.0 { down } else { aside }) / 1000.0)
            } else {
                let part = sees.at.part(sees.point(event).0).clamp(0.0, 1.0);
                window.zoomed(part, (down / 400.0).clamp(-1.0, 1.0).exp2())
            };
            hand.soon(Msg::Lanes(LanesMsg::Show(next)));
        }))
    }

    pub(super) fn key(&self, event: &KeyboardEvent) {
        let Some(sees) = self.eyes() else { return };
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        if let Some(msg) = sees.key(&event.key(), event.shift_key()) {
            event.prevent_default();
            event.stop_propagation();
            sees.on.emit(msg);
        }
    }

    fn eyes(&self) -> Option<Sees> {
        self.0.borrow().sees.clone()
    }

    /// Asks with the next frame; of several only the last.
    fn soon(&self, msg: Msg) {
        let mut state = self.0.borrow_mut();
        state.pending = Some(msg);
        if std::mem::replace(&mut state.waits, true) {
            return;
        }
        let hand = self.clone();
        let frame = Closure::once_into_js(move || {
            let (msg, sees) = {
                let mut state = hand.0.borrow_mut();
                state.waits = false;
                (state.pending.take(), state.sees.clone())
            };
            if let Some((msg, sees)) = msg.zip(sees) {
                sees.on.emit(msg);
            }
        });
        let _ = dom::window().request_animation_frame(frame.unchecked_ref());
    }
}

impl Sees {
    fn point(&self, event: &MouseEvent) -> (f64, f64) {
        let corner = self.place.cast::<Element>().map(|element| element.get_bounding_client_rect());
        let (left, top) = corner.map_or((0.0, 0.0), |corner| (corner.left(), corner.top()));
        (f64::from(event.client_x()) - left, f64::from(event.client_y()) - top)
    }

    fn seek(&self, x: f64) -> Msg {
        let at = self.scene.view.window.at(self.at.part(x).clamp(0.0, 1.0));
        Msg::SeekTime(at.min(self.scene.view.end))
    }

    fn choose(&self, line: Option<Line>) {
        self.on.emit(Msg::Lanes(LanesMsg::Choose(line)));
    }

    fn key(&self, key: &str, shift: bool) -> Option<Msg> {
        let (view, window) = (&self.scene.view, self.scene.view.window);
        let chosen = self.scene.detail.as_ref().map(|detail| detail.line);
        let packet = chosen.map(|line| line.packet);
        let zoom = |factor| Some(Msg::Lanes(LanesMsg::Zoom(self.scene.zoomed(factor))));
        let show = |window| Some(Msg::Lanes(LanesMsg::Show(window)));
        let choose =
            |line: Option<&Line>| line.map(|line| Msg::Lanes(LanesMsg::Choose(Some(*line))));
        match key {
            "ArrowLeft" if shift => show(window.panned(-0.25)),
            "ArrowRight" if shift => show(window.panned(0.25)),
            "ArrowLeft" => choose(view.beside(packet, -1)),
            "ArrowRight" => choose(view.beside(packet, 1)),
            "ArrowUp" => choose(view.across(packet?, false)),
            "ArrowDown" => match packet {
                Some(packet) => choose(view.across(packet, true)),
                None => choose(view.beside(None, 0)),
            },
            "Home" => choose(view.lines.first()),
            "End" => choose(view.lines.last()),
            "+" | "=" => zoom(0.5),
            "-" => zoom(2.0),
            "Enter" => {
                let line = chosen?;
                Some(Msg::Seek(line.ended().unwrap_or(line.cause)))
            }
            "Escape" => chosen.map(|_| Msg::Lanes(LanesMsg::Choose(None))),
            _ => None,
        }
    }
}

/// A pointer that moved no further has clicked.
const CLICK: f64 = 4.0;
