//! What the page shows, as plain values made from a world: no yew, no web-sys, nothing to click.

pub mod frame;
