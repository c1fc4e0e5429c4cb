//! The space-time diagram: what it shows of a real cluster, and the file that it is saved as.
#![cfg(not(target_arch = "wasm32"))]

mod render;

use engine::{
    base::{MachineId, NOWHERE, Time},
    insight::spans::{Answered, MemberState, Spans},
    script::{parse, with_ids},
    sim::{Kind, Loss, Peer, Scenario},
    timeline::Timeline,
};
use web::{
    lanes::{
        Lanes, LanesProps, Scene,
        detail::Detail,
        picture::{Geometry, Shape, draw},
        svg,
    },
    present::lanes::{Asks, End, LINES_MAX, LanesView, Line, Window},
    text::Words,
};

const WORDS: Words = Words::EN;
const MS: fn(u64) -> Time = Time::from_ms;

fn act(timeline: &mut Timeline, line: &str) {
    let line = &with_ids(timeline.world(), line);
    let command = parse(line).unwrap_or_else(|error| panic!("{line}: {error:?}"));
    for action in command.expect("a command").actions() {
        timeline.act(action).unwrap_or_else(|error| panic!("{line}: {error}"));
    }
}

fn run(timeline: &mut Timeline, ms: u64) {
    timeline.advance(timeline.now() + MS(ms));
}

fn led(members: u64) -> (Timeline, MachineId) {
    let mut timeline = Timeline::new(Scenario::new(members, 7));
    timeline.advance(MS(4000));
    let leader = timeline.world().leader().expect("four seconds elect a leader");
    (timeline, leader)
}

fn view(timeline: &Timeline, from: Time, to: Time) -> LanesView {
    let asks = Asks { window: Window { from, to }, heartbeats: true };
    LanesView::of(timeline, &Spans::of(timeline), asks)
}

fn whole(timeline: &Timeline) -> LanesView {
    view(timeline, Time(0), timeline.now())
}

fn lost(view: &LanesView) -> impl Iterator<Item = (&Line, Loss)> {
    view.lines.iter().filter_map(|line| match line.end {
        End::Lost { why, .. } => Some((line, why)),
        _ => None,
    })
}

#[test]
fn an_election_is_bands_and_votes() {
    let (timeline, leader) = led(3);
    let view = whole(&timeline);
    assert_eq!(view.lanes.len(), 4, "the terminal and three members");
    let lane = &view.lanes[view.lane(Peer::Member(leader)).unwrap()];
    let roles: Vec<MemberState> = lane.bands.iter().map(|band| band.state).collect();
    assert_eq!(
        roles,
        [
            MemberState::Follower,
            MemberState::PreCandidate,
            MemberState::Candidate,
            MemberState::Leader
        ]
    );
    assert!(lane.bands.windows(2).all(|pair| pair[0].to == pair[1].from), "no gap: {roles:?}");
    let sent = |kind: &str| {
        let named = |line: &&Line| matches!(line.kind, Kind::Raft(k) if k.to_string() == kind);
        view.lines.iter().filter(named).count()
    };
    for (kind, least) in [("MsgPreVote", 2), ("MsgVote", 2), ("MsgVoteResp", 2), ("MsgApp", 2)] {
        assert!(sent(kind) >= least, "{kind}");
    }
    assert!(view.lines.iter().all(|line| line.sent <= view.window.to));
    assert!(view.lines.is_sorted_by_key(|line| (line.sent, line.packet)));
}

