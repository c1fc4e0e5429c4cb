//! Two buttons that move a window, and between them what it shows.

use yew::prelude::*;

/// One of the buttons: its name, and what it does; without that it is switched off.
pub struct Step {
    pub name: &'static str,
    pub on: Option<Callback<()>>,
}

/// The pager; nothing if neither button would do anything.
pub fn pager(label: String, back: Step, on: Step) -> Html {
    if back.on.is_none() && on.on.is_none() {
        return Html::default();
    }
    html! {
        <div class="pager" role="group" aria-label={label.clone()}>
            { button("◂", back) }
            <span>{ label }</span>
            { button("▸", on) }
        </div>
    }
}

fn button(sign: &'static str, Step { name, on }: Step) -> Html {
    let disabled = on.is_none();
    let onclick = on.map(|on| on.reform(|_: MouseEvent| ()));
    html! { <button class="quiet" {disabled} {onclick} aria-label={name}>{ sign }</button> }
}
