//! The application: the one component with a state. A [`Msg`] comes in, the lab changes, a [`View`]
//! goes out. Between two moments it does nothing at all: packets move by themselves (see
//! [`crate::stage::packets`]), and a timer wakes it when the next thing is due.

use crate::{
    dom, js,
    lab::{Lab, link, playback},
    lanes::{Lanes, LanesLook, Scene},
    look::Look,
    msg::{Msg, Selection, Tab, Then},
    page::{self, Places},
    panic,
    present::{
        frame::Frame,
        notice::{Notice, Noticed, Refusal, Source},
        path::PathView,
    },
    room,
    slots::Slots,
    stage::{
        geometry::Layout,
        packets::{Clock, Packets},
    },
    text::Words,
    view::{View, Violation},
};
use engine::{
    check::Property,
    script::{Command, open::Opening},
    sim::{PacketId, Scenario},
};
use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use std::{cell::RefCell, rc::Rc};
use yew::prelude::*;

/// The page.
pub struct App {
    lab: Rc<RefCell<Lab>>,
    look: Look,
    frame: Rc<Frame>,
    /// The space-time diagram, while somebody sees it.
    scene: Option<Rc<Scene>>,
    layout: Rc<Layout>,
    places: Places,
    slots: Slots,
    packets: Packets,
    on: Callback<Msg>,
    timer: Option<Timeout>,
    /// A link or file that is being replayed.
    opening: Option<(Source, Opening)>,
    _listeners: Vec<EventListener>,
    _observer: Option<room::Watch>,
}

impl Component for App {
    type Message = Msg;
    type Properties = ();

    fn create(ctx: &Context<App>) -> App {
        let words = Words::EN;
        let lab = Rc::new(RefCell::new(Lab::new(words, Scenario::default())));
        let link = ctx.link().clone();
        let on = Callback::from(move |msg| link.send_message(msg));
        js::install(&lab, &on);
        let slots = Slots::new(&lab, &on);
        let frame = Rc::new(lab.borrow().frame());
        let mut app = App {
            frame,
            scene: None,
            lab,
            look: Look::new(words),
            layout: Rc::default(),
            places: Places::default(),
            slots,
            packets: Packets::default(),
            timer: None,
            opening: None,
            _listeners: room::listen(&on),
            _observer: None,
            on,
        };
        room::apply_language(words);
        room::apply_theme(app.look.theme);
        app.save();
        app.load_fragment();
        app.wake();
        app
    }

    fn update(&mut self, _ctx: &Context<App>, msg: Msg) -> bool {
        let then = msg.then();
        self.change(msg);
        if then == Then::Keep {
            self.save();
        }
        match then {
            Then::Redraw => self.redraw(),
            Then::Wake | Then::Keep => self.wake(),
        }
        true
    }

    fn rendered(&mut self, _ctx: &Context<App>, first: bool) {
        if first {
            let resize = self.on.reform(|(width, height)| Msg::Resize(width, height));
            let on_size = move |width, height| resize.emit((width, height));
            self._observer = room::watch(&self.places.canvas, on_size);
        }
        let Some(layer) = self.places.layer.cast::<web_sys::Element>() else {
            self.packets = Packets::default(); // a table: nothing flies
            return;
        };
        let lab = self.lab.borrow();
        let rate = if lab.playback.playing { lab.playback.rate() } else { 0.0 };
        // what takes less than a few pictures to arrive is not worth an animation
        let still = rate > 1.0 || dom::media("(prefers-reduced-motion: reduce)");
        let clock = Clock { now: self.frame.now, rate, still };
        self.packets.show(&layer, &self.frame, &self.layout, clock);
        self.packets.follow(&self.followed(&lab));
        self.packets.select(match lab.selection {
            Selection::Packet(id) => Some(id),
            _ => None,
        });
    }

    fn view(&self, _ctx: &Context<App>) -> Html {
        let lab = self.lab.borrow();
        let view = self.view_of(&lab);
        let terminal = self.slots.terminal(&lab);
        let inspector = self.slots.inspector(&lab, &self.look, &self.frame);
        let LanesLook { size, table, .. } = self.look.lanes;
        let lanes = html! {
            <Lanes words={self.look.words} scene={self.scene.clone()} {size} {table}
                on={self.on.clone()} />
        };
        page::draw(&view, &self.places, [terminal, inspector, lanes], &self.on)
    }
}

