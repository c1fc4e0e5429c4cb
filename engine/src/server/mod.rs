//! One etcd process as a value: what goes in are ticks, messages, finished disk writes and requests; what
//! comes out are effects that the world carries out. After `server/etcdserver`.

pub mod apply;
pub mod codec;
pub mod error;
pub mod request;
pub mod response;
pub mod validate;

pub use codec::{CodecError, InternalRaftRequest};
pub use error::{Code, RpcError};
pub use request::{DeleteRangeRequest, PutRequest, RangeRequest, Request};
pub use response::{DeleteRangeResponse, PutResponse, RangeResponse, Response, ResponseHeader};
