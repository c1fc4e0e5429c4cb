//! Building blocks that know nothing of etcd.

pub mod dialog;
pub mod icon;
pub mod menu;
pub mod pager;
pub mod table;
pub mod tabs;
