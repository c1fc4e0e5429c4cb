//! What the page hears from the browser around it and asks of it: keys, the stage's size, the theme, the
//! language, the address.

use crate::{
    dom,
    msg::{Dialog, Keep, Msg, Pane, Selection, Theme},
    present::{
        journal::{JournalOptions, whole},
        notice::{Notice, Noticed},
    },
    text::Words,
};
use engine::{insight::journal::form::Form, timeline::Timeline};
use gloo_events::EventListener;
use wasm_bindgen::{JsCast, prelude::Closure};
use yew::prelude::*;

/// Keys that work everywhere but where something is being typed.
pub fn listen(on: &Callback<Msg>) -> Vec<EventListener> {
    let keys = on.clone();
    let on_key = EventListener::new_with_options(
        &dom::window(),
        "keydown",
        gloo_events::EventListenerOptions::enable_prevent_default(),
        move |event| {
            let Some(event) = event.dyn_ref::<web_sys::KeyboardEvent>() else { return };
            if let Some(msg) = key(event) {
                event.prevent_default();
                keys.emit(msg);
            }
        },
    );
    let fragment = on.clone();
    let on_fragment = EventListener::new(&dom::window(), "hashchange", move |_| {
        fragment.emit(Msg::Fragment);
    });
    vec![on_key, on_fragment]
}

fn key(event: &web_sys::KeyboardEvent) -> Option<Msg> {
    if event.ctrl_key() || event.alt_key() || event.meta_key() || event.default_prevented() {
        return None;
    }
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    let name = target.map(|target| target.tag_name().to_lowercase()).unwrap_or_default();
    let typing = matches!(name.as_str(), "input" | "select" | "textarea");
    if typing || dom::document().query_selector("dialog[open]").ok().flatten().is_some() {
        return None;
    }
    match event.key().as_str() {
        " " if !matches!(name.as_str(), "button" | "summary" | "a") => Some(Msg::Toggle),
        "ArrowLeft" => Some(Msg::Back),
        "ArrowRight" => Some(Msg::Forward),
        "?" => Some(Msg::Dialog(Some(Dialog::Help))),
        "/" => {
            dom::focus("#terminal input");
            Some(Msg::Pane(Pane::Terminal))
        }
        "Escape" => Some(Msg::Select(Selection::Nothing)),
        _ => None,
    }
}

/// Tells an element's size whenever it changes, until it is dropped.
pub struct Watch {
    observer: web_sys::ResizeObserver,
    _tell: Closure<dyn FnMut()>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Tells the inner width and height of an element in CSS pixels; both are 0 while it is hidden.
pub fn watch(place: &NodeRef, on: impl Fn(u32, u32) + 'static) -> Option<Watch> {
    let element = place.cast::<web_sys::Element>()?;
    let watched = element.clone();
    let tell = Closure::<dyn FnMut()>::new(move || {
        on(watched.client_width().unsigned_abs(), watched.client_height().unsigned_abs());
    });
    let observer = web_sys::ResizeObserver::new(tell.as_ref().unchecked_ref()).ok()?;
    observer.observe(&element);
    Some(Watch { observer, _tell: tell })
}

/// The theme that the visitor chose last time.
pub fn stored_theme() -> Theme {
    let stored = dom::storage().and_then(|storage| storage.get_item(THEME_KEY).ok().flatten());
    match stored.as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    }
}

/// The document says in which language its words are.
pub fn apply_language(words: Words) {
    if let Some(root) = dom::document().document_element() {
        let _ = root.set_attribute("lang", words.code);
    }
}

/// Shows the page in a theme, and remembers it.
pub fn apply_theme(theme: Theme) {
    let name = match theme {
        Theme::System => "",
        Theme::Light => "light",
        Theme::Dark => "dark",
    };
    if let Some(root) = dom::document().document_element() {
        let _ = match name {
            "" => root.remove_attribute("data-theme"),
            name => root.set_attribute("data-theme", name),
        };
    }
    if let Some(storage) = dom::storage() {
        let _ = storage.set_item(THEME_KEY, name);
    }
}

/// The page's address with a fragment, which then stands in the address bar too.
pub fn share_url(fragment: &str) -> Option<String> {
    let location = dom::window().location();
    let href = location.href().ok()?;
    let url = format!("{}#{fragment}", href.split('#').next().unwrap_or_default());
    let history = dom::window().history().ok()?;
    let nothing = wasm_bindgen::JsValue::NULL;
    let _ = history.replace_state_with_url(&nothing, "", Some(&format!("#{fragment}")));
    Some(url)
}

/// Copies the lines of a journal, or saves them; what there is to say about it.
pub fn keep_journal(keep: Keep, timeline: &Timeline, options: &JournalOptions) -> Option<Notice> {
    match keep {
        Keep::Copy(member) => {
            let copied = dom::copy(&whole(timeline, member, options));
            let what = if copied { Noticed::Copied } else { Noticed::CopyFailed };
            Some(Notice { what, bad: !copied })
        }
        Keep::Save(member) => {
            let name = if options.everybody { "all".into() } else { format!("{member}") };
            let end = if options.form == Form::Json { "jsonl" } else { "log" };
            let text = whole(timeline, member, options);
            let _ = dom::save(&format!("etcd-{name}.{end}"), &text, "text/plain");
            None
        }
    }
}

const THEME_KEY: &str = "etcdscope-theme";
