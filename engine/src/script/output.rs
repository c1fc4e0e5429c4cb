//! What a command came to: what it says, whether it was done, and for one of etcdctl what went where.

use super::ParseError;
use crate::check::Violation;
use crate::client::{Printed, Stream};
use std::fmt;

/// What a command came to.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Output {
    /// What it says itself, without a line end at its end.
    pub text: String,
    /// False if it could not be done, or a promise was broken meanwhile.
    pub ok: bool,
    /// The promises that were broken meanwhile.
    pub violations: Vec<Violation>,
    /// For a command of etcdctl: the same text by stream, and the exit code.
    pub printed: Option<Printed>,
}

impl Output {
    pub(super) fn new(text: impl Into<String>, ok: bool) -> Output {
        let mut text = text.into();
        if text.ends_with('\n') {
            text.pop();
        }
        Output { text, ok, violations: Vec::new(), printed: None }
    }

    pub(super) fn ok(text: impl Into<String>) -> Output {
        Output::new(text, true)
    }

    pub(super) fn failed(message: impl fmt::Display) -> Output {
        Output::new(format!("Error: {message}"), false)
    }

    /// What etcdctl printed.
    pub(super) fn of(printed: Printed) -> Output {
        Output { printed: Some(printed.clone()), ..Output::new(printed.text(), printed.code == 0) }
    }

    /// A line that is no command.
    pub fn mistake(mistake: &ParseError) -> Output {
        match mistake.printed() {
            Some(printed) => Output::of(printed),
            None => Output::new(mistake.to_string(), false),
        }
    }

    /// The exit code that a shell would tell.
    pub fn exit(&self) -> u8 {
        self.printed.as_ref().map_or(u8::from(!self.ok), |printed| printed.code)
    }

    /// This one, and then another.
    pub fn and(self, next: Output) -> Output {
        let printed = match (&self.printed, &next.printed) {
            (None, None) => None,
            _ => Some(self.by_stream().and(next.by_stream())),
        };
        let texts = [self.text, next.text];
        let texts: Vec<String> = texts.into_iter().filter(|text| !text.is_empty()).collect();
        let violations = [self.violations, next.violations].concat();
        Output { text: texts.join("\n"), ok: self.ok && next.ok, violations, printed }
    }

    fn by_stream(&self) -> Printed {
        self.printed.clone().unwrap_or_else(|| {
            let mut printed = Printed { code: self.exit(), ..Printed::default() };
            if !self.text.is_empty() {
                printed.put(Stream::Lab, format!("{}\n", self.text));
            }
            printed
        })
    }

    pub(super) fn with(self, broken: &[Violation]) -> Output {
        Output { ok: self.ok && broken.is_empty(), violations: broken.to_vec(), ..self }
    }
}

/// All of it, a line for each promise that was broken.
impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)?;
        for (at, violation) in self.violations.iter().enumerate() {
            let before = if at == 0 && self.text.is_empty() { "" } else { "\n" };
            write!(f, "{before}Error: {violation}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::script::{self, run_line};
    use crate::sim::Scenario;
    use crate::timeline::Timeline;

    #[test]
    fn the_streams_and_the_exit_code_of_etcdctl_are_told_apart() {
        let mut timeline = Timeline::new(Scenario::default());
        let mut run = |line: &str| run_line(&mut timeline, line);
        assert_eq!((run("run until leader").printed, run("crash").exit()), (None, 1));
        let printed = run("put a 1 --user=me").printed.expect("etcdctl");
        assert_eq!((printed.code, &*printed.stdout(), &*printed.stderr()), (0, "OK\n", ""));
        assert!(printed.text().contains("--user"), "{printed:?}");
        let mistake = run("get a -w yaml");
        let printed = mistake.printed.clone().expect("etcdctl");
        let error = "Error: unsupported output format\n";
        assert_eq!((mistake.exit(), &*printed.stdout(), &*printed.stderr()), (4, "", error));
        assert_eq!(mistake.text, script::parse("get a -w yaml").unwrap_err().to_string());
        let several = run("status; get b -w yaml; get a");
        assert_eq!((several.ok, several.exit()), (false, 0));
        let printed = several.printed.expect("etcdctl");
        assert_eq!((&*printed.stdout(), &*printed.stderr()), ("a\n1\n", error));
    }
}
