//! The diagram as shapes: where every line, band and word stands. The page and the file that can be
//! saved are both drawn from these.

use super::looks::{CROWN, class, cross, mark, state_class};
use crate::{
    present::{
        lanes::{Band, End, FaultSpan, LanesView, Line, RequestSpan, Window},
        message::Class,
    },
    text::{Exact, Words, span},
};
use engine::{
    base::Time,
    insight::{
        faults::Reach,
        spans::{Answered, MemberState},
    },
    script::print,
    sim::{PacketId, Peer},
};
use std::{collections::BTreeMap, fmt::Write};

/// A drawing.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Picture {
    pub width: f64,
    pub height: f64,
    pub layers: Vec<Layer>,
}

/// Shapes that belong together, from the back to the front.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Layer {
    pub class: &'static str,
    pub at: (f64, f64),
    pub shapes: Vec<Shape>,
}

/// One shape. Its colour and stroke follow from its class.
#[derive(Clone, PartialEq, Debug)]
pub enum Shape {
    Rect {
        class: String,
        x: f64,
        y: f64,
        width: f64,
        height: f64,
        title: String,
    },
    Path {
        class: String,
        d: String,
    },
    /// `verbatim`: a name, a number or a command, which is the same in every language.
    Text {
        class: String,
        x: f64,
        y: f64,
        text: String,
        verbatim: bool,
    },
}

/// Where time and lanes are, in CSS pixels.
#[derive(Clone, Copy, Default, PartialEq, Debug)]
pub struct Geometry {
    pub width: f64,
    pub height: f64,
    /// The height of one lane.
    pub lane: f64,
    pub window: Window,
}

impl Geometry {
    /// Fits so many lanes into a place; it is higher than the place if they would be too low.
    pub fn new(width: f64, height: f64, lanes: usize, window: Window) -> Geometry {
        let lanes = lanes.max(1) as f64;
        let lane = ((height - TOP - BOTTOM) / lanes).clamp(LANE_MIN, LANE_MAX);
        Geometry {
            width: width.max(LEFT + 60.0),
            height: TOP + lane * lanes + BOTTOM,
            lane,
            window,
        }
    }

    pub fn x(&self, at: Time) -> f64 {
        LEFT + self.window.part(at) * self.breadth()
    }

    /// The line of a lane.
    pub fn y(&self, lane: usize) -> f64 {
        TOP + self.lane * (lane as f64 + if self.lane < LANE_LOW { 0.5 } else { 0.64 })
    }

    /// The foot of a word that belongs to the line at `y`.
    fn foot(&self, y: f64) -> f64 {
        if self.lane < LANE_LOW { y + 4.0 } else { y - 7.0 }
    }

    /// The part of the window at a place; below 0 and above 1 outside of it.
    pub fn part(&self, x: f64) -> f64 {
        (x - LEFT) / self.breadth()
    }

    /// True where the playhead can be taken: at the scale, or at its own line.
    pub fn takes_playhead(&self, x: f64, y: f64, now: Time) -> bool {
        y < TOP || (x - self.x(now)).abs() <= REACH
    }

    /// The message under the pointer.
    pub fn hit<'a>(&self, view: &'a LanesView, x: f64, y: f64) -> Option<&'a Line> {
        let near = view.lines.iter().filter_map(|line| {
            let [a, b] = self.segment(view, line)?;
            let distance = distance((x, y), a, b);
            (distance <= REACH).then_some((distance, line))
        });
        near.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, line)| line)
    }

    fn breadth(&self) -> f64 {
        self.width - LEFT - RIGHT
    }

    fn bottom(&self) -> f64 {
        self.height - BOTTOM
    }

    /// What is seen of a line.
    fn segment(&self, view: &LanesView, line: &Line) -> Option<[(f64, f64); 2]> {
        let (from, to) = (self.y(view.lane(line.from)?), self.y(view.lane(line.to)?));
        let (at, part) = reached(line, view.now);
        let (a, b) = ((self.x(line.sent), from), (self.x(at), from + (to - from) * part));
        clip(a, b, LEFT, self.width - RIGHT)
    }
}

