//! From a timeline to the [`Frame`] that the stage is drawn from.

use super::{
    frame::{Answer, ClientView, Frame, GroupView, LinkView, LostView, PacketView, Standing},
    members,
    message::Class,
};
use engine::{
    base::{MachineId, Name, Time},
    client::Call,
    raft::message::{Message, MessageType},
    script::print,
    server::{Member, Request, Response},
    sim::{Body, Client, Event, Loss, Network, Outcome, Packet, Peer, World},
    timeline::Timeline,
};

/// The cluster at the playhead.
pub fn frame(timeline: &Timeline) -> Frame {
    let world = timeline.world();
    let network = world.network();
    let groups = groups(world, network);
    let in_flight = world.packets().map(|packet| packet_view(world, packet, false));
    let held = world.held().iter().map(|packet| packet_view(world, packet, true));
    Frame {
        moment: timeline.cursor(),
        head: timeline.head(),
        now: timeline.now(),
        members: members::all(world),
        next: world.next_machine(),
        links: links(world, network, &groups),
        packets: in_flight.chain(held).collect(),
        lost: lost(timeline),
        clients: clients(world),
        groups,
        rules: *world.rules(),
        reads: world.reads(),
    }
}

fn groups(world: &World, network: &Network) -> Vec<GroupView> {
    let Some(groups) = network.groups() else { return Vec::new() };
    let view = |members: &Vec<MachineId>| GroupView {
        members: members.clone(),
        quorum: world.is_quorum(|id| world.machine_of(id).is_some_and(|at| members.contains(&at))),
    };
    groups.iter().map(view).collect()
}

fn links(world: &World, network: &Network, groups: &[GroupView]) -> Vec<LinkView> {
    let group = |peer| match peer {
        Peer::Member(id) => groups.iter().position(|group| group.members.contains(&id)),
        Peer::Client(_) => None,
    };
    let view = |a: Peer, b: Peer| {
        let (cut_ab, cut_ba) = (network.is_cut(a, b), network.is_cut(b, a));
        let apart = group(a).zip(group(b)).is_some_and(|(a, b)| a != b);
        let held = network.is_held(a, b) || network.is_held(b, a);
        LinkView { a, b, cut_ab, cut_ba, held, by_partition: apart && cut_ab && cut_ba }
    };
    let here = world.machines().filter(|machine| {
        machine.is_up() || members::standing(world, machine) != Standing::Removed
    });
    let ids: Vec<MachineId> = here.map(|machine| machine.id).collect();
    let mut links = Vec::new();
    for (at, a) in ids.iter().enumerate() {
        for b in &ids[at + 1..] {
            links.push(view(Peer::Member(*a), Peer::Member(*b)));
        }
    }
    for client in world.clients() {
        let all = ids.iter().map(|id| view(Peer::Client(client.id), Peer::Member(*id)));
        links.extend(all.filter(|link| link.cut_ab || link.cut_ba || link.held));
    }
    links
}

fn clients(world: &World) -> Vec<ClientView> {
    let mut views: Vec<ClientView> = world.clients().map(|of| client(world, of)).collect();
    if !views.iter().any(|view| view.id == engine::script::TERMINAL) {
        // the terminal stands there before it has said anything
        let (id, endpoint) = (engine::script::TERMINAL, MachineId(1));
        let terminal = ClientView { id, endpoint, waits: None, last: None };
        views.insert(0, terminal);
    }
    views
}

fn client(world: &World, client: &Client) -> ClientView {
    let waiting = client.requests.values().next_back();
    let endpoint = waiting.map(|waiting| waiting.member).or_else(|| client.asked());
    ClientView {
        id: client.id,
        endpoint: endpoint.unwrap_or_default(),
        waits: waiting.map(|waiting| request_text(&waiting.request)),
        last: client.last().map(|(_, outcome)| answer(world, outcome)),
    }
}

/// A request as the visitor would type it.
fn request_text(request: &Request) -> String {
    print::call(&Call::new(request.clone()))
}

