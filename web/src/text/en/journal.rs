//! The Journal panel.

use crate::words;

words! {
    /// The Journal panel.
    pub struct JournalWords {
        lines: "What the member would have logged; a line goes to its moment";
        filters: "Which lines";
        everybody: "all members";
        level: "At least this level";
        text: "Contains";
        copy: "copy";
        copy_title: "Copy these lines, from the start up to now";
        save: "save";
        save_title: "Save these lines as a file, from the start up to now";
        none(from: u32): {
            0 => "No such line up to now.",
            _ => "No such line since moment {from}; look further back."
        };
        looked(from: u32): "since moment {from}";
        window(first: u32, last: u32): "moments {first}–{last}";
        newest: "newest";
    }
}