/// When and how far a message came: 1 is all the way.
fn reached(line: &Line, now: Time) -> (Time, f64) {
    let flown = |due: Time| {
        let whole = due.since(line.sent).us().max(1) as f64;
        (now.since(line.sent).us() as f64 / whole).clamp(0.0, 1.0)
    };
    match line.end {
        End::Arrived { at, .. } => (at, 1.0),
        End::Lost { at, why: engine::sim::Loss::Down, .. } => (at, 1.0),
        // nobody knows where on its way; half of it is as true as anything
        End::Lost { at, why: engine::sim::Loss::Dropped, .. } => (at, 0.5),
        End::Lost { at, .. } => (Time(line.sent.us().midpoint(at.us())), 0.5),
        End::Flying { due } => (now.min(due).max(line.sent), flown(due)),
        End::Held => (now.max(line.sent), 0.3),
    }
}

/// Draws a view.
pub fn draw(view: &LanesView, at: &Geometry, chosen: Option<PacketId>, words: Words) -> Picture {
    let layer = |class, shapes| Layer { class, at: (0.0, 0.0), shapes };
    let layers = vec![
        layer("faults", faults(view, at)),
        layer("axis", axis(at)),
        layer("rows", rows(view, at)),
        layer("bands", bands(view, at, words)),
        layer("requests", requests(view, at)),
        layer("lines", lines(view, at)),
        layer("over", over(view, at, chosen)),
    ];
    Picture { width: at.width, height: at.height, layers }
}

fn axis(at: &Geometry) -> Vec<Shape> {
    let span = at.window.span().us();
    let least = (span as f64 * TICK_APART / at.breadth()) as u64;
    let step = nice(least.max(1));
    let mut d = String::new();
    let mut shapes = Vec::new();
    let mut tick = at.window.from.us().div_ceil(step) * step;
    while tick <= at.window.to.us() {
        let x = at.x(Time(tick));
        let _ = write!(d, "M{x:.1} {:.1}V{:.1}", TOP - 3.0, at.bottom());
        let text = if step < 1000 { Exact(Time(tick)).to_string() } else { span_text(tick, step) };
        if x + 40.0 < at.width {
            let (class, x, y) = ("time".into(), x + 3.0, TOP - 6.0);
            shapes.push(Shape::Text { class, x, y, text, verbatim: true });
        }
        tick += step;
    }
    shapes.push(Shape::Path { class: "grid".into(), d });
    shapes
}

/// Whole seconds or milliseconds need no more places than the step has.
fn span_text(us: u64, step: u64) -> String {
    match (step.is_multiple_of(1_000_000), us < 1_000_000) {
        (true, _) => format!("{} s", us / 1_000_000),
        (false, true) => format!("{} ms", us / 1000),
        (false, false) => span(Time(us)),
    }
}

/// 1, 2 or 5 times a power of ten, no less than this.
fn nice(least: u64) -> u64 {
    let mut power = 1;
    loop {
        if let Some(step) = [1, 2, 5].map(|n| n * power).into_iter().find(|step| *step >= least) {
            return step;
        }
        power *= 10;
    }
}

/// A name and a thin line for each lane.
fn rows(view: &LanesView, at: &Geometry) -> Vec<Shape> {
    let mut d = String::new();
    let mut shapes = Vec::new();
    for (n, lane) in view.lanes.iter().enumerate() {
        let y = at.y(n);
        let _ = write!(d, "M{LEFT} {y:.1}H{:.1}", at.width - RIGHT);
        let (class, text) = ("lane-name".to_string(), print::peer(lane.peer));
        shapes.push(Shape::Text { class, x: 10.0, y: y + 4.0, text, verbatim: true });
    }
    shapes.push(Shape::Path { class: "lane".into(), d });
    shapes
}