#[test]
fn a_request_lasts_from_its_command_to_its_answer() {
    let (mut timeline, _) = led(3);
    let asked = timeline.now();
    act(&mut timeline, "put color blue");
    run(&mut timeline, 20);
    let open = view(&timeline, asked, timeline.now());
    assert!(open.lanes[0].requests[0].asked.end.is_none(), "it waits");
    run(&mut timeline, 300);
    act(&mut timeline, "get nothing --rev=99");
    run(&mut timeline, 300);
    let view = view(&timeline, asked, timeline.now());
    let [put, get] = view.lanes[0].requests.as_slice() else { panic!("{:?}", view.lanes[0]) };
    assert_eq!((put.line.as_str(), put.asked.from), ("put color blue", asked));
    let Answered { moment, at, ok } = put.asked.end.expect("it was answered");
    assert!(ok && at > asked);
    assert_eq!(timeline.moment(moment).unwrap().at, at);
    assert!(!get.asked.end.expect("a revision to come is refused").ok);
    assert!(view.lanes.iter().any(|lane| lane.ticks.iter().any(|tick| tick.applied)));
}

#[test]
fn lost_messages_end_where_and_why_they_were_lost() {
    let (mut timeline, leader) = led(3);
    let others: Vec<MachineId> = MachineId::first(3).filter(|id| *id != leader).collect();
    let start = timeline.now();
    act(&mut timeline, &format!("crash {}", others[0]));
    act(&mut timeline, &format!("isolate {}", others[1]));
    run(&mut timeline, 300);
    act(&mut timeline, "heal");
    act(&mut timeline, &format!("restart {}", others[0]));
    run(&mut timeline, 200);
    for moments in 0.. {
        if timeline.world().packets().next().is_some() {
            break;
        }
        assert!(moments < 1_000, "nobody sends anything");
        timeline.step();
    }
    let packet = timeline.world().packets().next().expect("the loop has seen it").id;
    act(&mut timeline, &format!("drop {packet}"));
    run(&mut timeline, 100);
    let view = view(&timeline, start, timeline.now());
    let mut whys: Vec<Loss> = lost(&view).map(|(_, why)| why).collect();
    whys.dedup();
    for why in [Loss::Cut, Loss::Down, Loss::Dropped] {
        assert!(whys.contains(&why), "{why:?} in {whys:?}");
    }
    let dropped = view.line(packet).expect("the dropped one is drawn");
    assert!(timeline.moment(dropped.cause).unwrap().at == dropped.sent);
    let isolated = view.faults.iter().find(|fault| fault.line.starts_with("isolate")).unwrap();
    assert_eq!((isolated.fault.from, isolated.fault.to), (start, Some(start + MS(300))));
    let down = &view.lanes[view.lane(Peer::Member(others[0])).unwrap()];
    let crash = down.bands.iter().find(|band| band.state == MemberState::Crashed).unwrap();
    assert_eq!((crash.from, crash.to), (start, start + MS(300)));
}

#[test]
fn what_flies_ends_at_now_and_what_is_held_waits() {
    let (mut timeline, leader) = led(3);
    let other = MachineId::first(3).find(|id| *id != leader).unwrap();
    act(&mut timeline, &format!("hold {leader} {other}"));
    act(&mut timeline, &format!("put a 1 --endpoints={leader}"));
    run(&mut timeline, 16);
    let now = timeline.now();
    let flying = view(&timeline, now.since(MS(50)), now);
    let flies = |line: &Line| matches!(line.end, End::Flying { due } if due >= now);
    assert!(flying.lines.iter().any(flies), "{:?}", flying.lines);
    run(&mut timeline, 400);
    let held = view(&timeline, now, timeline.now());
    let waits: Vec<&Line> = held.lines.iter().filter(|line| line.end == End::Held).collect();
    assert!(!waits.is_empty());
    let packet = waits[0].packet;
    act(&mut timeline, "heal");
    run(&mut timeline, 50);
    let late = view(&timeline, now, now + MS(60));
    let line = late.line(packet).expect("sent in this window, arrived long after it");
    assert!(matches!(line.end, End::Arrived { at, .. } if at >= now + MS(400)));
}

