//! Whom a call asks at present, as its client's log names it.

use super::printed::Stream;
use super::session::{Endpoint, Session, Stage, Via};
use crate::server::client_url;

impl Session {
    /// Writes a line of the client's own log.
    pub fn log(&mut self, line: String) {
        self.printed.put(Stream::Log, line);
    }

    /// Whether `endpoint health` asks, which has a client for each endpoint.
    pub fn is_health(&self) -> bool {
        self.stage == Stage::Health
    }

    /// The host that gRPC names a client's target by.
    pub fn target(&self, via: Via) -> String {
        match (self.stage, via) {
            (Stage::Leader(_) | Stage::Health, Via::One(at)) => {
                self.endpoints.get(at).map(Endpoint::host).unwrap_or_default()
            }
            _ => self.first.clone(),
        }
    }

    /// The host that was tried last of those that will do for what is asked.
    pub fn last_host(&self, via: Via) -> Option<String> {
        let last = match via {
            Via::One(at) => self.endpoints.get(at),
            Via::All => self.endpoints.last(),
        };
        last.map(Endpoint::host)
    }
}

impl Endpoint {
    /// `127.0.0.1:23791`
    pub(super) fn host(&self) -> String {
        let named = if self.name.contains(':') { self.name.clone() } else { client_url(self.id) };
        named.rsplit('/').next().unwrap_or_default().to_string()
    }
}