fn bands(view: &LanesView, at: &Geometry, words: Words) -> Vec<Shape> {
    let mut paths: BTreeMap<(MemberState, u64), String> = BTreeMap::new();
    let mut labels = Vec::new();
    let mut ticks = [String::new(), String::new()];
    let right = at.width - RIGHT;
    for (n, lane) in view.lanes.iter().enumerate() {
        let y = at.y(n);
        let mut shown = None;
        for (place, band) in lane.bands.iter().enumerate() {
            let (from, to) = (at.x(band.from).max(LEFT), at.x(band.to).min(right));
            if to <= from {
                continue;
            }
            let d = paths.entry((band.state, band.term % HUES)).or_default();
            let _ = write!(d, "M{from:.1} {y:.1}H{to:.1}");
            let next = lane.bands.get(place + 1).map_or(right, |next| at.x(next.from));
            if shown != Some((band.term, spoken(band.state))) {
                labels.extend(label(at, band, (from, y), next - from, words));
            }
            shown = Some((band.term, spoken(band.state)));
        }
        if lane.ticks.len() <= TICKS_MAX {
            for tick in lane.ticks.iter().filter(|tick| at.window.contains(tick.at)) {
                let (x, down) = (at.x(tick.at), if tick.applied { 1.0 } else { -1.0 });
                let d = &mut ticks[usize::from(tick.applied)];
                let _ = write!(d, "M{x:.1} {:.1}v{:.1}", y + 5.0 * down, 4.0 * down);
            }
        }
    }
    let path =
        |((state, hue), d)| Shape::Path { class: format!("band {} t{hue}", state_class(state)), d };
    let mut shapes: Vec<Shape> = paths.into_iter().map(path).collect();
    for (class, d) in ["committed", "applied"].into_iter().zip(ticks) {
        if !d.is_empty() {
            shapes.push(Shape::Path { class: format!("tick {class}"), d });
        }
    }
    shapes.extend(labels);
    shapes
}

/// States whose band says more than its term.
fn spoken(state: MemberState) -> Option<MemberState> {
    Some(state).filter(|state| {
        matches!(state, MemberState::Leader | MemberState::Crashed | MemberState::Removed)
    })
}

/// The term's number, and a crown for a leader, if there is room until the next band.
fn label(at: &Geometry, band: &Band, (x, y): (f64, f64), room: f64, words: Words) -> Vec<Shape> {
    let y = at.foot(y);
    let hue = format!("t{}", band.term % HUES);
    // on the band itself a crown would not be seen, and the band says it
    let leads = band.state == MemberState::Leader && at.lane >= LANE_LOW;
    let down = matches!(band.state, MemberState::Crashed | MemberState::Removed);
    let (x, room) = if leads { (x + 19.0, room - 19.0) } else { (x + 2.0, room - 2.0) };
    let long = match band.state {
        MemberState::Crashed | MemberState::Removed => words.lanes.state(band.state).to_string(),
        _ => words.stage.term(band.term),
    };
    let text = match () {
        () if band.term == 0 && !down => String::new(),
        () if breadth(&long) <= room => long,
        () if breadth("00") <= room && !down => band.term.to_string(),
        () => String::new(),
    };
    let mut shapes = Vec::new();
    if leads && room > -3.0 {
        let d = format!("M{:.1} {:.1}{CROWN}", x - 16.0, y);
        shapes.push(Shape::Path { class: format!("crown {hue}"), d });
    }
    if !text.is_empty() {
        let class = if down { "down".into() } else { format!("term {hue}") };
        shapes.push(Shape::Text { class, x, y, text, verbatim: false });
    }
    shapes
}

