//! At which moments there is a line of the journal, kept from one picture to the next: a picture looks at what has
//! happened since, and a bounded part of what was before, however long the history is.
//!
//! A history is its scenario and what outsiders did. What was found stays true as far as both are the same.

use engine::{
    insight::journal::{self, Line, Setting, read::Filter},
    sim::{MomentId, Scenario},
    timeline::{Act, Timeline},
};

/// What is known of the journal that was shown last.
#[derive(Clone, Default, Debug)]
pub struct JournalIndex {
    scenario: Scenario,
    acts: Vec<Act>,
    filter: Filter,
    /// The moments that were looked at: from the first of these up to the second, which is not.
    seen: (MomentId, MomentId),
    /// Those of them that have such lines, ascending.
    found: Vec<MomentId>,
}

impl JournalIndex {
    /// Looks at what is new, and at some of what was before. Returns the first moment that was looked at.
    pub fn update(&mut self, timeline: &Timeline, filter: &Filter, upto: MomentId) -> MomentId {
        self.forget(timeline, filter);
        let (mut from, mut end) = self.seen;
        let wanted = upto + 1;
        // what lies too far off is begun anew
        if wanted < from || wanted.saturating_sub(end) > LOOK || from == end {
            (from, end) = (wanted, wanted);
            self.found.clear();
        }
        let setting = Setting::of(timeline.world());
        let has_lines = |id: &MomentId| {
            let moment = timeline.moment(*id);
            let lines = moment.map(|moment| journal::lines(&setting, *id, moment));
            lines.is_some_and(|lines| lines.iter().any(|line| filter.takes(line)))
        };
        if end < wanted {
            self.found.extend((end..wanted).filter(has_lines));
            end = wanted;
        }
        let start = from.saturating_sub(LOOK);
        if from > start && self.found.partition_point(|id| *id <= upto) < ENOUGH {
            let before: Vec<MomentId> = (start..from).filter(has_lines).collect();
            self.found.splice(0..0, before);
            from = start;
        }
        self.seen = (from, end);
        from
    }

    /// The newest lines up to a moment, the oldest first; whether there are older ones among what was looked at.
    pub fn newest(&self, timeline: &Timeline, upto: MomentId, count: usize) -> (Vec<Line>, bool) {
        let setting = Setting::of(timeline.world());
        let known = &self.found[..self.found.partition_point(|id| *id <= upto)];
        let (mut lines, mut left) = (Vec::new(), known.len());
        while left > 0 && lines.len() < count {
            left -= 1;
            let Some(moment) = timeline.moment(known[left]) else { continue };
            let all = journal::lines(&setting, known[left], moment);
            lines.extend(all.into_iter().rev().filter(|line| self.filter.takes(line)));
        }
        lines.reverse();
        (lines, left > 0)
    }

    /// Keeps only what is still true.
    fn forget(&mut self, timeline: &Timeline, filter: &Filter) {
        let acts = timeline.acts();
        if self.scenario != *timeline.scenario() || self.filter != *filter {
            *self = JournalIndex { filter: filter.clone(), ..JournalIndex::default() };
            self.scenario = timeline.scenario().clone();
        }
        let same = acts.iter().zip(&self.acts).take_while(|(now, then)| now == then).count();
        let differ = [acts.get(same), self.acts.get(same)].into_iter().flatten();
        let first = differ.map(|act| act.moment).min().unwrap_or(MomentId::MAX);
        let end = first.min(timeline.head() + 1);
        self.seen = (self.seen.0.min(end), self.seen.1.min(end));
        self.found.truncate(self.found.partition_point(|id| *id < end));
        self.acts.truncate(same);
        self.acts.extend_from_slice(&acts[same..]);
    }
}

/// Moments that one picture looks at, each way.
const LOOK: u32 = 20_000;
/// Moments with lines, from which on a picture looks no further back.
const ENOUGH: usize = 400;

#[cfg(test)]
mod tests {
    use super::*;
    use engine::{base::MachineId, insight::journal::Level, script::run_line};

    fn all(timeline: &Timeline, filter: &Filter, upto: MomentId) -> Vec<Line> {
        let setting = Setting::of(timeline.world());
        let ids = 0..=upto;
        let lines = ids.flat_map(|id| journal::lines(&setting, id, timeline.moment(id).unwrap()));
        lines.filter(|line| filter.takes(line)).collect()
    }

    #[test]
    fn what_is_remembered_is_what_is_there_also_after_the_past_was_changed() {
        let mut timeline = Timeline::new(Scenario::new(3, 7));
        let mut index = JournalIndex::default();
        let warnings = Filter { level: Level::Warn, ..Filter::default() };
        let (info, of_n2) =
            (Filter::default(), Filter { member: Some(MachineId(2)), ..warnings.clone() });
        for line in [
            "run until leader",
            "run 1s",
            "crash n1",
            "run 4s",
            "restart n1",
            "run 2s",
            "seek 300",
            "run 50ms",
            "crash n2",
            "run 3s",
            "seek 2",
            "restart n1",
            "seek 40",
            "put a 1",
        ] {
            run_line(&mut timeline, line);
            for filter in [&info, &warnings, &of_n2, &info] {
                let upto = timeline.cursor();
                while index.update(&timeline, filter, upto) > 0
                    && index.newest(&timeline, upto, 50).0.len() < 50
                {}
                let (lines, _) = index.newest(&timeline, upto, 50);
                let wanted = all(&timeline, filter, upto);
                assert!(wanted.ends_with(&lines), "{line}");
                assert!(lines.len() >= wanted.len().min(50), "{line}");
            }
        }
    }

    #[test]
    fn one_picture_of_a_long_history_looks_at_a_part_of_it() {
        let mut timeline = Timeline::new(Scenario::new(3, 7));
        run_line(&mut timeline, "run 700s");
        let (mut index, head) = (JournalIndex::default(), timeline.head());
        assert!(head > 2 * LOOK, "{head}");
        let none = Filter { level: Level::Fatal, ..Filter::default() };
        let from = index.update(&timeline, &none, head);
        assert_eq!(from, head + 1 - LOOK);
        assert_eq!(index.update(&timeline, &none, head), from - LOOK);
    }
}
