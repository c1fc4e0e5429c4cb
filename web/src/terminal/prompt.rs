//! The prompt: one input with history and completion. `Tab` completes only where there is something to
//! complete; otherwise it moves on, so that the keyboard is never trapped.

use super::edit::{Completion, Edit};
use crate::{present::scrollback::Scrollback, text::Words};
use wasm_bindgen::JsCast;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct PromptProps {
    pub back: Scrollback,
    pub words: Words,
    pub complete: Callback<String, Completion>,
    pub on_submit: Callback<String>,
    pub on_clear: Callback<()>,
    pub on_cancel: Callback<Option<u64>>,
    pub input: NodeRef,
}

#[component]
pub(super) fn Prompt(props: &PromptProps) -> Html {
    let edit = use_state(Edit::default);
    let words = props.words;
    let oninput = {
        let edit = edit.clone();
        Callback::from(move |event: InputEvent| {
            let input: web_sys::HtmlInputElement = event.target_unchecked_into();
            edit.set(Edit::typed(input.value()));
        })
    };
    let onkeydown = on_key(&edit, props);
    let onpaste = on_paste(&edit);
    let offer = edit.offer.as_ref();
    let options = offer.map(|offer| {
        offer.candidates.iter().enumerate().map(|(at, word)| {
            let (edit, input) = (edit.clone(), props.input.clone());
            let onclick = Callback::from(move |_| {
                let mut next = (*edit).clone();
                next.take(at);
                edit.set(next);
                if let Some(input) = input.cast::<web_sys::HtmlElement>() {
                    let _ = input.focus();
                }
            });
            let taken = offer.taken == Some(at);
            html! {
                <li id={format!("term-option-{at}")} role="option" {onclick}
                    aria-selected={taken.to_string()}>{ word }</li>
            }
        })
    });
    let active = offer.and_then(|offer| offer.taken).map(|at| format!("term-option-{at}"));
    html! {
        <div class="prompt">
            if let Some(options) = options {
                <ul id="term-options" role="listbox" translate="no" aria-label={words.terminal.candidates}>
                    { for options }
                </ul>
            }
            <span class="sign" aria-hidden="true">{ "$" }</span>
            <input ref={props.input.clone()} type="text" role="combobox"
                aria-label={words.terminal.input} aria-autocomplete="list"
                aria-expanded={offer.is_some().to_string()} aria-controls="term-options"
                aria-activedescendant={active} placeholder={words.terminal.placeholder}
                autocapitalize="off" autocomplete="off" autocorrect="off" spellcheck="false"
                value={edit.text.clone()} {oninput} {onkeydown} {onpaste} />
        </div>
    }
}

/// A field of one line would drop the line ends of what is pasted, and make one command of several.
fn on_paste(edit: &UseStateHandle<Edit>) -> Callback<Event> {
    let edit = edit.clone();
    Callback::from(move |event: Event| {
        let event: web_sys::ClipboardEvent = event.unchecked_into();
        let text = event.clipboard_data().and_then(|data| data.get_data("text").ok());
        let Some(text) = text.filter(|text| text.trim_end().contains(['\n', '\r'])) else { return };
        event.prevent_default();
        let input: web_sys::HtmlInputElement = event.target_unchecked_into();
        let place = |at: Option<u32>| at.unwrap_or(u32::MAX) as usize;
        let start = place(input.selection_start().ok().flatten());
        let end = place(input.selection_end().ok().flatten());
        edit.set(edit.pasted(start..end, &text));
    })
}

/// What the keys do that are not letters.
fn on_key(edit: &UseStateHandle<Edit>, props: &PromptProps) -> Callback<KeyboardEvent> {
    let (edit, back) = (edit.clone(), props.back.clone());
    let (complete, submit) = (props.complete.clone(), props.on_submit.clone());
    let (clear, cancel) = (props.on_clear.clone(), props.on_cancel.clone());
    Callback::from(move |event: KeyboardEvent| {
        if event.is_composing() {
            return; // an input method is choosing a character; its keys are not ours
        }
        if event.ctrl_key() && event.key() == "l" {
            event.prevent_default();
            clear.emit(());
            return;
        }
        let mut next = (*edit).clone();
        if event.ctrl_key() && !event.alt_key() && !event.meta_key() {
            if event.key() == "c" && next.text.is_empty() {
                cancel.emit(None);
            } else if shell_key(&event, &mut next, &back.commands()) {
                event.prevent_default();
                edit.set(next);
            }
            return;
        }
        match event.key().as_str() {
            "Enter" if !next.text.trim().is_empty() => {
                submit.emit(std::mem::take(&mut next).lines());
            }
            "ArrowUp" => next.older(&back.commands()),
            "ArrowDown" => next.newer(&back.commands()),
            "Escape" if next.offer.is_some() => next.offer = None,
            "Tab" => {
                let ask = |text: &str| complete.emit(text.to_string());
                if !next.complete(event.shift_key(), ask) {
                    return;
                }
            }
            _ => return,
        }
        event.prevent_default();
        edit.set(next);
    })
}

/// What keys do in a shell's line. False for a key that is none of these.
fn shell_key(event: &KeyboardEvent, edit: &mut Edit, commands: &[&str]) -> bool {
    let input: web_sys::HtmlInputElement = event.target_unchecked_into();
    let place = |at: Option<u32>| at.unwrap_or(u32::MAX) as usize;
    let start = place(input.selection_start().ok().flatten());
    let end = place(input.selection_end().ok().flatten());
    match event.key().as_str() {
        key @ ("u" | "w") => {
            let cursor = edit.erase(end, key == "w");
            input.set_value(&edit.text);
            let at = u32::try_from(cursor).unwrap_or(u32::MAX);
            let _ = input.set_selection_range(at, at);
        }
        "r" => edit.search(commands),
        // with something selected it copies, as everywhere
        "c" if start == end && !edit.text.is_empty() => *edit = Edit::default(),
        _ => return false,
    }
    true
}
