//! A stream from a member to a client: the answers of one request that go on coming.
//!
//! One TCP connection carries it, so nothing is lost on the way and nothing overtakes: what a cut link keeps
//! back goes on when the link is mended, and what comes early waits for what is before it. It ends with the
//! process at its other end, and when the client has heard no sign of life for too long, as gRPC's keepalive
//! does it (`keepalive.ClientParameters`). The client then goes on elsewhere, as with any broken connection.
//!
//! Left out: the pings themselves. A connection that stands answers them, and nobody sees it.

use super::client::{Client, Outstanding};
use super::ids::{ClientId, Peer, RequestId};
use super::moment::Event;
use super::packet::{Body, Packet};
use super::queue::{Due, Slot};
use super::world::World;
use crate::base::{MachineId, Time};
use crate::server::{ReplyTo, Response};
use std::collections::BTreeMap;

/// The stream of one request that was sent to one member. It is open from its first message on.
#[derive(Clone, Default, PartialEq, Hash, Debug)]
pub struct Stream {
    /// How many messages the member has sent.
    sent: u64,
    /// The start of the process that sends them.
    incarnation: u32,
    /// How many the client has got.
    got: u64,
    /// What came early, by its number.
    early: BTreeMap<u64, Response>,
    /// What the last packet brought, in order: one message, none, or several if it filled a gap.
    arrived: Vec<Response>,
    /// Where the client's patience ends while the link is cut.
    silence: Option<Slot>,
}

impl Stream {
    /// What the last packet brought, in the order in which it was sent.
    pub fn arrived(&self) -> &[Response] {
        &self.arrived
    }

    /// How many messages the client has got.
    pub fn got(&self) -> u64 {
        self.got
    }

    fn is_open(&self) -> bool {
        self.sent > 0
    }

    /// The message of this number came, counted from 1.
    pub(super) fn arrive(&mut self, number: u64, response: Response) {
        self.early.insert(number, response);
        self.arrived.clear();
        while let Some(next) = self.early.remove(&(self.got + 1)) {
            self.got += 1;
            self.arrived.push(next);
        }
    }
}

impl World {
    /// A member says something on the stream of a request, which stays open. Nobody hears it if the client
    /// has ended the request or taken it elsewhere.
    pub(super) fn push(&mut self, member: MachineId, to: ReplyTo, response: Response) {
        let Peer::Client(client) = to.caller else {
            unreachable!("members hold no streams of requests with each other")
        };
        let incarnation = self.machine_mut(member).incarnation;
        let Some(stream) = self.stream_mut(client, to.request, member) else { return };
        stream.sent += 1;
        stream.incarnation = incarnation;
        let (number, first) = (stream.sent, stream.sent == 1);
        let body = Body::Push { id: to.request, number, response };
        self.send(Peer::Member(member), to.caller, body);
        if first {
            self.listen(client, to.request, member);
        }
    }

    /// A message of a stream arrives.
    pub(super) fn pushed(
        &mut self,
        member: MachineId,
        client: ClientId,
        id: RequestId,
        message: (u64, Response),
    ) {
        if let Some(stream) = self.stream_mut(client, id, member) {
            stream.arrive(message.0, message.1);
        }
    }

    /// Links or processes may have changed: each client listens for a sign of life where it hears none.
    pub(super) fn listen_to_streams(&mut self) {
        let open = |r: &&Outstanding| r.stream.is_open();
        let of = |c: &Client| -> Vec<(ClientId, RequestId, MachineId)> {
            c.requests.values().filter(open).map(|r| (c.id, r.id, r.member)).collect()
        };
        let open: Vec<_> = self.clients().flat_map(of).collect();
        open.into_iter().for_each(|(client, id, member)| self.listen(client, id, member));
    }