/// An answer, without the rest of it.
fn answer(world: &World, outcome: &Outcome) -> Answer {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match outcome {
        Ok(Response::Put(put)) => Answer::Written { revision: put.header.revision },
        Ok(Response::DeleteRange(del)) => Answer::Deleted(del.deleted),
        Ok(Response::Range(get)) => match get.kvs.first() {
            None => Answer::Counted(get.count),
            Some(first) => Answer::Found {
                key: text(&first.key),
                value: text(&first.value),
                more: get.kvs.len() > 1,
            },
        },
        Ok(Response::MemberAdd(add)) => Answer::Added(world.name(add.member.id)),
        Ok(Response::MemberRemove(remove)) => Answer::Members(names(world, &remove.members)),
        Ok(Response::MemberUpdate(update)) => Answer::Members(names(world, &update.members)),
        Ok(Response::MemberPromote(promote)) => Answer::Members(names(world, &promote.members)),
        Ok(Response::MemberList(list)) => Answer::Members(names(world, &list.members)),
        Ok(Response::MoveLeader(_)) => Answer::Moved,
        Ok(Response::Alarm(_)) => Answer::Counted(0),
        Ok(Response::Status(status)) => Answer::Status {
            member: world.name(status.header.member_id),
            term: status.raft_term,
            index: status.raft_index,
        },
        Ok(Response::HashKv(hash)) => Answer::Hash(hash.hash),
        Err(error) => Answer::Refused(error.to_string()),
    }
}

fn names(world: &World, members: &[Member]) -> Vec<Name> {
    members.iter().map(|member| world.name(member.id)).collect()
}

fn members(world: &World, members: &[Member]) -> String {
    let names = names(world, members);
    names.iter().map(Name::to_string).collect::<Vec<_>>().join(" ")
}

fn packet_view(world: &World, packet: &Packet, held: bool) -> PacketView {
    let refusal = |name: &str| (true, name.to_string(), "✗".to_string(), None);
    let (refuses, name, brief, term) = match &packet.body {
        Body::Raft(message) | Body::Snapshot { message, .. } => {
            let term = Some(message.term).filter(|term| *term > 0);
            (message.reject, message.msg_type.to_string(), raft_brief(message), term)
        }
        Body::Request { request, .. } => {
            (false, request.name().to_string(), request.verb().to_string(), None)
        }
        Body::Reply { result: Ok(response), .. } | Body::Push { response, .. } => {
            (false, response_name(response).to_string(), response_brief(world, response), None)
        }
        Body::Reply { result: Err(_), .. } => refusal("error"),
        Body::Gone => refusal("410 Gone"),
        Body::Refused { .. } | Body::Connected { incarnation: None, .. } => {
            refusal("connection refused")
        }
        Body::Closed { .. } => refusal("connection closed"),
        Body::Cancel { .. } => refusal("RST_STREAM"),
        Body::Connect { .. } => (false, "connect".to_string(), "⇢".to_string(), None),
        Body::Connected { incarnation: Some(_), .. } => {
            (false, "connected".to_string(), "⇠".to_string(), None)
        }
    };
    let Packet { id, from, to, sent, due, .. } = *packet;
    let class = Class::of(packet.kind());
    PacketView { id, from, to, sent, due, class, refuses, term, name, brief, held }
}

fn response_brief(world: &World, response: &Response) -> String {
    match response {
        Response::Put(_) | Response::MoveLeader(_) | Response::Alarm(_) => "OK".to_string(),
        Response::Range(get) => format!("{}", get.count),
        Response::DeleteRange(del) => format!("{}", del.deleted),
        Response::MemberAdd(add) => world.name(add.member.id).to_string(),
        Response::MemberRemove(remove) => members(world, &remove.members),
        Response::MemberUpdate(update) => members(world, &update.members),
        Response::MemberPromote(promote) => members(world, &promote.members),
        Response::MemberList(list) => members(world, &list.members),
        Response::Status(status) => status.raft_index.to_string(),
        Response::HashKv(hash) => format!("{:08x}", hash.hash),
    }
}