impl App {
    fn change(&mut self, msg: Msg) {
        let lab = self.lab.clone();
        let (mut lab, look) = (lab.borrow_mut(), &mut self.look);
        match msg {
            Msg::Wake | Msg::Refresh => {}
            Msg::Toggle if lab.playback.playing => lab.pause(),
            Msg::Toggle | Msg::Play => lab.play(),
            Msg::ToAnswer(block) => lab.run_to_answer(block),
            Msg::Pause => lab.pause(),
            Msg::Back => lab.back(),
            Msg::Forward => lab.forward(),
            Msg::Seek(moment) => lab.seek(moment),
            Msg::SeekTime(at) => lab.seek_time(at),
            Msg::Speed(speed) => lab.set_speed(speed),
            Msg::PauseWhen(when) => lab.playback.pause_when = when,
            Msg::Run(command) => {
                lab.run(command);
                if lab.drops().is_some() {
                    look.dialog = None; // it would lie over the question
                }
            }
            Msg::Type(line) => lab.type_line(&line),
            Msg::Clear => lab.said.clear(),
            Msg::Cancel(block) => lab.cancel(block),
            Msg::ActInPast => lab.act_in_past(),
            Msg::Stay => lab.stay(),
            Msg::NewCluster(members) => {
                look.member = None;
                lab.run(Command::Cluster(Scenario { members, ..Scenario::default() }));
            }
            Msg::Select(selection) => {
                lab.selection = selection;
                if selection == Selection::Nothing {
                    lab.stay();
                }
                if let Selection::Member(id) = selection {
                    look.show_member(id);
                }
            }
            Msg::Inspect(tab) => look.tab = tab,
            Msg::InspectAt(options) => look.options = options,
            Msg::Pane(pane) => look.pane = pane,
            Msg::AsTable => look.as_table = !look.as_table,
            Msg::Lanes(msg) => look.lanes.change(msg),
            Msg::Theme(theme) => look.change_theme(theme),
            Msg::Dialog(dialog) => look.dialog = dialog,
            Msg::Resize(width, height) => look.size = (width, height),
            Msg::Dismiss => look.notice = None,
            Msg::Share => self.share(&lab.share_text()),
            Msg::Save => {
                let _ = dom::save("cluster.etcdscope", &lab.share_text(), "text/plain");
            }
            Msg::Keep(keep) => {
                let (timeline, options) = (lab.timeline(), &look.options.journal);
                look.notice = room::keep_journal(keep, timeline, options).or(look.notice.take());
            }
            Msg::Load(name, text) => self.open(Source::File(name), &text),
            Msg::Fragment => self.load_fragment(),
            Msg::Refuse(name, why) => self.refuse(Source::File(name), why),
            Msg::Open => self.choose_file(),
        }
    }

    /// Lets virtual time catch up, and sets the timer for what is due next.
    fn wake(&mut self) {
        if self.go_on_opening() {
            return;
        }
        let start = dom::clock_ms();
        let busy = || dom::clock_ms() - start > BUSY_MS;
        let next = self.lab.borrow_mut().wake(start, busy);
        self.timer = next.map(|ms| {
            let on = self.on.clone();
            Timeout::new(ms.min(MOST_MS) as u32, move || on.emit(Msg::Wake))
        });
        self.redraw();
    }

    fn redraw(&mut self) {
        let frame = self.lab.borrow().frame();
        if *self.frame != frame {
            self.frame = Rc::new(frame);
        }
        let (width, height) = self.look.size;
        let (seats, clients) = (self.frame.seats(), self.frame.clients.len());
        let layout = Layout::new(width, height, &seats, clients);
        if *self.layout != layout {
            self.layout = Rc::new(layout);
        }
        self.scene = self.look.lanes.scene(&self.lab.borrow());
    }

    /// The packets of the read that the Path tab shows.
    fn followed(&self, lab: &Lab) -> Vec<PacketId> {
        if self.look.tab != Tab::Path {
            return Vec::new();
        }
        let view = PathView::of(lab.timeline(), self.look.options.read);
        view.path.map_or(Vec::new(), |path| path.packets(lab.timeline()))
    }

