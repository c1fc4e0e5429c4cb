//! What the keys do to the text at the prompt: calling back old commands, completing words. Plain
//! functions on plain values.

use std::ops::Range;

/// What could stand at the cursor.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Completion {
    /// The bytes that a candidate replaces.
    pub replaces: Range<usize>,
    /// The candidates in the order to offer them.
    pub candidates: Vec<String>,
}

/// The text at the prompt.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Edit {
    /// What stands there now.
    pub text: String,
    /// How many commands back the visitor has gone; 0 is the text being written.
    back: usize,
    /// What was being written before going back.
    draft: String,
    /// What Tab offers at present, and which of it is in the text.
    pub offer: Option<Offer>,
    /// What is looked for among old commands.
    sought: Option<String>,
}

/// Candidates on show.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Offer {
    before: String,
    after: String,
    /// The candidates.
    pub candidates: Vec<String>,
    /// The one taken into the text.
    pub taken: Option<usize>,
}

impl Edit {
    /// The visitor typed: this is the text now.
    pub fn typed(text: impl Into<String>) -> Edit {
        Edit { text: text.into(), ..Edit::default() }
    }

    /// Several lines were pasted over these characters, counted in units of UTF-16 as browsers do. Their
    /// line ends are shown by [`LINE_END`].
    pub fn pasted(&self, over: Range<usize>, lines: &str) -> Edit {
        let lines = lines.trim_end().replace("\r\n", "\n").replace(['\n', '\r'], LINE_END);
        let (mut before, mut after, mut at) = (String::new(), String::new(), 0);
        for c in self.text.chars() {
            if at < over.start {
                before.push(c);
            } else if at >= over.end {
                after.push(c);
            }
            at += c.len_utf16();
        }
        Edit::typed(format!("{before}{lines}{after}"))
    }

    /// The text with its line ends.
    pub fn lines(&self) -> String {
        self.text.replace(LINE_END, "\n")
    }

    /// One command further back (`Up`), if there is one.
    pub fn older(&mut self, commands: &[&str]) {
        if self.back == 0 {
            self.draft.clone_from(&self.text);
        }
        if self.back < commands.len() {
            self.back += 1;
            self.text = commands[commands.len() - self.back].to_string();
        }
        (self.offer, self.sought) = (None, None);
    }

    /// One command forward (`Down`), at last to what was being written.
    pub fn newer(&mut self, commands: &[&str]) {
        if self.back > 0 {
            self.back -= 1;
            let at = commands.len().checked_sub(self.back);
            self.text = match (self.back, at) {
                (0, _) | (_, None) => std::mem::take(&mut self.draft),
                (_, Some(at)) => commands.get(at).copied().unwrap_or_default().to_string(),
            };
        }
        (self.offer, self.sought) = (None, None);
    }

    /// `Ctrl+U` and `Ctrl+W`: what stands before the cursor goes, all of it or its last word. The cursor is given
    /// in UTF-16 units, as browsers count, and so is where it stands then.
    pub fn erase(&mut self, cursor: usize, word: bool) -> usize {
        let units: Vec<u16> = self.text.encode_utf16().collect();
        let cursor = cursor.min(units.len());
        let before = String::from_utf16_lossy(&units[..cursor]);
        let kept = match word {
            false => "",
            true => {
                let trimmed = before.trim_end();
                &trimmed[..trimmed.rfind(char::is_whitespace).map_or(0, |at| at + 1)]
            }
        };
        let after = String::from_utf16_lossy(&units[cursor..]);
        let at = kept.encode_utf16().count();
        *self = Edit::typed(format!("{kept}{after}"));
        at
    }

    /// `Ctrl+R`: the newest command that contains what was typed, and after that the one before it.
    pub fn search(&mut self, commands: &[&str]) {
        let wanted = self.sought.clone().unwrap_or_else(|| self.text.clone());
        let begin = if self.sought.is_some() { self.back } else { 0 };
        let found = (begin + 1..=commands.len())
            .find(|back| commands[commands.len() - back].contains(wanted.as_str()));
        if let Some(back) = found {
            if self.back == 0 {
                self.draft.clone_from(&self.text);
            }
            (self.back, self.text) = (back, commands[commands.len() - back].to_string());
        }
        (self.sought, self.offer) = (Some(wanted), None);
    }

    /// `Tab`: the only candidate is taken, of several what they have in common; after that each Tab takes
    /// the next. False if there was nothing to do, so that the key may move the focus instead.
    pub fn complete(&mut self, backwards: bool, ask: impl FnOnce(&str) -> Completion) -> bool {
        if self.offer.is_some() {
            self.take_next(backwards);
            return true;
        }
        if self.text.trim().is_empty() {
            return false;
        }
        let Completion { replaces, candidates } = ask(&self.text);
        let (Some(before), Some(word), Some(after)) = (
            self.text.get(..replaces.start),
            self.text.get(replaces.clone()),
            self.text.get(replaces.end..),
        ) else {
            return false;
        };
        let (before, after) = (before.to_string(), after.to_string());
        match candidates.as_slice() {
            [] => false,
            [only] if only == word => false,
            [only] => {
                let gap = if after.is_empty() && !only.ends_with('=') { " " } else { "" };
                self.text = format!("{before}{only}{gap}{after}");
                true
            }
            several => {
                let common = common_prefix(several);
                if common.len() > word.len() {
                    self.text = format!("{before}{common}{after}");
                }
                self.offer = Some(Offer { before, after, candidates, taken: None });
                true
            }
        }
    }

