//! Carries commands out on a timeline.
//!
//! [`run`] does it in one go: a request lets virtual time pass until its answer is there, and a
//! request always comes to an end, since a client gives up after `--command-timeout`. The page's
//! terminal must not make time jump while somebody watches; it calls [`start`], lets the timeline
//! play, and calls [`finish`] when [`Waiting::ended_in`] says that the command is over. What a command does
//! meanwhile, with however many requests, the world does by itself.

use super::command::{Command, Goal};
use super::deeds::{self, Deed};
pub use super::output::Output;
use super::{dump, goal, logs, look, parse, path, told, why};
use crate::base::{MachineId, Time};
use crate::client::{Call, Printed, Stream};
use crate::server;
use crate::sim::{Action, ClientId, Moment, RequestId, Trace, What, trace};
use crate::timeline::{Acted, Timeline, Watch};

/// What [`start`] came to.
#[derive(Clone, PartialEq, Debug)]
pub enum Started {
    Done(Output),
    /// A command of etcdctl is under way.
    Waiting(Waiting),
}

/// A command of etcdctl that is under way.
#[derive(Clone, PartialEq, Debug)]
pub struct Waiting {
    pub client: ClientId,
    /// The number of its first request, by which the client knows it.
    pub command: RequestId,
    call: Box<Call>,
}

impl Waiting {
    /// True if it has come to its end in this moment.
    pub fn ended_in(&self, moment: &Moment) -> bool {
        let mine = (self.client, self.command);
        let ends = |trace: &Trace| match trace.what {
            What::Client(trace::Client::CommandEnded { client, command, .. }) => {
                (client, command) == mine
            }
            _ => false,
        };
        moment.traces.iter().any(ends)
    }
}

/// Carries out what a text says, one command after the other, and puts together what they came to.
pub fn run_line(timeline: &mut Timeline, text: &str) -> Output {
    let commands = parse::commands(text).into_iter();
    let outputs = commands.map(|command| match command {
        Ok(command) => run_one(timeline, command),
        Err(mistake) => Output::mistake(&mistake),
    });
    outputs.reduce(Output::and).unwrap_or(Output::ok(""))
}

fn run_one(timeline: &mut Timeline, line: &str) -> Output {
    match parse::parse_in(timeline.world(), line) {
        Ok(Some(command)) => run(timeline, &command),
        Ok(None) => Output::ok(""),
        Err(mistake) => Output::mistake(&mistake),
    }
}

/// Carries a command out to its end, and tells which promises were broken on the way.
pub fn run(timeline: &mut Timeline, command: &Command) -> Output {
    let watch = match command {
        Command::Cluster(_) => Watch::default(),
        _ => timeline.watch(),
    };
    let output = match start(timeline, command) {
        Started::Done(output) => output,
        Started::Waiting(waiting) => loop {
            if waiting.ended_in(timeline.step())
                && let Some(output) = finish(timeline, &waiting)
            {
                break output;
            }
        },
    };
    output.with(timeline.broken_since(&watch))
}

