//! The few things that are asked of the browser directly.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, Storage, Window};

pub fn window() -> Window {
    web_sys::window().expect("the page runs in a window")
}

pub fn document() -> Document {
    window().document().expect("a window has a document")
}

/// Milliseconds since the page was opened.
pub fn clock_ms() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

/// An element of SVG with attributes.
pub fn svg(name: &str, attributes: &[(&str, &str)]) -> Option<Element> {
    let element = document().create_element_ns(Some("http://www.w3.org/2000/svg"), name).ok()?;
    for (name, value) in attributes {
        element.set_attribute(name, value).ok()?;
    }
    Some(element)
}

/// Puts one element into another.
pub fn put(parent: &Element, child: Element) {
    let _ = parent.append_child(&child);
}

/// True if a media query holds, such as `(prefers-reduced-motion: reduce)`.
pub fn media(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|list| list.matches())
}

/// What the browser keeps for this page; it may refuse to, in private windows and in frames.
pub fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Sets an attribute of the page as a whole, or takes it away.
pub fn mark_root(name: &str, value: Option<&str>) {
    let Some(root) = document().document_element() else { return };
    let _ = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}

/// Sets a property of the page's style, or takes it away.
pub fn style_root(name: &str, value: Option<&str>) {
    let root = document().document_element().and_then(|root| root.dyn_into::<HtmlElement>().ok());
    let Some(style) = root.map(|root| root.style()) else { return };
    let _ = match value {
        Some(value) => style.set_property(name, value),
        None => style.remove_property(name).map(|_| ()),
    };
}

/// How wide the first element is that a selector finds, in CSS pixels.
pub fn width_of(selector: &str) -> Option<i32> {
    document().query_selector(selector).ok().flatten().map(|element| element.client_width())
}

/// The keyboard's focus goes to the first element that a selector finds.
pub fn focus(selector: &str) -> bool {
    let found = document().query_selector(selector).ok().flatten();
    let element = found.and_then(|element| element.dyn_into::<HtmlElement>().ok());
    element.is_some_and(|element| element.focus().is_ok())
}

/// Saves a text as a file of a type.
pub fn save(name: &str, text: &str, mime: &str) -> Option<()> {
    let parts = js_sys::Array::of1(&text.into());
    let options = web_sys::BlobPropertyBag::new();
    options.set_type(mime);
    let blob = web_sys::Blob::new_with_str_sequence_and_options(&parts, &options).ok()?;
    let url = web_sys::Url::create_object_url_with_blob(&blob).ok()?;
    let link = document().create_element("a").ok()?;
    let link: web_sys::HtmlAnchorElement = link.dyn_into().ok()?;
    link.set_href(&url);
    link.set_download(name);
    link.click();
    web_sys::Url::revoke_object_url(&url).ok()
}

/// Puts a text on the clipboard. False if the browser has none for this page; it may still refuse
/// later.
pub fn copy(text: &str) -> bool {
    let navigator = window().navigator();
    let clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into());
    if !clipboard.is_ok_and(|clipboard| clipboard.is_object()) {
        return false;
    }
    let copied = navigator.clipboard().write_text(text);
    // a refusal is not an error of the page
    let ignore = wasm_bindgen::prelude::Closure::once_into_js(|| ());
    let _ = js_sys::Reflect::get(&copied, &"catch".into())
        .and_then(|catch| catch.unchecked_into::<js_sys::Function>().call1(&copied, &ignore));
    true
}

/// Lets the visitor choose a file, and hands it over with its name.
pub fn choose_file(on: impl Fn(String, gloo_file::File) + 'static) -> Option<()> {
    let input: web_sys::HtmlInputElement =
        document().create_element("input").ok()?.dyn_into().ok()?;
    input.set_type("file");
    let chosen = input.clone();
    let listener = gloo_events::EventListener::once(&input, "change", move |_| {
        if let Some(file) = chosen.files().and_then(|files| files.get(0)) {
            on(file.name(), file.into());
        }
    });
    listener.forget();
    input.click();
    Some(())
}
