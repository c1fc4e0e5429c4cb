//! From the words of `member …` and `move-leader` to a request, after
//! `etcdctl/ctlv3/command/{member,move_leader}_command.go` and `clientv3/cluster.go`.
//!
//! A member is named by its id. Whoever writes the name of its machine instead gets etcdctl's error, and the lab says
//! the id.

use super::exit::{EXIT_BAD_ARGS, EXIT_ERROR};
use super::flags::{ArgError, Words};
use super::url;
use super::value::{hex_id, node};
use crate::base::NodeId;
use crate::base::quote::lossy;
use crate::server::{MemberAddRequest, MemberUpdateRequest, machine_of_peer_url, peer_url};

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
                let remedy = "n4 listens on http://127.0.0.1:23804";
                ArgError::new(at, EXIT_ERROR, message).remedy(remedy)
            })?;
            urls
        }
        None => {
            let urls = listens(&name).map(|url| format!("write --peer-urls={url}"));
            let remedy = urls.unwrap_or("write --peer-urls=http://127.0.0.1:23804 for n4".into());
            return Err(no_urls(words.len).remedy(remedy));
        }
    };
    Ok((MemberAddRequest { peer_urls, is_learner: words.on("learner") }, name))
}

/// `member update ID`.
pub(super) fn update(words: &Words) -> Result<MemberUpdateRequest, ArgError> {
    let id = id(words)?;
    let Some((text, at)) = words.text("peer-urls").filter(|(text, _)| !text.is_empty()) else {
        let remedy = "write --peer-urls=http://127.0.0.1:23804 for n4";
        return Err(no_urls(words.len).remedy(remedy));
    };
    let peer_urls: Vec<String> = text.split(',').map(str::to_string).collect();
    url::check(&peer_urls).map_err(|message| {
        ArgError::new(at, EXIT_ERROR, message).remedy("n4 listens on http://127.0.0.1:23804")
    })?;
    Ok(MemberUpdateRequest { id, peer_urls })
}

fn no_urls(at: usize) -> ArgError {
    ArgError::new(at, EXIT_BAD_ARGS, "member peer urls not provided")
}

/// Where the member of this name listens, if it is called as the members here are.
fn listens(name: &str) -> Option<String> {
    node(name).ok().map(peer_url).filter(|url| machine_of_peer_url(url).is_some())
}

/// The name that a new member gets when nobody has said one.
pub(super) fn name_of(add: &MemberAddRequest) -> String {
    let machine = add.peer_urls.iter().find_map(|url| machine_of_peer_url(url));
    machine.map_or("new".into(), |machine| machine.to_string())
}

/// The one id behind `member remove`, `member promote` and `member update`.
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

const ONE_ID: &str = "write one ID, as member list shows them";
