//! The Content-Security-Policy of the page: what it may load and whom it may talk to. Nobody.
//!
//! `style-src-attr` stays open because the page places things by `style` attributes.

use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};

/// The policy of `dist/`: its own files only.
pub fn served() -> String {
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     style-src-attr 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; font-src 'self'; \
     base-uri 'none'; form-action 'none'"
        .into()
}

/// The policy of the single file: these scripts and this style, nothing from anywhere.
pub fn single(scripts: &[&str], style: &str) -> String {
    let hashes: Vec<String> = scripts.iter().map(|s| hash(s)).collect();
    format!(
        "default-src 'none'; script-src {} 'wasm-unsafe-eval'; style-src {}; \
         style-src-attr 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'",
        hashes.join(" "),
        hash(style),
    )
}

/// Puts a policy at the top of a document's head.
pub fn insert(html: &str, policy: &str) -> Option<String> {
    let (before, after) = html.split_once("<head>")?;
    Some(format!(
        "{before}<head>\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">{after}"
    ))
}

fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_named_by_the_hash_that_browsers_compute() {
        // the example of the specification's section on hashes
        let policy = single(&["alert('Hello, world.');"], "");
        assert!(
            policy.contains("'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"),
            "{policy}"
        );
    }

    #[test]
    fn the_policy_comes_first_in_the_head() {
        let html = insert("<html><head><title>x</title></head></html>", "default-src 'none'");
        let start = "<html><head>\n<meta http-equiv=\"Content-Security-Policy\"";
        assert!(html.is_some_and(|h| h.starts_with(start)));
        assert_eq!(insert("<html></html>", ""), None);
    }
}
