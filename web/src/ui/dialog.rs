//! A window over the page. The browser's own `dialog` keeps the focus inside and closes on Escape.

use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct DialogProps {
    pub title: &'static str,
    pub close: &'static str,
    pub on_close: Callback<()>,
    pub children: Html,
}

#[component]
pub fn Dialog(props: &DialogProps) -> Html {
    let whole = use_node_ref();
    use_effect_with(whole.clone(), |whole| {
        if let Some(dialog) = whole.cast::<web_sys::HtmlDialogElement>() {
            let _ = dialog.show_modal();
        }
    });
    let oncancel = props.on_close.reform(|event: Event| event.prevent_default());
    let onclick = props.on_close.reform(|_: MouseEvent| ());
    html! {
        <dialog ref={whole} class="dialog" aria-label={props.title} {oncancel}>
            <header>
                <h2>{ props.title }</h2>
                <button class="quiet icon" {onclick} aria-label={props.close} title={props.close}>
                    { super::icon::cross() }
                </button>
            </header>
            <div class="dialog-body">{ props.children.clone() }</div>
        </dialog>
    }
}
