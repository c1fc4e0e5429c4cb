//! Questions and answers in words.

use super::Words;
use crate::present::ask::{Answer, Fact, Missing, NoVote, Question};
use engine::raft::log::EntryId;
use std::fmt::Display;

/// What can be asked, and what the reasons are.
pub struct AskWords {
    pub title: &'static str,
    pub nothing: &'static str,
    pub no_leader: &'static str,
    pub entry: &'static str,
    pub read: &'static str,
    pub tally: &'static str,
    pub tally_joint: &'static str,
    pub missing: &'static str,
    pub older_term: &'static str,
    pub lonely: &'static str,
    pub lonely_for_ever: &'static str,
    pub too_few: &'static str,
    pub parted: &'static str,
    pub campaigns: &'static str,
    pub campaigns_pre: &'static str,
    pub timer: &'static str,
    pub behind: &'static str,
    pub member_down: &'static str,
    pub request_on_the_way: &'static str,
    pub reply_on_the_way: &'static str,
    pub queued: &'static str,
    pub in_the_log: &'static str,
    pub nobody_to_ask: &'static str,
    pub asking: &'static str,
    pub no_longer_leads: &'static str,
    pub held: &'static str,
    pub round: &'static str,
    pub apply: &'static str,
    pub apply_commit: &'static str,
    pub down: &'static str,
    pub cut_to: &'static str,
    pub cut_from: &'static str,
    pub link_held: &'static str,
    pub on_the_way: &'static str,
    pub answer_on_the_way: &'static str,
    pub fsync: &'static str,
    pub probing: &'static str,
    pub snapshot: &'static str,
    pub window: &'static str,
    pub not_yet: &'static str,
    pub log_behind: &'static str,
    pub voted_for: &'static str,
    pub lease: &'static str,
    pub refused: &'static str,
}

pub(super) const EN: AskWords = AskWords {
    title: "Why not yet?",
    nothing: "Nothing is overdue: there is a leader, every entry is committed, no read waits.",
    no_leader: "Why is there no leader?",
    entry: "Why is entry {index} not committed?",
    read: "Why does “{command}” wait?",
    tally: "{halves}; {needed} are needed.",
    tally_joint: "{halves}; a majority of each is needed.",
    missing: "n{member}: {why}.",
    older_term: "A quorum has entry {index}, and still it is not committed: it is of term {term}. Until an \
        entry of term {now} has a quorum too, a later leader could replace it (the paper's figure 8).",
    lonely: "n{leader} cannot reach a quorum. It finds out in {ms} ms, and steps down.",
    lonely_for_ever: "n{leader} cannot reach a quorum, and nothing makes it step down: CheckQuorum is off.",
    too_few: "Too few voters run: nobody can win an election.",
    parted: "No members that can talk to each other are a quorum. The largest group is {best}.",
    campaigns: "n{member} asks for votes in term {term}.",
    campaigns_pre: "n{member} of term {term} asks whether it would win the next.",
    timer: "n{member}: its election timer runs out in {ms} ms.",
    behind: "n{member} cannot win: its log ends at {last}, before that of {ahead}.",
    member_down: "n{member} does not run.",
    request_on_the_way: "The request reaches n{member} in {ms} ms.",
    reply_on_the_way: "The answer of n{member} arrives in {ms} ms.",
    queued: "n{member} asks for several reads at once, and a round is under way. This read came after it \
        had begun and takes the next.",
    in_the_log: "It goes through the log, as entry {index}, and is answered where that is applied.",
    nobody_to_ask: "n{member} knows no leader in term {term} to ask.",
    asking: "n{member} asks n{leader}: {why}.",
    no_longer_leads: "n{member} takes n{leader} for the leader, which it is not any more.",
    held: "n{leader} leads term {term} and has committed nothing in it yet. Its commit index {committed}, of \
        term {of}, may be behind; it answers after its own first commit.",
    round: "n{leader} may not answer index {index} alone: another could lead by now. A quorum must answer \
        its heartbeat first.",
    apply: "n{member} may answer at index {index}, and has applied {applied}.",
    apply_commit: "n{member} may answer at index {index}, has applied {applied}, and knows of commits up to \
        {commit} only.",
    down: "does not run",
    cut_to: "cut off, nothing gets there",
    cut_from: "cut off, its answers do not get through",
    link_held: "messages are held on the link",
    on_the_way: "on its way, {ms} ms more",
    answer_on_the_way: "its answer is on its way, {ms} ms more",
    fsync: "its disk is still writing",
    probing: "probed, one message at a time, until it is known where the logs agree",
    snapshot: "needs a snapshot first",
    window: "too many messages to it are unanswered",
    not_yet: "is told with the next heartbeat",
    log_behind: "its log is better: it ends at {theirs}, the candidate's at {ours}",
    voted_for: "voted for n{other} in this term",
    lease: "trusts n{leader} for {ms} ms more (vote lease)",
    refused: "said no",
};

impl Words {
    /// A question.
    pub fn question(&self, question: &Question) -> String {
        let text = &self.ask;
        match question {
            Question::Leader => text.no_leader.to_string(),
            Question::Entry { index, .. } => self.fill(text.entry, &[("index", index)]),
            Question::Read { command, .. } => self.fill(text.read, &[("command", command)]),
        }
    }