    /// Takes the candidate at `at` (a click on it).
    pub fn take(&mut self, at: usize) {
        if let Some(offer) = &mut self.offer
            && let Some(word) = offer.candidates.get(at)
        {
            offer.taken = Some(at);
            self.text = format!("{}{word}{}", offer.before, offer.after);
        }
    }

    fn take_next(&mut self, backwards: bool) {
        let Some(offer) = &self.offer else { return };
        let count = offer.candidates.len();
        let at = match (offer.taken, backwards) {
            (None, false) => 0,
            (None, true) => count - 1,
            (Some(at), false) => (at + 1) % count,
            (Some(at), true) => (at + count - 1) % count,
        };
        self.take(at);
    }
}

/// What stands in the field, which has one line, in the place of a line end.
pub const LINE_END: &str = "␊";

fn common_prefix(words: &[String]) -> String {
    let mut common = words.first().cloned().unwrap_or_default();
    for word in words {
        while !word.starts_with(&common) {
            common.pop();
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offering<'a>(words: &'a [&'a str]) -> impl Fn(&str) -> Completion + 'a {
        move |text| Completion {
            replaces: text.rfind(' ').map_or(0, |at| at + 1)..text.len(),
            candidates: words.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn up_and_down_return_to_the_draft() {
        let (mut edit, old) = (Edit::typed("del"), ["put a 1", "get a"]);
        for expected in ["get a", "put a 1", "put a 1"] {
            edit.older(&old);
            assert_eq!(edit.text, expected);
        }
        for expected in ["get a", "del", "del"] {
            edit.newer(&old);
            assert_eq!(edit.text, expected);
        }
    }

    #[test]
    fn a_word_or_all_before_the_cursor_goes() {
        let mut edit = Edit::typed("put 键 värde ");
        assert_eq!(edit.erase(12, true), 6);
        assert_eq!(edit.text, "put 键 ");
        edit = Edit::typed("put a 1");
        assert_eq!((edit.erase(4, false), edit.text.as_str()), (0, "a 1"));
        assert_eq!((edit.erase(99, true), edit.text.as_str()), (2, "a "));
        assert_eq!((edit.erase(99, true), edit.text.as_str()), (0, ""));
        assert_eq!((edit.erase(99, true), edit.text.as_str()), (0, ""));
    }

    #[test]
    fn a_search_goes_backwards_through_what_contains_the_text() {
        let (mut edit, old) = (Edit::typed("a"), ["put a 1", "get b", "del a", "heal"]);
        for expected in ["heal", "del a", "put a 1", "put a 1"] {
            edit.search(&old);
            assert_eq!(edit.text, expected);
        }
        edit.newer(&old);
        assert_eq!(edit.text, "get b");
        edit = Edit::typed("zzz");
        edit.search(&old);
        assert_eq!(edit.text, "zzz");
    }

    #[test]
    fn pasted_lines_stay_lines() {
        let edit = Edit::typed("x😀y").pasted(1..3, "put a 1\r\nput b 2\nput c 3\n");
        assert_eq!(edit.text, "xput a 1␊put b 2␊put c 3y");
        assert_eq!(edit.lines(), "xput a 1\nput b 2\nput c 3y");
        assert_eq!(Edit::typed("ab").pasted(9..9, "1\n2").lines(), "ab1\n2");
    }

    #[test]
    fn one_candidate_is_taken_with_a_space() {
        let mut edit = Edit::typed("cra");
        assert!(edit.complete(false, offering(&["crash"])));
        assert_eq!(edit.text, "crash ");
        edit = Edit::typed("get a --endp");
        edit.complete(false, offering(&["--endpoints="]));
        assert_eq!(edit.text, "get a --endpoints=");
    }

    #[test]
    fn several_candidates_show_what_they_share_and_then_take_turns() {
        let mut edit = Edit::typed("r");
        assert!(edit.complete(false, offering(&["release", "restart"])));
        assert_eq!(edit.text, "re");
        let mut seen = Vec::new();
        for _ in 0..3 {
            edit.complete(false, |_| unreachable!("the candidates are there already"));
            seen.push(edit.text.clone());
        }
        assert_eq!(seen, ["release", "restart", "release"]);
        edit.complete(true, |_| Completion::default());
        assert_eq!(edit.text, "restart");
    }

    #[test]
    fn tab_on_nothing_moves_the_focus() {
        let mut edit = Edit::default();
        assert!(!edit.complete(false, offering(&["put"])));
        edit = Edit::typed("zzz");
        assert!(!edit.complete(false, offering(&[])));
    }

    #[test]
    fn a_wrong_range_does_no_harm() {
        let mut edit = Edit::typed("键");
        let odd = Completion { replaces: 1..9, candidates: vec!["x".into()] };
        assert!(!edit.complete(false, |_| odd));
    }
}
