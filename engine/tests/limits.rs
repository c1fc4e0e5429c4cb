//! Requests at the limits: what is too large is refused in etcd's words, what is just small enough passes,
//! and the cluster goes on.

use engine::base::MachineId;
use engine::base::{Bytes, Time};
use engine::server::{PutRequest, Request, RpcError};
use engine::sim::{Action, ClientError, Scenario};
use engine::timeline::Timeline;

/// etcd `DefaultMaxRequestBytes`.
const REQUEST_BYTES_MAX: usize = 1024 * 1024 * 3 / 2;

fn put(timeline: &mut Timeline, number: u64, key: Vec<u8>, value: Vec<u8>) -> Option<ClientError> {
    let request = PutRequest { key: key.into(), value: value.into(), ..PutRequest::default() };
    let action = Action::Request {
        client: 1,
        request: Request::Put(request),
        endpoints: Vec::new(),
        timeout: None,
    };
    timeline.act(action).expect("a request is always possible");
    timeline.advance(timeline.now() + Time::from_ms(6_000));
    timeline.outcome(1, number).expect("an answer within six seconds").clone().err()
}

#[test]
fn a_request_above_the_limit_is_refused_and_one_below_it_passes() {
    let mut timeline = Timeline::new(Scenario::new(3, 1));
    timeline.advance(Time::from_ms(4_000));
    let too_large = Some(ClientError::Rpc(RpcError::RequestTooLarge));
    assert_eq!(put(&mut timeline, 1, b"a".to_vec(), vec![0; REQUEST_BYTES_MAX]), too_large);
    assert_eq!(put(&mut timeline, 2, vec![b'k'; REQUEST_BYTES_MAX], Vec::new()), too_large);
    assert_eq!(put(&mut timeline, 3, b"a".to_vec(), vec![0; REQUEST_BYTES_MAX - 100]), None);
    let empty = Some(ClientError::Rpc(RpcError::EmptyKey));
    assert_eq!(put(&mut timeline, 4, Vec::new(), b"v".to_vec()), empty);
    assert_eq!(put(&mut timeline, 5, vec![0, 0xff, b'\n'], Vec::new()), None);
    assert!(timeline.violations().is_empty(), "{:?}", timeline.violations());
    let store =
        timeline.world().machine(MachineId(1)).and_then(|m| m.server.as_ref()).map(|s| s.store());
    let store = store.expect("it runs");
    assert_eq!(store.revision(), 3, "two puts passed");
    assert!(store.key_index(&Bytes::from([0, 0xff, b'\n'])).is_some());
}