    fn listen(&mut self, client: ClientId, request: RequestId, member: MachineId) {
        let (here, there) = (Peer::Client(client), Peer::Member(member));
        let cut = self.network.is_cut(here, there) || self.network.is_cut(there, here);
        let silence = self.stream_mut(client, request, member).and_then(|s| s.silence.take());
        let silence = match silence {
            None if cut => {
                let due = Due::Silence { client, request, member };
                Some(self.queue.push(self.now + KEEPALIVE, self.moment, due))
            }
            Some(slot) if !cut => {
                self.queue.cancel(slot);
                self.answer_ping(client, request, member);
                None
            }
            other => other,
        };
        if let Some(stream) = self.stream_mut(client, request, member) {
            stream.silence = silence;
        }
    }

    /// The link passes again. A process that knows nothing of the connection resets it.
    fn answer_ping(&mut self, client: ClientId, id: RequestId, member: MachineId) {
        let machine = self.machine_mut(member);
        let (up, incarnation) = (machine.is_up(), machine.incarnation);
        let Some(stream) = self.stream_mut(client, id, member) else { return };
        if !up || stream.incarnation != incarnation {
            let body = Body::Refused { id, delivered: true };
            self.send(Peer::Member(member), Peer::Client(client), body);
        }
    }

    /// A client has heard nothing for too long. It is no moment if it has gone elsewhere since.
    pub(super) fn silence(
        &mut self,
        client: ClientId,
        request: RequestId,
        member: MachineId,
    ) -> Option<Event> {
        self.stream_mut(client, request, member)?.silence = None;
        self.client_next(client, request, |c| c.refused(request, true));
        Some(Event::Timeout { client, request })
    }

    /// TCP sends again what an outsider has taken out of a stream.
    pub(super) fn send_again(&mut self, packet: Packet) {
        let Packet { from, to, body, .. } = packet;
        self.put_on_way(from, to, self.now + RETRANSMISSION, body);
    }

    /// What a dead process has sent and what a cut link has kept back is sent by nobody again.
    pub(super) fn forget_pushes(&mut self, member: MachineId) {
        let from = Peer::Member(member);
        self.network.held.retain(|p| p.from != from || !matches!(p.body, Body::Push { .. }));
    }

    fn stream_mut(
        &mut self,
        client: ClientId,
        request: RequestId,
        member: MachineId,
    ) -> Option<&mut Stream> {
        let waiting = self.client_mut(client)?.requests.get_mut(&request)?;
        (waiting.member == member).then_some(&mut waiting.stream)
    }
}

/// So long without a sign of life, and a client gives the connection up: gRPC pings every 10 s, since it
/// takes no shorter `--keepalive-time` (etcdctl asks for 2 s), and waits for `--keepalive-timeout`, 6 s.
const KEEPALIVE: Time = Time::from_ms(16_000);