fn response_name(response: &Response) -> &'static str {
    match response {
        Response::Range(_) => "RangeResponse",
        Response::Put(_) => "PutResponse",
        Response::DeleteRange(_) => "DeleteRangeResponse",
        Response::MemberAdd(_) => "MemberAddResponse",
        Response::MemberRemove(_) => "MemberRemoveResponse",
        Response::MemberUpdate(_) => "MemberUpdateResponse",
        Response::MemberPromote(_) => "MemberPromoteResponse",
        Response::MemberList(_) => "MemberListResponse",
        Response::MoveLeader(_) => "MoveLeaderResponse",
        Response::Status(_) => "StatusResponse",
        Response::HashKv(_) => "HashKVResponse",
        Response::Alarm(_) => "AlarmResponse",
    }
}

/// What the message is about, in signs that need no language.
fn raft_brief(message: &Message) -> String {
    use MessageType as M;
    let verdict = if message.reject { "✗" } else { "✓" };
    match message.msg_type {
        M::App => match (message.entries.first(), message.entries.last()) {
            (Some(first), Some(last)) if first.index < last.index => {
                format!("+{}–{}", first.index, last.index)
            }
            (Some(only), _) => format!("+{}", only.index),
            _ => String::new(),
        },
        M::AppResp => format!("{verdict}{}", message.index),
        M::Vote | M::PreVote => "?".to_string(),
        M::VoteResp | M::PreVoteResp => verdict.to_string(),
        M::Heartbeat | M::HeartbeatResp => {
            message.read_number().map(|number| format!("ctx {number}")).unwrap_or_default()
        }
        M::ReadIndexResp => message.index.to_string(),
        _ => String::new(),
    }
}

/// Packets lost within the last [`LOST_SHOWN`], newest first.
fn lost(timeline: &Timeline) -> Vec<LostView> {
    let mut views = Vec::new();
    let cursor = timeline.cursor();
    for moment_id in (cursor.saturating_sub(LOOKED_BACK)..=cursor).rev() {
        let Some(moment) = timeline.moment(moment_id) else { break };
        if timeline.now().since(moment.at) > LOST_SHOWN {
            break;
        }
        if let Event::Lost { from, to, why, .. } = moment.event {
            let at_door = why == Loss::Down;
            views.push(LostView { moment: moment_id, from, to, at_door });
        }
    }
    views
}

const LOST_SHOWN: Time = Time::from_ms(80);
const LOOKED_BACK: u32 = 80;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::present::frame::Role;
    use engine::sim::{Action, Scenario};

    fn led(members: u64) -> Timeline {
        let mut timeline = Timeline::new(Scenario::new(members, 7));
        while frame(&timeline).leader().is_none() {
            timeline.step();
        }
        timeline
    }

    #[test]
    fn a_frame_shows_every_member_and_every_pair() {
        let view = frame(&led(5));
        assert_eq!(view.members.len(), 5);
        assert_eq!(view.links.len(), 10);
        let leader = view.leader().expect("somebody leads");
        assert!(leader.timer.is_none(), "a leader waits for no election");
        assert!(!leader.log.is_empty());
        assert_eq!(view.clients.len(), 1, "the terminal stands there from the start");
    }

    #[test]
    fn a_partition_is_groups_and_not_ten_cuts() {
        let mut timeline = led(5);
        let groups = vec![[1, 2].map(MachineId).to_vec(), [3, 4, 5].map(MachineId).to_vec()];
        timeline.act(Action::Partition { groups }).unwrap();
        let view = frame(&timeline);
        assert_eq!(view.groups.iter().map(|group| group.quorum).collect::<Vec<_>>(), [false, true]);
        assert_eq!(view.links.iter().filter(|link| link.by_partition).count(), 6);
        assert!(view.links.iter().all(|link| link.cut_ab == link.by_partition));
    }

    #[test]
    fn a_crashed_member_has_no_memory() {
        let mut timeline = led(3);
        timeline.act(Action::Crash { member: MachineId(2) }).unwrap();
        let view = frame(&timeline);
        let down = view.member(MachineId(2)).unwrap();
        assert_eq!((down.role, down.log.len()), (Role::Crashed, 0));
    }
}
