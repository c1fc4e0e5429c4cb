//! What the lab says in the terminal: commands, answers and mistakes, each in its block, and what is still owed.

use super::{Lab, typed::UnderWay};
use crate::present::scrollback::{LineKind, Owed};
use engine::{
    base::NOWHERE,
    client::Stream,
    script::{self, Command, run::Output},
    sim::Action,
};

impl Lab {
    /// What is wrong with what was typed, under it.
    pub(super) fn point_at(&mut self, mistake: &script::ParseError) {
        let block = self.echo(&mistake.line, true);
        self.said.mark(block, mistake.span.clone());
        let (kind, text) = match mistake.printed() {
            Some(printed) => {
                let (parts, exit) = (mistake.parts(), printed.code);
                (LineKind::Printed { parts, exit }, printed.text())
            }
            None => (LineKind::Error, mistake.explain()),
        };
        self.said.answer(block, kind, text, None);
    }

    /// A block begins.
    pub(super) fn echo(&mut self, line: &str, typed: bool) -> u64 {
        let kind = if typed { LineKind::Command { mistake: None } } else { LineKind::Echo };
        self.said.push(kind, line, Some(self.timeline.cursor()))
    }

    pub(super) fn print(&mut self, output: &Output, block: u64) {
        let moment = Some(self.timeline.cursor());
        let text = output.to_string();
        let kind = match &output.printed {
            Some(printed) if printed.parts.is_empty() && output.ok => LineKind::Output,
            Some(printed) => {
                let broken = output.violations.iter().map(|v| format!("Error: {v}\n"));
                let broken = broken.map(|text| (Stream::Lab, text));
                let parts = printed.parts.iter().cloned().chain(broken).collect();
                LineKind::Printed { parts, exit: printed.code }
            }
            None if output.ok => LineKind::Output,
            None => LineKind::Error,
        };
        if kind != LineKind::Output || !text.is_empty() {
            self.said.answer(block, kind, text, moment);
        }
    }

    /// Ctrl+C: the command of this block ends without its answer, or the newest that is under way.
    pub fn cancel(&mut self, block: Option<u64>) {
        let of = |under_way: &&UnderWay| block.is_none_or(|block| under_way.block == block);
        let Some(UnderWay { waiting, .. }) = self.waiting.iter().rfind(of) else { return };
        let (client, command) = (waiting.client, Some(waiting.command));
        self.run(Command::Act(Action::Cancel { client, command }));
    }

    /// The answers that the terminal waits for, the oldest first.
    pub fn owed(&self) -> Vec<Owed> {
        let world = self.timeline.world();
        let owed = self.waiting.iter().map(|UnderWay { waiting, block, .. }| {
            let client = world.client(waiting.client);
            let request = client.and_then(|client| client.requests_of(waiting.command).last());
            Owed {
                block: *block,
                member: request.map(|request| request.member).filter(|member| *member != NOWHERE),
                left: request.map(|request| request.deadline.since(self.timeline.now())),
            }
        });
        owed.collect()
    }
}