#[test]
fn a_partition_ends_with_its_last_cut_link() {
    let (mut timeline, _) = led(5);
    let start = timeline.now();
    act(&mut timeline, "partition n1 n2 | n3 n4 n5");
    run(&mut timeline, 100);
    act(&mut timeline, "cut n3 n4");
    act(&mut timeline, "loss 10%");
    run(&mut timeline, 100);
    act(&mut timeline, "partition n5 | n1 n2 n3 n4");
    run(&mut timeline, 100);
    act(&mut timeline, "heal");
    run(&mut timeline, 100);
    let faults = view(&timeline, start, timeline.now()).faults;
    let span = |label: &str| {
        let fault = faults.iter().find(|fault| fault.line.starts_with(label)).expect(label);
        (fault.fault.from.since(start), fault.fault.to.map(|to| to.since(start)))
    };
    assert_eq!(span("partition n1"), (MS(0), Some(MS(200))));
    assert_eq!(span("cut n3 n4"), (MS(100), Some(MS(200))), "a new partition ends older cuts");
    assert_eq!(faults.len(), 4, "both ways at once are one fault: {faults:?}");
    assert_eq!(span("partition n5"), (MS(200), Some(MS(300))));
    assert_eq!(span("loss"), (MS(100), Some(MS(300))));
}

#[test]
fn the_index_grows_as_if_it_were_made_anew_and_a_fork_takes_back() {
    let (mut timeline, leader) = led(3);
    let mut grown = Spans::of(&timeline);
    let script = ["put a 1", "isolate n1", "put b 2", "crash n2", "heal", "restart n2", "put c 3"];
    let mut fork = 0;
    for line in script {
        act(&mut timeline, line);
        run(&mut timeline, 700);
        grown.update(&timeline);
        if line == "crash n2" {
            fork = timeline.cursor() - 5;
        }
    }
    let same = |a: &Spans, b: &Spans| {
        assert_eq!(a.members(), b.members());
        assert_eq!(a.requests(), b.requests());
        assert_eq!(a.slow(), b.slow());
        assert_eq!(a.faults().found(), b.faults().found());
    };
    same(&grown, &Spans::of(&timeline));
    timeline.seek(fork);
    grown.drop_from(fork + 1);
    act(&mut timeline, &format!("campaign {leader}").replace(&leader.to_string(), "n3"));
    run(&mut timeline, 900);
    grown.update(&timeline);
    same(&grown, &Spans::of(&timeline));
}

#[test]
fn members_come_listen_vote_and_leave() {
    let (mut timeline, leader) = led(3);
    let gone = MachineId::first(3).find(|id| *id != leader).unwrap();
    run(&mut timeline, 6000); // etcd wants a cluster that has been well for a while
    let start = timeline.now();
    act(&mut timeline, "member add n4 --learner --peer-urls=http://127.0.0.1:23804");
    run(&mut timeline, 500);
    act(&mut timeline, "start n4");
    run(&mut timeline, 2000);
    act(&mut timeline, "member promote <n4>");
    run(&mut timeline, 6000);
    act(&mut timeline, &format!("member remove <{gone}>"));
    run(&mut timeline, 3000);
    let view = view(&timeline, start, timeline.now());
    let roles = |id: MachineId| -> Vec<MemberState> {
        let lane = &view.lanes[view.lane(Peer::Member(id)).expect("its lane")];
        let mut roles: Vec<MemberState> = lane.bands.iter().map(|band| band.state).collect();
        roles.dedup();
        roles
    };
    assert_eq!(view.lanes.len(), 5);
    assert_eq!(
        roles(MachineId(4)),
        [MemberState::Follower, MemberState::Learner, MemberState::Follower]
    );
    assert_eq!(roles(gone).last(), Some(&MemberState::Removed));
}

