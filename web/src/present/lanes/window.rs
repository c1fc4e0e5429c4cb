//! The part of time that is shown: zooming, panning and following are arithmetic on it.

use engine::base::Time;

/// A span of virtual time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    pub from: Time,
    pub to: Time,
}

impl Window {
    /// A span that begins at a time.
    pub fn new(from: Time, span: Time) -> Window {
        Window { from, to: from + span }
    }

    /// The window that follows the playhead. Without motion it turns over like a page.
    pub fn following(now: Time, span: Time, still: bool) -> Window {
        let lead = Time(span.us() / 100 * LEAD);
        let from = match still {
            false => now.since(lead),
            true => {
                let step = (span.us() / 100 * LEAD).max(1);
                let page = now.us() / step * step;
                Time(page).since(Time(span.us() / 20))
            }
        };
        Window::new(from, span)
    }

    pub fn span(self) -> Time {
        self.to.since(self.from)
    }

    pub fn contains(self, at: Time) -> bool {
        self.from <= at && at <= self.to
    }

    /// The part of the window that lies before a time; below 0 and above 1 outside of it.
    pub fn part(self, at: Time) -> f64 {
        (at.us() as f64 - self.from.us() as f64) / self.span().us().max(1) as f64
    }

    /// The time at a part of the window.
    pub fn at(self, part: f64) -> Time {
        let us = self.from.us() as f64 + part * self.span().us() as f64;
        Time(us.max(0.0) as u64)
    }

    /// Shorter or longer by a factor; what is at `part` stays there.
    pub fn zoomed(self, part: f64, factor: f64) -> Window {
        let span = (self.span().us() as f64 * factor) as u64;
        let span = span.clamp(SPAN_MIN.us(), SPAN_MAX.us());
        let from = self.at(part).us() as f64 - part * span as f64;
        Window::new(Time(from.max(0.0) as u64), Time(span))
    }

    /// Later, or earlier, by a part of itself.
    pub fn panned(self, part: f64) -> Window {
        Window::new(self.at(part), self.span())
    }
}

impl Default for Window {
    fn default() -> Window {
        Window::new(Time(0), SPAN)
    }
}

/// What is shown at first.
pub const SPAN: Time = Time::from_ms(600);
const SPAN_MIN: Time = Time::from_ms(5);
const SPAN_MAX: Time = Time::from_ms(3_600_000);
/// Where the playhead stands while it is followed, in percent of the window.
const LEAD: u64 = 85;

#[cfg(test)]
mod tests {
    use super::*;

    const MS: fn(u64) -> Time = Time::from_ms;

    #[test]
    fn what_is_under_the_pointer_stays_there() {
        let window = Window::new(MS(1000), MS(400));
        let near = window.zoomed(0.25, 0.5);
        assert_eq!(near, Window::new(MS(1050), MS(200)));
        assert_eq!(near.at(0.25), window.at(0.25));
        assert_eq!(near.zoomed(0.25, 2.0), window);
        assert!(window.zoomed(0.5, 1e-9).span() >= SPAN_MIN);
        assert!(window.zoomed(0.5, 1e12).span() <= SPAN_MAX);
    }

    #[test]
    fn nothing_lies_before_the_start() {
        let window = Window::new(MS(10), MS(400));
        assert_eq!(window.panned(-0.5), Window::new(MS(0), MS(400)));
        assert_eq!(Window::following(MS(50), MS(400), false), Window::new(MS(0), MS(400)));
    }

    #[test]
    fn following_keeps_the_playhead_in_sight() {
        for now in [0, 1, 339, 340, 341, 5000, 123_456].map(MS) {
            for still in [false, true] {
                let window = Window::following(now, MS(400), still);
                assert!(window.contains(now), "{now} in {window:?}, still: {still}");
            }
        }
        let at = |now| Window::following(MS(now), MS(400), true);
        assert_eq!(at(1100), at(1300), "without motion it stays for a while");
    }
}
