//! Where in the space-time diagram the visitor is. Nothing of it is shared.

use super::detail::Detail;
use crate::{
    dom,
    lab::Lab,
    present::lanes::{Asks, LanesView, Line, Window, window},
};
use engine::base::Time;
use std::rc::Rc;

/// What a visitor may ask of the diagram.
#[derive(Clone, PartialEq, Debug)]
pub enum LanesMsg {
    /// Show or hide it.
    Open(bool),
    /// Its place has this size in CSS pixels; 0 while it is hidden.
    Size(u32, u32),
    /// This part of time.
    Show(Window),
    /// As much time as this; whoever follows the playhead goes on following it.
    Zoom(Window),
    Follow,
    Heartbeats,
    Table,
    Choose(Option<Line>),
}

/// What the visitor has chosen to see.
#[derive(Clone, PartialEq, Debug)]
pub struct LanesLook {
    pub size: (u32, u32),
    /// Beside the stage, where there is room for both.
    pub open: bool,
    /// Instead of the stage, where there is not.
    pub instead: bool,
    pub table: bool,
    pub heartbeats: bool,
    pub chosen: Option<Line>,
    /// Where the window stays; none follows the playhead.
    from: Option<Time>,
    span: Time,
    last: Time,
}

/// What the diagram is drawn from, at one moment.
#[derive(Clone, PartialEq, Debug)]
pub struct Scene {
    pub view: LanesView,
    pub detail: Option<Detail>,
    pub follows: bool,
}

impl LanesLook {
    pub fn new() -> LanesLook {
        LanesLook {
            size: (0, 0),
            open: dom::media(ROOMY),
            instead: false,
            table: false,
            heartbeats: true,
            chosen: None,
            from: None,
            span: window::SPAN,
            last: Time(0),
        }
    }

    pub fn change(&mut self, msg: LanesMsg) {
        match msg {
            LanesMsg::Open(open) if dom::media(WIDE) => self.open = open,
            LanesMsg::Open(open) => self.instead = open,
            LanesMsg::Size(width, height) => self.size = (width, height),
            LanesMsg::Show(window) => (self.from, self.span) = (Some(window.from), window.span()),
            LanesMsg::Zoom(window) => {
                (self.from, self.span) = (self.from.map(|_| window.from), window.span());
            }
            LanesMsg::Follow => self.from = None,
            LanesMsg::Heartbeats => self.heartbeats = !self.heartbeats,
            LanesMsg::Table => self.table = !self.table,
            LanesMsg::Choose(line) => self.chosen = line,
        }
    }

    /// What there is to be drawn; nothing while nobody sees it.
    pub fn scene(&mut self, lab: &Lab) -> Option<Rc<Scene>> {
        let now = lab.timeline().now();
        let before = std::mem::replace(&mut self.last, now);
        if self.size.0 == 0 || self.size.1 == 0 {
            return None;
        }
        // a playhead that leaves the window takes it along, and so does another cluster
        if let Some(window) = self.from.map(|from| Window::new(from, self.span)) {
            let left = window.contains(before) && !window.contains(now);
            if left || window.from > lab.end() {
                self.from = None;
            }
        }
        let known = |line: &Line| {
            lab.timeline().moment(line.cause).is_some_and(|moment| moment.at == line.sent)
        };
        self.chosen = self.chosen.filter(known);
        let window = match self.from {
            Some(from) => Window::new(from, self.span),
            None => {
                let still = dom::media("(prefers-reduced-motion: reduce)");
                Window::following(now, self.span, still)
            }
        };
        let view = lab.lanes(Asks { window, heartbeats: self.heartbeats });
        if let Some(line) = &mut self.chosen {
            // what was on its way may have arrived
            *line = view.line(line.packet).copied().unwrap_or(*line);
        }
        let detail = self.chosen.map(|line| Detail::of(lab.timeline(), &line, lab.words));
        Some(Rc::new(Scene { view, detail, follows: self.from.is_none() }))
    }
}

impl Scene {
    /// The window with so many times its span. The playhead stays where it is, if it is in sight.
    pub fn zoomed(&self, factor: f64) -> Window {
        let window = self.view.window;
        let seen = window.contains(self.view.now);
        window.zoomed(if seen { window.part(self.view.now) } else { 0.5 }, factor)
    }
}

impl Default for LanesLook {
    fn default() -> LanesLook {
        LanesLook::new()
    }
}

/// Stage, inspector and lanes stand beside each other; `static/lanes-page.css` says the same.
const WIDE: &str = "(min-width: 1280px)";
/// There is room for them from the start.
const ROOMY: &str = "(min-width: 1280px) and (min-height: 840px)";
