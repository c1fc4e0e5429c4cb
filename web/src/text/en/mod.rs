//! English, which declares what every other language says too: a group of words a file.

pub(super) mod ask;
pub(super) mod inspect;
pub(super) mod journal;
pub(super) mod lanes;
pub(super) mod logs;
pub(super) mod news;
pub(super) mod operands;
pub(super) mod page;
pub(super) mod path;
pub(super) mod raft;
pub(super) mod rules;
pub(super) mod safety;
pub(super) mod stage;
pub(super) mod storage;
pub(super) mod terminal;
pub(super) mod time;
pub(super) mod wal;
pub(super) mod why;

use super::Language;

pub static LANGUAGE: Language = Language {
    code: super::words::plain("en", "en-x-pseudo"),
    page: page::PageWords::EN,
    news: news::NewsWords::EN,
    stage: stage::StageWords::EN,
    time: time::TimeWords::EN,
    lanes: lanes::LanesWords::EN,
    terminal: terminal::TerminalWords::EN,
    inspect: inspect::InspectWords::EN,
    raft: raft::RaftWords::EN,
    logs: logs::LogsWords::EN,
    wal: wal::WalWords::EN,
    journal: journal::JournalWords::EN,
    storage: storage::StorageWords::EN,
    safety: safety::SafetyWords::EN,
    path: path::PathWords::EN,
    ask: ask::AskWords::EN,
    why: why::WhyWords::EN,
    events: why::EventWords::EN,
    waits: why::WaitWords::EN,
    operands: operands::OperandWords::EN,
    rules: rules::RuleWords::EN,
};