    /// How many of those that are needed are there.
    pub fn tally(&self, answer: &Answer) -> String {
        let joint = answer.halves.len() > 1;
        let text = if joint { self.ask.tally_joint } else { self.ask.tally };
        let needed = answer.halves.first().map_or(0, |half| half.needed());
        self.fill(text, &[("halves", &self.halves(&answer.halves)), ("needed", &needed)])
    }

    /// A reason.
    pub fn fact(&self, fact: &Fact) -> String {
        let text = &self.ask;
        let say = |template: &str, gaps: &[(&str, &dyn Display)]| self.fill(template, gaps);
        match fact {
            Fact::Missing { member, why } => self.of_member(*member, &self.missing(*why)),
            Fact::NoVote { voter, why, .. } => self.of_member(*voter, &self.no_vote(*why)),
            Fact::OlderTerm { index, term, now } => {
                say(text.older_term, &[("index", index), ("term", term), ("now", now)])
            }
            Fact::Lonely { leader, ms: Some(ms) } => {
                say(text.lonely, &[("leader", leader), ("ms", ms)])
            }
            Fact::Lonely { leader, ms: None } => say(text.lonely_for_ever, &[("leader", leader)]),
            Fact::TooFew => text.too_few.to_string(),
            Fact::Parted { best } => say(text.parted, &[("best", &self.members(best))]),
            Fact::Campaigns { member, pre, term } => {
                let text = if *pre { text.campaigns_pre } else { text.campaigns };
                say(text, &[("member", member), ("term", term)])
            }
            Fact::Timer { member, ms } => say(text.timer, &[("member", member), ("ms", ms)]),
            Fact::Behind { member, last, ahead } => {
                let (last, ahead) = (place(last), self.members(ahead));
                say(text.behind, &[("member", member), ("last", &last), ("ahead", &ahead)])
            }
            other => self.fact_of_read(other),
        }
    }

    fn fact_of_read(&self, fact: &Fact) -> String {
        let text = &self.ask;
        let say = |template: &str, gaps: &[(&str, &dyn Display)]| self.fill(template, gaps);
        match fact {
            Fact::MemberDown { member } => say(text.member_down, &[("member", member)]),
            Fact::RequestOnTheWay { member, ms } => {
                say(text.request_on_the_way, &[("member", member), ("ms", ms)])
            }
            Fact::ReplyOnTheWay { member, ms } => {
                say(text.reply_on_the_way, &[("member", member), ("ms", ms)])
            }
            Fact::Queued { member } => say(text.queued, &[("member", member)]),
            Fact::InTheLog { index } => say(text.in_the_log, &[("index", index)]),
            Fact::NobodyToAsk { member, term } => {
                say(text.nobody_to_ask, &[("member", member), ("term", term)])
            }
            Fact::Asking { member, leader, why } => {
                let why = self.missing(*why);
                say(text.asking, &[("member", member), ("leader", leader), ("why", &why)])
            }
            Fact::NoLongerLeads { member, leader } => {
                say(text.no_longer_leads, &[("member", member), ("leader", leader)])
            }
            Fact::Held { leader, term, committed, of } => {
                let gaps: [(&str, &dyn Display); 4] =
                    [("leader", leader), ("term", term), ("committed", committed), ("of", of)];
                say(text.held, &gaps)
            }
            Fact::Round { leader, index } => {
                say(text.round, &[("leader", leader), ("index", index)])
            }
            Fact::Apply { member, index, applied, commit } => {
                let text = if commit < index { text.apply_commit } else { text.apply };
                let gaps: [(&str, &dyn Display); 4] = [
                    ("member", member),
                    ("index", index),
                    ("applied", applied),
                    ("commit", commit),
                ];
                say(text, &gaps)
            }
            _ => String::new(),
        }
    }

    fn of_member(&self, member: u64, why: &str) -> String {
        self.fill(self.ask.missing, &[("member", &member), ("why", &why)])
    }

    fn missing(&self, why: Missing) -> String {
        let text = &self.ask;
        let (template, ms) = match why {
            Missing::Down => (text.down, 0),
            Missing::CutTo => (text.cut_to, 0),
            Missing::CutFrom => (text.cut_from, 0),
            Missing::Held => (text.link_held, 0),
            Missing::OnTheWay { ms } => (text.on_the_way, ms),
            Missing::AnswerOnTheWay { ms } => (text.answer_on_the_way, ms),
            Missing::Fsync => (text.fsync, 0),
            Missing::Probing => (text.probing, 0),
            Missing::Snapshot => (text.snapshot, 0),
            Missing::Window => (text.window, 0),
            Missing::NotYet => (text.not_yet, 0),
        };
        self.fill(template, &[("ms", &ms)])
    }

    fn no_vote(&self, why: NoVote) -> String {
        let text = &self.ask;
        match why {
            NoVote::Missing(why) => self.missing(why),
            NoVote::LogBehind { theirs, ours } => {
                self.fill(text.log_behind, &[("theirs", &place(&theirs)), ("ours", &place(&ours))])
            }
            NoVote::VotedFor { other } => self.fill(text.voted_for, &[("other", &other)]),
            NoVote::Lease { leader, ms } => {
                self.fill(text.lease, &[("leader", &leader), ("ms", &ms)])
            }
            NoVote::Refused => text.refused.to_string(),
        }
    }
}

/// An entry's place, as `index@term`.
fn place(entry: &EntryId) -> String {
    format!("{}@{}", entry.index, entry.term)
}
