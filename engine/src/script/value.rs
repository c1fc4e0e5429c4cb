//! Values that only the lab's verbs take. Errors are a message and a remedy.

use crate::base::quote::go;
use crate::base::{MachineId, Time};
use crate::client::near::nearest;
use crate::client::value::{Wrong, node, numbered, scaled, span};
use crate::raft::{ConfChangeTransition, ConfChangeType};
use crate::sim::{CLOCK_RATES, ClientId, Peer, Rule};

/// `c1`
pub fn client(text: &str) -> Result<ClientId, Wrong> {
    numbered(text, 'c').ok_or_else(|| {
        let message = format!("no client is called {}", go(text.as_bytes()));
        (message, "clients are c1, c2, …".into())
    })
}

/// `n1` or `c1`
pub fn peer(text: &str) -> Result<Peer, Wrong> {
    match numbered(text, 'c') {
        Some(id) => Ok(Peer::Client(id)),
        None => node(text).map(Peer::Member),
    }
}

/// `10%`, `2.5%`, as so many of a thousand.
pub fn per_mille(text: &str) -> Result<u32, Wrong> {
    let number = text.strip_suffix('%').or((text == "0").then_some(text));
    number.and_then(|n| scaled(n, 10)).filter(|n| *n <= 1000).map(|n| n as u32).ok_or_else(|| {
        let quoted = go(text.as_bytes());
        (format!("{quoted} is not a share"), "write 0% to 100%, for example 10% or 2.5%".into())
    })
}

/// `90%`, `102.5%`: how fast a clock runs, as so many of a thousand.
pub fn rate(text: &str) -> Result<u32, Wrong> {
    let rate = text.strip_suffix('%').and_then(|n| scaled(n, 10)).map(|n| n as u32);
    let rate = if text == "0" { Some(0) } else { rate };
    rate.filter(|rate| *rate == 0 || CLOCK_RATES.contains(rate)).ok_or_else(|| {
        let quoted = go(text.as_bytes());
        let message = format!("no clock runs at {quoted}");
        (
            message,
            "write 50% to 200% of the right speed, for example 90%, or 0 for one that stands"
                .into(),
        )
    })
}

/// `vote-lease`
pub fn rule(text: &str) -> Result<Rule, Wrong> {
    Rule::named(text).ok_or_else(|| {
        let names = Rule::ALL.map(Rule::name);
        let remedy = match nearest(text, names) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("the rules are {}", names.join(", ")),
        };
        (format!("there is no rule {}", go(text.as_bytes())), remedy)
    })
}

/// The member that `why` asks about; anything else that stands there is no question.
pub fn asked_member(text: &str) -> Result<MachineId, Wrong> {
    node(text).map_err(|_| {
        let message = format!("{} is nothing to ask why about", go(text.as_bytes()));
        (message, "ask why no-leader, why n1 not-leader, why entry 5, or why read".into())
    })
}

/// `not-leader`
pub fn not_leader(text: &str) -> Result<(), Wrong> {
    (text == "not-leader").then_some(()).ok_or_else(|| {
        let message = format!("of a member, {} cannot be asked", go(text.as_bytes()));
        (message, "write not-leader".into())
    })
}

/// `v4`, `l5`, `r2`: becomes a voter, becomes a learner, leaves.
pub fn change(text: &str) -> Result<(ConfChangeType, MachineId), Wrong> {
    let kinds = [
        ('v', ConfChangeType::AddNode),
        ('l', ConfChangeType::AddLearnerNode),
        ('r', ConfChangeType::RemoveNode),
    ];
    let found = kinds.into_iter().find_map(|(sign, kind)| Some((kind, numbered(text, sign)?)));
    found.filter(|(_, id)| *id < 1000).map(|(kind, id)| (kind, MachineId(id))).ok_or_else(|| {
        let message = format!("{} is no change", go(text.as_bytes()));
        (message, "write v4 for a voter, l5 for a learner, r2 for a removal".into())
    })
}

/// What may stand behind `--transition`.
pub const TRANSITIONS: [&str; 3] = ["auto", "implicit", "explicit"];

/// `auto`, `implicit`, `explicit`
pub fn transition(text: &str) -> Result<ConfChangeTransition, Wrong> {
    match text {
        "auto" => Ok(ConfChangeTransition::Auto),
        "implicit" => Ok(ConfChangeTransition::JointImplicit),
        "explicit" => Ok(ConfChangeTransition::JointExplicit),
        _ => {
            let message = format!("{} is no transition", go(text.as_bytes()));
            Err((message, format!("write one of {}", TRANSITIONS.join(", "))))
        }
    }
}

/// `on` or `off`
pub fn on_off(text: &str) -> Result<bool, Wrong> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err((
            format!("{} is neither on nor off", go(text.as_bytes())),
            "write on or off".into(),
        )),
    }
}

/// A whole number.
pub fn number(text: &str) -> Result<u64, Wrong> {
    text.parse().map_err(|_| {
        let quoted = go(text.as_bytes());
        (format!("{quoted} is not a whole number"), "write for example 7".into())
    })
}

/// A span of at most [`LONGEST`].
pub fn bounded(text: &str) -> Result<Time, Wrong> {
    let time = span(text)?;
    if time <= LONGEST {
        return Ok(time);
    }
    Err((format!("{text} is longer than 1h"), "write at most 1h; it can be done again".into()))
}

/// The longest span that a command takes, so that no command runs for ever.
pub const LONGEST: Time = Time::from_ms(3_600_000);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_peers() {
        assert_eq!(peer("c2"), Ok(Peer::Client(2)));
        assert_eq!(peer("n2"), Ok(Peer::Member(MachineId(2))));
        assert_eq!(per_mille("2.5%"), Ok(25));
        assert!(per_mille("101%").is_err() && per_mille("10").is_err());
        assert!(per_mille("0.01%").is_err());
        assert_eq!((rate("90%"), rate("200%")), (Ok(900), Ok(2000)));
        assert!(rate("49.9%").is_err() && rate("201%").is_err() && rate("1").is_err());
    }
}
