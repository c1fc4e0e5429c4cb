//! Whom a call asks at present, as its client's log names it.

use super::printed::Stream;
use super::session::{Endpoint, Session, Stage};
use crate::base::MachineId;
use crate::server::{Request, client_url};

impl Session {
    /// Writes a line of the client's own log.
    pub fn log(&mut self, line: String) {
        self.printed.put(Stream::Log, line);
    }

    /// Whether `endpoint health` asks, which has a client for each endpoint.
    pub fn is_health(&self) -> bool {
        matches!((self.stage, &self.call.request), (Stage::Each(_), Request::Range(_)))
    }

    /// The host that gRPC names a client's target by.
    pub fn target(&self) -> String {
        match self.stage {
            Stage::Leader(at, _) => self.endpoints.get(at).map(Endpoint::host).unwrap_or_default(),
            Stage::Each(at) if self.is_health() => {
                self.endpoints.get(at).map(Endpoint::host).unwrap_or_default()
            }
            _ => self.first.clone(),
        }
    }

    /// The hosts that will do for what is asked now, and which machines they are.
    pub fn asked(&self) -> Vec<(String, MachineId)> {
        let asked = match self.stage {
            Stage::Each(at) | Stage::Seek(at) | Stage::Leader(at, _) => {
                self.endpoints.get(at..=at).unwrap_or_default()
            }
            Stage::Once | Stage::List | Stage::Over => &self.endpoints,
        };
        asked.iter().map(|endpoint| (endpoint.host(), endpoint.id)).collect()
    }
}

impl Endpoint {
    /// `127.0.0.1:23791`
    pub(super) fn host(&self) -> String {
        let named = if self.name.contains(':') { self.name.clone() } else { client_url(self.id) };
        named.rsplit('/').next().unwrap_or_default().to_string()
    }
}
