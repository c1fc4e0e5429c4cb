//! The page: engine values in, pictures and words out.

pub mod app;
pub mod dom;
pub mod explain;
pub mod header;
pub mod inspect;
pub mod js;
pub mod lab;
pub mod lanes;
mod look;
pub mod msg;
pub mod page;
pub mod panic;
pub mod present;
mod room;
mod rules;
mod slots;
pub mod stage;
pub mod terminal;
pub mod text;
pub mod timeline;
pub mod ui;
pub mod view;
