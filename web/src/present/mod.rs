//! What the page shows, as plain values made from a world: no yew, no web-sys, nothing to click.

pub mod cluster;
pub mod entry;
pub mod frame;
pub mod group;
pub mod inspect;
pub mod journal;
pub mod journal_index;
pub mod lanes;
pub mod matrix;
mod members;
pub mod message;
pub mod news;
pub mod notice;
pub mod path;
pub mod raft;
pub mod scrollback;
pub mod storage;
pub mod wal;
pub mod wal_index;
pub mod why;