#[test]
fn a_view_of_much_is_thinned_and_says_so() {
    let mut timeline = Timeline::new(Scenario::new(9, 3));
    timeline.advance(MS(60_000));
    let all = whole(&timeline);
    assert!(all.lines.len() <= LINES_MAX, "{}", all.lines.len());
    assert!(all.one_of > 1 && all.one_of.is_power_of_two());
    let near = view(&timeline, MS(59_000), MS(59_500));
    assert_eq!(near.one_of, 1);
    assert!(near.lines.len() > 50);
    let asks = Asks { window: near.window, heartbeats: false };
    let quiet = LanesView::of(&timeline, &Spans::of(&timeline), asks);
    assert!(quiet.lines.len() < near.lines.len() / 4, "a quiet cluster sends heartbeats");
}

#[test]
fn the_pointer_finds_the_line_below_it() {
    let (timeline, _) = led(3);
    let view = view(&timeline, timeline.now().since(MS(400)), timeline.now());
    let at = Geometry::new(1000.0, 220.0, view.lanes.len(), view.window);
    let line = view.lines.iter().find(|line| matches!(line.end, End::Arrived { .. })).unwrap();
    let End::Arrived { at: arrived, .. } = line.end else { unreachable!() };
    let x = (at.x(line.sent) + at.x(arrived)) / 2.0;
    let y = (at.y(view.lane(line.from).unwrap()) + at.y(view.lane(line.to).unwrap())) / 2.0;
    assert_eq!(at.hit(&view, x, y).map(|line| line.packet), Some(line.packet));
    assert_eq!(at.hit(&view, at.x(line.sent), 2.0), None, "the scale is no message");
    assert!(at.takes_playhead(at.x(view.now), 100.0, view.now));
    let next = view.beside(Some(line.packet), 1).unwrap();
    assert!((next.sent, next.packet) > (line.sent, line.packet));
    assert_eq!(view.beside(Some(next.packet), -1), Some(line));
    let other = view.across(line.packet, true).or(view.across(line.packet, false)).unwrap();
    assert_ne!(other.from, line.from);
}

#[test]
fn a_message_in_full_names_cause_and_decisions() {
    let (mut timeline, _) = led(3);
    let start = timeline.now();
    act(&mut timeline, "put greeting hello");
    run(&mut timeline, 400);
    let view = view(&timeline, start, timeline.now());
    let append = view
        .lines
        .iter()
        .find(|line| matches!(line.kind, Kind::Raft(kind) if kind.to_string() == "MsgApp"));
    let detail = Detail::of(&timeline, append.expect("a put is replicated"), WORDS);
    assert_eq!(detail.name, "MsgApp");
    assert!(detail.term.is_some());
    assert!(!detail.cause.1.is_empty());
    assert!(
        detail.decisions.iter().any(|decided| decided.member != NOWHERE && !decided.log.is_empty())
    );
    let end = detail.ended.and_then(|id| timeline.moment(id)).expect("it arrived");
    assert!(end.at > detail.line.sent);
}

/// A cluster that has met everything that is drawn.
fn eventful() -> Timeline {
    let (mut timeline, leader) = led(5);
    for line in [
        "put '<script>&\\\"' 'a b'",
        "partition n1 n2 | n3 n4 n5",
        "get '<script>&'",
        &format!("crash {leader}"),
        "hold n3 n4",
        "heal",
        &format!("restart {leader}"),
        "isolate n3",
        "put x y",
    ] {
        act(&mut timeline, line);
        run(&mut timeline, 900);
    }
    timeline
}