fn requests(view: &LanesView, at: &Geometry) -> Vec<Shape> {
    let mut shapes = Vec::new();
    for (n, lane) in view.lanes.iter().enumerate() {
        let (y, mut free) = (at.y(n), f64::MIN);
        for span in &lane.requests {
            let RequestSpan { asked, line } = span;
            let ended = asked.end.map(|end| end.at);
            let from = at.x(asked.from).max(LEFT);
            let to = at.x(ended.unwrap_or(view.now.max(asked.from))).min(at.width - RIGHT);
            if to < from {
                continue;
            }
            let state = match asked.end {
                None => "open",
                Some(Answered { ok: true, .. }) => "ok",
                Some(Answered { ok: false, .. }) => "failed",
            };
            shapes.push(Shape::Rect {
                class: format!("request {state}"),
                x: from,
                y: y - 4.0,
                width: (to - from).max(3.0),
                height: 8.0,
                title: line.clone(),
            });
            if state == "failed" {
                let (class, d) = ("request-end".into(), cross(to, y));
                shapes.push(Shape::Path { class, d });
            }
            let text = short(line);
            if from >= free && from + breadth(&text) < at.width {
                free = from + breadth(&text) + 8.0;
                let class = format!("asked {state}");
                let (x, y) = (from + 1.0, at.foot(y));
                shapes.push(Shape::Text { class, x, y, text, verbatim: true });
            }
        }
    }
    shapes
}

fn faults(view: &LanesView, at: &Geometry) -> Vec<Shape> {
    let mut shapes = Vec::new();
    let mut free = f64::MIN;
    let (right, all) = (at.width - RIGHT, at.bottom() - TOP);
    for FaultSpan { fault, line } in &view.faults {
        let (from, to) = (at.x(fault.from), at.x(fault.to.unwrap_or(view.end)).min(right));
        let (x, width) = (from.max(LEFT), (to - from.max(LEFT)).max(0.0));
        let rows = match fault.reach {
            Reach::All => vec![(TOP, all)],
            Reach::One(peer) => row(view, at, peer).into_iter().collect(),
            Reach::Two(a, b) => [a, b].into_iter().filter_map(|p| row(view, at, p)).collect(),
        };
        for (y, height) in rows {
            let (class, title) = (fault_class(fault.reach).to_string(), line.clone());
            shapes.push(Shape::Rect { class, x, y, width, height, title });
        }
        let text = short(line);
        // what began before the window has its words one after the other
        let x = x.max(free);
        if x < to && x + breadth(&text) < at.width {
            free = x + breadth(&text) + 12.0;
            let (class, y) = ("fault-name".into(), at.height - 4.0);
            shapes.push(Shape::Text { class, x: x + 1.0, y, text, verbatim: true });
        }
    }
    shapes
}

fn fault_class(reach: Reach) -> &'static str {
    match reach {
        Reach::All => "fault wide",
        Reach::One(_) | Reach::Two(..) => "fault",
    }
}

fn row(view: &LanesView, at: &Geometry, peer: Peer) -> Option<(f64, f64)> {
    let lane = view.lane(peer)?;
    Some((TOP + at.lane * lane as f64, at.lane))
}

/// All messages: one path for each look.
fn lines(view: &LanesView, at: &Geometry) -> Vec<Shape> {
    let mut paths: BTreeMap<(Class, Option<u64>, &str), [String; 2]> = BTreeMap::new();
    for line in &view.lines {
        let Some([a, b]) = at.segment(view, line) else { continue };
        let state = match line.end {
            End::Arrived { .. } => "",
            End::Lost { .. } => " lost",
            End::Flying { .. } | End::Held => " flying",
        };
        let key = (line.class(), line.term.map(|term| term % HUES), state);
        let [way, end] = paths.entry(key).or_default();
        let _ = write!(way, "M{:.1} {:.1}L{:.1} {:.1}", a.0, a.1, b.0, b.1);
        if b.0 < at.width - RIGHT && matches!(line.end, End::Arrived { .. }) {
            end.push_str(&mark(line.class(), b));
        } else if matches!(line.end, End::Lost { .. }) {
            end.push_str(&cross(b.0, b.1));
        }
    }
    let mut shapes = Vec::new();
    for ((message, hue, state), [way, end]) in paths {
        let hue = hue.map_or("no-term".to_string(), |hue| format!("t{hue}"));
        let look = class(message);
        shapes.push(Shape::Path { class: format!("line {look} {hue}{state}"), d: way });
        if !end.is_empty() {
            shapes.push(Shape::Path { class: format!("end {look} {hue}{state}"), d: end });
        }
    }
    shapes
}

