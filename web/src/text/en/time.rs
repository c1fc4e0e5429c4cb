//! The transport.

use crate::{msg::PauseWhen, text::Span, words};
use engine::sim::MomentId;

words! {
    /// The transport.
    pub struct TimeWords {
        title: "Time";
        play: "Play";
        pause: "Pause";
        back: "One moment back";
        forward: "One moment forward";
        speed: "Speed";
        /// So many times slower.
        slower(n: u32): "1/{n}×";
        /// So many times faster.
        faster(n: u32): "{n}×";
        fastest: "as fast as it goes";
        pause_when: "Pause when";
        pause_whens(PauseWhen): {
            Never => "never",
            LeaderElected => "a leader is elected",
            Answered => "a command is answered",
            Crashed => "a member crashes",
        };
        scrubber: "Moment";
        position(moment: MomentId, head: MomentId, time: Span): "moment {moment} of {head}, {time}";
        moment: "moment";
    }
}
