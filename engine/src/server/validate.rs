//! What the gRPC layer refuses before anything is proposed, after `etcdserver/api/v3rpc/key.go`.

use super::{
    error::RpcError,
    request::{PutRequest, RangeRequest, Request},
};

/// Checks one request by itself, without looking at the store.
pub fn check(request: &Request) -> Result<(), RpcError> {
    match request {
        Request::Range(range) => check_range(range),
        Request::Put(put) => check_put(put),
        Request::DeleteRange(delete) if delete.key.is_empty() => Err(RpcError::EmptyKey),
        Request::DeleteRange(_)
        | Request::MemberAdd(_)
        | Request::MemberRemove(_)
        | Request::MemberUpdate(_)
        | Request::MemberPromote(_)
        | Request::MemberList(_)
        | Request::MoveLeader(_)
        | Request::Status(_)
        | Request::HashKv(_)
        | Request::Alarm(_) => Ok(()),
    }
}

/// What a learner serves (etcd `isRPCSupportedForLearner`).
pub fn is_for_learners(request: &Request) -> bool {
    match request {
        Request::Status(_) => true,
        Request::Range(range) => range.serializable,
        _ => false,
    }
}

/// Checks the size of an encoded proposal (etcd `processInternalRaftRequestOnce`).
pub fn check_size(proposal: &[u8]) -> Result<(), RpcError> {
    if proposal.len() as u64 > MAX_REQUEST_BYTES { Err(RpcError::RequestTooLarge) } else { Ok(()) }
}

/// `--max-request-bytes`, 1.5 MiB by default.
pub const MAX_REQUEST_BYTES: u64 = 1536 * 1024;

fn check_range(range: &RangeRequest) -> Result<(), RpcError> {
    if range.key.is_empty() {
        return Err(RpcError::EmptyKey);
    }
    // 3.5.16 panics on a sort target that it does not know; 3.6 answers with this error.
    if !(0..=MAX_SORT_ORDER).contains(&range.sort_order)
        || !(0..=MAX_SORT_TARGET).contains(&range.sort_target)
    {
        return Err(RpcError::InvalidSortOption);
    }
    Ok(())
}

fn check_put(put: &PutRequest) -> Result<(), RpcError> {
    if put.key.is_empty() {
        Err(RpcError::EmptyKey)
    } else if put.ignore_value && !put.value.is_empty() {
        Err(RpcError::ValueProvided)
    } else if put.ignore_lease && put.lease != 0 {
        Err(RpcError::LeaseProvided)
    } else {
        Ok(())
    }
}

/// `RangeRequest.SortOrder`: none, ascend, descend.
const MAX_SORT_ORDER: i32 = 2;
/// `RangeRequest.SortTarget`: key, version, create, mod, value.
const MAX_SORT_TARGET: i32 = 4;

#[cfg(test)]
mod tests {
    use super::*;

    fn range(sort_order: i32, sort_target: i32) -> Result<(), RpcError> {
        let range =
            RangeRequest { key: "a".into(), sort_order, sort_target, ..RangeRequest::default() };
        check(&Request::Range(range))
    }

    #[test]
    fn sort_options_that_do_not_exist_are_refused() {
        assert_eq!(range(2, 4), Ok(()));
        for (order, target) in [(3, 0), (-1, 0), (0, 5), (0, -1), (i32::MAX, i32::MIN)] {
            assert_eq!(range(order, target), Err(RpcError::InvalidSortOption));
        }
    }

    #[test]
    fn what_is_to_be_kept_must_not_be_given() {
        let put = PutRequest { key: "a".into(), ignore_value: true, ..PutRequest::default() };
        assert_eq!(check(&Request::Put(put.clone())), Ok(()));
        let with_value = PutRequest { value: "v".into(), ..put.clone() };
        assert_eq!(check(&Request::Put(with_value)), Err(RpcError::ValueProvided));
        let with_lease = PutRequest { lease: 7, ignore_lease: true, ..put };
        assert_eq!(check(&Request::Put(with_lease)), Err(RpcError::LeaseProvided));
    }

    #[test]
    fn a_proposal_may_have_one_and_a_half_mebibytes() {
        assert_eq!(check_size(&vec![0; 1_572_864]), Ok(()));
        assert_eq!(check_size(&vec![0; 1_572_865]), Err(RpcError::RequestTooLarge));
    }
}