/// Carries a command out, but does not wait for the answer to a request.
pub fn start(timeline: &mut Timeline, command: &Command) -> Started {
    Started::Done(match command {
        Command::Call { client, call } => return self::call(timeline, *client, call),
        Command::Cluster(scenario) => {
            *timeline = Timeline::new(scenario.clone());
            Output::ok("")
        }
        Command::Act(Action::Start { member }) => {
            let deed = deeds::again(timeline.world(), Deed::Start, *member);
            act(timeline, vec![deed])
        }
        Command::Link { .. } | Command::Act(_) => act(timeline, command.actions()),
        Command::Deed { deed, who } => match deeds::actions(timeline.world(), *deed, *who) {
            Ok(actions) => act(timeline, actions),
            Err(message) => Output::failed(message),
        },
        Command::Run(span) => {
            let until = timeline.now() + *span;
            watched(timeline, |timeline, watch| pass(timeline, watch, until))
        }
        Command::RunUntil { goal, limit } => {
            watched(timeline, |timeline, watch| run_until(timeline, watch, goal, *limit))
        }
        Command::Step(moments) => {
            watched(timeline, |timeline, watch| step(timeline, watch, *moments))
        }
        Command::SeekMoment(id) if *id > timeline.head() => {
            let head = timeline.head();
            Output::failed(format!("there is no moment {id} yet: the last is {head}"))
        }
        Command::SeekMoment(id) => {
            timeline.seek(*id);
            Output::ok(place(timeline))
        }
        Command::SeekTime(at) => {
            let end = timeline.moments().last().map_or(Time(0), |moment| moment.at);
            if *at > end.max(timeline.now()) {
                Output::failed(format!("{at} is not recorded yet: the last moment is at {end}"))
            } else {
                timeline.seek_time(*at);
                Output::ok(place(timeline))
            }
        }
        Command::Status => Output::ok(look::status(timeline.world())),
        Command::Log(member) => on_machine(timeline, *member, look::log),
        Command::Wal { member, dump: true } => {
            on_machine(timeline, *member, |machine| Ok(dump::dump(machine)))
        }
        Command::Wal { member, dump: false } => {
            on_machine(timeline, *member, |machine| Ok(look::wal(machine)))
        }
        Command::Logs(asked) => looked(logs::logs(timeline, asked)),
        Command::Why(asked) => looked(why::why(timeline.world(), asked)),
        Command::Path(which) => looked(path::path(timeline, *which)),
        Command::Help(name) => told::help(name.as_deref()),
        Command::Usage(words) => told::usage(words),
        Command::Version => told::version(),
    })
}

/// What the command came to, if the timeline has got as far.
pub fn finish(timeline: &Timeline, waiting: &Waiting) -> Option<Output> {
    let client = timeline.world().client(waiting.client);
    if let Some(printed) = client.and_then(|client| client.printed(waiting.command)) {
        return Some(shown(printed, &waiting.call.ignored));
    }
    let known = client.is_some_and(|client| client.is_running(waiting.command));
    // it neither runs nor has it ended: somebody went back to before it began, or it is long over
    (!known).then(|| Output::failed("the command is not part of this history any more"))
}

/// Whether [`finish`] would have an output now.
pub fn is_finished(timeline: &Timeline, waiting: &Waiting) -> bool {
    let client = timeline.world().client(waiting.client);
    client.is_some_and(|client| client.printed(waiting.command).is_some())
}

fn call(timeline: &mut Timeline, client: ClientId, call: &Call) -> Started {
    let call = Box::new(call.clone());
    match timeline.act(Action::Call { client, call: call.clone() }) {
        Ok(Acted { request, .. }) => {
            let command = request.expect("a command has its number");
            let waiting = Waiting { client, command, call };
            match finish(timeline, &waiting) {
                Some(output) => Started::Done(output),
                None => Started::Waiting(waiting),
            }
        }
        Err(error) => Started::Done(Output::failed(error)),
    }
}

/// What was printed, and what was asked for that has no effect here.
fn shown(printed: &Printed, ignored: &[(&str, Vec<u8>)]) -> Output {
    let mut printed = printed.clone();
    if !ignored.is_empty() {
        let flags: Vec<String> = ignored.iter().map(|(flag, _)| format!("--{flag}")).collect();
        let note = "# without effect, since the lab has no TLS and no users:";
        printed.put(Stream::Lab, format!("{note} {}\n", flags.join(", ")));
    }
    Output::of(printed)
}

/// Carries actions out and tells what a machine had to say about it.
fn act(timeline: &mut Timeline, actions: Vec<Action>) -> Output {
    let mut lines = Vec::new();
    for action in actions {
        match timeline.act(action) {
            Ok(Acted { moment, .. }) => {
                lines.extend(timeline.moment(moment).into_iter().flat_map(said));
            }
            Err(error) => return Output::failed(error),
        }
    }
    Output::ok(lines.join("\n"))
}

