//! `NAME=value` before a command, after `etcdctl/ctlv3` and `pkg/flags`, `SetPflagsFromEnv`.

use super::{ParseError, parse::Args, token::Token};
use crate::{base::quote::lossy, client::commands::EFFECTIVE};

impl Args<'_> {
    /// `NAME=value` words before the command, which a shell gives to the program: etcdctl takes
    /// `ETCDCTL_ENDPOINTS` for `--endpoints`, and ends if that is given too. Other names mean nothing to it.
    pub(super) fn settings(&mut self) -> Result<(), ParseError> {
        let count = self.tokens.iter().take_while(|token| setting(&token.bytes).is_some()).count();
        if count == self.tokens.len() {
            return Ok(());
        }
        let settings: Vec<Token> = self.tokens.drain(..count).collect();
        let given = |flag: &str, token: &Token| {
            let word = lossy(&token.bytes);
            let long = word.strip_prefix("--").map(|word| word.split('=').next() == Some(flag));
            long == Some(true) || (flag == "write-out" && word.starts_with("-w"))
        };
        for token in settings {
            let Some((name, value)) = setting(&token.bytes) else { continue };
            let Some(name) = name.strip_prefix("ETCDCTL_") else { continue };
            let flag = name.to_lowercase().replace('_', "-");
            let known = EFFECTIVE.contains(&flag.as_str());
            if known && self.tokens.iter().any(|token| given(&flag, token)) {
                let message = format!("ETCDCTL_{name} and --{flag} are both given");
                let remedy = "etcdctl refuses that: leave one of them out";
                return Err(ParseError::new(self.line, token.span, message, remedy));
            }
            if known {
                let bytes = [b"--", flag.as_bytes(), b"=", value].concat();
                // before the command, where a flag that wants a value cannot take it for one
                let is_before =
                    |token: &&Token| token.bytes == b"etcdctl" || token.bytes.ends_with(b":");
                let at = self.tokens.iter().take_while(is_before).count();
                self.tokens.insert(at, Token { bytes, span: token.span });
            }
        }
        Ok(())
    }
}

/// The name and the value of a word that sets a variable.
fn setting(word: &[u8]) -> Option<(String, &[u8])> {
    let equals = word.iter().position(|byte| *byte == b'=')?;
    let (name, value) = (&word[..equals], &word[equals + 1..]);
    let letters = |byte: &u8| *byte == b'_' || byte.is_ascii_alphanumeric();
    let first = name.first().is_some_and(|byte| !byte.is_ascii_digit());
    (first && name.iter().all(letters)).then(|| (lossy(name), value))
}

#[cfg(test)]
mod tests {
    use crate::script::{Command, parse};

    fn command(line: &str) -> Command {
        parse(line).unwrap_or_else(|e| panic!("{e}")).expect("there is a command")
    }

    #[test]
    fn variables_before_etcdctl_become_its_flags() {
        assert_eq!(command("ETCDCTL_API=3 HOME=/ etcdctl get a"), command("get a"));
        let same = command("get -w json --endpoints=n2 -- -a");
        assert_eq!(command("ETCDCTL_ENDPOINTS=n2 ETCDCTL_WRITE_OUT=json etcdctl get -- -a"), same);
        let both = parse("ETCDCTL_ENDPOINTS=n2 get a --endpoints=n3").unwrap_err();
        assert_eq!((both.span, both.code), (0..20, 1));
        let mistake = parse("ETCDCTL_ENDPOINTS=2 etcdctl get a").unwrap_err();
        assert_eq!((mistake.span, &*mistake.remedy), (0..19, "did you mean n2?"));
    }
}
