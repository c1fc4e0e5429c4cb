//! Questions and answers: which words go with which value of [`engine::insight`].

use super::Words;
use crate::present::entry;
use engine::{
    insight::{Answer, Fact, Missing, NoVote, Question, voters::Half},
    raft::log::EntryId,
};

impl Words {
    /// A question.
    pub fn question(&self, question: &Question) -> String {
        let text = &self.ask;
        match question {
            Question::Leader => text.no_leader.to_string(),
            Question::Entry { index, .. } => text.entry(*index),
            Question::Read { request, .. } => text.read(&entry::request(request.clone())),
        }
    }

    /// How many of those that are needed are there.
    pub fn tally(&self, answer: &Answer) -> String {
        let have = self.halves(&answer.halves);
        match answer.halves.as_slice() {
            [half] => self.ask.tally(&have, half.needed()),
            _ => self.ask.tally_joint(&have),
        }
    }

    /// How many of each half: `2 of 3`, and while joint `2 of 3 + 1 of 3`.
    pub fn halves(&self, halves: &[Half]) -> String {
        let half = |half: &Half| self.ask.half(half.have, half.of);
        let all = halves.iter().map(half);
        all.reduce(|one, other| self.ask.halves(&one, &other)).unwrap_or_default()
    }

    /// A reason.
    pub fn fact(&self, fact: &Fact) -> String {
        let text = &self.ask;
        match fact {
            Fact::Missing { member, why } => text.of_member(*member, &self.missing(*why)),
            Fact::NoVote { voter, why, .. } => text.of_member(*voter, &self.no_vote(*why)),
            Fact::OlderTerm { index, term, now } => text.older_term(*index, *term, *now),
            Fact::Lonely { leader, ms: Some(ms) } => text.lonely(*leader, *ms),
            Fact::Lonely { leader, ms: None } => text.lonely_for_ever(*leader),
            Fact::TooFew => text.too_few.to_string(),
            Fact::Parted { best } => text.parted(&self.members(best)),
            Fact::Campaigns { member, pre: true, term } => text.campaigns_pre(*member, *term),
            Fact::Campaigns { member, pre: false, term } => text.campaigns(*member, *term),
            Fact::Timer { member, ms } => text.timer(*member, *ms),
            Fact::Behind { member, last, ahead } => {
                text.behind(*member, &place(last), &self.members(ahead))
            }
            Fact::MemberDown { member } => text.member_down(*member),
            Fact::NotConnected { client } => text.not_connected(*client),
            Fact::RequestOnTheWay { member, ms } => text.request_on_the_way(*member, *ms),
            Fact::ReplyOnTheWay { member, ms } => text.reply_on_the_way(*member, *ms),
            Fact::Queued { member } => text.queued(*member),
            Fact::InTheLog { index } => text.in_the_log(*index),
            Fact::NobodyToAsk { member, term } => text.nobody_to_ask(*member, *term),
            Fact::Asking { member, leader, why } => {
                text.asking(*member, *leader, &self.missing(*why))
            }
            Fact::NoLongerLeads { member, leader } => text.no_longer_leads(*member, *leader),
            Fact::Held { leader, term, committed, of } => {
                text.held(*leader, *term, *committed, *of)
            }
            Fact::Round { leader, index } => text.round(*leader, *index),
            Fact::Apply { member, index, applied, commit } if commit < index => {
                text.apply_commit(*member, *index, *applied, *commit)
            }
            Fact::Apply { member, index, applied, .. } => text.apply(*member, *index, *applied),
        }
    }

    fn missing(&self, why: Missing) -> String {
        let text = &self.ask;
        let said = match why {
            Missing::OnTheWay { ms } => return text.on_the_way(ms),
            Missing::AnswerOnTheWay { ms } => return text.answer_on_the_way(ms),
            Missing::Down => text.down,
            Missing::CutTo => text.cut_to,
            Missing::CutFrom => text.cut_from,
            Missing::Held => text.link_held,
            Missing::Fsync => text.fsync,
            Missing::Probing => text.probing,
            Missing::Snapshot => text.snapshot,
            Missing::Window => text.window,
            Missing::NotYet => text.not_yet,
        };
        said.to_string()
    }

    fn no_vote(&self, why: NoVote) -> String {
        let text = &self.ask;
        match why {
            NoVote::Missing(why) => self.missing(why),
            NoVote::LogBehind { theirs, ours } => text.log_behind(&place(&theirs), &place(&ours)),
            NoVote::VotedFor { other } => text.voted_for(other),
            NoVote::Lease { leader, ms } => text.lease(leader, ms),
            NoVote::Refused => text.refused.to_string(),
        }
    }
}

/// An entry's place, as `index@term`.
fn place(entry: &EntryId) -> String {
    format!("{}@{}", entry.index, entry.term)
}
