//! Deeds that name one member, and the words that people try for them: `kill n1`, `crash leader`, `restart all`.

use super::command::{Command, TERMINAL};
use super::error::ParseError;
use super::goal;
use super::parse::Args;
use super::value::{client, number};
use crate::base::MachineId;
use crate::client::Call;
use crate::client::value::{Wrong, node};
use crate::sim::{Action, Machine, World};
use std::fmt;

/// What is done to one member, or to several alike.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Deed {
    Crash,
    Wipe,
    Restart,
    Start,
    Pause,
    Resume,
    Isolate,
    Campaign,
}

/// Whom a deed means that names nobody.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Who {
    /// Who leads just then.
    Leader,
    /// All members for whom it makes sense just then.
    All,
}

impl Deed {
    /// All of them, as written.
    pub const NAMED: [(&'static str, Deed); 10] = [
        ("crash", Deed::Crash),
        ("wipe", Deed::Wipe),
        ("restart", Deed::Restart),
        ("start", Deed::Start),
        ("pause", Deed::Pause),
        ("resume", Deed::Resume),
        ("isolate", Deed::Isolate),
        ("campaign", Deed::Campaign),
        // what people try
        ("kill", Deed::Crash),
        ("stop", Deed::Crash),
    ];

    /// The deed of this name.
    pub fn named(name: &str) -> Option<Deed> {
        Deed::NAMED.iter().find(|(known, _)| *known == name).map(|(_, deed)| *deed)
    }

    /// Its own name.
    pub fn name(self) -> &'static str {
        Deed::NAMED.iter().find(|(_, deed)| *deed == self).map_or("", |(name, _)| name)
    }

    /// The deed, done to this member.
    pub fn action(self, member: MachineId) -> Action {
        match self {
            Deed::Crash => Action::Crash { member },
            Deed::Wipe => Action::Wipe { member },
            Deed::Restart => Action::Restart { member },
            Deed::Start => Action::Start { member },
            Deed::Pause => Action::Pause { member },
            Deed::Resume => Action::Resume { member },
            Deed::Isolate => Action::Isolate { member },
            Deed::Campaign => Action::Campaign { member },
        }
    }

    fn makes_sense(self, machine: &Machine) -> bool {
        match self {
            Deed::Crash | Deed::Isolate => machine.is_up(),
            Deed::Wipe | Deed::Restart | Deed::Start => !machine.is_up(),
            Deed::Pause | Deed::Campaign => machine.is_up() && !machine.is_paused(),
            Deed::Resume => machine.is_paused(),
        }
    }
}

impl Who {
    /// As written in the place of a member.
    pub const NAMED: [(&'static str, Who); 2] = [("leader", Who::Leader), ("all", Who::All)];

    /// Who that is, by its word.
    pub fn named(name: &str) -> Option<Who> {
        Who::NAMED.iter().find(|(known, _)| *known == name).map(|(_, who)| *who)
    }
}

impl fmt::Display for Who {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Who::NAMED[*self as usize].0)
    }
}

/// What a deed and the word behind it say.
pub fn command(deed: Deed, text: &str) -> Result<Command, Wrong> {
    match Who::named(text) {
        Some(who) => Ok(Command::Deed { deed, who }),
        None => node(text).map(|member| Command::Act(deed.action(member))),
    }
}

impl Args<'_> {
    /// `request c2 put a 1`: the request of a command of etcdctl, and nothing of how that would show the answer.
    pub(super) fn request(&mut self) -> Result<Command, ParseError> {
        let client = self.take("CLIENT", client)?;
        Ok(match self.call(client)? {
            Command::Call { call: Call { request, endpoints, timeout, .. }, .. } => {
                Command::Act(Action::Request { client, request, endpoints, timeout })
            }
            usage => usage,
        })
    }

    /// `cancel`, `cancel c2`, `cancel c2 5`
    pub(super) fn cancel(&mut self) -> Result<Command, ParseError> {
        let more = |args: &Args<'_>| args.at < args.tokens.len();
        let client = if more(self) { self.take("CLIENT", client)? } else { TERMINAL };
        let command = if more(self) { Some(self.take("NUMBER", number)?) } else { None };
        Ok(Command::Act(Action::Cancel { client, command }))
    }
}

/// What `crash leader` or `restart all` comes to in this world, or why it comes to nothing.
pub fn actions(world: &World, deed: Deed, who: Who) -> Result<Vec<Action>, String> {
    let members: Vec<MachineId> = match who {
        Who::Leader => goal::leader(world).or(world.leader()).into_iter().collect(),
        Who::All => {
            let serving: Vec<MachineId> = world.serving().collect();
            let fits =
                |machine: &&Machine| serving.contains(&machine.id) && deed.makes_sense(machine);
            world.machines().filter(fits).map(|machine| machine.id).collect()
        }
    };
    match (who, members.is_empty()) {
        (Who::Leader, true) => Err("nobody leads just now: `why no-leader`".into()),
        (Who::All, true) => Err(format!("there is no member to {} just now", deed.name())),
        _ => Ok(members.into_iter().map(|member| again(world, deed, member)).collect()),
    }
}

/// To start a member whose machine has been there before is to restart it.
pub fn again(world: &World, deed: Deed, member: MachineId) -> Action {
    let was_there = world.machine(member).is_some_and(|machine| !machine.is_up());
    match deed {
        Deed::Start if was_there => Action::Restart { member },
        deed => deed.action(member),
    }
}