#[test]
fn a_saved_file_is_whole_and_stands_alone() {
    let timeline = eventful();
    let view = whole(&timeline);
    let text = svg::file(&view, 1200.0, WORDS);
    let document = roxmltree::Document::parse(&text).unwrap_or_else(|e| panic!("{e}\n{text}"));
    let root = document.root_element();
    assert_eq!(root.tag_name().namespace(), Some("http://www.w3.org/2000/svg"));
    assert_eq!(root.tag_name().name(), "svg");
    let tags = |name: &'static str| root.descendants().filter(move |n| n.has_tag_name(name));
    assert!(root.children().any(|n| n.has_tag_name("title") && !n.text().unwrap().is_empty()));
    assert!(root.children().any(|n| n.has_tag_name("desc")));
    let names: Vec<&str> = tags("text").filter_map(|n| n.text()).collect();
    for name in ["c1", "n1", "n5", "heartbeat", "leader"] {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    assert!(names.iter().any(|name| name.contains("<script>&")), "escaped, not dropped: {names:?}");
    let has = |class: &str| {
        let word = |n: &roxmltree::Node| {
            n.attribute("class").is_some_and(|all| all.split(' ').any(|one| one == class))
        };
        root.descendants().any(|n| word(&n))
    };
    for class in ["lane", "line", "band", "fault", "request", "lost", "leader", "crashed"] {
        assert!(has(class), "{class}");
    }
    for outside in ["href", "url(", "@import", "http://www.w3.org/1999", "var(", "<script"] {
        assert!(!text.contains(outside), "{outside}");
    }
    if let Ok(folder) = std::env::var("PANELS_PREVIEW") {
        std::fs::create_dir_all(&folder).expect("the preview folder");
        std::fs::write(format!("{folder}/lanes.svg"), &text).expect("the preview");
    }
}

#[test]
fn the_colours_of_a_file_are_the_light_ones_of_the_page() {
    let css = concat!(env!("CARGO_MANIFEST_DIR"), "/../static/style.css");
    let css = std::fs::read_to_string(css).expect("the page's styles");
    let light = css.split_once("@media").expect("dark comes after light").0;
    for (token, colour) in svg::LIGHT.iter().filter(|(token, _)| !["sans", "mono"].contains(token))
    {
        assert!(light.contains(&format!("--{token}: {colour};")), "{token}: {colour}");
    }
}

#[test]
fn nothing_is_drawn_outside_of_the_picture() {
    let timeline = eventful();
    for (width, height) in [(390.0, 500.0), (1000.0, 190.0), (1440.0, 120.0)] {
        for ms in [20, 600, 60_000] {
            let to = timeline.now();
            let view = view(&timeline, to.since(MS(ms)), to);
            let at = Geometry::new(width, height, view.lanes.len(), view.window);
            let picture = draw(&view, &at, view.lines.first().map(|line| line.packet), WORDS);
            for shape in picture.layers.iter().flat_map(|layer| &layer.shapes) {
                match shape {
                    Shape::Rect { x, width: w, .. } => {
                        assert!(*x >= 0.0 && x + w <= width + 4.0, "{shape:?}");
                    }
                    Shape::Text { x, .. } => assert!((0.0..width).contains(x), "{shape:?}"),
                    Shape::Path { d, .. } => assert!(!d.contains("NaN") && !d.contains("inf")),
                }
            }
        }
    }
}

#[test]
fn the_panel_is_a_picture_or_tables_and_tells_of_the_chosen_message() {
    let timeline = eventful();
    let view = view(&timeline, timeline.now().since(MS(2000)), timeline.now());
    let detail = view.lines.first().map(|line| Detail::of(&timeline, line, WORDS));
    let scene = Some(std::rc::Rc::new(Scene { view, detail, follows: true }));
    let html = |scene, table| {
        let on = yew::Callback::noop();
        let props = LanesProps { words: WORDS, scene, size: (1000, 200), table, on };
        render::render::<Lanes>(props)
    };
    let picture = html(scene.clone(), false);
    for part in ["role=\"application\"", "class=\"playhead\"", "lanes-card", "aria-live"] {
        assert!(picture.contains(part), "{part}: {picture}");
    }
    assert!(!picture.contains("<script>"), "a key is text, whatever it looks like");
    let tables = html(scene, true);
    assert!(!tables.contains("playhead"));
    for part in ["<th scope=\"row\">", "isolate n3", "put x y", "MsgHeartbeat"] {
        assert!(tables.contains(part), "{part}: {tables}");
    }
    assert!(!html(None, false).contains("<svg"), "nothing is drawn while nobody sees it");
}
