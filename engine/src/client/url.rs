//! Peer addresses as clientv3 accepts them, after `client/pkg/types/urls.go` and what Go's `net/url` says
//! about the commonest mistakes.
//!
//! Left out: the rest of `net/url`. A text that it would refuse for another reason passes here, and the
//! server decides.

use crate::base::quote::go;

/// Says what is wrong with the first bad one.
pub(super) fn check(urls: &[String]) -> Result<(), String> {
    urls.iter().try_for_each(|url| check_one(url.trim()))
}

fn check_one(url: &str) -> Result<(), String> {
    let bad = |why: &str| format!("parse {}: {why}", go(url.as_bytes()));
    if url.bytes().any(|byte| byte < b' ' || byte == 0x7f) {
        return Err(bad("net/url: invalid control character in URL"));
    }
    let bare = url.split('#').next().unwrap_or_default();
    let (scheme, rest) = match bare.split_once(':') {
        Some((scheme, rest)) if is_scheme(scheme) => (scheme.to_lowercase(), rest),
        Some((first, _)) if !first.contains('/') && !first.is_empty() => {
            return Err(bad("first path segment in URL cannot contain colon"));
        }
        Some(("", _)) => return Err(bad("missing protocol scheme")),
        _ => (String::new(), bare),
    };
    match scheme.as_str() {
        "http" | "https" => check_host(url, rest),
        "unix" | "unixs" => Ok(()),
        _ => Err(format!("URL scheme must be http, https, unix, or unixs: {url}")),
    }
}

fn is_scheme(text: &str) -> bool {
    let mut bytes = text.bytes();
    bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
}

/// What stands behind `http:`.
fn check_host(url: &str, rest: &str) -> Result<(), String> {
    let bad = |why: String| format!("parse {}: {why}", go(url.as_bytes()));
    let no_port = || format!("URL address does not have the form \"host:port\": {url}");
    let rest = rest.split('?').next().unwrap_or_default();
    let Some(rest) = rest.strip_prefix("//") else { return Err(no_port()) };
    let (authority, path) = rest.find('/').map_or((rest, ""), |at| rest.split_at(at));
    let host = authority.rsplit('@').next().unwrap_or_default();
    if let Some(c) = host.chars().find(|c| " \"\\^`{|}".contains(*c)) {
        return Err(bad(format!(
            "invalid character {} in host name",
            go(c.to_string().as_bytes())
        )));
    }
    if let Some(at) = host.find('%') {
        let escape: String = host[at..].chars().take(3).collect();
        return Err(bad(format!("invalid URL escape {}", go(escape.as_bytes()))));
    }
    if host.starts_with('[') && !host.contains(']') {
        return Err(bad("missing ']' in host".into()));
    }
    // where the port must begin
    let after = host.rfind(']').map_or(0, |at| at + 1);
    let Some(colon) = host[after..].rfind(':').map(|at| after + at) else { return Err(no_port()) };
    if !host[colon + 1..].bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(bad(format!("invalid port {} after host", go(&host.as_bytes()[colon..]))));
    }
    if host[after..colon].contains(':') || (after > 0 && colon != after) {
        return Err(no_port());
    }
    if !path.is_empty() {
        return Err(format!("URL must not contain a path: {url}"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_etcdctl_said_about_these_addresses() {
        let recorded = [
            (
                "127.0.0.1:2380",
                "parse \"127.0.0.1:2380\": first path segment in URL cannot contain colon",
            ),
            ("localhost:2380", "URL scheme must be http, https, unix, or unixs: localhost:2380"),
            ("http://a b:1", "parse \"http://a b:1\": invalid character \" \" in host name"),
            ("http://a:b", "parse \"http://a:b\": invalid port \":b\" after host"),
            ("http://a:1/", "URL must not contain a path: http://a:1/"),
            ("http://", "URL address does not have the form \"host:port\": http://"),
            ("", "URL scheme must be http, https, unix, or unixs: "),
            ("http://a%20b:1", "parse \"http://a%20b:1\": invalid URL escape \"%20\""),
            (
                "http://a:1\u{1}",
                "parse \"http://a:1\\x01\": net/url: invalid control character in URL",
            ),
            ("http//a", "URL scheme must be http, https, unix, or unixs: http//a"),
            ("http:a:1", "URL address does not have the form \"host:port\": http:a:1"),
            ("http://1:2:3", "URL address does not have the form \"host:port\": http://1:2:3"),
            ("http://[::1", "parse \"http://[::1\": missing ']' in host"),
            ("http://a:1:", "URL address does not have the form \"host:port\": http://a:1:"),
            ("foo", "URL scheme must be http, https, unix, or unixs: foo"),
            (
                "http://127.0.0.1",
                "URL address does not have the form \"host:port\": http://127.0.0.1",
            ),
        ];
        for (url, message) in recorded {
            assert_eq!(check(&[url.to_string()]), Err(message.to_string()));
        }
        let accepted = [
            "http://:1",
            "http://[::1]:2380",
            "http://a:1?x=1&y",
            "http://a:1#f",
            "http://a:",
            "http://u@a:1",
            "https://a:1",
            "unix://x",
            "unix:///tmp/a",
            " http://a:1",
            "HTTP://a:1",
            "http://a:99999999",
            "http://é:1",
            "http://a<b:1",
        ];
        for url in accepted {
            assert_eq!(check(&[url.to_string()]), Ok(()), "{url}");
        }
    }
}
