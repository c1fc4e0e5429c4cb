//! The program that the page runs.

fn main() {
    web::panic::install();
    let root = web::dom::document().get_element_by_id("app");
    if let Some(root) = root {
        root.set_text_content(None);
        yew::Renderer::<web::app::App>::with_root(root).render();
    }
}
