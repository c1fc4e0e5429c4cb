//! Virtual time against the time of the room: whether it passes, and how fast.

use crate::{msg::PauseWhen, timeline::Speed};
use engine::base::Time;

/// The speeds that can be chosen.
pub static SPEEDS: [Speed; 9] = [
    Speed::Slower(1000),
    Speed::Slower(200),
    Speed::Slower(100),
    Speed::Slower(20),
    Speed::Slower(5),
    Speed::Times(1),
    Speed::Times(10),
    Speed::Times(100),
    Speed::Max,
];

/// Twenty times slower: one way through the network takes a third of a second.
pub const DEFAULT_SPEED: usize = 3;

/// Whether and how fast virtual time passes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Playback {
    pub playing: bool,
    /// Index into [`SPEEDS`].
    pub speed: usize,
    pub pause_when: PauseWhen,
    /// Until this block of the terminal has its answer time passes as fast as it goes; and whether it stops then.
    pub rush: Option<(u64, bool)>,
    /// A point at which both times are known: milliseconds of the room, virtual time.
    anchor: Option<(f64, Time)>,
}

impl Playback {
    pub fn new(playing: bool) -> Playback {
        let pause_when = PauseWhen::Never;
        Playback { playing, speed: DEFAULT_SPEED, pause_when, rush: None, anchor: None }
    }

    /// Virtual milliseconds a millisecond; infinite for "as fast as it goes".
    pub fn rate(&self) -> f64 {
        if self.rush.is_some() {
            return f64::INFINITY;
        }
        match SPEEDS[self.speed] {
            Speed::Slower(n) => 1.0 / f64::from(n),
            Speed::Times(n) => f64::from(n),
            Speed::Max => f64::INFINITY,
        }
    }

    /// Virtual time went elsewhere, or its speed changed: the two times are compared anew.
    pub fn jump(&mut self) {
        self.anchor = None;
    }

    /// How far virtual time should be by now. After a long gap, such as a tab in the background, it
    /// goes on from where it was.
    pub fn target(&mut self, room_ms: f64, now: Time) -> Time {
        let rate = self.rate();
        let (then, from) = *self.anchor.get_or_insert((room_ms, now));
        if rate.is_infinite() {
            return Time(u64::MAX);
        }
        let target = Time(from.us() + ((room_ms - then).max(0.0) * rate * 1000.0) as u64);
        let behind_ms = target.since(now).us() as f64 / 1000.0 / rate;
        if behind_ms > GAP_MS {
            self.anchor = Some((room_ms, now));
            return now;
        }
        target
    }

    /// Milliseconds of the room until virtual time is at `due`.
    pub fn until(&self, room_ms: f64, due: Time) -> f64 {
        let Some((then, from)) = self.anchor else { return 0.0 };
        let rate = self.rate();
        if rate.is_infinite() {
            return 0.0;
        }
        then + due.since(from).us() as f64 / 1000.0 / rate - room_ms
    }
}

/// Longer than this the page was not asleep by choice.
const GAP_MS: f64 = 1500.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn virtual_time_passes_at_the_chosen_speed() {
        let mut playback = Playback::new(true);
        let start = Time::from_ms(1000);
        assert_eq!(playback.target(50.0, start), start);
        assert_eq!(playback.target(250.0, start), start + Time::from_ms(10));
        assert!((playback.until(250.0, start + Time::from_ms(20)) - 200.0).abs() < 1e-6);
    }

    #[test]
    fn a_gap_is_not_made_up_for() {
        let mut playback = Playback::new(true);
        let start = Time::from_ms(1000);
        playback.target(0.0, start);
        assert_eq!(playback.target(60_000.0, start), start);
        assert_eq!(playback.target(60_020.0, start), start + Time::from_ms(1));
    }
}