    fn view_of(&self, lab: &Lab) -> View {
        let look = &self.look;
        let timeline = lab.timeline();
        let seen = timeline.violations().iter().filter(|v| v.moment <= timeline.cursor());
        let violations = seen.map(|violation| Violation {
            moment: violation.moment,
            property: violation.property,
            proof: violation.proof.clone(),
        });
        View {
            words: look.words,
            frame: self.frame.clone(),
            layout: self.layout.clone(),
            selection: lab.selection,
            as_table: look.as_table,
            playing: lab.playback.playing,
            speeds: &playback::SPEEDS,
            speed: lab.playback.speed,
            pause_when: lab.playback.pause_when,
            marks: lab.marks(),
            checks: Property::ALL.to_vec(),
            violations: violations.collect(),
            theme: look.theme,
            pane: look.pane,
            lanes: (look.lanes.open, look.lanes.instead),
            dialog: look.dialog,
            notice: look.notice.clone(),
            drops: lab.drops(),
            hint: look.hint,
            news: lab.news.clone(),
        }
    }

    /// The text that a panic's card offers.
    fn save(&self) {
        panic::remember(self.lab.borrow().share_text());
    }

    // ---- keeping and sharing ----

    /// Copies a link to this very moment.
    fn share(&mut self, text: &str) {
        let url = room::share_url(&link::to_fragment(text));
        let copied = url.as_deref().is_some_and(dom::copy);
        let what = if copied { Noticed::Shared } else { Noticed::ShareFailed };
        self.look.notice = Some(Notice { what, bad: !copied });
    }

    fn choose_file(&mut self) {
        let on = self.on.clone();
        dom::choose_file(move |name, file| {
            let on = on.clone();
            if file.size() > engine::script::share::BYTES_MAX as u64 {
                on.emit(Msg::Refuse(name, Refusal::TooLarge));
                return;
            }
            let reader = gloo_file::callbacks::read_as_text(&file, move |text| {
                on.emit(Msg::Load(name.clone(), text.unwrap_or_default()));
            });
            std::mem::forget(reader); // it stops reading when dropped
        });
    }

    fn load_fragment(&mut self) {
        let hash = dom::window().location().hash().unwrap_or_default();
        match link::from_fragment(&hash) {
            None => {}
            Some(Ok(text)) => self.open(Source::Link, &text),
            Some(Err(at)) => self.refuse(Source::Link, Refusal::Damaged(at)),
        }
    }

    fn open(&mut self, source: Source, text: &str) {
        match Opening::new(text) {
            Ok(opening) => self.opening = Some((source, opening)),
            Err(error) => self.refuse(source, Refusal::Engine(error.to_string())),
        }
    }

    fn refuse(&mut self, source: Source, why: Refusal) {
        self.look.notice = Some(Notice { what: Noticed::Refused(source, why), bad: true });
    }

    /// Replays some more of a link or file. True while there is more to do.
    fn go_on_opening(&mut self) -> bool {
        let Some((source, mut opening)) = self.opening.take() else { return false };
        match opening.go_on(OPEN_AT_ONCE) {
            Err(error) => self.refuse(source, Refusal::Engine(error.to_string())),
            Ok(false) => {
                let (done, all) = opening.progress();
                let what = Noticed::Opening { source: source.clone(), done, all };
                self.look.notice = Some(Notice { what, bad: false });
                self.opening = Some((source, opening));
                let on = self.on.clone();
                self.timer = Some(Timeout::new(0, move || on.emit(Msg::Wake)));
                return true;
            }
            Ok(true) => {
                self.lab.borrow_mut().put(opening.finish());
                self.look.member = None;
                self.look.notice = Some(Notice { what: Noticed::Loaded(source), bad: false });
                self.save();
            }
        }
        false
    }
}

/// At a stretch, of the room's time.
const BUSY_MS: f64 = 9.0;
/// The longest sleep: virtual time may be slow, but the readout should not stand still.
const MOST_MS: f64 = 1000.0;
/// Moments replayed at a stretch when opening.
const OPEN_AT_ONCE: u32 = 2000;
