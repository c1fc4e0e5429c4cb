//! The page: engine values in, pictures and words out.

pub mod dom;
pub mod explain;
pub mod header;
pub mod inspect;
pub mod msg;
pub mod page;
pub mod present;
pub mod stage;
pub mod terminal;
pub mod text;
pub mod timeline;
pub mod ui;
