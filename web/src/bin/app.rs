//! The program that the page runs.

use yew::prelude::*;

#[component]
fn App() -> Html {
    html! { <main><h1>{ "etcdscope" }</h1></main> }
}

fn main() {
    yew::Renderer::<App>::new().render();
}
