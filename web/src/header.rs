//! The top line: which cluster, what to break, whether the invariants hold, sharing, theme, help.

use crate::{
    msg::{Dialog, Msg, Theme},
    text::Words,
    ui::{
        icon,
        menu::{Item, Menu},
    },
};
use engine::{
    base::MachineId,
    script::Command,
    sim::{Action, Scenario},
};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct HeaderProps {
    pub words: Words,
    /// Who votes, and who only listens.
    pub members: Vec<MachineId>,
    pub learners: Vec<MachineId>,
    /// The number of the next new machine, and whether a member of that number was added.
    pub next: (MachineId, bool),
    pub down: Vec<MachineId>,
    pub leader: Option<MachineId>,
    /// How many invariants are checked, and how many violations there are.
    pub checks: (usize, usize),
    pub theme: Theme,
    pub on: Callback<Msg>,
}

#[component]
pub fn Header(props: &HeaderProps) -> Html {
    let HeaderProps { words, on, .. } = props;
    let page = &words.page;
    html! {
        <header class="top">
            <a class="skip" href="#terminal">{ page.skip }</a>
            <h1>{ icon::logo() }<span>{ page.name }</span></h1>
            <span class="tagline">{ page.tagline }</span>
            <Menu label={page.members(props.members.len() + props.learners.len())}
                icon={icon::nodes()} items={sizes(props)} />
            <Menu label={page.faults} icon={icon::bolt()} items={faults(props)} />
            <span class="grow"></span>
            { checks(props) }
            <button class="pill share" title={page.share_title} onclick={on.reform(|_| Msg::Share)}>
                { icon::share() }<span class="word">{ page.share }</span>
            </button>
            <Menu label={page.more} bare={true} right={true} icon={icon::theme()}
                items={more(props)} />
            <button class="pill icon" aria-label={page.help} title={page.help}
                onclick={on.reform(|_| Msg::Dialog(Some(Dialog::Help)))}>{ icon::help() }</button>
        </header>
    }
}

fn item(on: &Callback<Msg>, label: impl Into<String>, msg: Msg) -> Item {
    let on = on.reform(move |()| msg.clone());
    Item { label: label.into(), hint: String::new(), chosen: false, on }
}

fn command(on: &Callback<Msg>, label: impl Into<String>, command: Command) -> Item {
    let hint = command.to_string();
    Item { hint, ..item(on, label, Msg::Run(command)) }
}

fn sizes(props: &HeaderProps) -> Vec<Item> {
    let HeaderProps { words, members, learners, next, on, .. } = props;
    let (page, (next, awaited)) = (&words.page, *next);
    let all = members.len() + learners.len();
    let sizes = [1, 3, 5, 7, 9].into_iter().map(|n| Item {
        chosen: all == n,
        hint: format!("cluster {n}"),
        ..item(on, page.members(n), Msg::NewCluster(n as u64))
    });
    let mut items: Vec<Item> = sizes.collect();
    if awaited {
        let label = page.start_member(next);
        items.push(command(on, label, Command::Act(Action::Start { member: next })));
    } else if (all as u64) < Scenario::MEMBERS_MAX {
        items.push(command(on, page.add_member, Command::add_member(next, false)));
        items.push(command(on, page.add_learner, Command::add_member(next, true)));
    }
    items
}

fn faults(props: &HeaderProps) -> Vec<Item> {
    let HeaderProps { words, members, learners, down, leader, on, .. } = props;
    let page = &words.page;
    let mut items = Vec::new();
    if let Some(leader) = leader {
        items.push(command(on, page.fault_partition, partition(*leader, members, learners)));
        let crash = Action::Crash { member: *leader };
        items.push(command(on, page.fault_crash, Command::Act(crash)));
    }
    if let Some(first) = down.first() {
        let restart = Action::Restart { member: *first };
        items.push(command(on, page.fault_restart, Command::Act(restart)));
    }
    items.push(command(on, page.fault_heal, Command::Act(Action::Heal)));
    items.push(item(on, words.safety.menu, Msg::Dialog(Some(Dialog::Rules))));
    items
}

/// The leader, with as many of its neighbours as make no majority of the voters, against the rest.
pub fn partition(leader: MachineId, members: &[MachineId], learners: &[MachineId]) -> Command {
    let at = members.iter().position(|id| *id == leader).unwrap_or_default();
    let mut ring = members.to_vec();
    ring.rotate_left(at);
    let few = (members.len().saturating_sub(1) / 2).clamp(1, members.len().max(1));
    let (with, against) = ring.split_at(few.min(ring.len()));
    let mut groups = vec![with.to_vec(), [against, learners].concat()];
    groups.iter_mut().for_each(|group| group.sort_unstable());
    Command::Act(Action::Partition { groups })
}

fn more(props: &HeaderProps) -> Vec<Item> {
    let HeaderProps { words, theme, on, .. } = props;
    let page = &words.page;
    let themes = [Theme::System, Theme::Light, Theme::Dark].into_iter().map(|choice| Item {
        chosen: choice == *theme,
        ..item(on, page.theme(choice), Msg::Theme(choice))
    });
    let mut items: Vec<Item> = themes.collect();
    items.push(item(on, page.save, Msg::Save));
    items.push(item(on, page.open, Msg::Open));
    items
}

fn checks(props: &HeaderProps) -> Html {
    let HeaderProps { words, checks, on, .. } = props;
    let (all, violated) = *checks;
    let (class, sign, text) = match violated {
        0 => ("good", icon::tick(), words.page.checks_hold(all)),
        _ => ("bad", icon::warning(), words.page.checks_broken.to_string()),
    };
    let onclick = on.reform(|_| Msg::Dialog(Some(Dialog::Checks)));
    html! {
        <button class={classes!("checks", class)} title={words.page.checks_title} {onclick}>
            { sign }<span class="word">{ text }</span>
        </button>
    }
}

#[cfg(test)]
mod tests {
    use super::{Command, partition};
    use engine::base::MachineId;

    fn parted(leader: u64, members: &[u64], learners: &[u64]) -> Command {
        let ids = |of: &[u64]| of.iter().map(|id| MachineId(*id)).collect::<Vec<_>>();
        partition(MachineId(leader), &ids(members), &ids(learners))
    }

    #[test]
    fn the_leader_keeps_no_majority() {
        assert_eq!(parted(3, &[1, 2, 3, 4, 5], &[]).to_string(), "partition n3 n4 | n1 n2 n5");
        assert_eq!(parted(1, &[1, 2, 3], &[4]).to_string(), "partition n1 | n2 n3 n4");
        assert_eq!(
            parted(7, &[1, 2, 3, 4, 5, 6, 7], &[]).to_string(),
            "partition n1 n2 n7 | n3 n4 n5 n6"
        );
    }
}
