//! The whole page in a real browser: what the tests in `tests/` stand on.
//!
//! [`Site`] serves `dist/` on this machine as a strict web server would. [`Browser`] is a Chromium of
//! its own, driven through its WebDriver, that remembers every request and every word in the console.
//!
//! `cargo xtask test` builds `dist/`, the page in the pseudo-language too, and runs these tests. They are
//! `#[ignore]`d for a plain `cargo test`, which cannot know whether the pages are there and current.

pub mod browser;
pub mod chromedriver;
pub mod lab;
pub mod site;

pub use browser::{Browser, Scheme, Viewport};
pub use site::Site;

use std::path::{Path, PathBuf};

/// The folder of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The page as it is shipped. Panics with the remedy if it has not been built.
pub fn dist() -> PathBuf {
    let dist = root().join("dist");
    assert!(
        dist.join("etcdscope.html").is_file(),
        "dist/ holds no release build; `cargo xtask test` makes it first (or: `cargo xtask dist`)"
    );
    dist.canonicalize().expect("dist/ was there a moment ago")
}

/// The page with every declared text marked. Panics with the remedy if it has not been built.
pub fn pseudo() -> PathBuf {
    let folder = root().join("target/pseudo-dist");
    assert!(
        folder.join("index.html").is_file(),
        "target/pseudo-dist/ is not there; `cargo xtask pseudo` makes it"
    );
    folder.canonicalize().expect("it was there a moment ago")
}

/// The address of the single file on this disk.
pub fn single_file() -> String {
    format!("file://{}", dist().join("etcdscope.html").display())
}
