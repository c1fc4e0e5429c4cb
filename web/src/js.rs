//! The page's scripting face, `window.lab`: for pages that embed this one, for teachers, and for
//! the tests in a real browser.
//!
//! What is asked for here is answered at once, while a message of the page waits for its turn. So `run` and
//! `seek` go to the lab themselves, and the message that follows lets the page take it in.

use crate::{
    lab::Lab,
    msg::Msg,
    present::frame::{Role, Standing},
};
use engine::base::Name;
use serde::Serialize;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen::{JsValue, prelude::Closure};
use yew::Callback;

/// What `lab.run(command)` returns.
#[derive(Serialize)]
struct Ran {
    ok: bool,
    text: String,
    exit: u8,
}

/// What `lab.state()` returns.
#[derive(Serialize)]
struct State {
    moment: u32,
    head: u32,
    time_us: u64,
    playing: bool,
    members: Vec<Member>,
    violations: Vec<Violation>,
}

#[derive(Serialize)]
struct Member {
    id: u64,
    /// The member's id, as etcd prints it.
    member: String,
    alive: bool,
    learner: bool,
    standing: &'static str,
    role: &'static str,
    term: u64,
    vote: u64,
    lead: u64,
    commit: u64,
    applied: u64,
    last: u64,
    revision: i64,
}

#[derive(Serialize)]
struct Violation {
    moment: u32,
    property: &'static str,
    proof: String,
}

/// Puts `lab` into the window.
pub fn install(lab: &Rc<RefCell<Lab>>, on: &Callback<Msg>) {
    let face = js_sys::Object::new();
    let set = |name: &str, function: JsValue| {
        let _ = js_sys::Reflect::set(&face, &name.into(), &function);
    };
    let (mine, redraw) = (lab.clone(), on.clone());
    let run = Closure::<dyn Fn(String) -> JsValue>::new(move |line: String| {
        let output = mine.borrow_mut().run_to_end(&line);
        redraw.emit(Msg::Refresh);
        value(&Ran { ok: output.ok, text: output.to_string(), exit: output.exit() })
    });
    set("run", run.into_js_value());
    let mine = lab.clone();
    let state = Closure::<dyn Fn() -> JsValue>::new(move || value(&state(&mine.borrow())));
    set("state", state.into_js_value());
    let (mine, redraw) = (lab.clone(), on.clone());
    let seek = Closure::<dyn Fn(f64) -> f64>::new(move |moment: f64| {
        mine.borrow_mut().seek(moment.clamp(0.0, f64::from(u32::MAX)) as u32);
        redraw.emit(Msg::Refresh);
        f64::from(mine.borrow().timeline().cursor())
    });
    set("seek", seek.into_js_value());
    let mine = lab.clone();
    let digest = Closure::<dyn Fn() -> String>::new(move || {
        format!("{:016x}", mine.borrow().timeline().digest())
    });
    set("digest", digest.into_js_value());
    let mine = lab.clone();
    let text = Closure::<dyn Fn() -> String>::new(move || mine.borrow().share_text());
    set("text", text.into_js_value());
    for (name, msg) in [("play", Msg::Play), ("pause", Msg::Pause)] {
        let on = on.clone();
        let say = Closure::<dyn Fn()>::new(move || on.emit(msg.clone()));
        set(name, say.into_js_value());
    }
    let _ = js_sys::Reflect::set(&crate::dom::window(), &"lab".into(), &face);
}

fn value<T: Serialize>(value: &T) -> JsValue {
    serde_wasm_bindgen::to_value(value).unwrap_or(JsValue::NULL)
}

fn state(lab: &Lab) -> State {
    let timeline = lab.timeline();
    let world = timeline.world();
    let frame = lab.frame();
    let members = frame.members.iter().map(|view| {
        let server = world.machine(view.id).and_then(|machine| machine.server.as_ref());
        Member {
            id: view.id.0,
            member: format!("{:x}", view.member),
            alive: server.is_some(),
            learner: view.learner,
            standing: match view.standing {
                Standing::Member => "member",
                Standing::Awaited => "awaited",
                Standing::Removed => "removed",
            },
            role: role(view.role),
            term: view.term,
            vote: number(view.vote),
            lead: number(view.lead),
            commit: view.commit,
            applied: view.applied,
            last: view.last,
            revision: server.map_or(0, |server| server.store().revision()),
        }
    });
    let broken = timeline.violations().iter().filter(|v| v.moment <= timeline.cursor());
    State {
        moment: timeline.cursor(),
        head: timeline.head(),
        time_us: timeline.now().us(),
        playing: lab.playback.playing,
        members: members.collect(),
        violations: broken
            .map(|violation| Violation {
                moment: violation.moment,
                property: violation.property.name(),
                proof: violation.proof.clone(),
            })
            .collect(),
    }
}

/// The number of a member's machine; 0 for nobody.
fn number(name: Name) -> u64 {
    name.machine.map_or(0, |machine| machine.0)
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Leader => "leader",
        Role::Follower => "follower",
        Role::Candidate => "candidate",
        Role::PreCandidate => "pre-candidate",
        Role::Crashed => "down",
    }
}
