//! The grammar of upstream's transcripts, after github.com/cockroachdb/datadriven, test_data_reader.go and
//! line_parser.go: a directive, lines of input, `----`, and what it should print, up to a blank line. Output
//! that has blank lines itself stands between doubled dashes. A directive may go on after `\`; `subtest name`
//! and `subtest end` only group. Left out: rewriting a file.

/// One directive with what it should print.
#[derive(Debug, Default, PartialEq)]
pub struct Case {
    /// Where the directive stands, from 1.
    pub line: usize,
    /// Where what it should print begins.
    pub expected_line: usize,
    /// The line after all of it.
    pub end_line: usize,
    /// The directive as it stands there.
    pub text: String,
    /// The first word.
    pub command: String,
    /// The other words: a key, and its values if it has an equals sign.
    pub args: Vec<Argument>,
    /// What stands between the directive and `----`, without blanks around it.
    pub input: String,
    /// What it should print, each line with its end.
    pub expected: String,
}

/// A key, and the values after its equals sign.
pub type Argument = (String, Vec<String>);

impl Case {
    /// The values of `key`: of every word that has this key.
    pub fn values(&self, key: &str) -> Vec<&str> {
        let of_key = self.args.iter().filter(|(k, _)| k == key);
        of_key.flat_map(|(_, values)| values.iter().map(String::as_str)).collect()
    }

    /// The one value of `key`.
    pub fn value(&self, key: &str) -> Option<&str> {
        self.values(key).first().copied()
    }

    /// The words without values, in their order.
    pub fn plain(&self) -> impl Iterator<Item = &str> {
        self.args.iter().filter(|(_, values)| values.is_empty()).map(|(key, _)| key.as_str())
    }
}

/// All directives of a file, or what is wrong with it and where.
pub fn parse(text: &str) -> Result<Vec<Case>, String> {
    let mut reader = Reader { lines: text.lines().collect(), at: 0 };
    let (mut cases, mut subtests) = (Vec::new(), Vec::new());
    while let Some(case) = reader.directive()? {
        if case.command == "subtest" {
            subtest(&case, &mut subtests)?;
        } else {
            let case = reader.body(case)?;
            cases.push(case);
        }
    }
    match subtests.last() {
        Some(name) => Err(format!("subtest {name} has no end")),
        None => Ok(cases),
    }
}

/// Checks that groups are nested and named so.
fn subtest(case: &Case, open: &mut Vec<String>) -> Result<(), String> {
    let words: Vec<&str> = case.plain().collect();
    let wrong = |why: &str| Err(format!("line {}: {why}", case.line));
    match words[..] {
        ["end"] if open.pop().is_some() => Ok(()),
        ["end", name] if open.pop().is_some_and(|last| last == name) => Ok(()),
        ["end", ..] => wrong("this subtest end belongs to no subtest"),
        [name] if open.last().is_none_or(|last| name.starts_with(&format!("{last}/"))) => {
            open.push(name.to_string());
            Ok(())
        }
        _ => wrong("a subtest has one name, which begins with its parent's"),
    }
}

struct Reader<'a> {
    lines: Vec<&'a str>,
    at: usize,
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<&'a str> {
        let line = self.lines.get(self.at).copied();
        self.at += 1;
        line
    }

    /// The next line that is neither blank nor a comment, with its words.
    fn directive(&mut self) -> Result<Option<Case>, String> {
        while let Some(line) = self.next() {
            let at = self.at;
            let mut text = line.trim().to_string();
            if text.starts_with('#') || text.is_empty() {
                continue;
            }
            while let Some(begun) = text.strip_suffix('\\') {
                let Some(more) = self.next() else { break };
                text = format!("{begun} {}", more.trim());
            }
            let (command, args) = words(&text).ok_or(format!("line {at}: cannot parse: {text}"))?;
            return Ok(Some(Case { line: at, text, command, args, ..Case::default() }));
        }
        Ok(None)
    }

    /// Input and expected output of a directive.
    fn body(&mut self, mut case: Case) -> Result<Case, String> {
        let mut input = Vec::new();
        let mut separated = false;
        while let Some(line) = self.next() {
            separated = line == "----";
            if separated {
                break;
            }
            input.push(line);
        }
        case.input = input.join("\n").trim().to_string();
        case.expected_line = self.at + 1;
        if separated {
            let blanks_allowed = self.lines.get(self.at) == Some(&"----");
            if blanks_allowed {
                self.at += 1;
                case.expected_line += 1;
                case.expected = self.until_doubled_dashes(case.line)?;
            } else {
                case.expected = self.until_blank();
            }
        }
        case.end_line = self.at + 1;
        Ok(case)
    }

    fn until_blank(&mut self) -> String {
        let mut text = String::new();
        while let Some(line) = self.next().filter(|line| !line.trim().is_empty()) {
            text += line;
            text.push('\n');
        }
        text
    }

    fn until_doubled_dashes(&mut self, from: usize) -> Result<String, String> {
        let mut text = String::new();
        while let Some(line) = self.next() {
            if line == "----" && self.lines.get(self.at) == Some(&"----") {
                self.at += 1;
                return match self.next() {
                    None | Some("") => Ok(text),
                    Some(_) => Err(format!("line {}: doubled dashes end a block", self.at)),
                };
            }
            text += line;
            text.push('\n');
        }
        Err(format!("line {from}: the output has no end"))
    }
}

/// The command and its arguments: `key`, `key=value`, or `key=(value, value)`, in which values may hold
/// parentheses themselves.
fn words(line: &str) -> Option<(String, Vec<Argument>)> {
    let end = line.find(' ').unwrap_or(line.len());
    let (command, rest) = line.split_at(end);
    let (mut args, mut rest) = (Vec::new(), rest.trim());
    while !rest.is_empty() {
        let end = rest.find([' ', '=']).unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        if key.is_empty() {
            return None;
        }
        let (values, after) = match after.strip_prefix('=') {
            None => (Vec::new(), after),
            Some(value) if value.starts_with('(') => list(value)?,
            Some(value) => {
                let end = value.find(' ').unwrap_or(value.len());
                (vec![value[..end].to_string()], &value[end..])
            }
        };
        args.push((key.to_string(), values));
        rest = after.trim();
    }
    Some((command.to_string(), args))
}

/// `(a, b(c, d), e)`: what stands between the outermost commas, and what comes after.
fn list(text: &str) -> Option<(Vec<String>, &str)> {
    let (mut values, mut value, mut depth) = (Vec::new(), String::new(), 0);
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        match c {
            '(' if depth == 1 => {}
            ')' if depth == 0 => {
                if !(values.is_empty() && value.is_empty()) {
                    values.push(value);
                }
                return Some((values, &text[at + 1..]));
            }
            ',' if depth == 1 => values.push(std::mem::take(&mut value)),
            ' ' if value.is_empty() => {}
            _ => value.push(c),
        }
    }
    None
}
