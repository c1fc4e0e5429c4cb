//! The transcripts' grammar, after github.com/cockroachdb/datadriven: a command line, input lines,
//! `----`, and the expected output up to a blank line (or between doubled dashes if it has blank lines).

/// One command with what it should print.
pub struct Case {
    /// Where the command stands, from 1.
    pub line: usize,
    /// The command's name.
    pub command: String,
    /// Its arguments: a key and its values.
    pub args: Vec<(String, Vec<String>)>,
    /// The lines between the command and `----`.
    pub input: String,
    /// What it should print.
    pub expected: String,
}

impl Case {
    /// The values of `key`, if it was given.
    pub fn values(&self, key: &str) -> Option<&[String]> {
        self.args.iter().find(|(k, _)| k == key).map(|(_, values)| values.as_slice())
    }
}

/// All commands of a file.
pub fn parse(text: &str) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut lines = text.lines().enumerate().peekable();
    while let Some((at, line)) = lines.next() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let mut words = words(line).into_iter();
        let command = words.next().unwrap_or_default();
        let args = words.map(|word| argument(&word)).collect();
        let mut input = String::new();
        for (_, line) in lines.by_ref().take_while(|(_, line)| *line != "----") {
            input += line;
            input.push('\n');
        }
        let mut expected = String::new();
        let doubled = lines.next_if(|(_, line)| *line == "----").is_some();
        while let Some((_, line)) = lines.next() {
            if doubled {
                if line == "----" && lines.next_if(|(_, next)| *next == "----").is_some() {
                    break;
                }
            } else if line.is_empty() {
                break;
            }
            expected += line;
            expected.push('\n');
        }
        cases.push(Case { line: at + 1, command, args, input, expected });
    }
    cases
}

/// Splits at spaces outside of parentheses.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut depth) = (Vec::new(), String::new(), 0);
    for c in line.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if c.is_whitespace() && depth == 0 {
            words.extend((!word.is_empty()).then(|| std::mem::take(&mut word)));
        } else {
            word.push(c);
        }
    }
    words.extend((!word.is_empty()).then_some(word));
    words
}

/// `key`, `key=value` or `key=(a, b)`.
fn argument(word: &str) -> (String, Vec<String>) {
    let Some((key, value)) = word.split_once('=') else { return (word.to_string(), Vec::new()) };
    let list = value.strip_prefix('(').and_then(|value| value.strip_suffix(')'));
    let values = match list {
        None => vec![value.to_string()],
        Some("") => Vec::new(),
        Some(list) => list.split([',', ' ']).filter(|v| !v.is_empty()).map(String::from).collect(),
    };
    (key.to_string(), values)
}
