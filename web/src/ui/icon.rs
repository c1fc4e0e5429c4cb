//! Icons as paths, so that they look alike on every system. Each is decoration: the button says its
//! name.

use yew::prelude::*;

fn icon(d: &'static str, filled: bool) -> Html {
    html! {
        <svg class={if filled { "glyph filled" } else { "glyph" }} viewBox="0 0 20 20" width="18"
            height="18" aria-hidden="true">
            <path {d} />
        </svg>
    }
}

pub fn play() -> Html {
    icon("M6 4L16 10L6 16Z", true)
}

pub fn pause() -> Html {
    icon("M5.5 4H8.5V16H5.5Z M11.5 4H14.5V16H11.5Z", true)
}

pub fn back() -> Html {
    icon("M14 5L8 10L14 15Z M5 5V15", false)
}

pub fn forward() -> Html {
    icon("M6 5L12 10L6 15Z M15 5V15", false)
}

pub fn expand() -> Html {
    icon("M3 8V3H8M12 3H17V8M17 12V17H12M8 17H3V12", false)
}

pub fn shrink() -> Html {
    icon("M8 3V8H3M17 8H12V3M12 17V12H17M3 12H8V17", false)
}

pub fn cross() -> Html {
    icon("M5 5L15 15M15 5L5 15", false)
}

pub fn share() -> Html {
    icon("M10 12V3M6.5 6L10 2.5L13.5 6M5 9H4V17H16V9H15", false)
}

pub fn bolt() -> Html {
    icon("M11.5 2.5L5 11.5H9.5L8.5 17.5L15 8.5H10.5Z", false)
}

pub fn nodes() -> Html {
    icon(
        "M10 3A2.5 2.5 0 1 0 10.01 3Z M4.5 12A2.5 2.5 0 1 0 4.51 12Z \
         M15.5 12A2.5 2.5 0 1 0 15.51 12Z M8.7 7.8L6 12.1 M11.3 7.8L14 12.1 M7 14.5H13",
        false,
    )
}

pub fn tick() -> Html {
    icon("M4 10.5L8 14.5L16 6", false)
}

pub fn warning() -> Html {
    icon("M10 3L18 16.5H2Z M10 8V12 M10 14V14.5", false)
}

pub fn theme() -> Html {
    icon("M10 3A7 7 0 1 0 10 17Z M10 3A7 7 0 0 1 10 17", false)
}

pub fn help() -> Html {
    icon("M7.3 7.3A2.8 2.8 0 1 1 10 10.6V12 M10 14.6V15", false)
}

pub fn chevron() -> Html {
    html! {
        <svg class="glyph chevron" viewBox="0 0 12 12" width="10" height="10" aria-hidden="true">
            <path d="M2 4L6 8L10 4" />
        </svg>
    }
}

/// The page's own sign: three members on a ring.
pub fn logo() -> Html {
    html! {
        <svg class="logo" viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
            <circle class="ring" cx="16" cy="16" r="11" />
            <circle cx="16" cy="5" r="4.6" />
            <circle cx="6.5" cy="21.5" r="3.8" />
            <circle cx="25.5" cy="21.5" r="3.8" />
        </svg>
    }
}
