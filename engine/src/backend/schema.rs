//! What the rows of the `meta` bucket mean, after `server/storage/schema/cindex.go`.

use super::{Backend, Bucket};
use crate::base::{Bytes, Index, NodeId, Term};

/// The last raft entry whose effect is in the backend, and its term; zeros before the first one.
/// After a restart entries up to here are not applied again (etcd `ReadConsistentIndex`).
pub fn consistent_index(backend: &Backend) -> (Index, Term) {
    (number(backend, CONSISTENT_INDEX), number(backend, TERM))
}

/// Takes out what a server knows by itself while it runs, and writes anew at each snapshot: how far the file
/// has come, the configuration, the members, the cluster's version.
pub fn take_progress(backend: &mut Backend) {
    [CONSISTENT_INDEX, TERM, CONF_STATE]
        .iter()
        .for_each(|name| backend.delete(Bucket::Meta, name.as_bytes()));
    let cluster = [Bucket::Members, Bucket::MembersRemoved, Bucket::Cluster];
    cluster.into_iter().for_each(|bucket| backend.clear(bucket));
}

/// Moves the consistent index; it never goes back (etcd `UnsafeUpdateConsistentIndex`).
pub fn set_consistent_index(backend: &mut Backend, index: Index, term: Term) {
    let (old_index, old_term) = consistent_index(backend);
    if index == 0 || term < old_term || (term == old_term && index <= old_index) {
        return;
    }
    put_number(backend, CONSISTENT_INDEX, index);
    put_number(backend, TERM, term);
}

/// The main revision up to which everything was compacted, if that ever happened.
pub fn finished_compact(backend: &Backend) -> Option<i64> {
    let row = backend.get(Bucket::Meta, FINISHED_COMPACT.as_bytes())?;
    Some(i64::from_be_bytes(row.get(..8)?.try_into().ok()?))
}

/// Writes the raft configuration at the consistent index, as JSON (etcd
/// `MustUnsafeSaveConfStateToBackend`). `lists`: voters, learners, outgoing voters, learners to be.
pub fn set_conf_state(backend: &mut Backend, lists: [&[NodeId]; 4], auto_leave: bool) {
    let mut json = String::from("{");
    for (name, ids) in ["voters", "learners", "voters_outgoing", "learners_next"].iter().zip(lists)
    {
        if !ids.is_empty() {
            let ids: Vec<String> = ids.iter().map(NodeId::to_string).collect();
            json += &format!("\"{name}\":[{}],", ids.join(","));
        }
    }
    json += &format!("\"auto_leave\":{auto_leave}}}");
    backend.put(Bucket::Meta, CONF_STATE.into(), Bytes::from(json.as_str()));
}

fn number(backend: &Backend, name: &str) -> u64 {
    let row = backend.get(Bucket::Meta, name.as_bytes());
    row.and_then(|value| value[..].try_into().ok()).map_or(0, u64::from_be_bytes)
}

fn put_number(backend: &mut Backend, name: &str, n: u64) {
    backend.put(Bucket::Meta, name.into(), Bytes::from(n.to_be_bytes()));
}

const CONSISTENT_INDEX: &str = "consistent_index";
const TERM: &str = "term";
const CONF_STATE: &str = "confState";
const FINISHED_COMPACT: &str = "finishedCompactRev";

#[cfg(test)]
mod tests {
    use super::{Backend, Bucket, consistent_index, set_consistent_index};

    #[test]
    fn the_consistent_index_never_goes_back() {
        let mut backend = Backend::default();
        assert_eq!(consistent_index(&backend), (0, 0));
        set_consistent_index(&mut backend, 300, 2);
        set_consistent_index(&mut backend, 299, 2);
        set_consistent_index(&mut backend, 400, 1);
        assert_eq!(consistent_index(&backend), (300, 2));
        let row = backend.get(Bucket::Meta, b"consistent_index").unwrap();
        assert_eq!(**row, [0, 0, 0, 0, 0, 0, 1, 44]);
    }
}
