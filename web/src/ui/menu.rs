//! A button that opens a short list. Built on `details`, so that it opens, closes and can be tabbed
//! through without a script.

use crate::dom;
use wasm_bindgen::JsCast;
use yew::prelude::*;

/// One line of a menu.
#[derive(Clone, PartialEq)]
pub struct Item {
    pub label: String,
    /// In small print beside it, such as the command that it stands for.
    pub hint: String,
    pub chosen: bool,
    pub on: Callback<()>,
}

#[derive(Properties, PartialEq)]
pub struct MenuProps {
    pub label: String,
    #[prop_or_default]
    pub icon: Html,
    /// The label is only spoken, not shown.
    #[prop_or_default]
    pub bare: bool,
    /// It hangs from its right edge.
    #[prop_or_default]
    pub right: bool,
    pub items: Vec<Item>,
}

#[component]
pub fn Menu(props: &MenuProps) -> Html {
    let whole = use_node_ref();
    let close = {
        let whole = whole.clone();
        Callback::from(move |()| shut(&whole))
    };
    let items = props.items.iter().map(|item| {
        let (on, close) = (item.on.clone(), close.clone());
        let onclick = Callback::from(move |_| {
            close.emit(());
            on.emit(());
        });
        html! {
            <li key={item.label.clone()}>
                <button {onclick} aria-pressed={item.chosen.to_string()}>
                    <span>{ &item.label }</span>
                    if !item.hint.is_empty() { <code translate="no">{ &item.hint }</code> }
                </button>
            </li>
        }
    });
    let onkeydown = {
        let close = close.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.stop_propagation();
                close.emit(());
            }
        })
    };
    let onfocusout = {
        let whole = whole.clone();
        Callback::from(move |event: FocusEvent| {
            let Some(whole) = whole.cast::<web_sys::Element>() else { return };
            let to = event.related_target().and_then(|to| to.dyn_into::<web_sys::Node>().ok());
            if to.is_some_and(|to| !whole.contains(Some(&to))) {
                let _ = whole.remove_attribute("open");
            }
        })
    };
    let ontoggle = {
        let whole = whole.clone();
        Callback::from(move |_: Event| {
            if let Some(whole) = whole.cast::<web_sys::Element>()
                && whole.has_attribute("open")
            {
                dom::focus("details[open] > ul button");
            }
        })
    };
    html! {
        <details class={classes!("menu", props.right.then_some("right"))} ref={whole} {onkeydown}
            {onfocusout} {ontoggle}>
            <summary class="pill" aria-label={props.label.clone()} title={props.label.clone()}>
                { props.icon.clone() }
                if !props.bare {
                    <span class="word">{ &props.label }</span>
                    { super::icon::chevron() }
                }
            </summary>
            <ul>{ for items }</ul>
        </details>
    }
}

/// Closes the list; the focus goes back to its button.
fn shut(whole: &NodeRef) {
    let Some(whole) = whole.cast::<web_sys::Element>() else { return };
    let _ = whole.remove_attribute("open");
    if let Ok(Some(button)) = whole.query_selector("summary")
        && let Ok(button) = button.dyn_into::<web_sys::HtmlElement>()
    {
        let _ = button.focus();
    }
}
