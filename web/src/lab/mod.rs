//! The lab: the only thing on the page that changes. It holds the timeline, the playback, what is
//! selected and what the terminal has said; everything drawn is made from it anew.
//!
//! Whatever the visitor does to the cluster is a line of the command language, be it typed or
//! clicked, so there is one way in ([`Lab::run`]) and everything can be echoed, shared and
//! replayed. A click carries the command itself, and what is echoed is the command's own text.

pub mod link;
pub mod marks;
pub mod playback;
mod said;
mod typed;

use crate::{
    msg::{PauseWhen, Selection},
    present::{
        cluster,
        frame::Frame,
        lanes::{self, LanesView},
        news::News,
        scrollback::{LineKind, Scrollback},
    },
    text::Words,
};
use engine::{
    base::Time,
    insight::spans::Spans,
    script::{
        self, Command,
        run::{Output, Started, Waiting},
    },
    sim::{MomentId, Scenario},
    timeline::{Timeline, Watch},
};
use marks::Marks;
use playback::Playback;
use typed::{Asked, Typed, UnderWay, typed};

/// The page's state.
pub struct Lab {
    pub words: Words,
    timeline: Timeline,
    pub playback: Playback,
    pub selection: Selection,
    /// What the terminal has said.
    pub said: Scrollback,
    /// What happened last.
    pub news: Option<News>,
    marks: Marks,
    spans: Spans,
    waiting: Vec<UnderWay>,
    /// A deed in the past waits for the visitor's word.
    asked: Option<Asked>,
    /// Since the visitor was stopped at a broken promise, or did something.
    watch: Watch,
}

impl Lab {
    /// A cluster shortly before its first election, playing.
    pub fn new(words: Words, scenario: Scenario) -> Lab {
        Lab::with(words, before_first_election(scenario), true)
    }

    fn with(words: Words, timeline: Timeline, playing: bool) -> Lab {
        let mut marks = Marks::default();
        marks.update(&timeline);
        let spans = Spans::of(&timeline);
        Lab {
            words,
            watch: timeline.watch(),
            timeline,
            playback: Playback::new(playing),
            selection: Selection::Nothing,
            said: Scrollback::default(),
            news: None,
            marks,
            spans,
            waiting: Vec::new(),
            asked: None,
        }
    }

    /// Another timeline, as opened from a link or file; paused.
    pub fn put(&mut self, timeline: Timeline) {
        self.replace(timeline, false);
    }

    fn replace(&mut self, timeline: Timeline, playing: bool) {
        let (said, speed) = (std::mem::take(&mut self.said), self.playback.speed);
        let pause_when = self.playback.pause_when;
        *self = Lab::with(self.words, timeline, playing);
        self.said = said;
        self.playback.speed = speed;
        self.playback.pause_when = pause_when;
    }

    // ---- time ----

    /// The room's clock says `room_ms`: everything that is due by now happens. Returns after how
    /// many milliseconds of the room to come again; `None` while paused. `busy` tells when to leave
    /// off.
    pub fn wake(&mut self, room_ms: f64, busy: impl Fn() -> bool) -> Option<f64> {
        if !self.playback.playing {
            return None;
        }
        let before = self.timeline.cursor();
        let target = self.playback.target(room_ms, self.timeline.now());
        let mut late = false;
        while self.timeline.step_until(target).is_some() {
            let pause = self.should_pause();
            self.answer_now();
            if pause {
                self.pause();
            }
            if self.end_rush() || pause {
                break;
            }
            if self.timeline.cursor() >= MOMENTS_MAX {
                self.stop_full();
                break;
            }
            if self.timeline.cursor().is_multiple_of(8) && busy() {
                late = true;
                self.playback.jump();
                break;
            }
        }
        if self.playback.playing && !late && target < Time(u64::MAX) {
            self.timeline.advance(target);
        }
        self.passed(before);
        if !self.playback.playing {
            return None;
        }
        let due = self.timeline.next_at().unwrap_or_default();
        let wait = if late { 0.0 } else { self.playback.until(room_ms, due) };
        Some(wait.max(FRAME_MS))
    }

    pub fn play(&mut self) {
        self.playback.playing = true;
        self.playback.jump();
    }

    pub fn pause(&mut self) {
        self.playback.playing = false;
        self.playback.rush = None;
        self.playback.jump();
    }

    /// Time passes as fast as it goes until the answer of this block is there; then all is as it was.
    pub fn run_to_answer(&mut self, block: u64) {
        let stop = !self.playback.playing;
        self.play();
        self.playback.rush = Some((block, stop));
    }

    /// The answer that was run to is there.
    fn end_rush(&mut self) -> bool {
        let Some((block, stop)) = self.playback.rush else { return false };
        if self.waiting.iter().any(|under_way| under_way.block == block) {
            return false;
        }
        self.playback.rush = None;
        self.playback.jump();
        if stop {
            self.pause();
        }
        true
    }

