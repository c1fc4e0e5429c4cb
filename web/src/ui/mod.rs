//! Building blocks that know nothing of etcd.

pub mod dialog;
pub mod icon;
pub mod menu;
