//! A bug of ours never leaves a dead page: a card says what happened, offers the text that brings
//! back what the visitor was doing, and reloads. Plain DOM and text nodes: Yew and the lab may be
//! what broke.

use crate::{dom, text::Words};
use std::{cell::RefCell, panic::PanicHookInfo};
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::Element;

thread_local! {
    /// The share text after the last deed. By itself, so that it can be read whatever is broken.
    static REMEMBERED: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps the text that the card will offer.
pub fn remember(text: String) {
    REMEMBERED.with(|kept| {
        if let Ok(mut kept) = kept.try_borrow_mut() {
            *kept = text;
        }
    });
}

/// From now on a panic shows the card.
pub fn install() {
    // by way of Yew, which would put its own hook in the place of ours
    yew::set_custom_panic_hook(Box::new(|info| {
        web_sys::console::error_1(&info.to_string().into());
        show(info);
    }));
}

fn show(info: &PanicHookInfo<'_>) -> Option<()> {
    if dom::document().query_selector(".panic").ok()?.is_some() {
        return None;
    }
    let page = &Words::EN.page;
    let cover = element("div", "panic")?;
    cover.set_attribute("role", "alertdialog").ok()?;
    cover.set_attribute("aria-label", page.panic_title).ok()?;
    let card = element("div", "panic-card")?;
    said(&card, "h2", page.panic_title)?;
    said(&card, "p", page.panic_lead)?;
    said(&card, "pre", &info.to_string())?;
    said(&card, "p", page.panic_scenario)?;
    let text = REMEMBERED.with(|kept| kept.try_borrow().map(|t| t.clone()).unwrap_or_default());
    let area = element("textarea", "")?;
    area.set_attribute("readonly", "").ok()?;
    area.set_attribute("aria-label", page.panic_scenario).ok()?;
    area.set_text_content(Some(&text));
    dom::put(&card, area);
    let row = element("div", "row")?;
    button(&row, page.panic_copy, "", move || {
        dom::copy(&text);
    })?;
    let reload = button(&row, page.panic_reload, "primary", || {
        let location = dom::window().location();
        // a link that leads into the same bug again must not be opened again
        let _ = location.set_hash("");
        let _ = location.reload();
    })?;
    dom::put(&card, row);
    dom::put(&cover, card);
    dom::document().body()?.append_child(&cover).ok()?;
    let _ = reload.focus();
    Some(())
}

fn element(name: &str, class: &str) -> Option<Element> {
    let element = dom::document().create_element(name).ok()?;
    element.set_class_name(class);
    Some(element)
}

fn said(parent: &Element, name: &str, text: &str) -> Option<()> {
    let child = element(name, "")?;
    child.set_text_content(Some(text));
    dom::put(parent, child);
    Some(())
}

fn button(
    parent: &Element,
    label: &str,
    class: &str,
    on: impl Fn() + 'static,
) -> Option<web_sys::HtmlElement> {
    let child = element("button", class)?;
    child.set_text_content(Some(label));
    let on = Closure::<dyn Fn()>::new(on);
    child.add_event_listener_with_callback("click", on.as_ref().unchecked_ref()).ok()?;
    on.forget();
    parent.append_child(&child).ok()?;
    child.dyn_into().ok()
}