    /// The page's memory is finite: time stops before it is used up.
    fn stop_full(&mut self) {
        self.pause();
        let full = News::Full { moments: MOMENTS_MAX };
        self.said.push(LineKind::Note(full.clone()), "", None);
        self.news = Some(full);
    }

    /// One moment forward.
    pub fn forward(&mut self) {
        self.pause();
        let before = self.timeline.cursor();
        self.timeline.step();
        self.passed(before);
    }

    /// One moment back.
    pub fn back(&mut self) {
        self.seek(self.timeline.cursor().saturating_sub(1));
    }

    /// The playhead goes to a moment; pauses.
    pub fn seek(&mut self, moment: MomentId) {
        self.pause();
        self.timeline.seek(moment);
        self.settle(|_, _| true);
    }

    /// The playhead goes to a time; pauses.
    pub fn seek_time(&mut self, at: Time) {
        self.pause();
        self.timeline.seek_time(at);
        self.settle(|_, _| true);
    }

    pub fn set_speed(&mut self, speed: usize) {
        self.playback.speed = speed.min(playback::SPEEDS.len() - 1);
        self.playback.jump();
    }

    /// True at a moment that the visitor wants to see.
    fn should_pause(&mut self) -> bool {
        if !self.timeline.broken_since(&self.watch).is_empty() {
            self.watch = self.timeline.watch();
            return true;
        }
        match self.playback.pause_when {
            PauseWhen::Never => false,
            PauseWhen::Answered => {
                let Some(moment) = self.timeline.moment(self.timeline.cursor()) else {
                    return false;
                };
                let waiting = self.waiting.iter().map(|under_way| &under_way.waiting);
                let mut ended = waiting.filter(|waiting| waiting.ended_in(moment));
                ended.any(|waiting| script::run::is_finished(&self.timeline, waiting))
            }
            when @ (PauseWhen::LeaderElected | PauseWhen::Crashed) => {
                self.marks.update(&self.timeline);
                let cursor = self.timeline.cursor();
                let mark = self.marks.last_in(cursor.saturating_sub(1), cursor);
                mark.is_some_and(|mark| match mark.what {
                    News::Elected { .. } => when == PauseWhen::LeaderElected,
                    News::Crashed { .. } | News::Broke(_) => when == PauseWhen::Crashed,
                    _ => false,
                })
            }
        }
    }

    /// Time has passed since the moment `before`.
    fn passed(&mut self, before: MomentId) {
        self.marks.update(&self.timeline);
        self.spans.update(&self.timeline);
        let cursor = self.timeline.cursor();
        if let Some(mark) = self.marks.last_in(before, cursor) {
            self.news = Some(mark.what.clone());
        }
        if cursor < before {
            return self.settle(|_, _| true);
        }
        let (first, end) = (before as usize + 1, cursor as usize + 1);
        self.settle(|timeline, waiting| {
            let news = timeline.moments().get(first..end).unwrap_or_default();
            news.iter().any(|moment| waiting.ended_in(moment))
        });
    }

    /// A command that ends in this very moment is told of in it.
    fn answer_now(&mut self) {
        let cursor = self.timeline.cursor();
        if !self.waiting.is_empty() {
            self.settle(|timeline, waiting| {
                timeline.moment(cursor).is_some_and(|moment| waiting.ended_in(moment))
            });
        }
    }

    /// Prints the answers of those commands of which it is said that theirs may have come.
    fn settle(&mut self, may: impl Fn(&Timeline, &Waiting) -> bool) {
        let mut over = Vec::new();
        for under_way in std::mem::take(&mut self.waiting) {
            let waiting = &under_way.waiting;
            let output = match may(&self.timeline, waiting) {
                true => script::run::finish(&self.timeline, waiting),
                false => None,
            };
            match output {
                Some(output) => {
                    let block = match self.said.has(under_way.block) {
                        true => under_way.block,
                        // it was cleared away meanwhile
                        false => self.echo(&under_way.line, under_way.typed),
                    };
                    self.print(&output, block);
                    over.push(under_way.then);
                }
                None => self.waiting.push(under_way),
            }
        }
        over.into_iter().for_each(|then| self.go_on(then));
    }

    // ---- deeds ----

    /// Carries a command out that was clicked. In the past it first asks.
    pub fn run(&mut self, command: Command) {
        let line = command.to_string();
        self.run_or_ask(Asked { command, line, typed: false, then: Typed::new() });
    }

    /// The same for what was typed: one command, or several that are run one after the other.
    pub fn type_line(&mut self, text: &str) {
        let commands = typed(text);
        if commands.is_empty() && !text.trim().is_empty() {
            let _ = self.echo(text.trim(), true);
        }
        self.go_on(commands);
    }

    /// What may begin now, if nothing holds it back.
    fn run_or_ask(&mut self, asked: Asked) -> Option<Typed> {
        if asked.command.is_deed() && self.timeline.in_the_past() {
            self.pause();
            self.asked = Some(asked);
            return None;
        }
        self.carry_out(asked)
    }