/// What is worth a line when a process starts or ends.
fn said(moment: &Moment) -> impl Iterator<Item = String> + '_ {
    let worth = |trace: &&Trace| {
        use server::Trace::{Boot, Snapshot};
        use server::trace::Snapshot::{SnapshotBroken, SnapshotLoaded, SnapshotOrphan};
        let restarted = match &trace.what {
            What::Server(Boot(server::trace::Boot::Restarted { .. })) => true,
            What::Server(Snapshot(trace)) => matches!(
                trace,
                SnapshotLoaded { .. } | SnapshotBroken { .. } | SnapshotOrphan { .. }
            ),
            _ => false,
        };
        restarted || matches!(trace.what, What::Machine(_))
    };
    moment.traces.iter().filter(worth).map(|trace| format!("{}: {trace}", trace.member))
}

/// What passes time stops when a promise is broken on the way, and tells that instead of where it got.
fn watched(timeline: &mut Timeline, go: impl FnOnce(&mut Timeline, &Watch) -> Output) -> Output {
    let watch = timeline.watch();
    let output = go(timeline, &watch);
    match timeline.broken_since(&watch) {
        [] => output,
        broken => Output::ok("").with(broken),
    }
}

fn pass(timeline: &mut Timeline, watch: &Watch, until: Time) -> Output {
    while timeline.step_until(until).is_some() {
        if !timeline.broken_since(watch).is_empty() {
            return Output::ok("");
        }
    }
    timeline.advance(until);
    Output::ok("")
}

fn step(timeline: &mut Timeline, watch: &Watch, moments: u32) -> Output {
    for _ in 0..moments {
        timeline.step();
        if !timeline.broken_since(watch).is_empty() {
            break;
        }
    }
    Output::ok(place(timeline))
}

fn run_until(timeline: &mut Timeline, watch: &Watch, goal: &Goal, limit: Time) -> Output {
    let until = timeline.now() + limit;
    let commit = goal::highest_commit(timeline.world());
    loop {
        if goal.is_reached(timeline.world(), commit) {
            return Output::ok(reached(timeline, goal));
        }
        let Some(moment) = timeline.step_until(until) else {
            timeline.advance(until);
            return Output::failed(format!("{goal} did not happen within {limit}"));
        };
        if let Some(trace) = goal.found_in(moment) {
            return Output::ok(format!("{}: {}: {trace}", moment.at, trace.member));
        }
        if !timeline.broken_since(watch).is_empty() {
            return Output::ok("");
        }
    }
}

fn reached(timeline: &Timeline, goal: &Goal) -> String {
    let (now, world) = (timeline.now(), timeline.world());
    let leader = goal::leader(world).and_then(|id| Some((id, world.machine(id)?.server.as_ref()?)));
    match (goal, leader) {
        (Goal::Leader, Some((id, leader))) => {
            format!("{now}: {id} leads in term {}", leader.term())
        }
        (Goal::Commit, _) => format!("{now}: committed up to {}", goal::highest_commit(world)),
        _ => format!("{now}: {goal}"),
    }
}

fn place(timeline: &Timeline) -> String {
    format!("moment {} of {}, {}", timeline.cursor(), timeline.head(), timeline.now())
}

fn looked(found: Result<String, String>) -> Output {
    found.map_or_else(Output::failed, Output::ok)
}

fn on_machine(
    timeline: &Timeline,
    member: MachineId,
    look: impl Fn(&crate::sim::Machine) -> Result<String, String>,
) -> Output {
    match timeline.world().machine(member).map(look) {
        Some(found) => looked(found),
        None => {
            let have = timeline.world().members();
            Output::failed(format!("there is no member {member}: this cluster has n1 to n{have}"))
        }
    }
}
