//! `-w protobuf`: an answer as its message in `rpc.proto`. A terminal shows what of it is text.

use crate::base::wire::{put_bytes, put_bytes_nonempty, put_uint_nonzero};
use crate::server::{Member, Response, ResponseHeader};

/// The message; none for the answers that etcdctl does not write so.
pub(super) fn message(response: &Response) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    put_bytes(&mut out, 1, &header(response.header()));
    match response {
        Response::Range(get) => {
            get.kvs.iter().for_each(|kv| put_bytes(&mut out, 2, &kv.encode()));
            put_uint_nonzero(&mut out, 3, get.more.into());
            put_uint_nonzero(&mut out, 4, get.count as u64);
        }
        Response::Put(put) => {
            put.prev_kv.iter().for_each(|kv| put_bytes(&mut out, 2, &kv.encode()));
        }
        Response::DeleteRange(del) => {
            put_uint_nonzero(&mut out, 2, del.deleted as u64);
            del.prev_kvs.iter().for_each(|kv| put_bytes(&mut out, 3, &kv.encode()));
        }
        Response::MemberAdd(add) => {
            put_bytes(&mut out, 2, &member(&add.member));
            members(&mut out, 3, &add.members);
        }
        Response::MemberRemove(remove) => members(&mut out, 2, &remove.members),
        Response::MemberUpdate(update) => members(&mut out, 2, &update.members),
        Response::MemberPromote(promote) => members(&mut out, 2, &promote.members),
        Response::MemberList(list) => members(&mut out, 2, &list.members),
        // no alarm was ever raised
        Response::Alarm(_) => {}
        // the answer has no header in etcd
        Response::MoveLeader(_) => return Some(Vec::new()),
        Response::Status(_) | Response::HashKv(_) => return None,
    }
    Some(out)
}

fn header(header: &ResponseHeader) -> Vec<u8> {
    let mut out = Vec::new();
    put_uint_nonzero(&mut out, 1, header.cluster_id);
    put_uint_nonzero(&mut out, 2, header.member_id);
    put_uint_nonzero(&mut out, 3, header.revision as u64);
    put_uint_nonzero(&mut out, 4, header.raft_term);
    out
}

fn members(out: &mut Vec<u8>, number: u32, members: &[Member]) {
    members.iter().for_each(|m| put_bytes(out, number, &member(m)));
}

fn member(member: &Member) -> Vec<u8> {
    let mut out = Vec::new();
    put_uint_nonzero(&mut out, 1, member.id);
    put_bytes_nonempty(&mut out, 2, member.name.as_bytes());
    member.peer_urls.iter().for_each(|url| put_bytes(&mut out, 3, url.as_bytes()));
    member.client_urls.iter().for_each(|url| put_bytes(&mut out, 4, url.as_bytes()));
    put_uint_nonzero(&mut out, 5, member.is_learner.into());
    out
}
