//! Why things happened: the rule behind each decision that the engine took, in words, with the place in
//! the paper and in etcd's source where it stands.

pub mod cite;
pub mod rule;