/// What was chosen, what is yet to come, and the playhead.
fn over(view: &LanesView, at: &Geometry, chosen: Option<PacketId>) -> Vec<Shape> {
    let mut shapes = Vec::new();
    let (now, end, right) = (at.x(view.now), at.x(view.end), at.width - RIGHT);
    let from = now.max(LEFT);
    if end.min(right) > from {
        shapes.push(Shape::Rect {
            class: "later".into(),
            x: from,
            y: TOP,
            width: end.min(right) - from,
            height: at.bottom() - TOP,
            title: String::new(),
        });
    }
    if let Some([a, b]) = chosen.and_then(|id| at.segment(view, view.line(id)?)) {
        let d = format!("M{:.1} {:.1}L{:.1} {:.1}", a.0, a.1, b.0, b.1);
        shapes.push(Shape::Path { class: "chosen".into(), d });
    }
    if (LEFT..=right).contains(&now) {
        let d =
            format!("M{now:.1} {:.1}V{:.1}M{:.1} 2h12l-6 9z", TOP - 8.0, at.bottom(), now - 6.0);
        shapes.push(Shape::Path { class: "playhead".into(), d });
    }
    shapes
}

/// A command, cut to what fits beside others.
fn short(text: &str) -> String {
    match text.char_indices().nth(TEXT_MAX) {
        None => text.to_string(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

/// About how wide a text is.
pub fn breadth(text: &str) -> f64 {
    text.chars().map(|c| if c.is_ascii() { 6.7 } else { 12.0 }).sum()
}

/// The part of a line between two upright ones.
fn clip(a: (f64, f64), b: (f64, f64), left: f64, right: f64) -> Option<[(f64, f64); 2]> {
    let (first, last) = (a.0.min(b.0), a.0.max(b.0));
    if last < left || first > right {
        return None;
    }
    let inside = |p: (f64, f64), other: (f64, f64)| {
        let x = p.0.clamp(left, right);
        let part = if other.0 == p.0 { 0.0 } else { (x - p.0) / (other.0 - p.0) };
        (x, p.1 + (other.1 - p.1) * part)
    };
    Some([inside(a, b), inside(b, a)])
}

fn distance(p: (f64, f64), a: (f64, f64), b: (f64, f64)) -> f64 {
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let length = dx * dx + dy * dy;
    let part = if length == 0.0 { 0.0 } else { ((p.0 - a.0) * dx + (p.1 - a.1) * dy) / length };
    let part = part.clamp(0.0, 1.0);
    (p.0 - a.0 - part * dx).hypot(p.1 - a.1 - part * dy)
}

/// The name of a file to save it in.
pub fn file_name(view: &LanesView) -> String {
    format!("etcdscope-{}-{}.svg", view.window.from.us() / 1000, view.window.to.us() / 1000)
}

const HUES: u64 = 8;
const LEFT: f64 = 44.0;
const RIGHT: f64 = 10.0;
const TOP: f64 = 22.0;
const BOTTOM: f64 = 20.0;
const LANE_MIN: f64 = 14.0;
/// In a lower lane a word stands on the band and not above it.
const LANE_LOW: f64 = 20.0;
const LANE_MAX: f64 = 80.0;
/// So far from a line the pointer still takes it.
const REACH: f64 = 7.0;
/// Pixels between two words of the scale.
const TICK_APART: f64 = 92.0;
/// More commits and applies than these would be a smear.
const TICKS_MAX: usize = 120;
const TEXT_MAX: usize = 40;
