//! The page: engine values in, pictures and words out.

pub mod msg;
pub mod text;
