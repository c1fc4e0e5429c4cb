//! Components as text, and as pages to look at.
#![allow(dead_code, reason = "each test binary uses a part")]

use web::{
    inspect::{Inspector, InspectorProps},
    msg::Tab,
    present::inspect::{Header, Options, Panel},
    text::Words,
};
use yew::{Callback, LocalServerRenderer};

/// The inspector as HTML.
pub fn inspector(header: Header, tab: Tab, panel: Panel, options: Options) -> String {
    render::<Inspector>(InspectorProps {
        words: Words::EN,
        header: Some(header),
        tab,
        panel: Some(panel),
        options,
        on_tab: Callback::noop(),
        on_options: Callback::noop(),
        on_seek: Callback::noop(),
        on_keep: Callback::noop(),
    })
}

/// Any component as HTML.
pub fn render<C: yew::BaseComponent>(props: C::Properties) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let local = tokio::task::LocalSet::new();
    let renderer = LocalServerRenderer::<C>::with_props(props).hydratable(false);
    local.block_on(&runtime, renderer.render())
}

/// Writes it as a page, if a folder was named.
pub fn preview(name: &str, html: &str) {
    let Ok(folder) = std::env::var("PANELS_PREVIEW") else { return };
    let css = |file: &str| {
        let path = format!("{}/../static/{file}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).unwrap_or_default()
    };
    let page = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>{name}</title>\
         <meta name=viewport content='width=device-width'><style>{}{}{}</style>\
         <script>document.documentElement.dataset.theme=location.hash.slice(1)</script>\
         <body style='display:block;overflow:auto;height:auto;background:var(--panel)'>\
         <div style='padding:14px'>{html}</div>",
        css("style.css"),
        css("terminal.css"),
        css("panels.css"),
    );
    std::fs::create_dir_all(&folder).expect("the preview folder");
    std::fs::write(format!("{folder}/{name}.html"), page).expect("the preview");
}
