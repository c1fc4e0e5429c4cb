//! From the words of `member …` and `move-leader` to a request, after
//! `etcdctl/ctlv3/command/{member,move_leader}_command.go` and `clientv3/cluster.go`.
//!
//! Here a member may also be named as the page names it: `n4` is the member with id 4. A new one
//! that is called so needs no `--peer-urls`, since every member of this world listens where
//! [`peer_url`] says.

use super::exit::{EXIT_BAD_ARGS, EXIT_ERROR};
use super::flags::{ArgError, Words};
use super::url;
use super::value::{hex_id, node};
use crate::base::quote::lossy;
use crate::base::{MachineId, NodeId};
use crate::server::{MemberAddRequest, peer_url};

/// `member add NAME`: the request, and the name.
pub(super) fn add(words: &Words) -> Result<(MemberAddRequest, String), ArgError> {
    let name = match words.words.as_slice() {
        [] => {
            let error = ArgError::new(words.len, EXIT_BAD_ARGS, "member name not provided");
            return Err(error.remedy("write member add n4"));
        }
        [(_, name)] => lossy(name),
        [_, (at, _), ..] => {
            let hints = words.words.iter().map(|(_, word)| lossy(word));
            let hints = hints.filter(|word| word.to_lowercase().starts_with("http"));
            let hints = hints.map(|word| format!(", did you mean --peer-urls={word}"));
            let message = format!("too many arguments{}", hints.collect::<String>());
            return Err(ArgError::new(*at, EXIT_BAD_ARGS, message));
        }
    };
    let peer_urls = match words.text("peer-urls").filter(|(text, _)| !text.is_empty()) {
        Some((text, at)) => {
            let urls: Vec<String> = text.split(',').map(str::to_string).collect();
            url::check(&urls).map_err(|message| {
                let remedy = "n4 listens on http://127.0.0.1:23804, which it gets by itself";
                ArgError::new(at, EXIT_ERROR, message).remedy(remedy)
            })?;
            urls
        }
        None => default_urls(&name).ok_or_else(|| {
            let error = ArgError::new(words.len, EXIT_BAD_ARGS, "member peer urls not provided");
            error.remedy("call it n4, or write --peer-urls=URL")
        })?,
    };
    Ok((MemberAddRequest { peer_urls, is_learner: words.on("learner") }, name))
}

/// Where the member of this name listens, if it is called as the members here are.
pub(super) fn default_urls(name: &str) -> Option<Vec<String>> {
    let machine = node(name).ok().filter(|machine| machine.0 <= ID_MAX)?;
    Some(vec![peer_url(machine)])
}

/// The name that a new member gets when nobody has said one.
pub(super) fn name_of(add: &MemberAddRequest) -> String {
    let port = add.peer_urls.first().and_then(|url| url.rsplit(':').next()?.parse::<u64>().ok());
    let id = port.and_then(|port| port.checked_sub(port_base()));
    let name = id.filter(|id| *id > 0).map(|id| format!("n{id}"));
    let named = name.filter(|name| default_urls(name).as_ref() == Some(&add.peer_urls));
    named.unwrap_or_else(|| "new".to_string())
}

/// The port of [`peer_url`] before the first member's.
fn port_base() -> u64 {
    peer_url(MachineId(0)).rsplit(':').next().and_then(|port| port.parse().ok()).unwrap_or(0)
}

/// The one id behind `member remove` and `member promote`.
pub(super) fn id(words: &Words) -> Result<NodeId, ArgError> {
    let (at, word) = match words.words.as_slice() {
        [(at, word)] => (*at, lossy(word)),
        other => {
            let at = other.get(1).map_or(words.len, |(at, _)| *at);
            let error = ArgError::new(at, EXIT_BAD_ARGS, "member ID is not provided");
            return Err(error.remedy(ONE_ID));
        }
    };
    hex_id(&word).map_err(|wrong| {
        let message = format!("bad member ID arg ({wrong}), expecting ID in Hex");
        ArgError::new(at, EXIT_BAD_ARGS, message).remedy(ONE_ID)
    })
}

/// The id behind `move-leader`.
pub(super) fn target(words: &Words) -> Result<NodeId, ArgError> {
    match words.words.as_slice() {
        [(at, word)] => hex_id(&lossy(word))
            .map_err(|wrong| ArgError::new(*at, EXIT_BAD_ARGS, wrong).remedy(ONE_ID)),
        other => {
            let at = other.get(1).map_or(words.len, |(at, _)| *at);
            let error = ArgError::new(at, EXIT_BAD_ARGS, "move-leader command needs 1 argument");
            Err(error.remedy(ONE_ID))
        }
    }
}

const ONE_ID: &str = "write one member: n4, or the ID that member list shows";
/// So that the port of [`peer_url`] is one.
const ID_MAX: u64 = 40_000;
