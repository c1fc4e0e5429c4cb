//! Where things stand on the stage: arithmetic on CSS pixels, without a drawing.

use crate::present::frame::Seat;
use engine::{base::MachineId, sim::Peer};
use std::f64::consts::{FRAC_PI_2, TAU};

/// A place on the stage, in CSS pixels from its top left corner.
#[derive(Clone, Copy, Default, PartialEq, Debug)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

impl Point {
    /// The place `part` of the way from here to `other`: 0 is here, 1 is there.
    pub fn towards(self, other: Point, part: f64) -> Point {
        Point { x: self.x + (other.x - self.x) * part, y: self.y + (other.y - self.y) * part }
    }

    pub fn distance(self, other: Point) -> f64 {
        (self.x - other.x).hypot(self.y - other.y)
    }
}

/// The stage's layout: follows from its size and from how many stand on it.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Layout {
    pub width: f64,
    pub height: f64,
    /// The radius of a member's circle.
    pub radius: f64,
    /// By ascending id: voters on the ring, the first at the top, clockwise; learners within.
    pub members: Vec<(MachineId, Point)>,
    /// The middle of each client's card.
    pub clients: Vec<Point>,
    /// Half the width and half the height of a client's card.
    pub card: (f64, f64),
    /// How many entries a log strip holds.
    pub strip: usize,
    /// There is little room: a member says only what matters most.
    pub small: bool,
}

impl Layout {
    pub fn new(width: u32, height: u32, seats: &[Seat], clients: usize) -> Layout {
        let members = seats.len();
        let (width, height) = (f64::from(width), f64::from(height));
        let crowded = members > 5 && height < 560.0;
        let small = width < 520.0
            || height < 440.0
            || (members > 7 && width < 700.0)
            || (crowded && height < 520.0);
        let radius: f64 = match small {
            true => 33.0,
            false if height > 600.0 && width > 600.0 && members < 7 => 46.0,
            false => 42.0,
        };
        let strip = if small { 6 } else { 8 };
        // what hangs around a member's centre: timer and ring above, log strip and caption below
        let (above, below, aside) = (radius + 14.0, radius + 50.0, radius.max(58.0) + 8.0);
        let (top, bottom) = (above + 10.0, height - below - 6.0);
        let centre = Point { x: width / 2.0, y: (top + bottom) / 2.0 };
        let ry = ((bottom - top) / 2.0).clamp(20.0, 250.0);
        let rx =
            (width / 2.0 - aside).clamp(20.0, (ry * if crowded { 1.7 } else { 1.25 }).max(190.0));
        let ring = |at: usize, of: usize| {
            let angle = at as f64 / of as f64 * TAU - FRAC_PI_2;
            match of {
                1 => centre,
                _ => Point { x: centre.x + rx * angle.cos(), y: centre.y + ry * angle.sin() },
            }
        };
        let learners = seats.iter().filter(|seat| seat.learner).count();
        let voters = members - learners;
        // one or two have room within the ring; more take their turn on it, and so does one beside one
        let within = learners <= 2 && voters > 2;
        let (mut inner, mut outer) = (0, 0);
        let members = seats.iter().map(|seat| {
            let at = if seat.learner && within {
                inner += 1;
                let aside = (radius + 10.0) * (inner as f64 * 2.0 - learners as f64 - 1.0);
                Point { x: centre.x + aside, y: centre.y - 8.0 }
            } else {
                outer += 1;
                ring(outer - 1, if within { voters } else { voters + learners })
            };
            (seat.id, at)
        });
        let card = if small { (56.0, 23.0) } else { (84.0, 26.0) };
        let (left, right) = (card.0 + 12.0, width - card.0 - 12.0);
        let (high, low) = (card.1 + 12.0, height - card.1 - 12.0);
        let corners = [(left, high), (right, low), (right, high), (left, low)];
        let clients = (0..clients).map(|at| {
            let (x, y) = corners[at % corners.len()];
            let shift = (at / corners.len()) as f64 * (card.1 * 2.0 + 8.0);
            Point { x, y: if y < height / 2.0 { y + shift } else { y - shift } }
        });
        let members = members.collect();
        Layout { width, height, radius, members, clients: clients.collect(), card, strip, small }
    }

    /// Where an end of a link stands.
    pub fn place(&self, peer: Peer) -> Option<Point> {
        match peer {
            Peer::Member(id) => {
                self.members.iter().find(|(member, _)| *member == id).map(|(_, at)| *at)
            }
            Peer::Client(id) => {
                self.clients.get(usize::try_from(id).ok()?.checked_sub(1)?).copied()
            }
        }
    }

    /// The way of a packet: from the rim of one end to the rim of the other.
    pub fn way(&self, from: Peer, to: Peer) -> Option<(Point, Point)> {
        let (a, b) = (self.place(from)?, self.place(to)?);
        Some((self.rim(from, a, b), self.rim(to, b, a)))
    }

    /// The point of `peer`'s outline that faces `other`.
    fn rim(&self, peer: Peer, at: Point, other: Point) -> Point {
        let distance = at.distance(other).max(1.0);
        let part = match peer {
            Peer::Member(_) => (self.radius + 6.0) / distance,
            Peer::Client(_) => {
                let (dx, dy) = ((other.x - at.x).abs(), (other.y - at.y).abs());
                let across = if dx > 0.0 { self.card.0 / dx } else { f64::MAX };
                let down = if dy > 0.0 { self.card.1 / dy } else { f64::MAX };
                across.min(down)
            }
        };
        at.towards(other, part.min(0.5))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(members: usize) -> Vec<Seat> {
        MachineId::first(members as u64).map(|id| Seat { id, learner: false }).collect()
    }

    #[test]
    fn everything_stands_on_the_stage() {
        for (width, height) in [(680, 640), (560, 420), (390, 520), (360, 430), (1000, 700)] {
            for members in 1..=9 {
                let layout = Layout::new(width, height, &ring(members), 1);
                assert_eq!(layout.members.len(), members);
                for (_, at) in &layout.members {
                    assert!(at.x - layout.radius >= 0.0, "{members} at {width}x{height}: {at:?}");
                    assert!(at.x + layout.radius <= layout.width);
                    assert!(at.y - layout.radius >= 0.0);
                    assert!(at.y + layout.radius + 40.0 <= layout.height);
                }
            }
        }
    }

    #[test]
    fn members_do_not_overlap() {
        for members in 2..=9 {
            let layout = Layout::new(390, 520, &ring(members), 1);
            for (n, (_, at)) in layout.members.iter().enumerate() {
                for (_, other) in &layout.members[n + 1..] {
                    assert!(at.distance(*other) > 2.0 * layout.radius + 4.0, "{members}");
                }
            }
        }
    }

    #[test]
    fn a_way_leads_from_rim_to_rim() {
        let layout = Layout::new(680, 640, &ring(5), 1);
        let (from, to) =
            layout.way(Peer::Member(MachineId(1)), Peer::Member(MachineId(2))).unwrap();
        assert!((from.distance(layout.members[0].1) - layout.radius - 6.0).abs() < 1e-9);
        assert!((to.distance(layout.members[1].1) - layout.radius - 6.0).abs() < 1e-9);
        let (from, _) = layout.way(Peer::Client(1), Peer::Member(MachineId(1))).unwrap();
        assert!((from.x - layout.clients[0].x).abs() <= layout.card.0 + 1e-9);
        assert_eq!(layout.way(Peer::Client(1), Peer::Member(MachineId(99))), None);
    }
}