/// The shortest time after which Linux sends a segment again (`TCP_RTO_MIN`).
const RETRANSMISSION: Time = Time::from_ms(200);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::{Effect, RangeRequest, RangeResponse, Request};
    use crate::sim::{Action, ClientError, Loss, Scenario};

    const CLIENT: Peer = Peer::Client(1);
    const N1: Peer = Peer::Member(MachineId(1));

    /// A client whose request n1 keeps open: the test says what n1 says on its stream.
    struct Listener {
        world: World,
        heard: Vec<i64>,
    }

    impl Listener {
        /// The request asks for a key if `read`, which may be sent again; otherwise it deletes one.
        fn new(read: bool) -> Listener {
            let (world, _) = World::new(&Scenario::new(3, 1), false);
            let mut listener = Listener { world, heard: Vec::new() };
            listener.run(3_000);
            let request = match read {
                true => Request::Range(RangeRequest { key: "a".into(), ..Default::default() }),
                false => Request::DeleteRange(Default::default()),
            };
            let (endpoints, timeout) =
                ([1, 2].map(MachineId).to_vec(), Some(Time::from_ms(120_000)));
            listener.act(Action::Request { client: 1, request, endpoints, timeout });
            // n1 never sees it and so never answers it
            listener.lose(CLIENT);
            listener
        }

        fn act(&mut self, action: Action) {
            let now = self.world.now();
            self.world.act(now, action).expect("it makes sense");
        }

        fn lose(&mut self, from: Peer) {
            let packet = self.world.packets().find(|p| p.from == from && p.is_of_client());
            let packet = packet.expect("it is on its way").id;
            self.act(Action::Drop { packet });
        }

        /// n1 says these revisions, one message each.
        fn say(&mut self, revisions: impl IntoIterator<Item = i64>) {
            for revision in revisions {
                let mut response = RangeResponse::default();
                response.header.revision = revision;
                let to = stream();
                let push = Effect::Push(to, Box::new(Response::Range(response)));
                self.world.out.effects.push(push);
                self.world.collect(MachineId(1));
            }
        }

        /// Time passes; what the client hears is noted, and the losses are counted.
        fn run(&mut self, ms: u64) -> Vec<Loss> {
            let until = self.world.now() + Time::from_ms(ms);
            let mut lost = Vec::new();
            while let Some(moment) = self.world.advance(until) {
                match moment.event {
                    Event::Deliver { to: CLIENT, kind: crate::sim::Kind::Push, .. } => {
                        let waiting = self.world.client(1).and_then(|c| c.requests.get(&1));
                        let stream = waiting.map(|waiting| &waiting.stream);
                        let arrived = stream.map_or(&[][..], Stream::arrived);
                        self.heard.extend(arrived.iter().map(|r| r.header().revision));
                    }
                    Event::Lost { to: CLIENT, why, .. } => lost.push(why),
                    _ => {}
                }
            }
            self.world.now = until;
            lost
        }

        /// Whom the request waits for now, and how often it was sent.
        fn waits(&self) -> Option<(u64, u32)> {
            let waiting = self.world.client(1).and_then(|c| c.requests.get(&1));
            waiting.map(|waiting| (waiting.member.0, waiting.attempts))
        }

        fn outcome(&self) -> Option<ClientError> {
            let outcome = self.world.client(1).and_then(|client| client.outcome(1));
            outcome.and_then(|outcome| outcome.clone().err())
        }
    }

    impl super::super::Packet {
        fn is_of_client(&self) -> bool {
            matches!((self.from, self.to), (Peer::Client(_), _) | (_, Peer::Client(_)))
        }
    }

    fn cut(from: Peer, to: Peer) -> Action {
        Action::Cut { from, to }
    }

    #[test]
    fn a_message_of_a_stream_does_not_end_the_request() {
        let mut listener = Listener::new(false);
        listener.say([2, 3]);
        listener.run(1_000);
        listener.say([4]);
        listener.run(1_000);
        assert_eq!(listener.heard, [2, 3, 4]);
        assert_eq!((listener.waits(), listener.outcome()), (Some((1, 1)), None));
    }

    #[test]
    fn what_is_delayed_is_not_overtaken() {
        let mut listener = Listener::new(false);
        listener.say([2, 3, 4]);
        let first = listener.world.packets().find(|p| p.to == CLIENT).expect("it is sent").id;
        listener.act(Action::Delay { packet: first, by: Time::from_ms(500) });
        listener.run(400);
        assert!(listener.heard.is_empty());
        listener.run(600);
        assert_eq!(listener.heard, [2, 3, 4]);
    }

    #[test]
    fn what_is_taken_out_is_sent_again() {
        let mut listener = Listener::new(false);
        listener.say([2, 3]);
        listener.lose(N1);
        listener.run(190);
        assert!(listener.heard.is_empty());
        listener.run(100);
        assert_eq!(listener.heard, [2, 3]);
    }

    #[test]
    fn a_short_cut_loses_nothing_and_a_long_one_ends_the_stream() {
        for (ms, heard, waits) in [(15_000, vec![2, 3, 4], (1, 1)), (17_000, vec![2], (2, 2))] {
            let mut listener = Listener::new(true);
            listener.say([2]);
            listener.run(1_000);
            listener.act(cut(N1, CLIENT));
            // a second cut is none
            listener.run(1_000);
            listener.act(cut(CLIENT, N1));
            listener.act(cut(CLIENT, Peer::Member(MachineId(2))));
            listener.say([3, 4]);
            assert_eq!(listener.run(ms - 1_000), []);
            assert_eq!(listener.heard, [2], "{ms} ms");
            listener.act(Action::Heal);
            listener.run(1_000);
            assert_eq!(listener.heard, heard, "{ms} ms");
            assert_eq!(listener.waits(), Some(waits), "{ms} ms");
        }
    }

    #[test]
    fn a_stream_that_begins_on_a_cut_link_ends_too() {
        let mut listener = Listener::new(false);
        listener.act(cut(N1, CLIENT));
        listener.say([2]);
        listener.run(15_900);
        assert_eq!(listener.outcome(), None);
        listener.run(200);
        assert_eq!(listener.outcome(), Some(ClientError::ConnectionLost));
    }

    #[test]
    fn two_short_cuts_are_no_long_one() {
        let mut listener = Listener::new(true);
        listener.say([2]);
        listener.run(1_000);
        for _ in 0..2 {
            listener.act(cut(N1, CLIENT));
            listener.run(10_000);
            listener.act(Action::Mend { from: N1, to: CLIENT });
            listener.run(10);
        }
        listener.say([3]);
        listener.run(1_000);
        assert_eq!((listener.heard.as_slice(), listener.waits()), (&[2, 3][..], Some((1, 1))));
    }

    #[test]
    fn a_stream_ends_with_its_process() {
        let mut listener = Listener::new(true);
        listener.say([2]);
        listener.run(1_000);
        listener.act(cut(CLIENT, Peer::Member(MachineId(2))));
        listener.act(Action::Crash { member: MachineId(1) });
        listener.run(1_000);
        assert_eq!(listener.waits(), Some((2, 2)), "it goes on at the next endpoint");
        // the next start of n1 knows nothing of it
        listener.act(Action::Restart { member: MachineId(1) });
        listener.say([9]);
        listener.run(1_000);
        assert_eq!(listener.heard, [2]);
    }

    #[test]
    fn a_process_that_died_behind_a_cut_is_found_out_when_the_link_is_mended() {
        for restart in [true, false] {
            let mut listener = Listener::new(false);
            listener.say([2]);
            listener.run(1_000);
            listener.act(cut(N1, CLIENT));
            listener.say([3]);
            listener.run(100);
            listener.act(Action::Crash { member: MachineId(1) });
            if restart {
                listener.act(Action::Restart { member: MachineId(1) });
            }
            listener.run(1_000);
            assert_eq!(listener.outcome(), None, "nobody could tell the client");
            listener.act(Action::Mend { from: N1, to: CLIENT });
            listener.run(1_000);
            assert_eq!(listener.heard, [2], "and what it had not delivered is gone");
            assert_eq!(listener.outcome(), Some(ClientError::ConnectionLost));
        }
    }

    #[test]
    fn nobody_hears_what_is_said_after_the_end() {
        let mut listener = Listener::new(false);
        listener.say([2]);
        listener.run(1_000);
        let reply = Effect::Reply(stream(), Ok(gone()));
        listener.world.out.effects.push(reply);
        listener.world.collect(MachineId(1));
        listener.run(1_000);
        assert_eq!(listener.waits(), None);
        let before = listener.world.digest();
        listener.say([3]);
        assert_eq!(listener.world.digest(), before, "nothing is sent");
    }

    fn stream() -> ReplyTo {
        ReplyTo { caller: CLIENT, request: 1, deadline: Time(0) }
    }

    fn gone() -> Response {
        Response::Range(RangeResponse::default())
    }
}
