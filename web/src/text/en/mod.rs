//! English, which declares what every other language says too: a group of words a file.

pub(super) mod news;
pub(super) mod operands;
pub(super) mod page;
pub(super) mod rules;
pub(super) mod safety;
pub(super) mod stage;
pub(super) mod terminal;
pub(super) mod time;

use super::{Language, en_lanes, en_panels, en_raft};

pub static LANGUAGE: Language = Language {
    code: "en",
    page: page::PageWords::EN,
    news: news::NewsWords::EN,
    stage: stage::StageWords::EN,
    time: time::TimeWords::EN,
    lanes: en_lanes::LANES,
    terminal: terminal::TerminalWords::EN,
    inspect: en_panels::INSPECT,
    raft: en_raft::RAFT,
    logs: en_raft::LOGS,
    wal: en_panels::WAL,
    storage: en_panels::STORAGE,
    safety: safety::SafetyWords::EN,
    path: super::path::EN,
    ask: super::ask::EN,
    why: en_panels::WHY,
    events: en_panels::EVENTS,
    waits: en_panels::WAITS,
    operands: operands::OperandWords::EN,
    rules: rules::RuleWords::EN,
};