    /// The visitor agrees that what came later is dropped.
    pub fn act_in_past(&mut self) {
        if let Some(asked) = self.asked.take()
            && let Some(then) = self.carry_out(asked)
        {
            self.go_on(then);
        }
    }

    /// The visitor would rather not act in the past.
    pub fn stay(&mut self) {
        self.asked = None;
    }

    /// So many moments would be dropped, if the visitor has been asked.
    pub fn drops(&self) -> Option<u32> {
        self.asked.as_ref().map(|_| self.timeline.head() - self.timeline.cursor())
    }

    /// Carries out what a text says, one command after the other, and lets virtual time pass until the
    /// answers are there. What came later than the playhead is dropped without asking: this is for scripts.
    pub fn run_to_end(&mut self, text: &str) -> Output {
        let outputs = typed(text).into_iter().map(|line| match line {
            Ok(line) => self.run_line_to_end(&line),
            Err(mistake) => self.refuse(&mistake),
        });
        outputs.reduce(Output::and).unwrap_or(Output { ok: true, ..Output::default() })
    }

    fn refuse(&mut self, mistake: &script::ParseError) -> Output {
        self.point_at(mistake);
        Output::mistake(mistake)
    }

    fn run_line_to_end(&mut self, line: &str) -> Output {
        let parsed = match script::parse_in(self.timeline.world(), line) {
            Err(mistake) => return self.refuse(&mistake),
            Ok(parsed) => parsed,
        };
        let block = self.echo(line, true);
        let output = match parsed {
            Some(Command::Cluster(scenario)) => {
                self.replace(Timeline::new(scenario), self.playback.playing);
                Output { ok: true, ..Output::default() }
            }
            Some(command) => {
                self.watched(&command, |timeline| script::run::run(timeline, &command))
            }
            None => Output { ok: true, ..Output::default() },
        };
        self.print(&output, block);
        output
    }

    /// What may begin now, unless the command has to wait.
    fn carry_out(&mut self, Asked { command, line, typed, then }: Asked) -> Option<Typed> {
        let block = self.echo(&line, typed);
        if let Command::Cluster(scenario) = command {
            self.replace(before_first_election(scenario), true);
            let members = self.timeline.world().members();
            self.news = Some(News::Cluster { members });
            return Some(then);
        }
        match self.watched(&command, |timeline| script::run::start(timeline, &command)) {
            Started::Done(output) => {
                self.print(&output, block);
                return Some(then);
            }
            Started::Waiting(waiting) => {
                self.waiting.push(UnderWay { waiting, then, block, line, typed });
            }
        }
        None
    }

    /// Does something to the timeline and takes note of what that did.
    fn watched<T>(&mut self, command: &Command, go: impl FnOnce(&mut Timeline) -> T) -> T {
        let before = self.timeline.cursor();
        if command.is_deed() {
            self.marks.drop_from(before + 1);
            self.spans.drop_from(before + 1);
        }
        let result = go(&mut self.timeline);
        self.watch = self.timeline.watch();
        if matches!(command, Command::SeekMoment(_) | Command::SeekTime(_) | Command::Step(_)) {
            self.pause();
        }
        self.playback.jump();
        self.passed(before);
        result
    }

    // ---- what there is to see ----

    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// The picture at the playhead.
    pub fn frame(&self) -> Frame {
        cluster::frame(&self.timeline)
    }

    /// The space-time diagram of a window.
    pub fn lanes(&self, asks: lanes::Asks) -> LanesView {
        LanesView::of(&self.timeline, &self.spans, asks)
    }

    /// So far time has been recorded.
    pub fn end(&self) -> Time {
        let last = self.timeline.moments().last();
        last.map_or(Time(0), |moment| moment.at).max(self.timeline.now())
    }

    pub fn marks(&self) -> std::rc::Rc<Vec<crate::timeline::Mark>> {
        self.marks.found()
    }

    /// The whole run up to now as a text.
    pub fn share_text(&self) -> String {
        script::open::write(&self.timeline)
    }
}

/// Nothing much happens before the first election timeout, so the visitor comes in shortly before
/// it.
fn before_first_election(scenario: Scenario) -> Timeline {
    let mut scout = Timeline::new(scenario.clone());
    let campaigns = |timeline: &Timeline| {
        let mut servers = timeline.world().machines().filter_map(|m| m.server.as_ref());
        servers.any(|server| server.raft().raft.role != engine::raft::Role::Follower)
    };
    while !campaigns(&scout) && scout.now() < Time::from_ms(30_000) {
        scout.step();
    }
    let start = scout.now().since(LEAD);
    let mut timeline = Timeline::new(scenario);
    timeline.advance(start);
    timeline
}

/// How long before the first election the visitor comes in.
const LEAD: Time = Time::from_ms(160);
/// The shortest time between two pictures.
const FRAME_MS: f64 = 40.0;
/// Moments that a page keeps: some hundred megabytes, hours of a quiet cluster.
const MOMENTS_MAX: MomentId = 1_000_000;
